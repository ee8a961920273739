//! Owns what the page's body says of itself: its heading, its marked-up dates and names, and lines
//! of the text that are wholly a date or a by-line.

use super::values::key;
use super::{Claims, Evidence, Field, names};
use crate::document::Kind;
use crate::lang::{LanguageSet, Phrase};
use crate::page::{Block, BlockKind, Element, Page, Tag};
use crate::text::lines;

/// Elements whose attributes promise something that are looked at.
const CANDIDATES: usize = 200;

/// Bytes of text between the names of one by-line, at most.
const NEAR: usize = 300;

/// Lines of plain text at the top and at the end that may be a date or a by-line.
const TOP_LINES: usize = 20;
const END_LINES: usize = 10;

/// Blocks before and behind an HTML page's heading that may be a date or a by-line.
const BLOCKS_BEFORE: usize = 5;
const BLOCKS_BEHIND: usize = 15;

/// More different days than this, without a word that they are the publication's, are a list's.
const BARE_DAYS: usize = 2;

/// A line that says no more than "written by" has fewer bytes.
const SHORT_LINE: usize = 40;

/// A longer line is prose.
const LONGEST_LINE: usize = 300;

/// How the class of an element that holds the author's name ends, without hyphens.
const BYLINE_CLASSES: &[&str] = &["author", "authorname", "authorlink", "byline", "bylinename"];

/// Claims of headings, of marked-up elements and of lines.
pub(super) fn read(page: &Page, claims: &mut Claims<'_>) {
    let heading = heading(page);
    if let Some(at) = heading {
        // Documentation marks a heading's own link by a sign behind it.
        let text = page.block_text(&page.blocks[at]).trim_end_matches(['¶', '#', ' ']);
        claims.add(Field::Title, text, Evidence::Heading);
    }
    let start = heading.map_or(0, |at| page.blocks[at].span.start);
    claim_candidates(candidates(page), start, claims);
    claim_lines(&line_window(page, heading), claims);
}

/// The first heading of level 1 that the page's title repeats, else the first.
fn heading(page: &Page) -> Option<usize> {
    let is_heading = |b: &Block| b.kind == BlockKind::Heading(1) && !b.hidden;
    let mut headings = (0..page.blocks.len()).filter(|&at| is_heading(&page.blocks[at])).take(20);
    let title = key(page.head.title.as_deref().unwrap_or_default());
    let in_title = |&at: &usize| {
        let text = page.block_text(&page.blocks[at]);
        text.contains(' ') && title.contains(&key(text))
    };
    headings.clone().find(in_title).or_else(|| headings.next())
}

/// What an element says, and where it stands in the text.
struct Candidate {
    field: Field,
    evidence: Evidence,
    at: usize,
    raw: String,
}

/// What elements say by their attributes, outside of sidebars and comments.
fn candidates(page: &Page) -> Vec<Candidate> {
    let mut found = Vec::new();
    for (index, element) in page.elements.iter().enumerate() {
        if found.len() >= CANDIDATES {
            break;
        }
        let Some((field, evidence)) = promise(page, element) else { continue };
        if element.hidden || is_aside(page, index) {
            continue;
        }
        let raw = value(page, index, field);
        found.push(Candidate { field, evidence, at: element.text.start, raw: raw.to_owned() });
    }
    found
}

/// What the element's attributes promise that it says.
fn promise(page: &Page, element: &Element) -> Option<(Field, Evidence)> {
    let a = &element.attributes;
    for prop in page.attribute(a.itemprop).split_ascii_whitespace() {
        match prop {
            "headline" => return Some((Field::Title, Evidence::Itemprop)),
            "author" | "creator" => return Some((Field::Author, Evidence::Itemprop)),
            "datePublished" => return Some((Field::DatePublished, Evidence::Itemprop)),
            "dateModified" => return Some((Field::DateModified, Evidence::Itemprop)),
            _ => {}
        }
    }
    let mut classes = page.attribute(a.class).split_ascii_whitespace();
    if element.tag == Tag::Time {
        let modified = classes.any(|class| class.contains("updated") || class.contains("modified"));
        let field = if modified { Field::DateModified } else { Field::DatePublished };
        return Some((field, Evidence::TimeElement));
    }
    if page.attribute(a.rel).split_ascii_whitespace().any(|rel| rel == "author") {
        return Some((Field::Author, Evidence::RelAuthor));
    }
    let byline = classes.any(is_byline_class);
    byline.then_some((Field::Author, Evidence::BylineClass))
}

