//! The way to the page from the site's first one, as sites show it above an article.
//!
//! ```text
//! - Home > News > Harbour
//! = Crane falls onto the rails
//! - You are here: Home » News
//! = Home > the pilot wrote on the map, and drew an arrow to the tavern.
//! = The harbour was closed on Monday after a crane fell onto the rails, the city said.
//! = Home and harbour
//! = Nobody was hurt, and the ships that were waiting have left for other harbours since.
//! = From home to the harbour it is a mile > the crow knows it.
//! ```

use super::Marks;
use super::line::Lines;
use crate::lang::Phrase;

pub(super) fn mark(lines: &Lines<'_>, marks: &mut Marks<'_>) {
    lines.cut_in_margin(Phrase::Breadcrumb, |line| !line.ends_sentence(), marks);
}
