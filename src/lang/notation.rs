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
use std::ops::RangeInclusive;

/// A place in a phrase that stands for more than one thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Slot {
    Number,
    ShortNumber,
    Unit,
    Year,
    Date,
    Name,
    HanName,
    ArabicName,
    Network,
    Networks,
    Agency,
    Credit,
    Title,
}

impl Slot {
    fn of(name: &str) -> Option<Self> {
        Some(match name {
            "n" => Self::Number,
            "k" => Self::ShortNumber,
            "unit" => Self::Unit,
            "year" => Self::Year,
            "date" => Self::Date,
            "name" => Self::Name,
            "hanname" => Self::HanName,
            "arname" => Self::ArabicName,
            "network" => Self::Network,
            "networks" => Self::Networks,
            "agency" => Self::Agency,
            "credit" => Self::Credit,
            "title" => Self::Title,
            _ => return None,
        })
    }
}

/// What stands for the slots of the notation, in a language.
#[derive(Clone, Debug, Default)]
pub(super) struct Slots {
    pub(super) units: Vec<String>,
    pub(super) years: Vec<String>,
    pub(super) networks: Vec<String>,
    pub(super) agencies: Vec<String>,
    /// Names of months and of days of the week, which may begin a date.
    pub(super) calendar: Vec<String>,
    /// Words that join two names.
    pub(super) and: Vec<String>,
    /// Words that stand within a name.
    pub(super) particles: Vec<String>,
    /// The pattern of a date.
    pub(super) date: String,
}

/// A number of a counter.
const NUMBER: &str = r"[0-9]{1,3}(?:[.,\x{a0}\x{202f}' ][0-9]{3})+|[0-9]+(?:[.,][0-9]{1,2})?(?:\s?(?:K|M|Tsd|Mio|mil|mill|الف|مليون|[万萬千亿億]|w)\.?)?";

/// What may be glued to a number, or stand behind it, as [`NUMBER`] has it.
pub(super) const MULTIPLES: [&str; 12] =
    ["k", "m", "tsd", "mio", "mil", "mill", "الف", "مليون", "万", "千", "亿", "w"];

impl Slots {
    pub(super) fn new(words: &Vocabulary, shared: &Shared, dates: &Dates) -> Self {
        let own = words.particles.iter().cloned();
        Self {
            units: words.units.clone(),
            years: words.years.clone(),
            networks: shared.networks.clone(),
            agencies: shared.agencies.clone(),
            calendar: words.months.iter().flatten().chain(&words.weekdays).cloned().collect(),
            and: words.and.clone(),
            particles: PARTICLES.map(str::to_owned).into_iter().chain(own).collect(),
            date: dates.pattern().to_owned(),
        }
    }

    /// Slots that only show whether a phrase can be read.
    pub(super) fn dummy() -> Self {
        let any = || vec!["x".to_owned()];
        Self {
            units: any(),
            years: any(),
            networks: any(),
            agencies: any(),
            calendar: any(),
            and: any(),
            particles: any(),
            date: "x".to_owned(),
        }
    }

    fn pattern(&self, slot: Slot) -> String {
        let pattern = match slot {
            Slot::Number => NUMBER.to_owned(),
            Slot::ShortNumber => r"[0-9]{1,3}".to_owned(),
            Slot::Unit => alternatives(&self.units),
            Slot::Year => alternatives(&self.years),
            Slot::Date => self.date.clone(),
            Slot::Name => name_pattern(self),
            Slot::HanName => HAN_NAME.to_owned(),
            Slot::ArabicName => ARABIC_NAME.to_owned(),
            Slot::Network => alternatives(&self.networks),
            Slot::Networks => {
                let one = alternatives(&self.networks);
                let and = alternatives(&self.and);
                format!(r"{one}(?:\s*(?:\s|,|/|&|\sor\s|\sand\s|\s{and}\s)\s*{one})*")
            }
            Slot::Agency => alternatives(&self.agencies),
            Slot::Credit => credit_pattern(self),
            Slot::Title => r"[^\s].*".to_owned(),
        };
        format!("(?:{pattern})")
    }
}

