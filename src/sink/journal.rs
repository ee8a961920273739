//! Owns the journal: what a run has brought to the disk so far, so that another can go on with it.
//!
//! It is a file of JSON lines that only grows. The first line says how the run was set up; each
//! further one says how far the output is whole. A line counts when it ends in a line break and can
//! be read: what a crash left behind the last such line is cut off.

use super::SinkError;
use super::parquet::Footer;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::fs::{self, File, OpenOptions};
use std::io::{BufRead, BufReader, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

/// Files of input that are kept in memory by name, for the manifest.
pub(super) const MOST_NAMED: usize = 1_000;

/// A file of input, by which it is known again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InputFile {
    /// As documents say that they come from it.
    pub name: String,
    /// Its bytes; `None` where it is no file.
    pub bytes: Option<u64>,
    /// When it was changed last, in seconds since 1970; `None` where it is no file.
    pub modified: Option<String>,
}

impl InputFile {
    /// The file of that name, as it is now.
    pub fn of(name: &str) -> Self {
        let metadata = fs::metadata(name).ok().filter(|metadata| name != "-" && metadata.is_file());
        let modified = metadata.as_ref().and_then(|metadata| {
            let since = metadata.modified().ok()?.duration_since(UNIX_EPOCH).ok()?;
            Some(format!("{}.{:09}", since.as_secs(), since.subsec_nanos()))
        });
        Self { name: name.to_owned(), bytes: metadata.map(|metadata| metadata.len()), modified }
    }
}

/// How a run was set up: what must be the same when another goes on with it, each under the name
/// that a user knows it by.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Settings {
    pub(super) overwrite: bool,
    pub(super) same: Vec<(String, String)>,
}

impl Settings {
    /// Refuses to go on with other settings.
    pub(super) fn check(&self, now: &[(String, String)], place: &Path) -> Result<(), SinkError> {
        for (name, is) in now {
            let was = self.same.iter().find(|(known, _)| known == name).map(|(_, was)| was);
            if was != Some(is) {
                let was = was.map_or("not known", String::as_str);
                return Err(SinkError::Refused(format!(
                    "{} was begun with another {name} (then {was}, now {is}); give the same as \
                     then, or begin anew with `--overwrite`",
                    place.display()
                )));
            }
        }
        Ok(())
    }
}

/// How far output is whole. Everything counts from the start of the run.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Checkpoint {
    pub(super) units: u64,
    pub(super) documents: u64,
    /// Number of the part that the last unit went into, and what of it is whole.
    pub(super) part: usize,
    pub(super) part_bytes: u64,
    pub(super) part_rows: u64,
    /// File and offset of the last document.
    pub(super) last: (String, u64),
    /// What the run has counted.
    pub(super) tally: Value,
    /// Files that began since the checkpoint before.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) inputs: Vec<InputFile>,
    /// Footers of row groups since the checkpoint before: how far they lie, and they themselves.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) footers: Vec<(u64, String)>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Entry {
    /// The first line.
    Settings(Settings),
    /// Output is whole so far.
    Done(Box<Checkpoint>),
    /// All of it is, and only wants its real name.
    Finished,
    /// What an earlier run had left is removed.
    Cleared,
}

/// What a journal says.
#[derive(Debug, Default)]
pub(super) struct State {
    pub(super) settings: Option<Settings>,
    /// The last checkpoint, without its lists.
    pub(super) last: Option<Checkpoint>,
    /// Rows of each part.
    pub(super) rows: Vec<u64>,
    /// Footers of the last part.
    pub(super) footers: Vec<Footer>,
    /// The first files of input, and how many there were.
    pub(super) inputs: Vec<InputFile>,
    pub(super) input_files: u64,
    pub(super) finished: bool,
    pub(super) cleared: bool,
}

impl State {
    fn take(&mut self, entry: Entry) -> Option<()> {
        match entry {
            Entry::Settings(settings) => self.settings = Some(settings),
            Entry::Finished => self.finished = true,
            Entry::Cleared => self.cleared = true,
            Entry::Done(checkpoint) => {
                let mut checkpoint = *checkpoint;
                if self.last.as_ref().is_some_and(|last| last.part != checkpoint.part) {
                    self.footers.clear();
                }
                for (shift, hex) in checkpoint.footers.drain(..) {
                    self.footers.push(Footer { shift, thrift: unhex(&hex)? });
                }
                self.input_files += checkpoint.inputs.len() as u64;
                let room = MOST_NAMED.saturating_sub(self.inputs.len());
                self.inputs.extend(checkpoint.inputs.drain(..).take(room));
                self.rows.resize(checkpoint.part + 1, 0);
                self.rows[checkpoint.part] = checkpoint.part_rows;
                self.last = Some(checkpoint);
            }
        }
        Some(())
    }
}

/// A journal that is open for more.
#[derive(Debug)]
pub(super) struct Journal {
    path: PathBuf,
    file: File,
}

