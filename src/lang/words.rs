//! Owns what counts as a word where phrases are looked up, and the number that a word is known by:
//! the same for a phrase and for a line, so that a line's words can be looked up among those of
//! phrases.
//!
//! A word is a run of letters, in any case. Numbers are all one word, also those that white space
//! or signs divide: "1 024", "6/1/2026". A character of a script that puts no spaces between words,
//! or glues particles to them, is a word of its own. Signs are no words, but for one that begins a
//! line and says something: "©", a bracket.

use std::cell::OnceCell;

/// What any number is known by.
pub(super) const NUMBER: u64 = 1;

/// Signs that belong to what a line says. Others around a line do not matter.
pub(super) const TELLING: &str = "\"'“”„«‚‘’[]()<>#$€£©%?";

/// A line that is glued together is looked at up to so many seams: its first two words have fewer.
const MOST_SEAMS: usize = 8;

/// What the character read last belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Class {
    /// Nothing was read.
    Start,
    /// Between words.
    Gap,
    /// The rest of a word whose beginning nobody knows.
    Rest,
    Letters,
    Number,
    /// A character that is a word of its own.
    Single,
}

/// Reads words, a character at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Reader {
    class: Class,
    /// The word in hand; 0 if there is none.
    word: u64,
}

impl Reader {
    /// Of a line.
    pub(super) const fn of_line() -> Self {
        Self { class: Class::Start, word: 0 }
    }

    /// Of what follows something unknown, to which letters may be glued.
    pub(super) const fn behind_unknown() -> Self {
        Self { class: Class::Rest, word: 0 }
    }

    /// Reads a character; gives the word that it ends.
    pub(super) fn push(&mut self, c: char) -> Option<u64> {
        let class = self.class_of(c);
        match (self.class, class) {
            (Class::Letters, Class::Letters) => self.word = mixed(self.word, folded(c)),
            (Class::Rest, Class::Letters)
            | (Class::Number, Class::Number | Class::Gap)
            | (Class::Start, Class::Gap) => {}
            _ => {
                let ended = self.end();
                self.class = class;
                self.word = match class {
                    Class::Letters | Class::Single => mixed(BASIS, folded(c)),
                    Class::Number => NUMBER,
                    Class::Start | Class::Gap | Class::Rest => 0,
                };
                return ended;
            }
        }
        None
    }

    /// The word in hand, where nothing follows.
    pub(super) fn end(&mut self) -> Option<u64> {
        let word = std::mem::take(&mut self.word);
        self.class = Class::Gap;
        (word != 0).then_some(word)
    }

    /// Whether letters that follow would change the word in hand.
    pub(super) fn is_open(&self) -> bool {
        self.class == Class::Letters
    }

    fn class_of(&self, c: char) -> Class {
        match c {
            'a'..='z' | 'A'..='Z' => Class::Letters,
            '0'..='9' => Class::Number,
            ' ' => Class::Gap,
            c if !c.is_alphanumeric() => {
                let tells = self.class == Class::Start && TELLING.contains(c);
                if tells { Class::Single } else { Class::Gap }
            }
            c if c.is_numeric() => Class::Number,
            c if is_dense(c) => Class::Single,
            _ => Class::Letters,
        }
    }
}

/// Whether a character belongs to a script without spaces between words, or to Hangul, which glues
/// particles to words.
fn is_dense(c: char) -> bool {
    matches!(
        c,
        '\u{e00}'..='\u{eff}'
            | '\u{1000}'..='\u{109f}'
            | '\u{1780}'..='\u{17ff}'
            | '\u{2e80}'..='\u{9fff}'
            | '\u{ac00}'..='\u{d7af}'
            | '\u{f900}'..='\u{faff}'
            | '\u{ff66}'..='\u{ffdc}'
            | '\u{20000}'..='\u{3ffff}'
    )
}

/// The letter in lower case. The letters i of Turkish are one: case tells them apart elsewhere.
fn folded(c: char) -> char {
    match c {
        'A'..='Z' => c.to_ascii_lowercase(),
        _ if c.is_ascii() => c,
        'İ' | 'ı' => 'i',
        'ς' => 'σ',
        'ſ' => 's',
        c => c.to_lowercase().next().unwrap_or(c),
    }
}

const BASIS: u64 = 0xcbf2_9ce4_8422_2325;

/// FNV-1a, a character at a time.
const fn mixed(word: u64, c: char) -> u64 {
    (word ^ c as u64).wrapping_mul(0x0100_0000_01b3)
}

/// The words of a line, read as far as somebody asks.
#[derive(Debug)]
pub(super) struct Words<'a> {
    pub(super) text: &'a str,
    /// The first word, if there is one.
    pub(super) first: Option<u64>,
    /// The second word, if there is one.
    pub(super) second: Option<u64>,
    /// Whether two words may be glued within the first two: "TweetShare".
    is_glued: bool,
    all: OnceCell<AllWords>,
}

/// All words of a line.
#[derive(Debug)]
struct AllWords {
    words: Vec<u64>,
    has_seam: bool,
}

