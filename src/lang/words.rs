//! Owns what counts as a word where phrases are looked up, and the number that a word is known by:
//! the same for a phrase and for a line, so that a line's words can be looked up among those of
//! phrases.
//!
//! A word is a run of letters, in any case. Numbers are all one word, also those that white space
//! or signs divide: "1 024", "6/1/2026". A character of a script that puts no spaces between words,
//! or glues particles to them, is a word of its own. Signs are no words, but for one that begins a
//! line and says something: "©", a bracket.

use super::notation::begins_name;

/// What any number is known by.
pub(super) const NUMBER: u64 = 1;

/// Signs that belong to what a line says. Others around a line do not matter.
pub(super) const TELLING: &str = "\"'“”„«‚‘’[]()<>#$€£©%?「」『』《》〈〉（）【】〔〕［］";

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
    const BETWEEN: Self = Self { class: Class::Gap, word: 0 };

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

    /// Whether there is no word in hand.
    pub(super) fn is_idle(&self) -> bool {
        self.word == 0
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
/// particles to words; or is a letter in a circle, which is a sign: names are glued to "ⓒ".
fn is_dense(c: char) -> bool {
    matches!(
        c,
        '\u{e00}'..='\u{eff}'
            | '\u{1000}'..='\u{109f}'
            | '\u{1780}'..='\u{17ff}'
            | '\u{24b6}'..='\u{24e9}'
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

/// A word of a text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Word {
    /// The number that it is known by.
    pub(super) id: u64,
    /// Its first character.
    begins: char,
    /// Whether white space and nothing else stands before it.
    is_spaced: bool,
}

impl Word {
    /// Whether it may stand in a name. A name's words have capitals, or are of a script without
    /// case; behind a sign, a word may be small.
    pub(super) fn may_be_of_name(&self) -> bool {
        !self.is_spaced || begins_name(self.begins)
    }
}

/// The words of a text, one after the other.
#[derive(Clone, Debug)]
pub(super) struct Scan<'a> {
    text: &'a str,
    at: usize,
    reader: Reader,
    /// The character before.
    before: char,
    /// Whether white space and nothing else was read since the last word.
    is_spaced: bool,
    /// First character of the word in hand, and whether it is spaced.
    hand: (char, bool),
    /// Whether two words may be glued in what was read: "TweetShare".
    pub(super) has_seam: bool,
}

impl<'a> Scan<'a> {
    pub(super) fn of(text: &'a str) -> Self {
        Self {
            text,
            at: 0,
            reader: Reader::of_line(),
            before: ' ',
            is_spaced: false,
            hand: (' ', false),
            has_seam: false,
        }
    }

    /// Reads a word of ASCII and the sign or the white space behind it. Most words are so.
    fn plain(&mut self) -> Option<Word> {
        let bytes = &self.text.as_bytes()[self.at..];
        if !bytes.first()?.is_ascii_alphabetic() {
            return None;
        }
        let (mut id, mut len) = (BASIS, 0);
        let (mut was_small, mut has_seam) = (self.before.is_lowercase(), self.has_seam);
        while let Some(byte) = bytes.get(len).filter(|byte| byte.is_ascii_alphabetic()) {
            let is_small = byte.is_ascii_lowercase();
            has_seam |= was_small && !is_small;
            was_small = is_small;
            id = mixed(id, char::from(byte | 0x20));
            len += 1;
        }
        let behind = bytes.get(len).copied().unwrap_or(b' ');
        if !behind.is_ascii() || behind.is_ascii_digit() {
            return None;
        }
        let word = Word { id, begins: char::from(bytes[0]), is_spaced: self.is_spaced };
        (self.is_spaced, self.has_seam) = (behind.is_ascii_whitespace(), has_seam);
        self.before = char::from(behind);
        self.at = (self.at + len + 1).min(self.text.len());
        self.reader = Reader::BETWEEN;
        Some(word)
    }
}

impl Iterator for Scan<'_> {
    type Item = Word;

    fn next(&mut self) -> Option<Word> {
        loop {
            let idle = self.reader.is_idle();
            if idle && let Some(word) = self.plain() {
                return Some(word);
            }
            let (begins, is_spaced) = self.hand;
            let word = |id| Word { id, begins, is_spaced };
            let Some(c) = self.text[self.at..].chars().next() else {
                return self.reader.end().map(word);
            };
            self.at += c.len_utf8();
            self.has_seam |= is_seam(self.before, c);
            self.before = c;
            let ended = self.reader.push(c);
            if self.reader.is_idle() {
                self.is_spaced = c.is_whitespace() && (self.is_spaced || !idle);
            } else if idle || ended.is_some() {
                self.hand = (c, self.is_spaced);
                self.is_spaced = false;
            }
            if ended.is_some() {
                return ended.map(word);
            }
        }
    }
}

/// A line with its first words.
#[derive(Debug)]
pub(super) struct Words<'a> {
    pub(super) text: &'a str,
    /// The first word, if there is one.
    pub(super) first: Option<Word>,
    /// The second word, if there is one.
    pub(super) second: Option<Word>,
    /// The words behind those.
    rest: Scan<'a>,
}

impl<'a> Words<'a> {
    /// Of `text`, of which the signs around it are taken away.
    pub(super) fn of(text: &'a str) -> Self {
        let mut scan = Scan::of(text);
        let (first, second) = (scan.next(), scan.next());
        Self { text, first, second, rest: scan }
    }

