//! Owns what differs between languages: the words of chaff, of dates and of names.
//!
//! One toml file a language holds all of its words, in typed fields; rules name a [`Phrase`],
//! never a language. To add a language: write its toml, add its code to `languages!`, and write
//! its examples (`examples/<code>.txt`); a test demands that every phrase fires in one of them.
//!
//! An example file has a section for each rule, `# relative_date`, and in it documents between
//! blank lines. `-` stands before a line that the rule cuts, `=` before one that must be kept: the
//! look-alikes, and the prose that shows where in an article a line stands; `~` before one that
//! other rules may cut. A line that ends with
//! `\` goes on with the next one, so that a part of a line can be cut. Tests run each document with
//! its rule alone and with all rules.

mod dates;
mod detect;
mod index;
mod keys;
mod matcher;
mod notation;
mod parts;
mod phrases;
mod plain;
mod runs;
mod words;

pub use dates::WrittenDate;
pub use detect::{Detected, detect, primary_subtag};
pub use phrases::{Phrase, PhraseSet};

use aho_corasick::AhoCorasick;
use dates::Dates;
use matcher::{Matcher, stripped};
use plain::{in_text, plain};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::OnceLock;
use words::Words;

/// Declares the languages: for each code its vocabulary, and for tests its examples.
macro_rules! languages {
    ($($code:literal)+) => {
        /// Code and vocabulary of every language.
        const SOURCES: &[(&str, &str)] = &[$(($code, include_str!(concat!($code, ".toml"))),)+];

        /// Code and examples of every language.
        #[cfg(test)]
        pub(crate) const EXAMPLES: &[(&str, &str)] =
            &[$(($code, include_str!(concat!("examples/", $code, ".txt"))),)+];

        /// Code and examples of whole pages of every language.
        #[cfg(test)]
        pub(crate) const PAGE_EXAMPLES: &[(&str, &str)] =
            &[$(($code, include_str!(concat!("examples/", $code, ".pages.txt"))),)+];
    };
}

// English first: its phrases are tried on every page, because pages of all languages carry English
// widgets.
languages! { "en" "de" "fr" "es" "pt" "it" "nl" "pl" "ru" "tr" "ar" "zh" "ja" "ko" }

/// Words that belong to no language.
const SHARED: &str = include_str!("shared.toml");

/// Phrases that a user's configuration adds, by language code.
pub type ExtraPhrases = BTreeMap<String, BTreeMap<Phrase, Vec<String>>>;

/// The words of one language, as its toml file has them.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Vocabulary {
    /// Whether 3/4 means the third of April.
    day_first: bool,
    /// The twelve months, each in all of its written forms, in lower case.
    months: [Vec<String>; 12],
    /// The days of the week, in all written forms, in lower case.
    weekdays: Vec<String>,
    /// Words that stand between the parts of a date ("of", "de", "at").
    date_links: Vec<String>,
    /// Words behind a year that say that it is one ("г.", "r."); most languages have none.
    #[serde(default)]
    year_signs: Vec<String>,
    /// Units of time of a relative date that are shorter than a year, in all written forms.
    units: Vec<String>,
    /// The year as a unit of time, in all written forms.
    years: Vec<String>,
    /// Words that say, before a date, that it is that of a change.
    changed: Vec<String>,
    /// Words that join two names.
    and: Vec<String>,
    /// Words for what somebody is, who writes: "editor", "team".
    roles: Vec<String>,
    /// Words that stand beside these: "senior", "our".
    #[serde(default)]
    role_words: Vec<String>,
    /// Words that stand within names there, besides those of names that are found everywhere.
    #[serde(default)]
    particles: Vec<String>,
    /// Words with which a line is no by-line, though it looks like one ("By Friday Morning").
    not_names: Vec<String>,
    /// What a line of chaff says, by kind; the notation is explained in `notation.rs`.
    phrases: BTreeMap<Phrase, Vec<String>>,
}

impl Vocabulary {
    /// Reads a language's toml, in plain spelling.
    fn read(source: &str) -> Self {
        toml::from_str(&plain(source)).expect("a language's toml is tested")
    }
}

