//! Lines that say how long ago something was.
//!
//! A page's clock counts from the day on which it was scraped: once stored, "3 hours ago" is wrong
//! and belongs to no sentence. Only a line that says nothing else is cut; one that counts years may
//! head a column that looks back, and is cut only before the article's second paragraph, behind its
//! last one, or beside a by-line and the like.
//!
//! ```text
//! = The harbour was closed on Monday after a crane fell onto the rails, the city said.
//! - 1 day ago
//! - Updated 3 hours ago
//! = He said that the ship had left 3 hours ago.
//! = "3 hours ago"
//! = 10 years ago today
//! = Nobody was hurt, and the ships that were waiting have left for other harbours since.
//! = 50 years ago
//! = The first crane of the harbour was blessed by a bishop who was afraid of heights.
//! - 2 years ago
//! ```

use super::Marks;
use super::line::{HEAD, Lines};
use crate::lang::Phrase;

pub(super) fn mark(lines: &Lines<'_>, marks: &mut Marks<'_>) {
    for line in lines.lines.iter().filter(|line| line.says(Phrase::RelativeDate)) {
        marks.line(line);
    }
    lines.cut_in_head(Phrase::YearsAgo, HEAD, |_| true, marks);
}
