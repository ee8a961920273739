//! Lines that list an article's tags, topics and categories, at its margins.
//!
//! ```text
//! = Crane falls onto the rails
//! - Filed under: Harbour, Cranes
//! = The harbour was closed on Monday after a crane fell onto the rails, the city said.
//! = Tags: the pilot keeps those of all dogs that were ever lost at the harbour in a drawer.
//! = Nobody was hurt, and the ships that were waiting have left for other harbours since.
//! = Topics that the council will not speak of: the crane, the rails and the herring prices of May.
//! - Tags: harbour, crane, rails
//! - Posted in Local News
//! ```

use super::Marks;
use super::line::Lines;
use crate::lang::Phrase;

pub(super) fn mark(lines: &Lines<'_>, marks: &mut Marks<'_>) {
    lines.cut_in_margin(Phrase::TagList, |line| !line.ends_sentence(), marks);
}
