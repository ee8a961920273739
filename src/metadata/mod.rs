//! Owns what is known about a page besides its text: readers make claims, one order of precedence
//! resolves them.
//!
//! Every reader is a file that only says what it found and where ([`Claim`]); which claim wins is
//! said in `resolve.rs` alone. To add a source: write its reader, give it an [`Evidence`], and put
//! that into the table of `resolve.rs`.

mod address;
mod body;
mod candidates;
mod dates;
mod json_ld;
mod lines;
mod meta_tags;
mod names;
mod open_graph;
mod resolve;
mod site;
mod values;

pub use resolve::{Vote, resolve, votes};

use crate::document::{Document, Note};
use crate::lang::{Detected, LanguageSet, primary_subtag};
use crate::page::{Head, Page};
use crate::text::named_enum;
use url::Url;

named_enum! {
    /// What a claim is about.
    Field {
        /// The page's address.
        Url = "url",
        /// Its headline.
        Title = "title",
        /// One author.
        Author = "author",
        /// When it was published.
        DatePublished = "date_published",
        /// When it was changed.
        DateModified = "date_modified",
        /// The publication.
        SiteName = "site_name",
        /// Its summary.
        Description = "description",
        /// One keyword.
        Tag = "tag",
        /// The language that it is in.
        Language = "language",
        /// The address of its picture.
        Image = "image",
        /// What it is.
        PageType = "page_type",
    }
}

named_enum! {
    /// Where a claim comes from.
    Evidence {
        /// The document's own address, as the input gives it.
        DocumentUrl = "document_url",
        /// A day in the path of the address.
        UrlPath = "url_path",
        /// `<link rel=canonical>`
        CanonicalLink = "canonical_link",
        /// JSON-LD of an article, a posting, a recipe.
        JsonLdArticle = "json_ld_article",
        /// JSON-LD of a page, a product, another thing that is the subject of a page.
        JsonLdPage = "json_ld_page",
        /// JSON-LD of the web site.
        JsonLdSite = "json_ld_site",
        /// An organisation that JSON-LD names as the author.
        JsonLdOrganization = "json_ld_organization",
        /// The publisher that JSON-LD names.
        JsonLdPublisher = "json_ld_publisher",
        /// `og:…`
        OpenGraph = "open_graph",
        /// `article:…`
        OpenGraphArticle = "open_graph_article",
        /// `parsely-…`
        MetaParsely = "meta_parsely",
        /// `sailthru.…`
        MetaSailthru = "meta_sailthru",
        /// `citation_…`
        MetaCitation = "meta_citation",
        /// `dc.…`, `dcterms.…`
        MetaDublinCore = "meta_dublin_core",
        /// `twitter:…`
        MetaTwitter = "meta_twitter",
        /// `<meta>` of another name: `author`, `description`, `date`.
        MetaName = "meta_name",
        /// `<title>`
        TitleElement = "title_element",
        /// A part of `<title>` that the copyright line, the host or the link to the home page bears
        /// out as the site's name.
        TitlePart = "title_part",
        /// A heading of level 1.
        Heading = "heading",
        /// A line of the text that is a title of the head or a part of it, where no heading of level 1
        /// is in `<title>`.
        TitleLine = "title_line",
        /// An element with `itemprop`, or with RDFa's `property`.
        Itemprop = "itemprop",
        /// `<time>` near the heading.
        TimeElement = "time_element",
        /// An element near the heading with the class of a date.
        DateClass = "date_class",
        /// A marked-up date far from the heading, if all such dates of the page are one day.
        DateFar = "date_far",
        /// A short line near the heading that holds a date.
        DateNear = "date_near",
        /// A line far from the heading that says when the page was published, or changed.
        DateLabel = "date_label",
        /// A date that opens a paragraph near the heading.
        DateLead = "date_lead",
        /// The first of several times of day and dates that never go back, as those of a thread.
        ThreadStart = "thread_start",
        /// A link with `rel=author`.
        RelAuthor = "rel_author",
        /// A link near the heading to a page of an author.
        AuthorLink = "author_link",
        /// An element near the heading with the class of an author, whose text is short.
        AuthorClass = "author_class",
        /// An element near the heading with the class of a member's name, as forums have it.
        MemberClass = "member_class",
        /// A marked-up author far from the heading, if the page has only one.
        AuthorFar = "author_far",
        /// A short line near the heading that begins as a by-line.
        BylineNear = "byline_near",
        /// A line right behind the heading that is a name.
        NameNear = "name_near",
        /// An element with the class of a by-line, whose text is a name.
        BylineClass = "byline_class",
        /// A line of the text that is a by-line.
        Byline = "byline",
        /// A line of the text that says when it was published.
        DateLine = "date_line",
        /// The language that the text was detected to be in.
        LanguageDetected = "language_detected",
        /// The language that the input or `<html lang>` declares.
        LanguageDeclared = "language_declared",
    }
}

