//! Owns `dechaff schema`.

use super::args::SchemaArgs;
use std::io::Write;

/// Lists the columns of a schema.
///
/// # Errors
/// Where standard output does not take it.
pub fn run(args: &SchemaArgs) -> anyhow::Result<()> {
    let columns = args.schema.columns();
    let mut out = anstream::stdout().lock();
    let bold = anstyle::Style::new().bold();
    let longest = columns.iter().map(|column| column.name.len()).max().unwrap_or_default();
    for column in columns {
        let kind = column.kind.to_string();
        let room = longest - column.name.len();
        writeln!(out, "{bold}{}{bold:#}{:room$}  {kind:15}  {}", column.name, "", column.doc)?;
    }
    Ok(())
}
