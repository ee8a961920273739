//! Lines of a poll: its buttons and its thanks. Its question and its answers stay, as they may be the
//! article's.
//!
//! ```text
//! = The harbour was closed on Monday after a crane fell onto the rails, the city said.
//! = Vote
//! = Results of the vote on the crane
//! = Total votes
//! = The mayor counted the votes twice, and then she thanked everybody for voting.
//! = Nobody was hurt, and the ships that were waiting have left for other harbours since.
//! - Thank you for voting
//! - View poll results
//! - Total votes: 1,204
//! ```

use super::Marks;
use super::line::Lines;
use crate::lang::Phrase;

pub(super) fn mark(lines: &Lines<'_>, marks: &mut Marks<'_>) {
    lines.cut_in_margin(Phrase::Poll, |_| true, marks);
}
