//! The box about the author behind an article: its heading, its links, and the line that says who the
//! author is. Only behind the article's last paragraph, or right below such a heading.
//!
//! ```text
//! = The harbour was closed on Monday after a crane fell onto the rails, the city said.
//! = Jane Doe is a reporter at the Harbour Post, and she was on the pier when the crane fell.
//! = About the author of the letter nobody knows a thing, and the mayor will not say a word.
//! = About the author
//! = The author of the letter is a pilot, or he was one before the crane fell onto the rails.
//! = Nobody was hurt, and the ships that were waiting have left for other harbours since.
//! = About the author of this letter
//! - About the author
//! - Jane Doe is a reporter at the Harbour Post.
//! ```

use super::Marks;
use super::line::{Line, Lines};
use crate::lang::Phrase;

/// Most words of the heading of such a box.
const LONGEST_HEADING: usize = 4;

pub(super) fn mark(lines: &Lines<'_>, marks: &mut Marks<'_>) {
    let says = |line: &Line<'_>| line.says(Phrase::AuthorBio);
    for (at, line) in lines.lines.iter().enumerate().filter(|(_, line)| says(line)) {
        let is_heading = |above: &Line<'_>| says(above) && above.words <= LONGEST_HEADING;
        if lines.has_prose && at >= lines.tail || lines.before(at).is_some_and(is_heading) {
            marks.line(line);
        }
    }
}
