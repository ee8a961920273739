//! Lines that say how long ago something was.
//!
//! A page's clock counts from the day on which it was scraped: once stored, "3 hours ago" is wrong
//! and belongs to no sentence. Only a line that says nothing else is cut; one that counts years may
//! head a column that looks back, and is cut only before the article's second paragraph, behind its
//! last one, or beside a by-line and the like. One that answers a question, follows a colon, or ends
//! a sentence that was broken into lines stays.
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
//!
//! = When did you come to the harbour, and who told you of the crane?
//! =
//! = 3 years ago.
//! = And when did it fall onto the rails, as far as you can remember the evening?
//! = Just now.
//! = Patient:
//! = 3 days ago
//! = The crane was blessed by a bishop and inspected by the city's own engineers only
//! = 2 days ago.
//! = Why the crane fell onto the rails on Monday, and who had oiled it
//! - 2 days ago
//! ~ Updated:
//! - 3 hours ago
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