/// What one reader says: a value that is fit for the record, and where it comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// What it is about.
    pub field: Field,
    /// Its value: white space folded, dates in ISO 8601, addresses absolute, one author or keyword.
    pub value: String,
    /// Where it comes from.
    pub evidence: Evidence,
}

/// Everything that the readers claim about a page, in the order of the readers, and what they
/// could not read.
pub fn claims(
    doc: &Document,
    page: &Page,
    detected: &Detected,
    languages: &LanguageSet<'_>,
) -> (Vec<Claim>, Vec<Note>) {
    let latest = doc.crawled.as_deref().and_then(dates::day_after);
    let mut claims = Claims { languages, latest, base: address::base(doc, page), list: Vec::new() };
    let mut notes = Vec::new();
    address::read(doc, page, &mut claims);
    if !json_ld::read(&page.head, &mut claims) {
        notes.push(Note::UnreadJsonLd);
    }
    open_graph::read(&page.head, &mut claims);
    meta_tags::read(&page.head, &mut claims);
    body::read(page, &mut claims);
    site::read(page, &mut claims);
    if let Some(code) = &detected.code {
        claims.add(Field::Language, code, Evidence::LanguageDetected);
    }
    if let Some(code) = &detected.declared {
        claims.add(Field::Language, code, Evidence::LanguageDeclared);
    }
    (claims.list, notes)
}

/// Takes what readers find; what is no value of its field makes no claim.
struct Claims<'a> {
    languages: &'a LanguageSet<'a>,
    /// The last day that a date may be of: the one after the page was fetched, as zones differ.
    latest: Option<String>,
    /// What relative addresses are relative to.
    base: Option<Url>,
    list: Vec<Claim>,
}

impl Claims<'_> {
    /// Claims what the `<meta>` elements of a table's names say, in the order of the table.
    fn add_meta(&mut self, head: &Head, table: &[(&str, Field, Evidence)]) {
        for (name, field, evidence) in table {
            for content in head.meta(name) {
                self.add(*field, content, *evidence);
            }
        }
    }

    /// The fields that there are claims on this evidence for.
    fn said_by(&self, evidence: Evidence) -> Vec<Field> {
        let of_evidence = self.list.iter().filter(|claim| claim.evidence == evidence);
        of_evidence.map(|claim| claim.field).collect()
    }

    /// Claims what `raw` says about `field`; whether there was anything to claim.
    fn add(&mut self, field: Field, raw: &str, evidence: Evidence) -> bool {
        let before = self.list.len();
        let mut push = |value: String| self.list.push(Claim { field, value, evidence });
        match field {
            Field::Author => names::split(raw, self.languages).into_iter().for_each(push),
            Field::Tag => raw
                .split([',', ';'])
                .filter_map(|tag| values::short(tag, values::TAG_CHARS))
                .take(values::TAGS)
                .for_each(push),
            Field::Url | Field::Image => {
                address::absolute(raw, self.base.as_ref()).into_iter().for_each(push)
            }
            Field::DatePublished | Field::DateModified => {
                let day_first = self.base.as_ref().is_some_and(address::day_first);
                let date = dates::iso(raw, self.languages, day_first);
                let latest = self.latest.as_deref();
                let known = date.filter(|date| latest.is_none_or(|latest| &**date <= latest));
                known.into_iter().for_each(push);
            }
            Field::Title => values::short(raw, values::TITLE_CHARS).into_iter().for_each(push),
            Field::SiteName => values::short(raw, values::NAME_CHARS).into_iter().for_each(push),
            Field::Description => {
                values::clipped(raw, values::DESCRIPTION_CHARS).into_iter().for_each(&mut push);
            }
            Field::PageType => values::page_type(raw).map(str::to_owned).into_iter().for_each(push),
            Field::Language => primary_subtag(raw).into_iter().for_each(push),
        }
        self.list.len() > before
    }
}

#[cfg(test)]
mod tests;

#[cfg(test)]
mod testing {
    //! Pages made of parts, for the readers' tests.

    use super::*;
    use crate::document::{Kind, Metadata};
    use crate::lang::{ExtraPhrases, Languages};
    use crate::page::{Attributes, Block, BlockKind, Element, Link, Meta, Tag};
    use crate::text::Span;
    use std::sync::LazyLock;

    /// A head with these `<meta>` elements.
    pub(super) fn head(meta: &[(&str, &str)]) -> Head {
        let meta = meta
            .iter()
            .map(|(name, content)| Meta { name: (*name).into(), content: (*content).into() });
        Head { meta: meta.collect(), ..Head::default() }
    }

    /// A head with these JSON-LD scripts.
    pub(super) fn json_ld(scripts: &[&str]) -> Head {
        Head { json_ld: scripts.iter().map(|s| (*s).to_owned()).collect(), ..Head::default() }
    }

