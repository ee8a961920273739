//! Owns how a line is compared with the phrases of one language.
//!
//! Each phrase has a pattern of its own, compiled when a line first may be it: `index.rs` tells
//! which those are, by the line's words.
//!
//! Signs and symbols before and behind the phrase do not matter, but for quotation marks: quoted
//! words are somebody's words.

use super::dates::Dates;
use super::index::Index;
use super::notation::{Slots, translate};
#[cfg(test)]
use super::parts::{split_at_signs, unbracketed};
use super::phrases::{Phrase, PhraseSet};
use super::words::{TELLING, Words};
use super::{Shared, Vocabulary};
use regex::{Regex, RegexBuilder};
use std::collections::{BTreeMap, HashSet};
use std::ops::Range;
use std::sync::OnceLock;

/// A line longer than this many bytes is no phrase, but for [`Phrase::Cookie`].
const LONGEST: usize = 240;

/// A line longer than this many bytes names no authors.
const LONGEST_BYLINE: usize = 120;

/// Bytes that a compiled pattern may take.
const SIZE_LIMIT: usize = 64 << 20;

const ALL: PhraseSet = PhraseSet::of(Phrase::ALL);

/// Kinds of phrases that a line of so many bytes may be.
const fn kinds_of(len: usize) -> PhraseSet {
    if len > LONGEST {
        return PhraseSet::of(&[Phrase::Cookie]);
    }
    if len > LONGEST_BYLINE { ALL.without(Phrase::Byline) } else { ALL }
}

/// Phrases as written, by kind.
pub(super) type PhraseLists = BTreeMap<Phrase, Vec<String>>;

/// The phrases of one language, ready to be compared with lines.
#[derive(Debug)]
pub(super) struct Matcher {
    lists: PhraseLists,
    slots: Slots,
    lines: Entries,
    /// The notices, made ready at first use.
    notices: OnceLock<Entries>,
    /// The alternation of each kind's phrases, to find it within a text; compiled at first use.
    within: Vec<OnceLock<Regex>>,
    /// The same, for the end of a text.
    ending: Vec<OnceLock<Regex>>,
    /// Words that stand in no name.
    not_names: HashSet<String>,
}

impl Matcher {
    /// Of the language's words; its phrases were checked.
    pub(super) fn new(
        lists: PhraseLists,
        words: &Vocabulary,
        shared: &Shared,
        dates: &Dates,
    ) -> Self {
        let slots = Slots::new(words, shared, dates);
        let lines = Entries::new(&lists, &slots, |kind| !kind.is_notice());
        let cells = || Phrase::ALL.iter().map(|_| OnceLock::new()).collect();
        Self {
            lines,
            lists,
            slots,
            notices: OnceLock::new(),
            within: cells(),
            ending: cells(),
            not_names: words.not_names.iter().map(|word| word.to_lowercase()).collect(),
        }
    }

    /// Which notices the whole of `sentence` is; it is [`stripped`].
    pub(super) fn notices(&self, sentence: &Words<'_>) -> PhraseSet {
        if sentence.text.len() > LONGEST {
            return PhraseSet::default();
        }
        let entries =
            self.notices.get_or_init(|| Entries::new(&self.lists, &self.slots, Phrase::is_notice));
        entries.whole(sentence, &self.slots, ALL, |_| true)
    }

    /// Which kinds of phrases may begin `line`; it is [`stripped`].
    pub(super) fn begins(&self, line: &Words<'_>) -> PhraseSet {
        self.lines.index.begins(line, kinds_of(line.text.len()))
    }

    /// Which phrases the whole of `line` is; it is [`stripped`].
    pub(super) fn whole(&self, line: &Words<'_>) -> PhraseSet {
        let names =
            |entry: &Entry| !(entry.is_named_author() && self.begins_with_no_name(line.text));
        let set = self.lines.whole(line, &self.slots, kinds_of(line.text.len()), names);
        if set.has(Phrase::Byline) && self.is_no_name(line.text) {
            return set.without(Phrase::Byline);
        }
        set
    }

