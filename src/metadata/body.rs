//! Owns what the page's body says of itself: its heading, its marked-up dates and names.

use super::site::split_first;
use super::values::key;
use super::{Claims, Evidence, Field, lines, names, site};
use crate::page::{Block, BlockKind, Element, Page, Tag};

/// Elements whose attributes promise something that are looked at.
const CANDIDATES: usize = 400;

/// Bytes of text between the names of one by-line, at most.
const NEAR: usize = 300;

/// Bytes of text before and behind the heading within which an element stands near it.
const BEFORE: usize = 400;
const BEHIND: usize = 1_500;

/// Elements that only their class or address tells of have no more bytes of text.
const SHORT: usize = 100;

/// A name that only a class tells of has no more words.
const WORDS: usize = 6;

/// How the class of an element that holds the author's name ends, without hyphens.
const BYLINE_CLASSES: &[&str] =
    &["author", "authorname", "authorlink", "byline", "bylinename", "autor", "auteur"];

/// Words of the class of an element that holds a date.
const DATE_WORDS: &[&str] = &[
    "date",
    "dates",
    "datum",
    "fecha",
    "published",
    "publish",
    "pubdate",
    "publishdate",
    "posted",
    "timestamp",
    "datetime",
    "time",
    "created",
    "submitted",
    "publishingdate",
];

/// Words of the class of an element at the front of a heading that is none of it.
const LABEL_WORDS: &[&str] =
    &["badge", "date", "descriptor", "eyebrow", "flair", "kicker", "label", "prefix"];

/// Words of the class of an element that holds what a forum calls somebody.
const MEMBER_WORDS: &[&str] = &["username", "nickname", "poster", "screenname", "member"];

/// Parts of the path of an author's page.
const AUTHOR_PATHS: &[&str] = &[
    "/author",
    "/autor",
    "/auteur",
    "/contributor",
    "/writer",
    "/columnist",
    "/journalist",
    "/staff/",
    "/byline/",
    "/redakteur",
    "/people/",
    "/profile/",
    "/profil/",
    "/person/",
    "/team/",
    "?author=",
];

/// Claims of headings, of marked-up elements and of lines.
pub(super) fn read(page: &Page, claims: &mut Claims<'_>) {
    let found = heading(page);
    if let Some(Heading { text, .. }) = found {
        claims.add(Field::Title, text, Evidence::Heading);
    }
    // A heading of level 1 that the title does not repeat may be the site's name.
    let repeated = found.as_ref().filter(|heading| heading.is_repeated);
    let heading = repeated.map(|heading| heading.at).or_else(|| {
        let titled = titled(page);
        if let Some((_, line)) = titled {
            claims.add(Field::Title, line, Evidence::TitleLine);
        }
        titled.map(|(at, _)| at).or(found.map(|heading| heading.at))
    });
    let start = heading.map_or(0, |at| page.blocks[at].span.start);
    let found = candidates(page, claims);
    claim_candidates(&found, start, claims);
    lines::read(page, heading, claims);
}

/// The block that stands in for a heading where a page marks none: the first with a line that is
/// the page's title, with or without the site's part of it; and that line.
fn titled(page: &Page) -> Option<(usize, &str)> {
    let of = |title| {
        let rests = site::parts(title).into_iter().map(|(_, rest)| rest);
        let first = split_first(title).map(|(first, _)| first);
        [title].into_iter().chain(rests).chain(first)
    };
    let parts: Vec<&str> = titles(page).flat_map(of).collect();
    // The site's name is the shortest part, as a rule.
    let longest = parts.iter().map(|part| part.len()).max().unwrap_or_default();
    let long = parts.into_iter().filter(|part| part.len() * 3 > longest);
    let keys: Vec<String> = long.map(key).filter(|key| !key.is_empty()).collect();
    let line_of = |block: &Block| {
        let text = page.block_text(block);
        let linked = block.link_chars.is_some_and(|chars| chars == text.chars().count());
        let mut lines = text.lines().filter(|_| !block.hidden && !linked);
        lines.find(|line| keys.contains(&key(line)))
    };
    page.blocks.iter().enumerate().find_map(|(at, block)| Some((at, line_of(block)?)))
}

/// What the head calls the page.
fn titles(page: &Page) -> impl Iterator<Item = &str> {
    page.head.title.as_deref().into_iter().chain(page.head.meta("og:title").take(1))
}

