//! Owns `dechaff schema`.

use dechaff::sink::COLUMNS;
use std::io::Write;

/// Lists the columns of the output.
///
/// # Errors
/// Where standard output does not take it.
pub fn run() -> anyhow::Result<()> {
    let mut out = anstream::stdout().lock();
    let bold = anstyle::Style::new().bold();
    let longest = COLUMNS.iter().map(|column| column.name.len()).max().unwrap_or_default();
    for column in COLUMNS {
        let kind = column.kind.to_string();
        let room = longest - column.name.len();
        writeln!(out, "{bold}{}{bold:#}{:room$}  {kind:15}  {}", column.name, "", column.doc)?;
    }
    Ok(())
}
