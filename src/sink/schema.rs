//! Owns the lists of columns: what each is called, what it means, and how a record fills it. Every
//! output format and `dechaff schema` are made from them. The native one stands here; those of other
//! tools, in `foreign`, are made of the same records.

mod foreign;

pub use foreign::Schema;

use crate::document::{Record, Removal, Removed};
use serde::ser::{Serialize, SerializeMap, SerializeSeq, Serializer};
use serde_json::value::RawValue;

/// What every record of a run shares.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stamp {
    /// The version of dechaff.
    pub tool_version: String,
    /// The hash of the configuration.
    pub config_hash: String,
    /// How much records say about what was removed.
    pub removed: Removed,
}

/// What a column holds. Every column may be null.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Type {
    /// Text.
    String,
    /// A whole number, 0 or more.
    Integer,
    /// A number.
    Float,
    /// A list of texts.
    Strings,
    /// A list of `{out_start, out_end, original, cause}`.
    Removals,
    /// A JSON object.
    Object,
    /// What other schemas put below one column, one below the other.
    Rest,
}

impl std::fmt::Display for Type {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Type::String => "string",
            Type::Integer => "integer",
            Type::Float => "number",
            Type::Strings => "list of strings",
            Type::Removals => "list of edits",
            Type::Object | Type::Rest => "object",
        })
    }
}

/// What a record says in one column.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell<'a> {
    /// Nothing.
    Null,
    /// Of [`Type::String`].
    Str(&'a str),
    /// Of [`Type::String`], made for this cell.
    Text(String),
    /// Of [`Type::Integer`].
    Int(u64),
    /// Of [`Type::Float`].
    Float(f64),
    /// Of [`Type::Strings`].
    Strs(Vec<&'a str>),
    /// Of [`Type::Removals`].
    Removals(&'a [Removal]),
    /// Of [`Type::Object`]: JSON as it is written.
    Object(&'a str),
    /// Of [`Type::Rest`].
    Rest(&'a Record, &'a Stamp),
}

impl Cell<'_> {
    /// About how many bytes it takes when it is written.
    fn size(&self) -> usize {
        match self {
            Cell::Null | Cell::Int(_) | Cell::Float(_) => 8,
            Cell::Str(text) | Cell::Object(text) => text.len(),
            Cell::Text(text) => text.len(),
            Cell::Strs(list) => list.iter().map(|text| text.len() + 3).sum(),
            Cell::Removals(list) => {
                list.iter().map(|edit| 64 + edit.original.as_ref().map_or(0, String::len)).sum()
            }
            Cell::Rest(record, stamp) => size(record, stamp, rest()),
        }
    }
}

/// One column.
#[derive(Debug)]
pub struct Column {
    /// Its name.
    pub name: &'static str,
    /// What it holds.
    pub kind: Type,
    /// What that means, in a sentence.
    pub doc: &'static str,
    /// How a record fills it.
    pub cell: for<'a> fn(&'a Record, &'a Stamp) -> Cell<'a>,
}

macro_rules! columns {
    ($($name:literal $kind:ident $doc:literal |$record:pat_param, $stamp:pat_param| $cell:expr;)+) => {
        &[$($crate::sink::schema::Column {
            name: $name,
            kind: $crate::sink::schema::Type::$kind,
            doc: $doc,
            cell: |$record, $stamp| $cell,
        },)+]
    };
}
use columns;

/// Every column of our own, in order.
pub static COLUMNS: &[Column] = columns! {
    "id" String "The input's `id` field, its WARC record id, or the path relative to the folder."
        |r, _| Cell::Str(&r.id);
    "url" String "Canonical address of the page, http or https."
        |r, _| string(&r.metadata.url);
    "text" String "The clean text; empty where nothing is left."
        |r, _| Cell::Str(&r.text);
    "title" String "Headline, without the site's name."
        |r, _| string(&r.metadata.title);
    "authors" Strings "Persons, in the order that the page gives."
        |r, _| strings(&r.metadata.authors);
    "date_published" String "ISO 8601, with the precision that the page gives."
        |r, _| string(&r.metadata.date_published);
    "date_published_source" String "The evidence that `date_published` was taken from."
        |r, _| string(&r.metadata.date_published_source);
    "date_modified" String "ISO 8601, with the precision that the page gives."
        |r, _| string(&r.metadata.date_modified);
    "site_name" String "The publication."
        |r, _| string(&r.metadata.site_name);
    "description" String "Summary by the publisher."
        |r, _| string(&r.metadata.description);
    "tags" Strings "Keywords by the publisher."
        |r, _| strings(&r.metadata.tags);
    "language" String "ISO 639-1 code, or ISO 639-3 where there is none."
        |r, _| string(&r.metadata.language);
    "language_score" Float "Confidence of `language`, 0 to 1; null where it was only declared."
        |r, _| r.metadata.language_score.map_or(Cell::Null, Cell::Float);
    "image" String "Address of the picture that the publisher shows with it, http or https."
        |r, _| string(&r.metadata.image);
    "page_type" String "What the publisher says that it is: `article`, `product`, `forum`, `recipe` …"
        |r, _| string(&r.metadata.page_type);
    "n_chars" Integer "Code points of `text`."
        |r, _| Cell::Int(r.text.chars().count() as u64);
    "n_words" Integer "Words of `text`: pieces between Unicode white space."
        |r, _| Cell::Int(r.text.split_whitespace().count() as u64);
    "status" String "`ok`, `empty`, `filtered`, `error`, `too_large` or `over_budget`."
        |r, _| Cell::Str(r.status.name());
    "reasons" Strings "Why `status` is not `ok`, as short names."
        |r, _| Cell::Strs(r.reasons.iter().map(|reason| reason.name()).collect());
    "error" String "What went wrong, where, and what to do; null where nothing did."
        |r, _| string(&r.error);
    "notes" Strings "What a reader of the text should know, as short names."
        |r, _| Cell::Strs(r.notes.iter().map(|note| note.name()).collect());
    "removed" Removals "With `--removed spans` or `text`: the edits that put back what was cut, in \
        code points of `text`. Null with `--removed none`."
        |r, s| if s.removed == Removed::None { Cell::Null } else { Cell::Removals(&r.removed) };
    "source_file" String "The file that the document was in, as it was named; `-` for standard input."
        |r, _| Cell::Str(&r.origin.file);
    "source_offset" Integer "Offset of the document's first byte in that file, decompressed; of a \
        row of Parquet, the rows before it."
        |r, _| Cell::Int(r.origin.offset);
    "input_hash" String "XXH3-128 of the document's content; null where it could not be read."
        |r, _| if r.input_hash.is_empty() { Cell::Null } else { Cell::Str(&r.input_hash) };
    "tool_version" String "The version of dechaff."
        |_, s| Cell::Str(&s.tool_version);
    "config_hash" String "A hash of everything that was configured: equal hashes, equal cleaning."
        |_, s| Cell::Str(&s.config_hash);
    "date_crawled" String "When the page was fetched, ISO 8601; null where the input does not say."
        |r, _| string(&r.crawled);
    "extra" Object "The fields of the input that `--keep-fields` names; null without it."
        |r, _| r.extra.as_deref().map_or(Cell::Null, Cell::Object);
};

/// What of our own columns other schemas do not have at their top, and put below one column.
pub(super) fn rest() -> impl Iterator<Item = &'static Column> {
    COLUMNS.iter().filter(|column| !matches!(column.name, "id" | "text"))
}

fn string(text: &Option<String>) -> Cell<'_> {
    text.as_deref().map_or(Cell::Null, Cell::Str)
}