/// The page's heading.
struct Heading<'p> {
    /// Its block.
    at: usize,
    text: &'p str,
    /// Whether it has several words and the page's title holds them.
    is_repeated: bool,
}

/// Of the headings of level 1 that the page's title repeats the one that stands first there, else the
/// first.
fn heading(page: &Page) -> Option<Heading<'_>> {
    let title = key(page.head.title.as_deref().unwrap_or_default());
    let is_heading = |b: &Block| b.kind == BlockKind::Heading(1) && !b.hidden;
    let blocks = (0..page.blocks.len()).filter(|&at| is_heading(&page.blocks[at])).take(20);
    let placed = blocks.map(|at| {
        let text = heading_text(page, at);
        let of_title = Some(key(text)).filter(|key| text.contains(' ') && !key.is_empty());
        let place = of_title.and_then(|key| title.find(&key));
        // What is not repeated comes behind what is.
        (place.unwrap_or(usize::MAX), Heading { at, text, is_repeated: place.is_some() })
    });
    placed.min_by_key(|(place, _)| *place).map(|(_, heading)| heading)
}

/// The text of a heading, without the sign that documentation has for its own link at its end, and
/// without a label at its front: what is called one, or else what the page's titles lack, which have
/// the rest.
fn heading_text(page: &Page, at: usize) -> &str {
    let block = &page.blocks[at];
    let text = page.block_text(block).trim_end_matches(['¶', '#', ' ']);
    let inner = block.element.map_or(0..0, |at| at + 1..page.elements[at].end);
    let labels = page.elements[inner].iter().filter(|element| {
        element.text.start == block.span.start && element.text.end < block.span.end
    });
    let rest_behind = |label: &Element| {
        let rest = page.text[label.text.end..block.span.end].trim_end_matches(['¶', '#', ' ']);
        let is_apart = rest.starts_with([' ', '\n', ':', '|']);
        is_apart.then(|| rest.trim_start_matches([' ', '\n', ':', '|', '-', '–', '—', '·']))
    };
    let is_label = |label: &Element, rest: &str| {
        let mut classes = page.attribute(label.attributes.class).split_ascii_whitespace();
        let is_called =
            classes.clone().any(|class| class == "label" || class.starts_with("label-"));
        let is_like = label.tag == Tag::Time || classes.any(|class| has_word(class, LABEL_WORDS));
        let has = |part: &str| titles(page).any(|title| key(title).contains(&key(part)));
        is_called || is_like && has(rest) && !has(text)
    };
    let rests = labels.filter_map(|label| Some((label, rest_behind(label)?)));
    let mut rests = rests.filter(|(label, rest)| !key(rest).is_empty() && is_label(label, rest));
    rests.next().map_or(text, |(_, rest)| rest)
}

/// What an element says, and where it stands in the text.
struct Candidate {
    field: Field,
    evidence: Evidence,
    at: usize,
    /// Whether it stands in a sidebar, a footer, a comment or with another story.
    aside: bool,
    raw: String,
}

/// What elements say by their attributes, outside of sidebars and comments.
fn candidates(page: &Page, claims: &Claims<'_>) -> Vec<Candidate> {
    let mut found = Vec::new();
    for (index, element) in page.elements.iter().enumerate() {
        if found.len() >= CANDIDATES {
            break;
        }
        let Some((mut field, mut evidence)) = promise(page, element) else { continue };
        if element.hidden {
            continue;
        }
        let raw = value(page, index, field);
        if field == Field::DatePublished && is_change(page, element, claims) {
            field = Field::DateModified;
        }
        let mut raw = raw.to_owned();
        if evidence == Evidence::BylineClass {
            match lines::byline(&raw, claims.languages) {
                Some(names) => raw = names,
                None => evidence = Evidence::AuthorClass,
            }
        }
        if evidence == Evidence::AuthorClass {
            let Some(name) = short_name(&raw, claims) else { continue };
            raw = name;
        }
        let aside = is_aside(page, index);
        found.push(Candidate { field, evidence, at: element.text.start, aside, raw });
    }
    found
}

