//! Owns the lines that rules see: those that are left, each with its shape and its phrases.

use super::Phase;
use super::answers;
use super::left::{Left, SeenCuts, each_left, joins_run};
use super::visible::Invisible;
use crate::lang::{LanguageSet, Phrase, PhraseSet};
use crate::page::{Block, BlockKind, Page, Tag};
use crate::shape;
use crate::template::HostTemplates;
use crate::text::{Cuts, Span, kept_between};
use std::borrow::Cow;
use std::collections::HashMap;

/// The lines of a page that no earlier stage or phase cut, in order.
pub struct Lines<'a> {
    /// The lines, blank ones too.
    pub lines: Vec<Line<'a>>,
    /// Whether a rule cut something to be seen behind the last line.
    pub cut_at_end: bool,
    /// The page.
    pub page: &'a Page,
    /// The languages whose words may stand on the page.
    pub languages: &'a LanguageSet<'a>,
    /// What the page's host repeats, where that is known.
    pub host: Option<&'a HostTemplates>,
    /// Whether a line is prose: a poem, a list or a table has no margins to speak of.
    pub has_prose: bool,
    /// Index behind the lines that may belong to the article's head: it ends with the second line
    /// of prose.
    pub top: usize,
    /// Index of the first line behind the last line of prose: what stands there may be the end of
    /// the article or what follows it.
    pub tail: usize,
    /// Index of the first line from which on nothing but chaff and numbers stands.
    pub chaff_from: usize,
}

/// Lines without prose that may belong to an article's head.
const LONGEST_TOP: usize = 15;

/// Lines that may belong to the head of a text without prose.
const TOP_WITHOUT_PROSE: usize = 5;

/// What stands beside an article's head lines, and nowhere within an article.
pub const HEAD: PhraseSet = PhraseSet::of(&[
    Phrase::Byline,
    Phrase::ReadingTime,
    Phrase::RelativeDate,
    Phrase::Share,
    Phrase::Counter,
    Phrase::Follow,
]);

/// What is chaff whatever stands beside it.
pub const CHAFF: PhraseSet = PhraseSet::of(&[
    Phrase::RelativeDate,
    Phrase::ReadingTime,
    Phrase::RelatedHeading,
    Phrase::ReadMore,
    Phrase::Share,
    Phrase::Follow,
    Phrase::Newsletter,
    Phrase::App,
    Phrase::Cookie,
    Phrase::ImageCredit,
    Phrase::Advertisement,
    Phrase::Counter,
    Phrase::AudioPlayer,
    Phrase::Poll,
    Phrase::CommentForm,
    Phrase::LoginPrompt,
    Phrase::Breadcrumb,
    Phrase::TagList,
    Phrase::Pagination,
    Phrase::PageControl,
    Phrase::Donation,
    Phrase::AuthorBio,
    Phrase::Legal,
    Phrase::SocialEmbed,
]);

/// One line of the text.
pub struct Line<'a> {
    /// The line without its line break, white space and all, from the first to the last byte that
    /// is left of it.
    pub span: Span,
    /// Offset behind its line break, or the end of the text.
    pub end: usize,
    /// What a reader sees of it: without white space at the ends, invisible characters, and what
    /// earlier stages cut within it.
    pub text: Cow<'a, str>,
    /// For each byte of `text`, its offset in the page's text; empty where `text` is a slice of it.
    offsets: Box<[usize]>,
    /// Offset of `text` in the page's text.
    start: usize,
    /// The block it is (a part of).
    pub block: Option<&'a Block>,
    /// What the whole line says.
    pub phrases: PhraseSet,
    /// Whether a rule cut something to be seen between the line before and this one.
    pub after_cut: bool,
    /// Number of words; a character of a script without spaces counts as half a word.
    pub words: usize,
    protected: bool,
}

