//! Lines that lead to the page in other languages. A language's name alone goes only in a row of three
//! and more, at the article's margins.
//!
//! ```text
//! - Select your language
//! - Deutsch
//! - Français
//! - Español
//! = Crane falls onto the rails
//! = The harbour was closed on Monday after a crane fell onto the rails, the city said.
//! = English
//! = Deutsch
//! = Polski
//! = These three languages are spoken on the pier, and in each of them they swear at the crane.
//! = Read this in German, the pilot said, for in English it is not half as sad.
//! = Nobody was hurt, and the ships that were waiting have left for other harbours since.
//! ```

use super::Marks;
use super::line::{Line, Lines};
use crate::lang::Phrase;

/// Fewest names of languages in a row.
const FEWEST_NAMES: usize = 3;

/// Most words of a language's name.
const MOST_WORDS: usize = 2;

pub(super) fn mark(lines: &Lines<'_>, marks: &mut Marks<'_>) {
    let mut from = 0;
    while let Some(run) = lines.run(from, |line| line.says(Phrase::LanguageSwitcher)) {
        from = run.end;
        let said = || lines.lines[run.clone()].iter().filter(|line| !line.is_blank());
        let is_row =
            said().count() >= FEWEST_NAMES || said().any(|line: &Line<'_>| line.words > MOST_WORDS);
        if is_row && lines.is_outside(run.start) {
            said().for_each(|line| marks.line(line));
        }
    }
}
