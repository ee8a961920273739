//! Counters of shares, views and comments.
//!
//! A number is cut by where it stands, never for being one. "1,024 shares" goes in the article's
//! head, behind its end, or beside other chaff. `15` alone goes only behind the end, where nothing
//! but chaff follows, or between other chaff lines: the year in a timeline, a score, a recipe's
//! step, a table's cell and a list's numeral stay, and three numbers or more in a row with no chaff
//! beside them.
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
//! = The numbers that the committee drew from the hat on that evening were read aloud twice.
//! = 4
//! = 8
//! =
//! = 15
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
use super::line::{CHAFF, Line, Lines};
use crate::lang::{Phrase, PhraseSet};
use std::ops::Range;

/// More numbers in a row than this, with no chaff beside them, are what the article was about.
const MOST_ALONE: usize = 2;

/// What a counter stands beside.
const BESIDE: PhraseSet = CHAFF.without(Phrase::ImageCredit).without(Phrase::Counter);

pub(super) fn mark(lines: &Lines<'_>, marks: &mut Marks<'_>) {
    let all = &lines.lines;
    for (at, line) in all.iter().enumerate().filter(|(_, line)| line.says(Phrase::Counter)) {
        if lines.is_margin(at) || lines.is_beside(at, BESIDE) {
            marks.line(line);
        }
    }
    let in_run = |line: &Line<'_>| line.is_blank() || line.is_number();
    let mut from = 0;
    while from < all.len() {
        let run = from..from + all[from..].iter().take_while(|line| in_run(line)).count();
        let numbers = || all[run.clone()].iter().filter(|line| line.is_number());
        if numbers().next().is_some() && is_stray(lines, &run, numbers().count()) {
            let is_stray = |line: &&Line<'_>| !line.is_protected() && !is_year(&line.text);
            numbers().filter(is_stray).for_each(|line| marks.line(line));
        }
        from = run.end + 1;
    }
}

/// Whether the numbers of a run of them and blank lines stand among chaff: between two lines of it,
/// or between the end of the article and nothing but chaff.
fn is_stray(lines: &Lines<'_>, run: &Range<usize>, numbers: usize) -> bool {
    let before = run.start.checked_sub(1).map(|at| &lines.lines[at]);
    let after = lines.lines.get(run.end);
    match (before, after) {
        (Some(before), Some(after)) if before.is_chaff() && after.is_chaff() => true,
        (Some(before), after) if lines.chaff_from <= run.start => {
            let ends = before.is_prose() && !before.text.ends_with(':');
            before.is_chaff() || ends && (numbers <= MOST_ALONE || after.is_some())
        }
        _ => false,
    }
}

/// Whether a number may be a year.
fn is_year(text: &str) -> bool {
    text.len() == 4 && text.parse().is_ok_and(|year: u16| (1000..=2100).contains(&year))
}
