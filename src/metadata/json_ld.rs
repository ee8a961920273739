//! Owns what JSON-LD says: the item that the page is about, its site and its publisher.

use super::values::decode_references;
use super::{Claims, Evidence, Field};
use crate::page::Head;
use serde_json::{Map, Value};
use std::collections::{HashMap, VecDeque};

/// A script of more bytes is not read.
const LARGEST: usize = 1 << 20;

/// Items of a kind that are read at most.
const ITEMS: usize = 8;

type Object = Map<String, Value>;

/// Claims of the first article, the first other subject and the site that the scripts describe;
/// whether all scripts could be read.
pub(super) fn read(head: &Head, claims: &mut Claims<'_>) -> bool {
    let written = || head.json_ld.iter().filter(|script| !script.trim().is_empty());
    let values: Vec<Value> = written().filter_map(|script| parse(script)).collect();
    let graph = Graph::new(&values);
    for kind in [Evidence::JsonLdArticle, Evidence::JsonLdPage] {
        let items = graph.items.iter().filter(|item| item_kind(item) == Some(kind));
        let mut items: Vec<&Object> = items.copied().take(ITEMS).collect();
        items.sort_by_key(|item| !graph.is_at(item, claims));
        for item in items {
            graph.claim_item(item, kind, claims);
        }
    }
    for item in &graph.items {
        if item_kind(item) == Some(Evidence::JsonLdSite) {
            add_all(Field::SiteName, item.get("name"), Evidence::JsonLdSite, claims);
        }
    }
    values.len() == written().count()
}

/// The JSON of a script, repaired where that is safe.
fn parse(script: &str) -> Option<Value> {
    if script.len() > LARGEST {
        return None;
    }
    serde_json::from_str(script).or_else(|_| serde_json::from_str(&repaired(script))).ok()
}

/// `script` without what people wrap JSON in, without commas behind the last member, and with
/// control characters and needless escapes within strings put right.
fn repaired(script: &str) -> String {
    let body = unwrapped(script);
    let mut fixed = String::with_capacity(body.len());
    let (mut in_string, mut chars) = (false, body.chars().peekable());
    while let Some(c) = chars.next() {
        match c {
            '"' => {
                in_string = !in_string;
                fixed.push(c);
            }
            '\\' if in_string => match chars.next() {
                Some(escaped) if "\"\\/bfnrtu".contains(escaped) => fixed.extend([c, escaped]),
                Some(other) => fixed.push(other),
                None => {}
            },
            c if c.is_control() => fixed.push(' '),
            '}' | ']' if !in_string => {
                let kept = fixed.trim_end();
                fixed.truncate(kept.strip_suffix(',').unwrap_or(kept).len());
                fixed.push(c);
            }
            c => fixed.push(c),
        }
    }
    fixed
}

/// `script` without comment marks, CDATA marks and a semicolon around it.
fn unwrapped(script: &str) -> &str {
    const MARKS: &[&str] = &["<!--", "-->", "//", "/*", "*/", "<![CDATA[", "]]>", ";", "\u{feff}"];
    let mut body = script.trim();
    loop {
        let before = body.len();
        for mark in MARKS {
            body = body.strip_prefix(mark).unwrap_or(body).trim_start();
            body = body.strip_suffix(mark).unwrap_or(body).trim_end();
        }
        if body.len() == before {
            return body;
        }
    }
}

/// What kind of item it is; `None` where it is not what a page is about.
fn item_kind(item: &Object) -> Option<Evidence> {
    const ARTICLES: &[&str] = &["Report", "Recipe", "HowTo", "Review", "CreativeWork"];
    const PAGES: &[&str] = &[
        "Product",
        "ProductGroup",
        "Event",
        "Course",
        "Book",
        "Movie",
        "JobPosting",
        "Dataset",
        "SoftwareApplication",
        "PodcastEpisode",
        "Question",
        "VideoObject",
        "Service",
    ];
    let kind = |name: &str| match name.rsplit(['/', ':', '#']).next().unwrap_or(name) {
        "WebSite" => Some(Evidence::JsonLdSite),
        name if PAGES.contains(&name) || name.ends_with("Page") => Some(Evidence::JsonLdPage),
        name if ARTICLES.contains(&name) => Some(Evidence::JsonLdArticle),
        name if name.ends_with("Article") || name.ends_with("Posting") => {
            Some(Evidence::JsonLdArticle)
        }
        _ => None,
    };
    // Of several types, an article's wins: it says most.
    list(item.get("@type")?).filter_map(|name| kind(name.as_str()?)).min()
}

