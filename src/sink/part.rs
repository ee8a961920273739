//! Owns the part that is being written: a file with a temporary name, and what of it is whole.

use super::encode::{Encoded, Encoding};
use super::journal::State;
use super::parquet::{self, Footer};
use super::staging::Staging;
use super::{Format, SinkError};
use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

/// The part that is being written.
#[derive(Debug)]
pub(super) struct Part {
    pub(super) file: File,
    pub(super) path: PathBuf,
    pub(super) bytes: u64,
    pub(super) rows: u64,
    pub(super) footers: Vec<Footer>,
}

impl Part {
    /// A new part.
    pub(super) fn create(staging: &Staging, encoding: &Encoding) -> Result<Self, SinkError> {
        let path = staging.open_part();
        let file = File::create(&path).map_err(SinkError::io(&path))?;
        let mut part = Self { file, path, bytes: 0, rows: 0, footers: Vec::new() };
        if encoding.format == Format::Parquet {
            part.add(parquet::MAGIC)?;
        }
        Ok(part)
    }

    /// The part that a journal ends in, without what stands behind its last whole unit.
    pub(super) fn open(
        staging: &Staging,
        encoding: &Encoding,
        named: &Path,
        found: &State,
    ) -> Result<Self, SinkError> {
        let Some(last) = &found.last else { return Self::create(staging, encoding) };
        let path = staging.open_part();
        // It may have got its name, and even a follower, of which the journal does not say a word.
        if named.exists() {
            fs::rename(named, &path).map_err(SinkError::io(&path))?;
        }
        let file = File::options().append(true).open(&path).map_err(SinkError::io(&path))?;
        let length = file.metadata().map_err(SinkError::io(&path))?.len();
        if length < last.part_bytes {
            return Err(SinkError::Refused(format!(
                "{} has {length} bytes, and its journal says {}; begin anew with `--overwrite`",
                path.display(),
                last.part_bytes
            )));
        }
        file.set_len(last.part_bytes).map_err(SinkError::io(&path))?;
        let (bytes, rows, footers) = (last.part_bytes, last.part_rows, found.footers.clone());
        Ok(Self { file, path, bytes, rows, footers })
    }

    /// No part, where all of them are finished.
    pub(super) fn closed(journal: &Path) -> Result<Self, SinkError> {
        let file = File::open(journal).map_err(SinkError::io(journal))?;
        Ok(Self { file, path: journal.to_owned(), bytes: 0, rows: 0, footers: Vec::new() })
    }

    fn add(&mut self, bytes: &[u8]) -> Result<(), SinkError> {
        self.file.write_all(bytes).map_err(SinkError::io(&self.path))?;
        self.bytes += bytes.len() as u64;
        Ok(())
    }

    pub(super) fn append(&mut self, encoded: &Encoded, rows: u64) -> Result<(), SinkError> {
        if !encoded.footer.is_empty() {
            // The footer takes the pages to lie right behind the first magic.
            let shift = self.bytes - parquet::MAGIC.len() as u64;
            self.footers.push(Footer { shift, thrift: encoded.footer.clone() });
        }
        self.rows += rows;
        self.add(&encoded.bytes)
    }

    /// Writes the footer of a part of row groups.
    pub(super) fn finish(&mut self, encoding: &Encoding) -> Result<(), SinkError> {
        let mut out = BufWriter::new(&self.file);
        let written = encoding.table().finish(&self.footers, &mut out).and_then(|()| out.flush());
        written.map_err(SinkError::io(&self.path))
    }

    pub(super) fn sync(&self) -> Result<(), SinkError> {
        self.file.sync_all().map_err(SinkError::io(&self.path))
    }
}
