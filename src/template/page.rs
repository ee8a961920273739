//! Owns what is kept of a page: hashes of its lines, in order, and whether each is prose.

use crate::document::host_of;
use crate::shape::{count_words, is_prose};
use crate::text::lines;
use std::collections::HashSet;
use xxhash_rust::xxh3::{xxh3_64, xxh3_64_with_seed};

/// Lines that are kept of a page, at most.
pub(super) const MOST_LINES: usize = 256;

/// Lines that are kept from a longer page's beginning, and as many from its end: where a host's own
/// lines stand. Of those between, the ones with the smallest hashes are kept.
const AT_EACH_END: usize = 96;

/// The bit of a kept line that says whether it is prose; no key has it.
const PROSE: u64 = 1;

/// Longest name of a host, in bytes: that of DNS.
const LONGEST_HOST: usize = 255;

/// The lines that a page has, each once, in order of their first occurrence. Two pages with the
/// same lines are equal.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct PageLines(Box<[u64]>);

impl PageLines {
    /// The lines of a page's text as laid out; `None` where no line has a key.
    pub fn of(text: &str) -> Option<Self> {
        let mut seen = HashSet::new();
        let mut kept = Vec::new();
        for line in lines(text) {
            let line = line.of(text).trim();
            let Some(key) = line_key(line).filter(|key| seen.insert(*key)) else { continue };
            kept.push(key | if is_prose(line, count_words(line)) { PROSE } else { 0 });
        }
        if kept.len() > MOST_LINES {
            kept = shortened(&kept);
        }
        Self::new(&kept)
    }

    /// What it takes in memory, in bytes.
    pub fn size(&self) -> u64 {
        (self.0.len() * size_of::<u64>()) as u64
    }

    /// Those lines; `None` where there is none, or more than are kept of a page.
    pub(super) fn new(kept: &[u64]) -> Option<Self> {
        // Copied: an allocator may leave a vector that is only shrunk in a room twice its size.
        (1..=MOST_LINES).contains(&kept.len()).then(|| Self(kept.into()))
    }

    /// As they are written down.
    pub(super) fn as_slice(&self) -> &[u64] {
        &self.0
    }

    /// Each line's key, and whether it is prose.
    pub(super) fn iter(&self) -> impl DoubleEndedIterator<Item = (u64, bool)> + ExactSizeIterator {
        self.0.iter().map(|line| (line & !PROSE, line & PROSE != 0))
    }

    /// A hash of all of it. It decides which pages are sampled, so it has nothing to do with where
    /// the page was found or when.
    pub(super) fn key(&self) -> u64 {
        let mut bytes = Vec::with_capacity(self.0.len() * 8);
        self.0.iter().for_each(|line| bytes.extend_from_slice(&line.to_le_bytes()));
        xxh3_64(&bytes)
    }
}

/// The lines that are kept of a page with too many, in order.
fn shortened(lines: &[u64]) -> Vec<u64> {
    let (head, rest) = lines.split_at(AT_EACH_END);
    let (middle, tail) = rest.split_at(rest.len() - AT_EACH_END);
    let mut smallest: Vec<u64> = middle.to_vec();
    smallest.sort_unstable();
    let last = smallest[MOST_LINES - 2 * AT_EACH_END - 1];
    let middle = middle.iter().filter(|line| **line <= last);
    head.iter().chain(middle).chain(tail).copied().collect()
}

/// The host of an address as templates know it: in lower case, without `www.`, `www2.`, `m.`,
/// `mobile.` or `amp.`, which name another dress of the same pages. Other subdomains are hosts of
/// their own.
pub fn template_host(url: &str) -> Option<String> {
    let host = host_of(url)?;
    let mut rest = host.as_str();
    while let Some((label, parent)) = rest.split_once('.') {
        let dress = matches!(label, "m" | "mobile" | "amp")
            || label.strip_prefix("www").is_some_and(|n| n.bytes().all(|b| b.is_ascii_digit()));
        if !dress || !parent.contains('.') {
            break;
        }
        rest = parent;
    }
    (1..=LONGEST_HOST).contains(&rest.len()).then(|| rest.to_owned())
}

/// The hash of a line as a reader takes it: white space folded, case aside, each number the same,
/// without what shows nothing. `None` where the line has no letter: a number or a row of dashes
/// is nobody's template. The lowest bit is always 0.
///
/// This is part of the file's format: whoever changes it makes a new version of that.
pub fn line_key(line: &str) -> Option<u64> {
    let mut folding = Folding { buffer: [0; 256], len: 0, hash: 0, pending: None, letter: false };
    if line.is_ascii() {
        line.bytes().for_each(|b| folding.add(b as char));
    } else {
        line.chars().for_each(|c| folding.add(c));
    }
    folding.finish()
}

