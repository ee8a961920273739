//! Lines that say how long ago something was.
//!
//! A page's clock counts from the day on which it was scraped: once stored, "3 hours ago" is wrong
//! and belongs to no sentence. Only a line that says nothing else is cut.
//!
//! ```text
//! = The harbour was closed on Monday after a crane fell onto the rails, the city said.
//! - 1 day ago
//! - Updated 3 hours ago
//! = He said that the ship had left 3 hours ago.
//! = "3 hours ago"
//! = 10 years ago today
//! ```

use super::Marks;
use super::line::Lines;
use crate::lang::Phrase;

pub(super) fn mark(lines: &Lines<'_>, marks: &mut Marks<'_>) {
    lines.cut_phrase(Phrase::RelativeDate, marks);
}
