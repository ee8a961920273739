//! Lines of consent boxes: what cookies are for, and the buttons below.
//!
//! ```text
//! = The harbour was closed on Monday after a crane fell onto the rails, the city said.
//! - We use cookies to improve your experience and to show you adverts that match your interests.
//! - Accept all cookies
//! = We use cookies as bribes when the local choir is rehearsing, and oatmeal works best.
//! = Accept nothing from strangers, least of all cookies that are still warm.
//! = Cookies with oatmeal
//! = Nobody was hurt, and the ships that were waiting have left for other harbours since.
//! ```

use super::Marks;
use super::line::Lines;
use crate::lang::Phrase;

pub(super) fn mark(lines: &Lines<'_>, marks: &mut Marks<'_>) {
    lines.cut_phrase(Phrase::Cookie, marks);
}
