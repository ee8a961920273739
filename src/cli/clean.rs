//! Owns `dechaff clean`: it turns arguments into a source, a cleaner and a sink, and says at the
//! end what came of it.

use super::args::{CleanArgs, InputFormat, OutputFormat, Removed};
use super::progress::Progress;
use super::{Interrupted, interrupt, planned, printable, printable_line, say, usage};
use dechaff::run::{self, RunError, Summary};
use dechaff::sink::{self, Sink, SinkError, Stamp, Target};
use dechaff::source::{self, Fields, Input, Source};
use dechaff::{Cleaner, Config};
use indicatif::HumanCount;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

/// Cleans what the arguments name.
///
/// # Errors
/// [`super::Usage`] where it cannot be done as asked, [`Interrupted`], or why the run could not be
/// finished.
pub fn run(args: CleanArgs) -> anyhow::Result<()> {
    let inputs = inputs(&args.inputs)?;
    let target = target(&args)?;
    check_apart(&inputs, &target)?;
    check_summary(&args, &target)?;
    let cleaner = cleaner(&args, &inputs)?;
    let stamp = Stamp {
        tool_version: env!("CARGO_PKG_VERSION").to_owned(),
        config_hash: cleaner.config().hash(),
        removed: cleaner.config().removed,
    };
    let sink =
        Sink::create(&target, output_format(&args), args.overwrite, stamp).map_err(refused)?;
    let options = run::Options {
        threads: args.threads.unwrap_or_default().into(),
        stop: Arc::new(AtomicBool::new(false)),
    };
    interrupt::guard(Arc::clone(&options.stop), sink.staging())?;
    silence_workers();

    let source_options = source_options(&args, excluded(&target, &sink));
    let excluded = source_options.excluded.clone();
    let source = Source::new(inputs.clone(), source_options);
    let counters = source.counters();
    let when = if args.quiet { super::args::When::Never } else { args.progress };
    let progress = Progress::new(when, args.verbose, source.counters(), &inputs, &excluded);
    let result = run::run(source, &|doc| cleaner.clean(doc), sink, &options, &progress);
    progress.finish();
    let summary = match result {
        Ok(summary) => summary,
        // Whoever read the output has seen enough.
        Err(RunError::Sink(SinkError::Closed)) => return Ok(()),
        Err(RunError::Interrupted) => return Err(Interrupted.into()),
        Err(error) => return Err(error.into()),
    };
    report(&args, &summary, counters.ignored())
}

fn inputs(paths: &[PathBuf]) -> anyhow::Result<Vec<Input>> {
    let mut inputs = Vec::with_capacity(paths.len());
    for path in paths {
        if let Some(refusal) = planned::input(path).filter(|_| !path.is_dir()) {
            return Err(usage(refusal));
        }
        let input = Input::new(path).map_err(|error| match error.kind() {
            std::io::ErrorKind::NotFound => usage(format!("{} does not exist", path.display())),
            _ => usage(format!("{} cannot be read: {error}", path.display())),
        })?;
        if input == Input::Stdin && inputs.contains(&input) {
            return Err(usage("standard input can be read only once: name `-` once"));
        }
        inputs.push(input);
    }
    Ok(inputs)
}

fn output_format(args: &CleanArgs) -> sink::Format {
    match args.output_format {
        OutputFormat::Jsonl => sink::Format::Jsonl,
        OutputFormat::Txt => sink::Format::Txt,
    }
}

fn target(args: &CleanArgs) -> anyhow::Result<Target> {
    if let Some(refusal) = planned::output(&args.output).filter(|_| !args.output.is_dir()) {
        return Err(usage(refusal));
    }
    Target::new(&args.output, output_format(args)).map_err(refused)
}

/// Output that exists or cannot be what was asked for is the user's to settle.
fn refused(error: SinkError) -> anyhow::Error {
    match error {
        SinkError::Io { .. } => error.into(),
        error => usage(error),
    }
}

fn target_path(target: &Target) -> Option<&Path> {
    match target {
        Target::Stdout => None,
        Target::File(path) | Target::Folder(path) => Some(path),
    }
}

/// Refuses to read what is about to be written. (Output within a folder that is read is well: the
/// source leaves it out.)
fn check_apart(inputs: &[Input], target: &Target) -> anyhow::Result<()> {
    let Some(output) = target_path(target) else { return Ok(()) };
    let Ok(output) = output.canonicalize() else { return Ok(()) };
    for input in inputs {
        let (Input::File(path) | Input::Folder(path)) = input else { continue };
        if path.canonicalize().is_ok_and(|path| path.starts_with(&output)) {
            let (input, output) = (path.display(), output.display());
            return Err(usage(format!(
                "the input {input} lies in the output {output}; choose another output"
            )));
        }
    }
    Ok(())
}

fn check_summary(args: &CleanArgs, target: &Target) -> anyhow::Result<()> {
    let Some(path) = &args.summary else { return Ok(()) };
    if target_path(target) == Some(path) || path.is_dir() {
        return Err(usage(format!("the summary cannot be {}; name another file", path.display())));
    }
    let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty());
    let comes = |parent: &Path| target_path(target).is_some_and(|t| parent.starts_with(t));
    if let Some(parent) = parent.filter(|parent| !parent.is_dir() && !comes(parent)) {
        return Err(usage(format!("{} does not exist; make it first", parent.display())));
    }
    if path.symlink_metadata().is_ok() && !args.overwrite {
        return Err(usage(format!(
            "{} exists already; choose another file for the summary, or replace it with \
             `--overwrite`",
            path.display()
        )));
    }
    Ok(())
}

