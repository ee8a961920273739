//! Owns the way from records to what the user named: which files are written, when they get their
//! real names, and how an unfinished run is gone on with.

mod encode;
mod journal;
mod list;
mod manifest;
mod parquet;
mod part;
mod schema;
mod staging;
mod stdout;
mod target;
mod txt;
mod units;

pub use journal::InputFile;
pub use list::{is_own_list, is_part, open_rows};
pub use schema::{COLUMNS, Cell, Column, Schema, Stamp, Type};
pub use staging::{Existing, Staging};
pub use target::{Compress, Format, Output, Target};
pub use units::Resumed;

use crate::document::{Origin, Record};
use encode::Encoding;
use journal::Settings;
use serde_json::{Map, Value};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use target::ending;

/// What goes wrong while output is written.
#[derive(Debug, thiserror::Error)]
pub enum SinkError {
    /// There is something already, and it may not be replaced.
    #[error("{} exists already; choose another output, or replace it with `--overwrite`", .0.display())]
    Exists(PathBuf),
    /// Another run's unfinished output.
    #[error(
        "{} is the unfinished output of a run that was interrupted; go on with it with `--resume`, \
         or replace it with `--overwrite`",
        .0.display()
    )]
    Unfinished(PathBuf),
    /// Output that another run is writing.
    #[error("another run is writing {}; let it end, or choose another output", .0.display())]
    Locked(PathBuf),
    /// What was to be gone on with is done.
    #[error("{} is finished already", .0.display())]
    Finished(PathBuf),
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

/// What the hash of a configuration decides, as the user knows it.
const CONFIGURATION: &str = "configuration, or other templates";

/// How a run writes.
#[derive(Clone, Debug)]
pub struct Plan {
    /// Where, and as what.
    pub output: Output,
    /// Which columns.
    pub schema: Schema,
    /// What is done about output that is there already.
    pub existing: Existing,
    /// What every row shares.
    pub stamp: Stamp,
    /// The inputs, as the user named them.
    pub inputs: Vec<String>,
    /// What else must be the same for another run to go on, by the names that the user knows.
    pub settings: Vec<(String, String)>,
    /// Worker threads of the run; 0: one a core.
    pub workers: usize,
    /// Whether rows get another stamp than this one, which is not known yet.
    pub restamps: bool,
}

impl Plan {
    /// A plan with nothing said but where to write.
    pub fn new(output: Output) -> Self {
        Self {
            output,
            schema: Schema::default(),
            existing: Existing::default(),
            stamp: Stamp::default(),
            inputs: Vec::new(),
            settings: Vec::new(),
            workers: 0,
            restamps: false,
        }
    }

    /// What must be the same when another run goes on, but for the configuration.
    fn settings(&self) -> Settings {
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let mut same = vec![
            pair("version of dechaff", &self.stamp.tool_version),
            pair("list of inputs", &self.inputs.join(" ")),
            pair("`--output-format`", self.output.format.name()),
            pair("`--compress`", self.output.compress.name()),
            pair("`--schema`", self.schema.name()),
        ];
        same.extend(self.settings.iter().cloned());
        Settings { overwrite: self.existing == Existing::Replace, same }
    }
}

/// Makes rows of records; any number of threads may.
#[derive(Clone, Debug)]
pub struct Encoder {
    stamp: Arc<Stamp>,
    encoding: Encoding,
}

impl Encoder {
    /// The row of a record.
    pub fn encode(&self, record: Record) -> Row {
        let columns = self.encoding.schema.columns();
        match self.encoding.format {
            Format::Jsonl => {
                let mut line = Vec::with_capacity(record.text.len() + record.text.len() / 8 + 1024);
                schema::write_row(&record, &self.stamp, columns, &mut line);
                Row::Line(line)
            }
            Format::Txt | Format::Parquet => {
                let size = schema::size(&record, &self.stamp, columns) as u64;
                Row::Record { record: Box::new(record), size }
            }
        }
    }
}

/// What is written of one document.
#[derive(Debug)]
pub enum Row {
    /// A line of JSON with its line break.
    Line(Vec<u8>),
    /// A record that becomes files, or a row of a table.
    Record {
        /// The record.
        record: Box<Record>,
        /// About how many bytes it takes when it is written.
        size: u64,
    },
}

impl Row {
    /// About how many bytes it takes.
    pub fn size(&self) -> u64 {
        match self {
            Row::Line(line) => line.len() as u64,
            Row::Record { size, .. } => *size,
        }
    }
}

/// A row, and what the journal says of the document that it was made of.
#[derive(Debug)]
pub struct Item {
    /// The row.
    pub row: Row,
    /// File and offset of the document.
    pub place: (String, u64),
    /// The document's file, where the document is the first of it.
    pub started: Option<InputFile>,
    /// Bytes of the document.
    pub bytes: u64,
}

impl Item {
    /// A row of a document that came from `origin`.
    pub fn new(row: Row, origin: Origin, started: Option<InputFile>, bytes: u64) -> Self {
        Self { row, place: (origin.file, origin.offset), started, bytes }
    }
}

/// Takes rows in order. Nothing has its real name before [`Sink::finish`].
#[derive(Debug)]
pub struct Sink {
    writer: Writer,
    staging: Option<Staging>,
    encoder: Encoder,
    plan: Plan,
}

