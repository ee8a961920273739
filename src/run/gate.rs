//! Owns the bound on what is between the reader and the writer.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// Bytes of input between the reader and the writer, at most; one larger batch is let in alone.
const BYTES: u64 = 256 << 20;

/// How often someone who waits looks at the stop flag.
const LOOK: Duration = Duration::from_millis(50);

/// Lets so many batches and bytes in at a time. Batches enter in order and leave in order, so the
/// one that the writer waits for is always inside.
#[derive(Debug)]
pub(super) struct Gate<'a> {
    inside: Mutex<Inside>,
    left: Condvar,
    most: usize,
    closed: AtomicBool,
    stop: &'a AtomicBool,
}

#[derive(Debug, Default)]
struct Inside {
    batches: usize,
    bytes: u64,
}

impl<'a> Gate<'a> {
    pub(super) fn new(most: usize, stop: &'a AtomicBool) -> Self {
        Self {
            inside: Mutex::default(),
            left: Condvar::new(),
            most,
            closed: AtomicBool::new(false),
            stop,
        }
    }

    fn inside(&self) -> MutexGuard<'_, Inside> {
        self.inside.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits for room. False where the gate is closed.
    pub(super) fn enter(&self, bytes: u64) -> bool {
        let mut inside = self.inside();
        loop {
            if self.closed() {
                return false;
            }
            let fits = inside.batches < self.most && inside.bytes.saturating_add(bytes) <= BYTES;
            if fits || inside.batches == 0 {
                inside.batches += 1;
                inside.bytes += bytes;
                return true;
            }
            let waited = self.left.wait_timeout(inside, LOOK);
            inside = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    /// Makes room.
    pub(super) fn leave(&self, bytes: u64) {
        let mut inside = self.inside();
        inside.batches -= 1;
        inside.bytes -= bytes;
        self.left.notify_one();
    }

    /// Lets nobody in any more.
    pub(super) fn close(&self) {
        self.closed.store(true, Ordering::Relaxed);
        self.left.notify_one();
    }

    /// Whether the run shall end.
    pub(super) fn closed(&self) -> bool {
        self.closed.load(Ordering::Relaxed) || self.stopped()
    }

    /// Whether someone outside wants the run to end.
    pub(super) fn stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }
}
