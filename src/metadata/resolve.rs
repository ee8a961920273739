//! Owns the only precedence between claims, and the thresholds under which a field stays empty.
//!
//! Where sources seldom contradict each other, the best one counts ([`ORDER`]). Titles, authors and
//! days of publication are voted on: every candidate (`candidates.rs`) has the sum of the weights of
//! what speaks for it, and the highest sum wins; for authors and days "none" is a candidate, too. So
//! two weak sources that agree outweigh a stronger one, and what only weak sources say is not said.
//!
//! The weights are those of a multinomial logistic regression over the candidates of each page, in
//! hundredths of its log-odds (`training/metadata.py`). Beside each stands how many candidates of
//! the pages with gold it spoke for, and how many of these were right. docs/metadata.md says how
//! they were chosen and how right they are on hosts that they were not chosen on.

use super::Evidence::{self, *};
use super::address::AddressKind::{Goods, Phrase, Plain, Story};
use super::candidates::PageKind::{Article, CalledArticle, Other, Thing};
use super::candidates::Part::{First, Head, Tail, WithSite, WithoutSite};
use super::candidates::Share::{All, Few, Most, Zero};
use super::candidates::Sign::{self, *};
use super::candidates::{Candidate, Facts, authors, dates, titles};
use super::values::{AUTHORS, TAGS, key};
use super::{Claim, Field};
use crate::document::Metadata;

