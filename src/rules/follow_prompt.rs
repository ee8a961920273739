//! Lines that ask the reader to follow somebody on a network.
//!
//! ```text
//! = The harbour was closed on Monday after a crane fell onto the rails, the city said.
//! - Follow us on Instagram
//! = Follow us, follow us,
//! = down to the bay,
//! = Follow the river until it meets the road to the harbour, then turn left.
//! = "Follow us on Instagram"
//! = Nobody was hurt, and the ships that were waiting have left for other harbours since.
//! ```

use super::Marks;
use super::line::Lines;
use crate::lang::Phrase;

pub(super) fn mark(lines: &Lines<'_>, marks: &mut Marks<'_>) {
    lines.cut_phrase(Phrase::Follow, marks);
}
