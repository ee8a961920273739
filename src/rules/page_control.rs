//! Lines for finding one's way on a page: to skip to its content, to open its menu, to go back to its top.
//!
//! ```text
//! - Skip to main content
//! - Toggle navigation
//! = Crane falls onto the rails
//! = The harbour was closed on Monday after a crane fell onto the rails, the city said.
//! = Skip to the content of the barrel, the pilot said, and took the lid off.
//! = Back to the top of the crane it is a climb of an hour, and nobody has tried it at night.
//! = Menu
//! = Herring, potatoes and beer were on the table when the pilots came home in the evening.
//! = Nobody was hurt, and the ships that were waiting have left for other harbours since.
//! - Back to top
//! ```

use super::Marks;
use super::line::Lines;
use crate::lang::Phrase;

pub(super) fn mark(lines: &Lines<'_>, marks: &mut Marks<'_>) {
    lines.cut_in_margin(Phrase::PageControl, |_| true, marks);
}