/// Words that belong to no language, as `shared.toml` has them.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Shared {
    /// Social networks and messengers.
    networks: Vec<String>,
    /// Picture and news agencies.
    agencies: Vec<String>,
}

/// What went wrong with a language's words.
#[derive(Debug, thiserror::Error)]
pub enum LanguageError {
    /// The configuration names a language that there is no vocabulary for.
    #[error("there is no language `{0}`; known are: {known}", known = codes().collect::<Vec<_>>().join(", "))]
    Unknown(String),
    /// A phrase of the configuration cannot be read.
    #[error("the phrase `{phrase}` of language `{language}` cannot be read: {reason}")]
    Phrase {
        /// The language's code.
        language: String,
        /// The phrase as written.
        phrase: String,
        /// What is wrong with it.
        reason: String,
    },
}

/// Codes of the languages that have a vocabulary.
pub fn codes() -> impl Iterator<Item = &'static str> {
    SOURCES.iter().map(|(code, _)| *code)
}

/// One language, ready to match.
#[derive(Debug)]
pub struct Language {
    code: &'static str,
    changed: AhoCorasick,
    and: Vec<String>,
    roles: Vec<String>,
    role_words: Vec<String>,
    matcher: Matcher,
    dates: Dates,
}

impl Language {
    fn new(code: &'static str, source: &str, extra: &BTreeMap<Phrase, Vec<String>>) -> Self {
        let mut words = Vocabulary::read(source);
        let shared: Shared = toml::from_str(&plain(SHARED)).expect("shared.toml is tested");
        for (phrase, more) in extra {
            let more = more.iter().map(|phrase| plain(phrase).into_owned());
            words.phrases.entry(*phrase).or_default().extend(more);
        }
        let dates = Dates::new(&words);
        let phrases = std::mem::take(&mut words.phrases);
        let matcher = Matcher::new(phrases, &words, &shared, &dates);
        let changed = AhoCorasick::new(&words.changed).expect("a few words");
        let Vocabulary { and, roles, role_words, .. } = words;
        Self { code, changed, and, roles, role_words, matcher, dates }
    }

    /// ISO 639-1 code.
    pub fn code(&self) -> &'static str {
        self.code
    }

    /// Words that join two names.
    pub fn and(&self) -> &[String] {
        &self.and
    }
}

/// All languages; each is made ready when the first page needs it.
#[derive(Debug)]
pub struct Languages {
    slots: Vec<OnceLock<Language>>,
    extra: ExtraPhrases,
}

impl Languages {
    /// All languages, with the phrases that a configuration adds.
    ///
    /// # Errors
    /// A language that there is none of, or a phrase that cannot be read.
    pub fn new(extra: ExtraPhrases) -> Result<Self, LanguageError> {
        for (code, by_phrase) in &extra {
            if !codes().any(|known| known == code) {
                return Err(LanguageError::Unknown(code.clone()));
            }
            for phrase in by_phrase.values().flatten() {
                matcher::check(phrase).map_err(|reason| LanguageError::Phrase {
                    language: code.clone(),
                    phrase: phrase.clone(),
                    reason,
                })?;
            }
        }
        Ok(Self { slots: SOURCES.iter().map(|_| OnceLock::new()).collect(), extra })
    }

    /// The language of that code.
    fn get(&self, code: &str) -> Option<&Language> {
        let at = SOURCES.iter().position(|(known, _)| *known == code)?;
        let none = BTreeMap::new();
        Some(self.slots[at].get_or_init(|| {
            Language::new(SOURCES[at].0, SOURCES[at].1, self.extra.get(code).unwrap_or(&none))
        }))
    }

    /// The languages whose words may stand on a page: detected, declared, and English.
    pub fn of(&self, detected: &Detected) -> LanguageSet<'_> {
        let mut languages: Vec<&Language> = Vec::with_capacity(3);
        let codes = [detected.code.as_deref(), detected.declared.as_deref(), Some("en")];
        for language in codes.into_iter().flatten().filter_map(|code| self.get(code)) {
            if !languages.iter().any(|known| known.code == language.code) {
                languages.push(language);
            }
        }
        LanguageSet { languages }
    }
}

