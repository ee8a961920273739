//! Owns what cuts leave of a text, line by line.

use super::line::Line;
use crate::text::{Cause, Cut, Span};

/// A line as the cuts leave it: it ends at the next line break that is left.
pub(super) struct Left<'p> {
    /// What is left of it, in text order; a blank line is one piece of no length.
    pub(super) pieces: &'p [Span],
    /// Offset behind its line break, or the end of the text.
    pub(super) end: usize,
}

/// Shows each line of what is `kept` of a text, in text order.
pub(super) fn each_left(text: &str, kept: &[Span], mut see: impl FnMut(&Left<'_>)) {
    let mut pieces: Vec<Span> = Vec::new();
    for span in kept {
        let mut start = span.start;
        while let Some(len) = memchr::memchr(b'\n', &text.as_bytes()[start..span.end]) {
            let end = start + len;
            if len > 0 || pieces.is_empty() {
                pieces.push(Span::new(start, end));
            }
            see(&Left { pieces: &pieces, end: end + 1 });
            pieces.clear();
            start = end + 1;
        }
        if start < span.end {
            pieces.push(Span::new(start, span.end));
        }
    }
    if !pieces.is_empty() {
        see(&Left { pieces: &pieces, end: text.len() });
    }
}

/// Empty lines in a row that stand for themselves; no rule tells more of them apart.
const MOST_EMPTY: usize = 4;

/// Whether an empty line may be a part of the last of `lines`, which then stands for a run of them:
/// a text of a million line breaks does not take a million entries.
pub(super) fn joins_run(lines: &[Line<'_>], left: &Left<'_>) -> bool {
    let is_empty = |line: &Line<'_>| line.span.is_empty() && !line.after_cut;
    let (start, end) = (left.pieces[0].start, left.end);
    left.pieces.len() == 1
        && end - start == 1
        && left.pieces[0].is_empty()
        && lines.len() >= MOST_EMPTY
        && lines[lines.len() - MOST_EMPTY..].iter().all(is_empty)
        && lines.last().is_some_and(|last| last.end == start)
}

/// Where rules cut something to be seen, asked in text order.
pub(super) struct SeenCuts<'a> {
    text: &'a str,
    cuts: &'a [Cut],
}

impl<'a> SeenCuts<'a> {
    /// Of the pieces that go of `text`, in text order.
    pub(super) fn new(text: &'a str, removed: &'a [Cut]) -> Self {
        Self { text, cuts: removed }
    }

    /// Whether one lies between `from` and `to`.
    pub(super) fn any(&mut self, from: usize, to: usize) -> bool {
        let behind = self.cuts.iter().take_while(|cut| cut.span.end <= from).count();
        self.cuts = &self.cuts[behind..];
        let here = self.cuts.iter().take_while(|cut| cut.span.start < to);
        here.filter(|cut| matches!(cut.cause, Cause::Rule(_) | Cause::Template { .. })).any(|cut| {
            let part = &self.text[cut.span.start.max(from)..cut.span.end.min(to)];
            part.chars().any(|c| !c.is_whitespace() && !c.is_control())
        })
    }
}
