//! The parallel run as a library: order, panics, interruption, bounds.

#![allow(clippy::unwrap_used, reason = "a test ends where its world breaks")]

use dechaff::document::{Origin, Status};
use dechaff::run::{Observer, Options, RunError, learn, run};
use dechaff::sink::{Existing, Output, Plan, Sink};
use dechaff::source::Pending;
use dechaff::template::{Counts, Observation};
use dechaff::{Document, Kind, Record};
use serde_json::Value;
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

fn documents(n: usize) -> impl Iterator<Item = Pending> {
    (0..n).map(|i| Document::new(i.to_string(), Kind::Text, format!("text {i}")).into())
}

/// A cleaning that keeps everything, without the library's own.
fn keep(doc: &Document) -> Record {
    let mut record = Record::failed(doc.id.clone(), Origin::default(), Status::Ok, String::new());
    record.error = None;
    record.text = String::from_utf8(doc.content.as_bytes().to_vec()).unwrap();
    record
}

fn sink(path: &Path) -> Sink {
    Sink::create(Plan::new(Output::new(path, None, None).unwrap())).unwrap()
}

/// A sink that goes on with what another has left.
fn resumed(path: &Path) -> Sink {
    let plan = Plan::new(Output::new(path, None, None).unwrap());
    Sink::create(Plan { existing: Existing::Resume, ..plan }).unwrap()
}

fn options(threads: usize) -> Options {
    Options { threads, ..Options::default() }
}

fn rows(path: &Path) -> Vec<Value> {
    let text = std::fs::read_to_string(path).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn rows_stand_in_input_order_whatever_takes_long() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("out.jsonl");
    let clean = |doc: &Document| {
        if doc.id.ends_with('0') {
            std::thread::sleep(std::time::Duration::from_millis(1));
        }
        keep(doc)
    };
    let summary = run(documents(2_000), &clean, sink(&path), &options(5), &()).unwrap();
    assert_eq!((summary.documents, summary.errors), (2_000, 0));
    assert_eq!(summary.statuses[&Status::Ok], 2_000);
    let ids: Vec<_> =
        rows(&path).iter().map(|row| row["id"].as_str().unwrap().to_owned()).collect();
    assert_eq!(ids, (0..2_000).map(|i| i.to_string()).collect::<Vec<_>>());
}

#[test]
fn a_panic_becomes_a_row_and_the_run_goes_on() {
    struct Failures(Mutex<Vec<String>>);
    impl Observer for Failures {
        fn failed(&self, error: &str) {
            self.0.lock().unwrap().push(error.to_owned());
        }
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("out.jsonl");
    let clean = |doc: &Document| match doc.id.as_str() {
        "7" => panic!("the {}th document", 7),
        "40" => panic!("fixed words"),
        _ => keep(doc),
    };
    let failures = Failures(Mutex::default());
    let summary = run(documents(100), &clean, sink(&path), &options(2), &failures).unwrap();
    assert_eq!((summary.documents, summary.errors), (100, 2));
    let rows = rows(&path);
    assert_eq!(rows.len(), 100);
    assert_eq!((&rows[7]["id"], &rows[7]["status"]), (&"7".into(), &"error".into()));
    let error = "7: dechaff panicked: the 7th document; please report it with the page";
    assert_eq!(rows[7]["error"], error);
    assert!(rows[40]["error"].as_str().unwrap().contains("fixed words"));
    assert_eq!(rows[8]["status"], "ok");
    assert_eq!(failures.0.into_inner().unwrap().len(), 2);
}

/// A run over documents without an end, which is stopped at the one of that number.
fn stopped_at(n: usize, sink: Sink) {
    let options = options(2);
    let clean = |doc: &Document| {
        if doc.id == n.to_string() {
            options.stop.store(true, Ordering::Relaxed);
        }
        keep(doc)
    };
    // The input has no end: the run must find its own.
    let error = run(documents(usize::MAX), &clean, sink, &options, &()).unwrap_err();
    assert!(matches!(error, RunError::Interrupted), "{error}");
}

#[test]
fn a_run_that_is_stopped_before_a_unit_is_whole_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["out.jsonl", "out"] {
        stopped_at(100, sink(&folder.path().join(name)));
    }
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn a_run_that_is_stopped_again_and_again_writes_what_one_run_writes() {
    let folder = tempfile::tempdir().unwrap();
    let (path, once) = (folder.path().join("out.jsonl"), folder.path().join("once.jsonl"));
    stopped_at(3_000, sink(&path));
    stopped_at(7_000, resumed(&path));
    let passed = AtomicUsize::new(0);
    let clean = |doc: &Document| {
        passed.fetch_add(1, Ordering::SeqCst);
        keep(doc)
    };
    let summary = run(documents(9_000), &clean, resumed(&path), &options(2), &()).unwrap();
    let whole = run(documents(9_000), &keep, sink(&once), &options(3), &()).unwrap();
    assert!(passed.into_inner() < 5_000, "what was done was done again");
    assert!(summary.documents_resumed > 4_000, "{}", summary.documents_resumed);
    assert_eq!(std::fs::read(&path).unwrap(), std::fs::read(&once).unwrap());
    assert_eq!((summary.documents, summary.bytes), (whole.documents, whole.bytes));
    assert_eq!((summary.statuses, summary.chars_out), (whole.statuses, whole.chars_out));
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 2);
}