/// What lies in a folder that is read and is ours.
fn excluded(target: &Target, sink: &Sink) -> Vec<PathBuf> {
    let staging = sink.staging().map(|staging| staging.path().to_owned());
    target_path(target).map(Path::to_owned).into_iter().chain(staging).collect()
}

fn source_options(args: &CleanArgs, excluded: Vec<PathBuf>) -> source::Options {
    let format = match args.input_format {
        InputFormat::Auto => None,
        InputFormat::Html => Some(source::Format::Html),
        InputFormat::Text => Some(source::Format::Text),
        InputFormat::Jsonl => Some(source::Format::Jsonl),
    };
    let fields = Fields::new(
        args.id_field.clone(),
        args.url_field.clone(),
        args.html_field.clone(),
        args.text_field.clone(),
    );
    source::Options { format, fields, max_doc_bytes: args.max_doc_bytes, excluded }
}

fn cleaner(args: &CleanArgs, inputs: &[Input]) -> anyhow::Result<Cleaner> {
    let path = match &args.config {
        Some(path) => Some(path.clone()),
        None => config_beside(inputs)?,
    };
    let mut config = Config::default();
    if let Some(path) = &path {
        let name = path.display();
        let toml = std::fs::read_to_string(path)
            .map_err(|error| usage(format!("cannot read the configuration {name}: {error}")))?;
        config = Config::from_toml(&toml).map_err(|error| usage(format!("{name}: {error}")))?;
    }
    if args.verbose {
        say(&match &path {
            Some(path) => printable_line(&format!("configuration: {}", path.display())),
            None => "configuration: the default".to_owned(),
        });
    }
    config.removed = match args.removed {
        Removed::None => dechaff::Removed::None,
        Removed::Spans => dechaff::Removed::Spans,
        Removed::Text => dechaff::Removed::Text,
    };
    config.max_doc_bytes = args.max_doc_bytes;
    Cleaner::new(config).map_err(|error| match &path {
        Some(path) => usage(format!("{}: {error}", path.display())),
        None => usage(error),
    })
}

/// The `dechaff.toml` in the folder given, or in that of the file given.
fn config_beside(inputs: &[Input]) -> anyhow::Result<Option<PathBuf>> {
    let mut found: Option<PathBuf> = None;
    for input in inputs {
        let folder = match input {
            Input::Stdin => continue,
            Input::Folder(path) => path.as_path(),
            Input::File(path) => path.parent().unwrap_or(Path::new("")),
        };
        let path = folder.join("dechaff.toml");
        if !path.is_file() {
            continue;
        }
        if let Some(first) = &found
            && first.canonicalize().ok() != path.canonicalize().ok()
        {
            return Err(usage(format!(
                "the inputs have different configurations, {} and {}; name one with `--config`",
                first.display(),
                path.display()
            )));
        }
        found = found.or(Some(path));
    }
    Ok(found)
}

/// A panic in a worker becomes the document's row; it is not for the terminal too.
fn silence_workers() {
    let usual = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        let thread = std::thread::current();
        if !thread.name().is_some_and(|name| name.starts_with(run::WORKER)) {
            usual(panic);
        }
    }));
}

/// Says what came of it, and writes the summary file.
fn report(args: &CleanArgs, summary: &Summary, ignored: u64) -> anyhow::Result<()> {
    if let Some(path) = &args.summary {
        let mut json = summary.to_json();
        json.insert("ignored_files".to_owned(), ignored.into());
        super::write_whole(path, |out| {
            serde_json::to_writer_pretty(&mut *out, &json)?;
            Ok(out.write_all(b"\n")?)
        })?;
    }
    if !args.quiet {
        say(&printable(&in_words(summary, ignored)));
    }
    if summary.errors > 0 {
        let style = anstyle::AnsiColor::Yellow.on_default().bold();
        say(&format!(
            "{style}warning:{style:#} {} of {} documents could not be processed; the column \
             `error` says why",
            HumanCount(summary.errors),
            HumanCount(summary.documents)
        ));
    }
    Ok(())
}

fn in_words(summary: &Summary, ignored: u64) -> String {
    let mut lines = vec![format!(
        "documents: {} in {:.1} s ({:.0} a second, {:.1} MB/s)",
        HumanCount(summary.documents),
        summary.seconds,
        summary.documents_per_second(),
        summary.megabytes_per_second()
    )];
    for (status, n) in &summary.statuses {
        lines.push(format!("  {:28} {:>12}", status.name(), HumanCount(*n).to_string()));
    }
    let cut = summary.chars_in.saturating_sub(summary.chars_out);
    lines.push(format!(
        "characters: {} in, {} out, {} cut ({:.1} %)",
        HumanCount(summary.chars_in),
        HumanCount(summary.chars_out),
        HumanCount(cut),
        100.0 * cut as f64 / summary.chars_in.max(1) as f64
    ));
    let mut cuts: Vec<_> = summary.cuts.iter().collect();
    cuts.sort_by_key(|(_, n)| std::cmp::Reverse(**n));
    for (cause, n) in cuts {
        lines.push(format!("  {:28} {:>12}", cause.to_string(), HumanCount(*n).to_string()));
    }
    if ignored > 0 {
        lines.push(format!("files passed over, by their names' endings: {}", HumanCount(ignored)));
    }
    lines.join("\n")
}
