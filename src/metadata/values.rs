//! Owns what a value may look like: folded white space, no control characters, caps on lengths.

use std::borrow::Cow;

/// A title of more code points is none.
pub(super) const TITLE_CHARS: usize = 500;
/// A name of a person or a site of more code points is none.
pub(super) const NAME_CHARS: usize = 200;
/// A keyword of more code points is none.
pub(super) const TAG_CHARS: usize = 200;
/// Most authors of a record.
pub(super) const AUTHORS: usize = 50;
/// Keywords that a record holds at most.
pub(super) const TAGS: usize = 100;
/// Code points of a description; a longer one is cut off at a word.
pub(super) const DESCRIPTION_CHARS: usize = 5_000;
/// An address of more bytes is none.
pub(super) const URL_BYTES: usize = 2_000;

/// `raw` with white space folded and invisible characters out; `None` if nothing is left, or more
/// than `most` code points.
pub(super) fn short(raw: &str, most: usize) -> Option<String> {
    let folded = fold(raw, most + 1);
    (!folded.is_empty() && folded.chars().count() <= most).then_some(folded)
}

/// As [`short`], but what is longer is cut off behind a word.
pub(super) fn clipped(raw: &str, most: usize) -> Option<String> {
    let mut folded = fold(raw, most + 1);
    if let Some((cut, _)) = folded.char_indices().nth(most) {
        folded.truncate(cut);
        if let Some(word_end) = folded.rfind(' ') {
            folded.truncate(word_end);
        }
    }
    (!folded.is_empty()).then_some(folded)
}

/// At most `most` code points of `raw` with white space folded and invisible characters out.
fn fold(raw: &str, most: usize) -> String {
    let mut folded = String::new();
    let (mut space, mut left) = (false, most);
    for c in raw.chars() {
        if c.is_whitespace() {
            space = true;
            continue;
        }
        if c.is_control() || is_invisible(c) {
            continue;
        }
        if space && !folded.is_empty() {
            folded.push(' ');
            left = left.saturating_sub(1);
        }
        space = false;
        if left == 0 {
            break;
        }
        folded.push(c);
        left -= 1;
    }
    folded
}

/// Characters that say nothing: soft hyphen, zero width space, marks of direction, byte order mark.
fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{ad}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'
            ..='\u{202e}' | '\u{2060}' | '\u{feff}'
    )
}

/// What a page is, of what publishers call it: a type of schema.org or of Open Graph.
pub(super) fn page_type(raw: &str) -> Option<&'static str> {
    let name = raw.trim().rsplit(['/', '#']).next().unwrap_or_default();
    let name = name.rsplit_once(':').map_or(name, |(_, name)| name);
    Some(match name.to_ascii_lowercase().split('.').next().unwrap_or_default() {
        "discussionforumposting" | "qapage" | "question" | "socialmediaposting" => "forum",
        "jobposting" => "job",
        "article" | "report" | "news" | "blog" | "post" | "review" => "article",
        name if name.ends_with("article") || name.ends_with("posting") => "article",
        "product" | "productgroup" | "itempage" => "product",
        "service" => "service",
        "recipe" => "recipe",
        "howto" => "how_to",
        "event" => "event",
        "course" => "course",
        "dataset" => "dataset",
        "book" => "book",
        "movie" | "video" | "videoobject" => "video",
        "music" | "podcastepisode" => "audio",
        "softwareapplication" => "software",
        "profile" | "profilepage" => "profile",
        "faqpage" => "faq",
        "collectionpage" | "searchresultspage" => "collection",
        "website" => "website",
        _ => return None,
    })
}

/// What two values are compared by: letters and digits, in lower case.
pub(super) fn key(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Decodes HTML's character references where a text that is not HTML holds them: numbers, and the
/// names that publishing systems write.
pub(super) fn decode_references(text: &str) -> Cow<'_, str> {
    if !text.contains('&') {
        return Cow::Borrowed(text);
    }
    let mut decoded = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        decoded.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        let end = rest.bytes().take(10).position(|b| b == b';');
        match end.and_then(|end| Some((end, reference(&rest[..end])?))) {
            Some((end, c)) => {
                decoded.push(c);
                rest = &rest[end + 1..];
            }
            None => decoded.push('&'),
        }
    }
    decoded.push_str(rest);
    Cow::Owned(decoded)
}

/// The character of a reference, without `&` and `;`.
fn reference(name: &str) -> Option<char> {
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16).ok()?,
            None => number.parse().ok()?,
        };
        return char::from_u32(code).filter(|&c| c != '\0');
    }
    Some(match name {
        "amp" => '&',
        "quot" => '"',
        "apos" => '\'',
        "lt" => '<',
        "gt" => '>',
        "nbsp" => ' ',
        "ndash" => '–',
        "mdash" => '—',
        "lsquo" => '‘',
        "rsquo" => '’',
        "ldquo" => '“',
        "rdquo" => '”',
        "laquo" => '«',
        "raquo" => '»',
        "hellip" => '…',
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folds_and_caps() {
        assert_eq!(short("  A\u{a0}\n b\u{0}\u{200b}c ", 10).as_deref(), Some("A bc"));
        assert_eq!(short(" \t\u{feff}", 10), None);
        assert_eq!(short("12345", 5).as_deref(), Some("12345"));
        assert_eq!(short("123456", 5), None);
        assert_eq!(short(&"x".repeat(1 << 20), TITLE_CHARS), None);
        assert_eq!(clipped("one two three", 9).as_deref(), Some("one two"));
        assert_eq!(clipped("ééééé", 3).as_deref(), Some("ééé"));
    }

    #[test]
    fn decodes_references_and_leaves_the_rest() {
        let cases = [
            ("Q&amp;A &#39;x&#x27; &nbsp;&lt;b&gt;", "Q&A 'x'  <b>"),
            ("AT&T; R&D &unknown; &", "AT&T; R&D &unknown; &"),
            ("&#0;&#xD800;&#99999999;", "&#0;&#xD800;&#99999999;"),
            ("&é;", "&é;"),
        ];
        for (text, wanted) in cases {
            assert_eq!(decode_references(text), wanted);
        }
    }
}
