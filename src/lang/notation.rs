//! Owns the notation of phrases: how one becomes a pattern.
//!
//! A phrase is what a whole line says. Its notation:
//!
//! | written | matches |
//! |---|---|
//! | `share this` | these words, in any case, with any white space between |
//! | `(a\|b)` | one of them; may be nested |
//! | `[a]` | it, or nothing |
//! | `:` | a colon, with or without white space before it, or a sign in its place: `\|`, ` - ` |
//! | `\(` | a bracket itself |
//! | `/` | a slash, with or without white space around it |
//! | `{n}` | a number: `15`, `1,024`, `2.3K` |
//! | `{k}` | a number of up to three digits |
//! | `{unit}` | a unit of time of the language, shorter than a year |
//! | `{year}` | a year as a unit of time |
//! | `{date}` | a written date of the language, perhaps with a time |
//! | `{name}` | one name, or several that are joined |
//! | `{hanname}` | a name of 2 to 5 characters of Han, kana or Hangul; white space may part one in Han or kana |
//! | `{arname}` | a name in Arabic letters, of two to four words: all words look like names there |
//! | `{network}` `{networks}` | a social network; one or several |
//! | `{agency}` | a picture or news agency |
//! | `{credit}` | whom a picture is from: names, agencies, joined by signs |
//! | `{title}` | anything |

use super::dates::Dates;
use super::{Shared, Vocabulary};

/// What stands for each slot of the notation.
pub(super) struct Slots {
    pub(super) unit: String,
    pub(super) year: String,
    pub(super) date: String,
    pub(super) name: String,
    pub(super) network: String,
    pub(super) agency: String,
}

/// A number of a counter.
const NUMBER: &str = r"[0-9]{1,3}(?:[.,\x{a0}\x{202f}' ][0-9]{3})+|[0-9]+(?:[.,][0-9]{1,2})?(?:\s?(?:K|M|Tsd|Mio|mil|mill|الف|مليون|[万萬千亿億]|w)\.?)?";

impl Slots {
    pub(super) fn new(words: &Vocabulary, shared: &Shared, dates: &Dates) -> Self {
        Self {
            unit: alternatives(&words.units),
            year: alternatives(&words.years),
            date: dates.pattern().to_owned(),
            name: name_pattern(&words.and),
            network: alternatives(&shared.networks),
            agency: alternatives(&shared.agencies),
        }
    }

    /// Slots that only show whether a phrase can be read.
    pub(super) fn dummy() -> Self {
        let any = || "x".to_owned();
        Self { unit: any(), year: any(), date: any(), name: any(), network: any(), agency: any() }
    }

    fn get(&self, name: &str) -> Option<String> {
        let networks;
        let credit;
        let pattern = match name {
            "n" => NUMBER,
            "k" => r"[0-9]{1,3}",
            "unit" => &self.unit,
            "year" => &self.year,
            "date" => &self.date,
            "name" => &self.name,
            "hanname" => HAN_NAME,
            "arname" => ARABIC_NAME,
            "network" => &self.network,
            "networks" => {
                let one = &self.network;
                networks = format!(r"{one}(?:\s*(?:\s|,|/|&|\sor\s|\sand\s)\s*{one})*");
                &networks
            }
            "agency" => &self.agency,
            "credit" => {
                credit = credit_pattern(&self.agency);
                &credit
            }
            "title" => r"[^\s].*",
            _ => return None,
        };
        Some(format!("(?:{pattern})"))
    }
}

/// Particles within names.
const PARTICLE: &str =
    "(?:de|del|della|der|den|van|von|zu|zum|du|da|dos|di|la|le|bin|ibn|al|el|y|ten|ter|af|av)";

/// A word of a name: with a capital, or in a script without case. Blocks of scripts stand for their
/// capitals: exact classes make patterns hundreds of times as large.
const NAME_WORD: &str = r#"(?-i:[A-Z\x{c0}-\x{d6}\x{d8}-\x{de}\x{100}-\x{17f}\x{386}-\x{3ab}\x{400}-\x{42f}\x{531}-\x{556}\x{5d0}-\x{5ea}\x{620}-\x{64a}\x{900}-\x{d7af}][^\s0-9,;:!?()\[\]"“”„«»/|&@+=·•©]*)"#;

