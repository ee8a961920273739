//! Owns the run that learns what hosts repeat: documents are laid out in parallel, and counted by
//! one thread.

use super::gate::Gate;
use super::resume::Found;
use super::{Batch, Observer, Options, RunError, carry, guarded};
use crate::document::Document;
use crate::source::Pending;
use crate::template::{Counts, Observation};
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

/// What a run has learnt, and of how much.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Learnt {
    /// What hosts repeat.
    pub counts: Counts,
    /// Documents that there were.
    pub documents: u64,
    /// Those that could not be read.
    pub errors: u64,
    /// Those without an address, which tell of no host.
    pub without_host: u64,
    /// Those without a line to be learnt.
    pub without_lines: u64,
    /// Bytes of the documents' contents, decompressed.
    pub bytes: u64,
    /// How long it took.
    pub took: Duration,
}

/// Learns from every document of `source`; `observe` says what a document shows, or why it cannot be
/// read. What is learnt depends neither on the order of documents nor on the number of threads.
///
/// # Errors
/// Where the stop flag was set, or threads could not be started.
pub fn learn(
    source: impl Iterator<Item = Pending>,
    observe: &(dyn Fn(&Document) -> Result<Observation, &'static str> + Sync),
    options: &Options,
    observer: &dyn Observer,
) -> Result<Learnt, RunError> {
    let start = Instant::now();
    let mut learnt = Learnt {
        counts: Counts::new(),
        documents: 0,
        errors: 0,
        without_host: 0,
        without_lines: 0,
        bytes: 0,
        took: Duration::ZERO,
    };
    let work = |batch: Batch, _: &Gate<'_>| {
        let seen: Vec<Seen> =
            batch.documents.into_iter().map(|found| see(found.pending, observe)).collect();
        let bytes = seen.iter().map(Seen::size).sum();
        (seen, bytes)
    };
    let source = source.map(|pending| Found { pending, started: None });
    carry(source, &work, options, |batch| {
        learnt.take(batch, observer);
        Ok(())
    })?;
    if options.stop.load(Ordering::Relaxed) {
        return Err(RunError::Interrupted);
    }
    learnt.took = start.elapsed();
    Ok(learnt)
}

/// What a document shows, or what is wrong with it.
struct Seen {
    shows: Result<Observation, String>,
    bytes: u64,
}

impl Seen {
    /// What it takes in memory.
    fn size(&self) -> u64 {
        match &self.shows {
            Ok(Observation::Page { lines, .. }) => lines.size(),
            _ => 0,
        }
    }
}

fn see(
    pending: Pending,
    observe: &(dyn Fn(&Document) -> Result<Observation, &'static str> + Sync),
) -> Seen {
    let mut known = (pending.id().to_owned(), pending.origin().clone());
    let mut bytes = 0;
    let shows = guarded(&mut known, |known| match pending.read() {
        Ok(document) => {
            bytes = document.content.as_bytes().len() as u64;
            *known = (document.id.clone(), document.origin.clone());
            let place = || document.origin_or_id();
            observe(&document).map_err(|what| format!("{}: it is {what}; left out", place()))
        }
        Err(unreadable) => Err(format!("{}: {}", unreadable.origin, unreadable.reason)),
    });
    Seen { shows: shows.and_then(|shows| shows), bytes }
}

impl Learnt {
    fn take(&mut self, batch: Vec<Seen>, observer: &dyn Observer) {
        let (documents, errors, bytes) = (self.documents, self.errors, self.bytes);
        for seen in batch {
            self.documents += 1;
            self.bytes += seen.bytes;
            match seen.shows {
                Ok(Observation::NoHost) => self.without_host += 1,
                Ok(Observation::NoLines) => self.without_lines += 1,
                Ok(page) => self.counts.observe(page),
                Err(error) => {
                    self.errors += 1;
                    observer.failed(&error);
                }
            }
        }
        let since = (self.documents - documents, self.bytes - bytes, self.errors - errors);
        observer.wrote(since.0, since.1, since.2);
    }
}
