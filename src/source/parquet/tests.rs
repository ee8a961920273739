//! Tests of Parquet reading.

use super::*;
use crate::source::Counters;
use arrow_array::builder::{Int32Builder, ListBuilder};
use arrow_array::types::Int32Type;
use arrow_array::{
    ArrayRef, BinaryArray, BooleanArray, DictionaryArray, Float64Array, Int64Array,
    LargeStringArray, StringArray, StringViewArray, StructArray, TimestampMillisecondArray,
};
use arrow_schema::Field;
use parquet::arrow::ArrowWriter;
use parquet::basic::Compression;
use parquet::file::properties::{WriterProperties, WriterVersion};
use proptest::prelude::*;

type Column = (&'static str, ArrayRef);

fn column<A: arrow_array::Array + 'static>(name: &'static str, array: A) -> Column {
    (name, Arc::new(array))
}

/// A file of row groups of `group` rows.
fn file(columns: Vec<Column>, group: usize) -> Vec<u8> {
    let properties = WriterProperties::builder()
        .set_compression(Compression::ZSTD(Default::default()))
        .set_max_row_group_row_count(Some(group));
    file_as(columns, properties.build())
}

fn file_as(columns: Vec<Column>, properties: WriterProperties) -> Vec<u8> {
    let batch = RecordBatch::try_from_iter_with_nullable(
        columns.into_iter().map(|(name, array)| (name, array, true)),
    )
    .unwrap();
    let mut bytes = Vec::new();
    let mut writer = ArrowWriter::try_new(&mut bytes, batch.schema(), Some(properties)).unwrap();
    writer.write(&batch).unwrap();
    writer.close().unwrap();
    bytes
}

fn open(bytes: &[u8], fields: Fields) -> Result<(Rows, tempfile::NamedTempFile), String> {
    let stored = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(stored.path(), bytes).unwrap();
    let shared = Shared { fields, max_doc_bytes: 1_000, counters: Arc::new(Counters::default()) };
    let place = Place::Path(stored.path().to_owned());
    Rows::open("f".into(), "f".into(), place, Arc::new(shared)).map(|rows| (rows, stored))
}

fn read(bytes: &[u8], fields: Fields) -> Result<Vec<Result<Document, Unreadable>>, String> {
    let (rows, _file) = open(bytes, fields)?;
    Ok(rows.map(Pending::read).collect())
}

fn pages(n: usize) -> Vec<String> {
    (0..n).map(|n| format!("<p>page {n}")).collect()
}

fn contents(rows: &[Result<Document, Unreadable>]) -> Vec<String> {
    let text = |doc: &Document| String::from_utf8(doc.content.as_bytes().to_vec()).unwrap();
    rows.iter().map(|row| row.as_ref().map_or_else(|u| u.reason.clone(), text)).collect()
}

#[test]
fn every_kind_of_string_is_read() {
    let texts = ["<p>a", "<p>b", "<p>a"];
    let dictionary: DictionaryArray<Int32Type> = texts.into_iter().collect();
    let bytes: Vec<&[u8]> = texts.iter().map(|text| text.as_bytes()).collect();
    for html in [
        column("html", StringArray::from(texts.to_vec())),
        column("html", LargeStringArray::from(texts.to_vec())),
        column("html", StringViewArray::from(texts.to_vec())),
        column("html", BinaryArray::from(bytes)),
        column("html", dictionary),
    ] {
        let rows = read(&file(vec![html], 99), Fields::default()).unwrap();
        assert_eq!(contents(&rows), texts);
        assert_eq!(rows[2].as_ref().unwrap().id, "f:2");
    }
}

#[test]
fn rows_come_in_order_from_whichever_thread_reads_them() {
    let (ids, html) = ((0..500).collect::<Vec<i64>>(), pages(500));
    let columns =
        vec![column("id", Int64Array::from(ids)), column("html", StringArray::from(html.clone()))];
    let bytes = file(columns, 77);
    let (rows, _file) = open(&bytes, Fields::default()).unwrap();
    let mut pending: Vec<_> = rows.enumerate().collect();
    assert_eq!(pending.len(), 500);
    // The first fifty are dropped unread, as a run does that goes on with an earlier one.
    pending.drain(..50);
    pending.sort_by_key(|(n, _)| n * 7 % 101);
    std::thread::scope(|scope| {
        let (half, rest) = (pending.split_off(225), pending);
        for part in [half, rest] {
            let html = &html;
            scope.spawn(move || {
                for (n, pending) in part {
                    assert_eq!(pending.origin().to_string(), format!("f, row {n}"));
                    let doc = pending.read().unwrap();
                    assert_eq!(
                        (doc.id, doc.content),
                        (n.to_string(), Content::Text(html[n].clone()))
                    );
                }
            });
        }
    });
}

