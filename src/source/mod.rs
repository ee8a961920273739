//! Owns the way from what the user named to documents: which files there are, in which order, and
//! what each of them holds.
//!
//! A [`Source`] only finds documents; it yields each as a [`Pending`], which a worker thread then
//! reads and decodes. So the files of a folder, the lines of a JSONL file, the records of a WARC file
//! and the rows of a table are read in parallel, while their order is fixed. Every `Pending` becomes
//! one row of output, whether it is read or not.

mod file;
mod frame;
mod jsonl;
mod open;
mod parquet;
mod row;
mod unpack;
mod utf16;
mod walk;
mod warc;

pub use row::{Fields, Keep};
pub use walk::{Input, disk_bytes};

use crate::document::{Document, Kind, MAX_DOC_BYTES, Origin, Record, Status};
use open::Stream;
use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use walk::{Files, Found};

/// How many times larger a compressed file is taken to be than it looks; text is 5, a page 10.
const PACKED: u64 = 20;

/// What a file holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// One HTML page.
    Html,
    /// One text.
    Text,
    /// A JSON object a line, each a document.
    Jsonl,
    /// A table, each row a document.
    Parquet,
    /// WARC or WET: records, some of them documents.
    Warc,
}

/// How inputs are read.
#[derive(Clone, Debug)]
pub struct Options {
    /// The format of every file; `None`: told by its extension, then by its content.
    pub format: Option<Format>,
    /// Where a JSON object or a row of a table holds what.
    pub fields: Fields,
    /// Documents of more bytes than this, decompressed, are not read.
    pub max_doc_bytes: u64,
    /// Files and folders that are not read although they lie in a folder given: the output.
    pub excluded: Vec<PathBuf>,
    /// Tells which files in folders are passed over because they are output of ours; it is asked
    /// of every file that has an extension that we know.
    pub is_output: fn(&Path) -> bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            format: None,
            fields: Fields::default(),
            max_doc_bytes: MAX_DOC_BYTES,
            excluded: Vec::new(),
            is_output: |_| false,
        }
    }
}

/// What a source has done so far; shared with whoever shows it.
#[derive(Debug, Default)]
pub struct Counters {
    read: AtomicU64,
    ignored: AtomicU64,
    skipped: Mutex<BTreeMap<String, u64>>,
    broken: OnceLock<String>,
}

impl Counters {
    /// Bytes read from files and standard input, before decompression.
    pub fn read(&self) -> u64 {
        self.read.load(Ordering::Relaxed)
    }

    /// Files in folders that were passed over: they have no extension that we know, or
    /// are output of ours.
    pub fn ignored(&self) -> u64 {
        self.ignored.load(Ordering::Relaxed)
    }

    /// Records of WARC files that are no documents, by what they are: `request`, `http 404`.
    pub fn skipped(&self) -> BTreeMap<String, u64> {
        self.skipped.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// What of the machine failed, and at which file: a disk, a limit on open files. What was read
    /// since may be less than there is, so a run cannot go on.
    pub fn broken(&self) -> Option<&str> {
        self.broken.get().map(String::as_str)
    }

    /// Remembers an error that is the machine's and not the file's.
    fn check(&self, error: &io::Error, path: &Path) {
        const MACHINE: [i32; 4] = [5, 12, 23, 24]; // EIO, ENOMEM, ENFILE, EMFILE
        let is_machine = error.raw_os_error().is_some_and(|number| MACHINE.contains(&number));
        if is_machine || error.kind() == io::ErrorKind::StaleNetworkFileHandle {
            // The first one counts.
            let _ = self.broken.set(format!("{}: {error}", path.display()));
        }
    }

    fn skip(&self, what: &str) {
        let mut skipped = self.skipped.lock().unwrap_or_else(PoisonError::into_inner);
        match skipped.get_mut(what) {
            Some(n) => *n += 1,
            None => drop(skipped.insert(what.to_owned(), 1)),
        }
    }
}

/// What all documents of a source share.
#[derive(Debug)]
struct Shared {
    fields: Fields,
    max_doc_bytes: u64,
    counters: Arc<Counters>,
}

/// Every document of the inputs, in order: inputs as given, folders by file name.
pub struct Source {
    files: Files,
    format: Option<Format>,
    /// The documents of the file at hand, where it has many.
    many: Option<Box<dyn Iterator<Item = Pending> + Send>>,
    shared: Arc<Shared>,
}

impl std::fmt::Debug for Source {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Source").field("files", &self.files).finish_non_exhaustive()
    }
}

impl Source {
    /// A source of everything that `inputs` hold.
    pub fn new(inputs: Vec<Input>, options: Options) -> Self {
        let counters = Arc::new(Counters::default());
        let files = Files::new(inputs, &options, Arc::clone(&counters));
        let Options { format, fields, max_doc_bytes, .. } = options;
        let shared = Arc::new(Shared { fields, max_doc_bytes, counters });
        Self { files, format, many: None, shared }
    }

    /// What was read and passed over so far.
    pub fn counters(&self) -> Arc<Counters> {
        Arc::clone(&self.shared.counters)
    }

