//! Owns the only order of precedence between claims, and how the site's name leaves a title.

use super::values::{AUTHORS, TAGS, key};
use super::{Claim, Evidence, Field};
use crate::document::{Metadata, host_of};

/// For each field, whose word counts, highest first. A claim on evidence that is not listed for
/// its field is never used.
const ORDER: &[(Field, &[Evidence])] = {
    use Evidence::*;
    &[
        (Field::Url, &[DocumentUrl, CanonicalLink, OpenGraph, JsonLdArticle, JsonLdPage]),
        (
            Field::Title,
            &[
                Itemprop,
                Heading,
                MetaSailthru,
                JsonLdArticle,
                MetaParsely,
                MetaCitation,
                OpenGraph,
                MetaTwitter,
                MetaName,
                TitleElement,
                MetaDublinCore,
                JsonLdPage,
            ],
        ),
        (
            Field::Author,
            &[
                JsonLdArticle,
                MetaCitation,
                OpenGraphArticle,
                Itemprop,
                MetaName,
                MetaTwitter,
                MetaParsely,
                MetaSailthru,
                RelAuthor,
                Byline,
                BylineClass,
                JsonLdPage,
                MetaDublinCore,
                JsonLdOrganization,
            ],
        ),
        (
            Field::DatePublished,
            &[
                JsonLdArticle,
                OpenGraphArticle,
                MetaParsely,
                MetaSailthru,
                MetaCitation,
                Itemprop,
                MetaName,
                MetaDublinCore,
                TimeElement,
                DateLine,
                JsonLdPage,
                UrlPath,
            ],
        ),
        (
            Field::DateModified,
            &[
                JsonLdArticle,
                OpenGraphArticle,
                OpenGraph,
                Itemprop,
                TimeElement,
                MetaName,
                MetaDublinCore,
                DateLine,
                JsonLdPage,
            ],
        ),
        (
            Field::SiteName,
            &[
                OpenGraph,
                JsonLdSite,
                JsonLdPublisher,
                MetaCitation,
                MetaName,
                MetaDublinCore,
                TitlePart,
            ],
        ),
        (
            Field::Description,
            &[
                JsonLdArticle,
                OpenGraph,
                MetaName,
                MetaTwitter,
                MetaSailthru,
                MetaDublinCore,
                JsonLdPage,
            ],
        ),
        (
            Field::Tag,
            &[
                JsonLdArticle,
                OpenGraphArticle,
                MetaParsely,
                MetaSailthru,
                MetaCitation,
                MetaName,
                MetaDublinCore,
                JsonLdPage,
            ],
        ),
        (
            Field::Language,
            &[
                LanguageDetected,
                LanguageDeclared,
                JsonLdArticle,
                MetaName,
                MetaDublinCore,
                OpenGraph,
                JsonLdPage,
            ],
        ),
    ]
};

/// What stands between a title and the name of its site.
const SEPARATORS: &[&str] =
    &[" - ", " | ", " – ", " — ", " :: ", " · ", " • ", " » ", " « ", " / "];

/// The metadata that the claims add up to. `language_score` is that of the detected language.
pub fn resolve(claims: &[Claim], language_score: Option<f64>) -> Metadata {
    let one = |field| best(claims, field).map(|claim| claim.value.clone());
    let published = best(claims, Field::DatePublished);
    let language = best(claims, Field::Language);
    let detected = language.is_some_and(|claim| claim.evidence == Evidence::LanguageDetected);
    let url = one(Field::Url);
    let sites = sites(claims, url.as_deref());
    Metadata {
        title: title(claims, &sites),
        authors: authors(claims, &sites),
        date_published: published.map(|claim| claim.value.clone()),
        date_published_source: published.map(|claim| claim.evidence.name().to_owned()),
        date_modified: one(Field::DateModified),
        site_name: one(Field::SiteName),
        description: one(Field::Description),
        tags: all(claims, Field::Tag).into_iter().take(TAGS).collect(),
        language: language.map(|claim| claim.value.clone()),
        language_score: language_score.filter(|_| detected),
        url,
    }
}

/// The first claim on the best evidence for the field.
fn best(claims: &[Claim], field: Field) -> Option<&Claim> {
    let (_, order) = ORDER.iter().find(|(of, _)| *of == field)?;
    order.iter().find_map(|evidence| {
        claims.iter().find(|claim| claim.field == field && claim.evidence == *evidence)
    })
}

