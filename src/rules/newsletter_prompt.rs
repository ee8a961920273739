//! Lines that ask the reader to subscribe: to a newsletter, a paper, a membership.
//!
//! ```text
//! = The harbour was closed on Monday after a crane fell onto the rails, the city said.
//! - Sign up for our newsletter
//! - Subscribe to our daily newsletter
//! = Sign up for the morning,
//! = the oar in your hand.
//! = The newsletter of the parish said in January that the crane would stay.
//! = Subscribe
//! = To read the letter you must first press the button that says:
//! = Sign in
//! = Nobody was hurt, and the ships that were waiting have left for other harbours since.
//! ```

use super::Marks;
use super::line::Lines;
use crate::lang::Phrase;

pub(super) fn mark(lines: &Lines<'_>, marks: &mut Marks<'_>) {
    lines.cut_phrase(Phrase::Newsletter, marks);
}
