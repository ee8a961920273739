//! What is written can be read: every format and schema has the rows of plain JSONL.

#![allow(clippy::unwrap_used, reason = "a test ends where its world breaks")]

use arrow_array::cast::AsArray;
use arrow_array::types::Int64Type;
use arrow_array::{Array, RecordBatch};
use dechaff::document::{Origin, Removal, Removed, Status};
use dechaff::run::{Options, run};
use dechaff::sink::{Compress, Format, Output, Plan, Schema, Sink, Stamp, open_rows};
use dechaff::source::Pending;
use dechaff::{Document, Kind, Record};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use serde_json::Value;
use std::fs::File;
use std::io::BufRead;
use std::path::Path;

/// More than two units.
const DOCUMENTS: usize = 2_500;

fn clean(doc: &Document) -> Record {
    let mut record = Record::failed(doc.id.clone(), Origin::default(), Status::Ok, String::new());
    let n: usize = doc.id.parse().unwrap();
    record.error = (n.is_multiple_of(7)).then(|| format!("the {n}th"));
    record.text = "grüße ".repeat(n % 50);
    record.metadata.authors = (0..n % 3).map(|k| format!("author {k}")).collect();
    record.metadata.language_score = (n.is_multiple_of(2)).then_some(0.5);
    let edit = |k| Removal {
        out_start: k,
        out_end: k + n,
        original: (k > 0).then(|| "cut".to_owned()),
        cause: "selector".to_owned(),
    };
    record.removed = (0..n % 4).map(edit).collect();
    record
}

fn write(
    path: &Path,
    n: usize,
    format: Option<Format>,
    compress: Option<Compress>,
    schema: Schema,
) {
    let output = Output::new(path, format, compress).unwrap();
    let stamp = Stamp { removed: Removed::Text, ..Stamp::default() };
    let sink = Sink::create(Plan { schema, stamp, ..Plan::new(output) }).unwrap();
    let document = |i: usize| Pending::from(Document::new(i.to_string(), Kind::Text, "text"));
    let options = Options { threads: 2, ..Options::default() };
    run((0..n).map(document), &clean, sink, &options, &()).unwrap();
}

fn json(path: &Path) -> Vec<Value> {
    let rows = open_rows(path).unwrap();
    rows.lines().map(|line| serde_json::from_str(&line.unwrap()).unwrap()).collect()
}

fn tables(path: &Path) -> (Vec<RecordBatch>, usize, Vec<String>) {
    let builder = ParquetRecordBatchReaderBuilder::try_new(File::open(path).unwrap()).unwrap();
    let groups = builder.metadata().num_row_groups();
    let names = builder.schema().fields().iter().map(|field| field.name().clone()).collect();
    (builder.build().unwrap().map(Result::unwrap).collect(), groups, names)
}

#[test]
fn compressed_lines_are_the_lines() {
    let folder = tempfile::tempdir().unwrap();
    for n in [0, DOCUMENTS] {
        let at = |name: &str| folder.path().join(format!("{n}{name}"));
        for name in [".jsonl", ".jsonl.gz", ".jsonl.zst"] {
            write(&at(name), n, None, None, Schema::Native);
            assert_eq!(json(&at(name)).len(), n);
            assert_eq!(json(&at(name)), json(&at(".jsonl")), "{name}");
        }
        assert!(std::fs::metadata(at(".jsonl.gz")).unwrap().len() > 0, "a member, if of nothing");
    }
}

#[test]
fn tables_have_the_rows_of_lines() {
    let folder = tempfile::tempdir().unwrap();
    let lines = folder.path().join("a.jsonl");
    write(&lines, DOCUMENTS, None, None, Schema::Native);
    let rows = json(&lines);
    for compress in [None, Some(Compress::None), Some(Compress::Gzip)] {
        let path = folder.path().join(format!("{compress:?}.parquet"));
        write(&path, DOCUMENTS, None, compress, Schema::Native);
        let (batches, groups, names) = tables(&path);
        assert_eq!(groups, 3);
        let of_row: Vec<_> = rows[0].as_object().unwrap().keys().cloned().collect();
        assert_eq!(names, of_row);
        let mut expected = rows.iter();
        for batch in &batches {
            for n in 0..batch.num_rows() {
                same(batch, n, expected.next().unwrap());
            }
        }
        assert!(expected.next().is_none());
    }
}

/// Compares a row of each type of column.
fn same(batch: &RecordBatch, n: usize, row: &Value) {
    let column = |name: &str| batch.column_by_name(name).unwrap();
    for name in ["id", "text", "error", "title"] {
        let strings = column(name).as_string::<i32>();
        assert_eq!(strings.is_valid(n).then(|| strings.value(n)), row[name].as_str(), "{name}");
    }
    let chars = column("n_chars").as_primitive::<Int64Type>();
    assert_eq!(Some(chars.value(n)), row["n_chars"].as_i64());
    assert_eq!(column("language_score").is_valid(n), row["language_score"].is_f64());
    let authors = column("authors").as_list::<i32>().value(n);
    let authors: Vec<_> = authors.as_string::<i32>().iter().map(Option::unwrap).collect();
    assert_eq!(Value::from(authors), row["authors"]);
    let edits = column("removed").as_list::<i32>().value(n);
    let edits = edits.as_struct();
    let wanted = row["removed"].as_array().unwrap();
    assert_eq!(edits.len(), wanted.len());
    for (k, edit) in wanted.iter().enumerate() {
        let end = edits.column_by_name("out_end").unwrap().as_primitive::<Int64Type>();
        assert_eq!(Some(end.value(k)), edit["out_end"].as_i64());
        let original = edits.column_by_name("original").unwrap().as_string::<i32>();
        assert_eq!(original.is_valid(k).then(|| original.value(k)), edit["original"].as_str());
    }
}

#[test]
fn a_table_of_no_rows_has_its_columns() {
    let folder = tempfile::tempdir().unwrap();
    for schema in [Schema::Native, Schema::FineWeb, Schema::Dolma, Schema::Trafilatura] {
        let path = folder.path().join(format!("{schema}.parquet"));
        write(&path, 0, None, None, schema);
        let (batches, groups, names) = tables(&path);
        assert_eq!((batches.iter().map(RecordBatch::num_rows).sum::<usize>(), groups), (0, 0));
        assert_eq!(names, schema.columns().iter().map(|c| c.name).collect::<Vec<_>>());
    }
}

#[test]
fn nested_columns_are_structs() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("dolma");
    write(&path, 1_500, Some(Format::Parquet), None, Schema::Dolma);
    let (batches, _, _) = tables(&path.join("part-00000.parquet"));
    assert_eq!(batches.iter().map(RecordBatch::num_rows).sum::<usize>(), 1_500);
    let metadata = batches[0].column_by_name("metadata").unwrap().as_struct();
    assert_eq!(metadata.column_by_name("status").unwrap().as_string::<i32>().value(3), "ok");
    let manifest = std::fs::read(path.join("manifest.json")).unwrap();
    let manifest: Value = serde_json::from_slice(&manifest).unwrap();
    assert_eq!((&manifest["documents"], &manifest["schema"]), (&1_500.into(), &"dolma".into()));
    assert_eq!(manifest["parts"][0]["rows"], 1_500);
    assert_eq!(manifest["status"], serde_json::json!({"ok": 1_500}));
}
