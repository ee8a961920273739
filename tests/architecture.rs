//! The layers and absences that ARCHITECTURE.md promises hold in `src/`.

#![allow(clippy::unwrap_used)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Cells of the rows of the table in ARCHITECTURE.md that begins with that header cell.
fn table(first_header: &str) -> Vec<Vec<String>> {
    let text = fs::read_to_string(root().join("ARCHITECTURE.md")).unwrap();
    let header = format!("| {first_header} |");
    let rows = text.lines().skip_while(|line| !line.starts_with(&header)).skip(2);
    let rows = rows.take_while(|line| line.starts_with('|'));
    rows.map(|row| row.trim_matches('|').split('|').map(|cell| cell.trim().to_owned()).collect())
        .collect()
}

/// What stands between backticks.
fn names(cell: &str) -> Vec<String> {
    cell.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

/// Every source file below `src/` without its tests, and its path from there.
fn sources() -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    let mut folders = vec![root().join("src")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == "rs") && !path.ends_with("tests.rs") {
                let code = fs::read_to_string(&path).unwrap();
                let code = code.split("#[cfg(test)]\nmod tests").next().unwrap().to_owned();
                found.push((path.strip_prefix(root()).unwrap().to_owned(), code));
            }
        }
    }
    found
}

/// The module of a file: the first name below `src/`.
fn module(path: &Path) -> String {
    let name = path.iter().nth(1).unwrap().to_str().unwrap();
    name.strip_suffix(".rs").unwrap_or(name).to_owned()
}

fn is_comment(line: &str) -> bool {
    line.trim_start().starts_with("//")
}

/// Names right behind `crate::`, also those within braces.
fn used(code: &str) -> BTreeSet<String> {
    let code: String = code.lines().filter(|line| !is_comment(line)).collect::<Vec<_>>().join("\n");
    let mut names = BTreeSet::new();
    for rest in code.split("crate::").skip(1) {
        let Some(list) = rest.strip_prefix('{') else {
            names.insert(first_name(rest));
            continue;
        };
        let mut depth = 0;
        let mut start = true;
        for (at, c) in list.char_indices() {
            match c {
                '{' => depth += 1,
                '}' if depth == 0 => break,
                '}' => depth -= 1,
                ',' if depth == 0 => start = true,
                c if start && c.is_alphanumeric() => {
                    names.insert(first_name(&list[at..]));
                    start = false;
                }
                _ => {}
            }
        }
    }
    names
}

fn first_name(text: &str) -> String {
    text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
}

#[test]
fn modules_use_only_what_the_table_allows() {
    let mut allowed: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for row in table("layer") {
        allowed.insert(names(&row[1])[0].clone(), names(&row[2]));
    }
    let modules: BTreeSet<String> = sources().iter().map(|(path, _)| module(path)).collect();
    for (path, code) in sources() {
        let module = module(&path);
        if matches!(module.as_str(), "lib" | "main" | "cli") {
            continue;
        }
        let allowed = allowed
            .get(&module)
            .unwrap_or_else(|| panic!("ARCHITECTURE.md has no row for `{module}`"));
        for name in used(&code).into_iter().filter(|name| modules.contains(name) && *name != module)
        {
            assert!(allowed.contains(&name), "{}: `{module}` may not use `{name}`", path.display());
        }
    }
    for module in allowed.keys() {
        assert!(
            modules.contains(module),
            "ARCHITECTURE.md has a row for `{module}`, which is not there"
        );
    }
}

#[test]
fn crates_stay_where_they_belong() {
    for row in table("crate") {
        let (krate, homes) = (&names(&row[0])[0], names(&row[1]));
        let mut at_home = false;
        for (path, code) in sources() {
            let uses = code.lines().filter(|line| !is_comment(line)).any(|line| {
                line.match_indices(krate.as_str()).any(|(at, _)| {
                    let before = line[..at].chars().next_back();
                    let own = !before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == ':');
                    own && line[at + krate.len()..].starts_with("::")
                })
            });
            let here = homes.iter().any(|home| {
                path.starts_with(home) || home == "src/cli" && path == Path::new("src/main.rs")
            });
            assert!(!uses || here, "{} uses {krate}, which belongs to {homes:?}", path.display());
            at_home |= uses;
        }
        assert!(at_home, "nothing uses {krate}");
    }
}

#[test]
fn files_are_of_a_readable_size() {
    for (path, code) in sources() {
        let lines = code.lines().count();
        assert!(lines <= 500, "{} has {lines} lines", path.display());
        assert!(code.starts_with("//!"), "{} does not say what it owns", path.display());
    }
}

#[test]
fn the_test_itself_sees_what_it_should() {
    let code = "use crate::{page::{A, B}, text::C};\n// crate::comment::D\ncrate::lang::e();";
    assert_eq!(used(code).into_iter().collect::<Vec<_>>(), ["lang", "page", "text"]);
}
