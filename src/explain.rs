//! Owns how a page's cuts are shown to people: line by line, `=` kept, `-` cut, with the cause.
//!
//! The same notation stands in the rules' documentation, in their examples and in the fixtures'
//! `page.diff`.

use crate::clean::{Cleaner, Examined};
use crate::document::Metadata;
use crate::learned::Judgement;
use crate::metadata::Field;
use crate::text::{Cause, Cut, Cuts, Span, lines};
use std::borrow::Cow;
use std::fmt::Write as _;

/// A line of the page, or a part of one, that was kept or cut as a whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece<'a> {
    /// Its text, without white space at the ends, as [`printable`] shows it.
    pub text: Cow<'a, str>,
    /// Why it was cut; `None` if it was kept.
    pub cause: Option<Cause>,
    /// Whether the next piece goes on with the same line.
    pub continued: bool,
}

/// The page as pieces, in text order. White space alone is not shown.
pub fn pieces(examined: &Examined) -> Vec<Piece<'_>> {
    let text = &examined.page.text;
    let removed = examined.cuts.removed();
    let mut first = 0;
    let mut pieces = Vec::new();
    for line in lines(text) {
        while removed.get(first).is_some_and(|cut| cut.span.end <= line.start) {
            first += 1;
        }
        let mut found: Vec<(Span, Option<Cause>)> = Vec::new();
        let mut at = line.start;
        for cut in removed[first..].iter().take_while(|cut| cut.span.start < line.end) {
            found.push((Span::new(at, cut.span.start.max(at)), None));
            at = cut.span.end.min(line.end);
            found.push((Span::new(cut.span.start.max(line.start), at), Some(cut.cause)));
        }
        found.push((Span::new(at, line.end.max(at)), None));
        found.retain(|(span, _)| !span.of(text).trim().is_empty());
        let count = found.len();
        pieces.extend(found.into_iter().enumerate().map(|(i, (span, cause))| Piece {
            text: printable(span.of(text).trim()),
            cause,
            continued: i + 1 < count,
        }));
    }
    pieces
}

/// The pieces in `=`/`-` notation, the cause behind two spaces and in brackets; a piece that the
/// next one goes on with ends with a backslash.
pub fn notation(examined: &Examined) -> String {
    let mut out = String::new();
    for piece in pieces(examined) {
        let sign = if piece.cause.is_some() { '-' } else { '=' };
        let _ = write!(out, "{sign} {}", piece.text);
        if let Some(cause) = piece.cause {
            let _ = write!(out, "  [{cause}]");
        }
        out.push_str(if piece.continued { " \\\n" } else { "\n" });
    }
    out
}

/// The metadata of a page, field by field: what was chosen behind `=`, what was voted on with the sum
/// of the weights and what speaks for each candidate, and every claim with its evidence.
pub fn metadata(examined: &Examined) -> String {
    let mut out = String::new();
    let votes = Cleaner::votes(&examined.claims);
    for field in Field::ALL {
        let claims: Vec<_> = examined.claims.iter().filter(|c| c.field == *field).collect();
        let chosen = chosen(&examined.metadata, *field);
        if claims.is_empty() && chosen.is_none() {
            continue;
        }
        let _ = writeln!(out, "{field} = {}", chosen.as_deref().map_or("-".into(), printable));
        let of_field = votes.iter().filter(|(of, _)| of == field);
        let mut of_field: Vec<_> = of_field.flat_map(|(_, votes)| votes).collect();
        of_field.sort_by(|a, b| b.sum.total_cmp(&a.sum));
        for vote in of_field {
            let values = if vote.values.is_empty() { "-".into() } else { vote.values.join("; ") };
            let signs = vote.signs.join(", ");
            let _ = writeln!(out, "    {:+.2} {}  {signs}", vote.sum, printable(&values));
        }
        for claim in claims {
            let _ = writeln!(out, "    {} {}", claim.evidence, printable(&claim.value));
        }
    }
    out
}

