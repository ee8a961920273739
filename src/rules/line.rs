//! Owns the lines that rules see: those that are left, each with its shape and its phrases.

use super::invisible::is_invisible;
use crate::lang::{LanguageSet, Phrase, PhraseSet};
use crate::page::{Block, BlockKind, Page};
use crate::text::{Cuts, Span, lines};
use std::borrow::Cow;

/// The lines of a page that no earlier stage or phase cut, in order.
pub struct Lines<'a> {
    /// The lines, blank ones too.
    pub lines: Vec<Line<'a>>,
    /// The page's text.
    pub text: &'a str,
    /// The languages whose words may stand on the page.
    pub languages: &'a LanguageSet<'a>,
    /// Index of the first line behind the last line of prose: what stands there may be the end of
    /// the article or what follows it.
    pub tail: usize,
}

/// One line of the text.
pub struct Line<'a> {
    /// The line without its line break, white space and all, from the first to the last byte that
    /// is left of it.
    pub span: Span,
    /// What a reader sees of it: without white space at the ends, invisible characters, and what
    /// earlier stages cut within it.
    pub text: Cow<'a, str>,
    /// For each byte of `text`, its offset in the page's text; empty where `text` is a slice of it.
    offsets: Vec<usize>,
    /// Offset of `text` in the page's text.
    start: usize,
    /// The block it is (a part of).
    pub block: Option<&'a Block>,
    /// What the whole line says.
    pub phrases: PhraseSet,
    /// Number of words; a character of a script without spaces counts as half a word.
    pub words: usize,
}

impl<'a> Lines<'a> {
    /// The lines of `page` that `cuts` leave, at least in part.
    pub fn new(page: &'a Page, languages: &'a LanguageSet<'a>, cuts: &Cuts) -> Self {
        let removed = cuts.removed();
        let mut first_cut = 0;
        let mut block = 0;
        let mut found: Vec<Line<'a>> = Vec::new();
        for span in lines(&page.text) {
            while removed.get(first_cut).is_some_and(|cut| cut.span.end <= span.start) {
                first_cut += 1;
            }
            let here = removed[first_cut..].iter().map(|cut| cut.span);
            let here: Vec<Span> =
                here.take_while(|cut| cut.start < span.end.max(span.start + 1)).collect();
            let Some(pieces) = left_of(span, &here) else { continue };
            while page.blocks.get(block).is_some_and(|b| b.span.end <= span.start) {
                block += 1;
            }
            let here = page.blocks.get(block).filter(|b| b.span.start <= span.end);
            found.push(Line::new(&page.text, &pieces, here, languages));
        }
        let tail = found.iter().rposition(Line::is_prose).map_or(0, |last| last + 1);
        Self { lines: found, text: &page.text, languages, tail }
    }

    /// The nearest line before `at` that is not blank.
    pub fn before(&self, at: usize) -> Option<&Line<'a>> {
        self.lines[..at].iter().rev().find(|line| !line.is_blank())
    }

    /// The nearest line behind `at` that is not blank.
    pub fn after(&self, at: usize) -> Option<&Line<'a>> {
        self.lines[at + 1..].iter().find(|line| !line.is_blank())
    }

    /// Cuts every line that wholly is one of `phrases` and not protected.
    pub fn cut_phrase(&self, phrase: Phrase, marks: &mut super::Marks<'_>) {
        for line in self.lines.iter().filter(|line| line.says(phrase)) {
            marks.line(line);
        }
    }
}

/// What is left of `span` when the cuts within it are gone; `None` when nothing is. A line of no
/// length is left unless a cut covers its line break.
fn left_of(span: Span, cuts: &[Span]) -> Option<Vec<Span>> {
    let mut pieces = Vec::new();
    let mut at = span.start;
    for cut in cuts {
        if at < cut.start {
            pieces.push(Span::new(at, cut.start.min(span.end)));
        }
        at = at.max(cut.end);
    }
    if at < span.end || (span.is_empty() && at <= span.start) {
        pieces.push(Span::new(at, span.end));
    }
    (!pieces.is_empty()).then_some(pieces)
}

