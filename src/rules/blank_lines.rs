//! Blank lines before the first and behind the last line of text, and all but one of a run between
//! two lines.
//!
//! ```text
//! = One paragraph ends here.
//! =
//! -
//! -
//! = Another one begins here.
//! ```

use super::Marks;
use super::line::Lines;
use crate::text::Span;

pub(super) fn mark(lines: &Lines<'_>, marks: &mut Marks<'_>) {
    let mut run = 0;
    let mut seen_text = false;
    for line in &lines.lines {
        if !line.is_blank() {
            (run, seen_text) = (0, true);
            continue;
        }
        run += 1;
        if !seen_text || run > 1 {
            marks.line(line);
        }
    }
    let last = lines.lines.iter().rposition(|line| !line.is_blank());
    if let Some(last) = last {
        marks.span(Span::new(lines.lines[last].span.end, lines.text.len()));
    }
}
