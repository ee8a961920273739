//! Owns what a user types and sees: arguments, messages, progress, exit codes.

pub mod args;
pub mod clean;
pub mod explain;
mod interrupt;
pub mod learn;
mod planned;
mod progress;
pub mod rebuild;
pub mod rules;
pub mod schema;
mod setup;

use anyhow::Context;
use dechaff::explain as explain_text;
use std::fmt::Display;
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;
use std::process::ExitCode;

/// What was asked for cannot be done as asked: exit 2.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct Usage(pub String);

/// The user interrupted the run: exit 130.
#[derive(Debug, thiserror::Error)]
#[error("interrupted; the output was not finished{}", if *.is_resumable { GO_ON } else { "" })]
pub struct Interrupted {
    is_resumable: bool,
}

/// What to say where a run has left something that another can go on with.
const GO_ON: &str = "; what is done is kept: go on with the same command and `--resume`";

/// The error of something that cannot be done as asked.
fn usage(message: impl Display) -> anyhow::Error {
    Usage(message.to_string()).into()
}

/// Says what went wrong, and turns it into the exit code: 0 done, 1 not finished, 2 usage, 130
/// interrupted.
pub fn exit_code(result: anyhow::Result<()>) -> ExitCode {
    let Err(error) = result else { return ExitCode::SUCCESS };
    if let Some(error) = error.downcast_ref::<clap::Error>() {
        // clap's own messages: help and version are no errors.
        let _ = error.print();
        return ExitCode::from(if error.use_stderr() { 2 } else { 0 });
    }
    if is_closed_pipe(&error) {
        return ExitCode::SUCCESS;
    }
    say_error(&format!("{error:#}"));
    if error.is::<Usage>() {
        ExitCode::from(2)
    } else if error.is::<Interrupted>() {
        ExitCode::from(130)
    } else {
        ExitCode::from(1)
    }
}

/// Whether the reader of standard output went away, which ends a program quietly.
fn is_closed_pipe(error: &anyhow::Error) -> bool {
    error.downcast_ref::<io::Error>().is_some_and(|e| e.kind() == io::ErrorKind::BrokenPipe)
}

/// Writes `error: …` to standard error.
fn say_error(message: &str) {
    let style = anstyle::AnsiColor::Red.on_default().bold();
    say(&format!("{style}error:{style:#} {}", printable(message)));
}

/// Writes a line to standard error, in colour where that is wanted. `line` is ours; what comes from
/// inputs must have gone through [`printable`].
fn say(line: &str) {
    // Nobody is left to hear that standard error is closed.
    let _ = writeln!(anstream::stderr().lock(), "{line}");
}

/// Text from an input as a terminal may show it, line breaks as they are.
fn printable(text: &str) -> String {
    text.split('\n').map(explain_text::printable).collect::<Vec<_>>().join("\n")
}

/// [`printable`] on one line.
fn printable_line(text: &str) -> String {
    explain_text::printable(text).into_owned()
}

/// Writes a file under a temporary name, and gives it its real one when it is whole.
fn write_whole(
    path: &Path,
    write: impl FnOnce(&mut dyn Write) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let partial = path.with_file_name(format!(".{name}.partial"));
    let result = File::create(&partial).map_err(anyhow::Error::from).and_then(|file| {
        let mut out = BufWriter::new(file);
        write(&mut out)?;
        out.flush()?;
        out.get_ref().sync_all()?;
        Ok(std::fs::rename(&partial, path)?)
    });
    if result.is_err() {
        // What is left over has a name that says so.
        let _ = std::fs::remove_file(&partial);
    }
    result.with_context(|| format!("cannot write {}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_characters_do_not_reach_the_terminal() {
        assert_eq!(printable_line("a\x1b[31mü\n\u{202e}"), "a\\u{1b}[31mü\\n\\u{202e}");
        assert_eq!(printable("a\nb\r"), "a\nb\\r");
    }
}
