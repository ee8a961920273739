//! Owns the checks of the rules against examples, fixtures and each other.

use super::*;
use crate::document::{Document, Kind, Removed};
use crate::lang::{Detected, EXAMPLES, ExtraPhrases, Languages};
use crate::template::Repeat;
use crate::{Cleaner, Config, parse, render};
use std::collections::HashSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

/// A part of an example: a line, or a piece of one.
#[derive(Debug)]
struct Piece {
    cut: bool,
    /// Stands there for what is around it.
    context: bool,
    span: Span,
}

/// An example, as a document.
#[derive(Debug)]
struct Example {
    rule: RuleId,
    language: &'static str,
    text: String,
    pieces: Vec<Piece>,
    /// What brackets behind lines say that the host repeats.
    host: HostTemplates,
}

impl Example {
    /// Reads one block of `-` and `=` lines.
    fn read(rule: RuleId, language: &'static str, block: &str) -> Self {
        let (mut text, mut pieces, mut repeats) = (String::new(), Vec::new(), Vec::new());
        let mut glue = true;
        for line in block.lines() {
            let body = line.strip_prefix(['-', '=', '~']);
            let body =
                body.unwrap_or_else(|| panic!("{language} {rule}: `{line}` has no -, = or ~"));
            let body = body.strip_prefix(' ').unwrap_or(body);
            let (body, repeat) = repeat_of(body);
            repeats.extend(repeat);
            if !glue {
                text.push('\n');
            }
            let start = text.len();
            let whole = body.strip_suffix('\\');
            glue = whole.is_some();
            text.push_str(&unescaped(whole.unwrap_or(body)));
            let span = Span::new(start, text.len());
            let context = line.starts_with('~');
            pieces.push(Piece { cut: line.starts_with('-'), context, span });
        }
        Self { rule, language, text, pieces, host: HostTemplates::example(&repeats) }
    }

    /// What of the example's verdicts does not hold with these rules on.
    fn failures(&self, rules: &RuleSet) -> String {
        let cuts = cuts_of(&self.text, self.language, Some(&self.host), rules);
        let mut kept = vec![true; self.text.len()];
        for cut in cuts.iter() {
            kept[cut.span.range()].fill(false);
        }
        let mut failures = String::new();
        for piece in self.pieces.iter().filter(|piece| !piece.context) {
            let body = piece.span.of(&self.text);
            let blank = body.trim().is_empty();
            for (at, c) in body.char_indices().filter(|(_, c)| blank || !c.is_whitespace()) {
                if kept[piece.span.start + at] == piece.cut && (piece.cut || !blank) {
                    let verb = if piece.cut { "is kept" } else { "is cut" };
                    let _ = writeln!(
                        failures,
                        "{} {}: `{c}` {verb} in `{body}`; cuts: {:?}",
                        self.language,
                        self.rule,
                        cuts.iter()
                            .map(|c| (c.cause.to_string(), c.span.of(&self.text)))
                            .collect::<Vec<_>>()
                    );
                    break;
                }
            }
        }
        failures
    }
}

/// A line without the brackets that say on how many pages of its host it stands, and these:
/// `Write to us  [12/40 tail]`.
fn repeat_of(line: &str) -> (&str, Option<(&str, Repeat)>) {
    let Some((text, said)) = line.strip_suffix(']').and_then(|line| line.rsplit_once("  [")) else {
        return (line, None);
    };
    let (pages, place) = said.split_once(' ').expect("a place stands behind the pages");
    let (pages, of) = pages.split_once('/').expect("there are so many pages of so many");
    let [pages, of] = [pages, of].map(|n| n.parse().expect("pages are a number"));
    let on = |name: &str| if name == place { pages } else { 0 };
    let repeat = Repeat { pages, of, head: on("head"), body: on("body"), tail: on("tail") };
    assert_eq!(repeat.head + repeat.body + repeat.tail, pages, "there is no place `{place}`");
    (text, Some((text, repeat)))
}

