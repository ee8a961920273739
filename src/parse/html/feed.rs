//! Owns how a page goes through the tokenizer: piece by piece, and tag by tag where a tag may have
//! very many attributes.

use super::arena::Tree;
use super::{Guard, attributes};
use crate::document::{Limits, Note};
use html5ever::buffer_queue::BufferQueue;
use html5ever::interface::TreeSink;
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{Tokenizer, TokenizerOpts};

/// Bytes that the tokenizer gets at a time.
const PIECE: usize = 8 << 10;

/// Signs that may part attributes behind which a page is left alone, in a tag whose name has a `<`:
/// where that ends is not known.
const MOST_SIGNS: usize = 1 << 16;

/// The tree of a page, and which limits were met.
pub(super) fn tree(html: &str, limits: Limits) -> (Tree, Vec<Note>) {
    by_pieces(html, limits, attributes::MOST)
        .unwrap_or_else(|| by_tags(html, limits, attributes::MOST))
}

/// A tokenizer at work.
struct Feed {
    tokenizer: Tokenizer<Guard>,
    input: BufferQueue,
}

impl Feed {
    fn new(limits: Limits) -> Self {
        let tokenizer = Tokenizer::new(Guard::new(limits), TokenizerOpts::default());
        Self { tokenizer, input: BufferQueue::default() }
    }

    /// Gives a part of the page to the tokenizer; whether it made a token of anything.
    fn give(&self, part: &str) -> bool {
        let before = self.tokenizer.sink.tokens.get();
        self.input.push_back(StrTendril::from_slice(part));
        // A script's end or a declared encoding interrupts the tokenizer; neither concerns us.
        while !self.input.is_empty() {
            let _ = self.tokenizer.feed(&self.input);
        }
        self.tokenizer.sink.tokens.get() > before
    }

    fn is_over_budget(&self) -> bool {
        self.tokenizer.sink.is_over_budget()
    }

    fn end(self) -> (Tree, Vec<Note>) {
        self.tokenizer.end();
        let guard = self.tokenizer.sink;
        (guard.builder.sink.finish(), guard.notes.into_inner())
    }
}

/// The tree; `None` where, without a token, more signs have passed than `most` attributes need: in a
/// tag of that many, in a long value or comment.
fn by_pieces(html: &str, limits: Limits, most: usize) -> Option<(Tree, Vec<Note>)> {
    let feed = Feed::new(limits);
    let (mut rest, mut silent) = (html, 0);
    while !rest.is_empty() && !feed.is_over_budget() {
        let (piece, next) = rest.split_at(rest.floor_char_boundary(PIECE));
        silent = if feed.give(piece) { 0 } else { silent + most_attributes(piece) };
        if silent > most {
            return None;
        }
        rest = next;
    }
    Some(feed.end())
}

/// No fewer attributes than a part of a tag has.
fn most_attributes(part: &str) -> usize {
    let gaps = part.bytes().filter(|b| b.is_ascii_whitespace() || *b == b'/').count();
    gaps + part.bytes().filter(|b| matches!(b, b'"' | b'\'')).count() / 2
}

/// The tree, of `most` attributes of each tag. A part of the page that begins with the only `<` in it
/// opens one thing at most, and where a token comes of it, that is closed; so it is known which tags
/// are tags.
fn by_tags(html: &str, limits: Limits, most: usize) -> (Tree, Vec<Note>) {
    let feed = Feed::new(limits);
    let (mut at, mut is_idle, mut silent) = (0, true, None);
    while at < html.len() && !feed.is_over_budget() {
        let rest = &html[at..];
        let name = attributes::name(rest).filter(|_| is_idle);
        if is_idle {
            silent = (attributes::begins_tag(rest) && name.is_none()).then_some(0);
        }
        let length = name.unwrap_or_else(|| {
            let next = memchr::memchr(b'<', &rest.as_bytes()[1..]);
            next.map_or(rest.len(), |next| next + 1).min(rest.floor_char_boundary(PIECE))
        });
        at += length;
        is_idle = match rest[..length].strip_prefix('<') {
            None => feed.give(&rest[..length]) || is_idle,
            Some(behind) => {
                feed.give("<"); // what comes of this alone is of what stands before it
                if behind.is_empty() { is_idle } else { feed.give(behind) }
            }
        };
        silent = silent.map(|signs| signs + most_attributes(&rest[..length]));
        if silent.is_some_and(|signs| signs > MOST_SIGNS) {
            feed.tokenizer.sink.note(Note::OverBudget);
            break;
        }
        // In a script or a title, a token comes of the name: no tag begins there.
        if name.is_some() && !is_idle {
            let tag = attributes::read(&html[at..], most);
            if let Some(excess) = tag.excess {
                feed.tokenizer.sink.note(Note::AttributesCapped);
                feed.give(&html[at..at + excess]);
                feed.give(" "); // so that a `/` before them and the end of the tag stay apart
                at += tag.end;
            }
        }
    }
    feed.end()
}