    /// Whether a word stands in no name, unless it is small where the script has capitals.
    fn is_none_of_name(&self, word: &str) -> bool {
        !word.starts_with(char::is_lowercase) && self.not_names.contains(&word.to_lowercase())
    }

    /// Whether a word of the line, with a capital, stands in no name: "By Friday Morning", or the
    /// same one stands on both sides of a particle: "Von Hafen zu Hafen".
    fn is_no_name(&self, line: &str) -> bool {
        let words: Vec<&str> = name_words(line).collect();
        let is_pair = |three: &[&str]| {
            three[0] == three[2]
                && three[0].starts_with(char::is_uppercase)
                && three[1].starts_with(char::is_lowercase)
        };
        words.iter().any(|word| self.is_none_of_name(word)) || words.windows(3).any(is_pair)
    }

    /// Whether a line does not begin with a name, though an author's box that it is does: "Der Mann
    /// ist Reporter".
    fn begins_with_no_name(&self, line: &str) -> bool {
        name_words(line).take(2).any(|word| self.is_none_of_name(word))
    }

    /// Where `phrase` stands within `text`. It need not begin or end at a word boundary: extractors
    /// glue.
    pub(super) fn find(&self, phrase: Phrase, text: &str) -> impl Iterator<Item = Range<usize>> {
        let pattern = self.within[phrase as usize]
            .get_or_init(|| compile(&format!("(?:{})", self.alternation(phrase))));
        pattern.find_iter(text).map(|found| found.range())
    }

    /// Where the longest `phrase` begins that `text` ends with, white space and signs aside.
    pub(super) fn ending(&self, phrase: Phrase, text: &str) -> Option<usize> {
        let pattern = self.ending[phrase as usize].get_or_init(|| {
            compile(&format!(r"(?:{})[^\p{{L}}\p{{N}}]*$", self.alternation(phrase)))
        });
        pattern.find(text).map(|found| found.start())
    }

    /// All phrases of a kind as one pattern.
    fn alternation(&self, kind: Phrase) -> String {
        let list = self.lists.get(&kind).map(Vec::as_slice).unwrap_or_default();
        let parts: Vec<_> = list.iter().map(|phrase| checked(phrase, &self.slots)).collect();
        // An alternation of nothing would match everywhere: make it match nowhere.
        if parts.is_empty() { r"[^\s\S]".to_owned() } else { parts.join("|") }
    }
}

#[cfg(test)]
impl Matcher {
    fn all(&self) -> [&Entries; 2] {
        let notices = Entries::new(&self.lists, &self.slots, Phrase::is_notice);
        [&self.lines, self.notices.get_or_init(|| notices)]
    }

    /// The phrases that are compared with each line.
    pub(super) fn unkeyed(&self) -> Vec<&str> {
        let of = |entries: &'_ Entries| -> Vec<usize> {
            entries.index.unkeyed().iter().map(|number| usize::from(*number)).collect()
        };
        let all = self.all().into_iter();
        all.flat_map(|e| of(e).into_iter().map(|number| e.list[number].phrase.as_str())).collect()
    }

    /// The phrases that the whole of `line` is, but that its words do not lead to.
    pub(super) fn missed(&self, line: &str) -> Vec<&str> {
        let line = Words::of(stripped(line));
        let mut missed = Vec::new();
        for entries in self.all() {
            let mut found = HashSet::new();
            entries.index.whole(&line, ALL, |number| {
                found.insert(usize::from(number));
            });
            let begun = entries.index.begins(&line, ALL);
            for (number, entry) in entries.list.iter().enumerate() {
                let leads = found.contains(&number) && begun.has(entry.kind);
                if !leads && entry.matches(line.text, &self.slots) {
                    missed.push(entry.phrase.as_str());
                }
            }
        }
        missed
    }
}

