//! Owns what a page's addresses say: where it is, what kind of page its path names, and the day that
//! a path holds.

use super::site::plain;
use super::{Claims, Evidence, Field, values};
use crate::document::Document;
use crate::page::Page;
use crate::text::words;
use std::collections::BTreeSet;
use url::{Url, form_urlencoded};

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

/// What the words of an address say that the page is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum AddressKind {
    /// A story: it stands under "blog", "news" or a year.
    Story,
    /// A product, a service, a list, a manual.
    Goods,
    /// Neither, but its last part is a phrase of several words.
    Phrase,
    /// None of these.
    Plain,
}

/// Parts of the paths, or of the hosts, of stories.
const STORIES: &[&str] = &[
    "actualidad",
    "actualite",
    "actualites",
    "aktuelles",
    "article",
    "articles",
    "artikel",
    "blog",
    "blogs",
    "column",
    "columns",
    "forum",
    "forums",
    "haber",
    "insights",
    "magazin",
    "magazine",
    "meldung",
    "meldungen",
    "news",
    "newsroom",
    "nachrichten",
    "noticias",
    "noticia",
    "notizie",
    "novosti",
    "opinion",
    "post",
    "posts",
    "press",
    "presse",
    "stories",
    "story",
    "thread",
    "threads",
    "wiadomosci",
];

/// Parts of the paths, or of the hosts, of what is no story.
const GOODS: &[&str] = &[
    "about",
    "api",
    "careers",
    "categories",
    "category",
    "collection",
    "collections",
    "contact",
    "doc",
    "docs",
    "documentation",
    "item",
    "jobs",
    "kategorie",
    "manual",
    "pricing",
    "product",
    "products",
    "produkt",
    "produkte",
    "reference",
    "search",
    "service",
    "services",
    "shop",
    "solutions",
    "store",
    "tag",
    "tags",
    "wiki",
];

/// Words of a path's last part that make it a phrase.
const PHRASE: usize = 4;

/// What the address says that the page is; its most telling part is the last that tells.
pub(super) fn kind(url: &Url) -> AddressKind {
    let host = url.host_str().unwrap_or_default().split('.').next();
    let parts: Vec<String> = host
        .into_iter()
        .chain(url.path_segments().into_iter().flatten())
        .map(str::to_ascii_lowercase)
        .collect();
    let is_year = |part: &str| {
        part.len() == 4
            && part.bytes().all(|b| b.is_ascii_digit())
            && (part.starts_with("19") || part.starts_with("20"))
    };
    for part in parts.iter().rev().map(String::as_str) {
        if STORIES.contains(&part) || is_year(part) {
            return AddressKind::Story;
        }
        if GOODS.contains(&part) {
            return AddressKind::Goods;
        }
    }
    let last = parts.iter().rev().find(|part| !part.is_empty());
    let words = last.map_or(0, |part| part.split(['-', '_']).count());
    if words >= PHRASE { AddressKind::Phrase } else { AddressKind::Plain }
}

/// What the last part of a path may end in, and longest words of it that have digits.
const FILES: &[&str] = &["html", "htm", "shtml", "php", "asp", "aspx", "jsp"];
const LONGEST_NUMBER: usize = 5;

/// The words of an address that may be a title's: those of the last part of its path.
#[derive(Debug)]
pub(super) struct Slug(BTreeSet<String>);

impl Slug {
    /// The words of `url`, if its path ends in any; numbers are none, nor what looks like a key.
    pub(super) fn of(url: &Url) -> Option<Self> {
        let last = url.path_segments()?.rfind(|part| !part.is_empty())?;
        let decoded = form_urlencoded::parse(last.as_bytes()).flat_map(|(name, value)| {
            let decoded = words(&name).chain(words(&value));
            decoded.map(|word| plain(word, false)).collect::<Vec<_>>()
        });
        let is_word = |word: &String| {
            let digits = word.bytes().filter(u8::is_ascii_digit).count();
            let is_key = digits == word.len() || digits > 0 && word.len() > LONGEST_NUMBER;
            !is_key && !FILES.contains(&word.as_str())
        };
        let words: BTreeSet<String> = decoded.filter(is_word).collect();
        (!words.is_empty()).then_some(Self(words))
    }

