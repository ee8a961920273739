//! Tests of WARC reading.

use super::*;
use crate::source::{Counters, Fields};
use proptest::prelude::*;
use std::io::Write;

fn shared(max_doc_bytes: u64) -> Arc<Shared> {
    Arc::new(Shared {
        fields: Fields::default(),
        max_doc_bytes,
        counters: Arc::new(Counters::default()),
    })
}

fn record(kind: &str, fields: &str, block: &[u8]) -> Vec<u8> {
    let length = block.len();
    let head = format!("WARC/1.0\r\nWARC-Type: {kind}\r\n{fields}Content-Length: {length}\r\n\r\n");
    [head.as_bytes(), block, b"\r\n\r\n"].concat()
}

fn page(id: &str, http: &str, body: &[u8]) -> Vec<u8> {
    let fields = format!(
        "WARC-Record-ID: <{id}>\r\nWARC-Target-URI: https://example.org/{id}\r\nWARC-Date: \
         2024-05-01T12:00:00Z\r\nContent-Type: application/http; msgtype=response\r\n"
    );
    record("response", &fields, &[http.as_bytes(), b"\r\n\r\n", body].concat())
}

fn good(id: &str) -> Vec<u8> {
    page(id, "HTTP/1.1 200 OK\r\nContent-Type: text/html", format!("<p>{id}").as_bytes())
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    out.write_all(bytes).unwrap();
    out.finish().unwrap()
}

fn read_with(bytes: &[u8], shared: &Arc<Shared>) -> Vec<Result<Document, Unreadable>> {
    let stream = Stream::of(bytes.to_vec());
    let records = Records::new("f".into(), "f".into(), stream, Arc::clone(shared));
    records.map(Pending::read).collect()
}

/// The ids of documents, and `!` for errors.
fn ids(bytes: &[u8]) -> String {
    let rows = read_with(bytes, &shared(1_000)).into_iter();
    rows.map(|row| row.map_or("!".to_owned(), |doc| doc.id)).collect::<Vec<_>>().join(" ")
}

#[test]
fn a_response_is_a_document_with_all_that_is_known() {
    let http =
        "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=latin1\r\nTransfer-Encoding: chunked";
    let bytes =
        [record("warcinfo", "", b"x"), page("a", http, b"4\r\n<p>\xe9\r\n0\r\n\r\n")].concat();
    let rows = read_with(&bytes, &shared(1_000));
    let doc = rows[0].as_ref().unwrap();
    assert_eq!((doc.id.as_str(), doc.url.as_deref()), ("<a>", Some("https://example.org/a")));
    assert_eq!(
        (doc.crawled.as_deref(), doc.charset.as_deref()),
        (Some("2024-05-01T12:00:00Z"), Some("latin1"))
    );
    assert_eq!((doc.content.as_bytes(), doc.kind), (&b"<p>\xe9"[..], Kind::Html));
    let start = bytes.windows(5).rposition(|five| five == b"WARC/").unwrap();
    assert_eq!((doc.origin.offset, doc.origin.part), (start as u64, Part::WarcRecord));
    assert_eq!(doc.origin.to_string(), format!("f, byte {start}"));
}

#[test]
fn what_is_no_page_is_passed_over_and_counted() {
    let text = "Content-Type: text/plain\r\nWARC-Target-URI: <https://example.org/>\r\n";
    let bytes = [
        record("request", "", b"GET /"),
        record("revisit", "", b""),
        record("Metadata", "", b"x: y"),
        record("new", "", b""),
        page("gone", "HTTP/1.1 404 Not Found\r\nContent-Type: text/html", b"<p>gone"),
        page("image", "HTTP/1.1 200 OK\r\nContent-Type: image/png", &[b'p'; 5_000]),
        record("conversion", text, "Grüße".as_bytes()),
        record("resource", "Content-Type: application/pdf\r\n", b"%PDF"),
    ];
    let shared = shared(1_000);
    let rows = read_with(&bytes.concat(), &shared);
    let [Ok(doc)] = rows.as_slice() else { panic!("{rows:?}") };
    assert_eq!((doc.kind, doc.content.as_bytes()), (Kind::Text, "Grüße".as_bytes()));
    assert_eq!(
        (doc.url.as_deref(), doc.id.starts_with("f:")),
        (Some("https://example.org/"), true)
    );
    let skipped: Vec<_> = shared.counters.skipped().into_iter().collect();
    let named = [("http 404", 1), ("metadata", 1), ("neither html nor text", 2)];
    let rest = [("records of other types", 1), ("request", 1), ("revisit", 1)];
    let all: Vec<_> = named.into_iter().chain(rest).map(|(what, n)| (what.to_owned(), n)).collect();
    assert_eq!(skipped, all);
}

