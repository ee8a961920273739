//! Owns lines that are several phrases one behind the other, because a page has them side by side:
//! "By Jane Doe Updated 6 Jan 2026 5 min read", "TweetShareEmailPrint87".

use super::parts::is_number_or_time;
use super::phrases::{Phrase, PhraseSet};

/// What may stand in a run: short labels. A phrase that ends with a title would take the line's
/// rest for one.
pub(super) const IN_RUNS: PhraseSet = PhraseSet::of(&[
    Phrase::RelativeDate,
    Phrase::Counter,
    Phrase::Share,
    Phrase::Network,
    Phrase::Follow,
    Phrase::DateLine,
    Phrase::Byline,
    Phrase::ReadingTime,
    Phrase::Advertisement,
]);

/// Kinds of which a run may hold one alone: rows of buttons.
const BUTTONS: PhraseSet = PhraseSet::of(&[Phrase::Share, Phrase::Network, Phrase::Follow]);

/// A line with more words than this is no run.
const MOST_WORDS: usize = 24;

/// What each of the line's parts says, if the line wholly is a run of two phrases or more, numbers
/// between them aside. `begins` tells which phrases may begin a line, `whole` which it is.
pub(super) fn run(
    line: &str,
    begins: &impl Fn(&str) -> PhraseSet,
    whole: &impl Fn(&str) -> PhraseSet,
) -> Option<PhraseSet> {
    let may_say = |at: usize| !begins(&line[at..]).and(IN_RUNS).is_empty();
    if !line.starts_with(|c: char| c.is_ascii_digit()) && !may_say(0) {
        return None;
    }
    let bounds = boundaries(line)?;
    // For each boundary, what the parts of the line up to it say, and how many say something.
    let mut reached: Vec<Option<(PhraseSet, u32)>> = vec![None; bounds.len()];
    reached[0] = Some((PhraseSet::default(), 0));
    for from in 0..bounds.len() - 1 {
        let Some((said, count)) = reached[from] else { continue };
        let may_say = may_say(bounds[from]);
        for to in from + 1..bounds.len() {
            let part = line[bounds[from]..bounds[to]].trim();
            // Within a sentence, signs stand between the words; widgets have none.
            if bounds[to] < line.len() && part.ends_with([',', ';', '.', '!', '?', '…']) {
                continue;
            }
            let says = if may_say { whole(part).and(IN_RUNS) } else { PhraseSet::default() };
            if says.is_empty() && !is_number_or_time(part) {
                continue;
            }
            let now = (said.union(says), count + u32::from(!says.is_empty()));
            // Fewer and longer parts are the likelier reading; so is one that says more kinds.
            let better = reached[to].is_none_or(|(known, _)| now.0.len() > known.len());
            if better {
                reached[to] = Some(now);
            }
        }
        if from == 0 && reached.iter().flatten().count() == 1 {
            return None;
        }
    }
    let (said, count) = reached.pop().flatten()?;
    let kinds = said.len() >= 2 || !said.and(BUTTONS).is_empty();
    (count >= 2 && kinds).then_some(said)
}

/// Where a phrase may begin or end: at white space, before a capital that is glued to a small
/// letter or a digit, and before a number that is glued to a letter. `None` if there are too many.
fn boundaries(line: &str) -> Option<Vec<usize>> {
    let mut bounds = vec![0];
    let mut before = ' ';
    for (at, c) in line.char_indices() {
        let begins = !c.is_whitespace() && before.is_whitespace();
        let glued = c.is_uppercase() && (before.is_lowercase() || before.is_ascii_digit())
            || c.is_ascii_digit() && before.is_alphabetic();
        if at > 0 && (begins || glued) {
            bounds.push(at);
        }
        before = c;
    }
    bounds.push(line.len());
    (3..=MOST_WORDS + 1).contains(&bounds.len()).then_some(bounds)
}

#[cfg(test)]
mod tests {
    use super::super::{Detected, ExtraPhrases, Languages};
    use super::*;
    use std::sync::LazyLock;

    #[test]
    fn runs_say_what_their_parts_say_and_prose_says_nothing() {
        static LANGUAGES: LazyLock<Languages> =
            LazyLock::new(|| Languages::new(ExtraPhrases::new()).unwrap());
        let says = |code: &str, line: &str| {
            let detected = Detected { code: Some(code.to_owned()), ..Detected::default() };
            LANGUAGES.of(&detected).phrases(line)
        };
        let head = [
            ("en", "By Jane Doe Updated 6 Jan 2026 5 min read"),
            (
                "de",
                "Von Anna Kern und Jan Petersen Aktualisiert am 12.11.2025, 17:48 Uhr Lesezeit: 5 Min.",
            ),
            ("fr", "Publié le 3 décembre 2025 à 18h par Anne Castel 4 min de lecture"),
        ];
        for (code, line) in head {
            assert!(says(code, line).has(Phrase::ReadingTime), "{line}");
        }
        assert!(says("en", "TweetShareEmailPrint87").has(Phrase::Share));
        assert!(says("es", "Compartir en FacebookEnviar por WhatsApp").has(Phrase::Share));
        let prose = [
            "Share the dough among four tins",
            "Print money",
            "By Jane Doe Street he sat down",
            "Share prices 6 Jan 2026",
            "6 January 2026 7 January 2026",
            "Advertisement for herring",
            "Follow us, follow us,",
            "Share. Print. Save.",
        ];
        for line in prose {
            assert!(says("en", line).is_empty(), "{line}");
        }
    }
}
