//! Lines that ask the reader for money.
//!
//! ```text
//! = The harbour was closed on Monday after a crane fell onto the rails, the city said.
//! = Donate your old ropes, the mayor said, and the children will make hammocks of them.
//! = "Support our journalism"
//! = Nobody was hurt, and the ships that were waiting have left for other harbours since.
//! = Support for the crane came from the council, which donated a bucket of oil in June.
//! - Support our journalism
//! - Make a donation today
//! ```

use super::Marks;
use super::line::Lines;
use crate::lang::Phrase;

pub(super) fn mark(lines: &Lines<'_>, marks: &mut Marks<'_>) {
    lines.cut_in_margin(Phrase::Donation, |_| true, marks);
}
