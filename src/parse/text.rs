//! Owns the layout of plain text: the text stays as it is, every line that is not blank is a block.

use crate::document::{Kind, Limits, Note};
use crate::page::{Block, BlockKind, Page};
use crate::text::{Span, lines};

/// Lays out plain text. Whatever is unknown about its blocks (links, elements) says so. A text of
/// more lines than may be looked at has no blocks.
pub fn page(text: String, limits: Limits) -> Page {
    let mut blocks = Vec::new();
    if Limits::work_of_lines(&text) > limits.work {
        return Page { text, notes: vec![Note::OverBudget], ..Page::empty(Kind::Text) };
    }
    for line in lines(&text) {
        let whole = line.of(&text);
        let lead = whole.len() - whole.trim_start().len();
        let span = Span::new(line.start + lead, line.start + lead + whole.trim().len());
        if !span.is_empty() {
            blocks.push(Block {
                span,
                kind: kind(span.of(&text)),
                element: None,
                link_chars: None,
                bold_chars: None,
                hidden: false,
                selected: None,
            });
        }
    }
    Page { text, blocks, ..Page::empty(Kind::Text) }
}

/// A list item by its marker; all else is a paragraph.
fn kind(line: &str) -> BlockKind {
    let marked = ["- ", "* ", "• ", "– "].iter().any(|marker| line.starts_with(marker));
    if marked { BlockKind::ListItem { depth: 1 } } else { BlockKind::Paragraph }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_the_text_and_finds_the_lines() {
        let text = "  One \r\n\r\n- two\n\u{a0}\n";
        let page = page(text.to_owned(), Limits::default());
        assert_eq!(page.text, text);
        let blocks: Vec<_> = page.blocks.iter().map(|b| (page.block_text(b), b.kind)).collect();
        assert_eq!(
            blocks,
            [("One", BlockKind::Paragraph), ("- two", BlockKind::ListItem { depth: 1 })]
        );
    }

    #[test]
    fn a_text_of_too_many_lines_is_kept_as_it_is() {
        let text = "Share\n".repeat(10);
        let limits = Limits { work: 10 * Limits::LINE - 1, ..Limits::default() };
        let page = page(text.clone(), limits);
        assert_eq!((page.text, page.blocks.len()), (text, 0));
        assert_eq!(page.notes, [Note::OverBudget]);
    }
}
