//! Owns text output: a file of the document's relative name for each, and `metadata.jsonl` with
//! everything else.

use super::list::METADATA;
use super::schema::{COLUMNS, Cell, Stamp, write_cell};
use super::{SinkError, Staging, jsonl};
use crate::document::{Record, Status};
use std::collections::{HashMap, HashSet};
use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::PathBuf;
use std::sync::Arc;
use xxhash_rust::xxh3::xxh3_64;

/// Bytes of the longest name that file systems take, less room for an ending.
const LONGEST_NAME: usize = 200;

/// Bytes of the longest relative path, well below what systems take.
const LONGEST_PATH: usize = 1_000;

/// Text files on their way.
#[derive(Debug)]
pub(super) struct Txt {
    folder: PathBuf,
    stamp: Arc<Stamp>,
    metadata: BufWriter<File>,
    metadata_path: PathBuf,
    names: Names,
}

impl Txt {
    pub(super) fn new(staging: &Staging, stamp: Arc<Stamp>) -> Result<Self, SinkError> {
        let folder = staging.path().to_owned();
        let metadata_path = folder.join(METADATA);
        let metadata = jsonl::create(&metadata_path)?;
        Ok(Self { folder, stamp, metadata, metadata_path, names: Names::new() })
    }

    /// See [`super::Sink::restamp`].
    pub(super) fn restamp(&mut self, stamp: Arc<Stamp>) {
        self.stamp = stamp;
    }

    /// Writes the document's text, where it has one, and its line of metadata.
    pub(super) fn write(&mut self, record: &Record) -> Result<(), SinkError> {
        let has_file = matches!(record.status, Status::Ok | Status::Empty | Status::Filtered);
        let name = has_file.then(|| self.names.take(&record.id));
        if let Some(name) = &name {
            let path = self.folder.join(name);
            if let Some(parent) = path.parent() {
                fs::create_dir_all(parent).map_err(SinkError::io(parent))?;
            }
            let mut file = File::create_new(&path).map_err(SinkError::io(&path))?;
            let ending = if record.text.is_empty() { "" } else { "\n" };
            file.write_all(format!("{}{ending}", record.text).as_bytes())
                .map_err(SinkError::io(&path))?;
        }
        let mut line = vec![b'{'];
        for column in COLUMNS.iter().filter(|column| column.name != "text") {
            write_cell(column.name, &(column.cell)(record, &self.stamp), &mut line);
        }
        write_cell("text_file", &name.as_deref().map_or(Cell::Null, Cell::Str), &mut line);
        line.extend_from_slice(b"}\n");
        self.metadata.write_all(&line).map_err(SinkError::io(&self.metadata_path))
    }

    pub(super) fn finish(mut self) -> Result<(), SinkError> {
        jsonl::finish(&mut self.metadata, &self.metadata_path)
    }
}

/// The names that are taken, as hashes: a false alarm costs a name, not a document. Upper and
/// lower case count as one, as some file systems see it.
#[derive(Debug)]
struct Names {
    files: HashSet<u64>,
    folders: HashSet<u64>,
    repeats: HashMap<u64, u32>,
}

fn key(name: &str) -> u64 {
    xxh3_64(name.to_lowercase().as_bytes())
}

impl Names {
    fn new() -> Self {
        let files = HashSet::from([key(METADATA)]);
        Self { files, folders: HashSet::new(), repeats: HashMap::new() }
    }

    /// A free name for the document `id`: its own with the ending `.txt`; else its full name and
    /// `.txt`; else with a number.
    fn take(&mut self, id: &str) -> String {
        let id = relative(id);
        let (folder, name) = match id.rsplit_once('/') {
            Some((folder, name)) => (self.folder(folder), name),
            None => (String::new(), id.as_str()),
        };
        let stem = stem(name);
        let mut path = format!("{folder}{stem}.txt");
        if !self.is_free(&path) {
            path = format!("{folder}{name}.txt");
        }
        let repeats = key(&format!("{folder}{stem}"));
        while !self.is_free(&path) {
            let n = self.repeats.entry(repeats).or_insert(1);
            *n += 1;
            path = format!("{folder}{stem}~{n}.txt");
        }
        self.files.insert(key(&path));
        path
    }

