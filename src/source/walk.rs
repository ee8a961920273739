//! Owns which files the inputs are: folders are walked at all depths, sorted by file name, links
//! followed, and nothing in them is opened that could block.

use super::open::Place;
use super::{Counters, Format, Options, Unreadable};
use crate::document::{Origin, Status};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use walkdir::{DirEntry, WalkDir};

/// What the user named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input {
    /// Standard input.
    Stdin,
    /// A file, whatever its extension; also a pipe.
    File(PathBuf),
    /// A folder.
    Folder(PathBuf),
}

impl Input {
    /// What `name` is: `-` for standard input, else a path.
    ///
    /// # Errors
    /// Where there is no such path.
    pub fn new(name: &Path) -> std::io::Result<Self> {
        if name.as_os_str() == "-" {
            return Ok(Input::Stdin);
        }
        let folder = std::fs::metadata(name)?.is_dir();
        Ok(if folder { Input::Folder(name.to_owned()) } else { Input::File(name.to_owned()) })
    }
}

/// A file that holds documents.
#[derive(Debug)]
pub(super) struct Found {
    pub(super) place: Place,
    /// Its path relative to the folder given.
    pub(super) id: String,
    /// Its path as the user would write it.
    pub(super) file: String,
    /// What its extension says.
    pub(super) format: Option<Format>,
    /// Its bytes on disk.
    pub(super) size: u64,
}

/// The files of the inputs, in order.
#[derive(Debug)]
pub(super) struct Files {
    inputs: std::vec::IntoIter<Input>,
    walk: Option<(PathBuf, walkdir::IntoIter)>,
    excluded: Vec<PathBuf>,
    is_output: fn(&Path) -> bool,
    counters: Arc<Counters>,
}

impl Files {
    pub(super) fn new(inputs: Vec<Input>, options: &Options, counters: Arc<Counters>) -> Self {
        // What cannot be resolved does not exist, so it is in no folder.
        let excluded = options.excluded.iter().filter_map(|path| path.canonicalize().ok());
        let (excluded, is_output) = (excluded.collect(), options.is_output);
        Self { inputs: inputs.into_iter(), walk: None, excluded, is_output, counters }
    }

    /// The next file of the folder being walked; `None` at its end.
    fn next_in_folder(&mut self) -> Option<Result<Found, Unreadable>> {
        let (root, walk) = self.walk.as_mut()?;
        loop {
            let entry = match walk.next()? {
                Ok(entry) => entry,
                Err(error) => match unreadable(root, &error, &self.counters) {
                    Some(unreadable) => return Some(Err(unreadable)),
                    None => {
                        self.counters.ignored.fetch_add(1, Ordering::Relaxed);
                        continue;
                    }
                },
            };
            let (is_folder, excluded) =
                (entry.file_type().is_dir(), is_excluded(&entry, &self.excluded));
            if is_folder && (excluded || leads_back(root, &entry)) {
                walk.skip_current_dir();
            }
            if is_folder || excluded {
                continue;
            }
            let format = format_of(entry.path());
            let is_file = entry.file_type().is_file();
            if format.is_none() || is_file && (self.is_output)(entry.path()) {
                self.counters.ignored.fetch_add(1, Ordering::Relaxed);
                continue;
            }
            let (id, file) = (relative(root, entry.path()), lossy(entry.path()));
            if !is_file {
                let reason = "it is a pipe, a socket or a device, not a file; name it as an input \
                              of its own to read it"
                    .to_owned();
                let origin = Origin { file, ..Origin::default() };
                return Some(Err(Unreadable::new(id, origin, Status::Error, reason)));
            }
            let size = size(entry.path());
            let place = Place::Path(entry.into_path());
            return Some(Ok(Found { place, id, file, format, size }));
        }
    }
}

impl Iterator for Files {
    type Item = Result<Found, Unreadable>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(found) = self.next_in_folder() {
                return Some(found);
            }
            self.walk = None;
            match self.inputs.next()? {
                Input::Folder(path) => {
                    let walk = walk(&path).into_iter();
                    self.walk = Some((path, walk));
                }
                Input::File(path) => {
                    let name = path.file_name().map(Path::new).unwrap_or(&path);
                    return Some(Ok(Found {
                        id: lossy(name),
                        file: lossy(&path),
                        format: format_of(&path),
                        size: size(&path),
                        place: Place::Path(path),
                    }));
                }
                Input::Stdin => {
                    let (id, file) = ("-".to_owned(), "-".to_owned());
                    return Some(Ok(Found {
                        place: Place::Stdin,
                        id,
                        file,
                        format: None,
                        size: 0,
                    }));
                }
            }
        }
    }
}