fn is_byline_class(class: &str) -> bool {
    if !class.ends_with(['r', 'R', 'e', 'E', 'k', 'K']) {
        return false;
    }
    let plain: String = class.chars().filter(|c| !matches!(c, '-' | '_')).collect();
    let plain = plain.to_ascii_lowercase();
    BYLINE_CLASSES.iter().any(|end| plain.ends_with(end))
}

/// Whether the element belongs to a sidebar, a footer, a comment or another story.
fn is_aside(page: &Page, index: usize) -> bool {
    page.ancestors(index).any(|element| {
        let a = &element.attributes;
        let mut classes = page.attribute(a.class).split_ascii_whitespace();
        matches!(element.tag, Tag::Aside | Tag::Nav | Tag::Footer)
            || page.attribute(a.itemtype).ends_with("Comment")
            || classes.any(|class| class.starts_with("comment") || class.starts_with("related"))
    })
}

/// What the element says: by `content` or `datetime`, by the name within it, by its text.
fn value(page: &Page, index: usize, field: Field) -> &str {
    let element = &page.elements[index];
    for span in [element.attributes.content, element.attributes.datetime] {
        if !span.is_empty() {
            return page.attribute(span);
        }
    }
    let within = page.elements.get(index + 1..element.end).unwrap_or_default();
    let named = within.iter().find(|inner| page.attribute(inner.attributes.itemprop) == "name");
    match named {
        Some(name) if field == Field::Author && !name.attributes.content.is_empty() => {
            page.attribute(name.attributes.content)
        }
        Some(name) if field == Field::Author => name.text.of(&page.text),
        _ => element.text.of(&page.text),
    }
}

/// Claims, of each kind of evidence, what stands nearest to the heading: one value, or the names
/// that stand together.
fn claim_candidates(mut found: Vec<Candidate>, heading: usize, claims: &mut Claims<'_>) {
    found.retain(|c| {
        c.evidence != Evidence::BylineClass
            || (c.raw.len() <= LONGEST_LINE && names::are_names(&c.raw, claims.languages))
    });
    let kinds = [
        (Field::Title, Evidence::Itemprop),
        (Field::Author, Evidence::Itemprop),
        (Field::DatePublished, Evidence::Itemprop),
        (Field::DateModified, Evidence::Itemprop),
        (Field::DatePublished, Evidence::TimeElement),
        (Field::DateModified, Evidence::TimeElement),
        (Field::Author, Evidence::RelAuthor),
        (Field::Author, Evidence::BylineClass),
    ];
    for (field, evidence) in kinds {
        let of_kind = || found.iter().filter(|c| c.field == field && c.evidence == evidence);
        let mut nearest: Vec<&Candidate> = of_kind().collect();
        nearest.sort_by_key(|c| c.at.abs_diff(heading));
        if field != Field::Author {
            let _ = nearest.into_iter().any(|c| claims.add(field, &c.raw, evidence));
        } else if let Some(first) = nearest.first() {
            for c in of_kind().filter(|c| c.at.abs_diff(first.at) <= NEAR) {
                claims.add(field, &c.raw, evidence);
            }
        }
    }
}

/// The lines that may be a date or a by-line: around an HTML page's heading, at the top and at the
/// end of plain text.
fn line_window(page: &Page, heading: Option<usize>) -> Vec<&str> {
    let of = |blocks: &[Block]| -> Vec<&str> {
        let shown = blocks.iter().filter(|block| !block.hidden);
        let text = shown.map(|block| page.block_text(block));
        text.flat_map(|text| lines(text).map(|line| line.of(text).trim())).collect()
    };
    let n = page.blocks.len();
    match (page.kind, heading) {
        (Kind::Text, _) => {
            let top = TOP_LINES.min(n);
            let end = n.saturating_sub(END_LINES).max(top);
            [of(&page.blocks[..top]), of(&page.blocks[end..])].concat()
        }
        (Kind::Html, Some(at)) => {
            of(&page.blocks[at.saturating_sub(BLOCKS_BEFORE)..(at + BLOCKS_BEHIND).min(n)])
        }
        (Kind::Html, None) => Vec::new(),
    }
}

