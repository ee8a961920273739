//! Owns `dechaff clean`: it turns arguments into a source, a cleaner and a sink, and says at the
//! end what came of it.

use super::args::CleanArgs;
use super::progress::grouped;
use super::{GO_ON, Interrupted, interrupt, learn, printable, printable_line, say, setup, usage};
use anyhow::anyhow;
use dechaff::run::{self, RunError, Summary};
use dechaff::sink::{Existing, Output, Plan, Sink, SinkError, Staging, Stamp, Target};
use dechaff::source::{Counters, Input};
use dechaff::{Cleaner, Status};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Endings of files of data that we do not write: whoever names one does not mean a folder.
const NOT_WRITTEN: [&str; 12] =
    ["csv", "tsv", "json", "txt", "html", "htm", "xml", "gz", "zst", "bz2", "xz", "warc"];

/// Cleans what the arguments name.
///
/// # Errors
/// [`super::Usage`] where it cannot be done as asked, [`Interrupted`], or why the run could not be
/// finished.
pub fn run(args: CleanArgs) -> anyhow::Result<()> {
    let inputs = setup::inputs(&args.inputs)?;
    let output = output(&args)?;
    let target = output.target.clone();
    check_apart(&inputs, &target)?;
    check_summary(&args, &target)?;
    if args.learn {
        learn::check_rereadable(&inputs)?;
    }
    let mut cleaner = setup::cleaner(&args.input, &inputs, args.removed, args.running.verbose)?;
    let mut sink = match Sink::create(plan(&args, &output, &cleaner)) {
        Ok(sink) => sink,
        Err(SinkError::Finished(path)) => {
            say(&printable_line(&format!("finished already: {}", path.display())));
            return Ok(());
        }
        Err(error) => return Err(refused(error)),
    };
    let (options, staging) = (setup::run_options(&args.running), sink.staging());
    interrupt::guard(Arc::clone(&options.stop), staging.clone())?;

    let mut source_options = setup::source_options(&args.input.reading, excluded(&target, &sink));
    source_options.fields.keep = args.keep_fields.clone().unwrap_or_default();
    let input = learn::Given { inputs, source_options };
    if args.learn {
        match learn::first_pass(&cleaner, &input, "learning: ", &args.running, &options) {
            Ok(templates) => cleaner = cleaner.with_templates(templates),
            Err(error) => {
                sink.suspend();
                return Err(error);
            }
        }
        sink.restamp(stamp(&cleaner));
    }
    let source = input.source();
    let counters = source.counters();
    let options = run::Options { input: source.counters(), ..options };
    let what = if args.learn { "cleaning: " } else { "" };
    let progress = input.progress(what, &args.running, &source);
    let result = run::run(source, &|doc| cleaner.clean(doc), sink, &options, &progress);
    progress.finish();
    let summary = match result {
        Ok(summary) => summary,
        // Whoever read the output has seen enough.
        Err(RunError::Sink(SinkError::Closed)) => return Ok(()),
        Err(error) => return Err(unfinished(error, staging.as_ref())),
    };
    report(&args, &output, &summary, &counters)
}

/// What to say of a run that was not finished, and how to go on.
fn unfinished(error: RunError, staging: Option<&Staging>) -> anyhow::Error {
    let is_resumable = staging.is_some_and(Staging::is_resumable);
    match error {
        RunError::Interrupted => Interrupted { is_resumable }.into(),
        RunError::Sink(error @ SinkError::Io { .. }) if is_resumable => {
            anyhow!("{:#}{GO_ON}", anyhow::Error::from(error))
        }
        RunError::Input(_) if is_resumable => anyhow!("{error}{GO_ON}"),
        RunError::Sink(error) => refused(error),
        error => error.into(),
    }
}

fn plan(args: &CleanArgs, output: &Output, cleaner: &Cleaner) -> Plan {
    let existing = match (args.overwrite, args.resume) {
        (_, true) => Existing::Resume,
        (true, false) => Existing::Replace,
        (false, false) => Existing::Refuse,
    };
    let mut settings = setup::reading_settings(&args.input.reading, args.keep_fields.as_ref());
    settings.push(("`--learn`".to_owned(), args.learn.to_string()));
    Plan {
        schema: args.schema,
        existing,
        stamp: stamp(cleaner),
        inputs: args.inputs.iter().map(|input| input.display().to_string()).collect(),
        settings,
        workers: args.running.threads.unwrap_or_default().into(),
        restamps: args.learn,
        ..Plan::new(output.clone())
    }
}

