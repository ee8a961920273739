//! Owns the one list of what the design promises and is not built yet, so that it is refused with a
//! clear message. Whoever builds something takes it off.

use clap::error::{ContextKind, ContextValue, ErrorKind};

/// Flags of `dechaff clean`, and what to do meanwhile.
const FLAGS: &[(&str, &str)] = &[("--text-format", "texts are written plain")];

/// Commands, and what to do meanwhile.
const COMMANDS: &[(&str, &str)] = &[("report", "`dechaff clean --summary FILE` says what was cut")];

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
        _ => None,
    }
}

#[cfg(test)]
pub(super) fn flags() -> impl Iterator<Item = &'static str> {
    FLAGS.iter().map(|(name, _)| *name)
}

#[cfg(test)]
pub(super) fn commands() -> impl Iterator<Item = &'static str> {
    COMMANDS.iter().map(|(name, _)| *name)
}