/// What the element's attributes promise that it says.
fn promise(page: &Page, element: &Element) -> Option<(Field, Evidence)> {
    let a = &element.attributes;
    for prop in page.attribute(a.itemprop).split_ascii_whitespace() {
        if let Some(field) = named(prop) {
            return Some((field, Evidence::Itemprop));
        }
    }
    for prop in page.attribute(a.property).split_ascii_whitespace() {
        if let Some(field) = prop.rsplit(':').next().and_then(named) {
            return Some((field, Evidence::Itemprop));
        }
    }
    let classes = || page.attribute(a.class).split_ascii_whitespace();
    if element.tag == Tag::Time {
        return Some((date_field(page, element), Evidence::TimeElement));
    }
    if page.attribute(a.rel).split_ascii_whitespace().any(|rel| rel == "author") {
        return Some((Field::Author, Evidence::RelAuthor));
    }
    if classes().any(is_byline_class) {
        return Some((Field::Author, Evidence::BylineClass));
    }
    let text = element.text.of(&page.text);
    if text.is_empty() || text.len() > SHORT {
        return None;
    }
    if element.tag == Tag::A && is_author_page(page.attribute(a.href)) {
        return Some((Field::Author, Evidence::AuthorLink));
    }
    let dated = text.bytes().filter(u8::is_ascii_digit).count() >= 3;
    if dated && classes().any(|class| has_word(class, DATE_WORDS)) {
        return Some((date_field(page, element), Evidence::DateClass));
    }
    let member = text.len() < SHORT / 2 && classes().any(|class| has_word(class, MEMBER_WORDS));
    member.then_some((Field::Author, Evidence::MemberClass))
}

/// The field that a property of schema.org or Dublin Core names.
fn named(property: &str) -> Option<Field> {
    Some(match property {
        "headline" => Field::Title,
        "author" | "creator" => Field::Author,
        "datePublished" | "date" | "created" | "issued" => Field::DatePublished,
        "dateModified" | "modified" => Field::DateModified,
        _ => return None,
    })
}

/// Which date an element says that is marked as one.
fn date_field(page: &Page, element: &Element) -> Field {
    let mut classes = page.attribute(element.attributes.class).split_ascii_whitespace();
    let modified = |class: &str| {
        let class = class.to_ascii_lowercase();
        (class.contains("updated") || class.contains("modified")) && !class.contains("publish")
    };
    if classes.any(modified) { Field::DateModified } else { Field::DatePublished }
}

/// Whether the words before a date on its line, or in the element, say that it is a change's.
fn is_change(page: &Page, element: &Element, claims: &Claims<'_>) -> bool {
    let start = element.text.start;
    let from = page.text.ceil_char_boundary(start.saturating_sub(SHORT));
    let label = page.text[from..start].rsplit('\n').next().unwrap_or_default();
    let text = element.text.of(&page.text);
    let own = text.find(|c: char| c.is_ascii_digit()).map_or("", |at| &text[..at]);
    let says = |label: &str| label.len() < SHORT && claims.languages.says_changed(label);
    says(own) || own.trim().is_empty() && says(label)
}

fn is_byline_class(class: &str) -> bool {
    if !class.ends_with(['r', 'R', 'e', 'E', 'k', 'K']) {
        return false;
    }
    let plain: String = class.chars().filter(|c| !matches!(c, '-' | '_')).collect();
    let plain = plain.to_ascii_lowercase();
    BYLINE_CLASSES.iter().any(|end| plain.ends_with(end))
}

/// Whether one of `words` is a word of the class: "entry-date", "postDate".
fn has_word(class: &str, words: &[&str]) -> bool {
    class.split(|c: char| !c.is_ascii_alphanumeric()).any(|part| {
        let humps = part.as_bytes().windows(2);
        let hump = |w: &[u8]| w[0].is_ascii_lowercase() && w[1].is_ascii_uppercase();
        let cut = humps.into_iter().position(hump).map_or(part.len(), |at| at + 1);
        let is_word = |part: &str| words.iter().any(|word| part.eq_ignore_ascii_case(word));
        [part, &part[..cut], &part[cut..]].into_iter().any(is_word)
    })
}

fn is_author_page(href: &str) -> bool {
    let path = href
        .split_once("://")
        .map_or(href, |(_, rest)| rest.find('/').map_or("", |at| &rest[at..]));
    let path = path.to_ascii_lowercase();
    AUTHOR_PATHS.iter().any(|part| path.contains(part))
}

