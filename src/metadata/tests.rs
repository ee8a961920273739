//! Owns the checks of metadata against pages that mean harm, and against plain text in each language.

use super::testing::{claimed, claimed_in, head, html, json_ld, metadata, text};
use super::*;
use crate::Cleaner;
use crate::document::{Kind, Metadata};
use crate::page::{Head, Tag};

/// What the whole of the program makes of a page.
fn of_html(body: &str) -> Metadata {
    Cleaner::default().metadata(&Document::new("1", Kind::Html, body)).expect("a page").0
}

fn notes_of(head: Head) -> (Vec<Claim>, Vec<Note>) {
    let (doc, page) = (Document::new("1", Kind::Html, ""), html(head, &[]));
    testing::with_languages("en", |l| claims(&doc, &page, &Detected::default(), l))
}

#[test]
fn json_ld_too_large_or_too_deep_is_noted_and_says_nothing() {
    let large = format!(
        r#"{{"@type":"Article","headline":"It","articleBody":"{}"}}"#,
        "x".repeat(10 << 20)
    );
    let deep = format!(
        r#"{{"@type":"Article","headline":"It","a":{}1{}}}"#,
        "[".repeat(10_000),
        "]".repeat(10_000)
    );
    let deep_objects = format!("{}1{}", r#"{"@graph":"#.repeat(10_000), "}".repeat(10_000));
    for script in [&large, &deep, &deep_objects] {
        let (claims, notes) = notes_of(json_ld(&[script]));
        assert_eq!(claims, []);
        assert_eq!(notes, [Note::UnreadJsonLd]);
        let page = format!(
            "<title>Crane</title><script type='application/ld+json'>{script}</script><h1>Crane</h1>"
        );
        assert_eq!(of_html(&page).title.as_deref(), Some("Crane"));
    }
    let (_, notes) = notes_of(json_ld(&[r#"{"@type":"Article","headline":"It"}"#]));
    assert_eq!(notes, []);
}

#[test]
fn an_address_that_is_none_is_no_claim() {
    let long = format!("https://example.org/{}", "x".repeat(1 << 20));
    for raw in [
        "javascript:alert(1)",
        " JaVaScRiPt:alert(1)",
        "java\nscript:alert(1)",
        "data:text/html,<b>",
        "file:///etc/passwd",
        "vbscript:x",
        "https://",
        &long,
    ] {
        let said = head(&[("og:url", raw), ("og:image", raw), ("twitter:image", raw)]);
        let page = html(said, &[(Tag::A, &[("rel", "author"), ("href", raw)], "Jane Doe")]);
        for field in [Field::Url, Field::Image] {
            let bad = |(value, _): &(String, Evidence)| value.contains("script:") || value == raw;
            assert!(!claimed(&page, field).iter().any(bad), "{raw:.40}");
        }
    }
}

#[test]
fn a_day_that_is_none_is_no_claim() {
    let long = "2026-01-06 ".repeat(100_000);
    for raw in [
        "0000-00-00",
        "0000-00-00T00:00:00Z",
        "99999",
        "99999-01-01",
        "2026-99-99",
        "31/02/2026",
        "00/00/0000",
        "Invalid date",
        "1e309",
        &long,
    ] {
        let name = head(&[("article:published_time", raw), ("date", raw)]);
        let marked = html(name, &[(Tag::Time, &[("datetime", raw)], "some day")]);
        assert_eq!(claimed(&marked, Field::DatePublished), [], "{raw:.40}");
        let script = format!(r#"{{"@type":"Article","datePublished":"{raw}"}}"#);
        assert_eq!(claimed(&html(json_ld(&[&script]), &[]), Field::DatePublished), [], "{raw:.40}");
    }
}

#[test]
fn texts_of_a_megabyte_are_none_or_capped() {
    let long = "Crane ".repeat(200_000);
    let said = |name: &str| claimed_of(head(&[(name, &long)]));
    for name in ["og:title", "twitter:title", "author", "og:site_name", "date"] {
        assert_eq!(said(name), [], "{name}");
    }
    for name in ["og:description", "description"] {
        assert!(said(name).iter().all(|claim| claim.value.chars().count() <= 5_000), "{name}");
    }
    let title = Head { title: Some(long.clone()), ..Head::default() };
    assert_eq!(claimed_of(title), []);
    let page = format!("<title>{long}</title><h1>{long}</h1><p>{long}</p>");
    assert_eq!(of_html(&page).title, None);
    let names = (0..50_000).map(|n| format!("Jane Doe{n},")).collect::<String>();
    assert_eq!(claimed_of(head(&[("author", &names)])), []);
    let separators = " - ".repeat(300_000);
    assert_eq!(metadata(&html(head(&[("og:title", &separators)]), &[])).title, None);
    let keywords = "crane,".repeat(200_000);
    assert!(claimed_of(head(&[("keywords", &keywords)])).len() <= 100);
}

fn claimed_of(head: Head) -> Vec<Claim> {
    notes_of(head).0
}

#[test]
fn lines_that_the_rules_cut_from_plain_text_make_claims_in_each_language() {
    let cases: &[(&str, &str, &[&str], &str)] = &[
        ("ar", "بقلم: سامي الحداد\nنشر في 6 يناير 2026", &["سامي الحداد"], "2026-01-06"),
        ("de", "Von Ida Jost\nVeröffentlicht am 6. Januar 2026", &["Ida Jost"], "2026-01-06"),
        ("en", "By Jane Doe\nPublished On 6 Jan 2026", &["Jane Doe"], "2026-01-06"),
        (
            "en",
            "Written by Jane Doe\nPosted on Tuesday, 6th of January 2026",
            &["Jane Doe"],
            "2026-01-06",
        ),
        ("es", "Por Ana Ruiz\nPublicado el 6 de enero de 2026", &["Ana Ruiz"], "2026-01-06"),
        ("fr", "Par Anne Roux\nPublié le 1er janvier 2026", &["Anne Roux"], "2026-01-01"),
        ("it", "Di Anna Rossi\nPubblicato il 6 gennaio 2026", &["Anna Rossi"], "2026-01-06"),
        ("ja", "文：山田太郎\n公開日：2026年1月6日", &["山田太郎"], "2026-01-06"),
        ("ko", "홍길동 기자\n입력 2026. 1. 6.", &["홍길동"], "2026-01-06"),
        ("nl", "Door Jan Smit\nGepubliceerd op 6 januari 2026", &["Jan Smit"], "2026-01-06"),
        ("pl", "Autor: Ewa Nowak\nOpublikowano: 6 stycznia 2026", &["Ewa Nowak"], "2026-01-06"),
        ("pt", "Por Ana Lima\nPublicado em 6 de janeiro de 2026", &["Ana Lima"], "2026-01-06"),
        ("ru", "Автор: Анна Иванова\nОпубликовано 6 января 2026", &["Анна Иванова"], "2026-01-06"),
        ("tr", "Yazar: Ayşe Yılmaz\nYayınlanma: 6 Ocak 2026", &["Ayşe Yılmaz"], "2026-01-06"),
        ("zh", "作者：王小明\n发布于2026-01-06", &["王小明"], "2026-01-06"),
    ];
    for (code, lines, authors, day) in cases {
        let page = text(&format!("Crane falls\n{lines}\nThe crane fell onto the rails."));
        let of = |field| {
            let said = claimed_in(code, &page, field).into_iter();
            said.map(|(value, _)| value).collect::<Vec<_>>()
        };
        assert_eq!(of(Field::Author), *authors, "{code}");
        assert_eq!(of(Field::DatePublished), [*day], "{code}");
    }
}