/// The record's value of a field, as text.
fn chosen(metadata: &Metadata, field: Field) -> Option<String> {
    let list = |values: &[String]| (!values.is_empty()).then(|| values.join("; "));
    match field {
        Field::Url => metadata.url.clone(),
        Field::Title => metadata.title.clone(),
        Field::Author => list(&metadata.authors),
        Field::DatePublished => metadata.date_published.clone(),
        Field::DateModified => metadata.date_modified.clone(),
        Field::SiteName => metadata.site_name.clone(),
        Field::Description => metadata.description.clone(),
        Field::Tag => list(&metadata.tags),
        Field::Language => metadata.language.clone(),
        Field::Image => metadata.image.clone(),
        Field::PageType => metadata.page_type.clone(),
    }
}

/// A text block of a page, and how it came to be kept or cut.
#[derive(Clone, Debug)]
pub struct BlockStory<'a> {
    /// Its text on one line, as [`printable`] shows it.
    pub text: String,
    /// Everything that cut it or a part of it, what the record names first; empty if it was kept.
    pub causes: Vec<Cause>,
    /// Whether a part of it was kept.
    pub kept: bool,
    /// How the model of blocks, or in plain text that of lines, judged it.
    pub judgement: Option<&'a Judgement>,
}

impl BlockStory<'_> {
    /// What decided, in words.
    pub fn decided(&self) -> String {
        let causes: Vec<String> = self.causes.iter().map(ToString::to_string).collect();
        let causes = causes.join(", ");
        let what = match (self.causes.is_empty(), self.kept) {
            (true, _) => "kept".to_owned(),
            (false, true) => format!("cut in part by {causes}"),
            (false, false) => format!("cut by {causes}"),
        };
        match self.judgement {
            None => what,
            Some(judged) if judged.threshold > 1.0 => {
                format!("{what}; score {:.3}, and no block is likely enough", judged.score)
            }
            Some(judged) => {
                let side = if judged.score > judged.threshold { "above" } else { "not above" };
                let (own, score, threshold) = (judged.own, judged.score, judged.threshold);
                let group = match score == own {
                    true => String::new(),
                    false => format!(" ({own:.3} by itself, heard with blocks that look like it)"),
                };
                format!(
                    "{what}; score {score:.3}{group}, {side} the page's threshold {threshold:.3}"
                )
            }
        }
    }
}

/// The blocks of a page, in text order, with what [`crate::Cleaner::judge`] says of them.
pub fn blocks<'a>(examined: &Examined, judgements: &'a [Option<Judgement>]) -> Vec<BlockStory<'a>> {
    let mut cuts: Vec<_> = examined.cuts.iter().collect();
    cuts.sort_unstable();
    let mut cuts = cuts.into_iter().peekable();
    let mut here: Vec<&Cut> = Vec::new();
    let mut stories = Vec::with_capacity(examined.page.blocks.len());
    for (at, block) in examined.page.blocks.iter().enumerate() {
        here.retain(|cut| cut.span.end > block.span.start);
        while let Some(cut) = cuts.next_if(|cut| cut.span.start < block.span.end) {
            if cut.span.end > block.span.start {
                here.push(cut);
            }
        }
        let part = |cut: &Cut| {
            Span::new(cut.span.start.max(block.span.start), cut.span.end.min(block.span.end))
        };
        let seen = |cut: &&&Cut| !part(cut).of(&examined.page.text).trim().is_empty();
        let mut parts = Cuts::new();
        here.iter().for_each(|cut| parts.add(part(cut), cut.cause));
        let cut_bytes: usize = parts.removed().iter().map(|cut| cut.span.len()).sum();
        let mut causes: Vec<Cause> = here.iter().filter(seen).map(|cut| cut.cause).collect();
        causes.sort_unstable();
        causes.dedup();
        let words: Vec<&str> = examined.page.block_text(block).split_whitespace().collect();
        stories.push(BlockStory {
            text: printable(&words.join(" ")).into_owned(),
            causes,
            kept: cut_bytes < block.span.len(),
            judgement: judgements.get(at).and_then(Option::as_ref),
        });
    }
    stories
}