/// The items of a page's scripts, and what they call each other.
struct Graph<'a> {
    /// What stands at the top, in a `@graph`, or is the main entity of such an item.
    items: Vec<&'a Object>,
    /// Objects that say more than their `@id`.
    by_id: HashMap<&'a str, &'a Object>,
}

impl<'a> Graph<'a> {
    fn new(values: &'a [Value]) -> Self {
        let mut graph = Self { items: Vec::new(), by_id: HashMap::new() };
        let mut queue: VecDeque<(&Value, bool)> = values.iter().map(|v| (v, true)).collect();
        while let Some((value, is_item)) = queue.pop_front() {
            match value {
                Value::Array(list) => queue.extend(list.iter().map(|v| (v, is_item))),
                Value::Object(object) => {
                    if is_item {
                        graph.items.push(object);
                    }
                    if let Some(Value::String(id)) = object.get("@id")
                        && object.contains_key("name")
                    {
                        graph.by_id.entry(id).or_insert(object);
                    }
                    queue.extend(object.iter().map(|(key, v)| {
                        (v, is_item && matches!(key.as_str(), "@graph" | "mainEntity"))
                    }));
                }
                _ => {}
            }
        }
        graph
    }

    /// Whether the item says that it is at the page's address.
    fn is_at(&self, item: &Object, claims: &Claims<'_>) -> bool {
        let Some(base) = &claims.base else { return false };
        let mut addresses = ["url", "mainEntityOfPage", "@id"].into_iter();
        addresses.any(|key| {
            let address = item.get(key).and_then(address_of).and_then(|url| base.join(url).ok());
            address.is_some_and(|url| url.path() == base.path() && url.host() == base.host())
        })
    }

    /// Claims what the item says about fields that no earlier item of its kind says.
    fn claim_item(&self, item: &'a Object, evidence: Evidence, claims: &mut Claims<'_>) {
        let (said, before) = (claims.said_by(evidence), claims.list.len());
        self.claim_all(item, evidence, claims);
        let mut at = 0;
        claims.list.retain(|claim| {
            at += 1;
            at <= before || claim.evidence != evidence || !said.contains(&claim.field)
        });
    }

    fn claim_all(&self, item: &'a Object, evidence: Evidence, claims: &mut Claims<'_>) {
        let title = ["headline", "name", "title"].into_iter().find_map(|key| item.get(key));
        add_all(Field::Title, title, evidence, claims);
        for (key, field) in [
            ("datePublished", Field::DatePublished),
            ("dateCreated", Field::DatePublished),
            ("uploadDate", Field::DatePublished),
            ("datePosted", Field::DatePublished),
            ("dateModified", Field::DateModified),
            ("description", Field::Description),
            ("keywords", Field::Tag),
        ] {
            add_all(field, item.get(key), evidence, claims);
        }
        for language in item.get("inLanguage").into_iter().flat_map(list) {
            let code = language.get("alternateName").or(language.get("name")).unwrap_or(language);
            add_all(Field::Language, Some(code), evidence, claims);
        }
        for url in ["url", "mainEntityOfPage"].into_iter().filter_map(|key| item.get(key)) {
            if let Some(url) = address_of(url) {
                claims.add(Field::Url, url, evidence);
            }
        }
        for kind in item.get("@type").into_iter().flat_map(list) {
            add_all(Field::PageType, Some(kind), evidence, claims);
        }
        for image in ["image", "thumbnailUrl"].into_iter().filter_map(|key| item.get(key)) {
            let image = list(image).next().and_then(|image| match image {
                Value::Object(object) => object.get("url").or(object.get("contentUrl"))?.as_str(),
                image => image.as_str(),
            });
            if let Some(image) = image {
                claims.add(Field::Image, image, evidence);
            }
        }
        let author = item.get("author").or(item.get("creator"));
        for person in author.into_iter().flat_map(list) {
            let evidence =
                if self.is_organization(person) { Evidence::JsonLdOrganization } else { evidence };
            add_all(Field::Author, self.name(person), evidence, claims);
        }
        for publisher in item.get("publisher").into_iter().flat_map(list) {
            let name = self.name(publisher);
            add_all(Field::SiteName, name, Evidence::JsonLdPublisher, claims);
        }
    }