#[test]
fn nulls_long_values_and_nested_names() {
    let long = "x".repeat(1_001);
    let html = StringArray::from(vec![Some("<p>a"), None, None, Some(&long)]);
    let text = StringArray::from(vec![None, Some("t"), None, None]);
    let id = StringArray::from(vec![Some("i"), None, Some("k"), Some("l")]);
    let inner = |name: &str, array: StringArray| {
        (Arc::new(Field::new(name, DataType::Utf8, true)), Arc::new(array) as ArrayRef)
    };
    let page = StructArray::from(vec![inner("html", html), inner("id", id)]);
    let bytes = file(vec![column("page", page), column("text", text)], 99);
    let names = |name: &str| Some(name.to_owned());
    let fields = Fields::new(names("page.id"), None, names("page.html"), names("text"));
    let rows = read(&bytes, fields).unwrap();
    let first = rows[0].as_ref().unwrap();
    assert_eq!((first.id.as_str(), first.kind), ("i", Kind::Html));
    let second = rows[1].as_ref().unwrap();
    assert_eq!((second.id.as_str(), second.kind), ("f:1", Kind::Text));
    let [third, fourth] = [2, 3].map(|n| rows[n].as_ref().unwrap_err());
    assert_eq!((third.id.as_str(), third.status), ("k", Status::Error));
    assert_eq!((fourth.id.as_str(), fourth.status), ("l", Status::TooLarge));
}

