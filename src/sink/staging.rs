//! Owns the names of unfinished output: everything is written under a temporary name, and gets its
//! real one when the whole run is done, or is removed.

use super::SinkError;
use super::list::{METADATA, is_list, is_own_list};
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Component, Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Output on its way; a handle that whoever must clean up may share.
///
/// A file is written as `.name.partial` beside it. So is a folder, which one rename then makes
/// real. In a folder that exists already, which may be a file system of its own, output is written
/// to `.partial/` and moved up at the end.
#[derive(Clone, Debug)]
pub struct Staging(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    target: PathBuf,
    path: PathBuf,
    overwrite: bool,
    state: Mutex<State>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Open,
    Committed,
    Abandoned,
}

impl Staging {
    /// Takes the temporary name of the file `target`; the file itself is the caller's to create.
    pub(super) fn file(target: &Path, overwrite: bool) -> Result<Self, SinkError> {
        if target.is_dir() {
            let message = format!("{} is a folder; name a file", target.display());
            return Err(SinkError::Refused(message));
        }
        if target.symlink_metadata().is_ok() && !overwrite {
            return Err(SinkError::Exists(target.to_owned()));
        }
        Self::take(target, beside(target)?, overwrite)
    }

    /// Makes the temporary folder of the folder `target`.
    pub(super) fn folder(target: &Path, overwrite: bool) -> Result<Self, SinkError> {
        let path = if target.is_dir() {
            let entries = fs::read_dir(target).map_err(SinkError::io(target))?;
            let mut others = entries.flatten().filter(|entry| entry.file_name() != ".partial");
            if others.next().is_some() && !overwrite {
                return Err(SinkError::Exists(target.to_owned()));
            }
            target.join(".partial")
        } else if target.symlink_metadata().is_ok() {
            let message = format!("{} is not a folder; name another output", target.display());
            return Err(SinkError::Refused(message));
        } else {
            beside(target)?
        };
        let staging = Self::take(target, path, overwrite)?;
        fs::create_dir(staging.path()).map_err(SinkError::io(staging.path()))?;
        Ok(staging)
    }

    fn take(target: &Path, path: PathBuf, overwrite: bool) -> Result<Self, SinkError> {
        if let Some(parent) = path.parent().filter(|parent| !parent.as_os_str().is_empty()) {
            fs::create_dir_all(parent).map_err(SinkError::io(parent))?;
        }
        if path.symlink_metadata().is_ok() {
            if !overwrite {
                return Err(SinkError::Unfinished(path));
            }
            remove(&path).map_err(SinkError::io(&path))?;
        }
        let target = target.to_owned();
        Ok(Self(Arc::new(Inner { target, path, overwrite, state: Mutex::new(State::Open) })))
    }

    /// The temporary file or folder.
    pub fn path(&self) -> &Path {
        &self.0.path
    }

    /// What it becomes.
    pub fn target(&self) -> &Path {
        &self.0.target
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Gives everything its real name.
    pub(super) fn commit(&self) -> Result<(), SinkError> {
        let mut state = self.state();
        if *state != State::Open {
            return Err(SinkError::Abandoned);
        }
        let Inner { target, path, overwrite, .. } = &*self.0;
        if path.is_dir() && target.is_dir() {
            if *overwrite {
                remove_earlier_run(target)?;
            }
            move_up(path, target, *overwrite)?;
            fs::remove_dir(path).map_err(SinkError::io(path))?;
        } else {
            if target.symlink_metadata().is_ok() && !overwrite {
                return Err(SinkError::Exists(target.clone()));
            }
            fs::rename(path, target).map_err(SinkError::io(target))?;
        }
        *state = State::Committed;
        sync_folder(target.parent());
        sync_folder(Some(target));
        Ok(())
    }

    /// Removes what is not finished. False where it was finished already: then it stays.
    pub fn abandon(&self) -> bool {
        let mut state = self.state();
        if *state == State::Committed {
            return false;
        }
        *state = State::Abandoned;
        drop(state);
        // What cannot be removed still has its temporary name.
        let _ = remove(&self.0.path);
        true
    }
}

/// `.name.partial` beside `target`.
fn beside(target: &Path) -> Result<PathBuf, SinkError> {
    let Some(name) = target.file_name() else {
        let message = format!("{} is no name for an output", target.display());
        return Err(SinkError::Refused(message));
    };
    let mut partial = std::ffi::OsString::from(".");
    partial.push(name);
    partial.push(".partial");
    Ok(target.with_file_name(partial))
}

fn remove(path: &Path) -> std::io::Result<()> {
    if path.symlink_metadata()?.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) }
}

