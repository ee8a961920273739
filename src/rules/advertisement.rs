//! Lines that say that an advertisement stands here.
//!
//! ```text
//! = The harbour was closed on Monday after a crane fell onto the rails, the city said.
//! - Advertisement
//! - Continue reading below
//! = Advertisement and the city
//! = No advertisement on the street is younger than the lamp posts.
//! = "Advertisement"
//! = Nobody was hurt, and the ships that were waiting have left for other harbours since.
//! ```

use super::Marks;
use super::line::Lines;
use crate::lang::Phrase;

pub(super) fn mark(lines: &Lines<'_>, marks: &mut Marks<'_>) {
    for line in lines.lines.iter().filter(|line| line.says(Phrase::Advertisement)) {
        marks.line(line);
    }
}
