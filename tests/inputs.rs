//! Inputs of every format, end to end: the same pages give the same rows, and bytes of any kind give
//! rows.

#![allow(clippy::unwrap_used, reason = "a test ends where its world breaks")]

use arrow_array::{ArrayRef, Int64Array, RecordBatch, StringArray};
use assert_cmd::Command;
use dechaff::source::{Fields, Format, Input, Keep, Options, Source};
use parquet::arrow::ArrowWriter;
use proptest::prelude::*;
use serde_json::{Value, json};
use std::fs;
use std::io::Write;
use std::path::Path;
use std::sync::Arc;

const PAGES: usize = 90;

fn page(n: usize) -> String {
    format!(
        "<title>Crane {n}</title><article><p>A crane fell onto rail {n} of the harbour on Monday, the \
         city said. Nobody was hurt.</p></article>"
    )
}

fn url(n: usize) -> String {
    format!("https://example.org/{n}")
}

fn jsonl() -> Vec<u8> {
    let row = |n| json!({"id": n, "url": url(n), "html": page(n), "n": n}).to_string() + "\n";
    (0..PAGES).map(row).collect::<String>().into_bytes()
}

fn parquet() -> Vec<u8> {
    let texts =
        |of: fn(usize) -> String| Arc::new(StringArray::from_iter_values((0..PAGES).map(of)));
    let ids: ArrayRef = Arc::new(Int64Array::from_iter_values(0..PAGES as i64));
    let columns: [(&str, ArrayRef); 4] =
        [("id", ids.clone()), ("url", texts(url)), ("html", texts(page)), ("n", ids)];
    let batch = RecordBatch::try_from_iter(columns).unwrap();
    let mut bytes = Vec::new();
    let mut writer = ArrowWriter::try_new(&mut bytes, batch.schema(), None).unwrap();
    for start in (0..PAGES).step_by(40) {
        writer.write(&batch.slice(start, 40.min(PAGES - start))).unwrap();
        writer.flush().unwrap(); // a row group
    }
    writer.close().unwrap();
    bytes
}

fn warc_records() -> impl Iterator<Item = Vec<u8>> {
    (0..PAGES).map(|n| {
        let block = format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n{}", page(n));
        let fields = format!("WARC-Record-ID: {n}\r\nWARC-Target-URI: {}\r\n", url(n));
        let length = block.len();
        format!(
            "WARC/1.1\r\nWARC-Type: response\r\n{fields}WARC-Date: 2024-05-01\r\nContent-Type: \
             application/http\r\nContent-Length: {length}\r\n\r\n{block}\r\n\r\n"
        )
        .into_bytes()
    })
}

fn gzip(bytes: Vec<u8>) -> Vec<u8> {
    let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    out.write_all(&bytes).unwrap();
    out.finish().unwrap()
}

fn zstd_of(bytes: Vec<u8>) -> Vec<u8> {
    zstd::encode_all(bytes.as_slice(), 3).unwrap()
}

/// Runs dechaff in a folder; its rows on standard output, and what it says.
fn clean(folder: &Path, args: &str) -> (Vec<Value>, String) {
    let mut command = Command::cargo_bin("dechaff").unwrap();
    let output = command.current_dir(folder).arg("clean").args(args.split(' ')).output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success(), "{args}: {said}");
    let rows = String::from_utf8(output.stdout).unwrap();
    (rows.lines().map(|row| serde_json::from_str(row).unwrap()).collect(), said)
}

#[test]
fn the_same_pages_give_the_same_rows_in_every_format() {
    let folder = tempfile::tempdir().unwrap();
    let files = [
        ("a.jsonl", jsonl()),
        ("a.jsonl.gz", gzip(jsonl())),
        ("a.jsonl.zst", zstd_of(jsonl())),
        ("a.parquet", parquet()),
        ("a.warc", warc_records().flatten().collect()),
        ("a.warc.gz", warc_records().flat_map(gzip).collect()),
        ("a.warc.zst", warc_records().flat_map(zstd_of).collect()),
        ("no-extension", parquet()),
        ("no-extension-either", warc_records().flat_map(gzip).collect()),
    ];
    for (name, bytes) in files {
        fs::write(folder.path().join(name), bytes).unwrap();
        let (rows, _) = clean(folder.path(), &format!("{name} -o - -j 4"));
        assert_eq!(rows.len(), PAGES, "{name}");
        for (n, row) in rows.iter().enumerate() {
            assert_eq!(row["id"], n.to_string(), "{name}");
            assert_eq!((&row["url"], &row["status"]), (&json!(url(n)), &json!("ok")), "{name}");
            assert!(row["text"].as_str().unwrap().contains(&format!("rail {n} of")), "{name}");
            let crawled = if name.contains("warc") || name.contains("either") {
                json!("2024-05-01")
            } else {
                Value::Null
            };
            assert_eq!(row["date_crawled"], crawled, "{name}");
        }
    }
}

