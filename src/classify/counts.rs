//! Owns what can be counted of a text block by itself and of its words within the page.

use crate::page::{Block, BlockKind, Page};
use crate::text::words;
use std::collections::HashMap;
use std::hash::BuildHasherDefault;
use xxhash_rust::xxh3::xxh3_64;

/// Hashes are keys already.
#[derive(Default)]
pub struct Identity(u64);

impl std::hash::Hasher for Identity {
    fn finish(&self) -> u64 {
        self.0
    }
    fn write(&mut self, _: &[u8]) {}
    fn write_u64(&mut self, value: u64) {
        self.0 = value;
    }
}

/// A map from hashes.
pub type HashMap64<T> = HashMap<u64, T, BuildHasherDefault<Identity>>;

/// Counts of one block.
#[derive(Clone, Debug, Default)]
pub struct Counts {
    /// Code points that are no white space.
    pub chars: f32,
    /// Words.
    pub words: f32,
    /// Share of `chars` in links; -1 where links are not known.
    pub link: f32,
    /// Commas and semicolons.
    pub commas: f32,
    /// Ends of sentences.
    pub sentences: f32,
    /// Share of upper-case letters.
    pub upper: f32,
    /// Share of digits.
    pub digits: f32,
    /// Share of words that begin with a capital.
    pub capitals: f32,
    /// Characters that part items of a line: `|`, `·`, `•`, `›`, `»`, `/`.
    pub separators: f32,
    /// The last character: 0 a letter, 1 the end of a sentence, 2 a colon, 3 a comma, 4 a digit, 5 other.
    pub ending: f32,
    /// Whether it names a copyright.
    pub copyright: f32,
    /// Whether it names a price.
    pub price: f32,
    /// Whether it names a year from 1990 on.
    pub year: f32,
    /// Whether it names a time of day.
    pub time: f32,
    /// Lines.
    pub lines: f32,
    /// Blocks of the page with the same text.
    pub same: f32,
    /// Earlier blocks with the same text.
    pub earlier: f32,
    /// Hash of its text.
    pub text: u64,
    /// Blocks of the page with the same text but for digits.
    pub alike: f32,
    /// Share of words that no earlier block has.
    pub new_words: f32,
    /// Share of its words that are in the title.
    pub in_title: f32,
    /// Share of the title's words that it has.
    pub of_title: f32,
    /// Share of its words that are in the description.
    pub in_description: f32,
    /// Share of its words that are in the first heading of the first level; -1 where there is none.
    pub in_heading: f32,
    /// Share of its pairs of words that are in the JSON-LD articleBody; -1 where there is none.
    pub in_body: f32,
    /// Share of its pairs of words that are in other long strings of the JSON-LD; -1 where there are none.
    pub in_data: f32,
}

/// The hash of a word in lower case.
pub fn word_hash(word: &str, buffer: &mut String) -> u64 {
    buffer.clear();
    buffer.extend(word.chars().flat_map(char::to_lowercase));
    xxh3_64(buffer.as_bytes())
}

/// The hash of two words in a row.
fn pair(first: u64, second: u64) -> u64 {
    first.rotate_left(23) ^ second
}

/// Hashes of the pairs of words of a text as a set.
fn pair_set(text: &str, buffer: &mut String) -> HashMap64<()> {
    let mut last = None;
    let mut next = |word: &str| {
        let hash = word_hash(word, buffer);
        last.replace(hash).map(|last| (pair(last, hash), ()))
    };
    words(text).filter_map(&mut next).collect()
}

/// Hashes of the words of a text as a set.
fn word_set(text: &str, buffer: &mut String) -> HashMap64<()> {
    words(text).map(|word| (word_hash(word, buffer), ())).collect()
}

/// What the head of a page says of its text, as hashes.
struct Said {
    title: HashMap64<()>,
    description: HashMap64<()>,
    heading: Option<HashMap64<()>>,
    body: Option<HashMap64<()>>,
    data: Option<HashMap64<()>>,
}

impl Said {
    fn new(page: &Page, buffer: &mut String) -> Self {
        let description = page.head.meta("description").chain(page.head.meta("og:description"));
        let description = description.max_by_key(|text| text.len()).unwrap_or_default();
        let heading = page.blocks.iter().find(|block| block.kind == BlockKind::Heading(1));
        let (body, data) = texts_of(&page.head.json_ld);
        Self {
            title: word_set(page.head.title.as_deref().unwrap_or_default(), buffer),
            description: word_set(description, buffer),
            heading: heading.map(|block| word_set(page.block_text(block), buffer)),
            body: (!body.is_empty()).then(|| pair_set(&body, buffer)),
            data: (!data.is_empty()).then(|| pair_set(&data, buffer)),
        }
    }