#[test]
fn what_is_read_ahead_is_bounded() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("out.jsonl");
    let (read, ahead) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let source = documents(20_000).inspect(|_| {
        read.fetch_add(1, Ordering::SeqCst);
    });
    struct Written(AtomicUsize);
    impl Observer for Written {
        fn wrote(&self, documents: u64, _: u64, _: u64) {
            self.0.fetch_add(documents as usize, Ordering::SeqCst);
        }
    }
    let written = Written(AtomicUsize::new(0));
    let clean = |doc: &Document| {
        let between = read.load(Ordering::SeqCst) - written.0.load(Ordering::SeqCst);
        ahead.fetch_max(between, Ordering::SeqCst);
        // The first document holds up the writer, and so everything behind it.
        if doc.id == "0" {
            std::thread::sleep(std::time::Duration::from_millis(300));
        }
        keep(doc)
    };
    run(source, &clean, sink(&path), &options(2), &written).unwrap();
    // Two threads, eight batches each, of 32 documents; one batch waits outside, one is announced.
    let ahead = ahead.into_inner();
    assert!(ahead <= 18 * 32, "{ahead}");
    assert_eq!(rows(&path).len(), 20_000);
}

/// What the documents of [`documents`] show, as pages of one host each.
fn observe(doc: &Document) -> Result<Observation, &'static str> {
    let url = format!("https://host-{}.example/", doc.id);
    Ok(Observation::of(Some(&url), "A line."))
}

#[test]
fn what_cannot_be_learnt_from_is_counted_and_named() {
    struct Failures(Mutex<Vec<String>>);
    impl Observer for Failures {
        fn failed(&self, error: &str) {
            self.0.lock().unwrap().push(error.to_owned());
        }
    }
    let failures = Failures(Mutex::default());
    let some = |doc: &Document| match doc.id.as_str() {
        "7" => panic!("the {}th document", 7),
        "40" => Err("a picture"),
        "41" => Ok(Observation::of(None, "A line.")),
        "42" => Ok(Observation::of(Some("https://a.example/"), "15")),
        _ => observe(doc),
    };
    let learnt = learn(documents(100), &some, &options(3), &failures).unwrap();
    assert_eq!((learnt.documents, learnt.errors), (100, 2));
    assert_eq!((learnt.without_host, learnt.without_lines), (1, 1));
    assert_eq!((learnt.counts.hosts(), learnt.counts.pages()), (96, 96));
    let failures = failures.0.into_inner().unwrap();
    let panicked = "7: dechaff panicked: the 7th document; please report it with the page";
    assert_eq!(failures, [panicked, "40: it is a picture; left out"]);
}

#[test]
fn counts_are_the_same_whatever_takes_long() {
    let mut wanted = Counts::new();
    for pending in documents(500) {
        wanted.observe(observe(&pending.read().unwrap()).unwrap());
    }
    let slow = |doc: &Document| {
        if doc.id.ends_with('0') {
            std::thread::sleep(std::time::Duration::from_millis(1));
        }
        observe(doc)
    };
    for threads in [1, 2, 5] {
        assert_eq!(learn(documents(500), &slow, &options(threads), &()).unwrap().counts, wanted);
    }
}

#[test]
fn learning_can_be_stopped() {
    let options = options(2);
    let stopping = |doc: &Document| {
        if doc.id == "500" {
            options.stop.store(true, Ordering::Relaxed);
        }
        observe(doc)
    };
    let error = learn(documents(usize::MAX), &stopping, &options, &()).unwrap_err();
    assert!(matches!(error, RunError::Interrupted), "{error}");
}
