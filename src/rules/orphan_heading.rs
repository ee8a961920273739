//! What is left over nothing when the lines around it are gone: a heading, a line that ends with a
//! colon, a separator.
//!
//! Only what stood beside something cut goes. A separator goes at the text's begin and end and beside
//! another one; a heading goes at the text's end, and in HTML before a heading of its own level or a
//! higher one; the scene break of a story stays.
//!
//! ```text
//! = The harbour was closed on Monday after a crane fell onto the rails, the city said.
//! = * * *
//! - Advertisement
//! = Nobody was hurt, and the ships that were waiting have left for other harbours since.
//! - * * *
//! - Related stories
//! - More from the harbour:
//! - Read more: The night trains that still serve soup
//!
//! = The harbour was closed on Monday after a crane fell onto the rails, the city said.
//! = Ingredients:
//! - Advertisement
//! = 4 pears
//! = ---
//! ```

use super::Marks;
use super::line::{Line, Lines};
use crate::page::BlockKind;

/// Most words of a line that is a heading for its colon.
const MOST_WORDS: usize = 6;

pub(super) fn mark(lines: &Lines<'_>, marks: &mut Marks<'_>) {
    let seen: Vec<usize> =
        (0..lines.lines.len()).filter(|&at| !lines.lines[at].is_blank()).collect();
    let (mut end, mut cut) = (seen.len(), lines.cut_at_end);
    // From the end: over what is cut there, more may be left over nothing.
    while end > 0 {
        let at = seen[end - 1];
        let behind = seen.get(end).map_or(lines.lines.len(), |next| *next);
        cut |= lines.lines[at + 1..behind].iter().any(|line| line.after_cut);
        let line = &lines.lines[at];
        if !cut || !(is_separator(line) || is_heading(line)) {
            break;
        }
        marks.line(line);
        end -= 1;
    }
    for at in 0..end {
        let before = at.checked_sub(1).map(|at| &lines.lines[seen[at]]);
        let cut = |at: usize| was_cut(lines, at.checked_sub(1).map(|at| seen[at]), seen[at]);
        let line = &lines.lines[seen[at]];
        let leads = before.is_none_or(is_separator) && is_separator(line) && cut(at);
        let level_ends =
            at + 1 < end && is_over_nothing(line, &lines.lines[seen[at + 1]]) && cut(at + 1);
        if leads || level_ends {
            marks.line(line);
        }
    }
}

/// Whether a rule cut something between two lines, or before the first.
fn was_cut(lines: &Lines<'_>, before: Option<usize>, at: usize) -> bool {
    lines.lines[before.map_or(0, |before| before + 1)..=at].iter().any(|line| line.after_cut)
}

/// Whether the line is a heading and the next line one of the same level or a higher one.
fn is_over_nothing(line: &Line<'_>, next: &Line<'_>) -> bool {
    match (level(line), level(next)) {
        (Some(own), Some(next)) => next <= own,
        _ => false,
    }
}

fn level(line: &Line<'_>) -> Option<u8> {
    match line.block?.kind {
        BlockKind::Heading(level) => Some(level),
        _ => None,
    }
}

/// Whether the line has no letter and no digit: "* * *", "---", "•".
fn is_separator(line: &Line<'_>) -> bool {
    let text = &line.text;
    !line.is_protected()
        && text.len() <= 80
        && text.chars().all(|c| c.is_whitespace() || "*-–—_•·|~=#".contains(c))
}

/// Whether the line heads what follows.
fn is_heading(line: &Line<'_>) -> bool {
    !line.is_protected()
        && (level(line).is_some_and(|level| level > 1)
            || line.text.ends_with(':') && (1..=MOST_WORDS).contains(&line.words))
}
