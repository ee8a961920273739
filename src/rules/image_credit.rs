//! Whom a picture is from: lines that say only that, and the end of a caption that says it.
//!
//! At the end of a line, a credit is cut from the line if it begins behind the end of a sentence or
//! stands in brackets; in HTML, the end of a caption needs neither, but a colon or a ©. What
//! goes on behind the credit keeps it.
//!
//! ```text
//! = The harbour was closed on Monday after a crane fell onto the rails, the city said.
//! - Photo: Jane Doe / Reuters
//! - Image credit: Getty Images
//! - [Ana Cruz/AFP]
//! = Photo: the crane at dawn, seen from the quay
//! = The crane at dawn, seen from the quay.\
//! -  Photo: Jane Doe
//! = Workers lower a gate into the channel on Monday\
//! -  [Photo: Ana Cruz/Reuters]
//! = Two others lift the crane from the rails\
//! -  (Ana Cruz / AFP / Getty Images)
//! - Photo: Reuters
//! = Photo essay: the night trains
//! = He said that the mayor had left the harbour (and the council)
//! = The crane at dawn. Photo: Jane Doe was the first to see it.
//! = He said that the mayor [Ana Cruz] had left the harbour
//! = The last words on the wall were photo: Jane Doe
//! = Photo albums in the museum opposite tell the whole story.
//! = Reuters
//! = Nobody was hurt, and the ships that were waiting have left for other harbours since.
//! ```

use super::Marks;
use super::line::{Line, Lines};
use crate::lang::Phrase;
use crate::page::BlockKind;
use crate::shape;

/// Longest credit at the end of a line, in bytes.
const LONGEST: usize = 100;

pub(super) fn mark(lines: &Lines<'_>, marks: &mut Marks<'_>) {
    lines.cut_phrase(Phrase::ImageCredit, marks);
    for line in &lines.lines {
        if line.says(Phrase::ImageCredit) && line.text.contains([':', '/', '©']) {
            // However short, it heads nothing.
            marks.line(line);
        } else if line.phrases.is_empty()
            && !line.is_protected()
            && let Some(at) = credit(line, lines)
        {
            marks.span(line.part(at, line.text.len()));
        }
    }
}

/// Where the credit begins that the line ends with, white space before it included.
fn credit(line: &Line<'_>, lines: &Lines<'_>) -> Option<usize> {
    let text: &str = &line.text;
    let says = |at: &usize| lines.languages.phrases(text[*at..].trim()).has(Phrase::ImageCredit);
    let near = |at: &usize| *at > 0 && text.len() - at <= LONGEST;
    if let Some((open, close)) = BRACKETS.iter().find(|(_, close)| text.ends_with(*close)) {
        let at = text.rfind(*open).filter(near)?;
        let inner = &text[at + open.len_utf8()..text.len() - close.len_utf8()];
        // Only in a caption may brackets alone tell who took the picture.
        let bare = if is_caption(line) { &text[at..] } else { inner };
        let is_credit = lines.languages.phrases(bare.trim()).has(Phrase::ImageCredit);
        return is_credit.then(|| text[..at].trim_end().len());
    }
    // Nearly every line ends with a sentence, and no credit does.
    if text.ends_with(['!', '！', '”', '"', '」', '』'])
        || shape::asks(text)
        || shape::ends_no_title(text)
    {
        return None;
    }
    let begins = |at: &usize| {
        let rest = text[*at..].trim_start();
        let parted = rest.len() < text.len() - at || shape::ends_wide(&text[..*at]);
        parted && (shape::begins_sentence(rest) || rest.starts_with(['©', 'ⓒ']))
    };
    let found = shape::sentence_ends(text).filter(near).filter(begins).find(says);
    found.or_else(|| caption_credit(line).filter(near).filter(says))
}

/// Brackets that a credit may stand in.
const BRACKETS: [(char, char); 6] =
    [('(', ')'), ('[', ']'), ('（', '）'), ('［', '］'), ('【', '】'), ('〔', '〕')];

fn is_caption(line: &Line<'_>) -> bool {
    line.block.is_some_and(|block| block.kind == BlockKind::Caption)
}

/// Where a credit may begin in a caption that does not end a sentence before it: at the word
/// with a capital that a colon follows, or at a ©.
fn caption_credit(line: &Line<'_>) -> Option<usize> {
    if !is_caption(line) {
        return None;
    }
    let text: &str = &line.text;
    let sign = text.rfind([':', '：', '©'])?;
    if text[sign..].starts_with('©') {
        return Some(text[..sign].trim_end().len());
    }
    let before = text[..sign].trim_end();
    let word = before.rfind(char::is_whitespace)?;
    shape::begins_sentence(before[word..].trim_start()).then_some(word)
}
