//! Lines that ask the reader to pass the page on, and the names of the networks below.
//!
//! A line of one or two words may be a heading: it goes only beside other chaff, or, in the article's
//! head and behind its end, where no text stands below it or chaff stands above. A network's name goes only in a row of such names and share buttons.
//!
//! ```text
//! = Crane falls onto the rails
//! - Share
//! - Share this article on Facebook
//! = The harbour was closed on Monday after a crane fell onto the rails, the city said.
//! = Share the dough among four tins and let it rest until the evening.
//! = Share
//! = "Share this article"
//! = Facebook
//! = Nobody was hurt, and the ships that were waiting have left for other harbours since.
//! = WhatsApp
//! = No letter of the mayor was ever delivered by it, whatever the others may have said.
//! - Share this story:
//! - Facebook
//! - WhatsApp
//!
//! = The three ways of the baker
//! = Share
//! = The dough goes among four tins, and whoever has no tin of his own goes home hungry.
//! = Follow
//! = The baker walks ahead with the lamp, and the others walk behind him to the oven.
//! ```

use super::Marks;
use super::line::Lines;
use crate::lang::{Phrase, PhraseSet};

/// What a row of buttons says.
const BUTTONS: PhraseSet = PhraseSet::of(&[Phrase::Share, Phrase::Follow, Phrase::Network]);

/// What says that a row of names is one of buttons.
const PROMPTS: PhraseSet = PhraseSet::of(&[Phrase::Share, Phrase::Follow]);

pub(super) fn mark(lines: &Lines<'_>, marks: &mut Marks<'_>) {
    lines.cut_phrase(Phrase::Share, marks);
    let mut from = 0;
    while from < lines.lines.len() {
        let says = |line: &&super::Line<'_>| !line.phrases.and(BUTTONS).is_empty();
        let is_row = |line: &&super::Line<'_>| says(line) || line.is_blank();
        let row = &lines.lines[from..];
        let row = &row[..row.iter().take_while(is_row).count()];
        if row.iter().any(|line| !line.phrases.and(PROMPTS).is_empty()) {
            for line in row.iter().filter(|line| line.says(Phrase::Network)) {
                marks.line(line);
            }
        }
        from += row.len() + 1;
    }
}
