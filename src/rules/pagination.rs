//! Lines that lead to other pages of the same article or list.
//!
//! ```text
//! = The harbour was closed on Monday after a crane fell onto the rails, the city said.
//! = Page 1
//! = Next
//! = On page 3 of the letter the mayor speaks of the crane, and she speaks well of it.
//! = The next page of the atlas shows the harbour as it was before the war and the crane.
//! = Nobody was hurt, and the ships that were waiting have left for other harbours since.
//! - Page 1 of 3
//! - « Previous page
//! - Next page »
//! ```

use super::Marks;
use super::line::Lines;
use crate::lang::Phrase;

pub(super) fn mark(lines: &Lines<'_>, marks: &mut Marks<'_>) {
    lines.cut_in_margin(Phrase::Pagination, |_| true, marks);
}