    /// The name of a person or an organisation, given itself, as an object or by its `@id`.
    fn name(&self, value: &'a Value) -> Option<&'a Value> {
        match self.object(value) {
            Some(object) => object.get("name"),
            None => Some(value),
        }
    }

    fn is_organization(&self, value: &'a Value) -> bool {
        let kinds = self.object(value).and_then(|object| object.get("@type"));
        let mut kinds = kinds.into_iter().flat_map(list).filter_map(Value::as_str);
        kinds.any(|kind| kind.ends_with("Organization"))
    }

    /// The object that `value` is, or that its `@id` names.
    fn object(&self, value: &'a Value) -> Option<&'a Object> {
        let object = value.as_object()?;
        if object.contains_key("name") {
            return Some(object);
        }
        let named = object.get("@id").and_then(Value::as_str).and_then(|id| self.by_id.get(id));
        Some(named.copied().unwrap_or(object))
    }
}

/// The address that a value gives, itself or as an object's `@id` or `url`.
fn address_of(value: &Value) -> Option<&str> {
    match value {
        Value::Object(object) => object.get("@id").or(object.get("url"))?.as_str(),
        value => value.as_str(),
    }
}

/// The members of an array; any other value is a list of one.
fn list(value: &Value) -> impl Iterator<Item = &Value> {
    match value {
        Value::Array(list) => list.as_slice(),
        value => std::slice::from_ref(value),
    }
    .iter()
}

/// Claims every text and number of `value`.
fn add_all(field: Field, value: Option<&Value>, evidence: Evidence, claims: &mut Claims<'_>) {
    for value in value.into_iter().flat_map(list) {
        let text = match value {
            Value::String(text) => decode_references(text),
            Value::Number(number) => number.to_string().into(),
            Value::Object(object) => {
                // `{"@value": "…"}`, or a keyword with a name.
                let inner = object.get("@value").or(object.get("name")).and_then(Value::as_str);
                inner.map(decode_references).unwrap_or_default()
            }
            _ => continue,
        };
        claims.add(field, &text, evidence);
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{claimed, html, json_ld, metadata, with_languages};
    use super::*;
    use crate::document::Metadata;

    fn read_all(scripts: &[&str]) -> Metadata {
        metadata(&html(json_ld(scripts), &[]))
    }

    fn authors(author: &str) -> Vec<String> {
        read_all(&[&format!(r#"{{"@type":"NewsArticle","author":{author}}}"#)]).authors
    }

    fn readable(script: &str) -> bool {
        with_languages("en", |languages| {
            let mut claims = Claims { languages, latest: None, base: None, list: Vec::new() };
            read(&json_ld(&[script]), &mut claims)
        })
    }

    #[test]
    fn an_article_says_everything() {
        let found = read_all(&[
            r#"{"@context":"https://schema.org","@type":["Article","NewsArticle"],
            "headline":"Crane &amp; rails","datePublished":"2026-01-06T09:12:00+01:00",
            "dateModified":"2026-01-07","author":{"@type":"Person","name":"Jane Doe"},
            "publisher":{"@type":"Organization","name":"Harbour Post"},"description":"It\u00a0fell.",
            "keywords":["crane","rails"],"inLanguage":"en-GB",
            "mainEntityOfPage":{"@type":"WebPage","@id":"https://example.org/crane"}}"#,
        ]);
        assert_eq!(found.title.as_deref(), Some("Crane & rails"));
        assert_eq!(found.date_published.as_deref(), Some("2026-01-06T09:12:00+01:00"));
        assert_eq!(found.date_published_source.as_deref(), Some("json_ld_article"));
        assert_eq!(found.date_modified.as_deref(), Some("2026-01-07"));
        assert_eq!(found.authors, ["Jane Doe"]);
        assert_eq!(found.site_name.as_deref(), Some("Harbour Post"));
        assert_eq!(found.description.as_deref(), Some("It fell."));
        assert_eq!(found.tags, ["crane", "rails"]);
        assert_eq!(found.language.as_deref(), Some("en"));
        assert_eq!(found.url.as_deref(), Some("https://example.org/crane"));
    }

    #[test]
    fn authors_of_every_shape() {
        assert_eq!(authors(r#""Jane Doe""#), ["Jane Doe"]);
        assert_eq!(authors(r#"{"name":"Jane Doe"}"#), ["Jane Doe"]);
        assert_eq!(authors(r#"[{"name":"Jane Doe"},"John Roe"]"#), ["Jane Doe", "John Roe"]);
        assert_eq!(authors(r#"{"name":["Jane Doe","John Roe"]}"#), ["Jane Doe", "John Roe"]);
        assert_eq!(authors(r#"{"@id":"https://example.org/#nobody"}"#), [""; 0]);
        assert_eq!(
            authors(r#"[{"@type":"Organization","name":"Post"},{"name":"Jane Doe"}]"#),
            ["Jane Doe"]
        );
        let agency =
            r#"{"@type":"Article","author":{"@type":"NewsMediaOrganization","name":"Post"}}"#;
        assert_eq!(
            claimed(&html(json_ld(&[agency]), &[]), Field::Author),
            [("Post".to_owned(), Evidence::JsonLdOrganization)]
        );
        assert_eq!(authors(r#"[null, 7, {"name":{}}, [[]]]"#), [""; 0]);
        assert_eq!(authors(r#"{"name":"https://example.org/jane"}"#), [""; 0]);
    }

    #[test]
    fn a_graph_is_followed_by_id() {
        let found = read_all(&[r##"{"@graph":[
            {"@type":"WebSite","@id":"#site","name":"Harbour Post","publisher":{"@id":"#org"}},
            {"@type":"WebPage","@id":"#page","name":"Crane falls - Harbour Post","datePublished":"2020"},
            {"@type":"Article","headline":"Crane falls","author":{"@id":"#jane"},
             "publisher":{"@id":"#org"}, "keywords":"crane, rails"},
            {"@type":"Person","@id":"#jane","name":"Jane Doe"},
            {"@type":"Organization","@id":"#org","name":"Post Ltd"}]}"##]);
        assert_eq!(found.title.as_deref(), Some("Crane falls"));
        assert_eq!(found.authors, ["Jane Doe"]);
        assert_eq!(found.site_name.as_deref(), Some("Harbour Post"));
        assert_eq!(found.tags, ["crane", "rails"]);
        assert_eq!(found.date_published.as_deref(), Some("2020"));
    }

    #[test]
    fn every_kind_of_subject_and_no_other() {
        let title =
            |kind: &str| read_all(&[&format!(r#"[{{"@type":"{kind}","name":"It"}}]"#)]).title;
        for kind in [
            "http://schema.org/BlogPosting",
            "schema:TechArticle",
            "Recipe",
            "WebPage",
            "FAQPage",
            "Product",
            "JobPosting",
        ] {
            assert_eq!(title(kind).as_deref(), Some("It"), "{kind}");
        }
        for kind in ["BreadcrumbList", "ImageObject", "Person", "Organization", ""] {
            assert_eq!(title(kind), None, "{kind}");
        }
        let list =
            r#"{"@type":"ItemList","itemListElement":[{"@type":"Article","headline":"Other"}]}"#;
        assert_eq!(read_all(&[list]).title, None);
        let main = r#"{"@type":"WebPage","mainEntity":{"@type":"Article","headline":"Main"}}"#;
        assert_eq!(read_all(&[main]).title.as_deref(), Some("Main"));
    }

    #[test]
    fn of_several_articles_the_one_at_the_pages_address() {
        let page = html(
            json_ld(&[
                r#"[{"@type":"Article","headline":"Other","url":"https://example.org/other"},
                   {"@type":"Article","headline":"Crane","url":"https://example.org/news/crane"}]"#,
            ]),
            &[],
        );
        assert_eq!(claimed(&page, Field::Title), [("Crane".to_owned(), Evidence::JsonLdArticle)]);
    }

    #[test]
    fn a_later_item_fills_what_the_first_leaves_open() {
        let found = read_all(&[r#"{"@type":"QAPage","name":"Why do cranes fall?","mainEntity":
                {"@type":"Question","name":"Cranes","author":{"name":"Jane Doe"},
                 "datePublished":"2026-01-06","image":{"url":"https://example.org/crane.jpg"}}}"#]);
        assert_eq!(found.title.as_deref(), Some("Why do cranes fall?"));
        assert_eq!(found.authors, ["Jane Doe"]);
        assert_eq!(found.page_type.as_deref(), Some("forum"));
        assert_eq!(found.image.as_deref(), Some("https://example.org/crane.jpg"));
    }

    #[test]
    fn broken_json_is_repaired_where_that_is_safe() {
        let safe = [
            "<!-- {\"@type\":\"Article\",\"headline\":\"It\"} -->",
            "//<![CDATA[\n{\"@type\":\"Article\",\"headline\":\"It\"}\n//]]>",
            "/*<![CDATA[*/{\"@type\":\"Article\",\"headline\":\"It\"}/*]]>*/",
            "{\"@type\":\"Article\",\"headline\":\"It\",}",
            "[{\"@type\":\"Article\",\"headline\":\"It\",\"keywords\":[\"a\",],\n},\n];",
            "{\"@type\":\"Article\",\"headline\":\"\tIt\n\"}",
            "{\"@type\":\"Article\",\"headline\":\"It\",\"description\":\"don\\'t, }\"}",
        ];
        for script in safe {
            assert_eq!(read_all(&[script]).title.as_deref(), Some("It"), "{script}");
        }
        let deep = "[".repeat(200_000);
        for script in ["{\"@type\":\"Article\",\"headline\":\"It\"", "{{ json }}", "\\", &deep] {
            assert!(!readable(script));
            assert_eq!(read_all(&[script]), Metadata::default());
        }
        assert!(readable("  "));
        assert!(!readable(&format!("\"{}\"", "x".repeat(LARGEST))));
    }
}