    /// The one document of a file; `None` where it has many, which `many` then holds.
    fn start(&mut self, found: Found) -> Option<Pending> {
        let origin = Origin { file: found.file.clone(), ..Origin::default() };
        let failed = |reason: String| {
            Some(Pending::failed(found.id.clone(), origin.clone(), Status::Error, reason))
        };
        let (format, stream) = match self.format.or(found.format) {
            Some(Format::Html) => return Some(self.whole(found, origin, Kind::Html, None)),
            Some(Format::Text) => return Some(self.whole(found, origin, Kind::Text, None)),
            Some(Format::Parquet) => (Format::Parquet, None),
            told => {
                let opened = found.place.open(&self.shared.counters);
                let opened = opened.and_then(|stream| match told {
                    Some(format) => Ok((format, stream)),
                    None => open::tell(stream),
                });
                match opened {
                    Ok((format, stream)) => (format, Some(stream)),
                    Err(error) => return failed(open::reason(&error, 0)),
                }
            }
        };
        let shared = Arc::clone(&self.shared);
        let many: Box<dyn Iterator<Item = Pending> + Send> = match (format, stream) {
            (Format::Html, stream) => return Some(self.whole(found, origin, Kind::Html, stream)),
            (Format::Text, stream) => return Some(self.whole(found, origin, Kind::Text, stream)),
            (Format::Jsonl, Some(stream)) => {
                Box::new(jsonl::Lines::new(found.id, found.file, stream, shared))
            }
            (Format::Warc, Some(stream)) => {
                Box::new(warc::Records::new(found.id, found.file, stream, shared))
            }
            // Its end is read first, so it is opened anew, and not as a stream.
            (_, stream) => {
                if stream.is_some_and(|stream| stream.is_packed()) {
                    return failed("it is compressed Parquet; decompress it before".to_owned());
                }
                let place = found.place.clone();
                match parquet::Rows::open(found.id.clone(), found.file.clone(), place, shared) {
                    Ok(rows) => Box::new(rows),
                    Err(reason) => return failed(reason),
                }
            }
        };
        self.many = Some(many);
        None
    }

    fn whole(&self, found: Found, origin: Origin, kind: Kind, stream: Option<Stream>) -> Pending {
        let shared = Arc::clone(&self.shared);
        let name = found.file.to_ascii_lowercase();
        let packed = name.ends_with(".gz") || name.ends_with(".zst");
        let size = found.size.saturating_mul(if packed { PACKED } else { 1 });
        let file = file::File { place: found.place, stream, kind, shared };
        Pending { id: found.id, origin, size, state: State::File(Box::new(file)) }
    }
}

impl Iterator for Source {
    type Item = Pending;

    fn next(&mut self) -> Option<Pending> {
        loop {
            if let Some(many) = &mut self.many {
                if let Some(pending) = many.next() {
                    return Some(pending);
                }
                self.many = None;
            }
            let started = match self.files.next()? {
                Ok(found) => self.start(found),
                Err(unreadable) => Some(unreadable.into()),
            };
            if started.is_some() {
                return started;
            }
        }
    }
}

/// A document that was found and is still to be read.
#[derive(Debug)]
pub struct Pending {
    id: String,
    origin: Origin,
    size: u64,
    state: State,
}

#[derive(Debug)]
enum State {
    File(Box<file::File>),
    Line { json: Vec<u8>, shared: Arc<Shared> },
    Row(parquet::Row),
    Warc(Box<warc::Payload>),
    Ready(Box<Document>),
    Failed { status: Status, reason: String },
}

impl Pending {
    fn failed(id: String, origin: Origin, status: Status, reason: String) -> Self {
        Self { id, origin, size: 0, state: State::Failed { status, reason } }
    }

    /// The document's id, as far as it is known before the document is read.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Where the document comes from.
    pub fn origin(&self) -> &Origin {
        &self.origin
    }

    /// About how many bytes it has.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Reads the document.
    ///
    /// # Errors
    /// What a record says in its place.
    pub fn read(self) -> Result<Document, Unreadable> {
        let Pending { id, origin, state, .. } = self;
        match state {
            State::File(file) => file.read(id, origin),
            State::Line { json, shared } => jsonl::document(id, origin, &json, &shared.fields),
            State::Row(row) => row.read(id, origin),
            State::Warc(payload) => payload.read(id, origin),
            State::Ready(document) => Ok(*document),
            State::Failed { status, reason } => Err(Unreadable::new(id, origin, status, reason)),
        }
    }
}

impl From<Document> for Pending {
    fn from(document: Document) -> Self {
        Self {
            id: document.id.clone(),
            origin: document.origin.clone(),
            size: document.content.as_bytes().len() as u64,
            state: State::Ready(Box::new(document)),
        }
    }
}

/// Something that should have been a document and could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unreadable {
    /// The id that the document would have had.
    pub id: String,
    /// Where it is.
    pub origin: Origin,
    /// The status of its record.
    pub status: Status,
    /// What is wrong and what to do, without the place.
    pub reason: String,
    /// Fields of the input row that pass through nevertheless.
    pub extra: Option<Box<str>>,
}

impl Unreadable {
    fn new(id: String, origin: Origin, status: Status, reason: String) -> Self {
        Self { id, origin, status, reason, extra: None }
    }
}

impl From<Unreadable> for Pending {
    fn from(unreadable: Unreadable) -> Self {
        let Unreadable { id, origin, status, reason, .. } = unreadable;
        Pending::failed(id, origin, status, reason)
    }
}

impl From<Unreadable> for Record {
    /// The record in the document's place, whose error names the place.
    fn from(unreadable: Unreadable) -> Self {
        let Unreadable { id, origin, status, reason, extra } = unreadable;
        let error = format!("{origin}: {reason}");
        Record { extra: extra.map(String::from), ..Record::failed(id, origin, status, error) }
    }
}
