//! The documentation says what the program does: every flag, every column, every rule.
//!
//! `DECHAFF_BLESS=1 cargo test --test docs` writes `docs/rules.md` anew.

#![allow(clippy::unwrap_used)]

use assert_cmd::Command;
use dechaff::rules::RULES;
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

fn file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

fn read(name: &str) -> String {
    fs::read_to_string(file(name)).unwrap()
}

fn dechaff(args: &[&str]) -> String {
    let output = Command::cargo_bin("dechaff").unwrap().args(args).output().unwrap();
    assert!(output.status.success(), "{args:?}");
    String::from_utf8(output.stdout).unwrap()
}

/// Flags such as `--overwrite` and `-o` that a text names.
fn flags(text: &str) -> BTreeSet<String> {
    let parts = text.split(|c: char| !c.is_ascii_alphanumeric() && c != '-');
    let is_flag = |part: &&str| {
        let name = part.trim_start_matches('-');
        let dashes = part.len() - name.len();
        !name.ends_with('-') && (dashes == 2 && name.len() > 1 || dashes == 1 && name.len() == 1)
    };
    parts.filter(is_flag).map(str::to_owned).collect()
}

/// The commands that `dechaff --help` lists.
fn commands() -> Vec<String> {
    let help = dechaff(&["--help"]);
    let list = help.lines().skip_while(|line| *line != "Commands:").skip(1);
    let list = list.take_while(|line| !line.is_empty());
    let names = list.filter_map(|line| line.strip_prefix("  ")?.split_whitespace().next());
    names.filter(|name| *name != "help").map(str::to_owned).collect()
}

#[test]
fn every_flag_is_documented_and_every_documented_flag_is_there() {
    let documented = flags(&read("docs/command-line.md"));
    let help = dechaff(&["--help"]);
    let mut known = flags(help.split("\nExample").next().unwrap());
    let commands = commands();
    assert!(commands.contains(&"clean".to_owned()) && commands.len() >= 5, "{commands:?}");
    for command in commands {
        let help = dechaff(&[&command, "--help"]);
        // Examples name flags of other programs.
        let help = flags(help.split("\nExample").next().unwrap());
        assert!(!help.is_empty());
        known.extend(help);
    }
    let missing: Vec<_> = known.difference(&documented).collect();
    assert!(missing.is_empty(), "docs/command-line.md does not name {missing:?}");
    for name in [
        "docs/command-line.md",
        "README.md",
        "docs/configuration.md",
        "docs/record.md",
        "docs/resume.md",
        "docs/templates.md",
    ] {
        let text = read(name);
        // Flags of other programs stand on lines with their own names.
        let lines = text.lines().filter(|line| !line.contains("cargo ") || line.contains("-- "));
        let ours: String =
            lines.map(|line| line.rsplit("-- ").next().unwrap_or(line).to_owned() + "\n").collect();
        let unknown: Vec<_> = flags(&ours).difference(&known).cloned().collect();
        assert!(unknown.is_empty(), "{name} names {unknown:?}, which are not there");
    }
}

#[test]
fn every_column_is_documented() {
    let documented = read("docs/record.md");
    for line in dechaff(&["schema"]).lines() {
        let column = line.split_whitespace().next().unwrap();
        assert!(
            documented.contains(&format!("| `{column}` |")),
            "docs/record.md has no row for `{column}`"
        );
    }
}

#[test]
fn the_notation_of_phrases_is_documented() {
    let documented = read("docs/configuration.md");
    let notation = read("src/lang/notation.rs");
    for row in notation.lines().filter_map(|line| line.strip_prefix("//! |")) {
        assert!(documented.contains(&format!("\n|{row}\n")), "docs/configuration.md lacks |{row}");
    }
    for phrase in dechaff::Phrase::ALL {
        assert!(
            documented.contains(&format!("\n| `{phrase}` |")),
            "docs/configuration.md lacks {phrase}"
        );
    }
}

#[test]
fn the_page_of_rules_is_made_from_the_rules() {
    let mut page = "# Rules\n\nMade from the rules' own files in `src/rules/` by `DECHAFF_BLESS=1 cargo test --test docs`.\n\
        In the examples `-` stands before a line that is cut, `=` before one that must be kept.\n\
        Any rule can be turned off in [dechaff.toml](configuration.md).\n"
        .to_owned();
    for rule in RULES {
        let _ = write!(page, "\n## {}\n\n{}\n", rule.id, rule.description().trim_end());
    }
    if std::env::var_os("DECHAFF_BLESS").is_some() {
        fs::write(file("docs/rules.md"), &page).unwrap();
    }
    assert!(
        read("docs/rules.md") == page,
        "docs/rules.md is old; run DECHAFF_BLESS=1 cargo test --test docs"
    );
}

#[test]
fn links_between_documents_lead_somewhere() {
    for name in [
        "README.md",
        "ARCHITECTURE.md",
        "CONTRIBUTING.md",
        "docs/command-line.md",
        "docs/configuration.md",
        "docs/lines.md",
        "docs/main-content.md",
        "docs/record.md",
        "docs/resume.md",
        "docs/templates.md",
    ] {
        let text = read(name);
        for target in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            let path = target.split('#').next().unwrap_or_default();
            if path.is_empty() || path.starts_with("http") {
                continue;
            }
            let there = file(name).parent().unwrap().join(path);
            assert!(there.exists(), "{name} links to {target}");
        }
    }
}
