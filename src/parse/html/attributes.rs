//! Owns what stands in a tag behind its name, as the tokenizer of HTML reads it: where it ends, and
//! where the attributes begin that are too many. html5ever compares each attribute of a tag with all
//! others, so that a megabyte of them would take minutes.

/// Attributes of a tag that are kept.
pub(super) const MOST: usize = 1_024;

/// The rest of a tag.
pub(super) struct Attributes {
    /// Where those begin that are too many.
    pub(super) excess: Option<usize>,
    /// Where its `>` or `/>` is, or the end of the page.
    pub(super) end: usize,
}

/// Whether `rest` begins as a tag.
pub(super) fn begins_tag(rest: &str) -> bool {
    let behind = rest.strip_prefix("</").or(rest.strip_prefix('<'));
    behind.is_some_and(|behind| behind.starts_with(|c: char| c.is_ascii_alphabetic()))
}

/// Bytes of a tag's name and of the sign behind it, where `rest` begins as a tag; `None` where the
/// name holds another `<`.
pub(super) fn name(rest: &str) -> Option<usize> {
    let is_end = |b: &u8| b.is_ascii_whitespace() || matches!(b, b'/' | b'>' | b'<');
    let name = rest.bytes().skip(2).position(|b| is_end(&b)).map(|at| at + 2);
    let is_part = name.is_some_and(|at| rest.as_bytes()[at] == b'<');
    (begins_tag(rest) && !is_part).then(|| name.map_or(rest.len(), |at| at + 1))
}

/// Reads a tag from behind its name and white space or `/`; more attributes than `most` are too many.
pub(super) fn read(rest: &str, most: usize) -> Attributes {
    let mut tag = Reader { bytes: rest.as_bytes(), at: 0 };
    let (mut count, mut excess) = (0, None);
    loop {
        let from = tag.at;
        tag.skip_to(|b| !b.is_ascii_whitespace() && b != b'/');
        if tag.here().is_none_or(|b| b == b'>') {
            let is_closed = tag.bytes[from..tag.at].ends_with(b"/");
            return Attributes { excess, end: tag.at - usize::from(is_closed) };
        }
        if count == most {
            excess = Some(tag.at);
        }
        count += 1;
        tag.attribute();
    }
}

struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Reader<'_> {
    fn here(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn skip_to(&mut self, is_end: impl Fn(u8) -> bool) {
        let rest = &self.bytes[self.at..];
        self.at += rest.iter().position(|b| is_end(*b)).unwrap_or(rest.len());
    }

    /// Passes over an attribute and its value.
    fn attribute(&mut self) {
        // A name may begin with `=`.
        self.at += 1;
        self.skip_to(|b| b.is_ascii_whitespace() || matches!(b, b'/' | b'>' | b'='));
        let name_end = self.at;
        self.skip_to(|b| !b.is_ascii_whitespace());
        if self.here() != Some(b'=') {
            self.at = name_end;
            return;
        }
        self.at += 1;
        self.skip_to(|b| !b.is_ascii_whitespace());
        match self.here() {
            Some(quote @ (b'"' | b'\'')) => {
                self.at += 1;
                self.skip_to(|b| b == quote);
                self.at = self.bytes.len().min(self.at + 1);
            }
            _ => self.skip_to(|b| b.is_ascii_whitespace() || b == b'>'),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_begins_with_its_name() {
        let cases = [
            ("<p>x", Some(3)),
            ("<p x", Some(3)),
            ("</p/x", Some(4)),
            ("<p<x y>", None),
            ("</p</x y>", None),
            ("<p", Some(2)),
            ("<ä>", None),
            ("< p>", None),
            ("<!--", None),
            ("</ p>", None),
            ("<", None),
            ("p", None),
        ];
        for (rest, wanted) in cases {
            assert_eq!(name(rest), wanted, "{rest}");
        }
    }

    #[test]
    fn attributes_are_counted_as_the_tokenizer_does() {
        // Behind the first two, and where the tag ends.
        let cases = [
            ("a b c d>x", Some(4), 7),
            ("a=1 b='> >' c=\"\">x", Some(12), 16),
            ("a/b/c>", Some(4), 5),
            ("a b c/>", Some(4), 5),
            ("a b c=d/>", Some(4), 8),
            ("a = 1 b >", None, 8),
            ("a = > b", None, 4),
            ("= = b c>", None, 7),
            ("a=\"x\"b='y'c>", Some(10), 11),
            ("a<b <c d='", Some(7), 10),
            ("ä=ö ü é>", Some(9), 11),
            ("", None, 0),
        ];
        for (rest, excess, end) in cases {
            let found = read(rest, 2);
            assert_eq!((found.excess, found.end), (excess, end), "{rest}");
        }
    }
}
