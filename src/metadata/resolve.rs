//! Owns the only precedence between claims, and the thresholds under which a field stays empty.
//!
//! Where sources seldom contradict each other, the best one counts ([`ORDER`]). Titles, authors and
//! days of publication are voted on: every candidate (`candidates/`) has the sum of the weights of
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
const ORDER: &[(Field, &[Evidence])] = &[
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
];

/// What speaks for a title, and how much.
const TITLE: &[(Sign, i16)] = &[
    (WithSiteAtHome, 130),                    // 14 of 57
    (EndOfHeading, 128),                      // 22 of 49
    (HeadingOf(Article), 104),                // 519 of 578
    (HeadingHeard(Most), 102),                // 126 of 220
    (PartOf(OpenGraph, WithoutSite), 98),     // 369 of 501
    (By(MetaName), 97),                       // 119 of 154
    (PartOf(MetaName, WithoutSite), 92),      // 28 of 45
    (By(OpenGraph), 85),                      // 943 of 1330
    (By(Heading), 81),                        // 1525 of 1904
    (By(JsonLdArticle), 75),                  // 453 of 549
    (By(TitleLine), 75),                      // 229 of 285
    (By(Itemprop), 73),                       // 155 of 176
    (PartOf(TitleElement, WithoutSite), 70),  // 820 of 1207
    (PartOf(OpenGraph, WithSite), 65),        // 14 of 501
    (HeadingHeard(All), 57),                  // 1409 of 1591
    (SlugIn(All), 57),                        // 1236 of 2837
    (PartOf(OpenGraph, Tail), 56),            // 7 of 24
    (PartOf(MetaTwitter, Tail), 55),          // 6 of 12
    (HeadingOf(CalledArticle), 54),           // 516 of 598
    (InSlug(All), 50),                        // 605 of 740
    (PartOf(MetaTwitter, Head), 47),          // 40 of 74
    (PartOf(TitleElement, First), 45),        // 63 of 77
    (PartOf(TitleElement, Head), 44),         // 199 of 339
    (PartOf(JsonLdPage, First), 38),          // 13 of 14
    (PartOf(JsonLdPage, Head), 38),           // 16 of 41
    (By(MetaTwitter), 32),                    // 550 of 783
    (By(MetaSailthru), 31),                   // 18 of 18
    (PartOf(OpenGraph, Head), 30),            // 73 of 137
    (SlugIn(Most), 27),                       // 352 of 892
    (By(TitleElement), 26),                   // 377 of 891
    (PartOf(MetaTwitter, First), 25),         // 11 of 12
    (PartOf(JsonLdArticle, WithoutSite), 24), // 29 of 35
    (PartOf(JsonLdPage, WithoutSite), 24),    // 135 of 174
    (PartOf(JsonLdPage, Tail), 17),           // 1 of 4
    (PartOf(MetaName, WithSite), 16),         // 1 of 45
    (PartOf(TitleLine, WithoutSite), 16),     // 1 of 2
    (By(MetaDublinCore), 14),                 // 17 of 25
    (PartOf(TitleLine, WithSite), 13),        // 1 of 2
    (PartOf(MetaName, Tail), 11),             // 2 of 3
    (HeadingIn(Most), 10),                    // 94 of 582
    (InSlug(Most), 10),                       // 574 of 1661
    (PartOf(MetaName, Head), 10),             // 12 of 17
    (By(JsonLdPage), 8),                      // 144 of 314
    (By(MetaParsely), 3),                     // 13 of 16
    (By(MetaCitation), 1),                    // 5 of 7
    (HeadingStarts, -11),                     // 33 of 1223
    (PartOf(Itemprop, WithoutSite), -12),     // 0 of 1
    (PartOf(MetaTwitter, WithoutSite), -13),  // 208 of 279
    (HeadingIn(Zero), -16),                   // 75 of 270
    (PartOf(OpenGraph, First), -26),          // 29 of 34
    (SlugIn(Few), -26),                       // 94 of 266
    (HeadingEnds, -34),                       // 8 of 124
    (HeadingHeard(Zero), -35),                // 10 of 62
    (TwoWords, -35),                          // 124 of 220
    (HeadingOf(Other), -40),                  // 459 of 671
    (PartOf(TitleElement, WithSite), -42),    // 18 of 1207
    (PartOf(JsonLdPage, WithSite), -48),      // 0 of 174
    (PartOf(JsonLdArticle, Head), -50),       // 0 of 8
    (HeadingIn(Few), -51),                    // 51 of 343
    (SlugIn(Zero), -58),                      // 115 of 414
    (HeadingOfHome, -59),                     // 21 of 61
    (HeadingIn(All), -61),                    // 59 of 1502
    (StartOfHeading, -63),                    // 9 of 72
    (OneWord, -75),                           // 70 of 176
    (Site, -84),                              // 5 of 78
    (WithoutSiteAtHome, -98),                 // 19 of 57
    (Dashed, -106),                           // 86 of 962
    (Barred, -181),                           // 20 of 959
];

