//! Owns what the head says outside of Open Graph and JSON-LD: `<title>` and `<meta>`.

use super::{Claim, Claims, Evidence, Field, names};
use crate::page::Head;

/// What a name says; of two names with the same evidence the better one stands first.
const NAMES: &[(&str, Field, Evidence)] = &[
    ("parsely-title", Field::Title, Evidence::MetaParsely),
    ("parsely-author", Field::Author, Evidence::MetaParsely),
    ("parsely-pub-date", Field::DatePublished, Evidence::MetaParsely),
    ("parsely-tags", Field::Tag, Evidence::MetaParsely),
    ("sailthru.title", Field::Title, Evidence::MetaSailthru),
    ("sailthru.author", Field::Author, Evidence::MetaSailthru),
    ("sailthru.date", Field::DatePublished, Evidence::MetaSailthru),
    ("sailthru.tags", Field::Tag, Evidence::MetaSailthru),
    ("sailthru.description", Field::Description, Evidence::MetaSailthru),
    ("citation_title", Field::Title, Evidence::MetaCitation),
    ("citation_publication_date", Field::DatePublished, Evidence::MetaCitation),
    ("citation_online_date", Field::DatePublished, Evidence::MetaCitation),
    ("citation_date", Field::DatePublished, Evidence::MetaCitation),
    ("citation_journal_title", Field::SiteName, Evidence::MetaCitation),
    ("citation_keywords", Field::Tag, Evidence::MetaCitation),
    ("dc.title", Field::Title, Evidence::MetaDublinCore),
    ("dcterms.title", Field::Title, Evidence::MetaDublinCore),
    ("dc.creator", Field::Author, Evidence::MetaDublinCore),
    ("dcterms.creator", Field::Author, Evidence::MetaDublinCore),
    ("dc.date.issued", Field::DatePublished, Evidence::MetaDublinCore),
    ("dcterms.issued", Field::DatePublished, Evidence::MetaDublinCore),
    ("dc.date.created", Field::DatePublished, Evidence::MetaDublinCore),
    ("dcterms.created", Field::DatePublished, Evidence::MetaDublinCore),
    ("dc.date", Field::DatePublished, Evidence::MetaDublinCore),
    ("dcterms.date", Field::DatePublished, Evidence::MetaDublinCore),
    ("dcterms.modified", Field::DateModified, Evidence::MetaDublinCore),
    ("dc.description", Field::Description, Evidence::MetaDublinCore),
    ("dcterms.description", Field::Description, Evidence::MetaDublinCore),
    ("dc.subject", Field::Tag, Evidence::MetaDublinCore),
    ("dc.language", Field::Language, Evidence::MetaDublinCore),
    ("dc.publisher", Field::SiteName, Evidence::MetaDublinCore),
    ("twitter:title", Field::Title, Evidence::MetaTwitter),
    ("twitter:image", Field::Image, Evidence::MetaTwitter),
    ("twitter:image:src", Field::Image, Evidence::MetaTwitter),
    ("twitter:description", Field::Description, Evidence::MetaTwitter),
    ("title", Field::Title, Evidence::MetaName),
    ("headline", Field::Title, Evidence::MetaName),
    ("author", Field::Author, Evidence::MetaName),
    ("authors", Field::Author, Evidence::MetaName),
    ("byl", Field::Author, Evidence::MetaName),
    ("byline", Field::Author, Evidence::MetaName),
    ("article.author", Field::Author, Evidence::MetaName),
    ("creator", Field::Author, Evidence::MetaName),
    ("datepublished", Field::DatePublished, Evidence::MetaName),
    ("date_published", Field::DatePublished, Evidence::MetaName),
    ("article.published", Field::DatePublished, Evidence::MetaName),
    ("published_time", Field::DatePublished, Evidence::MetaName),
    ("publication_date", Field::DatePublished, Evidence::MetaName),
    ("publish-date", Field::DatePublished, Evidence::MetaName),
    ("publishdate", Field::DatePublished, Evidence::MetaName),
    ("publish_date", Field::DatePublished, Evidence::MetaName),
    ("published-date", Field::DatePublished, Evidence::MetaName),
    ("pubdate", Field::DatePublished, Evidence::MetaName),
    ("pub_date", Field::DatePublished, Evidence::MetaName),
    ("cxenseparse:recs:publishtime", Field::DatePublished, Evidence::MetaName),
    ("published", Field::DatePublished, Evidence::MetaName),
    ("published_at", Field::DatePublished, Evidence::MetaName),
    ("published-at", Field::DatePublished, Evidence::MetaName),
    ("publishtime", Field::DatePublished, Evidence::MetaName),
    ("publish_time", Field::DatePublished, Evidence::MetaName),
    ("date-pub", Field::DatePublished, Evidence::MetaName),
    ("pdate", Field::DatePublished, Evidence::MetaName),
    ("article_date_original", Field::DatePublished, Evidence::MetaName),
    ("originalpublicationdate", Field::DatePublished, Evidence::MetaName),
    ("rnews:datepublished", Field::DatePublished, Evidence::MetaName),
    ("nastooh:publishdate", Field::DatePublished, Evidence::MetaName),
    ("shareaholic:article_published_time", Field::DatePublished, Evidence::MetaName),
    ("cxenseparse:publishtime", Field::DatePublished, Evidence::MetaName),
    ("bt:pubdate", Field::DatePublished, Evidence::MetaName),
    ("ms.date", Field::DatePublished, Evidence::MetaName),
    ("uploaddate", Field::DatePublished, Evidence::MetaName),
    ("date", Field::DatePublished, Evidence::MetaName),
    ("datecreated", Field::DatePublished, Evidence::MetaName),
    ("datemodified", Field::DateModified, Evidence::MetaName),
    ("article.updated", Field::DateModified, Evidence::MetaName),
    ("updated", Field::DateModified, Evidence::MetaName),
    ("updated_at", Field::DateModified, Evidence::MetaName),
    ("updated date", Field::DateModified, Evidence::MetaName),
    ("dateupdate", Field::DateModified, Evidence::MetaName),
    ("article_date_updated", Field::DateModified, Evidence::MetaName),
    ("shareaholic:article_modified_time", Field::DateModified, Evidence::MetaName),
    ("last-modified", Field::DateModified, Evidence::MetaName),
    ("lastmod", Field::DateModified, Evidence::MetaName),
    ("revised", Field::DateModified, Evidence::MetaName),
    ("application-name", Field::SiteName, Evidence::MetaName),
    ("description", Field::Description, Evidence::MetaName),
    ("news_keywords", Field::Tag, Evidence::MetaName),
    ("keywords", Field::Tag, Evidence::MetaName),
    ("content-language", Field::Language, Evidence::MetaName),
    ("language", Field::Language, Evidence::MetaName),
];

