//! Owns `dechaff learn`, and the first pass of `dechaff clean --learn`: what hosts repeat, from
//! documents or from files of it.

use super::args::{LearnArgs, RunningArgs};
use super::progress::{Progress, grouped};
use super::{Interrupted, interrupt, printable, printable_line, say, setup, usage};
use dechaff::run::{self, Learnt, RunError};
use dechaff::source::{self, Input, Source};
use dechaff::template::{Counts, Templates};
use dechaff::{Cleaner, Config};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What is read, and how; to be read more than once.
pub(super) struct Given {
    pub inputs: Vec<Input>,
    pub source_options: source::Options,
}

impl Given {
    pub(super) fn source(&self) -> Source {
        Source::new(self.inputs.clone(), self.source_options.clone())
    }

    pub(super) fn progress(
        &self,
        what: &'static str,
        args: &RunningArgs,
        source: &Source,
    ) -> Progress {
        Progress::new(what, args, source.counters(), &self.inputs, &self.source_options)
    }
}

/// Writes what the arguments' inputs teach.
///
/// # Errors
/// [`super::Usage`] where it cannot be done as asked, [`Interrupted`], or why it could not be
/// finished.
pub fn run(args: LearnArgs) -> anyhow::Result<()> {
    check_output(&args)?;
    let (counts, words) = if args.merge { merged(&args.inputs)? } else { learnt(&args)? };
    super::write_whole(&args.output, |out| Ok(counts.write(out).map(drop)?))?;
    if !args.running.quiet {
        say(&printable(&words));
        say(&in_words(&counts));
        say(&printable_line(&format!("written to: {}", args.output.display())));
    }
    Ok(())
}

fn check_output(args: &LearnArgs) -> anyhow::Result<()> {
    let output = &args.output;
    if output.as_os_str() == "-" || output.is_dir() {
        let output = output.display();
        return Err(usage(format!("templates are written to a file; name one, not {output}")));
    }
    let parent = output.parent().filter(|parent| !parent.as_os_str().is_empty());
    if let Some(parent) = parent.filter(|parent| !parent.is_dir()) {
        return Err(usage(format!("{} does not exist; make it first", parent.display())));
    }
    if output.symlink_metadata().is_err() {
        return Ok(());
    }
    let is_output = |path: &PathBuf| same_file(path, output);
    if !args.merge && args.inputs.iter().any(is_output) {
        let output = output.display();
        return Err(usage(format!("{output} is an input, too; choose another output")));
    }
    if !args.overwrite {
        let output = output.display();
        return Err(usage(format!("{output} exists already; replace it with `--overwrite`")));
    }
    Ok(())
}

fn same_file(a: &Path, b: &Path) -> bool {
    matches!((a.canonicalize(), b.canonicalize()), (Ok(a), Ok(b)) if a == b)
}

/// What files of templates hold together.
fn merged(paths: &[PathBuf]) -> anyhow::Result<(Counts, String)> {
    let mut all = Counts::new();
    for path in paths {
        all.merge(setup::read_templates(path, Counts::read)?);
    }
    Ok((all, format!("files merged: {}", grouped(paths.len() as u64))))
}

/// What the documents teach, and what there is to be said about them.
fn learnt(args: &LearnArgs) -> anyhow::Result<(Counts, String)> {
    let inputs = setup::inputs(&args.inputs)?;
    let source_options = setup::source_options(&args.reading, vec![args.output.clone()]);
    let max_doc_bytes = args.reading.max_doc_bytes;
    let cleaner = Cleaner::new(Config { max_doc_bytes, ..Config::default() }).map_err(usage)?;
    let options = setup::run_options(&args.running);
    interrupt::guard(Arc::clone(&options.stop), None)?;
    let learnt = pass(&cleaner, &Given { inputs, source_options }, "", &args.running, &options)?;
    let words = documents_in_words(&learnt);
    Ok((learnt.counts, words))
}

/// The templates for a second pass over the same input.
///
/// # Errors
/// [`Interrupted`], or why it could not be finished.
pub(super) fn first_pass(
    cleaner: &Cleaner,
    given: &Given,
    what: &'static str,
    args: &RunningArgs,
    options: &run::Options,
) -> anyhow::Result<Templates> {
    let learnt = pass(cleaner, given, what, args, options)?;
    if !args.quiet {
        say(&in_words(&learnt.counts));
    }
    Ok(Templates::new(&learnt.counts))
}

fn pass(
    cleaner: &Cleaner,
    given: &Given,
    what: &'static str,
    args: &RunningArgs,
    options: &run::Options,
) -> anyhow::Result<Learnt> {
    let source = given.source();
    let progress = given.progress(what, args, &source);
    let options = run::Options { input: source.counters(), ..options.clone() };
    let result = run::learn(source, &|doc| cleaner.observe(doc), &options, &progress);
    progress.finish();
    result.map_err(|error| match error {
        RunError::Interrupted => Interrupted { is_resumable: false }.into(),
        error => error.into(),
    })
}

/// Refuses inputs that are gone when they were read once.
///
/// # Errors
/// [`super::Usage`] that names the input.
pub(super) fn check_rereadable(inputs: &[Input]) -> anyhow::Result<()> {
    for input in inputs {
        let what = match input {
            Input::Stdin => "standard input".to_owned(),
            Input::File(path) if !path.is_file() => path.display().to_string(),
            _ => continue,
        };
        return Err(usage(format!(
            "`--learn` reads its inputs twice, and {what} can be read only once; save it to a file, \
             or run `dechaff learn` before and name its file with `--templates`"
        )));
    }
    Ok(())
}

fn documents_in_words(learnt: &Learnt) -> String {
    let seconds = learnt.took.as_secs_f64().max(1e-9);
    let mut lines = vec![format!(
        "documents: {} in {seconds:.1} s ({:.0} a second, {:.1} MB/s)",
        grouped(learnt.documents),
        learnt.documents as f64 / seconds,
        learnt.bytes as f64 / 1e6 / seconds
    )];
    let rows = [
        ("without an address (`url`)", learnt.without_host),
        ("without a line to learn", learnt.without_lines),
        ("that could not be read", learnt.errors),
    ];
    for (what, n) in rows.into_iter().filter(|(_, n)| *n > 0) {
        lines.push(format!("  {what:28} {:>12}", grouped(n)));
    }
    if learnt.documents > 0 && learnt.without_host == learnt.documents {
        lines.push("nothing was learnt: no document has an address; see `--url-field`".to_owned());
    }
    lines.join("\n")
}

fn in_words(counts: &Counts) -> String {
    let left_out = if counts.leaves_hosts_out() {
        "; some hosts were left out, there are too many"
    } else {
        ""
    };
    format!(
        "hosts: {}, with {} different pages in their samples, at most {} of a host{left_out}",
        grouped(counts.hosts() as u64),
        grouped(counts.pages() as u64),
        counts.most_of_host()
    )
}