/// For each field that is not voted on, whose word counts, highest first. A claim on evidence that
/// is not listed for its field is never used.
const ORDER: &[(Field, &[Evidence])] = {
    use Evidence::*;
    &[
        (Field::Url, &[DocumentUrl, CanonicalLink, OpenGraph, JsonLdArticle, JsonLdPage]),
        (
            Field::DateModified,
            &[
                JsonLdArticle,
                OpenGraphArticle,
                OpenGraph,
                Itemprop,
                TimeElement,
                DateLine,
                DateClass,
                DateNear,
                DateLabel,
                MetaName,
                MetaDublinCore,
                JsonLdPage,
                DateFar,
            ],
        ),
        (Field::Image, &[OpenGraph, JsonLdArticle, MetaTwitter, JsonLdPage]),
        (Field::PageType, &[JsonLdArticle, JsonLdPage, OpenGraph]),
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

/// What speaks for a title, and how much.
const TITLE: &[(Sign, i16)] = &[
    (HeadingHeard(Most), 132),               // 125 of 219
    (PartOf(TitleElement, First), 131),      // 70 of 125
    (By(OpenGraph), 123),                    // 945 of 1340
    (PartOf(OpenGraph, WithoutSite), 113),   // 364 of 491
    (By(MetaName), 101),                     // 119 of 154
    (PartOf(OpenGraph, Head), 98),           // 113 of 297
    (PartOf(JsonLdArticle, Tail), 92),       // 3 of 33
    (By(Heading), 89),                       // 1503 of 1904
    (PartOf(MetaName, WithoutSite), 87),     // 28 of 45
    (By(JsonLdArticle), 85),                 // 453 of 549
    (HeadingOf(Article), 78),                // 512 of 577
    (PartOf(JsonLdPage, Head), 73),          // 28 of 73
    (By(Itemprop), 65),                      // 154 of 176
    (HeadingHeard(All), 65),                 // 1380 of 1589
    (HeadingOf(CalledArticle), 61),          // 504 of 596
    (PartOf(OpenGraph, Tail), 61),           // 20 of 297
    (PartOf(TitleElement, Head), 59),        // 253 of 567
    (PartOf(TitleElement, WithoutSite), 55), // 798 of 1169
    (HeadingIn(Most), 50),                   // 125 of 743
    (PartOf(MetaName, Head), 45),            // 14 of 31
    (PartOf(MetaCitation, Tail), 42),        // 1 of 1
    (PartOf(OpenGraph, WithSite), 40),       // 12 of 491
    (By(MetaDublinCore), 39),                // 17 of 25
    (PartOf(JsonLdArticle, Head), 36),       // 6 of 33
    (PartOf(JsonLdPage, First), 35),         // 13 of 19
    (By(MetaSailthru), 33),                  // 18 of 18
    (PartOf(Itemprop, Tail), 32),            // 1 of 10
    (PartOf(MetaTwitter, Head), 30),         // 62 of 157
    (PartOf(JsonLdPage, WithoutSite), 29),   // 135 of 174
    (By(TitleLine), 28),                     // 54 of 66
    (PartOf(MetaName, Tail), 26),            // 3 of 31
    (PartOf(JsonLdPage, Tail), 20),          // 3 of 73
    (PartOf(OpenGraph, First), 19),          // 30 of 51
    (By(MetaParsely), 18),                   // 13 of 16
    (By(MetaTwitter), 18),                   // 551 of 788
    (HeadingHeard(Few), 14),                 // 45 of 104
    (PartOf(MetaName, WithSite), 13),        // 1 of 45
    (PartOf(MetaTwitter, WithSite), 12),     // 7 of 274
    (By(TitleElement), -10),                 // 378 of 929
    (PartOf(Itemprop, WithoutSite), -10),    // 0 of 1
    (PartOf(MetaName, First), -10),          // 1 of 2
    (PartOf(JsonLdArticle, WithSite), -13),  // 0 of 35
    (PartOf(MetaDublinCore, Head), -14),     // 2 of 6
    (PartOf(MetaTwitter, WithoutSite), -18), // 205 of 274
    (HeadingIn(Zero), -19),                  // 103 of 592
    (PartOf(Itemprop, Head), -23),           // 0 of 10
    (HeadingOf(Other), -29),                 // 448 of 671
    (TwoWords, -33),                         // 127 of 369
    (PartOf(TitleElement, Tail), -39),       // 40 of 567
    (HeadingIn(Few), -49),                   // 62 of 539
    (PartOf(JsonLdPage, WithSite), -54),     // 0 of 174
    (HeadingOfHome, -67),                    // 20 of 61
    (OneWord, -71),                          // 71 of 270
    (HeadingHeard(Zero), -95),               // 10 of 62
    (HeadingIn(All), -97),                   // 67 of 1541
    (PartOf(TitleElement, WithSite), -99),   // 17 of 1169
    (Site, -191),                            // 10 of 112
];

/// What speaks for authors, and how much.
const AUTHOR: &[(Sign, i16)] = &[
    (By(JsonLdArticle), 216),        // 419 of 478
    (By(BylineClass), 200),          // 333 of 381
    (By(MetaName), 190),             // 333 of 419
    (By(Byline), 182),               // 326 of 374
    (NothingOf(Thing), 177),         // 131 of 139
    (By(Itemprop), 167),             // 137 of 165
    (By(RelAuthor), 155),            // 112 of 126
    (By(BylineNear), 152),           // 312 of 363
    (By(MemberClass), 139),          // 26 of 34
    (By(AuthorLink), 123),           // 243 of 347
    (By(AuthorClass), 118),          // 55 of 105
    (NothingAtHome, 117),            // 67 of 72
    (Within, 103),                   // 56 of 94
    (By(MetaTwitter), 68),           // 200 of 225
    (By(MetaDublinCore), 67),        // 4 of 7
    (By(MetaSailthru), 63),          // 27 of 29
    (By(MetaCitation), 61),          // 2 of 5
    (By(JsonLdPage), 53),            // 67 of 77
    (By(OpenGraphArticle), 39),      // 44 of 56
    (By(MetaParsely), 38),           // 14 of 16
    (OneWord, 22),                   // 175 of 332
    (NothingOf(Other), 21),          // 460 of 693
    (Nothing, 11),                   // 770 of 1939
    (By(AuthorFar), 10),             // 100 of 246
    (By(JsonLdOrganization), -36),   // 7 of 36
    (NothingOf(Article), -37),       // 47 of 555
    (By(NameNear), -48),             // 186 of 478
    (Overlaps, -62),                 // 0 of 16
    (NothingOf(CalledArticle), -70), // 132 of 552
    (Site, -72),                     // 81 of 161
];

/// What speaks for a day as that of publication, and how much.
const PUBLISHED: &[(Sign, i16)] = &[
    (By(OpenGraphArticle), 251), // 575 of 634
    (ShownChange, 211),          // 57 of 90
    (NothingAtHome, 189),        // 69 of 73
    (NothingOf(Thing), 175),     // 131 of 140
    (By(UrlPath), 172),          // 119 of 128
    (By(DateNear), 167),         // 762 of 850
    (By(TimeElement), 156),      // 342 of 385
    (By(MetaName), 143),         // 168 of 204
    (By(DateLine), 104),         // 601 of 669
    (By(DateClass), 98),         // 410 of 473
    (By(DateLabel), 92),         // 22 of 33
    (By(Itemprop), 63),          // 154 of 180
    (By(JsonLdArticle), 59),     // 469 of 557
    (BesideUtc, 46),             // 17 of 36
    (ShownBeside, 46),           // 89 of 145
    (By(MetaParsely), 39),       // 16 of 18
    (By(MetaCitation), 32),      // 3 of 4
    (By(MetaDublinCore), 26),    // 15 of 22
    (By(DateFar), 11),           // 51 of 104
    (ToldChange, -43),           // 469 of 1004
    (NothingOf(Article), -95),   // 22 of 581
];

/// The metadata that the claims add up to. `language_score` is that of the detected language.
pub fn resolve(claims: &[Claim], language_score: Option<f64>) -> Metadata {
    let one = |field| best(claims, field).map(|claim| claim.value.clone());
    let language = best(claims, Field::Language);
    let detected = language.is_some_and(|claim| claim.evidence == Evidence::LanguageDetected);
    let url = one(Field::Url);
    let facts = Facts::new(claims, url.as_deref());
    let published = elected(dates(claims, &facts), PUBLISHED);
    let source = published.as_ref().and_then(|date| date.evidence);
    let mut authors = elected(authors(claims, &facts), AUTHOR).map_or(Vec::new(), |a| a.values);
    authors.truncate(AUTHORS);
    Metadata {
        title: elected(titles(claims, &facts), TITLE).and_then(Candidate::into_value),
        authors,
        date_published: published.and_then(Candidate::into_value),
        date_published_source: source.map(|evidence| evidence.name().to_owned()),
        date_modified: one(Field::DateModified),
        site_name: one(Field::SiteName),
        description: one(Field::Description),
        tags: all(claims, Field::Tag).into_iter().take(TAGS).collect(),
        language: language.map(|claim| claim.value.clone()),
        language_score: language_score.filter(|_| detected),
        image: one(Field::Image),
        page_type: one(Field::PageType),
        url,
    }
}

/// The candidates of the fields that are voted on, each with its values, with what speaks for it and
/// with the sum of the weights: what `explain` shows and `training/` counts.
pub fn votes(claims: &[Claim]) -> Vec<(Field, Vec<Vote>)> {
    let url = best(claims, Field::Url).map(|claim| claim.value.as_str());
    let facts = Facts::new(claims, url);
    let of = |candidates: Vec<Candidate>, weights| {
        let vote = |candidate: Candidate| Vote {
            sum: f64::from(sum(&candidate, weights)) / 100.0,
            signs: candidate.signs.iter().map(|sign| format!("{sign:?}")).collect(),
            values: candidate.values,
        };
        candidates.into_iter().map(vote).collect()
    };
    vec![
        (Field::Title, of(titles(claims, &facts), TITLE)),
        (Field::Author, of(authors(claims, &facts), AUTHOR)),
        (Field::DatePublished, of(dates(claims, &facts), PUBLISHED)),
    ]
}

/// A candidate of a field that is voted on.
#[derive(Clone, Debug, PartialEq)]
pub struct Vote {
    /// The value; several for authors, none where the field would stay empty.
    pub values: Vec<String>,
    /// What speaks for or against it.
    pub signs: Vec<String>,
    /// The sum of the weights of these.
    pub sum: f64,
}

/// The candidate that most speaks for; of equals the first.
fn elected(candidates: Vec<Candidate>, weights: &[(Sign, i16)]) -> Option<Candidate> {
    let mut best: Option<(i32, Candidate)> = None;
    for candidate in candidates {
        let sum = sum(&candidate, weights);
        if best.as_ref().is_none_or(|(most, _)| sum > *most) {
            best = Some((sum, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

fn sum(candidate: &Candidate, weights: &[(Sign, i16)]) -> i32 {
    let weight = |sign: &Sign| weights.iter().find(|(of, _)| of == sign).map_or(0, |(_, w)| *w);
    candidate.signs.iter().map(|sign| i32::from(weight(sign))).sum()
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

#[cfg(test)]
mod tests {
    use super::super::candidates::host_keys;
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
        let voted = [Field::Title, Field::Author, Field::DatePublished];
        for field in Field::ALL {
            let listed = ORDER.iter().filter(|(of, _)| of == field).count();
            assert_eq!(listed + usize::from(voted.contains(field)), 1, "{field}");
        }
        for evidence in Evidence::ALL {
            let weighed = [TITLE, AUTHOR, PUBLISHED].concat();
            let weighed = weighed.iter().any(|(sign, _)| match sign {
                By(of) | PartOf(of, _) => of == evidence,
                _ => false,
            });
            let listed = ORDER.iter().any(|(_, order)| order.contains(evidence));
            assert!(weighed || listed, "{evidence}");
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
            ("Harbour Post :: Crane falls", "Crane falls"),
            ("Crane falls — example.org", "Crane falls"),
            ("Crane falls » Example", "Crane falls"),
            ("Crane falls - HARBOUR POST", "Crane falls"),
            ("Spider-Man at the Harbour Post", "Spider-Man at the Harbour Post"),
            ("Harbour Post", "Harbour Post"),
            ("Harbour Post - Harbour Post", "Harbour Post"),
        ];
        for (given, wanted) in cases {
            let claims = [
                claim(Field::Url, "https://www.example.org/a", Evidence::DocumentUrl),
                claim(Field::SiteName, "Harbour Post", Evidence::OpenGraph),
                claim(Field::Title, given, Evidence::TitleElement),
            ];
            assert_eq!(resolve(&claims, None).title.as_deref(), Some(wanted), "{given}");
        }
        let said = |title, evidence| {
            resolve(&[claim(Field::Title, title, evidence)], None).title.unwrap_or_default()
        };
        for title in [
            "Win - lose - draw",
            "Berlin – Paris",
            "Crane falls - Harbour Post",
            "The Post – Crane falls",
            "The harbour today | News | The Post",
            "Coffee: how to brew | Coffee",
        ] {
            for evidence in
                [Evidence::Heading, Evidence::OpenGraph, Evidence::TitleElement, Evidence::MetaName]
            {
                assert_eq!(said(title, evidence), title, "{evidence}");
            }
            let all = [Evidence::OpenGraph, Evidence::TitleElement, Evidence::MetaTwitter];
            let claims = all.map(|evidence| claim(Field::Title, title, evidence));
            assert_eq!(resolve(&claims, None).title.as_deref(), Some(title));
        }
    }

    #[test]
    fn another_title_proves_what_is_not_of_it() {
        let title = |element: &str, heading: &str| {
            let claims = [
                claim(Field::Title, element, Evidence::TitleElement),
                claim(Field::Title, heading, Evidence::Heading),
            ];
            resolve(&claims, None).title
        };
        let falls = Some("Crane falls onto rails");
        assert_eq!(
            title("Crane falls onto rails – Post", "Crane falls onto rails").as_deref(),
            falls
        );
        assert_eq!(
            title("Post | Crane falls onto rails", "Crane falls onto rails").as_deref(),
            falls
        );
        assert_eq!(title("Crane falls onto rails", "Our readers").as_deref(), falls);
    }

    #[test]
    fn sources_that_agree_outweigh_one_that_does_not() {
        let day = |values: &[(&str, Evidence)]| {
            let claims = values.iter().map(|(v, e)| claim(Field::DatePublished, v, *e));
            let found = resolve(&claims.collect::<Vec<_>>(), None);
            (found.date_published, found.date_published_source)
        };
        let told = ("2026-01-07T02:41:00Z", Evidence::OpenGraphArticle);
        let shown = ("2026-01-06", Evidence::DateNear);
        let line = ("2026-01-06T21:41", Evidence::DateLine);
        assert_eq!(day(&[told]).0.as_deref(), Some(told.0));
        let (date, source) = day(&[told, shown, line]);
        assert_eq!(date.as_deref(), Some("2026-01-06T21:41"), "the day there, as precise as said");
        assert_eq!(source.as_deref(), Some("date_line"));
        assert_eq!(day(&[("2026-01-06", Evidence::JsonLdPage)]).0, None, "too weak alone");
    }

    #[test]
    fn a_name_that_another_text_is_glued_to_is_the_name() {
        let claims = [
            claim(Field::Author, "Jane Doe", Evidence::MetaName),
            claim(Field::Author, "Jane DoeCity Columnist", Evidence::BylineClass),
        ];
        assert_eq!(resolve(&claims, None).authors, ["Jane Doe"]);
    }

    #[test]
    fn no_date_is_later_than_the_day_after_the_page_was_fetched() {
        let page = html(head(&[("article:published_time", "2026-01-08T09:00")]), &[]);
        let date = |crawled: Option<&str>| {
            let crawled = crawled.map(str::to_owned);
            let doc = Document { crawled, ..Document::new("1", Kind::Html, "") };
            let found = with_languages("en", |l| {
                super::super::claims(&doc, &page, &Detected::default(), l)
            });
            resolve(&found.0, None).date_published
        };
        assert_eq!(date(Some("2026-01-06T12:00:00Z")), None);
        for crawled in [Some("2026-01-07T12:00:00Z"), Some("2026-02"), None] {
            assert_eq!(date(crawled).as_deref(), Some("2026-01-08T09:00"), "{crawled:?}");
        }
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
            let (claims, _) =
                with_languages("en", |l| super::super::claims(&doc, &page, &detected, l));
            resolve(&claims, detected.score)
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
