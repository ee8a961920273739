//! Owns which lines are content for the line above, though they say what chaff says: an answer, what
//! a colon announces, the end of a sentence that was broken into lines.

use super::line::Line;
use crate::lang::{LanguageSet, Phrase, PhraseSet};
use crate::shape;

/// Most words of an answer that says no time.
const MOST_WORDS: usize = 3;

/// Fewest words of a line that a sentence goes on behind.
const FEWEST_BROKEN: usize = 8;

/// Fewest words of a line that announces the words of a button.
const FEWEST_ANNOUNCING: usize = 4;

/// What says how long ago something was.
const AGO: PhraseSet = PhraseSet::of(&[Phrase::RelativeDate, Phrase::YearsAgo]);

/// What says a time.
const TIME: PhraseSet = AGO.union(PhraseSet::of(&[Phrase::DateLine]));

/// What stands below text that it has nothing to do with, however that ends.
const BELOW_ANYTHING: PhraseSet = PhraseSet::of(&[Phrase::Advertisement, Phrase::ImageCredit]);

/// Takes the phrases from lines that are content.
pub(super) fn keep(lines: &mut [Line<'_>], languages: &LanguageSet<'_>) {
    let mut above: Option<usize> = None;
    for at in 0..lines.len() {
        if lines[at].is_blank() {
            continue;
        }
        if let Some(above) = above.replace(at)
            && !lines[at].phrases.is_empty()
            && lines[above].phrases.is_empty()
        {
            let below = lines.get(at + 1).filter(|line| !line.is_blank());
            let goes_on = below.is_some_and(|line| line.text.starts_with(char::is_lowercase));
            let directly = above + 1 == at;
            if is_answer(&lines[above], &lines[at], directly, languages)
                || directly && is_broken_sentence(&lines[above], &lines[at], goes_on)
            {
                lines[at].phrases = PhraseSet::default();
            }
        }
    }
}

/// Whether `line` answers the question `above`, or is what the colon there announces.
fn is_answer(
    above: &Line<'_>,
    line: &Line<'_>,
    directly: bool,
    languages: &LanguageSet<'_>,
) -> bool {
    let (asks, announces) = (shape::asks(&above.text), shape::announces(&above.text));
    if !asks && !announces || !is_short(line) {
        return false;
    }
    if is_sentence(line) {
        return asks || line.phrases.and(BELOW_ANYTHING).is_empty();
    }
    if !announces || !line.phrases.and(BELOW_ANYTHING).is_empty() {
        return false;
    }
    if line.phrases.and(AGO).is_empty() {
        return directly && above.words >= FEWEST_ANNOUNCING;
    }
    // "Updated:" is no more than the begin of the line below.
    languages.phrases(&format!("{} {}", above.text, line.text)).and(AGO).is_empty()
}

/// Whether `line` is the end of a sentence that `above` begins.
fn is_broken_sentence(above: &Line<'_>, line: &Line<'_>, goes_on: bool) -> bool {
    let ends_below = is_sentence(line) || goes_on && !line.ends_sentence();
    above.words >= FEWEST_BROKEN
        && !above.ends_sentence()
        && ends_below
        && is_short(line)
        && line.phrases.and(BELOW_ANYTHING).is_empty()
}

/// Whether a line is as short as an answer: it says a time, or one to three words.
fn is_short(line: &Line<'_>) -> bool {
    !line.phrases.and(TIME).is_empty() || (1..=MOST_WORDS).contains(&line.words)
}

/// Whether a full stop ends the line.
fn is_sentence(line: &Line<'_>) -> bool {
    shape::ends_with_stop(&line.text)
}
