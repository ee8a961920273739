//! Lines of the form in which readers write comments.
//!
//! ```text
//! = The harbour was closed on Monday after a crane fell onto the rails, the city said.
//! = Nobody was hurt, and the ships that were waiting have left for other harbours since.
//! = Leave a reply to the mayor at the desk of the harbour office, the letter said.
//! = Name
//! = Reply
//! = Comment of the week
//! - Leave a Reply
//! - Save my name, email, and website in this browser for the next time I comment.
//! - Post Comment
//! ```

use super::Marks;
use super::line::Lines;
use crate::lang::Phrase;

pub(super) fn mark(lines: &Lines<'_>, marks: &mut Marks<'_>) {
    lines.cut_in_margin(Phrase::CommentForm, |_| true, marks);
}
