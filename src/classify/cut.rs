//! Owns how blocks are cut: in runs, so that what is left stands as far apart as the page had it.

use crate::page::Page;
use crate::text::{Cause, Cuts, Span};

/// Cuts every run of blocks with verdicts, along with the weaker one of the separators around it,
/// so that what is left stands as far apart as the page had it.
pub fn runs(page: &Page, verdicts: &[Option<Cause>], cuts: &mut Cuts) {
    let blocks = &page.blocks;
    let mut at = 0;
    while at < blocks.len() {
        if verdicts[at].is_none() {
            at += 1;
            continue;
        }
        let len = verdicts[at..].iter().take_while(|verdict| verdict.is_some()).count();
        let (first, behind) = (at, at + len);
        let before = if first == 0 { 0 } else { blocks[first - 1].span.end };
        let after = blocks.get(behind).map_or(page.text.len(), |block| block.span.start);
        let separator_before = &page.text[before..blocks[first].span.start];
        let separator_after = &page.text[blocks[behind - 1].span.end..after];
        let takes_before = first > 0
            && (behind == blocks.len() || strength(separator_before) <= strength(separator_after));
        let mut start = if takes_before || first == 0 { before } else { blocks[first].span.start };
        for block in first..behind {
            let last = block + 1 == behind;
            let end = match last {
                true if takes_before => blocks[block].span.end,
                true => after,
                false => blocks[block + 1].span.start,
            };
            if let Some(cause) = verdicts[block] {
                cuts.add(Span::new(start, end), cause);
            }
            start = end;
        }
        at = behind;
    }
}

/// How far a separator parts two blocks: line breaks first, then any white space.
fn strength(separator: &str) -> (usize, usize) {
    (separator.matches('\n').count(), separator.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Kind;
    use crate::parse::{html, selectors::Hosts};

    /// What is left of a page without these blocks.
    fn left(html: &str, without: &[usize]) -> String {
        let page = html::page(html, None, &Hosts::default(), Default::default());
        assert_eq!(page.kind, Kind::Html);
        let verdict = |at| without.contains(&at).then_some(Cause::Selector);
        let verdicts: Vec<Option<Cause>> = (0..page.blocks.len()).map(verdict).collect();
        let mut cuts = Cuts::new();
        runs(&page, &verdicts, &mut cuts);
        cuts.kept_text(&page.text)
    }

    #[test]
    fn what_is_left_stands_as_far_apart_as_before() {
        let html = "<p>One.</p><nav>Menu</nav><p>Two <span hidden>x</span> three.</p>\
                    <table><tr><td>a<td><span hidden>b</span><td>c</table>";
        assert_eq!(left(html, &[1, 3, 6]), "One.\n\nTwo three.\n\na\tc");
        assert_eq!(left(html, &[0, 1]), "Two x three.\n\na\tb\tc");
        assert_eq!(left(html, &[5, 6, 7]), "One.\n\nMenu\n\nTwo x three.");
    }
}
