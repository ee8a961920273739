//! Owns `dechaff rules`.

use super::args::RulesArgs;
use dechaff::rules::{RULES, Rule};
use std::io::Write;

/// Lists the rules, or describes one.
///
/// # Errors
/// Where there is no such rule.
pub fn run(args: RulesArgs) -> anyhow::Result<()> {
    let mut out = anstream::stdout().lock();
    let bold = anstyle::Style::new().bold();
    if let Some(name) = &args.rule {
        let rule = RULES.iter().find(|rule| rule.id.name() == name).ok_or_else(|| {
            super::usage(format!("there is no rule `{name}`; `dechaff rules` lists them"))
        })?;
        writeln!(out, "{bold}{name}{bold:#}\n\n{}", rule.description())?;
        return Ok(());
    }
    let longest = RULES.iter().map(|rule| rule.id.name().len()).max().unwrap_or_default();
    for rule in RULES {
        let name = rule.id.name();
        writeln!(
            out,
            "{bold}{name}{bold:#}{:longest$}  {}",
            "",
            first_sentence(rule),
            longest = longest - name.len()
        )?;
    }
    writeln!(
        out,
        "\n`dechaff rules RULE` tells more. To turn one off, write into dechaff.toml:\n\n\
         [rules]\n{} = false",
        RULES.first().map_or("rule", |rule| rule.id.name())
    )?;
    Ok(())
}

fn first_sentence(rule: &Rule) -> String {
    let description = rule.description();
    let lines: Vec<_> = description.lines().take_while(|line| !line.is_empty()).collect();
    let paragraph = lines.join(" ");
    let end = paragraph.find(". ").map_or(paragraph.len(), |at| at + 1);
    paragraph[..end].to_owned()
}
