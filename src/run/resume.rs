//! Owns what a run knows of its files of input, and how it goes on behind the documents that an
//! earlier run has written.

use crate::document::Origin;
use crate::sink::{InputFile, Resumed, SinkError};
use crate::source::Pending;
use std::sync::atomic::{AtomicBool, Ordering};

/// Documents between two looks at the stop flag.
const LOOK: u64 = 1_024;

/// A document that was found, and its file where it is the first of it.
pub(super) struct Found {
    pub(super) pending: Pending,
    pub(super) started: Option<InputFile>,
}

/// Sees where a source's files begin.
pub(super) struct Watched<S> {
    source: S,
    file: Option<String>,
}

impl<S: Iterator<Item = Pending>> Watched<S> {
    pub(super) fn new(source: S) -> Self {
        Self { source, file: None }
    }

    /// Passes over the documents that have their rows already, without reading them.
    ///
    /// # Errors
    /// Where they are not those that the earlier run has seen, with the name of the file.
    pub(super) fn pass_over(
        &mut self,
        resumed: &mut Resumed,
        stop: &AtomicBool,
    ) -> Result<(), SinkError> {
        let mut origin = Origin::default();
        for n in 0..resumed.documents {
            if n % LOOK == 0 && stop.load(Ordering::Relaxed) {
                return Ok(());
            }
            let Some(found) = self.next() else {
                return Err(changed(&format!(
                    "the input has {n} documents, of which the output has {} already",
                    resumed.documents
                )));
            };
            if let Some(file) = &found.started {
                same_file(file, resumed.next_input().as_ref())?;
            }
            origin = found.pending.origin().clone();
        }
        if resumed.documents > 0
            && (&origin.file, origin.offset) != (&resumed.last.0, resumed.last.1)
        {
            return Err(changed(&format!(
                "{} has changed: document {} was at byte {} of {}, and is at byte {} of {0}",
                origin.file, resumed.documents, resumed.last.1, resumed.last.0, origin.offset
            )));
        }
        Ok(())
    }
}

impl<S: Iterator<Item = Pending>> Iterator for Watched<S> {
    type Item = Found;

    fn next(&mut self) -> Option<Found> {
        let pending = self.source.next()?;
        let file = &pending.origin().file;
        let started = (self.file.as_ref() != Some(file)).then(|| InputFile::of(file));
        if started.is_some() {
            self.file = Some(file.clone());
        }
        Some(Found { pending, started })
    }
}

/// Refuses a file that is not the one that stood in its place.
fn same_file(is: &InputFile, was: Option<&InputFile>) -> Result<(), SinkError> {
    let Some(was) = was else {
        return Err(changed(&format!("{} was not there", is.name)));
    };
    if is == was {
        return Ok(());
    }
    if is.name != was.name {
        return Err(changed(&format!("where {} was, there is {}", was.name, is.name)));
    }
    let shown = |file: &InputFile| match (file.bytes, &file.modified) {
        (Some(bytes), Some(modified)) => format!("{bytes} bytes, changed at {modified}"),
        _ => "no file".to_owned(),
    };
    Err(changed(&format!("{} has changed: then {}, now {}", is.name, shown(was), shown(is))))
}

fn changed(what: &str) -> SinkError {
    SinkError::Refused(format!(
        "the input is not the one that the unfinished output was made of: {what}; put it back, or \
         begin anew with `--overwrite`"
    ))
}