#[test]
fn fields_pass_through_where_they_are_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.jsonl"), jsonl()).unwrap();
    fs::write(folder.path().join("a.parquet"), parquet()).unwrap();
    for name in ["a.jsonl", "a.parquet"] {
        assert_eq!(clean(folder.path(), &format!("{name} -o -")).0[7]["extra"], Value::Null);
        for keep in ["all", "n"] {
            let (rows, _) = clean(folder.path(), &format!("{name} -o - --keep-fields {keep}"));
            assert_eq!(rows[7]["extra"], json!({"n": 7}), "{name} {keep}");
        }
        let (rows, _) = clean(folder.path(), &format!("{name} -o - --keep-fields url,none"));
        assert_eq!(rows[7]["extra"], json!({"url": url(7)}));
    }
}

#[test]
fn what_is_no_document_of_a_crawl_is_counted() {
    let folder = tempfile::tempdir().unwrap();
    let warc = b"WARC/1.0\r\nWARC-Type: request\r\nContent-Length: 0\r\n\r\n\r\n\r\n".repeat(3);
    fs::write(folder.path().join("a.warc"), warc).unwrap();
    let (rows, said) = clean(folder.path(), "a.warc -o - --summary s.json");
    assert!(rows.is_empty() && said.contains("WARC records that are no documents: 3"), "{said}");
    let summary = fs::read_to_string(folder.path().join("s.json")).unwrap();
    let summary: Value = serde_json::from_str(&summary).unwrap();
    assert_eq!(summary["skipped_records"], json!({"request": 3}));
}

#[test]
fn parquet_that_cannot_be_sought_in_is_one_error() {
    let folder = tempfile::tempdir().unwrap();
    let mut command = Command::cargo_bin("dechaff").unwrap();
    command.current_dir(folder.path()).args(["clean", "-", "-o", "-"]).write_stdin(parquet());
    let output = command.output().unwrap();
    let row: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert!(row["error"].as_str().unwrap().contains("standard input"), "{row}");
}

/// What a file of those bytes gives: for each document its length, or what is wrong.
fn read(bytes: &[u8], name: &str, format: Option<Format>) -> Vec<Result<usize, String>> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    fs::write(&path, bytes).unwrap();
    let fields = Fields { keep: Keep::All, ..Fields::default() };
    let options = Options { format, max_doc_bytes: 500, fields, ..Options::default() };
    let source = Source::new(vec![Input::File(path)], options);
    source
        .map(|pending| match pending.read() {
            Ok(document) => Ok(document.content.as_bytes().len()),
            Err(unreadable) => Err(unreadable.reason),
        })
        .collect()
}

fn noise() -> impl Strategy<Value = Vec<u8>> {
    let bytes = proptest::collection::vec(any::<u8>(), 0..200);
    let start = prop_oneof![
        Just(Vec::new()),
        Just(b"{\"html\":\"<p>a\\ud800\"}\n".to_vec()),
        Just(b"\xff\xfe{\0".to_vec()),
        Just(b"WARC/1.0\r\nWARC-Type: resource\r\nContent-Length: 9\r\n\r\n".to_vec()),
        Just(gzip(jsonl()[..400].to_vec())),
        Just(zstd_of(jsonl()[..400].to_vec())),
        Just(parquet()[..2_000].to_vec()),
    ];
    (start, 0usize..400, bytes).prop_map(|(mut start, cut, bytes)| {
        start.truncate(start.len().max(cut) - cut.min(start.len() / 2));
        start.extend(bytes);
        start
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn bytes_of_any_kind_give_the_same_rows_twice(bytes in noise(), member in any::<bool>()) {
        let bytes = if member { gzip(bytes) } else { bytes };
        let formats = [Format::Html, Format::Text, Format::Jsonl, Format::Parquet, Format::Warc];
        for format in formats.into_iter().map(Some).chain([None]) {
            let rows = read(&bytes, "file", format);
            prop_assert!(rows == read(&bytes, "file", format));
            prop_assert!(rows.iter().flatten().all(|length| *length <= 600));
            if matches!(format, Some(Format::Html | Format::Text | Format::Parquet)) {
                prop_assert!(rows.len() == 1, "{:?}", rows);
            }
        }
    }
}
