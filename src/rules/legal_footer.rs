//! Lines of a page's footer: rights, terms, the privacy policy, what the site runs on.
//!
//! A year with a name behind © may credit a picture: it goes at the article's margins.
//!
//! ```text
//! = The harbour was closed on Monday after a crane fell onto the rails, the city said.
//! = Terms and conditions of the harbour forbid that cranes fall, the lawyer said on Tuesday.
//! = All rights reserved for the mayor were counted in the council, and there were nine of them.
//! = Terms
//! = Nobody was hurt, and the ships that were waiting have left for other harbours since.
//! = Privacy policy was never a thing of the pilots, who hang their shirts out at the pier.
//! - © 2026 Harbour Post. All rights reserved.
//! - Terms of Service
//! - Privacy Policy
//! ```

use super::Marks;
use super::line::Lines;
use crate::lang::Phrase;

pub(super) fn mark(lines: &Lines<'_>, marks: &mut Marks<'_>) {
    lines.cut_in_margin(Phrase::Legal, |_| true, marks);
}