/// Removes what the run that wrote the folder before has left: its lists, of which there may have
/// been more, and the text files that they name.
fn remove_earlier_run(folder: &Path) -> Result<(), SinkError> {
    remove_texts(folder)?;
    for entry in fs::read_dir(folder).map_err(SinkError::io(folder))?.flatten() {
        if entry.file_name().to_str().is_some_and(is_list) {
            let path = entry.path();
            remove(&path).map_err(SinkError::io(&path))?;
        }
    }
    Ok(())
}

/// Removes the text files that `metadata.jsonl` names, and the folders that are empty without them.
fn remove_texts(folder: &Path) -> Result<(), SinkError> {
    let list = folder.join(METADATA);
    if !is_own_list(&list) {
        return Ok(());
    }
    let root = folder.canonicalize().map_err(SinkError::io(folder))?;
    let lines = BufReader::new(fs::File::open(&list).map_err(SinkError::io(&list))?).lines();
    for line in lines {
        let line = line.map_err(SinkError::io(&list))?;
        let Some(path) = text_file(&line).map(|name| folder.join(name)) else { continue };
        // A folder that has become a link leads elsewhere.
        let parent = path.parent().and_then(|parent| parent.canonicalize().ok());
        let inside = parent.is_some_and(|parent| parent.starts_with(&root));
        if !inside || !path.symlink_metadata().is_ok_and(|metadata| metadata.is_file()) {
            continue;
        }
        fs::remove_file(&path).map_err(SinkError::io(&path))?;
        for parent in path.ancestors().skip(1).take_while(|parent| *parent != folder) {
            if fs::remove_dir(parent).is_err() {
                break;
            }
        }
    }
    Ok(())
}

/// The text file that a line of `metadata.jsonl` names, if it is one that a run may have written
/// into its folder.
fn text_file(line: &str) -> Option<PathBuf> {
    #[derive(serde::Deserialize)]
    struct Line {
        text_file: Option<String>,
    }
    let name = PathBuf::from(serde_json::from_str::<Line>(line).ok()?.text_file?);
    let text = name.extension().is_some_and(|extension| extension == "txt");
    let below = name.components().all(|part| matches!(part, Component::Normal(_)));
    (text && below && !name.starts_with(".partial")).then_some(name)
}

/// Moves what is in `from` into `to`. The lists come last, and `part-00000.jsonl` last of all, so
/// that a folder which has it is whole.
fn move_up(from: &Path, to: &Path, overwrite: bool) -> Result<(), SinkError> {
    let entries = fs::read_dir(from).map_err(SinkError::io(from))?;
    let mut names: Vec<_> = entries.flatten().map(|entry| entry.file_name()).collect();
    names.sort_by(|a, b| b.cmp(a));
    names.sort_by_key(|name| name.to_str().is_some_and(is_list));
    for name in names {
        let (source, target) = (from.join(&name), to.join(&name));
        if source.is_dir() && target.is_dir() {
            move_up(&source, &target, overwrite)?;
            fs::remove_dir(&source).map_err(SinkError::io(&source))?;
            continue;
        }
        if target.symlink_metadata().is_ok() && !overwrite {
            return Err(SinkError::Exists(target));
        }
        fs::rename(&source, &target).map_err(SinkError::io(&target))?;
    }
    Ok(())
}

/// Brings a folder's names to the disk, where the system can.
fn sync_folder(folder: Option<&Path>) {
    let folder = folder.map(|f| if f.as_os_str().is_empty() { Path::new(".") } else { f });
    if let Some(file) = folder.filter(|f| f.is_dir()).and_then(|f| fs::File::open(f).ok()) {
        let _ = file.sync_all();
    }
}