    fn is_free(&self, path: &str) -> bool {
        !self.files.contains(&key(path)) && !self.folders.contains(&key(path))
    }

    /// The path of a folder with `/` at its end; a part whose name a file has gets `~`.
    fn folder(&mut self, folder: &str) -> String {
        let mut path = String::new();
        for part in folder.split('/') {
            path.push_str(part);
            while self.files.contains(&key(&path)) {
                path.push('~');
            }
            self.folders.insert(key(&path));
            path.push('/');
        }
        path
    }
}

/// An id as a relative path that stays below its folder on every system.
fn relative(id: &str) -> String {
    let parts = id.split(['/', '\\']).filter(|part| !part.is_empty() && *part != ".");
    let path = parts.map(name).collect::<Vec<_>>().join("/");
    match path.as_str() {
        "" => "_".to_owned(),
        path if path.len() > LONGEST_PATH => shortened(&path.replace('/', "_"), id),
        _ => path,
    }
}

/// A part of a path as a name that every system takes.
fn name(part: &str) -> String {
    if part.chars().all(|c| c == '.') {
        return "_".repeat(part.len());
    }
    let odd = |c: char| c.is_control() || ":*?\"<>|".contains(c);
    let name = part.replace(odd, "_");
    if name.len() > LONGEST_NAME { shortened(&name, part) } else { name }
}

/// The front of a name and a hash of what it is a name of.
fn shortened(name: &str, of: &str) -> String {
    let end = name.floor_char_boundary(LONGEST_NAME - 20);
    format!("{}-{:016x}", &name[..end], xxh3_64(of.as_bytes()))
}

/// A name without the extension of an input.
fn stem(name: &str) -> &str {
    let cut = |name: &str, ending: &str| {
        let at = name.len().checked_sub(ending.len()).filter(|at| *at > 0)?;
        name.get(at..).is_some_and(|end| end.eq_ignore_ascii_case(ending)).then_some(at)
    };
    let plain = cut(name, ".gz").map_or(name, |at| &name[..at]);
    let endings = [".html", ".htm", ".xhtml", ".txt", ".text"];
    endings.iter().find_map(|ending| cut(plain, ending)).map_or(name, |at| &plain[..at])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stay_in_their_folder() {
        let cases = [
            ("a/b.html", "a/b.txt"),
            ("../../etc/passwd", "__/__/etc/passwd.txt"),
            ("/abs//x.htm.gz", "abs/x.txt"),
            ("c:\\x.txt", "c_/x.txt"),
            ("", "_.txt"),
            ("pages.jsonl:7", "pages.jsonl_7.txt"),
            ("https://a.example/x?y=1", "https_/a.example/x_y=1.txt"),
            (".html", ".html.txt"),
            ("v1.2", "v1.2.txt"),
        ];
        for (id, name) in cases {
            assert_eq!(Names::new().take(id), name, "{id}");
        }
        let long = "ü".repeat(400);
        let name = Names::new().take(&long);
        assert!(name.len() < 255 && name.starts_with("üü"), "{name}");
        assert_ne!(name, Names::new().take(&"ü".repeat(401)));
        assert!(Names::new().take(&"a/".repeat(3_000)).len() < 255);
    }

    #[test]
    fn no_two_documents_share_a_name() {
        let mut names = Names::new();
        let ids = ["p.html", "p.txt", "p.html", "P.htm", "p.txt/x", "metadata.jsonl/y", "p.htm"];
        let taken: Vec<_> = ids.iter().map(|id| names.take(id)).collect();
        assert_eq!(taken[..3], ["p.txt", "p.txt.txt", "p.html.txt"]);
        assert_eq!(taken[4], "p.txt~/x.txt");
        assert_eq!(taken[5], "metadata.jsonl~/y.txt");
        let distinct: HashSet<_> = taken.iter().map(|name| name.to_lowercase()).collect();
        assert_eq!(distinct.len(), ids.len());
    }
}