/// The languages whose words may stand on one page, most likely first.
#[derive(Clone, Debug, Default)]
pub struct LanguageSet<'a> {
    languages: Vec<&'a Language>,
}

impl<'a> LanguageSet<'a> {
    /// The languages, most likely first.
    pub fn iter(&self) -> impl Iterator<Item = &'a Language> {
        self.languages.iter().copied()
    }

    /// Which phrases the whole of `line` is; a line of several parts with signs between them is
    /// what all of its parts are.
    pub fn phrases(&self, line: &str) -> PhraseSet {
        let line = &*plain(line);
        parts::line_phrases(
            line,
            |line| self.of_each(line, Matcher::begins),
            |part| self.of_each(part, Matcher::whole),
        )
    }

    /// Which of [`Phrase::NOTICES`] the whole of `sentence` is.
    pub fn notices(&self, sentence: &str) -> PhraseSet {
        self.of_each(&plain(sentence), Matcher::notices)
    }

    /// What `ask` says of `line`, without the signs around it, for any of the languages.
    fn of_each(&self, line: &str, ask: impl Fn(&Matcher, &Words<'_>) -> PhraseSet) -> PhraseSet {
        let line = Words::of(stripped(line));
        let of_each = self.languages.iter().map(|language| ask(&language.matcher, &line));
        of_each.fold(PhraseSet::default(), PhraseSet::union)
    }

    /// Where the first such phrase stands within `text`; words may be glued to it.
    pub fn find(&self, phrase: Phrase, text: &str) -> Option<Range<usize>> {
        let plain = plain(text);
        let found = self.languages.iter().filter_map(|l| l.matcher.find(phrase, &plain).next());
        let first = found.min_by_key(|found| (found.start, std::cmp::Reverse(found.end)))?;
        Some(in_text(text, &plain, first))
    }

    /// Where such phrases stand within `text`, in text order; words may be glued to them.
    pub fn find_all(&self, phrase: Phrase, text: &str) -> Vec<Range<usize>> {
        let plain = plain(text);
        let mut all: Vec<_> =
            self.languages.iter().flat_map(|l| l.matcher.find(phrase, &plain)).collect();
        all.sort_unstable_by_key(|found| (found.start, std::cmp::Reverse(found.end)));
        let mut end = 0;
        all.retain(|found| {
            let free = found.start >= end;
            end = if free { found.end } else { end };
            free
        });
        all.into_iter().map(|found| in_text(text, &plain, found)).collect()
    }

    /// Where the longest such phrase begins that `text` ends with, signs aside.
    pub fn ending(&self, phrase: Phrase, text: &str) -> Option<usize> {
        let plain = plain(text);
        let begins =
            self.languages.iter().filter_map(|l| l.matcher.ending(phrase, &plain)).min()?;
        Some(in_text(text, &plain, begins..plain.len()).start)
    }

    /// Whether words before a date say that it is that of a change, not of the publication.
    pub fn says_changed(&self, label: &str) -> bool {
        let label = plain(label).to_lowercase();
        self.languages.iter().any(|language| language.changed.is_match(&label))
    }

    /// Whether the whole of `text` says what somebody is: "Senior Staff Writer", "Redaktion".
    pub fn is_role(&self, text: &str) -> bool {
        let text = plain(text).to_lowercase();
        let mut words = text.split([' ', '-', '/']).filter(|word| !word.is_empty()).peekable();
        let mut named = false;
        words.peek().is_some()
            && words.all(|word| {
                let is_role = self.is_role_word(word);
                named |= is_role;
                is_role || self.languages.iter().any(|l| l.role_words.iter().any(|w| w == word))
            })
            && named
    }

    /// Whether `word` is one for what somebody is.
    pub fn is_role_word(&self, word: &str) -> bool {
        let word = plain(word).to_lowercase();
        self.languages.iter().any(|language| language.roles.contains(&word))
    }

    /// The first written date in `text`, as the most likely language reads it.
    pub fn date(&self, text: &str) -> Option<WrittenDate> {
        let plain = plain(text);
        let mut found = self.languages.iter().find_map(|language| language.dates.find(&plain))?;
        found.range = in_text(text, &plain, found.range);
        Some(found)
    }
}

