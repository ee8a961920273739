//! Lines that ask the reader to pass the page on.
//!
//! ```text
//! = The harbour was closed on Monday after a crane fell onto the rails, the city said.
//! - Share
//! - Share this article on Facebook
//! = Share the dough among four tins and let it rest.
//! = "Share"
//! ```

use super::Marks;
use super::line::Lines;
use crate::lang::Phrase;

pub(super) fn mark(lines: &Lines<'_>, marks: &mut Marks<'_>) {
    lines.cut_phrase(Phrase::Share, marks);
}