impl<'a> Words<'a> {
    /// Of `text`, of which the signs around it are taken away.
    pub(super) fn of(text: &'a str) -> Self {
        let mut reader = Reader::of_line();
        let (mut first, mut second) = (None, None);
        let mut is_glued = false;
        let mut before = ' ';
        for c in text.chars() {
            if let Some(word) = reader.push(c) {
                if first.is_some() {
                    second = Some(word);
                    break;
                }
                first = Some(word);
            }
            is_glued |= is_seam(before, c);
            before = c;
        }
        if first.is_none() {
            first = reader.end();
        } else if second.is_none() {
            second = reader.end();
        }
        Self { text, first, second, is_glued, all: OnceCell::new() }
    }

    /// All words, and behind each the next one.
    pub(super) fn pairs(&self) -> impl Iterator<Item = (u64, Option<u64>)> {
        let words = &self.all().words;
        words.iter().enumerate().map(|(at, word)| (*word, words.get(at + 1).copied()))
    }

    /// Whether two words may be glued anywhere in the line.
    pub(super) fn has_seam(&self) -> bool {
        self.all().has_seam
    }

    fn all(&self) -> &AllWords {
        self.all.get_or_init(|| {
            let mut reader = Reader::of_line();
            let (mut words, mut has_seam) = (Vec::with_capacity(16), false);
            let mut before = ' ';
            for c in self.text.chars() {
                words.extend(reader.push(c));
                has_seam |= is_seam(before, c);
                before = c;
            }
            words.extend(reader.end());
            AllWords { words, has_seam }
        })
    }

    /// What the line is up to each seam of glued words that its first two words may have.
    pub(super) fn up_to_seams(&self) -> impl Iterator<Item = Words<'a>> {
        let most = if self.is_glued { MOST_SEAMS } else { 0 };
        seams(self.text).take(most).map(|at| Words::of(&self.text[..at]))
    }

    /// Whether names may begin the line, as a phrase has them before other words. A name's words
    /// have capitals, or are of a script without case; `is_link` tells which other words may stand
    /// behind its first one: those that join names, and those of a phrase that follow.
    pub(super) fn may_begin_with_name(&self, is_link: impl Fn(u64) -> bool) -> bool {
        let mut rest =
            self.text.trim_start_matches(|c: char| c == '©' || c.is_whitespace()).chars();
        if !rest.next().is_some_and(super::notation::begins_name) {
            return false;
        }
        let Some(end) = rest.find(|c| !c.is_alphabetic() || *c >= '\u{900}') else { return false };
        // Other than at white space, a name may go on: it does so seldom, and is looked at closely.
        if !end.is_whitespace() {
            return true;
        }
        let next = rest.as_str();
        next.chars().next().is_some_and(|c| {
            let is_word = c.is_alphanumeric() && !super::notation::begins_name(c);
            !is_word || first_word(next).is_some_and(is_link)
        })
    }
}

/// The word that `text` begins with.
pub(super) fn first_word(text: &str) -> Option<u64> {
    let mut reader = Reader::of_line();
    let ended = text.chars().find_map(|c| reader.push(c));
    ended.or_else(|| reader.end())
}

/// Where a line may be glued: before a capital behind a small letter.
fn seams(text: &str) -> impl Iterator<Item = usize> {
    let mut before = ' ';
    text.char_indices().filter_map(move |(at, c)| {
        let seam = is_seam(before, c);
        before = c;
        seam.then_some(at)
    })
}

fn is_seam(before: char, c: char) -> bool {
    c.is_uppercase() && before.is_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(line: &str) -> usize {
        Words::of(line).pairs().count()
    }

    #[test]
    fn words_are_the_same_however_they_are_written() {
        let first = |line| Words::of(line).first.unwrap();
        assert_eq!(first("SHARE this"), first("share"));
        assert_eq!(first("\u{130}ZLE"), first("izle"));
        assert_eq!(first("\u{131}zle"), first("IZLE"));
        assert_eq!(first("1,024 shares"), first("3h"));
        assert_ne!(first("© Jane"), first("Jane"));
        assert_eq!(Words::of("2.3 K").second, Words::of("2K").second);
    }

    #[test]
    fn words_are_counted_as_scripts_write_them() {
        assert_eq!(count("Don’t miss 6/1/2026, 14:30"), 4);
        assert_eq!(count("3時間前"), 4);
        assert_eq!(count("공유하기"), 4);
        assert_eq!(count("قبل 3 ساعات"), 3);
        assert_eq!(count(""), 0);
    }

    #[test]
    fn glued_words_are_looked_at_up_to_their_seams() {
        let parts: Vec<_> =
            Words::of("WhatsAppShare").up_to_seams().map(|part| part.text).collect();
        assert_eq!(parts, ["Whats", "WhatsApp"]);
        assert!(Words::of("Share this").up_to_seams().next().is_none());
    }

    #[test]
    fn a_name_begins_with_two_words_of_a_name() {
        let begins = |line: &str| Words::of(line).may_begin_with_name(|_| false);
        for line in
            ["Jane Doe", "© Jane Doe", "Jane-Marie", "Jane / Agency", "محمد علي", "홍길동기자"]
        {
            assert!(begins(line), "{line}");
        }
        for line in ["The crane", "jane doe", "Jane", "3 cranes", ""] {
            assert!(!begins(line), "{line}");
        }
    }
}
