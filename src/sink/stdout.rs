//! Owns standard output: rows as they come, or unit by unit where they are compressed.

use super::encode::Encoding;
use super::units::Unit;
use super::{Compress, Item, Row, SinkError, Stamp};
use std::io::{self, BufWriter, Write};
use std::path::PathBuf;

const BUFFER: usize = 256 << 10;

/// Rows on their way to standard output.
#[derive(Debug)]
pub(super) struct Stdout {
    out: BufWriter<io::Stdout>,
    encoding: Encoding,
    unit: Unit,
    is_empty: bool,
}

impl Stdout {
    pub(super) fn new(encoding: Encoding) -> Self {
        let out = BufWriter::with_capacity(BUFFER, io::stdout());
        Self { out, encoding, unit: Unit::new(encoding.format), is_empty: true }
    }

    pub(super) fn write(&mut self, item: Item, stamp: &Stamp) -> Result<(), SinkError> {
        match item.row {
            Row::Line(line) if self.encoding.compress == Compress::None => {
                self.out.write_all(&line).map_err(failed)
            }
            _ if self.unit.add(item)? => self.write_unit(stamp),
            _ => Ok(()),
        }
    }

    fn write_unit(&mut self, stamp: &Stamp) -> Result<(), SinkError> {
        let unit = std::mem::replace(&mut self.unit, Unit::new(self.encoding.format));
        let encoded = self.encoding.encode(unit.rows, stamp).map_err(failed)?;
        self.is_empty = false;
        self.out.write_all(&encoded.bytes).map_err(failed)
    }

    /// Hands on what is held back, so that a reader sees it.
    pub(super) fn flush(&mut self) -> Result<(), SinkError> {
        self.out.flush().map_err(failed)
    }

    pub(super) fn finish(&mut self, stamp: &Stamp) -> Result<(), SinkError> {
        let packed = self.encoding.compress != Compress::None;
        if packed && (self.is_empty || !self.unit.is_empty()) {
            self.write_unit(stamp)?;
        }
        self.flush()
    }
}

fn failed(error: io::Error) -> SinkError {
    if error.kind() == io::ErrorKind::BrokenPipe {
        return SinkError::Closed;
    }
    SinkError::Io { path: PathBuf::from("standard output"), source: error }
}