/// Bytes on disk of every file that the inputs hold, to say how far a run is; `None` where that is
/// not known (standard input, a pipe) or `stop` was set.
pub fn disk_bytes(inputs: &[Input], options: &Options, stop: &AtomicBool) -> Option<u64> {
    if inputs.contains(&Input::Stdin) {
        return None;
    }
    let mut bytes = 0;
    for found in Files::new(inputs.to_vec(), options, Arc::default()) {
        if stop.load(Ordering::Relaxed) {
            return None;
        }
        bytes += found.map_or(0, |found| found.size);
    }
    Some(bytes)
}

fn walk(root: &Path) -> WalkDir {
    WalkDir::new(root).follow_links(true).sort_by(|a, b| a.file_name().cmp(b.file_name()))
}

/// Whether an entry is one of `excluded`, by whatever link it is reached.
fn is_excluded(entry: &DirEntry, excluded: &[PathBuf]) -> bool {
    let may_be = |path: &PathBuf| {
        entry.path_is_symlink() || entry.depth() == 0 || path.file_name() == Some(entry.file_name())
    };
    excluded.iter().any(may_be)
        && entry.path().canonicalize().is_ok_and(|path| excluded.contains(&path))
}

/// Whether an entry is a link to a folder that holds it, or holds all that is walked.
fn leads_back(root: &Path, entry: &DirEntry) -> bool {
    let within =
        |path: &Path, folder: &Path| path.canonicalize().is_ok_and(|path| path.starts_with(folder));
    entry.depth() > 0
        && entry.path_is_symlink()
        && entry.path().canonicalize().is_ok_and(|target| {
            within(root, &target) || entry.path().parent().is_some_and(|p| within(p, &target))
        })
}

/// What could not be walked; `None` where no document is lost by it: a link back to a folder that
/// is being walked, or to nothing under a name that is no document's.
fn unreadable(root: &Path, error: &walkdir::Error, counters: &Counters) -> Option<Unreadable> {
    let path = error.path().unwrap_or(root);
    error.io_error().into_iter().for_each(|error| counters.check(error, path));
    let folder = std::fs::symlink_metadata(path).is_ok_and(|metadata| metadata.is_dir());
    if error.loop_ancestor().is_some() || (!folder && format_of(path).is_none()) {
        return None;
    }
    let what = error.io_error().map_or_else(|| error.to_string(), ToString::to_string);
    let reason = if folder {
        format!("the folder cannot be read: {what}; check that you may read it")
    } else {
        format!("it cannot be read: {what}; check that it is there and that you may read it")
    };
    let origin = Origin { file: lossy(path), ..Origin::default() };
    Some(Unreadable::new(relative(root, path), origin, Status::Error, reason))
}

/// What a file's extension says, or the one before `.gz` or `.zst`.
fn format_of(path: &Path) -> Option<Format> {
    let extension = |path: &Path| Some(path.extension()?.to_str()?.to_ascii_lowercase());
    let mut last = extension(path)?;
    if matches!(last.as_str(), "gz" | "zst") {
        last = extension(Path::new(path.file_stem()?))?;
    }
    match last.as_str() {
        "html" | "htm" | "xhtml" => Some(Format::Html),
        "txt" | "text" => Some(Format::Text),
        "jsonl" | "ndjson" => Some(Format::Jsonl),
        "parquet" => Some(Format::Parquet),
        "warc" | "wet" => Some(Format::Warc),
        _ => None,
    }
}

/// The path from `root` with `/` between its parts, whatever the system writes; `.` for `root`.
fn relative(root: &Path, path: &Path) -> String {
    let path = path.strip_prefix(root).unwrap_or(path);
    let parts: Vec<_> = path.iter().map(|part| part.to_string_lossy()).collect();
    if parts.is_empty() { ".".to_owned() } else { parts.join("/") }
}

/// Bytes on disk; 0 where that is not known.
fn size(path: &Path) -> u64 {
    std::fs::metadata(path).map_or(0, |metadata| metadata.len())
}

fn lossy(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_extension_says_what_a_file_holds() {
        let cases = [
            ("a.html", Some(Format::Html)),
            ("A.HTM.GZ", Some(Format::Html)),
            ("a.xhtml", Some(Format::Html)),
            ("a.b.text", Some(Format::Text)),
            ("a.ndjson.gz", Some(Format::Jsonl)),
            ("a.jsonl.zst", Some(Format::Jsonl)),
            ("a.warc.WET.gz", Some(Format::Warc)),
            ("a.parquet", Some(Format::Parquet)),
            ("a.gz", None),
            ("a.toml", None),
            ("html", None),
            (".html", None),
        ];
        for (name, format) in cases {
            assert_eq!(format_of(Path::new(name)), format, "{name}");
        }
    }
}
