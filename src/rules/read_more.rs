//! Pointers to one other story: "Read more: The night trains".
//!
//! The words must be followed by a colon or the like, or be all that the line says; where they answer
//! a question, they stay. At the end of a line of prose, such a pointer
//! is cut from the line if it begins behind the end of a sentence and is no sentence itself.
//!
//! ```text
//! = The harbour was closed on Monday after a crane fell onto the rails, the city said.
//! - Read more: The night trains that still serve soup
//! = Read more slowly here than you would at home: the light goes at four.
//! = Read more of the water
//! = Nobody was hurt, and the ships that were waiting have left for other harbours since.\
//! -  Read more: Why oyster prices fell
//! = The mayor wanted no more: it was over.
//! = The rest is written down elsewhere (see also: the parish book)
//! = The council wanted to know it all. Read more: that was what the mayor told them to do.
//! = What would you tell a child who is afraid of the dark?
//! = Read more.
//! ```

use super::Marks;
use super::line::{Line, Lines};
use crate::lang::Phrase;

/// Longest pointer at the end of a line, in bytes.
const LONGEST: usize = 150;

/// Fewest bytes of a line that may carry a pointer at its end.
const FEWEST: usize = 60;

pub(super) fn mark(lines: &Lines<'_>, marks: &mut Marks<'_>) {
    for line in &lines.lines {
        if line.says(Phrase::ReadMore) {
            if !is_running_text(&line.text) {
                marks.line(line);
            }
        } else if line.text.len() >= FEWEST
            && !line.is_protected()
            && let Some(at) = pointer(line, lines)
        {
            marks.span(line.part(at, line.text.len()));
        }
    }
}

/// Whether what follows the words goes on for sentences.
fn is_running_text(text: &str) -> bool {
    text.ends_with(['.', ';', ','])
        && (text.contains(". ") || text.split_whitespace().count() > 12)
        && !text.ends_with("...")
}

/// Where the pointer begins that the line ends with, white space before it included.
fn pointer(line: &Line<'_>, lines: &Lines<'_>) -> Option<usize> {
    let text = &line.text;
    if text.ends_with(['.', ';', ',']) {
        return None;
    }
    let colon = text.rfind([':', '|', '»'])?;
    if text.len() - colon > LONGEST {
        return None;
    }
    let ends = |at: &usize| is_sentence_end(text, *at);
    let starts = text.match_indices(['.', '!', '?', '”', '"', '»', '…', ')']);
    let starts = starts.map(|(at, sign)| at + sign.len()).filter(|at| *at <= colon).filter(ends);
    starts
        .filter(|at| text.len() - at <= LONGEST)
        .find(|at| lines.languages.phrases(text[*at..].trim_start()).has(Phrase::ReadMore))
}

/// Whether a new sentence begins at `at`: with a capital.
fn is_sentence_end(text: &str, at: usize) -> bool {
    text[at..].trim_start().starts_with(char::is_uppercase)
}