/// Claims the first by-line, and the date that a line gives as the publication's.
fn claim_lines(lines: &[&str], claims: &mut Claims<'_>) {
    let mut bylined = false;
    let mut bare: Vec<(String, &str)> = Vec::new();
    let mut labelled = None;
    let languages = claims.languages;
    for pair in lines.windows(2).filter(|pair| pair[0].len() < SHORT_LINE) {
        // "Written by" above a name.
        if !bylined && names::is_by(pair[0], languages) {
            bylined = names::are_names(pair[1], languages)
                && claims.add(Field::Author, pair[1], Evidence::Byline);
        }
    }
    for part in lines.iter().flat_map(|line| statements(line, languages)) {
        let phrases = languages.phrases(part);
        if phrases.has(Phrase::Byline) && !bylined {
            bylined = claims.add(Field::Author, part, Evidence::Byline);
        }
        if !phrases.has(Phrase::DateLine) {
            continue;
        }
        let Some(date) = languages.date(part) else { continue };
        let rest = [&part[..date.range.start], &part[date.range.end..]];
        if rest.iter().any(|rest| rest.contains(char::is_alphabetic)) {
            labelled = labelled.or(Some(part));
        } else if !bare.iter().any(|(day, _)| *day == date.iso()) {
            bare.push((date.iso(), part));
        }
    }
    let first_bare = bare.first().filter(|_| bare.len() <= BARE_DAYS).map(|(_, part)| *part);
    if let Some(part) = labelled.or(first_bare) {
        claims.add(Field::DatePublished, part, Evidence::DateLine);
    }
}

