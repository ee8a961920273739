//! Residue of a post that was embedded from a social network: its labels, and the address of its picture.
//! What the post says stays.
//!
//! ```text
//! = The harbour was closed on Monday after a crane fell onto the rails, the city said.
//! = The crane is down, and the gulls have it now.
//! - pic.twitter.com/abc123DEFg
//! - View this post on Instagram
//! - A post shared by Harbour Post (@harbourpost)
//! = A post shared by two pilots held the rope for years.
//! = "View this post on Instagram"
//! = View this post as what it is, the mayor said: a post to which one ties a ship.
//! = Nobody was hurt, and the ships that were waiting have left for other harbours since.
//! ```

use super::Marks;
use super::line::{Line, Lines};
use crate::lang::Phrase;

/// Hosts of addresses that networks put where a picture was.
const PICTURES: [&str; 3] = ["pic.twitter.com/", "pic.x.com/", "https://t.co/"];

pub(super) fn mark(lines: &Lines<'_>, marks: &mut Marks<'_>) {
    for line in lines.lines.iter().filter(|line| line.says(Phrase::SocialEmbed) || is_picture(line))
    {
        marks.line(line);
    }
}

/// Whether the line is nothing but the address of an embedded post's picture.
fn is_picture(line: &Line<'_>) -> bool {
    let is_code = |rest: &str| rest.bytes().all(|b| b.is_ascii_alphanumeric()) && rest.len() <= 16;
    !line.is_protected()
        && PICTURES.iter().any(|host| line.text.strip_prefix(host).is_some_and(is_code))
}
