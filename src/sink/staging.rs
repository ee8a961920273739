//! Owns the names of unfinished output, and who may write it: everything is written into a folder
//! with a temporary name, under a lock, and gets its real name when the whole run is done.

use super::SinkError;
use super::list::{MANIFEST, METADATA, is_list, is_own_list, is_own_manifest};
use std::fs::{self, File, TryLockError};
use std::io::{BufRead, BufReader};
use std::path::{Component, Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// What is done about output that is there already.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Existing {
    /// Nothing is written.
    #[default]
    Refuse,
    /// It is replaced.
    Replace,
    /// An unfinished run is gone on with.
    Resume,
}

/// Output on its way; a handle that whoever must clean up may share.
///
/// Output is written into the folder `.name.partial` beside it; in a folder that exists already,
/// which may be a file system of its own, into `.partial/`. There stand `data/`, which becomes the
/// output, the part that is being written, the journal, and a file that is locked as long as the
/// run lives.
#[derive(Clone, Debug)]
pub struct Staging(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    target: PathBuf,
    path: PathBuf,
    /// The name, within `data/`, of what becomes a single file; `None` where all of it becomes a
    /// folder.
    single: Option<String>,
    state: Mutex<State>,
    /// Whether the journal says that a part of the output is whole.
    is_begun: AtomicBool,
    _lock: File,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Open,
    Committed,
    GivenUp,
}

impl Staging {
    /// Takes the place of the output `target`: a file, of which `single` is the name until then, or
    /// a folder.
    pub(super) fn take(
        target: &Path,
        single: Option<String>,
        existing: Existing,
    ) -> Result<Self, SinkError> {
        check_kind(target, single.is_some())?;
        let path = place(target, single.is_some())?;
        let is_there = path.symlink_metadata().is_ok();
        if !is_there || existing == Existing::Refuse {
            check_free(target, single.is_some(), existing)?;
        }
        if is_there && existing == Existing::Refuse {
            let is_alive = path.join("lock").exists() && lock(&path).is_err();
            return Err(if is_alive {
                SinkError::Locked(path)
            } else {
                SinkError::Unfinished(path)
            });
        }
        fs::create_dir_all(&path).map_err(SinkError::io(&path))?;
        let lock = lock(&path)?;
        if existing == Existing::Replace {
            empty(&path)?;
        }
        let inner = Inner {
            target: target.to_owned(),
            path,
            single,
            state: Mutex::new(State::Open),
            is_begun: AtomicBool::new(false),
            _lock: lock,
        };
        Ok(Self(Arc::new(inner)))
    }

    /// The temporary folder.
    pub fn path(&self) -> &Path {
        &self.0.path
    }

    /// What becomes the output.
    pub(super) fn data(&self) -> PathBuf {
        self.0.path.join("data")
    }

    /// The part that is being written.
    pub(super) fn open_part(&self) -> PathBuf {
        self.0.path.join("open")
    }

    pub(super) fn journal(&self) -> PathBuf {
        self.0.path.join("journal.jsonl")
    }

    /// Refuses to begin where there is output already.
    pub(super) fn check_free(&self) -> Result<(), SinkError> {
        check_free(&self.0.target, self.0.single.is_some(), Existing::Resume)
    }

    /// Removes what another run has written.
    pub(super) fn clear(&self) -> Result<(), SinkError> {
        empty(&self.0.path)
    }

    /// Says that the journal holds something that another run can go on with.
    pub(super) fn set_begun(&self) {
        self.0.is_begun.store(true, Ordering::SeqCst);
    }

