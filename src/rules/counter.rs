//! Counters of shares, views and comments.
//!
//! A number is cut by where it stands, never for being one. "1,024 shares" goes in the article's
//! head, behind its end, or beside other chaff. `15` alone goes only behind the end, where nothing
//! but chaff follows, or between other chaff lines: the year in a timeline, a score, a recipe's
//! step, a table's cell and a list's numeral stay.
//!
//! ```text
//! = Crane falls onto the rails
//! - 2.3K views
//! - 14
//! ~ Share this article
//! = The harbour was closed on Monday after a crane fell onto the rails, the city said.
//! = 11
//! = Harbour Lions
//! = 1998
//! = Nobody was hurt, and the ships that were waiting have left for other harbours since.
//! = 1,024 shares
//! = So many had the fund sold until the evening, and not one of them was worth a herring.
//!
//! = The harbour was closed on Monday after a crane fell onto the rails, the city said.
//! ~ 1 day ago
//! - 15
//!
//! = Final score of the evening in the harbour
//! = Harbour Lions
//! = 8
//!
//! = The last number that the committee drew from the hat on that evening was this one:
//! = 15
//!
//! = The harbour was closed on Monday after a crane fell onto the rails, the city said.
//! ~ Share this article
//! = 2
//! = Beat the eggs with the sugar.
//! ```

use super::Marks;
use super::line::{CHAFF, Lines};
use crate::lang::{Phrase, PhraseSet};

/// What a counter stands beside.
const BESIDE: PhraseSet = CHAFF.without(Phrase::ImageCredit).without(Phrase::Counter);

pub(super) fn mark(lines: &Lines<'_>, marks: &mut Marks<'_>) {
    for (at, line) in lines.lines.iter().enumerate() {
        let says =
            line.says(Phrase::Counter) && (lines.is_margin(at) || lines.is_beside(at, BESIDE));
        if says || (line.is_number() && !line.is_protected() && is_stray(lines, at)) {
            marks.line(line);
        }
    }
}

/// Whether the number at `at` stands among chaff: between two lines of it, or between the end of
/// the article and nothing but chaff.
fn is_stray(lines: &Lines<'_>, at: usize) -> bool {
    if is_year(&lines.lines[at].text) {
        return false;
    }
    let is_chaff = |at: usize| !lines.lines[at].phrases.and(CHAFF).is_empty();
    let is_other = |at: &usize| !lines.lines[*at].is_blank() && !lines.lines[*at].is_number();
    let before = (0..at).rev().find(is_other);
    let after = (at + 1..lines.lines.len()).find(is_other);
    match (before, after) {
        (Some(before), Some(after)) if is_chaff(before) && is_chaff(after) => true,
        (Some(before), _) if lines.only_chaff_from(at) => {
            let line = &lines.lines[before];
            is_chaff(before) || (line.is_prose() && !line.text.ends_with(':'))
        }
        _ => false,
    }
}

/// Whether a number may be a year.
fn is_year(text: &str) -> bool {
    text.len() == 4 && text.parse().is_ok_and(|year: u16| (1000..=2100).contains(&year))
}