/// Names like those of the table that are looked at.
const LIKE: usize = 20;

/// Claims of `<title>` and of every name of the table.
pub(super) fn read(head: &Head, claims: &mut Claims<'_>) {
    if let Some(title) = &head.title {
        claims.add(Field::Title, title, Evidence::TitleElement);
    }
    claims.add_meta(head, NAMES);
    read_like(head, claims);
    for author in head.meta("citation_author") {
        claims.add(Field::Author, &given_name_first(author), Evidence::MetaCitation);
    }
    for (label, data) in [("twitter:label1", "twitter:data1"), ("twitter:label2", "twitter:data2")]
    {
        let labels = head.meta(label).filter(|label| names::is_by(label, claims.languages));
        if let (1.., Some(author)) = (labels.count(), head.meta(data).next()) {
            claims.add(Field::Author, author, Evidence::MetaTwitter);
        }
    }
}

/// Claims dates on names that say the same as those of the table in other words, as
/// `w-published-date`, where the table has none; and what cards and home screens call the site.
fn read_like(head: &Head, claims: &mut Claims<'_>) {
    let is_of =
        |claim: &Claim| claim.field == Field::DatePublished && claim.evidence == Evidence::MetaName;
    if !claims.list.iter().any(is_of) {
        let like = head.meta.iter().filter(|meta| says_published(&meta.name));
        let _ = like
            .take(LIKE)
            .any(|meta| claims.add(Field::DatePublished, &meta.content, Evidence::MetaName));
    }
    for account in head.meta("twitter:site") {
        claims.add(Field::SiteName, account.trim_start_matches('@'), Evidence::MetaTwitter);
    }
}

