//! Owns the site's name where only `<title>` gives it: the part that the page bears out elsewhere;
//! the parts of titles, and what hosts are called.

use super::values::key;
use super::{Claims, Evidence, Field};
use crate::document::host_of;
use crate::page::{BlockKind, Page, Tag};

/// What stands between a title and the name of its site.
const SEPARATORS: &[&str] =
    &[" - ", " | ", " – ", " — ", " :: ", " · ", " • ", " » ", " « ", " / "];

/// A name has more letters and digits than this.
const SHORTEST: usize = 2;

/// Bytes behind a sign of copyright that are looked at.
const NOTICE: usize = 200;

/// Claims the part of the title that names the site, where there is evidence that it does.
pub(super) fn read(page: &Page, claims: &mut Claims<'_>) {
    let Some(title) = page.head.title.as_deref() else { return };
    let host = claims.list.iter().find(|claim| claim.field == Field::Url);
    let host = host.and_then(|claim| host_of(&claim.value));
    let is_site = |part: &str| {
        key(part).chars().count() > SHORTEST
            && (is_of_host(part, host.as_deref())
                || has_copyright(page, part)
                || links_home(page, part, host.as_deref()))
    };
    let named = parts(title).into_iter().map(|(part, _)| part).find(|part| is_site(part));
    if let Some(name) = named {
        claims.add(Field::SiteName, name, Evidence::TitlePart);
    }
}

/// The parts of a title that may name its site, most likely first, each with what else there is.
pub(super) fn parts(title: &str) -> Vec<(&str, &str)> {
    let last = split_last(title).map(|(rest, part)| (part, rest));
    [last, split_first(title)].into_iter().flatten().collect()
}

/// Whether the letters of `part`, or the first ones of its words, are those of the host: "El Faro de
/// Almenara" and `elfarodealmenara.example`, "Harbour Workers' Union" and `hwu.example`.
fn is_of_host(part: &str, host: Option<&str>) -> bool {
    let Some(host) = host else { return false };
    let initials: String = part
        .split_whitespace()
        .filter(|word| word.starts_with(char::is_uppercase))
        .filter_map(|word| word.chars().next())
        .collect();
    let initials = Some(plain(&initials, false)).filter(|name| name.chars().count() > SHORTEST);
    host_keys(host).any(|host| {
        let letters = [key(&plain(part, false)), key(&plain(part, true))];
        letters.contains(&host) || initials.as_ref() == Some(&host)
    })
}

/// `text` in small letters without accents, as hosts write it; `ä` is `ae` where `wide`.
pub(super) fn plain(text: &str, wide: bool) -> String {
    let mut written = String::with_capacity(text.len());
    for c in text.chars().flat_map(char::to_lowercase) {
        written.push_str(match c {
            'ä' if wide => "ae",
            'ö' if wide => "oe",
            'ü' if wide => "ue",
            'à'..='å' | 'ā' | 'ă' | 'ą' => "a",
            'æ' => "ae",
            'ç' | 'ć' | 'č' => "c",
            'è'..='ë' | 'ē' | 'ę' | 'ě' => "e",
            'ì'..='ï' | 'ī' | 'ı' => "i",
            'ñ' | 'ń' | 'ň' => "n",
            'ò'..='ö' | 'ø' | 'ō' | 'ő' => "o",
            'œ' => "oe",
            'ß' => "ss",
            'ś' | 'š' | 'ş' => "s",
            'ù'..='ü' | 'ū' | 'ů' | 'ű' => "u",
            'ý' | 'ÿ' => "y",
            'ź' | 'ż' | 'ž' => "z",
            'ł' => "l",
            'ğ' => "g",
            '&' => "and",
            c => {
                written.push(c);
                continue;
            }
        });
    }
    written
}

/// Whether the page's second half says "© 2026 `part`". Captions say whom a picture is from.
fn has_copyright(page: &Page, part: &str) -> bool {
    let part = key(part);
    let of_page = page.blocks.iter().rev().filter(|block| {
        block.span.end > page.text.len() / 2 && !block.hidden && block.kind != BlockKind::Caption
    });
    of_page.map(|block| page.block_text(block)).any(|text| {
        let notices = text.match_indices('©').chain(text.match_indices("opyright"));
        notices.into_iter().any(|(at, sign)| begins_with(&text[at + sign.len()..], &part))
    })
}

/// Whether the words behind a sign of copyright and its years begin with those of `wanted`.
fn begins_with(notice: &str, wanted: &str) -> bool {
    let end = notice.floor_char_boundary(NOTICE.min(notice.len()));
    let notice = notice[..end].lines().next().unwrap_or_default();
    let notice = notice.trim_start_matches(|c: char| !c.is_alphabetic());
    let mut read = String::new();
    let article = |word: &&str| word.eq_ignore_ascii_case("the") && !wanted.starts_with("the");
    for word in notice.split_whitespace().skip_while(article) {
        read.push_str(&key(word));
        if read.len() >= wanted.len() {
            break;
        }
    }
    read == wanted
}

