//! Owns how the phrases of a language become patterns, and which phrases there are.
//!
//! A phrase is what a whole line says. Its notation:
//!
//! | written | matches |
//! |---|---|
//! | `share this` | these words, in any case, with any white space between |
//! | `(a\|b)` | one of them; may be nested |
//! | `[a]` | it, or nothing |
//! | `{n}` | a number: `15`, `1,024`, `2.3K` |
//! | `{unit}` | a unit of time of the language |
//! | `{date}` | a written date of the language, perhaps with a time |
//! | `{name}` | one name, or several that are joined |
//! | `{network}` `{agency}` | a social network, a picture or news agency |
//! | `{title}` | up to 200 characters of anything |
//!
//! Signs and symbols before and behind the phrase do not matter, but for quotation marks: quoted
//! words are somebody's words.

use super::dates::Dates;
use super::{Shared, Vocabulary};
use crate::text::named_enum;
use regex::{Regex, RegexBuilder, RegexSet, RegexSetBuilder};
use serde::Deserialize;
use std::ops::Range;
use std::sync::OnceLock;

/// A line longer than this many bytes is no phrase.
const LONGEST: usize = 600;

/// Bytes that a compiled pattern may take.
const SIZE_LIMIT: usize = 64 << 20;

named_enum! {
    /// What a line of chaff may say. The fields of a language's `[phrases]` have these names.
    Phrase {
        /// "3 hours ago"
        RelativeDate = "relative_date",
        /// "1,024 shares"
        Counter = "counter",
        /// The line above titles of other stories: "Recommended Stories"
        RelatedHeading = "related_heading",
        /// A pointer to one other story: "Read more: …"
        ReadMore = "read_more",
        /// "list of 3 items", as a screen reader says it
        ListIntro = "list_intro",
        /// "list 1 of 3", as a screen reader says it
        ListItem = "list_item",
        /// "end of list", as a screen reader says it
        ListEnd = "list_end",
        /// "Share on Facebook"
        Share = "share",
        /// "Follow us on Instagram"
        Follow = "follow",
        /// "Sign up for our newsletter"
        Newsletter = "newsletter",
        /// "Download our app"
        App = "app",
        /// "We use cookies to …", "Accept all"
        Cookie = "cookie",
        /// "Published on 6 Jan 2026"
        DateLine = "date_line",
        /// "By Jane Doe"
        Byline = "byline",
        /// "5 min read"
        ReadingTime = "reading_time",
        /// "Photo: Jane Doe / Agency"
        ImageCredit = "image_credit",
        /// "Advertisement", "Continue reading below"
        Advertisement = "advertisement",
    }
}

impl<'de> Deserialize<'de> for Phrase {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = String::deserialize(deserializer)?;
        Phrase::from_name(&name).ok_or_else(|| {
            let known: Vec<_> = Phrase::ALL.iter().map(|phrase| phrase.name()).collect();
            serde::de::Error::custom(format!(
                "unknown kind of phrase `{name}`, expected one of {}",
                known.join(", ")
            ))
        })
    }
}

/// A set of phrases.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PhraseSet(u32);

impl PhraseSet {
    /// Whether it holds `phrase`.
    pub const fn has(self, phrase: Phrase) -> bool {
        self.0 & (1 << phrase as u32) != 0
    }

    /// Whether it holds none.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// What is in either.
    pub const fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    fn insert(&mut self, phrase: Phrase) {
        self.0 |= 1 << phrase as u32;
    }
}

/// The patterns of one language.
#[derive(Debug)]
pub(super) struct Matcher {
    /// One pattern a phrase, in the order of [`Phrase::ALL`], each for a whole line.
    whole: RegexSet,
    /// The alternation of each phrase, to find it within a text; compiled at first use.
    within: Vec<(String, OnceLock<Regex>)>,
}

impl Matcher {
    pub(super) fn new(words: &Vocabulary, shared: &Shared, dates: &Dates) -> Result<Self, String> {
        let slots = Slots::new(words, shared, dates);
        let mut bodies = Vec::with_capacity(Phrase::ALL.len());
        for phrase in Phrase::ALL {
            let list = words.phrases.get(phrase).map(Vec::as_slice).unwrap_or_default();
            let parts: Result<Vec<_>, _> = list.iter().map(|p| translate(p, &slots)).collect();
            bodies.push(parts?.join("|"));
        }
        let whole = bodies.iter().map(|body| whole_line(body));
        let whole = RegexSetBuilder::new(whole)
            .case_insensitive(true)
            .size_limit(SIZE_LIMIT)
            .dfa_size_limit(SIZE_LIMIT)
            .build()
            .map_err(|error| error.to_string())?;
        Ok(Self { whole, within: bodies.into_iter().map(|body| (body, OnceLock::new())).collect() })
    }