impl<'a> Lines<'a> {
    /// The lines of `page` that `cuts` leave, at least in part.
    pub fn new(page: &'a Page, languages: &'a LanguageSet<'a>, cuts: &Cuts, phase: Phase) -> Self {
        let text = &page.text;
        let removed = cuts.removed();
        let mut seen_cuts = SeenCuts::new(text, &removed);
        let mut block = 0;
        let mut lines: Vec<Line<'a>> = Vec::new();
        let mut at = 0;
        let mut after_cut = false;
        let mut tables = Tables::new();
        each_left(text, &kept_between(&removed, text.len()), |left| {
            let start = left.pieces[0].start;
            while page.blocks.get(block).is_some_and(|b| b.span.end <= start) {
                block += 1;
            }
            let here = page.blocks.get(block).filter(|b| b.span.start < left.end);
            let mut line = Line::new(text, left, here);
            if phase != Phase::Space {
                line.protected = is_content(page, here, &line.text, &mut tables);
                line.words = shape::count_words(&line.text);
            }
            if phase == Phase::Line {
                line.phrases = languages.phrases(&line.text);
            }
            let until = if line.is_blank() { left.end } else { start };
            after_cut |= seen_cuts.any(at, until);
            at = left.end;
            let joins = !after_cut && joins_run(&lines, left);
            if let Some(run) = lines.last_mut().filter(|_| joins) {
                run.end = left.end;
                return;
            }
            line.after_cut = std::mem::take(&mut after_cut);
            lines.push(line);
        });
        answers::keep(&mut lines, languages);
        let cut_at_end = seen_cuts.any(at, text.len());
        let (top, tail) = margins(&lines);
        let has_prose = lines.iter().any(Line::is_prose);
        let is_more = |line: &Line<'_>| !line.is_blank() && !line.is_number() && !line.is_chaff();
        let chaff_from = lines.iter().rposition(is_more).map_or(0, |last| last + 1);
        Self { lines, page, languages, host: None, cut_at_end, has_prose, top, tail, chaff_from }
    }

    /// Whether the line at `at` stands in the article's head or behind its end.
    pub fn is_margin(&self, at: usize) -> bool {
        at < self.top || at >= self.tail
    }

    /// Whether one of the nearest lines around `at`, blank ones aside, says one of `phrases`.
    pub fn is_beside(&self, at: usize, phrases: PhraseSet) -> bool {
        let says = |line: &Line<'_>| !line.phrases.and(phrases).is_empty();
        self.before(at).is_some_and(says) || self.after(at).is_some_and(says)
    }