#[cfg(test)]
mod tests {
    use super::super::arena::Data;
    use super::super::layout;
    use super::*;
    use crate::document::Kind;
    use crate::page::Page;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    fn text(tree: &Tree) -> String {
        layout::body(tree, &BTreeMap::new(), Page::empty(Kind::Html)).text
    }

    fn attributes(tree: &Tree) -> Vec<Vec<String>> {
        let of = |node| match tree.data(node) {
            Data::Element(element) => {
                element.attrs.iter().map(|attr| attr.name.local.to_string()).collect()
            }
            _ => Vec::new(),
        };
        tree.descendants(Tree::DOCUMENT).map(of).collect()
    }

    fn soup() -> impl Strategy<Value = String> {
        let parts = vec![
            "<p",
            "<svg ",
            "</p",
            " x",
            " y=1",
            " z='> >'",
            " w=\"<b c\"",
            "/",
            ">",
            ">",
            "<!-- ",
            " --",
            "-->",
            "<script>",
            "</script",
            "text ",
            "<title>",
            "</title>",
            "=",
            "'",
            "\"",
            "<![CDATA[",
            "]]>",
            "<textarea>",
            "</textarea>",
            "<",
            "&amp",
            "ä",
            "<?x ",
            "v u t s r",
        ];
        let part = proptest::sample::select(parts);
        proptest::collection::vec(part, 0..40).prop_map(|parts| parts.concat())
    }

    proptest! {
        #[test]
        fn tags_change_nothing_but_attributes_that_are_too_many(html in soup()) {
            let limits = Limits::default();
            let (wanted, _) = by_pieces(&html, limits, usize::MAX).unwrap();
            let (all, notes) = by_tags(&html, limits, usize::MAX);
            prop_assert_eq!(text(&all), text(&wanted));
            prop_assert_eq!(attributes(&all), attributes(&wanted));
            prop_assert!(notes.is_empty());
            let (few, notes) = by_tags(&html, limits, 2);
            prop_assert_eq!(text(&few), text(&wanted));
            // More than two stand only where tags of one element came together.
            let is_same = attributes(&few) == attributes(&wanted);
            prop_assert!(is_same || notes == [Note::AttributesCapped]);
        }
    }

    #[test]
    fn a_tag_with_a_sign_in_its_name_ends_the_page_somewhere() {
        // The same attribute, which costs nothing to compare.
        let html = format!("<p>One.</p><p<x{}>Two.", " a".repeat(MOST_SIGNS + PIECE));
        let (tree, notes) = tree(&html, Limits::default());
        assert_eq!((text(&tree).as_str(), &notes[..]), ("One.", &[Note::OverBudget][..]));
        let html = format!("<!-- <p<x{} --><p>One.", " a".repeat(MOST_SIGNS + PIECE));
        assert_eq!(text(&by_tags(&html, Limits::default(), 2).0), "One.");
    }

    #[test]
    fn no_tag_has_more_wherever_it_stands() {
        for html in [
            "<p>One.</p><div a b c d>Two.",
            "<p>One.</p a b c d><div a b c d>Two.</div a b c d>",
            "<!-- <a b=\" --><p>One.</p><div a< b< c< d<>Two.",
            "<title><a b='</title><p>One.</p><div a b c d>Two.",
            "<script>if (a <b && c=' it\\'s</script><p>One.</p><div a='>' b c d>Two.",
            "&am<!-- <a b=' --><p>One.</p><p a b c d>Two.",
            "<<!-- <a b=' --><p>One.</p><p a b c d>Two.",
            "&lt<p a b c d>One.</p><p>Two.",
        ] {
            let (tree, notes) = by_tags(html, Limits::default(), 2);
            assert_eq!(notes, [Note::AttributesCapped], "{html}");
            assert!(text(&tree).ends_with("One.\n\nTwo."), "{html}");
            assert!(attributes(&tree).iter().all(|attributes| attributes.len() <= 2), "{html}");
        }
    }
}