/// What speaks for authors, and how much.
const AUTHOR: &[(Sign, i16)] = &[
    (By(JsonLdArticle), 189),        // 414 of 474
    (By(BylineClass), 181),          // 331 of 378
    (By(MetaName), 176),             // 328 of 416
    (NothingAt(Goods), 168),         // 198 of 205
    (NothingOf(Thing), 164),         // 131 of 139
    (By(Byline), 155),               // 320 of 370
    (By(BylineNear), 150),           // 306 of 354
    (By(RelAuthor), 145),            // 112 of 126
    (By(Itemprop), 138),             // 136 of 166
    (Within, 111),                   // 53 of 92
    (By(MemberClass), 107),          // 27 of 35
    (By(AuthorLink), 100),           // 245 of 339
    (NothingAt(Plain), 81),          // 382 of 539
    (By(AuthorClass), 78),           // 54 of 98
    (By(MetaDublinCore), 68),        // 4 of 8
    (NothingAtHome, 66),             // 67 of 72
    (By(MetaTwitter), 62),           // 198 of 223
    (By(MetaSailthru), 56),          // 27 of 29
    (By(JsonLdPage), 54),            // 67 of 77
    (By(MetaCitation), 52),          // 2 of 5
    (By(MetaParsely), 35),           // 14 of 16
    (OneWord, 32),                   // 173 of 288
    (By(OpenGraphArticle), 26),      // 44 of 57
    (By(AuthorFar), 19),             // 99 of 208
    (Contains, 19),                  // 17 of 87
    (Many, 12),                      // 4 of 17
    (NothingOf(Other), 11),          // 460 of 693
    (Nothing, 10),                   // 770 of 1939
    (NothingOf(Article), -24),       // 47 of 555
    (By(NameNear), -40),             // 186 of 459
    (By(JsonLdOrganization), -44),   // 7 of 36
    (Overlaps, -48),                 // 0 of 16
    (NothingAt(Phrase), -56),        // 117 of 570
    (NothingOf(CalledArticle), -61), // 132 of 552
    (Site, -71),                     // 84 of 165
    (NothingAt(Story), -131),        // 71 of 623
];

/// What speaks for a day as that of publication, and how much.
const PUBLISHED: &[(Sign, i16)] = &[
    (By(OpenGraphArticle), 283),     // 574 of 633
    (NothingAt(Goods), 212),         // 199 of 208
    (NothingAtHome, 160),            // 69 of 73
    (By(MetaName), 133),             // 174 of 213
    (NothingOf(Thing), 120),         // 131 of 140
    (ShownChange, 120),              // 56 of 88
    (By(DateNear), 113),             // 789 of 877
    (By(TimeElement), 100),          // 339 of 381
    (By(UrlPath), 97),               // 121 of 130
    (By(Itemprop), 56),              // 154 of 180
    (By(DateLine), 55),              // 605 of 672
    (By(JsonLdArticle), 49),         // 469 of 557
    (By(ThreadStart), 45),           // 49 of 75
    (By(DateClass), 44),             // 411 of 474
    (NothingAt(Plain), 43),          // 375 of 546
    (By(MetaParsely), 33),           // 16 of 18
    (By(MetaCitation), 32),          // 3 of 4
    (By(MetaDublinCore), 28),        // 15 of 22
    (BesideUtc, 24),                 // 17 of 43
    (By(DateLabel), 21),             // 23 of 43
    (By(DateLead), 12),              // 4 of 6
    (By(JsonLdPage), 7),             // 243 of 325
    (By(MetaSailthru), 6),           // 25 of 28
    (NothingOf(CalledArticle), -11), // 109 of 596
    (By(DateFar), -23),              // 52 of 104
    (LabelledChange, -35),           // 11 of 45
    (ToldChange, -35),               // 469 of 1003
    (NothingOf(Article), -96),       // 22 of 581
    (NothingAt(Phrase), -108),       // 105 of 606
    (Nothing, -110),                 // 719 of 2039
    (Unshown, -132),                 // 183 of 791
    (NothingAt(Story), -137),        // 38 of 677
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
    use super::super::site::host_keys;
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
            ("Crane falls | Harbour Post Online", "Crane falls"),
            ("Crane falls | The Harbour Post", "Crane falls"),
            (
                "Crane falls | Harbour Post reporters strike",
                "Crane falls | Harbour Post reporters strike",
            ),
            ("Crane falls | Harbour", "Crane falls | Harbour"),
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
