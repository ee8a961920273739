//! Owns Parquet files: which columns are read, and how rows are decoded where they are needed.
//!
//! The rows of a file are known from its footer, so finding them costs no decoding. They come in
//! chunks; the worker that reads the first row of a chunk decodes it, one chunk of a row group behind
//! the other, and row groups at the same time. What is damaged costs its rows.

mod footer;
mod pages;
mod thrift;
mod value;

use super::open::{Place, reason};
use super::row::{Fields, Keep, push_field};
use super::{Pending, Shared, State, Unreadable};
use crate::document::{Content, Document, Kind, Origin, Part, Status};
use arrow_array::RecordBatch;
use arrow_schema::{DataType, Schema};
use pages::{Pages, Watched};
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{
    ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReader,
    ParquetRecordBatchReaderBuilder,
};
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use value::Cell;

/// Rows that are decoded at once, at most.
const ROWS: u64 = 32;

/// Bytes that are decoded at once, about.
const BYTES: u64 = 4 << 20;

/// Rows of a group that may be there however few bytes it has; further ones need some.
const FREE_ROWS: u64 = 1 << 20;

/// Rows to a byte of a group, at most: a table that says that it has more lies.
const ROWS_TO_A_BYTE: u64 = 64;

/// Rows at the front of a group that are decoded one by one where they cannot be decoded together;
/// each takes a look at all pages before it.
const SINGLY: u64 = 1 << 14;

/// What is known of a file.
#[derive(Debug)]
struct Table {
    path: PathBuf,
    metadata: ArrowReaderMetadata,
    mask: ProjectionMask,
    columns: Columns,
    shared: Arc<Shared>,
}

/// Where the columns that are read are: names that go down.
#[derive(Debug, Default)]
struct Columns {
    id: Option<Vec<String>>,
    url: Option<Vec<String>>,
    html: Option<Vec<String>>,
    text: Option<Vec<String>>,
    language: Option<Vec<String>>,
    /// What passes through, with the names that it gets.
    kept: Vec<(String, Vec<String>)>,
}

/// The rows of a file.
#[derive(Debug)]
pub(super) struct Rows {
    id: String,
    file: String,
    table: Arc<Table>,
    groups: std::ops::Range<usize>,
    group: Option<Arc<Group>>,
    chunk: Option<Arc<Chunk>>,
    /// The next row of the group, and of the file.
    next: u64,
    row: u64,
}

impl Rows {
    pub(super) fn open(
        id: String,
        file: String,
        place: Place,
        shared: Arc<Shared>,
    ) -> Result<Self, String> {
        let Place::Path(path) = place else {
            return Err("Parquet is not read from standard input: save it to a file".to_owned());
        };
        let cannot = |error: std::io::Error| {
            shared.counters.check(&error, &path);
            reason(&error, 0)
        };
        if !std::fs::metadata(&path).map_err(cannot)?.is_file() {
            return Err("Parquet is not read from a pipe: save it to a file".to_owned());
        }
        let mut watched = Watched::open(&path, &shared).map_err(cannot)?;
        footer::check(&mut watched, &cannot)?;
        let metadata = caught(|| metadata(&watched))?;
        let (mask, columns) = columns(&metadata, &shared.fields)?;
        check_rows(&metadata)?;
        let groups = 0..metadata.metadata().num_row_groups();
        let table = Arc::new(Table { path, metadata, mask, columns, shared });
        Ok(Self { id, file, table, groups, group: None, chunk: None, next: 0, row: 0 })
    }

    /// The chunk that the next row is in.
    fn chunk(&mut self) -> Option<Arc<Chunk>> {
        loop {
            let group = match &self.group {
                Some(group) if self.next < group.rows => group,
                _ => {
                    let number = self.groups.next()?;
                    self.next = 0;
                    self.group.insert(Arc::new(Group::new(number, Arc::clone(&self.table))))
                }
            };
            if group.rows == 0 {
                continue;
            }
            match &self.chunk {
                Some(chunk) if self.next > 0 && self.next < chunk.start + chunk.rows => {}
                _ => {
                    let rows = group.at_once.min(group.rows - self.next);
                    self.chunk = Some(group.chunk(self.next, rows));
                }
            }
            return self.chunk.clone();
        }
    }
}

impl Iterator for Rows {
    type Item = Pending;

