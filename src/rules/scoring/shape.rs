//! Owns what a line looks like by itself: its letters, words, digits and signs.

use crate::shape::is_dense;

/// Most words of a line that are remembered: a longer line is prose anyway.
const MOST_WORDS: usize = 64;

/// Fewest letters of a word that says what a line is about.
const SHORTEST_WORD: usize = 4;

/// What a line looks like. Counts, as the features are made of them.
#[derive(Clone, Copy, Debug, Default)]
pub struct Shape {
    /// Bytes.
    pub bytes: f32,
    /// Code points.
    pub chars: f32,
    /// Words between white space.
    pub words: f32,
    /// Words that begin with a capital.
    pub capitalised: f32,
    /// Words that begin with a small letter.
    pub small: f32,
    /// Words of two capitals and more.
    pub shouted: f32,
    /// Words with a digit.
    pub numbers: f32,
    /// Digits.
    pub digits: f32,
    /// Letters of scripts without case.
    pub caseless: f32,
    /// Code points that are neither letters, digits nor white space.
    pub signs: f32,
    /// Commas.
    pub commas: f32,
    /// Ends of sentences within the line.
    pub stops: f32,
    /// Signs that widgets put between parts: `|`, `·`, `•`, `/`, `>`, `»`.
    pub separators: f32,
    /// Quotation marks.
    pub quotes: f32,
    /// Signs of rights, prices, addresses and tags: `©`, `$`, `@`, `#`.
    pub marks: f32,
    /// What the line begins with, see [`class`].
    pub first: f32,
    /// What it ends with; the end of a sentence before closing signs counts.
    pub last: f32,
    /// Hash of the line, letters in lower case, digits alike.
    pub key: u64,
    /// Where its words begin in the page's list of them.
    pub words_from: usize,
    /// Where they end.
    pub words_to: usize,
}

/// What a code point is: white space, small letter, capital, letter without case, digit, full stop,
/// other end of a sentence, colon, comma, opening or closing sign, any other sign.
fn class(c: char) -> u8 {
    match c {
        ' ' | '\t' | '\u{a0}' | '\u{3000}' => SPACE,
        'a'..='z' => SMALL,
        'A'..='Z' => CAPITAL,
        '0'..='9' => DIGIT,
        '.' | '。' | '।' | '۔' | '．' => STOP,
        '!' | '?' | '！' | '？' | '؟' | '…' => END,
        ':' | '：' => COLON,
        ',' | ';' | '、' | '，' | '；' | '،' | '؛' => COMMA,
        '(' | '[' | '{' | '（' | '【' | '「' | '『' => OPENING,
        ')' | ']' | '}' | '）' | '】' | '」' | '』' => CLOSING,
        '"' | '\'' | '“' | '”' | '„' | '‘' | '’' | '«' | '»' => QUOTE,
        '|' | '·' | '•' | '/' | '>' | '›' | '→' | '&' => SEPARATOR,
        '©' | '®' | '$' | '€' | '£' | '¥' | '@' | '#' | '%' => MARK,
        c if c.is_ascii() => SIGN,
        c if c.is_lowercase() => SMALL,
        c if c.is_uppercase() => CAPITAL,
        c if c.is_alphabetic() => CASELESS,
        c if c.is_numeric() => DIGIT,
        c if c.is_whitespace() => SPACE,
        _ => SIGN,
    }
}

const SPACE: u8 = 0;
const SMALL: u8 = 1;
const CAPITAL: u8 = 2;
const CASELESS: u8 = 3;
const DIGIT: u8 = 4;
const STOP: u8 = 5;
const END: u8 = 6;
const COLON: u8 = 7;
const COMMA: u8 = 8;
const OPENING: u8 = 9;
const CLOSING: u8 = 10;
const QUOTE: u8 = 11;
const SEPARATOR: u8 = 12;
const MARK: u8 = 13;
const SIGN: u8 = 14;

/// Steps of a hash, FNV's.
const SEED: u64 = 0xcbf2_9ce4_8422_2325;
const STEP: u64 = 0x0100_0000_01b3;

