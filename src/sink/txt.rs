//! Owns text output: a file of the document's relative name for each, and `metadata.jsonl` with
//! everything else.

use super::SinkError;
use super::list::{MANIFEST, METADATA};
use super::schema::{Cell, Schema, Stamp, write_cell};
use crate::document::{Record, Status};
use serde_json::Value;
use std::collections::{HashMap, HashSet};
use std::fs::{self, File};
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use xxhash_rust::xxh3::xxh3_64;

/// Bytes of the longest name that file systems take, less room for an ending.
const LONGEST_NAME: usize = 200;

/// Bytes of the longest relative path, well below what systems take.
const LONGEST_PATH: usize = 1_000;

/// Text files on their way.
#[derive(Debug)]
pub(super) struct Txt {
    folder: PathBuf,
    schema: Schema,
    names: Names,
    /// Texts that may not be on the disk yet.
    unsynced: Vec<PathBuf>,
}

impl Txt {
    /// Goes on in `folder` behind the rows of `list`: their names are taken.
    pub(super) fn open(folder: PathBuf, schema: Schema, list: &Path) -> Result<Self, SinkError> {
        let mut names = Names::new();
        let file = File::open(list).map_err(SinkError::io(list))?;
        for line in BufReader::new(file).lines() {
            let line = line.map_err(SinkError::io(list))?;
            let Ok(row) = serde_json::from_str::<Value>(&line) else { continue };
            let (Some(id), Some(name)) = (row["id"].as_str(), row["text_file"].as_str()) else {
                continue;
            };
            check_whole(&folder.join(name), &row)?;
            names.take(id);
        }
        Ok(Self { folder, schema, names, unsynced: Vec::new() })
    }

    /// Writes the texts of records, where they have one, and gives their lines of metadata.
    pub(super) fn write(
        &mut self,
        records: &[Record],
        stamp: &Stamp,
    ) -> Result<Vec<u8>, SinkError> {
        let mut lines = Vec::new();
        for record in records {
            let has_file = matches!(record.status, Status::Ok | Status::Empty | Status::Filtered);
            let name = has_file.then(|| self.names.take(&record.id));
            if let Some(name) = &name {
                let path = self.folder.join(name);
                write_text(&path, &record.text)?;
                self.unsynced.push(path);
            }
            lines.push(b'{');
            for column in self.schema.columns().iter().filter(|column| column.name != "text") {
                write_cell(column.name, &(column.cell)(record, stamp), &mut lines);
            }
            let name = name.as_deref().map_or(Cell::Null, Cell::Str);
            write_cell("text_file", &name, &mut lines);
            lines.extend_from_slice(b"}\n");
        }
        Ok(lines)
    }

    /// Brings the texts to the disk; `list` is a file beside them.
    pub(super) fn sync(&mut self, list: &File) -> Result<(), SinkError> {
        if !self.unsynced.is_empty() {
            sync_all(list, &self.unsynced).map_err(SinkError::io(&self.folder))?;
            self.unsynced.clear();
        }
        Ok(())
    }
}

/// Brings files to the disk, all at once: one by one takes longer than it takes to clean them.
#[cfg(target_os = "linux")]
fn sync_all(list: &File, _: &[PathBuf]) -> std::io::Result<()> {
    Ok(rustix::fs::syncfs(list)?)
}

#[cfg(not(target_os = "linux"))]
fn sync_all(_: &File, paths: &[PathBuf]) -> std::io::Result<()> {
    paths.iter().try_for_each(|path| File::options().write(true).open(path)?.sync_all())
}

/// Writes a text, over what a run that was killed may have left of it.
fn write_text(path: &Path, text: &str) -> Result<(), SinkError> {
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent).map_err(SinkError::io(parent))?;
    }
    let ending = if text.is_empty() { "" } else { "\n" };
    let written = File::create(path)
        .and_then(|mut file| file.write_all(format!("{text}{ending}").as_bytes()));
    written.map_err(SinkError::io(path))
}

/// Refuses to go on where a text that the list has is gone, or is another.
fn check_whole(path: &Path, row: &Value) -> Result<(), SinkError> {
    let Some(chars) = row["n_chars"].as_u64() else { return Ok(()) };
    let wanted = chars + u64::from(chars > 0);
    let is_whole = fs::read_to_string(path).is_ok_and(|text| text.chars().count() as u64 == wanted);
    if is_whole {
        return Ok(());
    }
    Err(SinkError::Refused(format!(
        "{} is not the text that was written; begin anew with `--overwrite`",
        path.display()
    )))
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
        let files = HashSet::from([key(METADATA), key(MANIFEST)]);
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
