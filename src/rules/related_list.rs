//! Lists of related stories as a screen reader says them: "list of 3 items", "list 1 of 3", "end of
//! list", with the titles and the heading above.
//!
//! Extractors glue such lists to one line or to the sentence before, break them over many, and lose
//! their parts. What is cut must count on: "list 1 of 3" behind "list of 3 items", or two such
//! markers in a row. A title that runs on for long is no title: then only its marker goes.
//!
//! ```text
//! = The mayors signed a timetable, they said.\
//! -  Recommended Storieslist of 3 items- list 1 of 3Putin says so- list 2 of 3Two of 3 say no- list 3 of 3Quiz: who says?end of list
//! = The committee's list of 3 items was short.
//! = See list 1 of 3 for the names of those who were there.
//! = The end of list after list of grievances was a supper.
//!
//! = The mayors signed a timetable, they said.
//! - Recommended Stories
//! - list of 2 items
//! -
//! - list 1 of 2
//! -
//! - Keeper's diary found
//! - list 2 of 2
//! - Oyster prices fell
//! - end of list
//! = The agreement was first sketched on the back of a menu, two people said.
//!
//! = The mayors signed a timetable, they said.
//! - - list 1 of 2Keeper's diary found
//! - - list 2 of 2\
//! = The agreement was first sketched on the back of a menu, according to two people who were at the table. Both asked not to be named because the menu had not been paid for by anyone.
//!
//! = The mayors signed a timetable, they said.
//! - list of 1 item- list 1 of 1Keeper's diary foundend of list\
//! = The agreement was first sketched on the back of a menu, two people said.
//! = He had signed it, he said. \
//! - Recommended Storieslist of 2 items- list 1 of 210 things- list 2 of 2Oyster prices fellend of list\
//! = Nobody had read it.
//! - Advertisementlist of 2 items- list 1 of 2Keeper's diary found- list 2 of 2Oyster prices fellend of list
//! - By Jane Roelist of 1 item- list 1 of 1Keeper's diary foundend of list
//! = By the water\
//! - list of 1 item- list 1 of 1Keeper's diary foundend of list
//! = Item 1 of 3 was the hard one.
//! = The list 2 of 2 candidates appear on is short, and the list 1 of 2 appears on is shorter.
//! ```

use super::Marks;
use super::line::{CHAFF, Lines};
use crate::lang::{Phrase, PhraseSet};
use std::ops::Range;

/// Longest title in the middle of a list, in bytes.
const LONGEST_TITLE: usize = 300;

/// Longest last title without an end marker, in bytes.
const LONGEST_LAST: usize = 160;

/// What goes with a list that is glued to it.
const BEFORE: PhraseSet =
    CHAFF.union(PhraseSet::of(&[Phrase::Byline, Phrase::DateLine, Phrase::YearsAgo]));

/// "list 2 of 3" in the joined text.
#[derive(Debug)]
struct Marker {
    range: Range<usize>,
    /// The 2.
    number: usize,
    /// The digits from the 3 on: a title that begins with a digit may be glued to it.
    of: Range<usize>,
}

pub(super) fn mark(lines: &Lines<'_>, marks: &mut Marks<'_>) {
    if lines.languages.find(Phrase::ListItem, &lines.page.text).is_none()
        && !lines.lines.iter().any(|line| line.phrases.has(Phrase::ListIntro))
    {
        return;
    }
    let joined = Joined::new(lines);
    let mut from = 0;
    while let Some(first) = joined.marker(from) {
        match joined.list(first.range.start) {
            Some(list) => {
                joined.cut(&list, marks);
                from = list.end.max(first.range.end);
            }
            None => from = first.range.end,
        }
    }
    joined.cut_counted(marks);
}

/// The lines as one text with line breaks: lists run over lines.
struct Joined<'a> {
    lines: &'a Lines<'a>,
    text: String,
    /// Where each line begins in `text`.
    starts: Vec<usize>,
    /// Where each "list 2 of 3" stands in `text`.
    markers: Vec<Range<usize>>,
}

impl<'a> Joined<'a> {
    fn new(lines: &'a Lines<'a>) -> Self {
        let mut text = String::with_capacity(lines.page.text.len());
        let mut starts = Vec::with_capacity(lines.lines.len());
        for line in &lines.lines {
            starts.push(text.len());
            text.push_str(&line.text);
            text.push('\n');
        }
        let markers = lines.languages.find_all(Phrase::ListItem, &text);
        Self { lines, text, starts, markers }
    }