/// Replaces `\u{200b}` and the like.
fn unescaped(text: &str) -> String {
    let mut parts = text.split(r"\u{");
    let mut plain = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (code, rest) = part.split_once('}').expect("an escape is closed");
        let code = u32::from_str_radix(code, 16).expect("an escape is hexadecimal");
        plain.push(char::from_u32(code).expect("an escape is a character"));
        plain.push_str(rest);
    }
    plain
}

fn languages() -> Languages {
    Languages::new(ExtraPhrases::new()).unwrap()
}

/// The languages take a while to make ready in a debug build.
static LANGUAGES: LazyLock<Languages> = LazyLock::new(languages);

/// What the rules cut, without the model: it judges by much that a few lines do not show.
fn cuts_of(text: &str, language: &str, host: Option<&HostTemplates>, rules: &RuleSet) -> Cuts {
    let page = parse::text::page(text.to_owned(), Default::default());
    let detected = Detected { code: Some(language.to_owned()), ..Detected::default() };
    let mut cuts = Cuts::new();
    let (kind, favor) = (TextKind::Main, Favor::Balanced);
    let stage = LineStage { rules: rules.clone(), model: None, kind, favor, most_work: u64::MAX };
    mark(&page, &LANGUAGES.of(&detected), host, &stage, &mut cuts);
    cuts
}

/// The examples of the rules' head comments.
fn doc_examples() -> Vec<Example> {
    let mut examples = Vec::new();
    for rule in RULES {
        let doc = rule.description();
        let fenced = doc.split("```").skip(1).step_by(2);
        for fence in fenced.filter_map(|fence| fence.strip_prefix("text\n")) {
            let blocks = fence.split("\n\n").filter(|block| !block.trim().is_empty());
            examples
                .extend(blocks.map(|block| Example::read(rule.id, "en", block.trim_matches('\n'))));
        }
    }
    examples
}

/// The examples of the languages' files.
fn language_examples() -> Vec<Example> {
    let mut examples = Vec::new();
    for (code, source) in EXAMPLES.iter().copied() {
        for section in source.split("\n# ").skip(1) {
            let (name, body) = section.split_once('\n').expect("a header ends its line");
            let rule = RuleId::from_name(name.trim())
                .unwrap_or_else(|| panic!("{code}: there is no rule `{name}`"));
            let blocks = body.split("\n\n").filter(|block| !block.trim().is_empty());
            examples
                .extend(blocks.map(|block| Example::read(rule, code, block.trim_matches('\n'))));
        }
    }
    examples
}

fn all_rules() -> RuleSet {
    RuleSet::without(|_| false)
}

/// The rule alone, with those for white space; what is left over nothing needs cuts of others.
fn alone(id: RuleId) -> RuleSet {
    let phase = |id| RULES.iter().find(|rule| rule.id == id).map(|rule| rule.phase);
    RuleSet::without(|other| {
        other != id && phase(other) != Some(Phase::Space) && phase(id) != Some(Phase::Residue)
    })
}

#[test]
fn examples_hold_with_their_rule_alone_and_with_all() {
    let mut failures = String::new();
    for example in doc_examples().iter().chain(&language_examples()) {
        for (which, rules) in [("alone", alone(example.rule)), ("all", all_rules())] {
            let found = example.failures(&rules);
            for line in found.lines() {
                let _ = writeln!(failures, "[{which}] {line}");
            }
        }
    }
    assert!(failures.is_empty(), "\n{failures}");
}

#[test]
fn every_rule_shows_what_must_survive_it() {
    let examples = doc_examples();
    for rule in RULES {
        let pieces = || examples.iter().filter(|e| e.rule == rule.id).flat_map(|e| &e.pieces);
        let cut = pieces().filter(|piece| piece.cut && !piece.span.is_empty()).count();
        let kept =
            pieces().filter(|piece| !piece.cut && !piece.context && !piece.span.is_empty()).count();
        assert!(kept >= cut && kept > 0, "{}: {cut} to cut, {kept} to keep", rule.id);
        assert!(cut > 0 || rule.id == RuleId::BlankLines, "{} shows nothing that it cuts", rule.id);
    }
}

