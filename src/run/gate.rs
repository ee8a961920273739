//! Owns the bound on what is between the reader and the writer.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// Bytes between the reader and the writer, at most, besides what each worker has in hand; one
/// larger batch is let in alone.
const BYTES: u64 = 128 << 20;

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
    /// Batches that ever entered.
    entered: usize,
    /// Batches that ever left; the writer waits for the one of that number.
    left: usize,
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

    /// Waits for room; the number of the batch that enters. `None` where the gate is closed.
    pub(super) fn enter(&self, bytes: u64) -> Option<usize> {
        let mut inside = self.inside();
        loop {
            if self.closed() {
                return None;
            }
            let batches = inside.entered - inside.left;
            let fits = batches < self.most && inside.bytes.saturating_add(bytes) <= BYTES;
            if fits || batches == 0 {
                inside.entered += 1;
                inside.bytes = inside.bytes.saturating_add(bytes);
                return Some(inside.entered - 1);
            }
            inside = self.wait(inside);
        }
    }

    /// Waits until there is room for what became of a batch: `now` bytes instead of `before`. The
    /// one that the writer waits for never waits itself, and workers take batches in order, so
    /// someone always goes on.
    pub(super) fn resize(&self, number: usize, before: u64, now: u64) {
        let mut inside = self.inside();
        inside.bytes = inside.bytes.saturating_sub(before);
        while number != inside.left && inside.bytes.saturating_add(now) > BYTES && !self.closed() {
            inside = self.wait(inside);
        }
        inside.bytes = inside.bytes.saturating_add(now);
        drop(inside);
        self.left.notify_all();
    }

    fn wait<'m>(&self, inside: MutexGuard<'m, Inside>) -> MutexGuard<'m, Inside> {
        self.left.wait_timeout(inside, LOOK).unwrap_or_else(PoisonError::into_inner).0
    }

    /// Makes room.
    pub(super) fn leave(&self, bytes: u64) {
        let mut inside = self.inside();
        inside.left += 1;
        inside.bytes = inside.bytes.saturating_sub(bytes);
        drop(inside);
        self.left.notify_all();
    }

    /// Lets nobody in any more.
    pub(super) fn close(&self) {
        self.closed.store(true, Ordering::Relaxed);
        self.left.notify_all();
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_batch_that_has_grown_waits_for_its_turn() {
        let stop = AtomicBool::new(false);
        let gate = Gate::new(2, &stop);
        assert_eq!([gate.enter(1), gate.enter(1)], [Some(0), Some(1)]);
        // The writer waits for this one, so it may be as large as it likes.
        gate.resize(0, 1, 2 * BYTES);
        let left = AtomicBool::new(false);
        std::thread::scope(|scope| {
            scope.spawn(|| {
                gate.resize(1, 1, BYTES);
                assert!(left.load(Ordering::SeqCst), "the first batch is still inside");
                gate.leave(BYTES);
            });
            left.store(true, Ordering::SeqCst);
            gate.leave(2 * BYTES);
        });
        gate.close();
        assert_eq!(gate.enter(0), None);
    }
}