    /// A head with one `<link>`.
    pub(super) fn link(rel: &str, href: &str) -> Head {
        Head { links: vec![Link { rel: rel.into(), href: href.into() }], ..Head::default() }
    }

    /// An element: tag, attributes, text.
    pub(super) type Part<'a> = (Tag, &'a [(&'a str, &'a str)], &'a str);

    /// A page of flat elements in a body, a block each.
    #[allow(clippy::too_many_lines)]
    pub(super) fn html(head: Head, parts: &[Part<'_>]) -> Page {
        let mut page = Page { head, ..Page::empty(Kind::Html) };
        let none = Span::new(0, 0);
        let attributes = Attributes {
            class: none,
            id: none,
            role: none,
            itemprop: none,
            property: none,
            itemtype: none,
            rel: none,
            href: none,
            datetime: none,
            content: none,
        };
        page.elements.push(Element {
            tag: Tag::Body,
            parent: None,
            depth: 0,
            end: parts.len() + 1,
            text: none,
            blocks: (0, 0),
            attributes,
            hidden: false,
        });
        for (tag, given, text) in parts {
            let mut attributes = attributes;
            for (name, value) in *given {
                let start = page.attributes.len();
                page.attributes.push_str(value);
                let span = Span::new(start, page.attributes.len());
                match *name {
                    "class" => attributes.class = span,
                    "itemprop" => attributes.itemprop = span,
                    "property" => attributes.property = span,
                    "itemtype" => attributes.itemtype = span,
                    "rel" => attributes.rel = span,
                    "id" => attributes.id = span,
                    "href" => attributes.href = span,
                    "datetime" => attributes.datetime = span,
                    "content" => attributes.content = span,
                    other => panic!("no attribute {other}"),
                }
            }
            let start = page.text.len();
            page.text.push_str(text);
            let span = Span::new(start, page.text.len());
            page.text.push('\n');
            let element = page.elements.len();
            let blocks = (page.blocks.len(), page.blocks.len() + usize::from(!span.is_empty()));
            page.elements.push(Element {
                tag: *tag,
                parent: Some(0),
                depth: 1,
                end: element + 1,
                text: span,
                blocks,
                attributes,
                hidden: false,
            });
            if !span.is_empty() {
                let kind =
                    if *tag == Tag::H1 { BlockKind::Heading(1) } else { BlockKind::Paragraph };
                page.blocks.push(Block {
                    span,
                    kind,
                    element: Some(element),
                    link_chars: Some(0),
                    bold_chars: Some(0),
                    hidden: false,
                    selected: None,
                });
            }
        }
        page.elements[0].text = Span::new(0, page.text.len());
        page.elements[0].blocks = (0, page.blocks.len());
        page
    }

    /// A page of plain text.
    pub(super) fn text(text: &str) -> Page {
        let mut page = html(Head::default(), &[]);
        page.elements.clear();
        page.kind = Kind::Text;
        page.text = text.to_owned();
        for span in crate::text::lines(text).filter(|span| !span.is_empty()) {
            page.blocks.push(Block {
                span,
                kind: BlockKind::Paragraph,
                element: None,
                link_chars: None,
                bold_chars: None,
                hidden: false,
                selected: None,
            });
        }
        page
    }

    /// The languages of a page in `code`.
    pub(super) fn with_languages<T>(code: &str, f: impl FnOnce(&LanguageSet<'_>) -> T) -> T {
        static LANGUAGES: LazyLock<Languages> =
            LazyLock::new(|| Languages::new(ExtraPhrases::new()).unwrap());
        f(&LANGUAGES.of(&Detected { code: Some(code.into()), ..Detected::default() }))
    }

    /// What the readers claim about a page in English, of one field.
    pub(super) fn claimed(page: &Page, field: Field) -> Vec<(String, Evidence)> {
        claimed_in("en", page, field)
    }

    /// What the readers claim about a page in that language, of one field.
    pub(super) fn claimed_in(code: &str, page: &Page, field: Field) -> Vec<(String, Evidence)> {
        let doc = Document {
            url: Some("https://example.org/news/crane".into()),
            ..Document::new("1", page.kind, "")
        };
        let (claims, _) = with_languages(code, |l| claims(&doc, page, &Detected::default(), l));
        let of_field = claims.into_iter().filter(|claim| claim.field == field);
        of_field.map(|claim| (claim.value, claim.evidence)).collect()
    }

    /// The metadata of a page in English whose input gives no address.
    pub(super) fn metadata(page: &Page) -> Metadata {
        let doc = Document::new("1", page.kind, "");
        let (claims, _) = with_languages("en", |l| claims(&doc, page, &Detected::default(), l));
        resolve(&claims, None)
    }
}
