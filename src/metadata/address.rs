//! Owns what a page's addresses say: where it is, and the day that a path holds.

use super::{Claims, Evidence, Field, values};
use crate::document::Document;
use crate::page::Page;
use url::Url;

/// Claims of the document's address and of the canonical link.
pub(super) fn read(doc: &Document, page: &Page, claims: &mut Claims<'_>) {
    if let Some(url) = &doc.url {
        claims.add(Field::Url, url, Evidence::DocumentUrl);
    }
    for link in &page.head.links {
        if link.rel.split_ascii_whitespace().any(|rel| rel == "canonical") {
            claims.add(Field::Url, &link.href, Evidence::CanonicalLink);
        }
    }
    let day = claims.list.iter().find_map(|claim| day_in_path(&claim.value));
    if let Some(day) = day {
        claims.add(Field::DatePublished, &day, Evidence::UrlPath);
    }
}

/// What the page's relative addresses are relative to.
pub(super) fn base(doc: &Document, page: &Page) -> Option<Url> {
    let address = doc.url.as_deref().and_then(|url| Url::parse(url.trim()).ok());
    match (&address, &page.head.base) {
        (Some(address), Some(base)) => address.join(base).ok().or(Some(address.clone())),
        (None, Some(base)) => Url::parse(base).ok(),
        _ => address,
    }
}

/// `raw` as an absolute address of a web page; as written where it is one.
pub(super) fn absolute(raw: &str, base: Option<&Url>) -> Option<String> {
    let raw = raw.trim();
    if raw.is_empty() || raw.len() > values::URL_BYTES {
        return None;
    }
    let parsed = Url::parse(raw);
    let absolute = parsed.is_ok();
    let url = match parsed {
        Ok(url) => url,
        Err(url::ParseError::RelativeUrlWithoutBase) => base?.join(raw).ok()?,
        Err(_) => return None,
    };
    if !matches!(url.scheme(), "http" | "https") || url.host_str().is_none_or(str::is_empty) {
        return None;
    }
    let plain = absolute && raw.bytes().all(|b| b.is_ascii_graphic());
    Some(if plain { raw.to_owned() } else { url.into() })
}

/// The day of a path such as `/2026/01/06/crane` or `/2026-01-06-crane`.
fn day_in_path(url: &str) -> Option<String> {
    let url = Url::parse(url).ok()?;
    let parts: Vec<&str> = url.path_segments()?.collect();
    let digits = |part: &str, least: usize, most: usize| {
        (least..=most).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit())
    };
    let day = |y: &str, m: &str, d: &str| {
        let fits = digits(y, 4, 4) && digits(m, 1, 2) && digits(d, 1, 2);
        fits.then(|| format!("{y}-{m:0>2}-{d:0>2}"))
    };
    let three = parts.windows(3).find_map(|w| day(w[0], w[1], w[2]));
    three.or_else(|| {
        parts.iter().find_map(|part| {
            let mut pieces = part.splitn(4, '-');
            day(pieces.next()?, pieces.next()?, pieces.next()?)
        })
    })
}

#[cfg(test)]
mod tests {
    use super::super::testing::{claimed, html, link, metadata};
    use super::*;

    #[test]
    fn only_absolute_web_addresses() {
        let base = Url::parse("https://example.org/a/b").unwrap();
        let cases = [
            ("https://example.org", Some("https://example.org")),
            (" https://example.org/é ", Some("https://example.org/%C3%A9")),
            ("/c?d", Some("https://example.org/c?d")),
            ("//cdn.example.org/x", Some("https://cdn.example.org/x")),
            ("javascript:alert(1)", None),
            ("mailto:a@example.org", None),
            ("data:text/html,x", None),
            ("https://", None),
            ("", None),
        ];
        for (raw, wanted) in cases {
            assert_eq!(absolute(raw, Some(&base)).as_deref(), wanted, "{raw}");
        }
        assert_eq!(absolute("/c", None), None);
        assert_eq!(absolute(&format!("https://example.org/{}", "x".repeat(3000)), None), None);
    }

    #[test]
    fn a_canonical_link_stands_in_for_the_address() {
        let page = html(link("canonical", "/crane"), &[]);
        assert_eq!(
            claimed(&page, Field::Url),
            [
                ("https://example.org/news/crane".to_owned(), Evidence::DocumentUrl),
                ("https://example.org/crane".to_owned(), Evidence::CanonicalLink),
            ]
        );
        let page = html(link("canonical", "https://example.org/2026/1/6/crane"), &[]);
        let metadata = metadata(&page);
        assert_eq!(metadata.url.as_deref(), Some("https://example.org/2026/1/6/crane"));
        assert_eq!(metadata.date_published.as_deref(), Some("2026-01-06"));
        assert_eq!(metadata.date_published_source.as_deref(), Some("url_path"));
    }

    #[test]
    fn a_path_holds_a_day_or_none() {
        let day = |path: &str| day_in_path(&format!("https://example.org{path}"));
        assert_eq!(day("/2026/01/06/crane").as_deref(), Some("2026-01-06"));
        assert_eq!(day("/news/2026-1-6-crane").as_deref(), Some("2026-01-06"));
        assert_eq!(day("/2026/01/crane"), None);
        assert_eq!(day("/20260106"), None);
        assert_eq!(day("/a-2026-01-06"), None);
    }
}