    pub(super) fn words(&self) -> &BTreeSet<String> {
        &self.0
    }

    /// The words of `title` as the address writes them.
    pub(super) fn words_of(&self, title: &str) -> BTreeSet<String> {
        let as_written = |word| {
            let wide = plain(word, true);
            if self.0.contains(&wide) { wide } else { plain(word, false) }
        };
        words(title).map(as_written).collect()
    }
}

/// Top-level domains of countries that write the day before the month in English.
const DAY_FIRST: &[&str] =
    &["au", "eu", "ie", "in", "ke", "my", "ng", "nz", "pk", "sg", "uk", "za"];

/// Whether the country of the address writes the day before the month, if it has one.
pub(super) fn day_first(url: &Url) -> bool {
    url.host_str().and_then(|host| host.rsplit('.').next()).is_some_and(|d| DAY_FIRST.contains(&d))
}

/// The day of a path such as `/2026/01/06/crane`, `/2026-01-06-crane` or `/06-01-2026-crane`, where
/// no number may be the other's.
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
    let sure_day = |d: &str, m: &str, y: &str| {
        let told = d == m || d.parse::<u8>().is_ok_and(|d| d > 12);
        day(y, m, d).filter(|_| told && d.len() == 2)
    };
    let three = parts.windows(3).find_map(|w| day(w[0], w[1], w[2]));
    three.or_else(|| {
        parts.iter().find_map(|part| {
            let mut pieces = part.splitn(4, ['-', '.', '_']);
            let (a, b, c) = (pieces.next()?, pieces.next()?, pieces.next()?);
            day(a, b, c).or_else(|| sure_day(a, b, c))
        })
    })
}

#[cfg(test)]
mod tests {
    use super::super::testing::{claimed, html, link, metadata};
    use super::*;

    #[test]
    fn words_of_an_address_say_what_a_page_is() {
        let cases = [
            ("https://example.org/news/crane", AddressKind::Story),
            ("https://example.org/2026/crane", AddressKind::Story),
            ("https://blog.example.org/crane", AddressKind::Story),
            ("https://docs.example.org/crane", AddressKind::Goods),
            ("https://example.org/blog/category/cranes", AddressKind::Goods),
            ("https://example.org/products/blog", AddressKind::Story),
            ("https://example.org/a-crane-falls-onto-rails/", AddressKind::Phrase),
            ("https://example.org/crane", AddressKind::Plain),
            ("https://example.org/", AddressKind::Plain),
        ];
        for (url, wanted) in cases {
            assert_eq!(kind(&Url::parse(url).unwrap()), wanted, "{url}");
        }
        assert!(day_first(&Url::parse("https://example.co.uk/").unwrap()));
        assert!(!day_first(&Url::parse("https://example.org/uk").unwrap()));
    }

    #[test]
    fn words_of_an_address_are_those_of_its_last_part() {
        let cases: &[(&str, &[&str])] = &[
            ("/news/Old_crane-falls.html", &["crane", "falls", "old"]),
            ("/news/old-crane/", &["crane", "old"]),
            ("/caf%C3%A9+am-Hafen-2026", &["am", "cafe", "hafen"]),
            ("/crane-a1b2c3d4-k9", &["crane", "k9"]),
            ("/2026/01/1234567", &[]),
            ("/", &[]),
        ];
        for (path, wanted) in cases {
            let slug = Slug::of(&Url::parse(&format!("https://example.org{path}")).unwrap());
            let words = slug.map(|slug| slug.words().iter().cloned().collect::<Vec<_>>());
            assert_eq!(words.unwrap_or_default(), *wanted, "{path}");
        }
    }

    #[test]
    fn days_of_paths() {
        let cases = [
            ("/2026/01/06/crane", Some("2026-01-06")),
            ("/2026-01-06-crane", Some("2026-01-06")),
            ("/23-01-2026-crane", Some("2026-01-23")),
            ("/06-01-2026", None),
            ("/06-06-2026", Some("2026-06-06")),
            ("/id/12-34-5678", None),
        ];
        for (path, wanted) in cases {
            let day = day_in_path(&format!("https://example.org{path}"));
            assert_eq!(day.as_deref(), wanted, "{path}");
        }
    }

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