/// A word while it is read.
#[derive(Clone, Copy)]
struct Word {
    hash: u64,
    letters: usize,
    first: u8,
    capitals: usize,
    digits: usize,
    /// The last letter of a script without spaces: two in a row are a word there.
    dense: Option<char>,
}

const NO_WORD: Word =
    Word { hash: SEED, letters: 0, first: SPACE, capitals: 0, digits: 0, dense: None };

impl Shape {
    /// The shape of a line. Hashes of the words that say what it is about go to the end of `words`.
    pub fn new(line: &str, words: &mut Vec<u32>) -> Self {
        let mut shape =
            Shape { bytes: line.len() as f32, words_from: words.len(), ..Shape::default() };
        let mut key = SEED;
        let (mut word, mut before, mut first, mut last) = (NO_WORD, SPACE, None, SPACE);
        for c in line.chars() {
            let class = class(c);
            shape.chars += 1.0;
            if class == SPACE {
                shape.end_word(&mut word, words);
            } else {
                first = first.or(Some(class));
                shape.count(class, before);
                let folded = if class == DIGIT { '0' } else { fold(c) };
                key = (key ^ u64::from(folded as u32)).wrapping_mul(STEP);
                word.take(class, folded, shape.words_from, words);
            }
            let closes = matches!(class, QUOTE | CLOSING) && matches!(last, STOP | END);
            last = if class == SPACE || closes { last } else { class };
            before = class;
        }
        shape.end_word(&mut word, words);
        shape.words = shape.words.max((shape.caseless / 2.0).floor());
        shape.first = f32::from(first.unwrap_or(SPACE));
        shape.last = f32::from(last);
        shape.key = key;
        shape.words_to = words.len();
        shape
    }

    fn count(&mut self, class: u8, before: u8) {
        match class {
            SMALL | CAPITAL => {}
            CASELESS => self.caseless += 1.0,
            DIGIT => self.digits += 1.0,
            _ => self.signs += 1.0,
        }
        match class {
            COMMA => self.commas += 1.0,
            SEPARATOR => self.separators += 1.0,
            QUOTE => self.quotes += 1.0,
            MARK => self.marks += 1.0,
            STOP | END if matches!(before, SMALL | CASELESS | CLOSING) => self.stops += 1.0,
            _ => {}
        }
    }

    fn end_word(&mut self, word: &mut Word, words: &mut Vec<u32>) {
        if word.first != SPACE {
            self.words += 1.0;
            match word.first {
                CAPITAL => self.capitalised += 1.0,
                SMALL => self.small += 1.0,
                _ => {}
            }
            self.shouted +=
                f32::from(u8::from(word.capitals >= 2 && word.capitals == word.letters));
            self.numbers += f32::from(u8::from(word.digits > 0));
            let is_long = word.letters >= SHORTEST_WORD && word.dense.is_none();
            if is_long && words.len() - self.words_from < MOST_WORDS {
                words.push((word.hash >> 32) as u32);
            }
        }
        *word = NO_WORD;
    }
}

impl Word {
    fn take(&mut self, class: u8, folded: char, from: usize, words: &mut Vec<u32>) {
        if !matches!(class, SMALL | CAPITAL | CASELESS | DIGIT) {
            return;
        }
        self.first = if self.first == SPACE { class } else { self.first };
        self.letters += usize::from(class != DIGIT);
        self.capitals += usize::from(class == CAPITAL);
        self.digits += usize::from(class == DIGIT);
        self.hash = (self.hash ^ u64::from(folded as u32)).wrapping_mul(STEP);
        if class == CASELESS
            && is_dense(folded)
            && let Some(before) = self.dense.replace(folded)
            && words.len() - from < MOST_WORDS
        {
            let pair = (SEED ^ u64::from(before as u32)).wrapping_mul(STEP);
            let pair = (pair ^ u64::from(folded as u32)).wrapping_mul(STEP);
            words.push((pair >> 32) as u32);
        }
    }
}

fn fold(c: char) -> char {
    if c.is_ascii() { c.to_ascii_lowercase() } else { c.to_lowercase().next().unwrap_or(c) }
}

impl Shape {
    /// Whether it ends as a sentence does, closing signs aside.
    pub fn ends_sentence(&self) -> bool {
        [STOP, END].map(f32::from).contains(&self.last)
    }
}
