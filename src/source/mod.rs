//! Owns the way from what the user named to documents: which files there are, in which order, and
//! what each of them holds.
//!
//! A [`Source`] only finds documents; it yields each as a [`Pending`], which a worker thread then
//! reads and decodes. So the files of a folder, and the lines of a JSONL file, are read in
//! parallel, while their order is fixed.

mod file;
mod jsonl;
mod open;
mod walk;

pub use jsonl::Fields;
pub use walk::{Input, disk_bytes};

use crate::document::{Document, Kind, MAX_DOC_BYTES, Origin, Record, Status};
use open::Stream;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use walk::{Files, Found};

/// How many times larger a gzip file is taken to be than it looks; text is 5, a page 10.
const GZIP: u64 = 20;

/// What a file holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// One HTML page.
    Html,
    /// One text.
    Text,
    /// A JSON object a line, each a document.
    Jsonl,
}

/// How inputs are read.
#[derive(Clone, Debug)]
pub struct Options {
    /// The format of every file; `None`: told by its extension, then by its content.
    pub format: Option<Format>,
    /// Where a JSON object holds what.
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
}

/// What all documents of a source share.
#[derive(Debug)]
struct Shared {
    fields: Fields,
    max_doc_bytes: u64,
    counters: Arc<Counters>,
}

/// Every document of the inputs, in order: inputs as given, folders by file name.
#[derive(Debug)]
pub struct Source {
    files: Files,
    format: Option<Format>,
    lines: Option<jsonl::Lines>,
    shared: Arc<Shared>,
}

impl Source {
    /// A source of everything that `inputs` hold.
    pub fn new(inputs: Vec<Input>, options: Options) -> Self {
        let counters = Arc::new(Counters::default());
        let files = Files::new(inputs, &options, Arc::clone(&counters));
        let Options { format, fields, max_doc_bytes, .. } = options;
        let shared = Arc::new(Shared { fields, max_doc_bytes, counters });
        Self { files, format, lines: None, shared }
    }

    /// What was read and passed over so far.
    pub fn counters(&self) -> Arc<Counters> {
        Arc::clone(&self.shared.counters)
    }

    /// The one document of a file; `None` where it has many, which `lines` then holds.
    fn start(&mut self, found: Found) -> Option<Pending> {
        let origin = Origin { file: found.file.clone(), ..Origin::default() };
        let failed = |error: &std::io::Error| {
            let reason = open::reason(error, 0);
            Some(Pending::failed(found.id.clone(), origin.clone(), Status::Error, reason))
        };
        let (format, stream) = match self.format.or(found.format) {
            Some(Format::Html) => return Some(self.whole(found, origin, Kind::Html, None)),
            Some(Format::Text) => return Some(self.whole(found, origin, Kind::Text, None)),
            Some(Format::Jsonl) => match found.place.open(&self.shared.counters) {
                Ok(stream) => (Format::Jsonl, stream),
                Err(error) => return failed(&error),
            },
            None => match found.place.open(&self.shared.counters).and_then(open::tell) {
                Ok(told) => told,
                Err(error) => return failed(&error),
            },
        };
        match format {
            Format::Html => Some(self.whole(found, origin, Kind::Html, Some(stream))),
            Format::Text => Some(self.whole(found, origin, Kind::Text, Some(stream))),
            Format::Jsonl => {
                let shared = Arc::clone(&self.shared);
                self.lines = Some(jsonl::Lines::new(found.id, found.file, stream, shared));
                None
            }
        }
    }

    fn whole(&self, found: Found, origin: Origin, kind: Kind, stream: Option<Stream>) -> Pending {
        let shared = Arc::clone(&self.shared);
        let packed = found.file.to_ascii_lowercase().ends_with(".gz");
        let size = found.size.saturating_mul(if packed { GZIP } else { 1 });
        let file = file::File { place: found.place, stream, kind, shared };
        Pending { id: found.id, origin, size, state: State::File(Box::new(file)) }
    }
}

impl Iterator for Source {
    type Item = Pending;

    fn next(&mut self) -> Option<Pending> {
        loop {
            if let Some(lines) = &mut self.lines {
                if let Some(pending) = lines.next() {
                    return Some(pending);
                }
                self.lines = None;
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
            State::Ready(document) => Ok(*document),
            State::Failed { status, reason } => Err(Unreadable { id, origin, status, reason }),
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
}

impl From<Unreadable> for Pending {
    fn from(unreadable: Unreadable) -> Self {
        let Unreadable { id, origin, status, reason } = unreadable;
        Pending::failed(id, origin, status, reason)
    }
}

impl From<Unreadable> for Record {
    /// The record in the document's place, whose error names the place.
    fn from(unreadable: Unreadable) -> Self {
        let Unreadable { id, origin, status, reason } = unreadable;
        let error = format!("{origin}: {reason}");
        Record::failed(id, origin, status, error)
    }
}