/// All claims on the best evidence for the field, each value once.
fn all(claims: &[Claim], field: Field) -> Vec<String> {
    let Some(best) = best(claims, field) else { return Vec::new() };
    let mut values: Vec<String> = Vec::new();
    let mut known = std::collections::HashSet::new();
    for claim in claims.iter().filter(|c| c.field == field && c.evidence == best.evidence) {
        if known.insert(key(&claim.value)) {
            values.push(claim.value.clone());
        }
    }
    values
}

/// The names that the site is known by, as keys.
fn sites(claims: &[Claim], url: Option<&str>) -> Vec<String> {
    let names = claims.iter().filter(|claim| claim.field == Field::SiteName);
    let host = url.and_then(host_of);
    let of_host = host.iter().flat_map(|host| host_keys(host));
    names.map(|claim| key(&claim.value)).chain(of_host).filter(|key| !key.is_empty()).collect()
}

/// The authors; the site itself only if it names nobody else.
fn authors(claims: &[Claim], sites: &[String]) -> Vec<String> {
    let mut authors: Vec<String> = all(claims, Field::Author);
    authors.truncate(AUTHORS);
    if authors.iter().any(|author| !sites.contains(&key(author))) {
        authors.retain(|author| !sites.contains(&key(author)));
    }
    authors
}