/// Whether a name says that it is of the day of publication: "publish" and "date" are words of it,
/// or parts of one.
fn says_published(name: &str) -> bool {
    const OF_OTHERS: &[&str] =
        &["article:", "citation", "event", "expir", "modif", "og:", "unpublish", "updat", "video"];
    (name.contains("publish") || name.contains("publication"))
        && (name.contains("date") || name.contains("time"))
        && !OF_OTHERS.iter().any(|part| name.contains(part))
}

/// "Doe, Jane" of a citation, which has one author a `<meta>`, as "Jane Doe".
fn given_name_first(author: &str) -> String {
    match author.split_once(',') {
        Some((family, given)) if !given.contains(',') => {
            format!("{} {}", given.trim(), family.trim())
        }
        _ => author.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{claimed, head, html, metadata};
    use super::*;

    #[test]
    fn every_name_is_read() {
        for (name, field, evidence) in NAMES {
            let (content, wanted) = match field {
                Field::DatePublished | Field::DateModified => ("2026/01/06", "2026-01-06"),
                Field::Image => ("/a", "https://example.org/a"),
                Field::Language => ("de-AT", "de"),
                _ => (" Jane \t Doe ", "Jane Doe"),
            };
            let page = html(head(&[(name, content)]), &[]);
            let claims = claimed(&page, *field);
            assert!(claims.contains(&(wanted.to_owned(), *evidence)), "{name}: {claims:?}");
        }
    }

    #[test]
    fn other_names_of_the_day_of_publication() {
        let day = |name: &str| {
            let found = claimed(&html(head(&[(name, "2026-01-06")]), &[]), Field::DatePublished);
            found.into_iter().map(|(_, evidence)| evidence).collect::<Vec<_>>()
        };
        for name in ["w-published-date", "site:publishtime", "gsa.publication-date"] {
            assert_eq!(day(name), [Evidence::MetaName], "{name}");
        }
        for name in ["unpublish-date", "published-date-updated", "event-publish-date", "publisher"]
        {
            assert_eq!(day(name), [], "{name}");
        }
        assert_eq!(day("article:published_time"), [Evidence::OpenGraphArticle]);
    }

    #[test]
    fn citations_turn_names_round() {
        let page = html(
            head(&[("citation_author", "Doe, Jane"), ("citation_author", "John de la Cruz")]),
            &[],
        );
        assert_eq!(metadata(&page).authors, ["Jane Doe", "John de la Cruz"]);
    }

    #[test]
    fn a_card_may_be_labelled() {
        let labelled = |label: &str| {
            let card = head(&[("twitter:label1", label), ("twitter:data1", "Jane Doe")]);
            metadata(&html(card, &[])).authors
        };
        assert_eq!(labelled("Written by"), ["Jane Doe"]);
        assert_eq!(labelled("Time to read"), [""; 0]);
    }

    #[test]
    fn keywords_are_parted_and_capped() {
        let page = html(head(&[("keywords", "harbour, crane;; harbour , ,Rail")]), &[]);
        assert_eq!(metadata(&page).tags, ["harbour", "crane", "Rail"]);
        let many: Vec<String> = (0..500).map(|n| format!("k{n}")).collect();
        let page = html(head(&[("keywords", &many.join(","))]), &[]);
        assert_eq!(metadata(&page).tags.len(), 100);
    }
}