/// What each row says of how it was made.
fn stamp(cleaner: &Cleaner) -> Stamp {
    Stamp {
        tool_version: env!("CARGO_PKG_VERSION").to_owned(),
        config_hash: cleaner.hash(),
        removed: cleaner.config().removed,
    }
}

fn output(args: &CleanArgs) -> anyhow::Result<Output> {
    let name = &args.output;
    let extension = name.extension().and_then(|e| e.to_str()).map(str::to_ascii_lowercase);
    if let Some(extension) = extension.filter(|e| NOT_WRITTEN.contains(&e.as_str()))
        && !name.is_dir()
        && !name.to_string_lossy().to_ascii_lowercase().ends_with(&format!(".jsonl.{extension}"))
        && !name.to_string_lossy().to_ascii_lowercase().ends_with(&format!(".ndjson.{extension}"))
    {
        return Err(usage(format!(
            "{}: `.{extension}` files are not written; name a folder, a file that ends in `.jsonl`, \
             `.jsonl.gz`, `.jsonl.zst` or `.parquet`, or `-`, and see `--output-format`",
            name.display()
        )));
    }
    Output::new(name, args.output_format, args.compress).map_err(refused)
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
    if path.symlink_metadata().is_ok() && !args.overwrite && !args.resume {
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

/// Says what came of it, and writes the summary file.
fn report(
    args: &CleanArgs,
    output: &Output,
    summary: &Summary,
    counters: &Counters,
) -> anyhow::Result<()> {
    if let Some(path) = &args.summary {
        let mut json = summary.to_json();
        json.insert("ignored_files".to_owned(), counters.ignored().into());
        json.insert("skipped_records".to_owned(), serde_json::to_value(counters.skipped())?);
        super::write_whole(path, |out| {
            serde_json::to_writer_pretty(&mut *out, &json)?;
            Ok(out.write_all(b"\n")?)
        })?;
    }
    if !args.running.quiet {
        say(&printable(&in_words(summary, counters)));
        if args.output.as_os_str() != "-" {
            say(&printable_line(&format!("written to: {}", where_to_look(args, output).display())));
        }
    }
    if summary.errors > 0 {
        let style = anstyle::AnsiColor::Yellow.on_default().bold();
        say(&format!(
            "{style}warning:{style:#} {} of {} documents could not be processed; the column \
             `error` says why",
            grouped(summary.errors),
            grouped(summary.documents)
        ));
    }
    Ok(())
}

/// The file that a reader of the output opens first.
fn where_to_look(args: &CleanArgs, output: &Output) -> PathBuf {
    let first = args.output.join(output.first_name());
    if first.exists() { first } else { args.output.clone() }
}

fn in_words(summary: &Summary, counters: &Counters) -> String {
    let mut lines = vec![format!(
        "documents: {} in {:.1} s ({:.0} a second, {:.1} MB/s)",
        grouped(summary.documents),
        summary.seconds,
        summary.documents_per_second(),
        summary.megabytes_per_second()
    )];
    if summary.documents_resumed > 0 {
        let resumed = grouped(summary.documents_resumed);
        lines.push(format!("  {:28} {resumed:>12}", "of an earlier run"));
    }
    for (status, n) in &summary.statuses {
        lines.push(format!("  {:28} {:>12}", status.name(), grouped(*n)));
        if *status == Status::Empty {
            let reasons = summary.reasons.iter();
            lines.extend(reasons.map(|(r, n)| format!("    {:26} {:>12}", r.name(), grouped(*n))));
        }
    }
    let cut = summary.chars_in.saturating_sub(summary.chars_out);
    lines.push(format!(
        "characters: {} in, {} out, {} cut ({:.1} %)",
        grouped(summary.chars_in),
        grouped(summary.chars_out),
        grouped(cut),
        100.0 * cut as f64 / summary.chars_in.max(1) as f64
    ));
    let mut cuts: Vec<_> = summary.cuts.iter().collect();
    cuts.sort_by_key(|(_, n)| std::cmp::Reverse(**n));
    for (cause, n) in cuts {
        lines.push(format!("  {:28} {:>12}", cause.to_string(), grouped(*n)));
    }
    let skipped = counters.skipped();
    if !skipped.is_empty() {
        let all = skipped.values().sum();
        lines.push(format!("WARC records that are no documents: {}", grouped(all)));
        lines.extend(skipped.iter().map(|(what, n)| format!("  {what:28} {:>12}", grouped(*n))));
    }
    let ignored = counters.ignored();
    if ignored > 0 {
        lines.push(format!(
            "files passed over (other endings, output of other runs): {}",
            grouped(ignored)
        ));
    }
    lines.push(format!("workers waited: {:.1} % of their time", 100.0 * summary.workers_waited));
    lines.join("\n")
}