#[derive(Debug)]
enum Writer {
    Stdout(stdout::Stdout),
    Units(Box<units::Units>),
}

impl Sink {
    /// Opens what the plan says for rows.
    ///
    /// # Errors
    /// Where it exists and may not be replaced, is being written, was begun otherwise, is finished
    /// ([`SinkError::Finished`]), or cannot be written.
    pub fn create(plan: Plan) -> Result<Self, SinkError> {
        Self::open(plan.clone()).map_err(|error| match error {
            SinkError::Finished(path) => match manifest::check(&path, &plan) {
                Ok(()) => SinkError::Finished(path),
                Err(other) => other,
            },
            error => error,
        })
    }

    fn open(plan: Plan) -> Result<Self, SinkError> {
        let Output { target, format, compress } = &plan.output;
        let encoding = Encoding { format: *format, compress: *compress, schema: plan.schema };
        let (path, is_file) = match target {
            Target::Stdout if plan.existing == Existing::Resume => {
                return Err(SinkError::Refused(
                    "what went to standard output cannot be gone on with; name a file or a folder"
                        .to_owned(),
                ));
            }
            Target::Stdout => {
                let writer = Writer::Stdout(stdout::Stdout::new(encoding));
                return Ok(Self::new(writer, None, encoding, plan));
            }
            Target::File(path) => (path, true),
            Target::Folder(path) => (path, false),
        };
        let single = is_file.then(|| list::part_name(0, ending(*format, *compress)));
        let staging = Staging::take(path, single, plan.existing)?;
        let is_single = is_file || *format == Format::Txt;
        let workers = match plan.workers {
            0 => std::thread::available_parallelism().map_or(1, usize::from),
            workers => workers,
        };
        let open =
            units::Units::open(staging.clone(), encoding, is_single, plan.settings(), workers);
        let units = open.inspect_err(|_| {
            // What cannot be read may still be what a run can go on with.
            if plan.existing != Existing::Resume {
                staging.give_up();
            }
        })?;
        if units.is_finished() {
            units.finish(&Arc::default(), Value::Null, |_| Value::Null)?;
            return Err(SinkError::Finished(path.clone()));
        }
        Ok(Self::new(Writer::Units(Box::new(units)), Some(staging), encoding, plan))
    }

    fn new(writer: Writer, staging: Option<Staging>, encoding: Encoding, plan: Plan) -> Self {
        let encoder = Encoder { stamp: Arc::new(plan.stamp.clone()), encoding };
        Self { writer, staging, encoder, plan }
    }

    /// Puts another stamp on the rows to come: what decides them may be known only when the place
    /// for them is taken already.
    pub fn restamp(&mut self, stamp: Stamp) {
        self.encoder.stamp = Arc::new(stamp);
    }

    /// What makes this sink's rows.
    pub fn encoder(&self) -> Encoder {
        self.encoder.clone()
    }

    /// What is not finished yet; `None` where there are no files.
    pub fn staging(&self) -> Option<Staging> {
        self.staging.clone()
    }

    /// To be called before the first row: what an earlier run has written already, if that is gone
    /// on with.
    ///
    /// # Errors
    /// Where that run had another configuration, or the journal cannot be written.
    pub fn begin(&mut self) -> Result<Option<Resumed>, SinkError> {
        let Writer::Units(units) = &mut self.writer else { return Ok(None) };
        let hash = self.encoder.stamp.config_hash.clone();
        units.begin((CONFIGURATION.to_owned(), hash))
    }

    /// Writes the next row. `tally` is asked for what the run has counted so far, with this row,
    /// when it is to be written down.
    ///
    /// # Errors
    /// Where the system does not take it.
    pub fn write(&mut self, item: Item, tally: &mut dyn FnMut() -> Value) -> Result<(), SinkError> {
        match &mut self.writer {
            Writer::Stdout(stdout) => stdout.write(item, &self.encoder.stamp),
            Writer::Units(units) => units.write(item, &self.encoder.stamp, tally),
        }
    }

    /// Hands on what is held back, so that a reader of standard output sees it.
    ///
    /// # Errors
    /// Where the system does not take it.
    pub fn flush(&mut self) -> Result<(), SinkError> {
        match &mut self.writer {
            Writer::Stdout(stdout) => stdout.flush(),
            Writer::Units(_) => Ok(()),
        }
    }

    /// Brings everything to the disk and gives it its real names; `tally` is what the run has
    /// counted, `counts` its documents by status.
    ///
    /// # Errors
    /// Where the system does not do it, or the output was given up in the meantime.
    pub fn finish(self, tally: Value, counts: Map<String, Value>) -> Result<(), SinkError> {
        let stamp = self.encoder.stamp;
        match self.writer {
            Writer::Stdout(mut stdout) => stdout.finish(&stamp),
            Writer::Units(units) => {
                let manifest =
                    |manifest: manifest::Manifest| manifest.to_json(&self.plan, &stamp, counts);
                units.finish(&stamp, tally, manifest)
            }
        }
    }

    /// Ends without finishing: what is whole stays for another run to go on with; where nothing is,
    /// nothing stays.
    pub fn suspend(self) {
        match self.writer {
            Writer::Units(units) => units.suspend(),
            Writer::Stdout(mut stdout) => {
                // Whoever reads it has what there was.
                let _ = stdout.flush();
            }
        }
    }
}
