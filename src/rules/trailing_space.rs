//! White space at the end of a line, and in lines of nothing else.
//!
//! White space at the front of a line may be the indentation of a poem or of code: it stays.
//!
//! ```text
//! =     The sea is calm tonight,
//! = the tide is full.\
//! - \u{20}\u{20}\u{9}
//! ```

use super::Marks;
use super::line::Lines;
use crate::text::Span;

pub(super) fn mark(lines: &Lines<'_>, marks: &mut Marks<'_>) {
    for line in &lines.lines {
        marks.span(Span::new(line.visible_end(), line.span.end));
    }
}