/// A line on its way to its hash, a buffer at a time.
struct Folding {
    buffer: [u8; 256],
    len: usize,
    hash: u64,
    /// White space, or a number, that was seen and not written yet; also what came last.
    pending: Option<char>,
    letter: bool,
}

impl Folding {
    fn add(&mut self, c: char) {
        if c.is_ascii_lowercase() {
            self.letter = true;
            self.write(c);
        } else if c.is_whitespace() {
            // At the beginning there is nothing to be set apart.
            let begun = self.len > 0 || self.hash != 0 || self.pending.is_some();
            if begun && self.pending != Some(' ') {
                self.write_pending();
                self.pending = Some(' ');
            }
        } else if c.is_numeric() {
            if self.pending != Some('0') {
                self.write_pending();
                self.pending = Some('0');
            }
        } else if !shows_nothing(c) {
            self.letter |= c.is_alphabetic();
            c.to_lowercase().for_each(|c| self.write(c));
        }
    }

    fn write_pending(&mut self) {
        if let Some(c) = self.pending.take() {
            self.push(c);
        }
    }

    fn write(&mut self, c: char) {
        self.write_pending();
        self.push(c);
    }

    fn push(&mut self, c: char) {
        if self.len + c.len_utf8() > self.buffer.len() {
            self.flush();
        }
        self.len += c.encode_utf8(&mut self.buffer[self.len..]).len();
    }

    fn flush(&mut self) {
        self.hash = xxh3_64_with_seed(&self.buffer[..self.len], self.hash);
        self.len = 0;
    }

    fn finish(mut self) -> Option<u64> {
        // White space at the end is let go.
        if self.pending == Some('0') {
            self.write_pending();
        }
        self.flush();
        self.letter.then_some(self.hash & !PROSE)
    }
}

/// Whether a character has no shape of its own: soft hyphens, joiners, marks of direction.
fn shows_nothing(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}')
        || c.is_control()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_of_what_a_reader_takes_in() {
        let key = line_key("12 Comments on this");
        for same in ["  1\u{a0} comments\t on   THIS ", "345 com\u{ad}ments on\u{200b} this"] {
            assert_eq!(line_key(same), key, "{same}");
        }
        for other in
            ["Comments on this", "12 comments onthis", "12, comments on this", "12comments on this"]
        {
            assert_ne!(line_key(other), key, "{other}");
        }
        assert_eq!(line_key("GRÜSSE 7"), line_key("grüsse 1"));
        for none in ["", "   ", "15", "— * —", "\u{200b}"] {
            assert_eq!(line_key(none), None, "{none}");
        }
    }

    #[test]
    fn long_lines_differ_at_their_ends() {
        let long = "é".repeat(1_000);
        let keys = [
            line_key(&long),
            line_key(&format!("{long}é")),
            line_key(&format!("{long} x")),
            line_key(&format!("x{long}")),
        ];
        assert_eq!(HashSet::from(keys).len(), keys.len());
    }

    #[test]
    fn keys_are_those_of_the_format() {
        // Files that were written hold these.
        assert_eq!(line_key("Subscribe to the Post 24"), Some(0x2679_eb82_a42a_45f2));
    }

    #[test]
    fn long_pages_keep_their_ends() {
        let text: String = (0..1_000).map(|i| format!("line {}\n", words(i))).collect();
        let page = PageLines::of(&text).unwrap();
        assert_eq!(page.iter().len(), MOST_LINES);
        let first = line_key(&format!("line {}", words(0)));
        let last = line_key(&format!("line {}", words(999)));
        assert_eq!(page.iter().next().map(|(key, _)| key), first);
        assert_eq!(page.iter().next_back().map(|(key, _)| key), last);
        assert_eq!(PageLines::of("15\n\n---\n"), None);
    }

    /// A number without digits, which keys would fold.
    fn words(i: usize) -> String {
        i.to_string().bytes().map(|b| char::from(b - b'0' + b'a')).collect()
    }

    #[test]
    fn a_host_has_many_dresses() {
        for url in [
            "https://Harbour.example/a",
            "http://www.harbour.example:80/",
            "https://m.harbour.example/x",
            "https://www2.harbour.example",
            "https://amp.www.harbour.example/",
        ] {
            assert_eq!(template_host(url).as_deref(), Some("harbour.example"), "{url}");
        }
        assert_eq!(
            template_host("https://ana.blogs.example/").as_deref(),
            Some("ana.blogs.example")
        );
        assert_eq!(template_host("https://m.example/").as_deref(), Some("m.example"));
        assert_eq!(template_host("harbour.example"), None);
    }
}
