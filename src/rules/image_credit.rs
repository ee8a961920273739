//! Lines that only say whom a picture is from.
//!
//! A caption that says more than that keeps its text, and its credit with it.
//!
//! ```text
//! = The harbour was closed on Monday after a crane fell onto the rails, the city said.
//! - Photo: Jane Doe / Reuters
//! - Image credit: Getty Images
//! - [Ana Cruz/AFP]
//! = Photo: the crane at dawn, seen from the quay
//! = The crane at dawn. Photo: Jane Doe
//! = Photo albums in the museum opposite tell the whole story.
//! = Reuters
//! = Nobody was hurt, and the ships that were waiting have left for other harbours since.
//! ```

use super::Marks;
use super::line::Lines;
use crate::lang::Phrase;

pub(super) fn mark(lines: &Lines<'_>, marks: &mut Marks<'_>) {
    lines.cut_phrase(Phrase::ImageCredit, marks);
}
