//! Blank lines before the first and behind the last line of text, and all but one of a run between
//! two lines.
//!
//! ```text
//! = One paragraph ends here.
//! =
//! -
//! -
//! = Another one begins here.
//! ```

use super::Marks;
use super::line::Lines;
use crate::text::Span;

pub(super) fn mark(lines: &Lines<'_>, marks: &mut Marks<'_>) {
    // A run goes as one cut.
    let mut run: Option<Span> = None;
    let mut keeps_one = false;
    for line in &lines.lines {
        if !line.is_blank() {
            run.take().into_iter().for_each(|run| marks.span(run));
            keeps_one = true;
        } else if std::mem::take(&mut keeps_one) {
            // The first one behind a line of text stays.
        } else {
            let start = run.filter(|run| run.end == line.span.start).map(|run| run.start);
            if start.is_none() {
                run.take().into_iter().for_each(|run| marks.span(run));
            }
            run = Some(Span::new(start.unwrap_or(line.span.start), line.end));
        }
    }
    run.into_iter().for_each(|run| marks.span(run));
    let last = lines.lines.iter().rposition(|line| !line.is_blank());
    if let Some(last) = last {
        marks.span(Span::new(lines.lines[last].span.end, lines.page.text.len()));
    }
}
