//! Lines of a player of sound or film: its label, its buttons, its clock.
//!
//! A clock (`0:00 / 4:32`) goes beside other chaff or at the article's margins; one in the middle of the
//! text may be a score or a verse.
//!
//! ```text
//! - Listen to this article
//! - 0:00 / 4:32
//! = Crane falls onto the rails
//! = The harbour was closed on Monday after a crane fell onto the rails, the city said.
//! - Your browser does not support the audio element.
//! = Listen to this, the pilot said, and opened the window.
//! = 4:32
//! = "Listen to this article"
//! = Play
//! = Nobody was hurt, and the ships that were waiting have left for other harbours since.
//! ```

use super::Marks;
use super::line::{CHAFF, Lines};
use crate::lang::Phrase;

pub(super) fn mark(lines: &Lines<'_>, marks: &mut Marks<'_>) {
    lines.cut_phrase(Phrase::AudioPlayer, marks);
    for (at, line) in lines.lines.iter().enumerate() {
        let beside = || lines.is_beside(at, CHAFF);
        if is_clock(&line.text) && !line.is_protected() && beside() {
            marks.line(line);
        }
    }
}

/// Whether a line is a player's clock: `0:00 / 4:32`, `4:32`.
fn is_clock(text: &str) -> bool {
    let is_time = |part: &str| {
        let mut units = part.trim().split(':');
        let is_unit =
            |unit: &str| (1..=2).contains(&unit.len()) && unit.bytes().all(|b| b.is_ascii_digit());
        units.clone().count() >= 2 && units.all(is_unit)
    };
    text.len() <= 20
        && text.starts_with(|c: char| c.is_ascii_digit())
        && text.split('/').all(is_time)
}
