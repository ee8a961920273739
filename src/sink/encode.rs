//! Owns how a unit of rows becomes bytes, and the threads that do it beside the one that writes.
//!
//! A unit is encoded whole and by itself: as lines, as a member of a gzip file, as a frame of zstd,
//! or as a row group of Parquet. So the bytes of a unit depend on its rows alone.

use super::parquet::{self, Table};
use super::{Compress, Format, Schema, Stamp};
use crate::document::Record;
use std::collections::VecDeque;
use std::io::{self, Write};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};

/// Level of gzip, also inside of Parquet: what `gzip` itself takes.
pub(super) const GZIP_LEVEL: u32 = 6;

/// Level of zstd, also inside of Parquet: what `zstd` itself takes.
pub(super) const ZSTD_LEVEL: i32 = 3;

/// How rows are encoded.
#[derive(Clone, Copy, Debug)]
pub(super) struct Encoding {
    pub(super) format: Format,
    pub(super) compress: Compress,
    pub(super) schema: Schema,
}

/// The rows of a unit.
#[derive(Debug)]
pub(super) enum Rows {
    /// Lines of JSON.
    Lines(Vec<u8>),
    /// Records, where rows are no lines.
    Records(Vec<Record>),
}

/// A unit as it is written.
#[derive(Debug, Default)]
pub(super) struct Encoded {
    pub(super) bytes: Vec<u8>,
    /// What Parquet says of the row group, which goes to the end of the file.
    pub(super) footer: Vec<u8>,
    /// Records that become files of their own.
    pub(super) records: Vec<Record>,
}

impl Encoding {
    /// The table whose row groups units are, where they are.
    pub(super) fn table(&self) -> Table {
        Table::new(self.schema.columns(), self.compress)
    }

    /// The bytes of a unit.
    pub(super) fn encode(&self, rows: Rows, stamp: &Stamp) -> io::Result<Encoded> {
        match rows {
            Rows::Lines(lines) => {
                Ok(Encoded { bytes: compressed(lines, self.compress)?, ..Encoded::default() })
            }
            Rows::Records(records) if self.format == Format::Parquet => {
                let parquet::Group { bytes, footer } = self.table().group(&records, stamp)?;
                Ok(Encoded { bytes, footer, records: Vec::new() })
            }
            Rows::Records(records) => Ok(Encoded { records, ..Encoded::default() }),
        }
    }
}

fn compressed(lines: Vec<u8>, compress: Compress) -> io::Result<Vec<u8>> {
    match compress {
        Compress::None => Ok(lines),
        Compress::Gzip => {
            let level = flate2::Compression::new(GZIP_LEVEL);
            let mut out = flate2::write::GzEncoder::new(Vec::with_capacity(lines.len() / 3), level);
            out.write_all(&lines)?;
            out.finish()
        }
        Compress::Zstd => {
            let mut out = zstd::Encoder::new(Vec::with_capacity(lines.len() / 3), ZSTD_LEVEL)?;
            out.include_checksum(true)?;
            out.set_pledged_src_size(Some(lines.len() as u64))?;
            out.write_all(&lines)?;
            out.finish()
        }
    }
}

type Answer = io::Result<Encoded>;

struct Job {
    rows: Rows,
    stamp: Arc<Stamp>,
    answer: Sender<Answer>,
}

/// Threads that encode units; what they have made comes back in the order in which it was given.
#[derive(Debug)]
pub(super) struct Encoders {
    jobs: Sender<Job>,
    answers: VecDeque<Receiver<Answer>>,
    most: usize,
}

impl Encoders {
    /// As many as `workers` need: an eighth of them, since rows are made much slower than encoded.
    pub(super) fn start(encoding: Encoding, workers: usize) -> io::Result<Self> {
        let most = workers.div_ceil(8).clamp(1, 8);
        let (jobs, receiver) = channel::<Job>();
        let receiver = Arc::new(Mutex::new(receiver));
        for n in 0..most {
            let receiver = Arc::clone(&receiver);
            // They end when the sender goes.
            std::thread::Builder::new().name(format!("dechaff-encoder-{n}")).spawn(move || {
                loop {
                    let job = receiver.lock().unwrap_or_else(PoisonError::into_inner).recv();
                    let Ok(Job { rows, stamp, answer }) = job else { break };
                    // Whoever does not wait any more has given up.
                    let _ = answer.send(encoding.encode(rows, &stamp));
                }
            })?;
        }
        Ok(Self { jobs, answers: VecDeque::new(), most })
    }

    /// Gives a unit to be encoded.
    pub(super) fn give(&mut self, rows: Rows, stamp: Arc<Stamp>) {
        let (answer, receiver) = channel();
        // Threads that are gone give no answer, which `take` sees.
        let _ = self.jobs.send(Job { rows, stamp, answer });
        self.answers.push_back(receiver);
    }

    /// Whether as many units are under way as there are threads, and one more.
    pub(super) fn are_full(&self) -> bool {
        self.answers.len() > self.most
    }

    /// Waits for the unit that was given first; `None` where none is under way.
    pub(super) fn take(&mut self) -> Option<Answer> {
        let answer = self.answers.pop_front()?;
        Some(answer.recv().unwrap_or_else(|_| Err(io::Error::other("encoding broke inside"))))
    }
}