impl Journal {
    /// Opens the journal at `path`, and says what is in it.
    pub(super) fn open(path: &Path) -> Result<(Self, State), SinkError> {
        let io = || SinkError::io(path);
        let file = OpenOptions::new().read(true).append(true).create(true).open(path);
        let mut file = file.map_err(io())?;
        let (mut state, mut whole, mut line) = (State::default(), 0, Vec::new());
        let mut reader = BufReader::new(&mut file);
        loop {
            line.clear();
            let n = reader.read_until(b'\n', &mut line).map_err(io())?;
            let entry = line.strip_suffix(b"\n").and_then(|line| serde_json::from_slice(line).ok());
            let Some(()) = entry.and_then(|entry| state.take(entry)) else { break };
            whole += n as u64;
        }
        drop(reader);
        file.set_len(whole).map_err(io())?;
        file.seek(SeekFrom::End(0)).map_err(io())?;
        Ok((Self { path: path.to_owned(), file }, state))
    }

    /// Brings another line to the disk.
    pub(super) fn append(&mut self, entry: &Entry) -> Result<(), SinkError> {
        let mut line = serde_json::to_vec(entry)
            .map_err(|error| SinkError::io(&self.path)(std::io::Error::other(error)))?;
        line.push(b'\n');
        let written = self.file.write_all(&line).and_then(|()| self.file.sync_data());
        written.map_err(SinkError::io(&self.path))
    }

    /// Every file of input that the journal names, in order.
    pub(super) fn inputs(&self) -> Result<Inputs, SinkError> {
        let file = File::open(&self.path).map_err(SinkError::io(&self.path))?;
        Ok(Inputs { lines: BufReader::new(file), files: Vec::new().into_iter() })
    }
}

/// Reads the files of input from a journal, one after the other.
#[derive(Debug)]
pub(super) struct Inputs {
    lines: BufReader<File>,
    files: std::vec::IntoIter<InputFile>,
}

impl Iterator for Inputs {
    type Item = InputFile;

    fn next(&mut self) -> Option<InputFile> {
        loop {
            if let Some(file) = self.files.next() {
                return Some(file);
            }
            let mut line = Vec::new();
            if self.lines.read_until(b'\n', &mut line).ok()? == 0 {
                return None;
            }
            if let Ok(Entry::Done(checkpoint)) = serde_json::from_slice(&line) {
                self.files = checkpoint.inputs.into_iter();
            }
        }
    }
}

/// Bytes as hexadecimal.
pub(super) fn hex(bytes: &[u8]) -> String {
    let digit = |n: u8| char::from_digit(u32::from(n), 16).unwrap_or('0');
    bytes.iter().flat_map(|b| [digit(b >> 4), digit(b & 15)]).collect()
}

fn unhex(hex: &str) -> Option<Vec<u8>> {
    let digits: Option<Vec<_>> = hex.chars().map(|c| c.to_digit(16)).collect();
    Some(digits?.chunks(2).map(|pair| pair.iter().fold(0, |n, d| (n << 4) | *d as u8)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn done(units: u64, part: usize) -> Entry {
        let inputs = vec![InputFile::of("-")];
        let footers = vec![(units, hex(&[units as u8, 0xff, 0x0a]))];
        let checkpoint = Checkpoint {
            units,
            part,
            part_rows: 10 * units,
            inputs,
            footers,
            ..Checkpoint::default()
        };
        Entry::Done(Box::new(checkpoint))
    }

    #[test]
    fn what_a_crash_left_behind_the_last_whole_line_does_not_count() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("journal.jsonl");
        let (mut journal, state) = Journal::open(&path).unwrap();
        assert!(state.settings.is_none() && state.last.is_none());
        journal.append(&Entry::Settings(Settings::default())).unwrap();
        for (units, part) in [(1, 0), (2, 0), (3, 1)] {
            journal.append(&done(units, part)).unwrap();
        }
        drop(journal);
        let whole = fs::read(&path).unwrap();
        let torn = serde_json::to_vec(&done(4, 1)).unwrap();
        for tail in [&torn[..], &torn[..20], b"\0\0\0\0", b"\0\0\n{}\n", b""] {
            fs::write(&path, [&whole[..], tail].concat()).unwrap();
            let (mut journal, state) = Journal::open(&path).unwrap();
            assert_eq!(fs::read(&path).unwrap(), whole);
            let last = state.last.unwrap();
            assert_eq!((last.units, state.rows, state.input_files), (3, vec![20, 30], 3));
            assert_eq!(state.footers, [Footer { shift: 3, thrift: vec![3, 0xff, 0x0a] }]);
            assert_eq!(journal.inputs().unwrap().count(), 3);
            journal.append(&Entry::Finished).unwrap();
            assert!(Journal::open(&path).unwrap().1.finished);
        }
    }

    #[test]
    fn other_settings_are_refused_by_name() {
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let same = vec![pair("schema", "native"), pair("`--compress`", "zstd")];
        let settings = Settings { overwrite: false, same: same.clone() };
        settings.check(&same, Path::new("out")).unwrap();
        let now = [pair("schema", "native"), pair("`--compress`", "gzip")];
        let error = settings.check(&now, Path::new("out")).unwrap_err().to_string();
        assert!(error.contains("another `--compress` (then zstd, now gzip)"), "{error}");
    }
}