    fn next(&mut self) -> Option<Pending> {
        let chunk = self.chunk()?;
        let at = (self.next - chunk.start) as usize;
        let origin = Origin { file: self.file.clone(), offset: self.row, part: Part::Row };
        let id = format!("{}:{}", self.id, self.row);
        let size = chunk.group.row_bytes;
        self.next += 1;
        self.row += 1;
        Some(Pending { id, origin, size, state: State::Row(Row { chunk, at }) })
    }
}

/// What a file says of itself, with strings as views.
fn metadata(file: &Watched) -> Result<ArrowReaderMetadata, String> {
    let broken = |error: parquet::errors::ParquetError| format!("its footer is damaged: {error}");
    // The schema that a writer's library had for itself is not needed.
    let options = ArrowReaderOptions::new().with_skip_arrow_metadata(true);
    let metadata = ArrowReaderMetadata::load(file, options).map_err(broken)?;
    let schema = Arc::new(Schema::new(value::with_views(metadata.schema().fields())));
    let options = ArrowReaderOptions::new().with_skip_arrow_metadata(true).with_schema(schema);
    ArrowReaderMetadata::try_new(Arc::clone(metadata.metadata()), options).map_err(broken)
}

/// Refuses tables of more rows than their bytes can hold.
fn check_rows(metadata: &ArrowReaderMetadata) -> Result<(), String> {
    let lies = "its footer is damaged: it says that there are more rows than it has bytes for";
    for group in metadata.metadata().row_groups() {
        let bytes = u64::try_from(group.compressed_size()).unwrap_or_default();
        let rows = u64::try_from(group.num_rows()).map_err(|_| lies)?;
        if rows > bytes.saturating_mul(ROWS_TO_A_BYTE).saturating_add(FREE_ROWS) {
            return Err(lies.to_owned());
        }
        let one_a_row = |column: &&parquet::file::metadata::ColumnChunkMetaData| {
            column.column_descr().max_rep_level() == 0
        };
        let mut flat = group.columns().iter().filter(one_a_row);
        if flat.any(|column| column.num_values() != group.num_rows()) {
            return Err("its footer is damaged: a column has more or fewer rows".to_owned());
        }
    }
    Ok(())
}

/// The columns that are read of a file, and where the fields are in them.
fn columns(
    metadata: &ArrowReaderMetadata,
    names: &Fields,
) -> Result<(ProjectionMask, Columns), String> {
    let fields = metadata.schema().fields();
    let path = |name: &str| {
        let own = vec![name.to_owned()];
        let down = || name.split('.').map(str::to_owned).collect::<Vec<_>>();
        if value::kind(fields, &own).is_some() {
            return Some(own);
        }
        Some(down()).filter(|path| value::kind(fields, path).is_some())
    };
    let content = |name: &Option<String>, flag: &str| {
        let Some((name, path)) = name.as_ref().and_then(|name| Some((name, path(name)?))) else {
            return Ok(None);
        };
        match value::kind(fields, &path).filter(|kind| !value::is_content(kind)) {
            Some(kind) => Err(format!(
                "its column `{name}` holds no text but {}; name the right one with `{flag}`",
                spoken(kind)
            )),
            None => Ok(Some(path)),
        }
    };
    let mut columns = Columns {
        id: path(&names.id),
        url: path(&names.url),
        html: content(&names.html, "--html-field")?,
        text: content(&names.text, "--text-field")?,
        language: path(&names.language),
        kept: Vec::new(),
    };
    if columns.html.is_none() && columns.text.is_none() {
        let there: Vec<_> = fields.iter().take(20).map(|field| field.name().as_str()).collect();
        return Err(format!(
            "there is no column {}, but {}; name the one that holds the page with `--html-field` \
             or `--text-field`",
            names.content_names(),
            there.join(", ")
        ));
    }
    let read: Vec<_> = columns.read().map(<[String]>::to_vec).collect();
    columns.kept = match &names.keep {
        Keep::None => Vec::new(),
        Keep::Named(names) => {
            names.iter().filter_map(|name| Some((name.clone(), path(name)?))).collect()
        }
        Keep::All => {
            let all = fields.iter().map(|field| vec![field.name().clone()]);
            let others = all.filter(|path| !read.contains(path));
            others.map(|path| (path[0].clone(), path)).collect()
        }
    };
    let wanted: Vec<_> = read.iter().chain(columns.kept.iter().map(|(_, path)| path)).collect();
    let schema = metadata.parquet_schema();
    let leaves = schema.columns().iter().enumerate().filter(|(_, leaf)| {
        let parts = leaf.path().parts();
        wanted.iter().any(|path| parts.starts_with(path))
    });
    Ok((ProjectionMask::leaves(schema, leaves.map(|(at, _)| at)), columns))
}

