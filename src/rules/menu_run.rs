//! Runs of a menu's entries: five lines and more of words such as Home, Sports, About us, or three where
//! one of them is nothing else (`Log in`, `Skip to content`, `Privacy Policy`), at the article's margins.
//!
//! ```text
//! - Home
//! - News
//! - Sports
//! - About us
//! - Contact
//! = Crane falls onto the rails
//! = The harbour was closed on Monday after a crane fell onto the rails, the city said.
//! = Business
//! = Culture
//! = Sports
//! = In these three the mayor was asked whether the crane would come back, and thrice she wept.
//! = Home
//! = News of the crane reached the tavern before the pilots did, and nobody drank after that.
//! = Nobody was hurt, and the ships that were waiting have left for other harbours since.
//! = Culture
//! = Sports
//! ```

use super::Marks;
use super::line::{Line, Lines};
use crate::lang::{Phrase, PhraseSet};

/// Fewest entries of a menu that nothing else gives away.
const FEWEST: usize = 5;

/// Fewest entries where one of them is nothing but an entry.
const FEWEST_GIVEN_AWAY: usize = 3;

/// What is nothing but an entry of a menu or a footer.
const GIVES_AWAY: PhraseSet = PhraseSet::of(&[
    Phrase::PageControl,
    Phrase::LoginPrompt,
    Phrase::Legal,
    Phrase::Newsletter,
    Phrase::Cookie,
    Phrase::App,
]);

/// What stands among a menu's entries.
const ENTRIES: PhraseSet = GIVES_AWAY.union(PhraseSet::of(&[
    Phrase::Menu,
    Phrase::LanguageSwitcher,
    Phrase::Network,
    Phrase::Follow,
    Phrase::Donation,
]));

pub(super) fn mark(lines: &Lines<'_>, marks: &mut Marks<'_>) {
    let is_entry = |line: &Line<'_>| !line.phrases.and(ENTRIES).is_empty() && !line.is_protected();
    let mut from = 0;
    while let Some(run) = lines.run(from, is_entry) {
        from = run.end;
        let entries = || lines.lines[run.clone()].iter().filter(|line| !line.is_blank());
        let gives_away = entries().any(|line| !line.phrases.and(GIVES_AWAY).is_empty());
        let fewest = if gives_away { FEWEST_GIVEN_AWAY } else { FEWEST };
        if entries().count() >= fewest && lines.is_outside(run.start) {
            entries()
                .filter(|line| line.phrases.has(Phrase::Menu))
                .for_each(|line| marks.line(line));
        }
    }
}
