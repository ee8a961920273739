//! Headings of related stories ("Recommended Stories", "Don't miss") with the titles below.
//!
//! A title is a line of some words without the end of a sentence, right below the heading or below
//! one blank line, with or without a bullet; in HTML it must be a link. The titles end at a blank line, at prose, and after ten.
//! A line before prose that is as short as a heading of the article stays. A heading that may as well
//! be the article's goes only with titles, behind the article's end, or beside other chaff.
//!
//! ```text
//! = The harbour was closed on Monday after a crane fell onto the rails, the city said.
//! - Recommended Stories
//! - Keeper's diary found behind a kitchen wall
//! - Why oyster prices fell by 40 percent
//! -
//! = What happens next
//! = Nobody was hurt, and the ships that were waiting have left for other harbours since.
//! = Don't miss
//! = The supper in the old customs house, where dumplings are eaten until midnight and beyond.
//! = A shelf of recommended stories
//! = "Related stories"
//! - Don't miss
//! - - Keeper's diary found behind a wall
//! - - Why oyster prices fell
//! = Now
//! = The first shared crossing is due to leave Corvane on 2 April, weather permitting.
//! - Don't miss
//! - · Keeper's diary found
//! - · Why oyster prices fell
//! =
//! = Don't miss
//! = · The supper in the old customs house, where dumplings are eaten until midnight.
//! = · The lamp on the pier, which is lit at eight.
//! = The next ship is due to leave Corvane on 2 April, weather permitting, and it is the last one.
//! - Related articles
//! =
//! = What do you think of the crane now?
//! =
//! = It was a long day for us all, and in the evening we went home to our dogs.
//! = Stories that were related to the council by the river
//! - You may also like:
//! = The next harbour
//! = It lies two days to the north, and its crane has been standing since the war.
//! ```

use super::Marks;
use super::line::{CHAFF, Line, Lines};
use crate::lang::{Phrase, PhraseSet};
use crate::page::BlockKind;
use crate::shape;

/// Most titles below a heading.
const MOST_TITLES: usize = 10;

/// Fewest words of a title that no bullet marks: headings of articles are shorter.
const FEWEST_WORDS: usize = 5;

/// Longest title, in bytes.
const LONGEST_TITLE: usize = 200;

/// What may stand with a title.
const WITH_TITLES: PhraseSet = PhraseSet::of(&[
    Phrase::RelativeDate,
    Phrase::YearsAgo,
    Phrase::DateLine,
    Phrase::Byline,
    Phrase::ReadingTime,
    Phrase::Counter,
    Phrase::ReadMore,
]);

pub(super) fn mark(lines: &Lines<'_>, marks: &mut Marks<'_>) {
    for (at, line) in lines.lines.iter().enumerate() {
        let sure = line.says(Phrase::RelatedHeading);
        if !sure && !line.says(Phrase::TeaserHeading) {
            continue;
        }
        let titles = titles(lines, at);
        if sure || !titles.is_empty() || at >= lines.tail || lines.is_beside(at, CHAFF) {
            marks.line(line);
        }
        for title in titles {
            marks.line(&lines.lines[title]);
        }
    }
}

/// The lines below the heading at `heading` that are titles.
fn titles(lines: &Lines<'_>, heading: usize) -> Vec<usize> {
    let all = &lines.lines;
    let mut titles = Vec::new();
    let mut at = heading + 1;
    if all.get(at).is_some_and(Line::is_blank) {
        at += 1;
    }
    let marked = all.get(at).is_some_and(is_marked);
    while titles.len() < MOST_TITLES {
        let Some(line) = all.get(at) else { break };
        let with = !titles.is_empty() && !line.phrases.and(WITH_TITLES).is_empty();
        let alone = is_marked(line) == marked && is_title(line, marked);
        if !with && !alone {
            break;
        }
        titles.push(at);
        at += 1;
    }
    // Below a blank line, there are several titles, and they end at a blank line: one line alone, or
    // lines that run on to prose, are the article.
    let spaced = all.get(heading + 1).is_some_and(Line::is_blank);
    let runs_on = all.get(at).is_some_and(|line| !line.is_blank() && line.phrases.is_empty());
    let doubtful = spaced && !marked && (runs_on || titles.len() < 2);
    if doubtful { Vec::new() } else { titles }
}

/// Whether a bullet marks the line: that of a list, or one that is written.
fn is_marked(line: &Line<'_>) -> bool {
    matches!(line.block.map(|block| block.kind), Some(BlockKind::ListItem { .. }))
        || line.text.starts_with(['·', '•', '▪', '►', '»'])
}

/// Whether the line may be the title of another story.
fn is_title(line: &Line<'_>, marked: bool) -> bool {
    let is_link = line
        .block
        .and_then(|block| block.link_chars)
        .is_none_or(|chars| chars * 10 >= line.text.chars().count() * 6);
    !line.is_blank()
        && !line.is_protected()
        && line.phrases.is_empty()
        && line.text.len() <= LONGEST_TITLE
        && !shape::ends_no_title(&line.text)
        && (marked && line.words >= 2 || line.words >= FEWEST_WORDS)
        && is_link
}
