//! Owns what is shown while a run goes on: a bar on a terminal, plain lines elsewhere.

use super::args::{RunningArgs, When};
use super::{printable_line, say};
use dechaff::run::Observer;
use dechaff::source::{Counters, Input, Options, disk_bytes};
use indicatif::{HumanCount, HumanDuration, ProgressBar, ProgressStyle};
use std::io::IsTerminal;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// A number with its thousands apart.
pub fn grouped(n: u64) -> String {
    indicatif::HumanCount(n).to_string()
}

/// Time between two states of the bar.
const TICK: Duration = Duration::from_millis(150);

/// Time between two plain lines.
const LINE: Duration = Duration::from_secs(5);

/// Counts what a run has done, and shows it.
pub(super) struct Progress {
    shown: Arc<Shown>,
    verbose: bool,
    ticker: Mutex<Option<(Sender<()>, JoinHandle<()>)>>,
}

struct Shown {
    what: &'static str,
    start: Instant,
    documents: AtomicU64,
    bytes: AtomicU64,
    errors: AtomicU64,
    /// Bytes on disk of all inputs; 0: not known.
    total: AtomicU64,
    source: Arc<Counters>,
    bar: Option<ProgressBar>,
}

impl Progress {
    /// Starts showing, where the arguments say so. `what` is done to documents, where a command
    /// does more than one thing to them; empty: its name says it.
    pub(super) fn new(
        what: &'static str,
        args: &RunningArgs,
        source: Arc<Counters>,
        inputs: &[Input],
        options: &Options,
    ) -> Self {
        let when = if args.quiet { When::Never } else { args.progress };
        let terminal = std::io::stderr().is_terminal();
        let show = when == When::Always || (when == When::Auto && terminal);
        let shown = Arc::new(Shown {
            what,
            start: Instant::now(),
            documents: AtomicU64::new(0),
            bytes: AtomicU64::new(0),
            errors: AtomicU64::new(0),
            total: AtomicU64::new(0),
            source,
            bar: (show && terminal).then(bar),
        });
        let ticker = Mutex::new(show.then(|| {
            count(&shown, inputs.to_vec(), options.clone());
            tick(Arc::clone(&shown))
        }));
        Self { shown, verbose: args.verbose, ticker }
    }

    /// Shows the last state, and no more.
    pub(super) fn finish(&self) {
        let ticker = self.ticker.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some((sender, thread)) = ticker {
            drop(sender);
            let _ = thread.join();
        }
    }
}

impl Observer for Progress {
    fn wrote(&self, documents: u64, bytes: u64, errors: u64) {
        self.shown.documents.fetch_add(documents, Ordering::Relaxed);
        self.shown.bytes.fetch_add(bytes, Ordering::Relaxed);
        self.shown.errors.fetch_add(errors, Ordering::Relaxed);
    }

    fn failed(&self, error: &str) {
        if self.verbose {
            let line = printable_line(error);
            match &self.shown.bar {
                Some(bar) => bar.suspend(|| say(&line)),
                None => say(&line),
            }
        }
    }
}

impl Shown {
    /// `1,204 documents, 12.1 MB/s, 2 errors, 3 minutes left`.
    fn line(&self) -> String {
        let seconds = self.start.elapsed().as_secs_f64().max(1e-3);
        let rate = self.bytes.load(Ordering::Relaxed) as f64 / 1e6 / seconds;
        let documents = HumanCount(self.documents.load(Ordering::Relaxed));
        let errors = HumanCount(self.errors.load(Ordering::Relaxed));
        let what = self.what;
        let mut line = format!("{what}{documents} documents, {rate:.1} MB/s, {errors} errors");
        let (read, total) = (self.source.read(), self.total.load(Ordering::Relaxed));
        if read > 0 && total > read {
            let left = seconds * (total - read) as f64 / read as f64;
            let left = HumanDuration(Duration::from_secs_f64(left.min(1e9)));
            line.push_str(&format!(", {left} left"));
        }
        line
    }

    fn show_bar(&self, bar: &ProgressBar) {
        let total = self.total.load(Ordering::Relaxed);
        if total > 0 && bar.length().is_none() {
            bar.set_length(total);
            if let Ok(style) = ProgressStyle::with_template("{bar:16} {percent:>3}% {wide_msg}") {
                bar.set_style(style);
            }
        }
        bar.set_position(self.source.read());
        bar.set_message(self.line());
    }
}

fn bar() -> ProgressBar {
    let bar = ProgressBar::no_length();
    if let Ok(style) = ProgressStyle::with_template("{spinner} {wide_msg}") {
        bar.set_style(style);
    }
    bar
}

/// Finds out how much there is to read, beside the run.
fn count(shown: &Arc<Shown>, inputs: Vec<Input>, options: Options) {
    let shown = Arc::downgrade(shown);
    // It ends with the process at the latest, and changes nothing.
    std::thread::spawn(move || {
        let total = disk_bytes(&inputs, &options, &AtomicBool::new(false));
        if let (Some(total), Some(shown)) = (total, shown.upgrade()) {
            shown.total.store(total, Ordering::Relaxed);
        }
    });
}

/// Shows the state again and again, until the sender goes.
fn tick(shown: Arc<Shown>) -> (Sender<()>, JoinHandle<()>) {
    let (sender, receiver) = channel();
    let thread = std::thread::spawn(move || {
        let every = if shown.bar.is_some() { TICK } else { LINE };
        while receiver.recv_timeout(every) == Err(RecvTimeoutError::Timeout) {
            match &shown.bar {
                Some(bar) => shown.show_bar(bar),
                None => say(&shown.line()),
            }
        }
        match &shown.bar {
            Some(bar) => bar.finish_and_clear(),
            None => say(&shown.line()),
        }
    });
    (sender, thread)
}
