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
use crate::shape;

/// Longest pointer at the end of a line, in bytes.
const LONGEST: usize = 150;

/// Most words of a pointer that ends as a sentence does.
const MOST_WORDS: usize = 12;

/// Fewest bytes of a line that may carry a pointer at its end.
const FEWEST: usize = 60;

pub(super) fn mark(lines: &Lines<'_>, marks: &mut Marks<'_>) {
    for line in &lines.lines {
        if line.says(Phrase::ReadMore) {
            if !is_running_text(line) {
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
fn is_running_text(line: &Line<'_>) -> bool {
    let text: &str = &line.text;
    let goes_on = || {
        let stop = text.find('。').map(|at| at + '。'.len_utf8());
        text.contains(". ") || stop.is_some_and(|at| at < text.len())
    };
    shape::ends_clause(text) && (line.words > MOST_WORDS || goes_on()) && !text.ends_with("...")
}

/// Where the pointer begins that the line ends with, white space before it included.
fn pointer(line: &Line<'_>, lines: &Lines<'_>) -> Option<usize> {
    let text: &str = &line.text;
    if shape::ends_clause(text) {
        return None;
    }
    let colon = text.rfind([':', '|', '»', '：', '｜', '】'])?;
    if text.len() - colon > LONGEST {
        return None;
    }
    let begins = |at: &usize| {
        let rest = text[*at..].trim_start();
        shape::begins_sentence(rest) || rest.starts_with('【')
    };
    shape::sentence_ends(text)
        .filter(|at| *at <= colon && text.len() - at <= LONGEST)
        .filter(begins)
        .find(|at| lines.languages.phrases(text[*at..].trim_start()).has(Phrase::ReadMore))
}
