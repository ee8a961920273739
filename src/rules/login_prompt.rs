//! Lines that ask the reader to log in or to register, at the article's margins or beside other chaff.
//!
//! ```text
//! - Log in or sign up
//! = Crane falls onto the rails
//! = The harbour was closed on Monday after a crane fell onto the rails, the city said.
//! = Log in to the computer of the harbour office and press the third button from the left.
//! = Register
//! = The register of the ships lies on the table by the window, and the pilot reads from it aloud.
//! = Nobody was hurt, and the ships that were waiting have left for other harbours since.
//! - Forgot your password?
//! - Create an account
//! ```

use super::Marks;
use super::line::Lines;
use crate::lang::Phrase;

pub(super) fn mark(lines: &Lines<'_>, marks: &mut Marks<'_>) {
    lines.cut_in_margin(Phrase::LoginPrompt, |_| true, marks);
}
