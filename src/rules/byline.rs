//! Lines that name the author, where an article's head or its end names them.
//!
//! Such a line is read for the metadata and goes when it stands before the second paragraph, behind
//! the last one, or beside a date, a reading time and the like. Names all over a text (the authors in
//! a list of books) stay.
//!
//! ```text
//! = Crane falls onto the rails
//! - By Ana de la Cruz
//! = By Friday Morning
//! = By the river
//! = The harbour was closed on Monday after a crane fell onto the rails, the city said.
//! = Nobody was hurt, and the ships that were waiting have left for other harbours since.
//! = By Nightfall in Corvane
//! = By Tomas Breck
//! = The pilot's letter was read aloud in the council, and nobody found a word to say to it.
//! - By Ilse Vandermoor | 6 Jan 2026 | 5 min read
//! ```

use super::Marks;
use super::line::{HEAD, Lines};
use crate::lang::{Phrase, PhraseSet};

/// What stands beside a by-line: a date, too, but no other by-line.
const BESIDE: PhraseSet = HEAD.without(Phrase::Byline).union(PhraseSet::of(&[Phrase::DateLine]));

pub(super) fn mark(lines: &Lines<'_>, marks: &mut Marks<'_>) {
    lines.cut_in_head(Phrase::Byline, BESIDE, |_| true, marks);
}