    /// Which phrases the whole of `line` is.
    pub(super) fn whole(&self, line: &str) -> PhraseSet {
        let mut set = PhraseSet::default();
        if line.len() <= LONGEST {
            for at in &self.whole.matches(line) {
                set.insert(Phrase::ALL[at]);
            }
        }
        set
    }

    /// Where `phrase` first stands within `text`. It need not begin or end at a word boundary:
    /// extractors glue.
    pub(super) fn find(&self, phrase: Phrase, text: &str) -> Option<Range<usize>> {
        let (body, cell) = &self.within[phrase as usize];
        let pattern = cell.get_or_init(|| {
            RegexBuilder::new(&format!("(?:{}){}", empty_never(body), "(?:)"))
                .case_insensitive(true)
                .size_limit(SIZE_LIMIT)
                .build()
                .expect("the same pattern compiled for whole lines")
        });
        pattern.find(text).map(|found| found.range())
    }
}

/// An alternation of nothing would match everywhere: make it match nowhere.
fn empty_never(body: &str) -> &str {
    if body.is_empty() { r"[^\s\S]" } else { body }
}

/// The pattern of a whole line: signs and symbols around it do not matter, quotation marks do.
fn whole_line(body: &str) -> String {
    let body = empty_never(body);
    format!(r#"^[^\p{{L}}\p{{N}}"'“”„«‚‘’\[(<#]*(?:{body})[^\p{{L}}\p{{N}}"'“”„«‘’?\])]*$"#)
}

/// Whether a phrase can be read; else why not.
pub(super) fn check(phrase: &str) -> Result<(), String> {
    let slots = Slots::dummy();
    let body = translate(phrase, &slots)?;
    if body.is_empty() {
        return Err("it is empty".to_owned());
    }
    let pattern = Regex::new(&whole_line(&body)).map_err(|error| error.to_string())?;
    if pattern.is_match("") {
        return Err("it matches a line of nothing".to_owned());
    }
    Ok(())
}

/// What stands for each slot of the notation.
struct Slots {
    unit: String,
    date: String,
    name: String,
    network: String,
    agency: String,
}

/// A number of a counter.
const NUMBER: &str = r"\d{1,3}(?:[.,\x{a0}\x{202f}' ]\d{3})+|\d+(?:[.,]\d{1,2})?(?:\s?[KM]\b|\s?(?:Tsd|Mio|mil|mill)\b\.?)?";

impl Slots {
    fn new(words: &Vocabulary, shared: &Shared, dates: &Dates) -> Self {
        Self {
            unit: alternatives(&words.units),
            date: dates.pattern().to_owned(),
            name: name_pattern(&words.and),
            network: alternatives(&shared.networks),
            agency: alternatives(&shared.agencies),
        }
    }

    /// Slots that only show whether a phrase can be read.
    fn dummy() -> Self {
        let any = || "x".to_owned();
        Self { unit: any(), date: any(), name: any(), network: any(), agency: any() }
    }

    fn get(&self, name: &str) -> Option<String> {
        let pattern = match name {
            "n" => NUMBER,
            "unit" => &self.unit,
            "date" => &self.date,
            "name" => &self.name,
            "network" => &self.network,
            "agency" => &self.agency,
            "title" => r"\S(?:.{0,198}\S)?",
            _ => return None,
        };
        Some(format!("(?:{pattern})"))
    }
}

/// One or several joined names of persons. A name is two to five words, each with a capital or in
/// a script without case; particles may stand between.
fn name_pattern(and: &[String]) -> String {
    let word = r"(?-i:[\p{Lu}\p{Lt}\p{Lo}][\p{L}\p{M}.'’‐-]*)";
    let particle =
        "(?:de|del|della|der|den|van|von|zu|zum|du|da|dos|di|la|le|bin|ibn|al|el|y|ten|ter|af|av)";
    let name = format!(r"{word}(?:\s+(?:{particle}\s+){{0,2}}{word}){{1,4}}");
    format!(r"{name}(?:\s*(?:,|/|&|\b(?:{})\b)\s*{name}){{0,5}}", alternatives(and))
}

/// The words as an alternation, longest first.
pub(super) fn alternatives(words: &[String]) -> String {
    let mut words: Vec<&String> = words.iter().collect();
    words.sort_by_key(|word| (std::cmp::Reverse(word.len()), word.as_str()));
    let escaped: Vec<_> = words.into_iter().map(|word| literal(word)).collect();
    format!("(?:{})", escaped.join("|"))
}

/// Literal text as a pattern: any white space for white space, any apostrophe for an apostrophe.
fn literal(text: &str) -> String {
    let mut pattern = String::new();
    let mut space = false;
    for c in text.chars() {
        if c.is_whitespace() {
            if !space {
                pattern.push_str(r"\s+");
            }
            space = true;
            continue;
        }
        space = false;
        match c {
            '\'' | '’' => pattern.push_str("['’]"),
            c => pattern.push_str(&regex::escape(c.encode_utf8(&mut [0; 4]))),
        }
    }
    pattern
}

/// Turns a phrase into a pattern.
fn translate(phrase: &str, slots: &Slots) -> Result<String, String> {
    let mut pattern = String::new();
    let mut open = Vec::new();
    let mut text = String::new();
    let mut chars = phrase.chars();
    while let Some(c) = chars.next() {
        if !matches!(c, '(' | ')' | '[' | ']' | '{' | '|') {
            text.push(c);
            continue;
        }
        flush(&mut text, &mut pattern);
        match c {
            '(' | '[' => {
                open.push(c);
                pattern.push_str("(?:");
            }
            ')' if open.pop() == Some('(') => pattern.push(')'),
            ']' if open.pop() == Some('[') => pattern.push_str(")?"),
            '|' if !open.is_empty() => pattern.push('|'),
            '{' => {
                let slot: String = chars.by_ref().take_while(|&c| c != '}').collect();
                pattern.push_str(
                    &slots.get(&slot).ok_or_else(|| format!("there is no `{{{slot}}}`"))?,
                );
            }
            c => return Err(format!("`{c}` is out of place")),
        }
    }
    flush(&mut text, &mut pattern);
    if let Some(c) = open.pop() {
        return Err(format!("`{c}` is not closed"));
    }
    Ok(pattern)
}

/// Moves literal text to the pattern. White space beside `[…]` may be missing with it.
fn flush(text: &mut String, pattern: &mut String) {
    if text.trim().is_empty() && !text.is_empty() {
        pattern.push_str(r"\s*");
    } else {
        let lead = text.starts_with(' ');
        let tail = text.ends_with(' ');
        if lead {
            pattern.push_str(r"\s*");
        }
        pattern.push_str(&literal(text.trim()));
        if tail {
            pattern.push_str(r"\s*");
        }
    }
    text.clear();
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matches(phrase: &str, line: &str) -> bool {
        let slots = Slots {
            unit: "hours?".to_owned(),
            date: r"\d+ May".to_owned(),
            name: name_pattern(&["and".to_owned()]),
            network: "facebook|x".to_owned(),
            agency: "agency".to_owned(),
        };
        let body = translate(phrase, &slots).unwrap();
        RegexBuilder::new(&whole_line(&body)).case_insensitive(true).build().unwrap().is_match(line)
    }

    #[test]
    fn the_notation_means_what_it_says() {
        assert!(matches("share [this (story|page)]", "SHARE"));
        assert!(matches("share [this (story|page)]", "Share  this page »"));
        assert!(!matches("share [this (story|page)]", "Share this"));
        assert!(matches("{n} {unit} ago", "1,024 hours ago"));
        assert!(matches("{n} {unit} ago", "· 3 hour ago"));
        assert!(matches("{n} shares", "2.3K shares"));
        assert!(matches("by {name}", "By Ana de la Cruz and John O’Neill"));
        assert!(!matches("by {name}", "By the river"));
        assert!(matches("don't miss", "Don’t miss:"));
    }

    #[test]
    fn quoted_words_and_questions_are_somebodys() {
        assert!(!matches("share", "“Share”"));
        assert!(!matches("share", "Share?"));
        assert!(!matches("share", "(share)"));
    }

    #[test]
    fn broken_notation_is_refused() {
        for phrase in ["a (b", "a ]", "a | b", "{what}", "", "[a]"] {
            assert!(check(phrase).is_err(), "{phrase}");
        }
    }
}