    /// Adds how much of a text the head says too.
    fn compare(
        &self,
        text: &str,
        seen: &mut HashMap64<()>,
        counts: &mut Counts,
        buffer: &mut String,
    ) {
        let one = |yes: bool| f32::from(u8::from(yes));
        let in_set = |set: &Option<HashMap64<()>>, hash: u64| {
            one(set.as_ref().is_some_and(|set| set.contains_key(&hash)))
        };
        let (mut new, mut titled, mut described, mut headed) = (0.0, 0.0, 0.0, 0.0);
        let (mut in_body, mut in_data) = (0.0, 0.0);
        let mut last = None;
        for word in words(text) {
            let hash = word_hash(word, buffer);
            new += one(seen.insert(hash, ()).is_none());
            titled += one(self.title.contains_key(&hash));
            described += one(self.description.contains_key(&hash));
            headed += in_set(&self.heading, hash);
            let pair = last.replace(hash).map(|last| pair(last, hash));
            in_body += pair.map_or(0.0, |pair| in_set(&self.body, pair));
            in_data += pair.map_or(0.0, |pair| in_set(&self.data, pair));
        }
        let words = counts.words.max(1.0);
        counts.new_words = new / words;
        counts.in_title = titled / words;
        counts.of_title = (titled / self.title.len().max(1) as f32).min(1.0);
        counts.in_description = described / words;
        counts.in_heading = self.heading.as_ref().map_or(-1.0, |_| headed / words);
        counts.in_body = self.body.as_ref().map_or(-1.0, |_| in_body / (words - 1.0).max(1.0));
        counts.in_data = self.data.as_ref().map_or(-1.0, |_| in_data / (words - 1.0).max(1.0));
    }
}

/// The counts of every block of a page.
pub fn counts(page: &Page) -> Vec<Counts> {
    let mut buffer = String::new();
    let said = Said::new(page, &mut buffer);
    let mut seen: HashMap64<()> = HashMap64::default();
    let mut texts: HashMap64<f32> = HashMap64::default();
    let mut shapes: HashMap64<f32> = HashMap64::default();
    let mut keys = Vec::with_capacity(page.blocks.len());
    let mut all = Vec::with_capacity(page.blocks.len());
    for block in &page.blocks {
        let text = page.block_text(block);
        let mut counts = shape(block, text);
        said.compare(text, &mut seen, &mut counts, &mut buffer);
        let key = xxh3_64(text.as_bytes());
        buffer.clear();
        buffer.extend(text.chars().map(|c| if c.is_numeric() { '0' } else { c }));
        let shape = xxh3_64(buffer.as_bytes());
        let earlier = texts.entry(key).or_default();
        counts.earlier = *earlier;
        *earlier += 1.0;
        *shapes.entry(shape).or_default() += 1.0;
        counts.text = key;
        keys.push((key, shape));
        all.push(counts);
    }
    for (counts, (key, shape)) in all.iter_mut().zip(keys) {
        counts.same = texts[&key];
        counts.alike = shapes[&shape];
    }
    all
}

/// The longest `articleBody` that the page's JSON-LD holds, and all other strings of 60 bytes and
/// more that read like text, as written there.
fn texts_of(json_ld: &[String]) -> (String, String) {
    let (mut body, mut data) = ("", String::new());
    for json in json_ld {
        let mut key = "";
        for (string, is_key) in strings(json) {
            if is_key {
                key = string;
            } else if key == "articleBody" {
                body = if string.len() > body.len() { string } else { body };
            } else if string.len() >= 60 && !string.contains("://") && data.len() < 1 << 20 {
                data.push_str(string);
                data.push('\n');
            }
        }
    }
    let body = if body.len() > 100 { body } else { "" };
    (unescaped(body), unescaped(&data))
}

/// The strings of a JSON text, and whether each is a key.
fn strings(json: &str) -> impl Iterator<Item = (&str, bool)> {
    let mut rest = json;
    std::iter::from_fn(move || {
        let start = rest.find('"')? + 1;
        let mut end = start;
        loop {
            end += rest[end..].find(['"', '\\'])?;
            match rest.as_bytes()[end] {
                b'"' => break,
                _ => end += 1 + rest[end + 1..].chars().next().map_or(0, char::len_utf8),
            }
        }
        let string = &rest[start..end];
        rest = &rest[end + 1..];
        Some((string, rest.trim_start().starts_with(':')))
    })
}

/// Takes the commonest escapes of JSON and HTML out of a text, whose words are all that counts.
fn unescaped(text: &str) -> String {
    text.replace("\\n", " ").replace("\\r", " ").replace("\\t", " ").replace("\\u0026", "&")
}

