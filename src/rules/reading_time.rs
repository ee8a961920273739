//! Lines that say how long reading takes, where an article's head or its end says it.
//!
//! ```text
//! = Crane falls onto the rails
//! - 5 min read
//! = 5 min
//! = The harbour was closed on Monday after a crane fell onto the rails, the city said.
//! = Cooking time: 45 minutes
//! = It took the mayor 5 minutes to read the letter aloud, and he wept over it twice.
//! - Reading time: 4 minutes
//! ```

use super::Marks;
use super::line::{HEAD, Lines};
use crate::lang::{Phrase, PhraseSet};

/// What stands beside a reading time.
const BESIDE: PhraseSet = HEAD.union(PhraseSet::of(&[Phrase::DateLine]));

pub(super) fn mark(lines: &Lines<'_>, marks: &mut Marks<'_>) {
    lines.cut_in_head(Phrase::ReadingTime, BESIDE, |_| true, marks);
}