/// What words of names are, and signs are not.
fn name_words(line: &str) -> impl Iterator<Item = &str> {
    let words = line.split(|c: char| !c.is_alphanumeric() && c != '\'');
    words.filter(|word| !word.is_empty())
}

/// A phrase as written, with the pattern of a whole line that is it.
#[derive(Debug)]
struct Entry {
    kind: Phrase,
    phrase: String,
    /// Compiled when a line first may be the phrase.
    pattern: OnceLock<Regex>,
}

/// Phrases with their index.
#[derive(Debug)]
struct Entries {
    list: Vec<Entry>,
    index: Index,
}

impl Entries {
    fn new(lists: &PhraseLists, slots: &Slots, is_kind: impl Fn(Phrase) -> bool) -> Self {
        let of_kind = lists.iter().filter(|(kind, _)| is_kind(**kind));
        let entry = |kind: &Phrase, phrase: &String| Entry {
            kind: *kind,
            phrase: phrase.clone(),
            pattern: OnceLock::new(),
        };
        let list: Vec<Entry> = of_kind
            .flat_map(|(kind, phrases)| phrases.iter().map(move |phrase| entry(kind, phrase)))
            .collect();
        let phrases = list.iter().map(|entry| (entry.kind, entry.phrase.as_str()));
        let index = Index::new(phrases, slots).expect("phrases were checked");
        Self { list, index }
    }

    /// Those of `kinds` that the whole of `line` is, if they are `fit`.
    fn whole(
        &self,
        line: &Words<'_>,
        slots: &Slots,
        kinds: PhraseSet,
        fit: impl Fn(&Entry) -> bool,
    ) -> PhraseSet {
        let mut set = PhraseSet::default();
        self.index.whole(line, kinds, |number| {
            let entry = &self.list[usize::from(number)];
            let asked = kinds.has(entry.kind) && !set.has(entry.kind);
            if asked && entry.matches(line.text, slots) && fit(entry) {
                set.insert(entry.kind);
            }
        });
        set
    }
}

impl Entry {
    /// Whether it says who somebody is, and the name begins it.
    fn is_named_author(&self) -> bool {
        self.kind == Phrase::AuthorBio
            && ["{name}", "{arname}"].iter().any(|name| self.phrase.starts_with(name))
    }

    fn matches(&self, line: &str, slots: &Slots) -> bool {
        self.pattern
            .get_or_init(|| compile(&whole_line(&checked(&self.phrase, slots))))
            .is_match(line)
    }
}

fn checked(phrase: &str, slots: &Slots) -> String {
    translate(phrase, slots).expect("phrases were checked")
}

fn compile(pattern: &str) -> Regex {
    RegexBuilder::new(pattern)
        .case_insensitive(true)
        .size_limit(SIZE_LIMIT)
        .build()
        .expect("phrases were checked")
}

/// The pattern of a whole line that is [`stripped`].
fn whole_line(body: &str) -> String {
    format!(r"^(?:{body})$")
}

/// What points on at the end of a line, and closes a quotation elsewhere.
const POINTING: [char; 4] = ['»', '>', '》', '〉'];