impl<'a> Line<'a> {
    fn new(
        page_text: &'a str,
        pieces: &[Span],
        block: Option<&'a Block>,
        languages: &LanguageSet<'_>,
    ) -> Self {
        let span = Span::new(pieces[0].start, pieces[pieces.len() - 1].end);
        let whole = span.of(page_text);
        let seen = |at: usize, c: char| !is_invisible(whole, at - span.start, c);
        let plain = pieces.len() == 1
            && (whole.is_ascii() && !whole.bytes().any(|b| b.is_ascii_control() && b != b'\t')
                || whole.char_indices().all(|(at, c)| seen(span.start + at, c)));
        let (text, offsets, start) = if plain {
            let start = span.start + (whole.len() - whole.trim_start().len());
            (Cow::Borrowed(whole.trim()), Vec::new(), start)
        } else {
            let (text, offsets) = visible(page_text, pieces, seen);
            (Cow::Owned(text), offsets, span.start)
        };
        let phrases = languages.phrases(&text);
        let words = count_words(&text);
        Self { span, text, offsets, start, block, phrases, words }
    }

    /// Where a range of [`Line::text`] stands in the page's text.
    pub fn part(&self, start: usize, end: usize) -> Span {
        if self.offsets.is_empty() {
            return Span::new(self.start + start, self.start + end);
        }
        let at = |i: usize| self.offsets.get(i).copied().unwrap_or(self.span.end);
        if start >= end {
            return Span::new(at(start), at(start));
        }
        // Behind the last character, not before the next one: what lies between is not of the part.
        Span::new(at(start), at(end - 1) + 1)
    }

    /// Whether a reader sees nothing of it.
    pub fn is_blank(&self) -> bool {
        self.text.is_empty()
    }

    /// Whether the line wholly is that phrase, and stands where chaff may stand.
    pub fn says(&self, phrase: Phrase) -> bool {
        self.phrases.has(phrase) && !self.is_protected()
    }

    /// Whether lines here are content whatever they say: code, cells of tables, headings.
    pub fn is_protected(&self) -> bool {
        self.block.is_some_and(|block| matches!(block.kind, BlockKind::Code | BlockKind::TableCell))
    }

    /// Whether it ends as a sentence does, a closing quotation mark or bracket aside.
    pub fn ends_sentence(&self) -> bool {
        let text =
            self.text.trim_end_matches(['"', '”', '’', '»', '\'', ')', ']', '“', '」', '』']);
        text.ends_with(['.', '!', '?', '…', '。', '！', '？', '؟', '۔', ':', ';', '।'])
    }

    /// Whether it is a sentence or more of running text.
    pub fn is_prose(&self) -> bool {
        self.words >= 8 && self.ends_sentence() && self.phrases.is_empty() || self.words >= 25
    }
}

/// The visible text of the pieces, and for each of its bytes the offset in the page's text.
fn visible(
    page_text: &str,
    pieces: &[Span],
    seen: impl Fn(usize, char) -> bool,
) -> (String, Vec<usize>) {
    let mut text = String::new();
    let mut offsets = Vec::new();
    for piece in pieces {
        for (at, c) in piece.of(page_text).char_indices() {
            let at = piece.start + at;
            if seen(at, c) {
                text.push(c);
                offsets.extend(at..at + c.len_utf8());
            }
        }
    }
    let lead = text.len() - text.trim_start().len();
    let len = text.trim().len();
    (text[lead..lead + len].to_owned(), offsets[lead..lead + len].to_vec())
}

/// Number of words; a character of a script that has no spaces counts as half a word.
fn count_words(text: &str) -> usize {
    let dense = |c: char| matches!(c, '\u{2e80}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}' | '\u{e00}'..='\u{eff}');
    let half_words = if text.is_ascii() { 0 } else { text.chars().filter(|&c| dense(c)).count() };
    let spaced = text.split_whitespace().filter(|word| word.chars().any(char::is_alphanumeric));
    spaced.count().max(half_words / 2)
}
