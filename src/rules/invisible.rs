//! Characters that nobody sees: zero-width spaces, soft hyphens, control characters, stray marks
//! of writing direction.
//!
//! What scripts and emoji need stays: joiners between letters of scripts that join and in emoji
//! sequences, direction marks in lines with right-to-left letters.
//!
//! ```text
//! = The committee met on Tues\
//! - \u{200b}\
//! = day and will meet again.
//! = می‌خواهم
//! = 👩‍🚒
//! ```

use super::Marks;
use super::line::Lines;
use super::visible::Invisible;
use crate::text::Span;

pub(super) fn mark(lines: &Lines<'_>, marks: &mut Marks<'_>) {
    for line in &lines.lines {
        let whole = line.span.of(&lines.page.text);
        let invisible = Invisible::new(whole);
        if !invisible.any() {
            continue;
        }
        for (at, c) in whole.char_indices().filter(|&(at, c)| invisible.is(at, c)) {
            let start = line.span.start + at;
            marks.span(Span::new(start, start + c.len_utf8()));
        }
    }
}