#[test]
fn the_table_has_every_rule_once() {
    let listed: HashSet<RuleId> = RULES.iter().map(|rule| rule.id).collect();
    assert_eq!(listed.len(), RULES.len());
    assert_eq!(listed, RuleId::ALL.iter().copied().collect());
    for rule in RULES {
        assert!(rule.description().len() > 40, "{} has no description", rule.id);
    }
}

#[test]
fn every_phrase_fires_in_an_example_of_its_language() {
    let mut silent = String::new();
    for (code, _) in EXAMPLES.iter().copied() {
        let examples = language_examples();
        let cut = examples.iter().filter(|example| example.language == code).flat_map(|example| {
            example
                .pieces
                .iter()
                .filter(|piece| piece.cut)
                .map(|piece| piece.span.of(&example.text))
        });
        for (kind, phrase) in crate::lang::silent_phrases(code, &cut.collect::<Vec<_>>()) {
            let _ = writeln!(silent, "{code} {kind}: {phrase}");
        }
    }
    assert!(silent.is_empty(), "no example shows\n{silent}");
}

/// Folders of the text fixtures.
fn fixtures() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/pages");
    let mut found: Vec<_> = std::fs::read_dir(root)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.join("page.txt").exists())
        .collect();
    found.sort();
    found
}

/// Texts of all examples and fixtures, with their language.
fn texts() -> Vec<(String, String)> {
    let examples = doc_examples().into_iter().chain(language_examples());
    let mut texts: Vec<_> = examples.map(|e| (e.language.to_owned(), e.text)).collect();
    for folder in fixtures() {
        let name = folder.file_name().unwrap().to_string_lossy().into_owned();
        let code = name.rsplit('-').next().unwrap().to_owned();
        texts.push((code, std::fs::read_to_string(folder.join("page.txt")).unwrap()));
    }
    texts
}

#[test]
fn the_order_of_rules_changes_nothing() {
    let mut seed = 0x9e37_79b9_7f4a_7c15_u64;
    let mut shuffled: Vec<RuleSet> = Vec::new();
    for _ in 0..4 {
        let mut rules: Vec<&'static Rule> = RULES.iter().collect();
        for i in (1..rules.len()).rev() {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            rules.swap(i, (seed >> 33) as usize % (i + 1));
        }
        shuffled.push(RuleSet { rules });
    }
    for (language, text) in texts() {
        let wanted = cuts_of(&text, &language, None, &all_rules()).removed();
        for rules in &shuffled {
            assert_eq!(cuts_of(&text, &language, None, rules).removed(), wanted, "{text}");
        }
    }
}

#[test]
fn clean_text_is_clean() {
    let mut failures = String::new();
    for (language, text) in texts() {
        let clean =
            |text: &str| -> String { cuts_of(text, &language, None, &all_rules()).kept_text(text) };
        let once = clean(&text);
        let twice = clean(&once);
        if once != twice {
            let _ = writeln!(failures, "{language}\n{once}\n--- becomes ---\n{twice}\n======");
        }
    }
    assert!(failures.is_empty(), "\n{failures}");
}

#[test]
fn cuts_partition_and_can_be_undone() {
    let config = Config { removed: Removed::Text, ..Config::default() };
    let cleaner = Cleaner::new(config).unwrap();
    for (language, text) in texts() {
        let mut document = Document::new("1", Kind::Text, text.as_str());
        document.language = Some(language);
        let examined = cleaner.examine(&document).unwrap();
        let laid_out = &examined.page.text;
        let removed: usize = examined.cuts.removed().iter().map(|cut| cut.span.len()).sum();
        let kept: usize = examined.cuts.kept(laid_out.len()).iter().map(|span| span.len()).sum();
        assert_eq!(removed + kept, laid_out.len());
        let record = cleaner.clean(&document);
        assert_eq!(render::rebuild(&record.text, &record.removed).as_ref(), Ok(laid_out));
    }
}
