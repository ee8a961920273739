//! Owns the run: it carries a cleaning function over a source's documents with as many threads as
//! wanted, and hands the rows to a sink in input order.
//!
//! The calling thread finds documents and makes batches of them; a pool reads, cleans and encodes
//! them; one thread puts the batches in order and writes. A gate bounds what is between the first
//! and the last, so that memory does not grow with the input. Nothing that a document does ends
//! the run: a panic becomes its row.

mod gate;
mod learn;
mod resume;
mod summary;

pub use learn::{Learnt, learn};
pub use summary::Summary;

use crate::document::{Document, Origin, Record, Status};
use crate::sink::{Encoder, Item, Sink, SinkError};
use crate::source::{Counters, Pending};
use gate::Gate;
use resume::{Found, Watched};
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};
use summary::Tally;

/// Documents in a batch, at most.
const BATCH_DOCUMENTS: usize = 32;

/// Bytes in a batch, about.
const BATCH_BYTES: u64 = 1 << 20;

/// Bytes of a worker's stack.
const STACK: usize = 8 << 20;

/// The name of every worker thread.
pub const WORKER: &str = "dechaff-worker";

/// How a run is done.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Worker threads; 0: one a core.
    pub threads: usize,
    /// Set to end the run soon; what is whole of its output stays for another run to go on with.
    pub stop: Arc<AtomicBool>,
    /// The counters of the source: they say where the machine fails, which ends the run.
    pub input: Arc<Counters>,
}

/// Is told what happens, in input order, by the thread that writes or counts.
pub trait Observer: Sync {
    /// Documents were written, or learnt from.
    fn wrote(&self, documents: u64, bytes: u64, errors: u64) {
        let _ = (documents, bytes, errors);
    }

    /// A document of those could not be processed; `error` is its record's.
    fn failed(&self, error: &str) {
        let _ = error;
    }
}

impl Observer for () {}

/// Why a run was not finished.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// Output could not be written.
    #[error(transparent)]
    Sink(#[from] SinkError),
    /// The machine failed at an input.
    #[error("cannot read {0}")]
    Input(String),
    /// The stop flag was set.
    #[error("interrupted")]
    Interrupted,
    /// Threads could not be started.
    #[error("cannot start the worker threads: {0}")]
    Threads(#[from] rayon::ThreadPoolBuildError),
    /// A part of the run itself broke; that is a bug of dechaff.
    #[error("the run broke inside; please report it")]
    Broken,
}

/// Cleans every document of `source` into `sink`; where that holds some already, those behind them.
/// On an error what is whole of the output stays, under its temporary name, for another run.
///
/// # Errors
/// Where output cannot be written, the input is not the one that the output was begun with, or the
/// stop flag was set.
pub fn run(
    source: impl Iterator<Item = Pending>,
    clean: &(dyn Fn(&Document) -> Record + Sync),
    mut sink: Sink,
    options: &Options,
    observer: &dyn Observer,
) -> Result<Summary, RunError> {
    let start = Instant::now();
    let mut source = Watched::new(source);
    let mut tally = match begin(&mut source, &mut sink, options) {
        Ok(tally) => tally,
        Err(error) => {
            sink.suspend();
            return Err(error.into());
        }
    };
    observer.wrote(tally.documents(), 0, tally.errors());
    let before = tally.clone();
    let encoder = sink.encoder();
    let work = |batch, gate: &Gate<'_>| {
        let done = process(batch, clean, &encoder, gate);
        let bytes = done.bytes;
        (done, bytes)
    };
    let outcome = carry(source, &work, options, |done: Done| {
        let (mut documents, mut bytes, mut errors) = (0, 0, 0);
        for (item, of_row) in done.rows {
            (documents, bytes) = (documents + of_row.documents(), bytes + of_row.bytes);
            errors += of_row.errors();
            tally.merge(&of_row);
            sink.write(item, &mut || tally.to_json())?;
        }
        sink.flush()?;
        observer.wrote(documents, bytes, errors);
        done.failures.iter().for_each(|error| observer.failed(error));
        Ok(())
    });
    let stopped = options.stop.load(Ordering::Relaxed);
    match outcome {
        // A flag that was set behind the last document still means: not finished.
        Ok(_) if stopped => {
            sink.suspend();
            Err(RunError::Interrupted)
        }
        Ok(worked) => {
            let staging = sink.staging();
            sink.finish(tally.to_json(), tally.counts()).map_err(|error| {
                staging.map(|staging| staging.give_up());
                interrupted(error)
            })?;
            Ok(Summary::new(tally, &before, start.elapsed(), worked))
        }
        Err(error) => {
            sink.suspend();
            Err(error)
        }
    }
}