    /// The next "list 2 of 3" from `from` on.
    fn marker(&self, from: usize) -> Option<Marker> {
        let next = self.markers.partition_point(|marker| marker.start < from);
        let range = self.markers.get(next)?.clone();
        let found = &self.text[range.clone()];
        let digits = |at: usize| found[at..].bytes().take_while(u8::is_ascii_digit).count();
        let first = found.find(|c: char| c.is_ascii_digit())?;
        let number = found[first..first + digits(first)].parse().ok()?;
        let rest = first + digits(first);
        let second = rest + found[rest..].find(|c: char| c.is_ascii_digit())?;
        let of = range.start + second..range.start + second + digits(second);
        Some(Marker { range, number, of })
    }

    /// The span of the list whose first marker begins at `at`, if it is one.
    fn list(&self, at: usize) -> Option<Range<usize>> {
        let intro = self.intro(at);
        let mut markers = vec![self.marker(at)?];
        if markers[0].number != 1 {
            return None;
        }
        while let Some(next) = self.marker(markers[markers.len() - 1].range.end) {
            let last = &markers[markers.len() - 1];
            if next.number != last.number + 1
                || next.range.start - last.range.end > LONGEST_TITLE
                || !self.is_free(&next)
            {
                break;
            }
            markers.push(next);
        }
        let wanted = intro.as_ref().map(|(_, of)| *of);
        let of = self.total(&markers, wanted)?;
        let counts_on = markers.len() > 1 && self.is_free(&markers[0]);
        if wanted.is_none() && !counts_on && !(of == 1 && self.is_free(&markers[0])) {
            return None;
        }
        let start = intro.map_or(self.before_bullet(at), |(start, _)| start);
        let last = &markers[markers.len() - 1];
        let title = last.of.start + of.to_string().len();
        Some(self.heading(start)..self.end(title))
    }

    /// The "list of 3 items" right before `at`, with its number.
    fn intro(&self, at: usize) -> Option<(usize, usize)> {
        let text = self.text[..at].trim_end_matches(|c: char| !c.is_alphanumeric());
        let from = floor(text, text.len().saturating_sub(LONGEST_LAST));
        let start = from + self.lines.languages.ending(Phrase::ListIntro, &text[from..])?;
        let digits: String = text[start..]
            .chars()
            .skip_while(|c| !c.is_ascii_digit())
            .take_while(char::is_ascii_digit)
            .collect();
        Some((start, digits.parse().ok()?))
    }

    /// Whether a marker is no part of a sentence: it begins a line, stands behind a bullet, or is
    /// glued to the title before it.
    fn is_free(&self, marker: &Marker) -> bool {
        let before = &self.text[..self.before_bullet(marker.range.start)];
        before.len() < marker.range.start && !before.ends_with(' ')
            || before.is_empty()
            || before.ends_with(|c: char| c == '\n' || !c.is_whitespace())
    }

    /// `at`, or where the bullet before it begins.
    fn before_bullet(&self, at: usize) -> usize {
        let text = &self.text[..at];
        let bare = text.trim_end_matches([' ', '-', '–', '*', '•', '·', '‣', '◦']);
        if text[bare.len()..].trim().is_empty() { at } else { bare.len() }
    }

    /// The number of items that all markers can agree on.
    fn total(&self, markers: &[Marker], wanted: Option<usize>) -> Option<usize> {
        let fits = |of: &usize| {
            let digits = of.to_string();
            *of >= markers.len()
                && markers.iter().all(|m| self.text[m.of.clone()].starts_with(&digits))
        };
        if let Some(wanted) = wanted.filter(fits) {
            return Some(wanted);
        }
        let digits = &self.text[markers[0].of.clone()];
        let mut all = (1..=digits.len().min(3)).filter_map(|len| digits[..len].parse().ok());
        let exact = all.clone().find(|of| *of == markers.len());
        exact.or_else(|| all.rfind(|of| fits(of))).filter(fits)
    }