/// The parts of a line such as "By Jane Doe | 6 Jan 2026 | 5 min read", if each is a phrase.
fn statements<'l>(line: &'l str, languages: &LanguageSet<'_>) -> Vec<&'l str> {
    let is_phrase = |part: &&str| !languages.phrases(part).is_empty();
    if line.is_empty() || line.len() > LONGEST_LINE {
        return Vec::new();
    }
    if is_phrase(&line) {
        return vec![line];
    }
    let parts: Vec<&str> =
        line.split(['|', '·', '•', '–', '—']).map(str::trim).filter(|p| !p.is_empty()).collect();
    if parts.len() > 1 && parts.iter().all(is_phrase) { parts } else { Vec::new() }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Part, claimed, claimed_in, html, metadata, text};
    use super::*;
    use crate::page::Head;

    fn page(parts: &[Part<'_>]) -> Page {
        html(Head::default(), parts)
    }

    #[test]
    fn the_heading_that_the_title_repeats() {
        let parts: &[Part<'_>] =
            &[(Tag::H1, &[], "Harbour Post"), (Tag::H1, &[], "Crane falls onto rails")];
        assert_eq!(metadata(&page(parts)).title.as_deref(), Some("Harbour Post"));
        let titled =
            Head { title: Some("Crane falls onto rails – News".into()), ..Head::default() };
        let found = claimed(&html(titled, parts), Field::Title);
        assert!(found.contains(&("Crane falls onto rails".to_owned(), Evidence::Heading)));
    }

    #[test]
    fn the_sign_of_a_headings_link_is_not_of_it() {
        let found = metadata(&page(&[(Tag::H1, &[], "Configuring queues ¶")]));
        assert_eq!(found.title.as_deref(), Some("Configuring queues"));
    }

    #[test]
    fn marked_up_elements() {
        let found = page(&[
            (Tag::Time, &[("datetime", "2020-02-02")], "2 Feb"),
            (Tag::P, &[], &"A story above this one. ".repeat(20)),
            (Tag::H1, &[("itemprop", "headline")], "Crane falls"),
            (Tag::A, &[("rel", "author")], "Jane Doe"),
            (Tag::A, &[("rel", "author nofollow")], "John Roe"),
            (Tag::Time, &[("datetime", "2026-01-06T09:12Z")], "today"),
            (Tag::Time, &[("datetime", "2026-01-07"), ("class", "entry updated")], "tomorrow"),
            (Tag::P, &[], &"Prose. ".repeat(80)),
            (Tag::A, &[("rel", "author")], "Author Of Another Story"),
        ]);
        let metadata = metadata(&found);
        assert_eq!(metadata.title.as_deref(), Some("Crane falls"));
        assert_eq!(metadata.authors, ["Jane Doe", "John Roe"]);
        assert_eq!(metadata.date_published.as_deref(), Some("2026-01-06T09:12Z"));
        assert_eq!(metadata.date_published_source.as_deref(), Some("time_element"));
        assert_eq!(metadata.date_modified.as_deref(), Some("2026-01-07"));
    }

    #[test]
    fn microdata_outside_of_comments() {
        let found = page(&[
            (Tag::Span, &[("itemprop", "author"), ("class", "comment-author")], "Troll"),
            (Tag::Span, &[("itemprop", "author")], "Jane Doe"),
            (Tag::Span, &[("itemprop", "datePublished"), ("content", "2026-01-06")], "today"),
            (Tag::Span, &[("itemprop", "datePublished")], "7 January 2026"),
        ]);
        let metadata = metadata(&found);
        assert_eq!(metadata.authors, ["Jane Doe"]);
        assert_eq!(metadata.date_published.as_deref(), Some("2026-01-06"));
    }

    #[test]
    fn a_class_needs_a_name() {
        let author =
            |text: &str| metadata(&page(&[(Tag::Div, &[("class", "x byline")], text)])).authors;
        assert_eq!(author("By Jane Doe"), ["Jane Doe"]);
        assert_eq!(author("Jane Doe"), ["Jane Doe"]);
        assert_eq!(author("See all of our writers"), [""; 0]);
        let other = page(&[(Tag::Div, &[("class", "bylines-list")], "Jane Doe")]);
        assert_eq!(metadata(&other).authors, [""; 0]);
    }

    #[test]
    fn lines_of_plain_text() {
        let date = |body: &str| metadata(&text(body)).date_published;
        let prose = "A crane fell onto the rails of the harbour on Monday.\n".repeat(50);
        assert_eq!(date(&format!("{prose}Published On 6 Jan 2026")).as_deref(), Some("2026-01-06"));
        assert_eq!(
            date(&format!("Crane falls\n6 Jan 2026\n{prose}")).as_deref(),
            Some("2026-01-06")
        );
        assert_eq!(
            date("1 Jan 2026\n2 Jan 2026\n3 Jan 2026\nPublished on 6 Jan 2026").as_deref(),
            Some("2026-01-06")
        );
        assert_eq!(date("1 Jan 2026\n2 Jan 2026\n3 Jan 2026"), None, "a list");
        assert_eq!(
            date(&format!("{prose}Published On 6 Jan 2026\n{prose}")),
            None,
            "in the middle"
        );
        assert_eq!(date("He was born on 6 Jan 1926 in Hull."), None, "a sentence");
        assert_eq!(date("Published on 31 February 2026"), None);

        let found =
            metadata(&text("Crane falls\nBy Jane Doe and John Roe | January 6, 2026\nIt fell."));
        assert_eq!(found.authors, ["Jane Doe", "John Roe"]);
        assert_eq!(found.date_published.as_deref(), Some("2026-01-06"));
        assert_eq!(found.date_published_source.as_deref(), Some("date_line"));
        assert_eq!(metadata(&text("By the river | it rained")).authors, [""; 0]);
        assert_eq!(
            metadata(&text("Crane falls\nWritten by\nJane Doe\nProse.")).authors,
            ["Jane Doe"]
        );
        assert_eq!(metadata(&text("Written by\nthe winners.")).authors, [""; 0]);
    }

    #[test]
    #[ignore = "de.toml still holds English words"]
    fn lines_in_the_pages_language() {
        let german = text("Kran stürzt um\nVon Jane Doe\n6. Januar 2026\nEr fiel.");
        assert_eq!(
            claimed_in("de", &german, Field::DatePublished),
            [("2026-01-06".to_owned(), Evidence::DateLine)]
        );
        assert_eq!(
            claimed_in("de", &german, Field::Author),
            [("Jane Doe".to_owned(), Evidence::Byline)]
        );
    }
}