/// Passes over what the sink has already; what was counted of it.
fn begin(
    source: &mut Watched<impl Iterator<Item = Pending>>,
    sink: &mut Sink,
    options: &Options,
) -> Result<Tally, SinkError> {
    let Some(mut resumed) = sink.begin()? else { return Ok(Tally::default()) };
    let tally = Tally::from_json(&resumed.tally)
        .ok_or_else(|| SinkError::Refused("the journal cannot be read".to_owned()))?;
    source.pass_over(&mut resumed, &options.stop)?;
    Ok(tally)
}

/// How long workers worked, and how many there were.
#[derive(Clone, Copy, Debug, Default)]
struct Worked {
    time: Duration,
    threads: usize,
}

fn interrupted(error: SinkError) -> RunError {
    match error {
        SinkError::Abandoned => RunError::Interrupted,
        error => error.into(),
    }
}

/// Carries batches of the source's documents through a pool: `work` makes something of each and
/// says how many bytes that takes; `take` gets what was made, in input order, in one thread.
fn carry<T: Send>(
    source: impl Iterator<Item = Found>,
    work: &(dyn Fn(Batch, &Gate<'_>) -> (T, u64) + Sync),
    options: &Options,
    take: impl FnMut(T) -> Result<(), SinkError> + Send,
) -> Result<Worked, RunError> {
    let threads = match options.threads {
        0 => std::thread::available_parallelism().map_or(1, usize::from),
        threads => threads,
    };
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(threads)
        .thread_name(|n| format!("{WORKER}-{n}"))
        .stack_size(STACK)
        .build()?;
    let gate = &Gate::new(threads * 8, &options.stop);
    let (sender, receiver) = channel();
    let worked = AtomicU64::new(0);
    std::thread::scope(|scope| {
        let taker = scope.spawn(move || in_order(receiver, gate, take));
        let mut batches = 0;
        pool.in_place_scope_fifo(|jobs| {
            for batch in (Batches { source }) {
                let Some(number) = gate.enter(batch.bytes) else { break };
                batches = number + 1;
                let (sender, worked) = (sender.clone(), &worked);
                jobs.spawn_fifo(move |_| {
                    let (before, start) = (batch.bytes, Instant::now());
                    let (done, bytes) = work(batch, gate);
                    worked.fetch_add(start.elapsed().as_nanos() as u64, Ordering::Relaxed);
                    if options.input.broken().is_some() {
                        gate.close(); // some of it may be missing
                        return;
                    }
                    gate.resize(number, before, bytes);
                    // The taker is gone only if it failed; then nobody waits for this.
                    let _ = sender.send((number, done, bytes));
                });
            }
        });
        drop(sender);
        let taken = taker.join().map_err(|_| RunError::Broken)??;
        if let Some(what) = options.input.broken() {
            return Err(RunError::Input(what.to_owned()));
        }
        if gate.stopped() {
            return Err(RunError::Interrupted);
        }
        if taken != batches {
            return Err(RunError::Broken);
        }
        let time = Duration::from_nanos(worked.load(Ordering::Relaxed));
        Ok(Worked { time, threads })
    })
}

/// Hands on what was made of the batches, in order; how many those were.
fn in_order<T>(
    done: Receiver<(usize, T, u64)>,
    gate: &Gate<'_>,
    mut take: impl FnMut(T) -> Result<(), SinkError>,
) -> Result<usize, SinkError> {
    let (mut waiting, mut next) = (BTreeMap::new(), 0);
    for (number, batch, bytes) in done {
        waiting.insert(number, (batch, bytes));
        while let Some((batch, bytes)) = waiting.remove(&next) {
            // Past this, some may be missing.
            if gate.closed() {
                return Ok(next);
            }
            if let Err(error) = take(batch) {
                gate.close();
                return Err(error);
            }
            next += 1;
            gate.leave(bytes);
        }
    }
    Ok(next)
}

/// Documents that one job takes.
struct Batch {
    documents: Vec<Found>,
    bytes: u64,
}

struct Batches<S> {
    source: S,
}

impl<S: Iterator<Item = Found>> Iterator for Batches<S> {
    type Item = Batch;

    fn next(&mut self) -> Option<Batch> {
        let mut batch = Batch { documents: Vec::new(), bytes: 0 };
        while batch.documents.len() < BATCH_DOCUMENTS && batch.bytes < BATCH_BYTES {
            let Some(document) = self.source.next() else { break };
            batch.bytes += document.pending.size();
            batch.documents.push(document);
        }
        (!batch.documents.is_empty()).then_some(batch)
    }
}

/// A batch that is ready to be written.
struct Done {
    rows: Vec<(Item, Tally)>,
    failures: Vec<String>,
    /// What the rows take in memory.
    bytes: u64,
}

fn process(
    batch: Batch,
    clean: &(dyn Fn(&Document) -> Record + Sync),
    encoder: &Encoder,
    gate: &Gate<'_>,
) -> Done {
    let rows = Vec::with_capacity(batch.documents.len());
    let mut done = Done { rows, failures: Vec::new(), bytes: 0 };
    for found in batch.documents {
        if gate.closed() {
            break;
        }
        done.add(found, clean, encoder);
    }
    done
}

impl Done {
    fn add(
        &mut self,
        found: Found,
        clean: &(dyn Fn(&Document) -> Record + Sync),
        encoder: &Encoder,
    ) {
        let Found { pending, started } = found;
        let place = pending.origin().clone();
        let (record, bytes) = record(pending, clean);
        let mut tally = Tally::default();
        tally.add(&record, bytes);
        if is_failure(record.status) {
            self.failures.extend(record.error.clone());
        }
        let row = encoder.encode(record);
        self.bytes += row.size();
        self.rows.push((Item::new(row, place, started, bytes), tally));
    }
}

/// Whether a document of that status could not be processed.
fn is_failure(status: Status) -> bool {
    matches!(status, Status::Error | Status::TooLarge | Status::OverBudget)
}

/// The record of a document, whatever happens, and the bytes of its content.
fn record(pending: Pending, clean: &(dyn Fn(&Document) -> Record + Sync)) -> (Record, u64) {
    let (id, origin) = (pending.id().to_owned(), pending.origin().clone());
    let mut bytes = 0;
    let mut known = (id, origin);
    let cleaned = guarded(&mut known, |known| match pending.read() {
        Ok(document) => {
            bytes = document.content.as_bytes().len() as u64;
            *known = (document.id.clone(), document.origin.clone());
            clean(&document)
        }
        Err(unreadable) => unreadable.into(),
    });
    let (id, origin) = known;
    let failed = |error| Record::failed(id, origin, Status::Error, error);
    (cleaned.unwrap_or_else(failed), bytes)
}

/// What `work` gives; where it panics, an error that names the document.
fn guarded<T>(
    known: &mut (String, Origin),
    work: impl FnOnce(&mut (String, Origin)) -> T,
) -> Result<T, String> {
    // Nothing keeps state between documents, so a panic leaves nothing half done.
    catch_unwind(AssertUnwindSafe(|| work(known))).map_err(|panic| {
        let message = panic.downcast_ref::<String>().map(String::as_str);
        let message = message.or_else(|| panic.downcast_ref::<&str>().copied());
        let (id, origin) = &*known;
        let place = if origin.file.is_empty() { id.clone() } else { origin.to_string() };
        format!(
            "{place}: dechaff panicked: {}; please report it with the page",
            message.unwrap_or("no message")
        )
    })
}