    /// Where the heading above `start` begins, on the same line or the one before.
    fn heading(&self, start: usize) -> usize {
        let text = self.text[..start].trim_end_matches(|c: char| !c.is_alphanumeric());
        let from = floor(text, text.len().saturating_sub(LONGEST_LAST));
        let Some(heading) = self.lines.languages.ending(Phrase::RelatedHeading, &text[from..])
        else {
            return start;
        };
        let heading = from + heading;
        let before = &self.text[..heading];
        let free = before.trim_end_matches(' ');
        let ends =
            free.is_empty() || free.ends_with(['\n', '.', '!', '?', '”', '"', '»', '“', '…', ')']);
        if ends && !before[free.len()..].contains('\n') { free.len() } else { start }
    }

    /// Where the list's last title ends that begins at `title`.
    fn end(&self, title: usize) -> usize {
        let rest = &self.text[title..];
        let within = &rest[..floor(rest, rest.len().min(LONGEST_TITLE))];
        let end_marker = self.lines.languages.find(Phrase::ListEnd, within);
        if let Some(end) =
            end_marker.filter(|end| within[..end.start].trim().matches('\n').count() <= 2)
        {
            let behind = &rest[end.end..];
            return title + end.end + (behind.len() - behind.trim_start_matches([' ', '.']).len());
        }
        let blank = rest.len() - rest.trim_start_matches(['\n', ' ', '-', ':']).len();
        let line = rest[blank..].split('\n').next().unwrap_or_default();
        let own_line = rest[..blank].contains('\n');
        let is_title = if own_line {
            !line.ends_with(['.', ':', ';'])
                && line.len() <= LONGEST_LAST
                && rest[..blank].matches('\n').count() <= 2
        } else {
            line.len() <= LONGEST_LAST
        };
        title + if is_title { blank + line.len() } else { 0 }
    }

    /// Cuts what `range` covers of each line.
    fn cut(&self, range: &Range<usize>, marks: &mut Marks<'_>) {
        let first = self.starts.partition_point(|start| *start <= range.start).saturating_sub(1);
        for (line, start) in self.lines.lines.iter().zip(&self.starts).skip(first) {
            if *start >= range.end {
                break;
            }
            let from = range.start.saturating_sub(*start).min(line.text.len());
            let from = if self.is_chaff(&line.text[..from]) { 0 } else { from };
            let to = (range.end - start).min(line.text.len());
            if line.is_protected() {
                continue;
            }
            // What stays on both sides of it stays apart.
            let between = from > 0 && to < line.text.len() && line.text[from..].starts_with(' ');
            let from = from + usize::from(between);
            if from == 0 && to == line.text.len() {
                marks.line(line);
            } else {
                marks.span(line.part(from, to));
            }
        }
    }

    /// Whether what a list is glued to wholly is chaff, but for the list's own heading.
    fn is_chaff(&self, front: &str) -> bool {
        let says = |front: &str| {
            let phrases = self.lines.languages.phrases(front.trim());
            !phrases.and(BEFORE).is_empty()
        };
        let languages = self.lines.languages;
        says(front)
            || front.len() <= LONGEST_LAST
                && languages
                    .ending(Phrase::RelatedHeading, front)
                    .is_some_and(|at| says(&front[..at]))
    }

    /// Cuts lists whose items lost their markers: "list of 3 items" on a line of its own, under a
    /// heading, with exactly so many titles below.
    fn cut_counted(&self, marks: &mut Marks<'_>) {
        let lines = &self.lines.lines;
        for (at, line) in lines.iter().enumerate().filter(|(_, line)| line.says(Phrase::ListIntro))
        {
            let headed =
                self.lines.before(at).is_some_and(|line| line.says(Phrase::RelatedHeading));
            let digits: String = line.text.chars().filter(char::is_ascii_digit).collect();
            let Ok(count @ 1..=10) = digits.parse::<usize>() else { continue };
            if !headed {
                continue;
            }
            marks.line(line);
            let titles: Vec<_> = lines[at + 1..]
                .iter()
                .take(count + 1)
                .take_while(|line| {
                    !line.is_blank() && !line.ends_sentence() && line.text.len() <= LONGEST_LAST
                })
                .collect();
            if titles.len() == count {
                titles.into_iter().for_each(|title| marks.line(title));
            }
        }
    }
}

/// The largest character boundary of `text` that is no larger than `at`.
fn floor(text: &str, at: usize) -> usize {
    (0..=at).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0)
}
