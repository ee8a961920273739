//! Owns the one list of what the design promises and is not built yet, so that it is refused with a
//! clear message. Whoever builds something takes it off.

use clap::error::{ContextKind, ContextValue, ErrorKind};
use std::path::Path;

/// Flags of `dechaff clean`, and what to do meanwhile.
const FLAGS: &[(&str, &str)] = &[
    ("--text-format", "texts are written plain"),
    ("--schema", "`dechaff schema` lists the columns that are written"),
    ("--compress", "compress the output afterwards"),
    ("--resume", "run it again with `--overwrite`"),
];

/// Commands, and what to do meanwhile.
const COMMANDS: &[(&str, &str)] = &[("report", "`dechaff clean --summary FILE` says what was cut")];

/// Values of `--output-format`, and what to do meanwhile.
const FORMATS: &[(&str, &str)] = &[("parquet", "convert from JSONL")];

/// Extensions of outputs, and what to do meanwhile.
const EXTENSIONS: &[(&str, &str)] = &[
    (".parquet", "convert from JSONL"),
    (".gz", "compress the output afterwards"),
    (".zst", "compress the output afterwards"),
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
            let format = flag.starts_with("--output-format");
            refusal(context(ContextKind::InvalidValue)?, FORMATS).filter(|_| format)
        }
        _ => None,
    }
}

/// What to say about an output whose format is not built yet.
pub(super) fn output(path: &Path) -> Option<String> {
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
