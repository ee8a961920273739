//! Owns JSONL output: a folder of parts, one file, or standard output.

use super::list::part_name;
use super::{SinkError, Staging};
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

/// Bytes after which a part is full.
const PART: u64 = 256 << 20;

const BUFFER: usize = 256 << 10;

/// Lines on their way.
#[derive(Debug)]
pub(super) struct Jsonl {
    out: Out,
}

#[derive(Debug)]
enum Out {
    Stdout(BufWriter<io::Stdout>),
    File {
        file: BufWriter<File>,
        path: PathBuf,
    },
    Parts {
        file: BufWriter<File>,
        path: PathBuf,
        folder: PathBuf,
        number: usize,
        bytes: u64,
        most: u64,
    },
}

impl Jsonl {
    pub(super) fn stdout() -> Self {
        Self { out: Out::Stdout(BufWriter::with_capacity(BUFFER, io::stdout())) }
    }

    pub(super) fn file(staging: &Staging) -> Result<Self, SinkError> {
        let path = staging.path().to_owned();
        Ok(Self { out: Out::File { file: create(&path)?, path } })
    }

    pub(super) fn parts(staging: &Staging) -> Result<Self, SinkError> {
        Self::parts_of(staging.path().to_owned(), PART)
    }

    /// Parts in `folder` of `most` bytes, or one longer line.
    fn parts_of(folder: PathBuf, most: u64) -> Result<Self, SinkError> {
        let path = part(&folder, 0);
        let file = create(&path)?;
        Ok(Self { out: Out::Parts { file, path, folder, number: 0, bytes: 0, most } })
    }

    pub(super) fn write(&mut self, line: &[u8]) -> Result<(), SinkError> {
        match &mut self.out {
            Out::Stdout(out) => out.write_all(line).map_err(closed),
            Out::File { file, path } => file.write_all(line).map_err(SinkError::io(path)),
            Out::Parts { file, path, folder, number, bytes, most } => {
                if *bytes > 0 && *bytes + line.len() as u64 > *most {
                    finish(file, path)?;
                    *number += 1;
                    *path = part(folder, *number);
                    *file = create(path)?;
                    *bytes = 0;
                }
                *bytes += line.len() as u64;
                file.write_all(line).map_err(SinkError::io(path))
            }
        }
    }

    pub(super) fn flush(&mut self) -> Result<(), SinkError> {
        match &mut self.out {
            Out::Stdout(out) => out.flush().map_err(closed),
            Out::File { .. } | Out::Parts { .. } => Ok(()),
        }
    }

    pub(super) fn finish(mut self) -> Result<(), SinkError> {
        match &mut self.out {
            Out::Stdout(out) => out.flush().map_err(closed),
            Out::File { file, path } | Out::Parts { file, path, .. } => finish(file, path),
        }
    }
}

fn part(folder: &Path, number: usize) -> PathBuf {
    folder.join(part_name(number))
}

/// Creates a file that is not there yet.
pub(super) fn create(path: &Path) -> Result<BufWriter<File>, SinkError> {
    let file = File::create_new(path).map_err(SinkError::io(path))?;
    Ok(BufWriter::with_capacity(BUFFER, file))
}

/// Brings a file to the disk.
pub(super) fn finish(file: &mut BufWriter<File>, path: &Path) -> Result<(), SinkError> {
    file.flush().and_then(|()| file.get_ref().sync_all()).map_err(SinkError::io(path))
}

fn closed(error: io::Error) -> SinkError {
    if error.kind() == io::ErrorKind::BrokenPipe {
        return SinkError::Closed;
    }
    SinkError::Io { path: PathBuf::from("standard output"), source: error }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_part_is_followed_by_another() {
        let folder = tempfile::tempdir().unwrap();
        let mut jsonl = Jsonl::parts_of(folder.path().to_owned(), 10).unwrap();
        for line in ["12345\n", "123\n", "1\n", "longer than a part\n", "1\n"] {
            jsonl.write(line.as_bytes()).unwrap();
        }
        jsonl.finish().unwrap();
        let read = |n| std::fs::read_to_string(part(folder.path(), n)).unwrap();
        assert_eq!([read(0), read(1)], ["12345\n123\n", "1\n"]);
        assert_eq!([read(2), read(3)], ["longer than a part\n", "1\n"]);
    }
}