/// The line without signs and symbols around it. Quotation marks, brackets and a question mark
/// stay: quoted words are somebody's words.
pub(super) fn stripped(line: &str) -> &str {
    let is_sign = |c: char| !c.is_alphanumeric() && !TELLING.contains(c);
    line.trim_start_matches(is_sign).trim_end_matches(|c| is_sign(c) || POINTING.contains(&c))
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

/// Whether a line shows a phrase: as a whole, in brackets, or as one of its parts; the marks of
/// lists are glued to titles.
#[cfg(test)]
pub(super) fn shows(phrase: &str, kind: Phrase, slots: &Slots) -> impl Fn(&&str) -> bool {
    let body = translate(phrase, slots).expect("phrases are checked");
    let list = matches!(kind, Phrase::ListIntro | Phrase::ListItem | Phrase::ListEnd);
    let pattern = if list { body } else { whole_line(&body) };
    let pattern = compile(&pattern);
    move |line| {
        let line = line.trim();
        let fits = |part: &str| pattern.is_match(if list { part } else { stripped(part) });
        fits(line)
            || unbracketed(line).is_some_and(fits)
            || split_at_signs(line).any(|part| fits(part) || part.split(", ").any(fits))
    }
}

#[cfg(test)]
mod tests {
    use super::super::plain::plain;
    use super::*;

    fn matches(phrase: &str, line: &str) -> bool {
        let list = |words: &[&str]| words.iter().map(|&word| word.to_owned()).collect();
        let slots = Slots {
            units: list(&["hour", "hours"]),
            years: list(&["year", "years"]),
            networks: list(&["facebook", "x"]),
            agencies: list(&["agency"]),
            calendar: list(&["may"]),
            and: list(&["and", "sowie"]),
            particles: list(&["de", "la", "das"]),
            date: r"\d+ May".to_owned(),
        };
        compile(&whole_line(&translate(phrase, &slots).unwrap())).is_match(stripped(line))
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
        assert!(matches("by {name}", "By Ana das Neves sowie Łukasz Żak"));
        assert!(!matches("by {name}", "By łukasz żak"));
        assert!(!matches("by {name}", "By ılgaz şen"));
        assert!(matches("follow {networks}", "Follow Facebook sowie X"));
        assert!(matches("photo: {credit}", "Photo: Ana Cruz sowie Jo Dee"));
        assert!(!matches("by {name}", "By the river"));
        assert!(matches("don't miss", "Don’t miss:"));
        assert!(!matches("by {name}", "BYRON SMITH"));
        assert!(matches("[read] more: {title}", "Read more : A title"));
        assert!(matches("[read] more: {title}", "More | A title"));
        assert!(matches("photo[s][:] [by] {credit}", "Photos by Ana Cruz/wattbild"));
        assert!(matches("photo[s][:] [by] {credit}", "Photo: Ana Cruz"));
        assert!(!matches("photo[s][:] [by] {credit}", "PhotoAna Cruz"));
        assert!(matches("this [web]site", "This site"));
        assert!(matches("this [web]site", "This website"));
        assert!(matches("بقلم {arname}", "بقلم منى عبد الله"));
        assert!(!matches("بقلم {arname}", "بقلم العمدة نفسه"));
        assert!(matches("文/{hanname}", "文/张三"));
        assert!(!matches("文/{hanname}", "文/张三和他的起重机"));
        assert!(matches("文(：|／){hanname}", "文／山田太郎"));
        assert!(matches("文: {hanname}", "文：佐々木 誠"));
        assert!(matches(r"{hanname}[\ ]기자", "김철수기자"));
        assert!(!matches("文: {hanname}", "文：港湾の向こうの町"));
        assert!(!matches(r"{hanname}[\ ]기자", "항구의 젊은 기자"));
        assert!(matches("[a|b] c", "b c"));
        assert!(!matches("[a|b] c", "ac"));
        assert!(matches(r"notes \({n}\)", "Notes (12)"));
        assert!(!matches("photo: {credit}", "Photo: the old crane"));
    }

    #[test]
    fn quoted_words_and_questions_are_somebodys() {
        assert!(!matches("share", "“Share”"));
        assert!(!matches("share", "Share?"));
        assert!(!matches("share", "(share)"));
        for line in ["「share」", "『share』", "《share》", "（share）", "【share】", "Share？"]
        {
            assert!(!matches("share", &plain(line)), "{line}");
        }
        assert!(matches("share", &plain("● Share ＞")));
    }

    #[test]
    fn broken_notation_is_refused() {
        for phrase in ["a (b", "a ]", "a | b", "{what}", "", "[a]"] {
            assert!(check(phrase).is_err(), "{phrase}");
        }
    }
}
