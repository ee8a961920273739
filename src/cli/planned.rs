//! Owns the one list of what the design promises and is not built yet, so that it is refused with a
//! clear message. Whoever builds something takes it off.

use clap::error::{ContextKind, ContextValue, ErrorKind};
use std::path::Path;

/// Flags of `dechaff clean`, and what to do meanwhile.
const FLAGS: &[(&str, &str)] = &[
    ("--text-format", "texts are written plain"),
    ("--max-depth", "the depth of pages is bounded as it is"),
    ("--doc-budget", "leave it out"),
    ("--keep-fields", "join the output to the input by `id`"),
];

/// Commands, and what to do meanwhile.
const COMMANDS: &[(&str, &str)] = &[("report", "`dechaff clean --summary FILE` says what was cut")];

/// Values of `--input-format`, and what to do meanwhile.
const FORMATS: &[(&str, &str)] =
    &[("parquet", "convert it to JSONL"), ("warc", "convert it to JSONL")];

/// Extensions of inputs, and what to do meanwhile.
const EXTENSIONS: &[(&str, &str)] = &[
    (".parquet", "convert it to JSONL"),
    (".warc", "convert it to JSONL"),
    (".warc.gz", "convert it to JSONL"),
    (".zst", "use gzip"),
];

fn refusal(what: &str, table: &[(&str, &str)]) -> Option<String> {
    let (name, meanwhile) = table.iter().find(|(name, _)| *name == what)?;
    Some(format!("`{name}` is not built yet; {meanwhile}"))
}

/// What to say where clap did not know an argument because it is not built yet.
pub(super) fn argument(error: &clap::Error) -> Option<String> {
    let context = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => Some(text.as_str()),
        _ => None,
    };
    match error.kind() {
        ErrorKind::UnknownArgument => refusal(context(ContextKind::InvalidArg)?, FLAGS),
        ErrorKind::InvalidSubcommand => refusal(context(ContextKind::InvalidSubcommand)?, COMMANDS),
        ErrorKind::InvalidValue => {
            let flag = context(ContextKind::InvalidArg)?;
            let is_format = flag.starts_with("--input-format");
            refusal(context(ContextKind::InvalidValue)?, FORMATS).filter(|_| is_format)
        }
        _ => None,
    }
}

/// What to say about an input whose format is not built yet.
pub(super) fn input(path: &Path) -> Option<String> {
    extension(path, EXTENSIONS)
}

fn extension(path: &Path, table: &[(&str, &str)]) -> Option<String> {
    let name = path.file_name()?.to_str()?.to_ascii_lowercase();
    let (ending, _) = table.iter().find(|(ending, _)| name.ends_with(ending))?;
    Some(format!("{}: {}", path.display(), refusal(ending, table)?))
}

#[cfg(test)]
pub(super) fn flags() -> impl Iterator<Item = &'static str> {
    FLAGS.iter().map(|(name, _)| *name)
}

#[cfg(test)]
pub(super) fn commands() -> impl Iterator<Item = &'static str> {
    COMMANDS.iter().map(|(name, _)| *name)
}
