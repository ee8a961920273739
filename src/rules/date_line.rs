//! Lines that say when the article was published or changed, where its head or its end says it.
//!
//! Such a line is read for the metadata and goes when it stands before the second paragraph, behind
//! the last one, or beside a by-line, a reading time and the like. A date that heads an entry of a
//! timeline stays: from two on that differ, each over text.
//!
//! ```text
//! = Crane falls onto the rails
//! - Published On 6 Jan 2026
//! - Last updated: January 7, 2026 at 4:05 pm
//! = The harbour was closed on Monday after a crane fell onto the rails, the city said.
//! = Nobody was hurt, and the ships that were waiting have left for other harbours since.
//! = 6 January 2026
//! = The crane is lifted from the rails with the help of two other cranes, and one of them falls.
//! = Published 12 May 1987
//! = The book on the harbour has been out of print since the year in which it was published.
//! - 9 January 2026
//!
//! = Three days at the harbour
//! = 5 January 2026
//! = The crane falls onto the rails shortly before noon, and nobody is hurt by it.
//! = 6 January 2026
//! = The crane is lifted from the rails with the help of two other cranes, and one of them falls.
//! = 7 January 2026
//! = The council meets at night and closes the harbour until the summer comes.
//! = 8 January 2026
//! = The summer does not come.
//!
//! = Two days at the harbour
//! = 5 January 2026
//! = The crane falls onto the rails shortly before noon, and nobody is hurt by it.
//! = 6 January 2026
//! = The crane is lifted.
//! ```

use super::Marks;
use super::line::{HEAD, Line, Lines};
use crate::lang::Phrase;

/// Longest word before a date that says nothing of publishing ("On", "Le"), in bytes.
const LONGEST_LEAD: usize = 4;

pub(super) fn mark(lines: &Lines<'_>, marks: &mut Marks<'_>) {
    let bare = |line: &Line<'_>| {
        lines.languages.date(&line.text).is_some_and(|d| d.range.start <= LONGEST_LEAD)
    };
    lines.cut_in_head(Phrase::DateLine, HEAD, bare, marks);
}