/// The name that a short text of an author's class is.
fn short_name(raw: &str, claims: &Claims<'_>) -> Option<String> {
    let line = raw.trim().lines().next().unwrap_or_default().trim();
    let name = names::after_by(line, claims.languages).unwrap_or(line);
    let fits = !name.is_empty()
        && name.len() < SHORT / 2
        && name.split_whitespace().count() <= WORDS
        && name.split_whitespace().all(is_of_name)
        && !name.contains(|c: char| c.is_ascii_digit() || matches!(c, '.' | ':' | '?' | '!'))
        && name.starts_with(|c: char| c.is_alphabetic());
    fits.then(|| name.to_owned())
}

/// Whether a word stands in names: it begins with no small letter, or is short, as "de" and "von".
fn is_of_name(word: &str) -> bool {
    !word.starts_with(char::is_lowercase) || word.chars().count() <= 3
}

/// Whether the element belongs to a sidebar, a footer, a comment or another story.
fn is_aside(page: &Page, index: usize) -> bool {
    const STARTS: &[&str] =
        &["comment", "related", "sidebar", "recommend", "popular", "trending", "latest", "respond"];
    page.ancestors(index).any(|element| {
        let a = &element.attributes;
        let mut classes = page.attribute(a.class).split_ascii_whitespace();
        (matches!(element.tag, Tag::Nav | Tag::Footer) && !is_article_part(page, element))
            || (element.tag == Tag::Aside && element.text.of(&page.text).len() > SHORT)
            || page.attribute(a.itemtype).ends_with("Comment")
            || page.attribute(a.id).starts_with("comment")
            || classes.any(|class| STARTS.iter().any(|start| class.starts_with(start)))
    })
}