    /// The nearest line behind `at` that is not blank.
    pub fn after(&self, at: usize) -> Option<&Line<'a>> {
        self.lines[at + 1..].iter().find(|line| !line.is_blank())
    }

    /// The nearest line before `at` that is not blank.
    pub fn before(&self, at: usize) -> Option<&Line<'a>> {
        self.lines[..at].iter().rev().find(|line| !line.is_blank())
    }

    /// Cuts every line that wholly is `phrase` and not protected. A line of one or two words may be a
    /// heading of the article: it goes only beside other chaff, or at the article's margins where it
    /// heads nothing.
    pub fn cut_phrase(&self, phrase: Phrase, marks: &mut super::Marks<'_>) {
        for (at, line) in self.lines.iter().enumerate().filter(|(_, line)| line.says(phrase)) {
            let in_margin = || self.has_prose && self.is_margin(at) && !self.may_head(at);
            if line.words > 2 || self.is_beside(at, CHAFF) || in_margin() {
                marks.line(line);
            }
        }
    }

    /// Cuts every line that wholly is `phrase` and not protected, at the article's margins where it
    /// heads nothing, or beside other chaff.
    pub fn cut_in_margin(
        &self,
        phrase: Phrase,
        fits: impl Fn(&Line<'_>) -> bool,
        marks: &mut super::Marks<'_>,
    ) {
        let says = |line: &Line<'_>| line.says(phrase) && fits(line);
        for (at, line) in self.lines.iter().enumerate().filter(|(_, line)| says(line)) {
            let in_margin =
                self.has_prose && self.is_margin(at) && (line.words > 2 || !self.may_head(at));
            if in_margin || self.is_beside(at, CHAFF.without(phrase)) {
                marks.line(line);
            }
        }
    }

    /// Whether the line at `at` stands before the first line of prose or behind the last one.
    pub fn is_outside(&self, at: usize) -> bool {
        self.has_prose && (at >= self.tail || !self.lines[..at].iter().any(Line::is_prose))
    }

    /// The next run, from `from` on, of lines of one kind, blank ones between them.
    pub fn run(
        &self,
        from: usize,
        is_one: impl Fn(&Line<'a>) -> bool,
    ) -> Option<std::ops::Range<usize>> {
        let start = from + self.lines.get(from..)?.iter().position(&is_one)?;
        let goes_on = |line: &&Line<'a>| line.is_blank() || is_one(line);
        let len = self.lines[start..].iter().take_while(goes_on).count();
        let len = self.lines[start..start + len].iter().rposition(|line| !line.is_blank())? + 1;
        Some(start..start + len)
    }

    /// Whether the line at `at` may be a heading: text stands below, and no chaff above.
    fn may_head(&self, at: usize) -> bool {
        let is_text = |line: &Line<'_>| line.phrases.is_empty() && !line.is_number();
        self.after(at).is_some_and(is_text) && self.before(at).is_none_or(is_text)
    }

    /// Cuts lines that say `phrase` where an article's head or what follows it says it: in the
    /// margins, or beside something else of a head. Where such lines, `bare` of anything else,
    /// stand all over a text, they are its content (a timeline's dates, the authors in a list of
    /// books), and their margins say nothing; two times that differ, each over text, head the
    /// entries of a timeline.
    pub fn cut_in_head(
        &self,
        phrase: Phrase,
        beside: PhraseSet,
        bare: impl Fn(&Line<'_>) -> bool,
        marks: &mut super::Marks<'_>,
    ) {
        let says = || self.lines.iter().enumerate().filter(|(_, line)| line.says(phrase));
        let bare = |line: &Line<'_>| line.phrases.and(CHAFF).is_empty() && bare(line);
        let alone = |at: &usize| !self.is_beside(*at, beside);
        let all_over = says().filter(|(at, line)| bare(line) && alone(at)).count();
        let repeated = all_over > MOST_REPEATED;
        let heads = |at: usize, line: &Line<'_>| {
            TIMES.has(phrase) && bare(line) && alone(&at) && self.after(at).is_some_and(is_entry)
        };
        let mut entries = says().filter(|(at, line)| heads(*at, line));
        let first = entries.next().map(|(_, line)| &line.text);
        let is_timeline = entries.any(|(_, line)| Some(&line.text) != first);
        for (at, line) in says() {
            let content = repeated && bare(line) || is_timeline && heads(at, line);
            if (self.is_margin(at) && !content) || !alone(&at) {
                marks.line(line);
            }
        }
    }
}

/// A by-line or a date that stands alone on more lines than this is content.
const MOST_REPEATED: usize = 2;

/// What may head the entries of a timeline.
const TIMES: PhraseSet = PhraseSet::of(&[Phrase::DateLine, Phrase::YearsAgo]);

/// Whether a line is text that a timeline's date may head.
fn is_entry(line: &Line<'_>) -> bool {
    line.is_prose() || (line.phrases.is_empty() && line.words > 2 && line.ends_sentence())
}

/// [`Lines::top`] and [`Lines::tail`].
fn margins(lines: &[Line<'_>]) -> (usize, usize) {
    let cap = |most: usize| {
        // Chaff is not counted: without it, the head ends at the same line.
        let counts = |line: &Line<'_>| !line.is_blank() && line.phrases.is_empty();
        let mut seen = lines.iter().enumerate().filter(|(_, line)| counts(line));
        seen.nth(most).map_or(lines.len(), |(at, _)| at)
    };
    let mut prose = lines.iter().enumerate().filter(|(_, line)| line.is_prose());
    let Some((first, _)) = prose.next() else { return (cap(TOP_WITHOUT_PROSE), lines.len()) };
    let second = prose.next().map_or(first + 1, |(at, _)| at);
    let tail = lines.iter().rposition(Line::is_prose).map_or(0, |last| last + 1);
    (second.min(cap(LONGEST_TOP)), tail)
}

impl<'a> Line<'a> {
    fn new(page_text: &'a str, left: &Left<'_>, block: Option<&'a Block>) -> Self {
        let pieces = left.pieces;
        let span = Span::new(pieces[0].start, pieces[pieces.len() - 1].end);
        let whole = span.of(page_text);
        // White space at the ends is let go by, also where nobody sees it: the `\r` before a `\n`.
        let plain = pieces.len() == 1 && !Invisible::new(whole.trim()).any();
        let (text, offsets, start) = if plain {
            let start = span.start + (whole.len() - whole.trim_start().len());
            (Cow::Borrowed(whole.trim()), Box::default(), start)
        } else {
            let invisible = Invisible::new(whole);
            let seen = |at: usize, c: char| !invisible.is(at - span.start, c);
            let (text, offsets) = visible(page_text, pieces, seen);
            (Cow::Owned(text), offsets.into_boxed_slice(), span.start)
        };
        let (phrases, after_cut, words, protected) = (PhraseSet::default(), false, 0, false);
        Self {
            span,
            end: left.end,
            text,
            offsets,
            start,
            block,
            phrases,
            after_cut,
            words,
            protected,
        }
    }

    /// Offset in the page's text behind the last character that a reader sees.
    pub fn visible_end(&self) -> usize {
        match self.offsets.last() {
            Some(last) => last + 1,
            None if self.is_blank() => self.span.start,
            None => self.start + self.text.len(),
        }
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

    /// Whether lines here are content whatever they say: code, rows of tables.
    pub fn is_protected(&self) -> bool {
        self.protected
    }

    /// Whether it wholly is chaff, whatever stands beside it.
    pub fn is_chaff(&self) -> bool {
        !self.phrases.and(CHAFF).is_empty()
    }

    /// Whether it ends as a sentence does, a closing quotation mark or bracket aside.
    pub fn ends_sentence(&self) -> bool {
        shape::ends_sentence(&self.text)
    }

    /// Whether it is a sentence or more of running text.
    pub fn is_prose(&self) -> bool {
        self.phrases.is_empty() && shape::is_prose(&self.text, self.words)
    }

    /// Whether it is a number and nothing else: `15`, `1,024`, `2.3K`.
    pub fn is_number(&self) -> bool {
        let digits = self.text.strip_suffix(['K', 'M', 'k', 'm']).unwrap_or(&self.text).trim_end();
        digits.len() <= 12
            && digits.starts_with(|c: char| c.is_ascii_digit())
            && digits.ends_with(|c: char| c.is_ascii_digit())
            && digits.bytes().all(|b| b.is_ascii_digit() || b == b'.' || b == b',')
    }
}

/// For a table, by its element, whether it holds the page's layout rather than data.
type Tables = HashMap<usize, bool>;

/// Whether a line is content whatever it says: code, or a row of a table. Cells of a row are laid
/// out with tabs between them, so that plain text shows them, too.
fn is_content(page: &Page, block: Option<&Block>, line: &str, tables: &mut Tables) -> bool {
    match block.map(|block| block.kind) {
        Some(BlockKind::Code) => true,
        Some(BlockKind::TableCell) => {
            let table = block.and_then(|block| table_around(page, block.element?));
            !table.is_some_and(|at| *tables.entry(at).or_insert_with(|| is_layout(page, at)))
        }
        _ => memchr::memchr(b'\t', line.as_bytes()).is_some(),
    }
}

/// The innermost table around an element.
fn table_around(page: &Page, element: usize) -> Option<usize> {
    let mut at = element;
    while page.elements.get(at)?.tag != Tag::Table {
        at = page.elements[at].parent?;
    }
    Some(at)
}

/// Whether a table holds other tables, or has no row of two cells.
fn is_layout(page: &Page, table: usize) -> bool {
    let within = &page.elements[table + 1..page.elements[table].end];
    let is_cell = |tag: Tag| matches!(tag, Tag::Td | Tag::Th);
    let cells = within.iter().filter(|element| is_cell(element.tag));
    let rows: Vec<_> = cells.map(|cell| cell.parent).collect();
    within.iter().any(|element| element.tag == Tag::Table)
        || rows.windows(2).all(|pair| pair[0] != pair[1])
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
