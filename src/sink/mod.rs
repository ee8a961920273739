//! Owns the way from records to what the user named: which files are written, and when they get
//! their real names.

mod jsonl;
mod list;
mod schema;
mod staging;
mod txt;

pub use list::{is_own_list, is_part};
pub use schema::{COLUMNS, Cell, Column, Stamp, Type};
pub use staging::Staging;

use crate::document::Record;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What goes wrong while output is written.
#[derive(Debug, thiserror::Error)]
pub enum SinkError {
    /// There is something already, and it may not be replaced.
    #[error("{} exists already; choose another output, or replace it with `--overwrite`", .0.display())]
    Exists(PathBuf),
    /// Another run's unfinished output.
    #[error(
        "{} is the unfinished output of a run that still goes on or was killed; if it was killed, \
         replace it with `--overwrite`",
        .0.display()
    )]
    Unfinished(PathBuf),
    /// The output cannot be what it was asked to be.
    #[error("{0}")]
    Refused(String),
    /// The system's word.
    #[error("cannot write {}", path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// Whoever read standard output has closed it.
    #[error("standard output was closed")]
    Closed,
    /// The run was interrupted, and its output given up.
    #[error("the output was given up")]
    Abandoned,
}

impl SinkError {
    fn io(path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |source| SinkError::Io { path, source }
    }
}

/// How records are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Format {
    /// A JSON object a line.
    #[default]
    Jsonl,
    /// A text file a document, and `metadata.jsonl` with everything else.
    Txt,
}

/// Where records go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// Standard output.
    Stdout,
    /// One file.
    File(PathBuf),
    /// A folder.
    Folder(PathBuf),
}

impl Target {
    /// What `name` means: `-` is standard output, `….jsonl` and `….ndjson` are files, all else is a
    /// folder.
    ///
    /// # Errors
    /// Where output in that format cannot go there.
    pub fn new(name: &Path, format: Format) -> Result<Self, SinkError> {
        let extension = name.extension().map(|extension| extension.to_ascii_lowercase());
        let extension = extension.as_deref().and_then(|extension| extension.to_str());
        let target = match extension {
            _ if name.as_os_str() == "-" => Target::Stdout,
            Some("jsonl" | "ndjson") if !name.is_dir() => Target::File(name.to_owned()),
            _ => Target::Folder(name.to_owned()),
        };
        if format == Format::Txt && !matches!(target, Target::Folder(_)) {
            return Err(SinkError::Refused(format!(
                "text output is a file a document: name a folder, not {}",
                name.display()
            )));
        }
        Ok(target)
    }
}

/// Makes rows of records; any number of threads may.
#[derive(Clone, Debug)]
pub struct Encoder {
    stamp: Arc<Stamp>,
    format: Format,
}

impl Encoder {
    /// The row of a record.
    pub fn encode(&self, record: Record) -> Row {
        match self.format {
            Format::Jsonl => {
                let mut line = Vec::with_capacity(record.text.len() + record.text.len() / 8 + 1024);
                schema::write_row(&record, &self.stamp, &mut line);
                Row::Line(line)
            }
            Format::Txt => Row::Record(Box::new(record)),
        }
    }
}

/// What is written of one document.
#[derive(Debug)]
pub enum Row {
    /// A line of JSON with its line break.
    Line(Vec<u8>),
    /// A record that becomes files.
    Record(Box<Record>),
}

impl Row {
    /// About how many bytes it takes in memory.
    pub fn size(&self) -> u64 {
        match self {
            Row::Line(line) => line.len() as u64,
            Row::Record(record) => {
                let removed = record.removed.iter().filter_map(|edit| edit.original.as_ref());
                (record.text.len() + removed.map(String::len).sum::<usize>()) as u64
            }
        }
    }
}

/// Takes rows in order. Nothing has its real name before [`Sink::finish`].
#[derive(Debug)]
pub struct Sink {
    writer: Writer,
    staging: Option<Staging>,
    encoder: Encoder,
}

#[derive(Debug)]
enum Writer {
    Jsonl(jsonl::Jsonl),
    Txt(txt::Txt),
}

impl Sink {
    /// Opens `target` for rows; `overwrite` allows that it exists.
    ///
    /// # Errors
    /// Where it exists and may not be replaced, or cannot be written.
    pub fn create(
        target: &Target,
        format: Format,
        overwrite: bool,
        stamp: Stamp,
    ) -> Result<Self, SinkError> {
        let stamp = Arc::new(stamp);
        let staging = match target {
            Target::Stdout => None,
            Target::File(path) => Some(Staging::file(path, overwrite)?),
            Target::Folder(path) => Some(Staging::folder(path, overwrite)?),
        };
        let writer = match (format, &staging, target) {
            (Format::Txt, Some(staging), _) => {
                txt::Txt::new(staging, Arc::clone(&stamp)).map(Writer::Txt)
            }
            (_, Some(staging), Target::Folder(_)) => {
                jsonl::Jsonl::parts(staging).map(Writer::Jsonl)
            }
            (_, Some(staging), _) => jsonl::Jsonl::file(staging).map(Writer::Jsonl),
            (_, None, _) => Ok(Writer::Jsonl(jsonl::Jsonl::stdout())),
        };
        let writer = writer.inspect_err(|_| {
            staging.as_ref().map(Staging::abandon);
        })?;
        Ok(Self { writer, staging, encoder: Encoder { stamp, format } })
    }

    /// Puts another stamp on the rows to come: what decides them may be known only when the place
    /// for them is taken already.
    pub fn restamp(&mut self, stamp: Stamp) {
        let stamp = Arc::new(stamp);
        if let Writer::Txt(txt) = &mut self.writer {
            txt.restamp(Arc::clone(&stamp));
        }
        self.encoder.stamp = stamp;
    }

    /// What makes this sink's rows.
    pub fn encoder(&self) -> Encoder {
        self.encoder.clone()
    }

    /// What is not finished yet; `None` where there are no files.
    pub fn staging(&self) -> Option<Staging> {
        self.staging.clone()
    }

    /// Writes the next row.
    ///
    /// # Errors
    /// Where the system does not take it.
    pub fn write(&mut self, row: Row) -> Result<(), SinkError> {
        match (&mut self.writer, row) {
            (Writer::Jsonl(jsonl), Row::Line(line)) => jsonl.write(&line),
            (Writer::Txt(txt), Row::Record(record)) => txt.write(&record),
            _ => Err(SinkError::Refused("a row of another format".to_owned())),
        }
    }

    /// Hands on what is held back, so that a reader of standard output sees it.
    ///
    /// # Errors
    /// Where the system does not take it.
    pub fn flush(&mut self) -> Result<(), SinkError> {
        match &mut self.writer {
            Writer::Jsonl(jsonl) => jsonl.flush(),
            Writer::Txt(_) => Ok(()),
        }
    }

    /// Brings everything to the disk and gives it its real names.
    ///
    /// # Errors
    /// Where the system does not do it, or the output was given up in the meantime.
    pub fn finish(self) -> Result<(), SinkError> {
        match self.writer {
            Writer::Jsonl(jsonl) => jsonl.finish()?,
            Writer::Txt(txt) => txt.finish()?,
        }
        self.staging.map_or(Ok(()), |staging| staging.commit())
    }

    /// Gives up: what was written is removed.
    pub fn abandon(self) {
        drop(self.writer);
        if let Some(staging) = self.staging {
            staging.abandon();
        }
    }
}