/// Particles within names, in any language.
const PARTICLES: [&str; 24] = [
    "de", "del", "della", "der", "den", "van", "von", "zu", "zum", "du", "da", "dos", "di", "la",
    "le", "bin", "ibn", "al", "el", "y", "ten", "ter", "af", "av",
];

/// What a name's word begins with: a capital, or a letter of a script without case. Blocks of
/// scripts stand for their capitals: exact classes make patterns hundreds of times as large. Only
/// in [`MIXED`], capitals are told apart.
const NAME_BEGINS: [(char, char); 9] = [
    ('A', 'Z'),
    ('\u{c0}', '\u{d6}'),
    ('\u{d8}', '\u{de}'),
    ('\u{386}', '\u{3ab}'),
    ('\u{400}', '\u{42f}'),
    ('\u{531}', '\u{556}'),
    ('\u{5d0}', '\u{5ea}'),
    ('\u{620}', '\u{64a}'),
    ('\u{900}', '\u{d7af}'),
];

/// A block in which capitals and small letters take turns.
const MIXED: RangeInclusive<char> = '\u{100}'..='\u{17f}';

/// Whether a name's word may begin with `c`.
pub(super) fn begins_name(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_uppercase();
    }
    if MIXED.contains(&c) {
        return c.is_uppercase();
    }
    NAME_BEGINS.iter().any(|(first, last)| (*first..=*last).contains(&c))
}

/// A word of a name.
fn name_word() -> String {
    let mut begins: String =
        NAME_BEGINS.iter().map(|(first, last)| format!("{first}-{last}")).collect();
    begins.extend(MIXED.filter(|c| c.is_uppercase()));
    format!(r#"(?-i:[{begins}][^\s0-9,;:!?()\[\]"“”„«»/|&@+=·•©]*)"#)
}

/// A name in Arabic letters, in plain spelling; its first word has no article.
const ARABIC_NAME: &str = r"(?:د\s?\.?\s?/?\s?)?(?:[\x{620}-\x{626}\x{628}-\x{64a}]|ا[\x{620}-\x{643}\x{645}-\x{64a}])[\x{620}-\x{64a}]+(?:[\s-]+[\x{620}-\x{64a}]{2,}){1,3}";

/// One or several joined names of persons. A name is two words or more, each with a capital or in
/// a script without case; particles may stand between.
fn name_pattern(slots: &Slots) -> String {
    let (word, particle) = (name_word(), alternatives(&slots.particles));
    let name = format!(r"{word}(?:\s+(?:{particle}\s+)*{word})+");
    format!(r"{name}(?:\s*(?:,|/|&|\s{}\s)\s*{name})*", alternatives(&slots.and))
}

/// Words that join the names of a picture credit.
pub(super) const CREDIT_LINKS: [&str; 11] =
    ["via", "for", "für", "für die", "pour", "para", "of", "and", "und", "et", "y"];

/// Names and agencies of a picture credit, joined by signs. Behind a slash a word may be small.
fn credit_pattern(slots: &Slots) -> String {
    let (agency, particle) = (alternatives(&slots.agencies), alternatives(&slots.particles));
    let (word, link, and) = (name_word(), CREDIT_LINKS.join("|"), alternatives(&slots.and));
    let one = format!(r"(?:©\s*)?(?:{agency}|{word})");
    let sign = format!(r"(?:\s*[/|,©–—]\s*|\s+(?:-|{link}|{and})\s+)");
    format!(r"{one}(?:{sign}{one}|\s+(?:{particle}\s+)*{one}|\s?/\s?[a-z][a-z.]+)*")
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
        // Case folding keeps the letters i of Turkish apart, which write the same word.
        'i' | 'I' | 'ı' | 'İ' => pattern.push_str("[iıİ]"),
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
    /// Whether what stands in it may be missing.
    optional: bool,
    /// What stood before it.
    before: Last,
    /// Whether something is glued to its end.
    glued: bool,
}

/// An item of a phrase.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Item {
    Space,
    Literal(char),
    /// `(` or `[`, and whether a word goes on behind the bracket that closes it.
    Open(char, bool),
    /// `)` or `]`, and whether white space follows.
    Close(char, bool),
    /// `|`
    Or,
    Colon,
    /// `[:] `: a colon, or white space
    ColonOrSpace,
    Slash,
    Slot(Slot),
}