    /// Whether another run can go on with it.
    pub fn is_resumable(&self) -> bool {
        self.0.is_begun.load(Ordering::SeqCst) && *self.state() != State::Committed
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Gives everything its real name; what was done of that already, by a run that was killed, is
    /// well. `clear`: an earlier run's output is removed first, after which `cleared` is called.
    pub(super) fn commit(
        &self,
        overwrite: bool,
        clear: bool,
        cleared: impl FnOnce() -> Result<(), SinkError>,
    ) -> Result<(), SinkError> {
        let mut state = self.state();
        if *state != State::Open {
            return Err(SinkError::Abandoned);
        }
        let Inner { target, path, single, .. } = &*self.0;
        let data = self.data();
        if let Some(name) = single {
            let file = data.join(name);
            if file.exists() {
                if target.symlink_metadata().is_ok() && !overwrite {
                    return Err(SinkError::Exists(target.clone()));
                }
                fs::rename(&file, target).map_err(SinkError::io(target))?;
            }
        } else if target.is_dir() && data.is_dir() {
            if clear {
                remove_earlier_run(target)?;
            }
            cleared()?;
            move_up(&data, target, overwrite)?;
        } else if data.is_dir() {
            fs::rename(&data, target).map_err(SinkError::io(target))?;
        }
        sync_folder(target)?;
        sync_folder(parent(target))?;
        *state = State::Committed;
        // Nothing of it is needed any more, and its name says what it is.
        let _ = fs::remove_dir_all(path);
        Ok(())
    }

    /// Gives up: what is whole so far stays for another run to go on with; where that is nothing,
    /// all is removed. False where the output was finished already.
    pub fn give_up(&self) -> bool {
        let mut state = self.state();
        if *state == State::Committed {
            return false;
        }
        *state = State::GivenUp;
        drop(state);
        if !self.0.is_begun.load(Ordering::SeqCst) {
            // What cannot be removed still has its temporary name.
            let _ = fs::remove_dir_all(&self.0.path);
        }
        true
    }
}

fn check_kind(target: &Path, is_file: bool) -> Result<(), SinkError> {
    let what = match (is_file, target.is_dir()) {
        (true, true) => "is a folder; name a file",
        (false, false) if target.symlink_metadata().is_ok() => {
            "is not a folder; name another output"
        }
        _ => return Ok(()),
    };
    Err(SinkError::Refused(format!("{} {what}", target.display())))
}

/// Refuses a target that is not free for a run to begin.
fn check_free(target: &Path, is_file: bool, existing: Existing) -> Result<(), SinkError> {
    if existing == Existing::Replace || target.symlink_metadata().is_err() {
        return Ok(());
    }
    let entries = || fs::read_dir(target).map_err(SinkError::io(target));
    let is_free = !is_file && entries()?.flatten().all(|entry| entry.file_name() == ".partial");
    if is_free {
        return Ok(());
    }
    let is_ours = is_file || is_own_manifest(&target.join(MANIFEST));
    Err(match existing {
        Existing::Resume if is_ours => SinkError::Finished(target.to_owned()),
        _ => SinkError::Exists(target.to_owned()),
    })
}

/// The temporary folder of a target.
fn place(target: &Path, is_file: bool) -> Result<PathBuf, SinkError> {
    let Some(name) = target.file_name() else {
        if target.is_dir() {
            return Ok(target.join(".partial"));
        }
        let message = format!("{} is no name for an output", target.display());
        return Err(SinkError::Refused(message));
    };
    let mut partial = std::ffi::OsString::from(".");
    partial.push(name);
    partial.push(".partial");
    let beside = target.with_file_name(partial);
    // A run may have begun before there was a folder.
    if is_file || !target.is_dir() || beside.is_dir() {
        return Ok(beside);
    }
    Ok(target.join(".partial"))
}

/// Locks a temporary folder. A lock ends with the process that has it, however that ends.
fn lock(folder: &Path) -> Result<File, SinkError> {
    let path = folder.join("lock");
    let io = || SinkError::io(&path);
    let file = File::options().write(true).create(true).truncate(false).open(&path).map_err(io())?;
    match file.try_lock() {
        // Whoever had it may have removed it, together with the folder.
        Ok(()) if path.exists() => Ok(file),
        Ok(()) | Err(TryLockError::WouldBlock) => Err(SinkError::Locked(folder.to_owned())),
        // Some file systems of networks have no locks.
        Err(TryLockError::Error(error)) if error.kind() == std::io::ErrorKind::Unsupported => {
            Ok(file)
        }
        Err(TryLockError::Error(error)) => Err(io()(error)),
    }
}

/// Removes all that stands in a temporary folder but its lock.
fn empty(folder: &Path) -> Result<(), SinkError> {
    for entry in fs::read_dir(folder).map_err(SinkError::io(folder))?.flatten() {
        if entry.file_name() != "lock" {
            let path = entry.path();
            remove(&path).map_err(SinkError::io(&path))?;
        }
    }
    Ok(())
}

fn parent(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    }
}

fn remove(path: &Path) -> std::io::Result<()> {
    if path.symlink_metadata()?.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) }
}

/// Removes what the run that wrote the folder before has left: its lists, of which there may have
/// been more, and the text files that they name.
fn remove_earlier_run(folder: &Path) -> Result<(), SinkError> {
    remove_texts(folder)?;
    let manifest = folder.join(MANIFEST);
    if is_own_manifest(&manifest) {
        remove(&manifest).map_err(SinkError::io(&manifest))?;
    }
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

/// Moves what is in `from` into `to`. The lists come behind the texts, and the manifest last of all,
/// so that a folder which has it is whole.
fn move_up(from: &Path, to: &Path, overwrite: bool) -> Result<(), SinkError> {
    let entries = fs::read_dir(from).map_err(SinkError::io(from))?;
    let mut names: Vec<_> = entries.flatten().map(|entry| entry.file_name()).collect();
    names.sort();
    names.sort_by_key(|name| (name == MANIFEST, name.to_str().is_some_and(is_list)));
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

/// Brings a folder's names to the disk. (A file that is no folder is not opened for that.)
pub(super) fn sync_folder(folder: &Path) -> Result<(), SinkError> {
    // Only Unix can open a folder.
    if cfg!(not(unix)) || !folder.is_dir() {
        return Ok(());
    }
    File::open(folder).and_then(|file| file.sync_all()).map_err(SinkError::io(folder))
}