    /// What the line is up to each seam of glued words that its first two words may have.
    pub(super) fn up_to_seams(&self) -> impl Iterator<Item = Words<'a>> {
        let most = if self.rest.has_seam { MOST_SEAMS } else { 0 };
        seams(self.text).take(most).map(|at| Words::of(&self.text[..at]))
    }

    /// Whether names may begin the line. `is_link` tells which small words may stand behind a name's
    /// first word.
    pub(super) fn begins_with_name(&self, is_link: impl Fn(u64) -> bool) -> bool {
        let (Some(first), Some(second)) = (self.first, self.second) else { return false };
        if first.begins == '©' {
            return begins_name(second.begins);
        }
        begins_name(first.begins) && (second.may_be_of_name() || is_link(second.id))
    }

    /// Calls `each` with the words behind the first one that belong to the names which begin the
    /// line, each with the word behind it. Tells whether two words may be glued in what was read.
    pub(super) fn each_of_names(
        &self,
        is_link: impl Fn(u64) -> bool,
        mut each: impl FnMut(u64, Option<u64>),
    ) -> bool {
        let mut rest = self.rest.clone();
        let mut next = self.second;
        while let Some(word) = next.filter(|word| word.may_be_of_name() || is_link(word.id)) {
            next = rest.next();
            each(word.id, next.map(|word| word.id));
        }
        rest.has_seam
    }

    /// Calls `each` with those words of the line that begin with one of `initials`, each with the
    /// word behind it.
    pub(super) fn each_with_initial(
        &self,
        initials: Initials,
        mut each: impl FnMut(u64, Option<u64>),
    ) {
        let mut in_word = false;
        for (at, byte) in self.text.bytes().enumerate() {
            let is_letter = byte.is_ascii_alphabetic();
            if initials.has(byte) && !(in_word && is_letter) {
                let mut scan = Scan::of(&self.text[at..]);
                if let Some(word) = scan.next() {
                    each(word.id, scan.next().map(|word| word.id));
                }
            }
            in_word = is_letter;
        }
    }

    /// Whether two words may be glued anywhere in the line.
    pub(super) fn has_seam(&self) -> bool {
        seams(self.text).next().is_some()
    }
}

/// What words begin with: letters of ASCII in any case, digits, and all other characters as one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Initials(u32);

impl Initials {
    const OTHER: u32 = 1 << 31;

    /// Adds what a word begins with that may be written in any case.
    pub(super) fn add(&mut self, c: char) {
        self.0 |= match folded(c) {
            // Its capital may have a dot.
            'i' => Self::of(b'i') | Self::OTHER,
            c => u8::try_from(c).map_or(Self::OTHER, Self::of),
        };
    }

    /// All of both.
    pub(super) fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether a character with that first byte is one of these.
    fn has(self, byte: u8) -> bool {
        self.0 & Self::of(byte) != 0
    }

    const fn of(byte: u8) -> u32 {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' => 1 << (byte & 31),
            b'0'..=b'9' => 1,
            // The first byte of a character that is not of ASCII.
            0xc0.. => Self::OTHER,
            _ => 0,
        }
    }
}

/// The word that `text` begins with.
pub(super) fn first_word(text: &str) -> Option<u64> {
    Scan::of(text).next().map(|word| word.id)
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
        Scan::of(line).count()
    }

    #[test]
    fn words_are_the_same_however_they_are_written() {
        let first = |line| Words::of(line).first.unwrap().id;
        assert_eq!(first("SHARE this"), first("share"));
        assert_eq!(first("\u{130}ZLE"), first("izle"));
        assert_eq!(first("\u{131}zle"), first("IZLE"));
        assert_eq!(first("1,024 shares"), first("3h"));
        assert_ne!(first("© Jane"), first("Jane"));
        let second = |line| Words::of(line).second.unwrap().id;
        assert_eq!(second("2.3 K"), second("2K"));
    }

    #[test]
    fn words_are_counted_as_scripts_write_them() {
        assert_eq!(count("Don’t miss 6/1/2026, 14:30"), 4);
        assert_eq!(count("3時間前"), 4);
        assert_eq!(count("공유하기"), 4);
        assert_eq!(count("ⓒHarbour"), 2);
        assert_eq!(count("قبل 3 ساعات"), 3);
        assert_eq!(count(""), 0);
    }

    #[test]
    fn words_with_an_initial_are_found_in_any_case() {
        let mut initials = Initials::default();
        initials.add('i');
        let mut found = Vec::new();
        Words::of("All is İs éi 3i his I’m it")
            .each_with_initial(initials, |word, next| found.push((word, next.is_some())));
        let id = |text| first_word(text).unwrap();
        for (text, goes_on) in [("is", true), ("is", true), ("i", true), ("it", false)] {
            assert!(found.contains(&(id(text), goes_on)), "{text}");
        }
        assert!(!found.contains(&(id("all"), true)));
        assert!(!found.contains(&(id("his"), true)));
    }

    #[test]
    fn glued_words_are_looked_at_up_to_their_seams() {
        let parts: Vec<_> =
            Words::of("WhatsAppShare").up_to_seams().map(|part| part.text).collect();
        assert_eq!(parts, ["Whats", "WhatsApp"]);
        assert!(Words::of("Share this").up_to_seams().next().is_none());
    }

    #[test]
    fn names_begin_with_two_words_of_a_name_or_a_link() {
        let via = first_word("via");
        let begins = |line| Words::of(line).begins_with_name(|word| Some(word) == via);
        for line in [
            "Jane Doe said",
            "Jane via agency",
            "Jane / agency",
            "© Jane",
            "Jane-Marie",
            "홍길동기자",
        ] {
            assert!(begins(line), "{line}");
        }
        for line in ["The crane fell", "jane doe", "Jane", "© jane", "3 cranes", ""] {
            assert!(!begins(line), "{line}");
        }
    }
}
