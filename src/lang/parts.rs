//! Owns what a line says that is one phrase, one in brackets, or several with signs between them:
//! "By Jane Doe | 6 Jan 2026 | 5 min read".

use super::phrases::{Phrase, PhraseSet};
use super::runs;

/// A line longer than this many bytes says nothing.
const LONGEST: usize = 1_000;

/// A line longer than this many bytes is not looked at part by part.
const LONGEST_OF_PARTS: usize = 200;

/// What may stand in brackets.
const BRACKETED: &[Phrase] =
    &[Phrase::ImageCredit, Phrase::Advertisement, Phrase::ReadMore, Phrase::DateLine];

/// What may stand in brackets that labels have: 【関連記事】.
const LABELLED: PhraseSet =
    PhraseSet::of(BRACKETED).union(PhraseSet::of(&[Phrase::RelatedHeading, Phrase::TeaserHeading]));

/// Brackets that may stand around a line; the last three are those of labels as well.
const BRACKETS: [(char, char); 6] =
    [('(', ')'), ('[', ']'), ('（', '）'), ('【', '】'), ('〔', '〕'), ('［', '］')];

/// Which phrases a line says, by those that `whole` finds in it, in its brackets, in all of its
/// parts, or one behind the other. `begins` tells which may begin a line: for most lines none, and
/// so nothing else is asked.
pub(super) fn line_phrases(
    line: &str,
    begins: impl Fn(&str) -> PhraseSet,
    whole: impl Fn(&str) -> PhraseSet,
) -> PhraseSet {
    if line.is_empty() || line.len() > LONGEST || !may_say(line, &begins) {
        return PhraseSet::default();
    }
    let found = whole(line);
    if !found.is_empty() || line.len() > LONGEST_OF_PARTS {
        return found;
    }
    if let Some(inner) = unbracketed(line) {
        let is_label = line.starts_with(['【', '〔', '［']);
        return whole(inner).and(if is_label { LABELLED } else { PhraseSet::of(BRACKETED) });
    }
    parts(line, &whole).or_else(|| runs::run(line, &begins, &whole)).unwrap_or_default()
}

/// Whether a phrase may begin this line, or what may stand before the first phrase.
fn may_say(line: &str, begins: impl Fn(&str) -> PhraseSet) -> bool {
    let opens = |c: char| c.is_ascii_digit() || BRACKETS.iter().any(|(open, _)| *open == c);
    line.starts_with(opens) || !begins(line).is_empty()
}

/// What stands between brackets around the whole line.
pub(super) fn unbracketed(line: &str) -> Option<&str> {
    let within = |(open, close): &(char, char)| line.strip_prefix(*open)?.strip_suffix(*close);
    let inner = BRACKETS.iter().find_map(within)?;
    let is_bracket = |c: char| BRACKETS.iter().any(|(open, close)| c == *open || c == *close);
    (!inner.contains(is_bracket)).then(|| inner.trim())
}

/// What the parts of a line say, if each of them says something or is a mere number: "By Jane Doe |
/// 6 Jan 2026 | 5 min read".
fn parts(line: &str, whole: &impl Fn(&str) -> PhraseSet) -> Option<PhraseSet> {
    if !may_have_parts(line) {
        return None;
    }
    let mut set = PhraseSet::default();
    let mut count = 0;
    for part in split_at_signs(line) {
        set = set.union(part_phrases(part, whole)?);
        count += 1;
    }
    (count > 1 || (count == 1 && !set.is_empty())).then_some(set)
}

/// Whether the line may have a sign that divides it.
fn may_have_parts(line: &str) -> bool {
    line.bytes().any(|byte| matches!(byte, b'|' | b'-' | b'/' | b',' | 0x80..))
        || line.contains("  ")
}

/// What a part says; none for a number; `None` for anything else.
fn part_phrases(part: &str, whole: &impl Fn(&str) -> PhraseSet) -> Option<PhraseSet> {
    let found = whole(part);
    if !found.is_empty() || is_number_or_time(part) {
        return Some(found);
    }
    let commas = part.match_indices(", ").take(3);
    commas.filter_map(|(at, _)| halves(part, at, at + 2, whole)).next()
}

/// What the two sides of a comma say, if both say something, and not the same.
fn halves(
    part: &str,
    end: usize,
    start: usize,
    whole: &impl Fn(&str) -> PhraseSet,
) -> Option<PhraseSet> {
    let (first, second) = (whole(&part[..end]), whole(&part[start..]));
    let differ = first.and(second).is_empty();
    (differ && !first.is_empty() && !second.is_empty()).then(|| first.union(second))
}

/// `15`, `2.3K`, `14:30`.
pub(super) fn is_number_or_time(part: &str) -> bool {
    part.starts_with(|c: char| c.is_ascii_digit())
        && part.len() <= 8
        && part
            .trim_end_matches(['K', 'M', 'k'])
            .bytes()
            .all(|b| b.is_ascii_digit() || matches!(b, b'.' | b',' | b':'))
}

/// The parts of a line between the signs that widgets put between them.
pub(super) fn split_at_signs(line: &str) -> impl Iterator<Item = &str> {
    const SIGNS: [char; 7] = ['|', '·', '•', '‧', '∙', '●', '⋅'];
    line.split(SIGNS)
        .flat_map(|part| part.split("  "))
        .flat_map(|part| part.split(" – "))
        .flat_map(|part| part.split(" — "))
        .flat_map(|part| part.split(" - "))
        .flat_map(|part| part.split(" / "))
        .map(str::trim)
        .filter(|part| part.chars().any(char::is_alphanumeric))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brackets_and_parts_are_looked_into() {
        let whole = |line: &str| match line {
            "credit" => PhraseSet::of(&[Phrase::ImageCredit]),
            "share" => PhraseSet::of(&[Phrase::Share]),
            "more" => PhraseSet::of(&[Phrase::RelatedHeading]),
            _ => PhraseSet::default(),
        };
        let says = |line: &str| line_phrases(line, |_| PhraseSet::of(Phrase::ALL), whole);
        assert!(says("[credit]").has(Phrase::ImageCredit));
        for line in ["（credit）", "【credit】", "〔credit〕"] {
            assert!(says(line).has(Phrase::ImageCredit), "{line}");
        }
        for line in ["(share)", "（share）", "【share】", "(more)"] {
            assert!(says(line).is_empty(), "{line}");
        }
        assert!(says("【more】").has(Phrase::RelatedHeading));
        assert!(says("share | 15 · credit").has(Phrase::Share));
        assert!(says("share | the dough").is_empty());
        assert!(says("15 | 14:30").is_empty());
    }
}