/// The best title that is not the site's name, without the site's name, where that is known or
/// another title leaves it out.
fn title(claims: &[Claim], sites: &[String]) -> Option<String> {
    let is_site = |claim: &&Claim| sites.contains(&key(&claim.value));
    let titles = claims.iter().filter(|claim| claim.field == Field::Title);
    let own: Vec<Claim> = titles.filter(|claim| !is_site(claim)).cloned().collect();
    let chosen = best(&own, Field::Title).or_else(|| best(claims, Field::Title))?;
    let keys: Vec<String> = own.iter().map(|claim| key(&claim.value)).collect();
    let mut title = chosen.value.as_str();
    while let Some((head, tail)) = split_last(title) {
        if sites.contains(&key(tail)) {
            title = head;
        } else if let Some((head, tail)) = split_first(title)
            && sites.contains(&key(head))
        {
            title = tail;
        } else if head.len() > tail.len() && keys.contains(&key(head)) {
            title = head;
        } else {
            break;
        }
    }
    Some(title.to_owned())
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
    use super::super::testing::{claimed, head, html, metadata, with_languages};
    use super::*;
    use crate::document::{Document, Kind};
    use crate::lang::Detected;
    use crate::page::{Head, Page};

    fn claim(field: Field, value: &str, evidence: Evidence) -> Claim {
        Claim { field, value: value.to_owned(), evidence }
    }

    #[test]
    fn the_table_is_complete_and_every_evidence_is_used() {
        for field in Field::ALL {
            assert_eq!(ORDER.iter().filter(|(of, _)| of == field).count(), 1, "{field}");
        }
        for evidence in Evidence::ALL {
            assert!(ORDER.iter().any(|(_, order)| order.contains(evidence)), "{evidence}");
            for (field, order) in ORDER {
                assert!(order.iter().filter(|e| *e == evidence).count() <= 1, "{field} {evidence}");
            }
        }
    }

    #[test]
    fn the_higher_evidence_wins_and_names_itself() {
        for (field, order) in ORDER {
            let pair = |a: usize, b: usize| {
                [claim(*field, "low", order[a]), claim(*field, "high", order[b])]
            };
            for rank in 1..order.len() {
                let claims = pair(rank, rank - 1);
                assert_eq!(best(&claims, *field).unwrap().value, "high", "{field}");
            }
        }
    }

    #[test]
    fn a_site_leaves_its_title_only_if_it_is_known() {
        let cases = [
            ("Crane falls - Harbour Post", "Crane falls"),
            ("Crane falls | News | Harbour Post", "Crane falls | News"),
            ("Harbour Post :: Crane falls", "Crane falls"),
            ("Crane falls — example.org", "Crane falls"),
            ("Crane falls » Example", "Crane falls"),
            ("Crane falls - HARBOUR POST", "Crane falls"),
            ("Win - lose - draw", "Win - lose - draw"),
            ("Crane falls - Harbour Postman wins", "Crane falls - Harbour Postman wins"),
            ("Spider-Man at the Harbour Post", "Spider-Man at the Harbour Post"),
            ("Harbour Post", "Harbour Post"),
            ("Harbour Post - Harbour Post", "Harbour Post"),
            ("Berlin – Paris", "Berlin – Paris"),
        ];
        for (given, wanted) in cases {
            let claims = [
                claim(Field::Url, "https://www.example.org/a", Evidence::DocumentUrl),
                claim(Field::SiteName, "Harbour Post", Evidence::OpenGraph),
                claim(Field::Title, given, Evidence::TitleElement),
            ];
            assert_eq!(resolve(&claims, None).title.as_deref(), Some(wanted), "{given}");
        }
        let unknown = [claim(Field::Title, "Crane falls - Harbour Post", Evidence::TitleElement)];
        let title = resolve(&unknown, None).title;
        assert_eq!(title.as_deref(), Some("Crane falls - Harbour Post"));
    }

    #[test]
    fn another_title_proves_what_is_not_of_it() {
        let page = |title: &str| {
            let open = head(&[("og:title", title), ("twitter:title", "Crane falls onto rails")]);
            metadata(&html(open, &[])).title
        };
        assert_eq!(
            page("Crane falls onto rails – Post").as_deref(),
            Some("Crane falls onto rails")
        );
        assert_eq!(page("Crane – falls").as_deref(), Some("Crane – falls"));
    }

    #[test]
    fn the_site_is_a_title_or_an_author_only_where_there_is_no_other() {
        let site = claim(Field::SiteName, "Harbour Post", Evidence::OpenGraph);
        let claims = [
            site.clone(),
            claim(Field::Title, "HARBOUR POST", Evidence::Heading),
            claim(Field::Title, "Crane falls", Evidence::TitleElement),
            claim(Field::Author, "Jane Doe", Evidence::JsonLdArticle),
            claim(Field::Author, "Harbour Post", Evidence::JsonLdArticle),
        ];
        let found = resolve(&claims, None);
        assert_eq!(found.title.as_deref(), Some("Crane falls"));
        assert_eq!(found.authors, ["Jane Doe"]);
        let claims = [
            site,
            claim(Field::Title, "Harbour Post", Evidence::Heading),
            claim(Field::Author, "Harbour Post", Evidence::MetaName),
        ];
        let found = resolve(&claims, None);
        assert_eq!(found.title.as_deref(), Some("Harbour Post"));
        assert_eq!(found.authors, ["Harbour Post"]);
    }

    #[test]
    fn hosts_are_called_by_their_own_label() {
        let keys = |host: &str| host_keys(host).collect::<Vec<_>>();
        assert!(keys("news.bbc.co.uk").contains(&"bbc".to_owned()));
        assert!(keys("blog.example.org").contains(&"example".to_owned()));
        assert!(!keys("news.example.org").contains(&"news".to_owned()));
        assert_eq!(keys("localhost"), ["localhost"]);
        assert_eq!(keys(""), [""; 0]);
    }

    #[test]
    fn a_detected_language_has_a_score_and_a_declared_one_none() {
        let read = |detected: Detected| {
            let page = html(head(&[("og:locale", "en_US")]), &[]);
            let doc = Document::new("1", Kind::Html, "");
            with_languages("en", |l| super::super::read(&doc, &page, &detected, l)).0
        };
        let found = read(Detected {
            code: Some("de".into()),
            score: Some(0.9),
            declared: Some("fr".into()),
        });
        assert_eq!((found.language.as_deref(), found.language_score), (Some("de"), Some(0.9)));
        let declared = read(Detected { declared: Some("fr".into()), ..Detected::default() });
        assert_eq!((declared.language.as_deref(), declared.language_score), (Some("fr"), None));
        assert_eq!(read(Detected::default()).language.as_deref(), Some("en"));
    }

    #[test]
    fn nothing_known_is_nothing_said() {
        assert_eq!(metadata(&Page::empty(Kind::Text)), Metadata::default());
        assert_eq!(metadata(&html(Head::default(), &[])), Metadata::default());
        assert_eq!(claimed(&html(Head::default(), &[]), Field::Title), []);
    }
}