/// Text that does nothing to a terminal and hides nothing from its reader: control characters,
/// marks of writing direction and zero-width characters are written as escapes.
pub fn printable(text: &str) -> Cow<'_, str> {
    let hidden = |c: char| {
        c.is_control()
            || matches!(c, '\u{ad}' | '\u{61c}' | '\u{200b}' | '\u{200e}' | '\u{200f}'
                | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}')
    };
    if !text.contains(hidden) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            c if hidden(c) => out.extend(c.escape_default()),
            c => out.push(c),
        }
    }
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Kind;
    use crate::page::Page;
    use crate::text::Boilerplate;

    fn examined(text: &str, cuts: &[(usize, usize, Cause)]) -> Examined {
        let mut all = Cuts::new();
        for &(start, end, cause) in cuts {
            all.add(Span::new(start, end), cause);
        }
        let page = Page { text: text.to_owned(), ..Page::empty(Kind::Text) };
        Examined { page, cuts: all, claims: Vec::new(), metadata: Metadata::default() }
    }

    #[test]
    fn shows_what_was_kept_and_cut() {
        let aside = Cause::Boilerplate(Boilerplate::Aside);
        let text = "One.\n\nTwo. More\nThree\n  \n";
        let cuts = [(11, 15, aside), (16, 22, Cause::Selector)];
        let wanted = "= One.\n= Two. \\\n- More  [boilerplate:aside]\n- Three  [selector]\n";
        assert_eq!(notation(&examined(text, &cuts)), wanted);
        let one = [(0, 15, aside)];
        assert_eq!(notation(&examined("One.\n\nTwo. More", &one)).lines().count(), 2);
    }

    #[test]
    fn tells_what_decided_about_a_block() {
        let html = "<nav><a href=/>Home</a></nav><main><p>The harbour was closed on Monday after a \
                    crane fell onto the rails.</p><p>Nobody was hurt, the city said on Tuesday.</p></main>";
        let doc = crate::Document::new("t", Kind::Html, html);
        let cleaner = crate::Cleaner::default();
        let examined = cleaner.examine(&doc).unwrap();
        let judgements = cleaner.judge(&doc, &examined.page);
        let stories = blocks(&examined, &judgements);
        let decided: Vec<String> = stories.iter().map(BlockStory::decided).collect();
        assert_eq!(decided.len(), 3);
        assert!(
            decided[0].starts_with("cut by boilerplate:navigation; score 0."),
            "{}",
            decided[0]
        );
        assert!(
            decided[1].starts_with("kept; score 0.") && decided[1].contains("above the page's")
        );
        let influences = &judgements[0].as_ref().unwrap().influences;
        let sorted = influences.is_sorted_by(|a, b| a.log_odds.abs() >= b.log_odds.abs());
        assert!(influences.len() == 4 && sorted, "{influences:?}");
    }

    #[test]
    fn tells_what_was_claimed_and_chosen() {
        let html = "<title>Crane falls - Harbour Post</title>\
                    <meta property=og:site_name content='Harbour Post'>\
                    <meta name=author content='Jane Doe\u{202e}'><h1>Crane falls</h1>";
        let doc = crate::Document::new("t", Kind::Html, html);
        let told = metadata(&Cleaner::default().examine(&doc).unwrap());
        assert!(told.contains("title = Crane falls\n    +"), "{told}");
        assert!(told.contains("    title_element Crane falls - Harbour Post\n"), "{told}");
        assert!(told.contains("author = Jane Doe\n"), "{told}");
        assert!(!told.contains("date_published"), "{told}");
    }

    #[test]
    fn tells_all_that_is_known_of_a_line() {
        let text = "The harbour was closed on Monday after a crane fell onto the rails.\n\
                    Share this article on Facebook\n\
                    Nobody was hurt, and the ships have left for other harbours since.\n";
        let doc = crate::Document::new("t", Kind::Text, text);
        let cleaner = crate::Cleaner::default();
        let examined = cleaner.examine(&doc).unwrap();
        let judgements = cleaner.judge(&doc, &examined.page);
        let stories = blocks(&examined, &judgements);
        assert!(stories[1].decided().starts_with("cut by rule:share_prompt"));
        assert_eq!(stories[1].judgement.unwrap().says, [crate::Phrase::Share]);
        assert!(stories[0].decided().starts_with("kept; score 0."), "{}", stories[0].decided());
    }

    #[test]
    fn nothing_reaches_the_terminal_but_text() {
        assert_eq!(printable("a\u{1b}[31mb\u{202e}c"), "a\\u{1b}[31mb\\u{202e}c");
        assert_eq!(printable("été"), "été");
    }
}
