//! Owns the look at tags with more attributes than any page needs: html5ever compares each attribute
//! of a tag with all others, so that a megabyte of them would take minutes.

use std::ops::Range;

/// Attributes of a tag that are kept.
pub(super) const MOST: usize = 4_096;

/// `html` without the attributes of each tag behind the first 4,096; `None` where no tag has more.
///
/// What looks like a tag may stand in a script or a comment. So what has another `<` among its
/// attributes is taken for none, and the end of a comment stays.
pub(super) fn without_excess(html: &str) -> Option<String> {
    let (mut kept, mut copied) = (String::new(), 0);
    for tag in tags(html, true) {
        if let Some(Range { start, end }) = tag.excess {
            kept.push_str(&html[copied..start]);
            copied = end;
        }
    }
    (copied > 0).then(|| kept + &html[copied..])
}

/// How many attributes any tag has, and no fewer than the tokenizer sees in it.
pub(super) fn most_of_a_tag(html: &str) -> usize {
    tags(html, false).map(|tag| tag.attributes).max().unwrap_or_default()
}

/// What looks like a tag; where `is_strict`, none that holds another `<` outside of quotes.
fn tags(html: &str, is_strict: bool) -> impl Iterator<Item = Tag<'_>> {
    let (bytes, mut at) = (html.as_bytes(), 0);
    std::iter::from_fn(move || {
        loop {
            at += memchr::memchr(b'<', &bytes[at..])? + 1;
            if bytes.get(at).is_some_and(u8::is_ascii_alphabetic) {
                let mut tag = Tag { bytes, at, is_strict, attributes: 0, excess: None };
                if tag.read() {
                    at = tag.at;
                    return Some(tag);
                }
            }
        }
    })
}

/// A tag that is read as the tokenizer of HTML does, from its name on.
struct Tag<'a> {
    bytes: &'a [u8],
    at: usize,
    is_strict: bool,
    attributes: usize,
    /// The attributes that are too many, up to the end of the tag.
    excess: Option<Range<usize>>,
}

impl Tag<'_> {
    /// Reads up to the end of the tag; false where it turns out to be none.
    fn read(&mut self) -> bool {
        self.skip_to(|b| b.is_ascii_whitespace() || matches!(b, b'/' | b'>' | b'<'));
        loop {
            self.skip_to(|b| !b.is_ascii_whitespace() && b != b'/');
            if self.is_none() {
                return false;
            }
            if self.bytes.get(self.at).is_none_or(|b| *b == b'>') {
                break;
            }
            self.attributes += 1;
            if self.attributes == MOST + 1 {
                self.excess = Some(self.at..self.at);
            }
            self.attribute();
        }
        if let Some(excess) = &mut self.excess {
            let is_comment = self.bytes[excess.start..self.at].ends_with(b"--");
            excess.end = if is_comment { self.at - 2 } else { self.at };
        }
        true
    }

    /// Whether here is what no tag has.
    fn is_none(&self) -> bool {
        self.is_strict && self.bytes.get(self.at) == Some(&b'<')
    }

    /// Passes over an attribute, up to another `<`.
    fn attribute(&mut self) {
        let is_strict = self.is_strict;
        let is_end = move |b: u8| b.is_ascii_whitespace() || b == b'>' || is_strict && b == b'<';
        // A name may begin with `=`.
        self.at += 1;
        self.skip_to(|b| is_end(b) || matches!(b, b'/' | b'='));
        let name_end = self.at;
        self.skip_to(|b| !b.is_ascii_whitespace());
        if self.bytes.get(self.at) != Some(&b'=') {
            self.at = name_end;
            return;
        }
        self.at += 1;
        self.skip_to(|b| !b.is_ascii_whitespace());
        match self.bytes.get(self.at).copied() {
            Some(quote @ (b'"' | b'\'')) => {
                self.at += 1;
                self.skip_to(|b| b == quote);
                self.at = self.bytes.len().min(self.at + 1);
            }
            _ => self.skip_to(is_end),
        }
    }

    fn skip_to(&mut self, is_end: impl Fn(u8) -> bool) {
        let rest = &self.bytes[self.at..];
        self.at += rest.iter().position(|b| is_end(*b)).unwrap_or(rest.len());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A tag of `n` attributes between two texts.
    fn page(n: usize, attribute: &str) -> String {
        format!("<p>One.</p><div{}>Two.</div>", format!(" {attribute}").repeat(n))
    }

    #[test]
    fn attributes_behind_the_first_ones_go() {
        for attribute in ["a", "a=b", "a=\"x > y <z> 'q' b\"", "a='\"' ", "a = b", "ä", "a=<"] {
            assert_eq!(without_excess(&page(MOST, attribute)), None, "{attribute}");
            assert_eq!(most_of_a_tag(&page(99, attribute)), 99, "{attribute}");
            let shorter = without_excess(&page(MOST + 9, attribute));
            if attribute.ends_with('<') {
                assert_eq!(shorter, None, "a tag within a tag is none");
                continue;
            }
            let shorter = shorter.unwrap_or_default();
            let wanted = page(MOST, attribute).replace(">Two", " >Two");
            let is_same = shorter.replace("  >", " >") == wanted.replace("  >", " >");
            assert!(is_same, "{attribute}");
        }
    }

    #[test]
    fn every_tag_is_looked_at_and_a_cut_one_too() {
        let two = page(MOST + 1, "a").repeat(2);
        assert_eq!(
            without_excess(&two).unwrap(),
            page(MOST, "a").replace(">Two", " >Two").repeat(2)
        );
        let cut = page(MOST + 5, "a='b c'");
        let cut = &cut[..cut.len() - "c'>Two.</div>".len()];
        assert!(without_excess(cut).unwrap().len() < cut.len());
    }

    #[test]
    fn a_comment_still_ends() {
        let html = format!("<!-- <a{} --><p>The crane fell.</p>", " b".repeat(2 * MOST));
        assert!(without_excess(&html).unwrap().ends_with("--><p>The crane fell.</p>"));
    }

    #[test]
    fn what_is_no_tag_stays() {
        let words = "word ".repeat(2 * MOST);
        for text in [
            format!("<p>{words}</p>"),
            format!("<p title=\"{words}\">x</p>"),
            format!("<!-- {words} -->"),
            format!("a < b {words} > c"),
            format!("<script>if (a <b {words}</script><p>The crane fell.</p>"),
        ] {
            assert_eq!(without_excess(&text), None, "{}", &text[..20]);
        }
    }
}