fn strings(list: &[String]) -> Cell<'_> {
    Cell::Strs(list.iter().map(String::as_str).collect())
}

impl Serialize for Cell<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Cell::Null => serializer.serialize_unit(),
            Cell::Str(text) => serializer.serialize_str(text),
            Cell::Text(text) => serializer.serialize_str(text),
            Cell::Int(number) => serializer.serialize_u64(*number),
            Cell::Float(number) => serializer.serialize_f64(*number),
            Cell::Strs(list) => serializer.collect_seq(list),
            Cell::Removals(list) => {
                let mut seq = serializer.serialize_seq(Some(list.len()))?;
                for removal in *list {
                    seq.serialize_element(&Edit(removal))?;
                }
                seq.end()
            }
            Cell::Object(json) => match serde_json::from_str::<&RawValue>(json) {
                Ok(json) => json.serialize(serializer),
                Err(error) => Err(serde::ser::Error::custom(error)),
            },
            Cell::Rest(record, stamp) => {
                let cells = rest().map(|column| (column.name, (column.cell)(record, stamp)));
                serializer.collect_map(cells)
            }
        }
    }
}

/// A removal as the record shows it; without `original` where that was not asked for.
struct Edit<'a>(&'a Removal);

impl Serialize for Edit<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Edit(removal) = self;
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("out_start", &removal.out_start)?;
        map.serialize_entry("out_end", &removal.out_end)?;
        if let Some(original) = &removal.original {
            map.serialize_entry("original", original)?;
        }
        map.serialize_entry("cause", &removal.cause)?;
        map.end()
    }
}