/// A name in Arabic letters, in plain spelling; its first word has no article.
const ARABIC_NAME: &str = r"(?:د\s?\.?\s?/?\s?)?(?:[\x{620}-\x{626}\x{628}-\x{64a}]|ا[\x{620}-\x{643}\x{645}-\x{64a}])[\x{620}-\x{64a}]+(?:[\s-]+[\x{620}-\x{64a}]{2,}){1,3}";

/// One or several joined names of persons. A name is two words or more, each with a capital or in
/// a script without case; particles may stand between.
pub(super) fn name_pattern(and: &[String]) -> String {
    let name = format!(r"{NAME_WORD}(?:\s+(?:{PARTICLE}\s+)*{NAME_WORD})+");
    format!(r"{name}(?:\s*(?:,|/|&|\s(?:{})\s)\s*{name})*", alternatives(and))
}

/// Names and agencies of a picture credit, joined by signs. Behind a slash a word may be small.
fn credit_pattern(agency: &str) -> String {
    let one = format!(r"(?:©\s*)?(?:{agency}|{NAME_WORD})");
    let sign = r"(?:\s*[/|,©–—]\s*|\s+(?:-|via|for|für|für die|pour|para|of|and|und|et|y)\s+)";
    format!(r"{one}(?:{sign}{one}|\s+(?:{PARTICLE}\s+)*{one}|\s?/\s?[a-z][a-z.]+)*")
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
    for (at, word) in text.split_whitespace().enumerate() {
        if at > 0 {
            pattern.push_str(r"\s+");
        }
        word.chars().for_each(|c| push_char(&mut pattern, c));
    }
    pattern
}

fn push_char(pattern: &mut String, c: char) {
    match c {
        '\'' | '’' => pattern.push_str("['’]"),
        c => pattern.push_str(&regex::escape(c.encode_utf8(&mut [0; 4]))),
    }
}

/// A colon of a phrase, or a sign in its place.
const COLON: &str = r"(?:\s*[:：|›»→]\s*|\s+[-–—]\s+)";

/// A character of a name in Han or kana; of Chinese, without the words of most answers.
macro_rules! han {
    () => {
        r"[\x{3005}\x{3041}-\x{3096}\x{30a1}-\x{30fa}\x{30fc}\x{3400}-\x{9fff}--[的了我你您她它吗呢吧啊这么们没很]]"
    };
}

/// A name in a script whose names are one short word.
const HAN_NAME: &str = concat!(
    "(?-i:",
    han!(),
    "{2,5}|",
    han!(),
    r"{1,3}\s",
    han!(),
    r"{1,3}|[\x{ac00}-\x{d7a3}]{2,5})",
);

/// What was last written of the sequence in hand; tells what white space before the next item is.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Last {
    /// Nothing yet, or only what may be missing: white space belongs to what may be missing.
    #[default]
    Nothing,
    /// Something that a word would glue to.
    Word,
    /// A colon, which has its white space.
    Colon,
}

/// An open `(` or `[`.
struct Open {
    sign: char,
    /// What stood before it.
    before: Last,
    /// Whether something is glued to its end.
    glued: bool,
}