#[test]
fn what_passes_through_is_json() {
    let mut list = ListBuilder::new(Int32Builder::new());
    list.append_value([Some(1), None]);
    let point = StructArray::from(vec![(
        Arc::new(Field::new("x", DataType::Float64, true)),
        Arc::new(Float64Array::from(vec![f64::NAN])) as ArrayRef,
    )]);
    let columns = vec![
        column("html", StringArray::from(vec!["<p>a"])),
        column("n", Int64Array::from(vec![i64::MIN])),
        column("yes", BooleanArray::from(vec![true])),
        column("at", TimestampMillisecondArray::from(vec![1_714_564_800_000]).with_timezone("UTC")),
        column("bytes", BinaryArray::from(vec![&b"\xff\x00"[..]])),
        column("list", list.finish()),
        column("point", point),
        column("none", StringArray::from(vec![None::<&str>])),
    ];
    let bytes = file(columns, 99);
    let extra = |keep| {
        let rows = read(&bytes, Fields { keep, ..Fields::default() }).unwrap();
        rows[0].as_ref().unwrap().extra.clone()
    };
    assert_eq!(extra(Keep::None), None);
    assert_eq!(
        extra(Keep::All).unwrap(),
        r#"{"n":-9223372036854775808,"yes":true,"at":"2024-05-01T12:00:00Z","bytes":"ff00","list":[1,null],"point":{"x":null},"none":null}"#
    );
    let names = ["point.x", "html", "gone"].map(str::to_owned).to_vec();
    assert_eq!(extra(Keep::Named(names)).unwrap(), r#"{"point.x":null,"html":"<p>a"}"#);
}

#[test]
fn a_file_says_what_is_wrong_with_it() {
    let whole = file(vec![column("html", StringArray::from(pages(9)))], 99);
    let mut flipped = whole.clone();
    let footer = flipped.len() - 40;
    flipped[footer..footer + 30].fill(0xff);
    let mut long = whole.clone();
    let at = long.len() - 8;
    long[at..at + 4].copy_from_slice(&u32::MAX.to_le_bytes());
    let numbers = file(vec![column("html", Int64Array::from(vec![1]))], 9);
    let others = file(vec![column("body", Int64Array::from(vec![1]))], 9);
    for (bytes, what) in [
        (&b""[..], "too short"),
        (b"PAR1PAR1", "too short"),
        (b"<!DOCTYPE html><p>page", "no Parquet file"),
        (&whole[..whole.len() / 2], "its end is missing"),
        (&flipped, "damaged"),
        (&long, "longer than the file"),
        (&numbers, "`html` holds no text but numbers"),
        (&others, "no column `html` or `text`, but body"),
    ] {
        let reason = open(bytes, Fields::default()).map(drop).unwrap_err();
        assert!(reason.contains(what), "{what}: {reason}");
    }
    let counters = Arc::new(Counters::default());
    let shared = Shared { fields: Fields::default(), max_doc_bytes: 1, counters };
    let stdin = Rows::open("-".into(), "-".into(), Place::Stdin, Arc::new(shared));
    assert!(stdin.unwrap_err().contains("standard input"));
}

#[test]
fn every_codec_and_kind_of_page_is_read() {
    let texts: Vec<String> = (0..3_000).map(|n| format!("<p>page {n} of many")).collect();
    for compression in [
        Compression::UNCOMPRESSED,
        Compression::SNAPPY,
        Compression::GZIP(Default::default()),
        Compression::BROTLI(Default::default()),
        Compression::LZ4,
        Compression::LZ4_RAW,
        Compression::ZSTD(Default::default()),
    ] {
        for version in [WriterVersion::PARQUET_1_0, WriterVersion::PARQUET_2_0] {
            for dictionary in [true, false] {
                let properties = WriterProperties::builder()
                    .set_compression(compression)
                    .set_writer_version(version)
                    .set_dictionary_enabled(dictionary)
                    .set_write_batch_size(100)
                    .set_data_page_size_limit(4_000);
                let html = column("html", StringArray::from(texts.clone()));
                let lines = texts.iter().enumerate().map(|(n, text)| (n % 3 > 0).then_some(text));
                let id = column("id", lines.collect::<StringArray>());
                let bytes = file_as(vec![html, id], properties.build());
                let rows = read(&bytes, Fields::default()).unwrap();
                assert_eq!(contents(&rows), texts, "{compression} {version:?} {dictionary}");
            }
        }
    }
}

#[test]
fn a_page_that_is_larger_than_it_says_is_not_unpacked() {
    let properties = WriterProperties::builder()
        .set_compression(Compression::GZIP(Default::default()))
        .set_dictionary_enabled(false);
    let html = column("html", StringArray::from(vec!["x".repeat(100_000)]));
    let mut bytes = file_as(vec![html], properties.build());
    // A type, and 100,000 and some, twice that as bytes of seven bits.
    assert_eq!(
        (&bytes[4..7], bytes[7] >= 0x80, bytes[8] >= 0x80),
        (&[0x15, 0, 0x15][..], true, true)
    );
    bytes[9] = 1;
    let rows = read(&bytes, Fields::default()).unwrap();
    let error = &rows[0].as_ref().unwrap_err().reason;
    assert!(error.contains("larger than the") && error.contains("it says"), "{error}");
}

#[test]
fn damage_costs_its_rows() {
    let noise: Vec<String> = (0..200u64)
        .map(|n| (0..400).map(|m| char::from(b'a' + ((n * m * m) >> 3) as u8 % 26)).collect())
        .collect();
    let mut bytes = file(vec![column("text", StringArray::from(noise.clone()))], 50);
    let group = bytes.len() * 3 / 8;
    bytes[group..group + 50].fill(0xff);
    let rows = read(&bytes, Fields::default()).unwrap();
    assert_eq!(rows.len(), 200, "the footer says how many there are");
    let whole = |rows: &[_], noise: &[String]| contents(rows) == noise;
    assert!(whole(&rows[..50], &noise[..50]) && whole(&rows[100..], &noise[100..]));
    assert!(rows[50..100].iter().any(|row| row.is_err()));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn damage_of_any_kind_is_an_error_or_rows(
        at in 0usize..2_000,
        noise in proptest::collection::vec(any::<u8>(), 1..40),
    ) {
        let mut bytes = file(vec![column("html", StringArray::from(pages(60)))], 25);
        let at = at % bytes.len();
        let end = (at + noise.len()).min(bytes.len());
        bytes[at..end].copy_from_slice(&noise[..end - at]);
        if let Ok(rows) = read(&bytes, Fields::default()) {
            prop_assert!(rows.len() < 1 << 16);
        }
    }
}