/// About how many bytes a record takes when these columns of it are written.
pub(super) fn size<'c>(
    record: &Record,
    stamp: &Stamp,
    columns: impl IntoIterator<Item = &'c Column>,
) -> usize {
    let cell = |column: &Column| column.name.len() + 4 + (column.cell)(record, stamp).size();
    columns.into_iter().map(cell).sum()
}

/// Appends a record as a line of JSON with these columns.
pub(super) fn write_row(record: &Record, stamp: &Stamp, columns: &[Column], line: &mut Vec<u8>) {
    line.push(b'{');
    for column in columns {
        write_cell(column.name, &(column.cell)(record, stamp), line);
    }
    line.extend_from_slice(b"}\n");
}

/// Appends `"name":cell`, behind a comma where it is not the first.
pub(super) fn write_cell(name: &str, cell: &Cell<'_>, line: &mut Vec<u8>) {
    if line.last() != Some(&b'{') {
        line.push(b',');
    }
    line.push(b'"');
    line.extend_from_slice(name.as_bytes());
    line.extend_from_slice(b"\":");
    let before = line.len();
    if serde_json::to_writer(&mut *line, cell).is_err() {
        line.truncate(before);
        line.extend_from_slice(b"null");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Origin, Status};
    use serde_json::{Value, json};

    fn row(record: &Record, removed: Removed) -> Value {
        let stamp = Stamp { tool_version: "1".into(), config_hash: "c".into(), removed };
        let mut line = Vec::new();
        write_row(record, &stamp, COLUMNS, &mut line);
        serde_json::from_slice(&line).unwrap()
    }

    #[test]
    fn a_row_has_every_column_in_order() {
        let record =
            Record::failed("a".into(), Origin::default(), Status::Error, "a: \"broken\"\n".into());
        let row = row(&record, Removed::None);
        let names: Vec<_> = row.as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!(names, COLUMNS.iter().map(|column| column.name).collect::<Vec<_>>());
        assert_eq!(row["error"], "a: \"broken\"\n");
        assert_eq!(row["title"], Value::Null);
        assert_eq!(row["authors"], json!([]));
        assert_eq!(row["removed"], Value::Null);
        assert_eq!(row["input_hash"], Value::Null);
        assert_eq!(row["extra"], Value::Null);
    }

    #[test]
    fn lengths_and_removals_are_in_code_points_and_words() {
        let mut record = Record::failed("a".into(), Origin::default(), Status::Ok, String::new());
        record.text = "grüße\u{a0}an alle".to_owned();
        let original = Some("x".to_owned());
        record.removed =
            vec![Removal { out_start: 1, out_end: 1, original, cause: "selector".into() }];
        let row = row(&record, Removed::Text);
        assert_eq!((&row["n_chars"], &row["n_words"]), (&json!(13), &json!(3)));
        let edit = json!({"out_start": 1, "out_end": 1, "original": "x", "cause": "selector"});
        assert_eq!(row["removed"], json!([edit]));
    }

    #[test]
    fn what_passes_through_keeps_every_digit() {
        let mut record = Record::failed("a".into(), Origin::default(), Status::Ok, String::new());
        let extra = r#"{"n":123456789012345678901234567890,"x":1e999}"#;
        record.extra = Some(extra.to_owned());
        let mut line = Vec::new();
        write_row(&record, &Stamp::default(), COLUMNS, &mut line);
        let line = String::from_utf8(line).unwrap();
        assert!(line.ends_with(&format!("\"extra\":{extra}}}\n")), "{line}");
        record.extra = Some("no JSON".to_owned());
        assert_eq!(row(&record, Removed::None)["extra"], Value::Null);
    }

    #[test]
    fn cells_have_the_type_of_their_column() {
        let mut record = Record::failed("a".into(), Origin::default(), Status::Ok, "e".into());
        record.extra = Some("{}".to_owned());
        let stamp = Stamp { removed: Removed::Text, ..Stamp::default() };
        let schemas = Schema::ALL.iter().flat_map(|schema| schema.columns());
        for column in schemas {
            let fits = match (column.cell)(&record, &stamp) {
                Cell::Null => true,
                Cell::Str(_) | Cell::Text(_) => column.kind == Type::String,
                Cell::Int(_) => column.kind == Type::Integer,
                Cell::Float(_) => column.kind == Type::Float,
                Cell::Strs(_) => column.kind == Type::Strings,
                Cell::Removals(_) => column.kind == Type::Removals,
                Cell::Object(_) => column.kind == Type::Object,
                Cell::Rest(..) => column.kind == Type::Rest,
            };
            assert!(fits, "{}", column.name);
        }
    }
}