/// Whether a link to the home page is `part`.
fn links_home(page: &Page, part: &str, host: Option<&str>) -> bool {
    let part = key(part);
    let is_home = |href: &str| match href.split_once("://") {
        None => href == "/",
        Some((_, rest)) => {
            let (to, path) = rest.split_once('/').unwrap_or((rest, ""));
            path.is_empty() && host.is_some_and(|host| to.trim_start_matches("www.") == host)
        }
    };
    let links = page.elements.iter().filter(|element| element.tag == Tag::A);
    links
        .filter(|link| is_home(page.attribute(link.attributes.href)))
        .any(|link| key(link.text.of(&page.text)) == part)
}

/// What a host may be called: `example.org` and `example`.
pub(super) fn host_keys(host: &str) -> impl Iterator<Item = String> {
    let labels: Vec<&str> = host.split('.').collect();
    // Without the suffix, which is two labels where the second is short: `co.uk`.
    let suffix = match labels.as_slice() {
        [.., _, second, _] if second.len() <= 3 => 2,
        _ => 1,
    };
    let own = labels.len().checked_sub(suffix + 1).map(|at| &labels[at..]);
    let names = own.map(|own| [key(own[0]), own.iter().map(|label| key(label)).collect()]);
    [key(host)].into_iter().chain(names.into_iter().flatten()).filter(|key| !key.is_empty())
}

/// `title` at its last separator.
pub(super) fn split_last(title: &str) -> Option<(&str, &str)> {
    let found = SEPARATORS.iter().filter_map(|sep| Some((title.rfind(sep)?, sep.len())));
    let (at, len) = found.max()?;
    Some((title[..at].trim_end(), title[at + len..].trim_start()))
}

/// `title` at its first separator.
pub(super) fn split_first(title: &str) -> Option<(&str, &str)> {
    let found = SEPARATORS.iter().filter_map(|sep| Some((title.find(sep)?, sep.len())));
    let (at, len) = found.min()?;
    Some((title[..at].trim_end(), title[at + len..].trim_start()))
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Part, claimed, html, metadata};
    use super::*;
    use crate::page::Head;

    fn site(title: &str, parts: &[Part<'_>]) -> Option<String> {
        let head = Head { title: Some(title.into()), ..Head::default() };
        metadata(&html(head, parts)).site_name
    }

    #[test]
    fn a_copyright_line_bears_out_a_part_of_the_title() {
        let page = |notice: &str| {
            let prose = "The old crane fell onto the rails. ".repeat(9);
            site("Crane falls | L'Écho du Port", &[(Tag::P, &[], &prose), (Tag::P, &[], notice)])
        };
        let name = Some("L'Écho du Port");
        assert_eq!(page("© L'Écho du Port. Toute reproduction interdite.").as_deref(), name);
        assert_eq!(page("Legal – Contact\n© 1999-2008 L'Écho du Port, S.A.").as_deref(), name);
        assert_eq!(page("© 2008 L'Écho du Portugal"), None);
        assert_eq!(page("© 2008 Harbour Media"), None);
        assert_eq!(page("L'Écho du Port"), None);
        let head = Head { title: Some("Crane falls - The Post".into()), ..Head::default() };
        let shown = html(head, &[(Tag::P, &[], "The crane fell."), (Tag::P, &[], "© The Post")]);
        assert_eq!(metadata(&shown).title.as_deref(), Some("Crane falls"));
    }

    #[test]
    fn a_credit_at_the_top_is_no_copyright_line() {
        let prose = "The old crane fell onto the rails. ".repeat(9);
        let parts: &[Part<'_>] = &[(Tag::P, &[], "© Jane Doe"), (Tag::P, &[], &prose)];
        assert_eq!(site("Crane falls - Jane Doe", parts), None);
    }

    #[test]
    fn the_letters_of_the_host_bear_out_a_part_of_the_title() {
        let host = Some("elfarodealmenara.example");
        assert!(is_of_host("El Faro de Almenara", host));
        assert!(is_of_host("Bench & Valve", Some("bench-and-valve.example")));
        assert!(!is_of_host("Bücher & Töne", Some("buecher-und-toene.example")));
        assert!(is_of_host("Küchenkönig", Some("shop.kuechen-koenig.example")));
        assert!(is_of_host("Küchenkönig", Some("kuchenkonig.co.uk")));
        assert!(!is_of_host("El Faro", host));
        assert!(!is_of_host("El Faro", None));
        assert!(is_of_host("Harbour Workers' Union", Some("hwu.example")));
        assert!(!is_of_host("Harbour Workers", Some("hw.example")), "of two letters");
        assert!(!is_of_host("News", Some("news.example.org")));
        let head = Head { title: Some("Crane falls – Example".into()), ..Head::default() };
        assert_eq!(
            claimed(&html(head, &[]), Field::SiteName),
            [("Example".to_owned(), Evidence::TitlePart)]
        );
        assert_eq!(site("Example", &[]), None);
    }

    #[test]
    fn the_link_to_the_home_page_bears_out_a_part_of_the_title() {
        let page = |href: &str, text: &str| {
            site("Crane falls - Harbour Post", &[(Tag::A, &[("href", href)], text)])
        };
        assert_eq!(page("/", "Harbour Post").as_deref(), Some("Harbour Post"));
        assert_eq!(page("/", "Home"), None);
        assert_eq!(page("/post", "Harbour Post"), None);
        assert_eq!(page("https://example.com/", "Harbour Post"), None);
    }
}