/// Turns a phrase into a pattern. White space beside what may be missing may be missing with it.
pub(super) fn translate(phrase: &str, slots: &Slots) -> Result<String, String> {
    let mut writer = Writer::default();
    let mut rest = phrase;
    while let Some(c) = rest.chars().next() {
        if let Some(after) = rest.strip_prefix("[:] ") {
            writer.sign(&format!(r"(?:{COLON}|\s+)"));
            rest = after;
            continue;
        }
        let whole = rest;
        rest = &rest[c.len_utf8()..];
        match c {
            c if c.is_whitespace() => writer.spaced = true,
            '\\' => {
                let literal = rest.chars().next().ok_or("`\\` ends the phrase")?;
                writer.literal(literal);
                rest = &rest[literal.len_utf8()..];
            }
            '(' | '[' => writer.open(c, c == '(' || is_glued(whole)),
            ')' | ']' => writer.close(c, rest.starts_with(' '))?,
            '|' => writer.alternative()?,
            ':' => writer.sign(COLON),
            '/' => writer.sign(r"\s*/\s*"),
            '{' => {
                let (slot, after) = rest.split_once('}').ok_or("`{` is not closed")?;
                let slot = slots.get(slot).ok_or_else(|| format!("there is no `{{{slot}}}`"))?;
                writer.word(&slot);
                rest = after;
            }
            c => writer.literal(c),
        }
    }
    match writer.open.pop() {
        Some(open) => Err(format!("`{}` is not closed", open.sign)),
        None => Ok(writer.pattern),
    }
}

/// A pattern that is being written.
#[derive(Default)]
struct Writer {
    pattern: String,
    open: Vec<Open>,
    last: Last,
    /// Whether white space stands before the next item.
    spaced: bool,
}

impl Writer {
    /// Something that a word would glue to.
    fn word(&mut self, pattern: &str) {
        space(&mut self.pattern, self.last, self.spaced);
        self.pattern.push_str(pattern);
        (self.last, self.spaced) = (Last::Word, false);
    }

    fn literal(&mut self, c: char) {
        space(&mut self.pattern, self.last, self.spaced);
        push_char(&mut self.pattern, c);
        (self.last, self.spaced) = (Last::Word, false);
    }

    /// A sign that has its white space.
    fn sign(&mut self, pattern: &str) {
        self.pattern.push_str(pattern);
        (self.last, self.spaced) = (Last::Colon, false);
    }

    fn open(&mut self, sign: char, glued: bool) {
        open_group(&mut self.pattern, self.last, self.spaced, glued);
        self.open.push(Open { sign, before: self.last, glued });
        (self.last, self.spaced) = (Last::Nothing, false);
    }

    fn close(&mut self, sign: char, before_space: bool) -> Result<(), String> {
        let opened = self.open.pop().ok_or_else(|| format!("`{sign}` is out of place"))?;
        if (opened.sign == '(') != (sign == ')') {
            return Err(format!("`{sign}` closes a `{}`", opened.sign));
        }
        let leads = !opened.glued && opened.before != Last::Word && before_space;
        self.pattern.push_str(match (leads, self.last) {
            (true, Last::Word) => r")\s+)",
            (true, _) => r")\s*)",
            (false, _) => "))",
        });
        self.pattern.push_str(if sign == ']' { "?" } else { "" });
        self.last = if opened.glued { Last::Word } else { opened.before };
        self.spaced = false;
        Ok(())
    }

    fn alternative(&mut self) -> Result<(), String> {
        if self.open.is_empty() {
            return Err("`|` is out of place".to_owned());
        }
        self.pattern.push('|');
        (self.last, self.spaced) = (Last::Nothing, false);
        Ok(())
    }
}

/// Opens a group; white space before it belongs to it where both may be missing together.
fn open_group(pattern: &mut String, last: Last, spaced: bool, glued: bool) {
    if glued {
        space(pattern, last, spaced);
    }
    pattern.push_str("(?:");
    if !glued {
        space(pattern, last, spaced);
    }
    pattern.push_str("(?:");
}

/// Whether a word goes on behind the `]` that closes the `[` which `rest` begins with.
fn is_glued(rest: &str) -> bool {
    let mut depth = 0;
    for (at, c) in rest.char_indices() {
        match c {
            '[' => depth += 1,
            ']' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return rest[at + 1..].starts_with(|c: char| c.is_alphanumeric() || "({'-".contains(c));
        }
    }
    false
}

/// Writes white space between two items, if there is any.
fn space(pattern: &mut String, last: Last, spaced: bool) {
    if spaced && last == Last::Word {
        pattern.push_str(r"\s+");
    }
}