/// The phrases of a language's lines that none of `lines` shows.
#[cfg(test)]
pub(crate) fn silent_phrases(code: &str, lines: &[&str]) -> Vec<(Phrase, String)> {
    silent(code, lines, |kind| !Phrase::NOTICES.contains(&kind))
}

/// The notices of a language that none of `lines` shows.
#[cfg(test)]
pub(crate) fn silent_notices(code: &str, lines: &[&str]) -> Vec<(Phrase, String)> {
    silent(code, lines, |kind| Phrase::NOTICES.contains(&kind))
}

#[cfg(test)]
fn silent(code: &str, lines: &[&str], of: impl Fn(Phrase) -> bool) -> Vec<(Phrase, String)> {
    let source = SOURCES.iter().find(|(known, _)| *known == code).expect("a language's code").1;
    let words = Vocabulary::read(source);
    let lines: Vec<_> = lines.iter().map(|line| plain(line)).collect();
    let shared: Shared = toml::from_str(&plain(SHARED)).expect("shared.toml is tested");
    let slots = notation::Slots::new(&words, &shared, &Dates::new(&words));
    let mut silent = Vec::new();
    for (kind, list) in words.phrases.iter().filter(|(kind, _)| of(**kind)) {
        for phrase in list {
            let shows = matcher::shows(phrase, *kind, &slots);
            if !lines.iter().any(|line| shows(&&**line)) {
                silent.push((*kind, phrase.clone()));
            }
        }
    }
    silent
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_language_loads_and_has_every_kind_of_phrase() {
        let languages = Languages::new(ExtraPhrases::new()).unwrap();
        for code in codes() {
            assert_eq!(languages.get(code).unwrap().code(), code);
            let words: Vocabulary =
                toml::from_str(SOURCES.iter().find(|(known, _)| *known == code).unwrap().1)
                    .unwrap();
            for phrase in Phrase::ALL {
                assert!(
                    words.phrases.get(phrase).is_some_and(|list| !list.is_empty()),
                    "{code}.toml has no phrase for {phrase}"
                );
            }
            for phrase in words.phrases.values().flatten() {
                assert_eq!(matcher::check(phrase), Ok(()), "{code}.toml: {phrase}");
            }
        }
    }

    #[test]
    fn words_lead_to_every_phrase_that_a_line_is() {
        let languages = Languages::new(ExtraPhrases::new()).unwrap();
        for (code, examples) in EXAMPLES.iter().chain(PAGE_EXAMPLES) {
            let matcher = &languages.get(code).unwrap().matcher;
            assert_eq!(matcher.unkeyed(), [""; 0], "{code}.toml: no word tells where these stand");
            for line in examples.lines() {
                let line = line.trim_start_matches(['-', '=', '~', ' ']).trim_end_matches('\\');
                for part in parts::split_at_signs(line).chain([line]) {
                    assert_eq!(matcher.missed(part), [""; 0], "{code}: {part}");
                }
            }
        }
    }

    #[test]
    fn a_configuration_may_add_phrases_but_no_languages() {
        let extra = |code: &str, phrase: &str| {
            let list = BTreeMap::from([(Phrase::Share, vec![phrase.to_owned()])]);
            Languages::new(ExtraPhrases::from([(code.to_owned(), list)]))
        };
        let languages = extra("en", "spread the word").unwrap();
        let set = languages.of(&Detected::default());
        assert!(set.phrases("Spread the word!").has(Phrase::Share));
        assert!(matches!(extra("xx", "a"), Err(LanguageError::Unknown(_))));
        assert!(matches!(extra("en", "a {nothing}"), Err(LanguageError::Phrase { .. })));
    }
}