/// Whether a footer is that of an article.
fn is_article_part(page: &Page, element: &Element) -> bool {
    let parent = element.parent.and_then(|parent| page.elements.get(parent));
    element.tag == Tag::Footer && parent.is_some_and(|parent| parent.tag == Tag::Article)
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
/// that stand together. What only a class or an address tells of must stand near it, or be the
/// only such value of the page.
fn claim_candidates(found: &[Candidate], heading: usize, claims: &mut Claims<'_>) {
    const KINDS: &[(Field, Evidence, Option<Evidence>)] = &[
        (Field::Title, Evidence::Itemprop, None),
        (Field::Author, Evidence::Itemprop, None),
        (Field::DatePublished, Evidence::Itemprop, None),
        (Field::DateModified, Evidence::Itemprop, None),
        (Field::DatePublished, Evidence::TimeElement, Some(Evidence::DateFar)),
        (Field::DateModified, Evidence::TimeElement, Some(Evidence::DateFar)),
        (Field::DatePublished, Evidence::DateClass, Some(Evidence::DateFar)),
        (Field::DateModified, Evidence::DateClass, Some(Evidence::DateFar)),
        (Field::Author, Evidence::RelAuthor, Some(Evidence::AuthorFar)),
        (Field::Author, Evidence::BylineClass, Some(Evidence::AuthorFar)),
        (Field::Author, Evidence::AuthorLink, Some(Evidence::AuthorFar)),
        (Field::Author, Evidence::AuthorClass, None),
        (Field::Author, Evidence::MemberClass, None),
    ];
    let window = heading.saturating_sub(BEFORE)..=heading + BEHIND;
    for &(field, evidence, far) in KINDS {
        let all = || found.iter().filter(|c| c.field == field && c.evidence == evidence);
        let of_kind = || all().filter(|c| !c.aside);
        let mut nearest: Vec<&Candidate> = of_kind().collect();
        nearest.sort_by_key(|c| c.at.abs_diff(heading));
        if evidence != Evidence::Itemprop && !nearest.iter().any(|c| window.contains(&c.at)) {
            if let (Some(far), Some(first)) = (far, all().next())
                && all().all(|c| same(field, &c.raw, &first.raw))
            {
                claims.add(field, &first.raw, far);
            }
            continue;
        }
        if field != Field::Author {
            let _ = nearest.into_iter().any(|c| claims.add(field, &c.raw, evidence));
        } else if let Some(first) = nearest.first() {
            for c in of_kind().filter(|c| c.at.abs_diff(first.at) <= NEAR) {
                claims.add(field, &c.raw, evidence);
            }
        }
    }
}

/// Whether two values say the same author, or the same day.
fn same(field: Field, a: &str, b: &str) -> bool {
    match field {
        Field::Author => key(a) == key(b),
        _ => a.get(..10).unwrap_or(a) == b.get(..10).unwrap_or(b),
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Part, claimed, html, metadata};
    use super::*;
    use crate::page::{Attributes, Head};
    use crate::text::Span;

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
    fn of_two_such_headings_the_one_that_stands_first_in_the_title() {
        let parts: &[Part<'_>] =
            &[(Tag::H1, &[], "The Crane Manual"), (Tag::H1, &[], "Rails and wheels")];
        let titled = "Rails and wheels — The Crane Manual";
        let head = Head { title: Some(titled.into()), ..Head::default() };
        let found = claimed(&html(head, parts), Field::Title);
        assert!(found.contains(&("Rails and wheels".to_owned(), Evidence::Heading)), "{found:?}");
    }

    /// A heading that begins with an element of that class.
    fn labelled(class: &str, label: &str, rest: &str) -> Page {
        let text = format!("{label} {rest}");
        let mut page = page(&[(Tag::H1, &[], text.trim())]);
        let start = page.attributes.len();
        page.attributes.push_str(class);
        let class = Span::new(start, page.attributes.len());
        let heading = page.elements[1].clone();
        let text = Span::new(heading.text.start, heading.text.start + label.len());
        let attributes = Attributes { class, ..heading.attributes };
        let end = page.elements.len() + 1;
        page.elements[1].end = end;
        let parent = Some(1);
        page.elements.push(Element { tag: Tag::Span, parent, end, text, attributes, ..heading });
        page
    }

    #[test]
    fn a_label_at_the_front_of_a_heading_is_none_of_it() {
        let heading = |class, label, rest, head: Option<&str>| {
            let mut page = labelled(class, label, rest);
            page.head.title = head.map(str::to_owned);
            heading_text(&page, 0).to_owned()
        };
        let falls = "Crane falls";
        assert_eq!(heading("label label--red", "News", falls, None), falls);
        assert_eq!(heading("label", "Opinion", ": Crane falls", None), falls);
        assert_eq!(heading("post-date", "Dec 18 2025", falls, Some("Crane falls | Post")), falls);
        // What no title proves stays, and words that are only set otherwise, and a label that is
        // all there is.
        assert_eq!(heading("post-date", "2024", "in review", None), "2024 in review");
        assert_eq!(
            heading("post-date", "2024", "in review", Some("2024 in review")),
            "2024 in review"
        );
        assert_eq!(heading("field--label-hidden", "Crane", "falls", None), falls);
        assert_eq!(heading("accent", "Crane", "falls", Some("falls")), falls);
        assert_eq!(heading("label", falls, "", None), falls);
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
    fn a_byline_class_holds_more_than_names() {
        let author =
            |text: &str| metadata(&page(&[(Tag::Div, &[("class", "autor")], text)])).authors;
        assert_eq!(author("By Jane Doe, January 6, 2026"), ["Jane Doe"]);
        assert_eq!(author("Jane Doe\n12 stories"), ["Jane Doe"]);
        assert_eq!(author("January 6, 2026"), [""; 0]);
        assert_eq!(author("All stories\nFollow"), [""; 0]);
        let comment: &[Part<'_>] =
            &[(Tag::Div, &[("id", "comment-12"), ("class", "c-auteur")], "Jane Doe")];
        assert_eq!(metadata(&page(comment)).authors, [""; 0]);
    }

    #[test]
    fn what_only_a_class_or_an_address_tells_of_stands_near_the_heading() {
        let far = "The crane fell onto the rails of the harbour. ".repeat(60);
        let said = |near: Part<'_>, behind: &[Part<'_>]| {
            let mut parts: Vec<Part<'_>> = vec![(Tag::H1, &[], "Crane falls onto the rails"), near];
            parts.push((Tag::P, &[], &far));
            parts.extend(behind);
            page(&parts)
        };
        let link: Part<'_> = (Tag::A, &[("href", "/author/yucy")], "Yucy");
        let other: Part<'_> = (Tag::A, &[("href", "https://x.example/authors/roe")], "John Roe");
        let date: Part<'_> = (Tag::Span, &[("class", "entryDate")], "6 January 2026");
        let prose: Part<'_> = (Tag::P, &[], "Prose.");
        let of = |page: &Page, field| {
            let mut found = claimed(page, field);
            let lines = [Evidence::NameNear, Evidence::DateNear, Evidence::DateLine];
            found.retain(|(_, evidence)| !lines.contains(evidence));
            found
        };
        let yucy = |evidence| [("Yucy".to_owned(), evidence)];
        assert_eq!(of(&said(link, &[other]), Field::Author), yucy(Evidence::AuthorLink));
        assert_eq!(of(&said(prose, &[link, link]), Field::Author), yucy(Evidence::AuthorFar));
        assert_eq!(of(&said(prose, &[link, other]), Field::Author), []);
        let found = of(&said(date, &[]), Field::DatePublished);
        assert!(found.contains(&("2026-01-06".to_owned(), Evidence::DateClass)), "{found:?}");
        let far = of(&said(prose, &[date]), Field::DatePublished);
        assert_eq!(far, [("2026-01-06".to_owned(), Evidence::DateFar)]);
    }

    #[test]
    fn a_member_of_a_forum_is_the_author_near_the_heading() {
        let member = |class: &str, text: &str| {
            let parts: &[Part<'_>] = &[
                (Tag::H1, &[], "Crane falls onto the rails"),
                (Tag::Span, &[("class", class)], text),
                (Tag::P, &[], "The crane fell onto the rails of the harbour."),
            ];
            let mut found = claimed(&page(parts), Field::Author);
            found.retain(|(_, evidence)| *evidence == Evidence::MemberClass);
            found.into_iter().map(|(name, _)| name).collect::<Vec<_>>()
        };
        assert_eq!(member("username", "rosewood_ray"), ["rosewood_ray"]);
        assert_eq!(member("post-member", "Yucy"), ["Yucy"]);
        assert_eq!(member("memberTitle", "Yucy"), ["Yucy"]);
        assert_eq!(member("remembered", "Yucy"), [""; 0]);
        assert_eq!(member("username", &"Yucy ".repeat(20)), [""; 0], "no name");
        assert_eq!(member("username", "Admin"), [""; 0], "a role");
    }

    #[test]
    fn a_heading_that_is_no_title_is_not_what_the_rest_stands_near() {
        let prose = "The crane fell onto the rails of the harbour. ".repeat(60);
        let head =
            Head { title: Some("Crane falls onto rails - Example".into()), ..Head::default() };
        let parts: &[Part<'_>] = &[
            (Tag::H1, &[], "Example"),
            (Tag::P, &[], &prose),
            (Tag::P, &[], "Crane falls onto rails"),
            (Tag::P, &[], "6 January 2026"),
            (Tag::P, &[], "The crane fell."),
        ];
        let found = metadata(&html(head, parts));
        assert_eq!(found.title.as_deref(), Some("Crane falls onto rails"));
        assert_eq!(found.date_published.as_deref(), Some("2026-01-06"));
    }

    #[test]
    fn properties_of_rdfa_are_read_as_itemprop_is() {
        let found = page(&[
            (Tag::Span, &[("property", "dc:date dc:created"), ("content", "2026-01-06")], "today"),
            (Tag::Span, &[("property", "schema:author")], "Jane Doe"),
        ]);
        let date = claimed(&found, Field::DatePublished);
        assert!(date.contains(&("2026-01-06".to_owned(), Evidence::Itemprop)));
        assert_eq!(metadata(&found).authors, ["Jane Doe"]);
    }

    #[test]
    fn the_title_stands_in_for_a_heading() {
        let found = |title: &str, line: &str| {
            let head = Head { title: Some(title.into()), ..Head::default() };
            let prose = "The crane fell. ".repeat(9);
            let mut parts: Vec<Part<'_>> = vec![(Tag::P, &[], "Somewhere else"); 30];
            parts.extend([
                (Tag::P, &[] as &[_], line),
                (Tag::P, &[], "By Jane Doe\n6 Jan 2026"),
                (Tag::P, &[], &prose),
            ]);
            metadata(&html(head, &parts))
        };
        for title in ["Crane falls", "Crane falls | The Post", "The Post – Crane falls"] {
            let metadata = found(title, "News\nCrane falls");
            assert_eq!(metadata.authors, ["Jane Doe"], "{title}");
            assert_eq!(metadata.date_published.as_deref(), Some("2026-01-06"), "{title}");
            if title.starts_with("Crane") {
                assert_eq!(metadata.title.as_deref(), Some("Crane falls"), "{title}");
            }
        }
        assert_eq!(found("Crane falls", "A crane falls").authors, [""; 0]);
    }
}
