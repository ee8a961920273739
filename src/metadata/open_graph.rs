//! Owns what Open Graph's `<meta>` elements say.

use super::{Claims, Evidence, Field};
use crate::page::Head;

/// What a property says, the better one first.
const PROPERTIES: &[(&str, Field, Evidence)] = &[
    ("og:title", Field::Title, Evidence::OpenGraph),
    ("og:url", Field::Url, Evidence::OpenGraph),
    ("og:site_name", Field::SiteName, Evidence::OpenGraph),
    ("og:description", Field::Description, Evidence::OpenGraph),
    ("og:image:secure_url", Field::Image, Evidence::OpenGraph),
    ("og:image", Field::Image, Evidence::OpenGraph),
    ("og:image:url", Field::Image, Evidence::OpenGraph),
    ("og:type", Field::PageType, Evidence::OpenGraph),
    ("og:locale", Field::Language, Evidence::OpenGraph),
    ("og:updated_time", Field::DateModified, Evidence::OpenGraph),
    ("article:published_time", Field::DatePublished, Evidence::OpenGraphArticle),
    ("article:published", Field::DatePublished, Evidence::OpenGraphArticle),
    ("og:article:published_time", Field::DatePublished, Evidence::OpenGraphArticle),
    ("og:published_time", Field::DatePublished, Evidence::OpenGraphArticle),
    ("og:publish_date", Field::DatePublished, Evidence::OpenGraphArticle),
    ("article:publish_date", Field::DatePublished, Evidence::OpenGraphArticle),
    ("article:modified_time", Field::DateModified, Evidence::OpenGraphArticle),
    ("og:article:modified_time", Field::DateModified, Evidence::OpenGraphArticle),
    ("article:author", Field::Author, Evidence::OpenGraphArticle),
    ("og:article:author", Field::Author, Evidence::OpenGraphArticle),
    ("article:author_name", Field::Author, Evidence::OpenGraphArticle),
    ("book:author", Field::Author, Evidence::OpenGraphArticle),
    ("article:tag", Field::Tag, Evidence::OpenGraphArticle),
    ("og:article:tag", Field::Tag, Evidence::OpenGraphArticle),
];

/// Claims of every property of the table.
pub(super) fn read(head: &Head, claims: &mut Claims<'_>) {
    claims.add_meta(head, PROPERTIES);
}

#[cfg(test)]
mod tests {
    use super::super::testing::{claimed, head, html, metadata};
    use super::*;

    #[test]
    fn every_property_is_read() {
        for (name, field, evidence) in PROPERTIES {
            let (content, wanted) = match field {
                Field::DatePublished | Field::DateModified => ("2026-01-06", "2026-01-06"),
                Field::Url | Field::Image => ("/a", "https://example.org/a"),
                Field::PageType => ("article", "article"),
                Field::Language => ("de_AT", "de"),
                _ => (" Jane \t Doe ", "Jane Doe"),
            };
            let page = html(head(&[(name, content)]), &[]);
            let claims = claimed(&page, *field);
            assert!(claims.contains(&(wanted.to_owned(), *evidence)), "{name}: {claims:?}");
        }
    }

    #[test]
    fn bad_values_make_no_claim() {
        let long = "x".repeat(1 << 20);
        let page = html(
            head(&[
                ("og:title", &long),
                ("og:url", "javascript:void(0)"),
                ("article:author", "https://www.facebook.com/janedoe"),
                ("article:published_time", "0000-00-00"),
                ("og:site_name", " "),
            ]),
            &[],
        );
        assert_eq!(metadata(&page), crate::document::Metadata::default());
    }
}