/// The items of a phrase; an error says why it cannot be read.
pub(super) fn items(phrase: &str) -> Result<Vec<Item>, String> {
    let mut items = Vec::new();
    let mut open = Vec::new();
    let mut rest = phrase;
    while let Some(c) = rest.chars().next() {
        if let Some(after) = rest.strip_prefix("[:] ") {
            items.push(Item::ColonOrSpace);
            rest = after;
            continue;
        }
        let whole = rest;
        rest = &rest[c.len_utf8()..];
        items.push(match c {
            c if c.is_whitespace() => Item::Space,
            '\\' => {
                let literal = rest.chars().next().ok_or("`\\` ends the phrase")?;
                rest = &rest[literal.len_utf8()..];
                Item::Literal(literal)
            }
            '(' | '[' => {
                open.push(c);
                Item::Open(c, c == '(' || is_glued(whole))
            }
            ')' | ']' => {
                let opened = open.pop().ok_or_else(|| format!("`{c}` is out of place"))?;
                if (opened == '(') != (c == ')') {
                    return Err(format!("`{c}` closes a `{opened}`"));
                }
                Item::Close(c, rest.starts_with(' '))
            }
            '|' if open.is_empty() => return Err("`|` is out of place".to_owned()),
            '|' => Item::Or,
            ':' => Item::Colon,
            '/' => Item::Slash,
            '{' => {
                let (name, after) = rest.split_once('}').ok_or("`{` is not closed")?;
                rest = after;
                Item::Slot(Slot::of(name).ok_or_else(|| format!("there is no `{{{name}}}`"))?)
            }
            c => Item::Literal(c),
        });
    }
    match open.pop() {
        Some(open) => Err(format!("`{open}` is not closed")),
        None => Ok(items),
    }
}

/// Turns a phrase into a pattern. White space beside what may be missing may be missing with it.
pub(super) fn translate(phrase: &str, slots: &Slots) -> Result<String, String> {
    let mut writer = Writer::default();
    for item in items(phrase)? {
        match item {
            Item::Space => writer.spaced = true,
            Item::Literal(c) => writer.literal(c),
            Item::Open(sign, glued) => writer.open(sign == '[', glued),
            Item::Close(_, before_space) => writer.close(before_space),
            Item::Or => writer.alternative(),
            Item::Colon => writer.sign(COLON),
            Item::ColonOrSpace => writer.sign(&format!(r"(?:{COLON}|\s+)")),
            Item::Slash => writer.sign(r"\s*/\s*"),
            Item::Slot(slot) => writer.word(&slots.pattern(slot)),
        }
    }
    Ok(writer.pattern)
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

    fn open(&mut self, optional: bool, glued: bool) {
        open_group(&mut self.pattern, self.last, self.spaced, glued);
        self.open.push(Open { optional, before: self.last, glued });
        (self.last, self.spaced) = (Last::Nothing, false);
    }

    fn close(&mut self, before_space: bool) {
        let Some(opened) = self.open.pop() else { return };
        let leads = !opened.glued && opened.before != Last::Word && before_space;
        self.pattern.push_str(match (leads, self.last) {
            (true, Last::Word) => r")\s+)",
            (true, _) => r")\s*)",
            (false, _) => "))",
        });
        self.pattern.push_str(if opened.optional { "?" } else { "" });
        self.last = if opened.glued { Last::Word } else { opened.before };
        self.spaced = false;
    }

    fn alternative(&mut self) {
        self.pattern.push('|');
        (self.last, self.spaced) = (Last::Nothing, false);
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
