//! Lines that ask the reader to install an app.
//!
//! ```text
//! = The harbour was closed on Monday after a crane fell onto the rails, the city said.
//! - Download our app
//! - Get the free app on Google Play
//! = Download our app, the mayor said, and watch the crane fall in slow motion.
//! = The app that the harbour ordered has never been downloaded.
//! = Nobody was hurt, and the ships that were waiting have left for other harbours since.
//! ```

use super::Marks;
use super::line::Lines;
use crate::lang::Phrase;

pub(super) fn mark(lines: &Lines<'_>, marks: &mut Marks<'_>) {
    lines.cut_phrase(Phrase::App, marks);
}