fn spoken(kind: &DataType) -> &'static str {
    match kind {
        DataType::Struct(_) => "fields of its own",
        DataType::List(_) | DataType::LargeList(_) | DataType::Map(..) => "lists",
        _ => "numbers, dates or the like",
    }
}

impl Columns {
    /// Where everything is that is taken apart.
    fn read(&self) -> impl Iterator<Item = &[String]> {
        let all = [&self.id, &self.url, &self.html, &self.text, &self.language];
        all.into_iter().flatten().map(Vec::as_slice)
    }
}

/// A row group.
#[derive(Debug)]
struct Group {
    number: usize,
    table: Arc<Table>,
    rows: u64,
    /// Bytes of a row, about, and how many rows are decoded at once.
    row_bytes: u64,
    at_once: u64,
    /// Chunks that nobody has decoded yet.
    waiting: Mutex<BTreeMap<u64, Weak<Chunk>>>,
    cursor: Mutex<Option<Cursor>>,
}

/// A reader, and the row that comes next.
struct Cursor {
    reader: ParquetRecordBatchReader,
    at: u64,
}

impl std::fmt::Debug for Cursor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Cursor {{ at: {} }}", self.at)
    }
}

/// Rows that are decoded together.
#[derive(Debug)]
struct Chunk {
    group: Arc<Group>,
    start: u64,
    rows: u64,
    decoded: Mutex<Option<Decoded>>,
}

#[derive(Clone, Debug)]
enum Decoded {
    Together(RecordBatch),
    /// Row by row, as some are damaged.
    Singly(Vec<Result<RecordBatch, String>>),
}

impl Group {
    fn new(number: usize, table: Arc<Table>) -> Self {
        let metadata = table.metadata.metadata().row_group(number);
        let rows = u64::try_from(metadata.num_rows()).unwrap_or_default();
        let of = |all: &dyn Fn(&parquet::file::metadata::ColumnChunkMetaData) -> i64| -> u64 {
            let read = metadata.columns().iter().enumerate();
            let read = read.filter(|(leaf, _)| table.mask.leaf_included(*leaf));
            read.map(|(_, column)| u64::try_from(all(column)).unwrap_or_default())
                .fold(0, u64::saturating_add)
        };
        let row_bytes = of(&|column| column.uncompressed_size()) / rows.max(1);
        let at_once = (BYTES / row_bytes.max(1)).clamp(1, ROWS);
        table
            .shared
            .counters
            .read
            .fetch_add(of(&|column| column.compressed_size()), Ordering::Relaxed);
        let (waiting, cursor) = (Mutex::default(), Mutex::default());
        Self { number, table, rows, row_bytes, at_once, waiting, cursor }
    }

    fn chunk(self: &Arc<Self>, start: u64, rows: u64) -> Arc<Chunk> {
        let group = Arc::clone(self);
        let chunk = Arc::new(Chunk { group, start, rows, decoded: Mutex::default() });
        lock(&self.waiting).insert(start, Arc::downgrade(&chunk));
        chunk
    }

    /// A reader of the rows from `start`.
    fn open(&self, start: u64, at_once: u64) -> Result<Cursor, String> {
        let metadata = self.table.metadata.clone();
        let group = metadata.metadata().row_group(self.number);
        let pages = Pages::open(&self.table.path, group, &self.table.mask, &self.table.shared);
        let pages = pages.map_err(|error| reason(&error, 0))?;
        let reader = ParquetRecordBatchReaderBuilder::new_with_metadata(pages, metadata)
            .with_row_groups(vec![self.number])
            .with_projection(self.table.mask.clone())
            .with_batch_size(at_once as usize)
            .with_offset(start as usize)
            .build()
            .map_err(damaged)?;
        Ok(Cursor { reader, at: start })
    }

    /// Decodes rows with the reader at hand, where it stands there, or a new one.
    fn rows(
        &self,
        cursor: &mut Option<Cursor>,
        start: u64,
        rows: u64,
    ) -> Result<RecordBatch, String> {
        let mut here = match cursor.take() {
            Some(cursor) if cursor.at == start => cursor,
            _ => self.open(start, rows)?,
        };
        let batch = match here.reader.next() {
            Some(batch) => batch.map_err(damaged)?,
            None => return Err("the row group ends too soon; fetch the file again".to_owned()),
        };
        if batch.num_rows() as u64 != rows {
            return Err("the row group ends too soon; fetch the file again".to_owned());
        }
        here.at += rows;
        *cursor = Some(here);
        Ok(batch)
    }