#[test]
fn a_broken_record_costs_only_itself() {
    let lying = |length: &str| {
        let fields = format!("WARC-Record-ID: <lies>\r\nContent-Length: {length}\r\n");
        let head = format!("WARC/1.0\r\nWARC-Type: response\r\n{fields}\r\n");
        [head.as_bytes(), b"HTTP/1.1 200 OK\r\n\r\n<p>lies\r\n\r\n"].concat()
    };
    let lengths = ["5", "40", "150", "999999", "99999999999999999999", "-1", "", "1e3"];
    for broken in
        lengths.map(lying).iter().chain([&b"garbage\r\n".to_vec(), &b"WARC/1.0\r\nno\r\n".to_vec()])
    {
        let plain = [good("a"), broken.clone(), good("b"), good("c")].concat();
        let shown = String::from_utf8_lossy(broken);
        assert_eq!(ids(&plain), "<a> ! <b> <c>", "{shown}");
        let packed = [gzip(&good("a")), gzip(broken), gzip(&good("b")), gzip(&good("c"))].concat();
        assert_eq!(ids(&packed), "<a> ! <b> <c>", "{shown}");
        assert_eq!(ids(&gzip(&plain)), "<a> ! <b> <c>", "{shown}");
    }
}

#[test]
fn damage_of_a_member_costs_only_that() {
    let mut bad = gzip(&good("bad"));
    let middle = bad.len() / 2;
    bad[middle..middle + 20].fill(0xff);
    let all = [gzip(&good("a")), bad, gzip(&good("b"))].concat();
    assert_eq!(ids(&all), "<a> ! <b>");
    assert_eq!(ids(&all[..all.len() - 60]), "<a> ! !");
    let mut frames = zstd::encode_all(good("a").as_slice(), 3).unwrap();
    frames.extend(zstd::encode_all(good("b").as_slice(), 3).unwrap());
    assert_eq!(ids(&frames), "<a> <b>");
    assert_eq!(ids(&frames[..frames.len() - 9]), "<a> !");
    let cut = [good("a"), good("b")].concat();
    assert_eq!(ids(&cut[..cut.len() - 9]), "<a> !");
}

#[test]
fn what_is_too_large_is_not_held() {
    let html = "HTTP/1.1 200 OK\r\nContent-Type: text/html";
    let bytes = [
        page("long", html, &vec![b'a'; 3 << 20]),
        page("image", "HTTP/1.1 200 OK\r\nContent-Type: image/png", &vec![b'a'; 3 << 20]),
        page("bomb", &format!("{html}\r\nContent-Encoding: gzip"), &gzip(&vec![b'a'; 1 << 20])),
        good("a"),
    ];
    let rows = read_with(&bytes.concat(), &shared(1_000));
    let status = |row: &Result<Document, Unreadable>| row.as_ref().err().map(|u| u.status);
    assert_eq!(
        rows.iter().map(status).collect::<Vec<_>>(),
        [Some(Status::TooLarge), Some(Status::TooLarge), None]
    );
    assert_eq!(rows[0].as_ref().unwrap_err().id, "<long>");
}

#[test]
fn what_the_crawl_cut_off_is_noted() {
    let bytes =
        record("resource", "WARC-Truncated: length\r\nContent-Type: text/html\r\n", b"<p>a");
    assert_eq!(read_with(&bytes, &shared(99))[0].as_ref().unwrap().notes, [Note::Truncated]);
}

#[test]
fn dates_are_iso() {
    for date in ["2024", "2024-05", "2024-05-01T12:00:00Z", "2024-05-01T12:00:00.123456Z"] {
        assert!(is_date(date), "{date}");
    }
    for date in ["20240501120000", "yesterday", "", "2024-05-01T12:00:00Z\u{1b}[31m"] {
        assert!(!is_date(date), "{date}");
    }
}

proptest! {
    #[test]
    fn bytes_of_any_kind_are_read(
        parts in proptest::collection::vec(prop_oneof![
            proptest::collection::vec(any::<u8>(), 0..99),
            Just(good("a")),
            Just(gzip(&good("b"))),
            Just(b"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: 77\r\n\r\n".to_vec()),
            Just(b"\r\n\r\n".to_vec()),
        ], 0..9),
    ) {
        let bytes = parts.concat();
        let (rows, again) = (read_with(&bytes, &shared(1_000)), read_with(&bytes, &shared(1_000)));
        prop_assert!(rows == again);
        prop_assert!(rows.len() <= bytes.len() + 1);
    }
}
