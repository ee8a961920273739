//! Owns what the tokens of a page are whose log-odds tell of main content: class names, words, links.

use super::counts::word_hash;
use crate::page::{Element, Page};
use crate::text::words;
use xxhash_rust::xxh3::xxh3_64_with_seed;

/// What a token is; the same string tells different things in different places.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// A part of a class, id, role or itemprop.
    Name = 1,
    /// A word of a short block.
    Word = 2,
    /// Two neighbouring words of a short block.
    Pair = 3,
    /// A word of the heading above.
    Heading = 4,
    /// A part of a link's address.
    Link = 5,
    /// One of the first two or last two words of a block.
    Edge = 6,
    /// A word of the page's title.
    Title = 7,
}

/// A block with more words than this says too much for its words to be tokens.
pub const SHORT: f32 = 12.0;

/// The hash of a token.
fn token(place: Place, hash: u64) -> u32 {
    (xxh3_64_with_seed(&hash.to_le_bytes(), place as u64) >> 32) as u32
}

/// Calls `found` with every token of an element's names. Digits are folded, so that `post-17` and
/// `post-18` are one; names are taken whole and in their parts.
pub fn of_element(page: &Page, element: &Element, folded: &mut String, mut found: impl FnMut(u32)) {
    let attributes = &element.attributes;
    for span in [attributes.class, attributes.id, attributes.role, attributes.itemprop] {
        for name in page.attribute(span).split_ascii_whitespace().take(16) {
            folded.clear();
            let mut digit = false;
            for c in name.chars().take(64) {
                if c.is_ascii_digit() {
                    if !digit {
                        folded.push('0');
                    }
                    digit = true;
                } else {
                    digit = false;
                    folded.extend(c.to_lowercase());
                }
            }
            found(token(Place::Name, xxh3_64_with_seed(folded.as_bytes(), 0)));
            let parts = folded.split(|c: char| !c.is_alphabetic()).filter(|part| part.len() > 1);
            for part in parts {
                if part.len() < folded.len() {
                    found(token(Place::Name, xxh3_64_with_seed(part.as_bytes(), 0)));
                }
            }
        }
    }
}

/// Calls `found` with every token of a link's address: what kind of address it is, the site that
/// it leads to where that is another one, the words of its path.
pub fn of_link(href: &str, host: &str, mut found: impl FnMut(u32)) {
    let mut say = |what: &str| found(token(Place::Link, xxh3_64_with_seed(what.as_bytes(), 0)));
    let path = match href.split_once("//") {
        Some((scheme, rest)) if scheme.is_empty() || scheme.ends_with(':') => {
            let (site, path) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
            if bare(site) != bare(host) {
                say("elsewhere");
                say(bare(site));
            }
            path
        }
        _ => match href.split_once(':') {
            Some((scheme @ ("javascript" | "mailto" | "tel" | "whatsapp" | "sms"), _)) => {
                say(scheme);
                return;
            }
            _ => href,
        },
    };
    if path.starts_with('#') || path.is_empty() {
        say("#");
    }
    if path.contains('?') {
        say("?");
    }
    let words = path.split(|c: char| !c.is_ascii_alphabetic()).filter(|word| word.len() > 1);
    for word in words.take(4) {
        say(word);
    }
}

/// The site that an address leads to, as written; empty where it names none.
pub fn site_of(url: &str) -> &str {
    let rest = url.split_once("//").map_or("", |(_, rest)| rest);
    rest.split('/').next().unwrap_or_default()
}

/// A host without its `www.`.
fn bare(host: &str) -> &str {
    host.strip_prefix("www.").unwrap_or(host)
}

/// Calls `found` with the first and last two words of a text.
pub fn of_edges(text: &str, buffer: &mut String, mut found: impl FnMut(u32)) {
    let is_part = |c: char| !c.is_alphanumeric();
    let ends = |word: &str| !word.is_empty();
    let first = text.split(is_part).filter(|word| ends(word)).take(2);
    let last = text.rsplit(is_part).filter(|word| ends(word)).take(2);
    for (at, word) in first.chain(last).enumerate() {
        let hash = word_hash(word, buffer).wrapping_add(at as u64);
        found(token(Place::Edge, hash));
    }
}

/// Calls `found` with every token of the page's title.
pub fn of_title(title: &str, buffer: &mut String, mut found: impl FnMut(u32)) {
    for word in words(title).take(32) {
        found(token(Place::Title, word_hash(word, buffer)));
    }
}

/// Calls `found` with every token of a short text: its words, and pairs of them.
pub fn of_text(text: &str, heading: bool, buffer: &mut String, mut found: impl FnMut(u32)) {
    let mut last: Option<u64> = None;
    for word in words(text) {
        let hash =
            if word.starts_with(|c: char| c.is_numeric()) { 7 } else { word_hash(word, buffer) };
        found(token(if heading { Place::Heading } else { Place::Word }, hash));
        if let (Some(last), false) = (last, heading) {
            found(token(Place::Pair, last.rotate_left(21) ^ hash));
        }
        last = Some(hash);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::{html, selectors::Hosts};

    #[test]
    fn digits_of_names_do_not_matter() {
        let tokens = |html: &str| {
            let page = html::page(html, None, &Hosts::default(), Default::default());
            let (mut found, mut buffer) = (Vec::new(), String::new());
            of_element(&page, &page.elements[1], &mut buffer, |token| found.push(token));
            found
        };
        assert_eq!(tokens("<p class=Post-17>a"), tokens("<p class=post-2>a"));
        assert_ne!(tokens("<p class=post-17>a"), tokens("<p id=past-17>a"));
        assert!(tokens("<p>a").is_empty());
    }

    #[test]
    fn a_link_tells_where_it_leads() {
        let tokens = |href: &str| {
            let mut found = Vec::new();
            of_link(href, "www.a.example", |token| found.push(token));
            found
        };
        assert_eq!(tokens("https://a.example/tag/x"), tokens("/tag/x"));
        assert_eq!(tokens("//b.example/tag").len(), 3);
        assert_eq!(tokens("mailto:jo@b.example").len(), 1);
        assert_ne!(tokens("#top"), tokens("/top"));
    }
}