    /// Decodes rows together; else one by one, at the front of the group.
    fn decode(&self, cursor: &mut Option<Cursor>, start: u64, rows: u64) -> Decoded {
        match caught(|| self.rows(cursor, start, rows)) {
            Ok(batch) => Decoded::Together(batch),
            Err(error) if start >= SINGLY => Decoded::Singly(vec![Err(error); rows as usize]),
            Err(_) => Decoded::Singly(
                (start..start + rows).map(|row| caught(|| self.rows(&mut None, row, 1))).collect(),
            ),
        }
    }
}

impl Chunk {
    /// The rows, decoded by whoever comes first.
    fn decoded(&self) -> Decoded {
        let mut cursor = lock(&self.group.cursor);
        loop {
            if let Some(decoded) = &*lock(&self.decoded) {
                return decoded.clone();
            }
            // Those before it come first, if anybody still wants them.
            let first = lock(&self.group.waiting).pop_first();
            match first.map(|(start, chunk)| (start, chunk.upgrade())) {
                Some((_, None)) => {}
                Some((start, Some(chunk))) => {
                    let decoded = self.group.decode(&mut cursor, start, chunk.rows);
                    *lock(&chunk.decoded) = Some(decoded);
                }
                None => return self.group.decode(&mut cursor, self.start, self.rows),
            }
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn damaged(error: impl std::fmt::Display) -> String {
    format!("it cannot be decoded: {error}; the file is damaged, fetch it again")
}

/// What `work` gives. A damaged file makes the crate that reads it panic in places; what `work` had
/// at hand is dropped then.
fn caught<T>(work: impl FnOnce() -> Result<T, String>) -> Result<T, String> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| Err(damaged("its bytes contradict")))
}

/// A row that is still to be decoded.
#[derive(Debug)]
pub(super) struct Row {
    chunk: Arc<Chunk>,
    /// Its place in the chunk.
    at: usize,
}

impl Row {
    pub(super) fn read(self, id: String, origin: Origin) -> Result<Document, Unreadable> {
        let failed = |reason| Unreadable::new(id.clone(), origin.clone(), Status::Error, reason);
        let (batch, at) = match self.chunk.decoded() {
            Decoded::Together(batch) => (batch, self.at),
            Decoded::Singly(mut rows) => (rows.swap_remove(self.at).map_err(failed)?, 0),
        };
        let table = &self.chunk.group.table;
        let columns = &table.columns;
        let text =
            |path: &Option<Vec<String>>| value::text(value::column(&batch, path.as_deref()?)?, at);
        let id = text(&columns.id).unwrap_or(id);
        let extra = (table.shared.fields.keep != Keep::None).then(|| kept(&batch, columns, at));
        let failed = |status, reason| {
            Err(Unreadable {
                extra: extra.as_deref().map(Box::from),
                ..Unreadable::new(id.clone(), origin.clone(), status, reason)
            })
        };
        let limit = table.shared.max_doc_bytes;
        for (kind, path) in [(Kind::Html, &columns.html), (Kind::Text, &columns.text)] {
            let Some(column) = path.as_deref().and_then(|path| value::column(&batch, path)) else {
                continue;
            };
            let cell = value::cell(column, at);
            let bytes = match cell {
                Cell::Text(text) => text.as_bytes(),
                Cell::Bytes(bytes) => bytes,
                Cell::Null | Cell::Other => continue,
            };
            if bytes.len() as u64 > limit {
                let reason = format!(
                    "it has {} bytes, {limit} are allowed; raise `--max-doc-bytes` to take it",
                    bytes.len()
                );
                return failed(Status::TooLarge, reason);
            }
            let content = match cell {
                Cell::Text(text) => Content::Text(text.to_owned()),
                _ => Content::Bytes(bytes.to_vec()),
            };
            let (url, language) = (text(&columns.url), text(&columns.language));
            return Ok(Document {
                url,
                language,
                content,
                extra,
                origin,
                ..Document::new(id, kind, "")
            });
        }
        let names = table.shared.fields.content_names();
        failed(Status::Error, format!("{names} is null; leave the row out"))
    }
}

/// What passes through of a row, as a JSON object.
fn kept(batch: &RecordBatch, columns: &Columns, at: usize) -> String {
    let mut out = String::from("{");
    for (name, path) in &columns.kept {
        if let Some(column) = value::column(batch, path) {
            push_field(&mut out, name, &value::json(column, at));
        }
    }
    out.push('}');
    out
}

#[cfg(test)]
mod tests;