/// What can be counted of a block by itself.
fn shape(block: &Block, text: &str) -> Counts {
    let mut counts = Counts::default();
    let (mut letters, mut upper, mut digits) = (0.0f32, 0.0, 0.0);
    let mut before = ' ';
    for c in text.chars() {
        if c.is_whitespace() {
            counts.lines += f32::from(u8::from(c == '\n'));
            if matches!(before, '.' | '!' | '?' | '…') {
                counts.sentences += 1.0;
            }
            before = c;
            continue;
        }
        counts.chars += 1.0;
        match c {
            'a'..='z' => letters += 1.0,
            'A'..='Z' => (letters, upper) = (letters + 1.0, upper + 1.0),
            '0'..='9' => digits += 1.0,
            ',' | ';' | '、' | '，' | '،' => counts.commas += 1.0,
            '|' | '·' | '•' | '›' | '»' | '/' | '→' => counts.separators += 1.0,
            '。' | '！' | '？' | '؟' | '।' => counts.sentences += 1.0,
            '©' => counts.copyright = 1.0,
            '$' | '€' | '£' | '¥' | '₹' => counts.price = 1.0,
            c if c.is_alphabetic() => {
                letters += 1.0;
                upper += f32::from(u8::from(c.is_uppercase()));
            }
            _ => {}
        }
        before = c;
    }
    let mut capitals = 0.0f32;
    for word in words(text) {
        counts.words += 1.0;
        capitals += f32::from(u8::from(word.starts_with(char::is_uppercase)));
        if word.len() == 4
            && (word.starts_with("20") || word.starts_with("199"))
            && word.bytes().all(|b| b.is_ascii_digit())
        {
            counts.year = 1.0;
        }
    }
    let chars = counts.chars.max(1.0);
    counts.capitals = capitals / counts.words.max(1.0);
    (counts.upper, counts.digits) = (upper / letters.max(1.0), digits / chars);
    counts.link = block.link_chars.map_or(-1.0, |count| count as f32 / chars);
    counts.ending = ending(text);
    counts.sentences += f32::from(u8::from(counts.ending == 1.0));
    counts.time = f32::from(u8::from(names_time(text)));
    counts
}

fn ending(text: &str) -> f32 {
    let text = text.trim_end_matches(['"', '”', '’', '»', ')', '\'', ']']);
    match text.chars().next_back() {
        Some('.' | '!' | '?' | '…' | '。' | '！' | '？' | '؟' | '।') => 1.0,
        Some(':' | '：') => 2.0,
        Some(',' | ';' | '、') => 3.0,
        Some(c) if c.is_numeric() => 4.0,
        Some(c) if c.is_alphabetic() => 0.0,
        _ => 5.0,
    }
}

/// Whether a text names a time of day: `14:32`, `9:05`.
fn names_time(text: &str) -> bool {
    text.as_bytes().windows(4).any(|w| {
        w[0].is_ascii_digit() && w[1] == b':' && w[2].is_ascii_digit() && w[3].is_ascii_digit()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::{html, selectors::Hosts};

    fn counts_of(html: &str) -> Vec<Counts> {
        counts(&html::page(html, None, &Hosts::default(), Default::default()))
    }

    #[test]
    fn counts_what_a_block_holds() {
        let all = counts_of(
            "<p>On 3 May, it rose. <a href=x>More</a></p><p>Menu · Home</p><p>On 4 May, it rose. More</p>",
        );
        let first = &all[0];
        assert_eq!(
            (first.words, first.sentences, first.commas, first.ending),
            (6.0, 1.0, 1.0, 0.0)
        );
        assert!((first.link - 4.0 / 18.0).abs() < 1e-6, "{}", first.link);
        assert_eq!((first.same, first.alike), (1.0, 2.0));
        assert_eq!(all[1].separators, 1.0);
        assert!((all[2].new_words - 1.0 / 6.0).abs() < 1e-6);
    }

    #[test]
    fn compares_with_what_the_head_says() {
        let html = "<title>Crane falls</title><script type='application/ld+json'>{\"articleBody\": \
                    \"A crane fell onto the rails \\\"of\\\" the harbour on Monday. Nobody was hurt, and the ships \
                    waited for the tide.\"}</script><p>A crane fell onto the rails</p><p>Our rails or hurt</p>";
        let all = counts_of(html);
        assert_eq!((all[0].in_body, all[1].in_body), (1.0, 0.0));
        assert_eq!(all[0].in_data, -1.0);
        assert_eq!(all[0].of_title, 0.5);
    }

    #[test]
    fn reads_the_strings_of_json() {
        let json = r#"{"a": "x\"y", "b": ["z", 1], "c": "open"#;
        let found: Vec<_> = strings(json).collect();
        assert_eq!(
            found,
            [("a", true), (r#"x\"y"#, false), ("b", true), ("z", false), ("c", true)]
        );
        assert_eq!(strings("\"\\").count(), 0);
        assert_eq!(strings("\"\\é\"").count(), 1);
    }
}
