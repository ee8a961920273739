//! Runs that are killed, that find the disk full, their folder gone or their input changed: another
//! run goes on with them, and what comes out is byte for byte that of a run that nothing disturbed.

#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "a test ends where its world breaks")]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// Documents of the input: enough for several units; and for one.
const DOCUMENTS: usize = 6_000;
const FEW: usize = 12;

/// A folder with an input, and dechaff run in it.
struct World(TempDir);

/// Numbers that look random and are the same in every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (self.0 >> 33) % n
    }
}

impl World {
    /// Three files of generated texts. Most are empty, some broken or the same: rows that cost little,
    /// so that there are many.
    fn new() -> Self {
        Self::of(DOCUMENTS)
    }

    fn of(documents: usize) -> Self {
        let world = World(tempfile::tempdir().unwrap());
        fs::create_dir(world.path("in")).unwrap();
        let (mut dice, mut lines) = (Dice(7), String::new());
        for n in 0..documents {
            match dice.below(30) {
                0 => lines.push_str("{broken\n"),
                1 => writeln!(lines, "{{\"id\":\"twice\",\"text\":\"\"}}").unwrap(),
                2..6 => {
                    let words = 4 + dice.below(12);
                    let text: String =
                        (0..words).map(|_| format!("w{} ", dice.below(900))).collect();
                    writeln!(lines, "{{\"id\":\"d/{}\",\"text\":\"The {text}\"}}", n % 5_000)
                        .unwrap();
                }
                _ => writeln!(lines, "{{\"id\":\"e/{}\",\"text\":\"\"}}", n % 5_000).unwrap(),
            }
            if n % (documents / 3) == documents / 3 - 1 {
                fs::write(world.path(&format!("in/{n}.jsonl")), &lines).unwrap();
                lines.clear();
            }
        }
        world
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn command(&self, args: &str) -> Command {
        let mut command = Command::new(assert_cmd::cargo::cargo_bin("dechaff"));
        command.current_dir(self.0.path()).args(args.split_whitespace()).stdin(Stdio::null());
        command
    }

    fn start(&self, args: &str) -> Child {
        let mut command = self.command(args);
        command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
    }

    fn run(&self, args: &str) -> Output {
        self.command(args).output().unwrap()
    }

    fn ok(&self, args: &str) -> String {
        let output = self.run(args);
        let words = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(0), "{args}: {words}");
        words
    }

    /// Runs what must fail with that code and all of `words`.
    fn fails(&self, args: &str, code: i32, words: &[&str]) {
        let output = self.run(args);
        said(&output, code, words);
    }

    /// Everything of that name: a file, or the files of a folder.
    fn content(&self, name: &str) -> BTreeMap<PathBuf, Vec<u8>> {
        let root = self.path(name);
        let (mut found, mut folders) = (BTreeMap::new(), vec![root.clone()]);
        while let Some(path) = folders.pop() {
            if path.is_dir() {
                folders.extend(fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()));
            } else {
                let content = fs::read(&path).unwrap();
                found.insert(path.strip_prefix(&root).unwrap().to_owned(), content);
            }
        }
        found
    }

    /// Everything of that name, if there is anything.
    fn content_of(&self, name: &str) -> BTreeMap<PathBuf, Vec<u8>> {
        if self.path(name).exists() { self.content(name) } else { BTreeMap::new() }
    }

    /// Puts `content` in the place of what is there of that name.
    fn put(&self, name: &str, content: &BTreeMap<PathBuf, Vec<u8>>) {
        let root = self.path(name);
        let _ = fs::remove_dir_all(&root);
        let _ = fs::remove_file(&root);
        for (path, bytes) in content {
            let is_file = path.as_os_str().is_empty();
            let path = if is_file { root.clone() } else { root.join(path) };
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, bytes).unwrap();
        }
    }

    /// Starts a run and kills it once its journal says that something is whole.
    fn begun(&self, args: &str, staging: &str) {
        let mut child = self.start(args);
        let (journal, patience) = (self.path(staging).join("journal.jsonl"), Instant::now());
        while fs::read_to_string(&journal).map_or(0, |text| text.lines().count()) < 2 {
            assert!(patience.elapsed() < Duration::from_secs(60), "nothing became whole");
            assert!(child.try_wait().unwrap().is_none(), "it ended too soon");
            std::thread::sleep(Duration::from_millis(2));
        }
        child.kill().unwrap();
        child.wait().unwrap();
    }
}

fn said(output: &Output, code: i32, words: &[&str]) {
    let error = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(code), "{error}");
    for word in words {
        assert!(error.contains(word), "no `{word}` in {error}");
    }
}

/// Kills runs until one ends by itself; how many were killed.
fn kill_again_and_again(w: &World, args: &str, dice: &mut Dice, whole: Duration) -> u32 {
    let mut kills = 0;
    loop {
        let mut child = w.start(args);
        // Early and late moments of what a whole run takes; the later ones let it get on.
        let share = dice.below(1_000) as u32 / (1 + dice.below(3) as u32);
        let end = Instant::now() + whole * share / 1_000;
        while Instant::now() < end && child.try_wait().unwrap().is_none() {
            std::thread::sleep(Duration::from_millis(1));
        }
        let _ = child.kill();
        let status = child.wait().unwrap();
        if status.code() == Some(0) {
            return kills;
        }
        assert_eq!(status.code(), None, "it failed by itself");
        kills += 1;
        assert!(kills < 200, "it does not get on");
    }
}

#[test]
fn killed_runs_end_as_one_run_does() {
    let w = World::new();
    let (mut dice, mut kills) = (Dice(11), 0);
    for (once, killed, flags) in [
        ("once.jsonl", "killed.jsonl", ""),
        ("once.jsonl.gz", "killed.jsonl.gz", ""),
        ("once.jsonl.zst", "killed.jsonl.zst", "--schema dolma"),
        ("once.parquet", "killed.parquet", "--removed text"),
        ("once-parts", "killed-parts", "--compress zstd"),
        ("once-tables", "killed-tables", "--output-format parquet --schema trafilatura"),
        ("once-texts", "killed-texts", "--output-format txt"),
    ] {
        let start = Instant::now();
        w.ok(&format!("clean in -o {once} -q -j 1 --summary {once}.summary {flags}"));
        let whole = start.elapsed();
        let args = format!("clean in -o {killed} --resume -j 2 --summary {killed}.summary {flags}");
        kills += kill_again_and_again(&w, &args, &mut dice, whole);
        let (wanted, found) = (w.content(once), w.content(killed));
        assert!(wanted == found, "{killed} is not {once}");
        let partial = w.path(&format!(".{killed}.partial"));
        assert!(!partial.exists(), "{}", partial.display());
        let sums = |name: &str| {
            let json = fs::read(w.path(&format!("{name}.summary"))).unwrap();
            let mut json: serde_json::Value = serde_json::from_slice(&json).unwrap();
            for of_this_run in [
                "seconds",
                "documents_resumed",
                "documents_per_second",
                "megabytes_per_second",
                "workers_waited",
            ] {
                assert!(json.as_object_mut().unwrap().remove(of_this_run).is_some());
            }
            json
        };
        // A run that was killed behind its last rename has its output, but said nothing of it.
        if w.path(&format!("{killed}.summary")).exists() {
            assert_eq!(sums(once), sums(killed), "{killed}");
        }
    }
    println!("{kills} kills survived");
    assert!(kills >= 10, "{kills}");
}

#[test]
fn a_finished_output_is_left_as_it_is() {
    let w = World::new();
    for (out, flags) in [("out", ""), ("out.jsonl.gz", ""), ("texts", "--output-format txt")] {
        w.ok(&format!("clean in -o {out} --resume {flags}"));
        let before = w.content(out);
        let words = w.ok(&format!("clean in -o {out} --resume {flags}"));
        assert!(words.contains("finished already"), "{words}");
        assert!(before == w.content(out));
    }
    for (flags, name) in [
        ("--removed spans", "another configuration, or other templates"),
        ("--schema dolma", "another `--schema` (then native, now dolma)"),
        ("in", "another list of inputs"),
        ("--id-field key", "another `--id-field` (then the usual, now key)"),
        ("--learn", "another `--learn` (then false, now true)"),
    ] {
        w.fails(&format!("clean in -o out --resume {flags}"), 2, &[name, "--overwrite"]);
    }
    fs::remove_file(w.path("in/3999.jsonl")).unwrap();
    w.ok("clean in -o out --resume");
    fs::write(w.path("in/1999.jsonl"), "").unwrap();
    w.fails("clean in -o out --resume", 2, &["is finished", "in/1999.jsonl", "now 0"]);
    fs::create_dir(w.path("mine")).unwrap();
    fs::write(w.path("mine/note"), "mine").unwrap();
    w.fails("clean in -o mine --resume", 2, &["mine exists already"]);
}

#[test]
fn what_is_not_the_same_is_refused_by_name() {
    let w = World::new();
    w.begun("clean in -o out -j 1", ".out.partial");
    w.fails("clean in -o out", 2, &["unfinished", "--resume", "--overwrite"]);
    for (flags, name) in [
        ("--compress gzip", "`--compress` (then none, now gzip)"),
        ("--output-format parquet", "`--output-format` (then jsonl, now parquet)"),
        ("--schema dolma", "`--schema` (then native, now dolma)"),
        ("--id-field key", "`--id-field` (then the usual, now key)"),
        ("--removed spans", "another configuration"),
        ("in", "another list of inputs (then in, now in in)"),
    ] {
        w.fails(&format!("clean in -o out --resume {flags}"), 2, &[name, "--overwrite"]);
    }
    let first = w.path("in/1999.jsonl");
    let text = fs::read(&first).unwrap();
    let modified = fs::metadata(&first).unwrap().modified().unwrap();
    fs::write(&first, [&text[..], b"{\"text\":\"One more.\"}\n"].concat()).unwrap();
    w.fails("clean in -o out --resume", 2, &["in/1999.jsonl has changed", "--overwrite"]);
    fs::rename(&first, w.path("in/1998.jsonl")).unwrap();
    w.fails("clean in -o out --resume", 2, &["where in/1999.jsonl was, there is in/1998.jsonl"]);
    fs::remove_file(w.path("in/1998.jsonl")).unwrap();
    // Put back as it was, it is the same.
    fs::write(&first, text).unwrap();
    fs::File::options().write(true).open(&first).unwrap().set_modified(modified).unwrap();
    w.ok("clean in -o out --resume");
    w.ok("clean in -o once -j 2");
    assert!(w.content("out") == w.content("once"));
}

#[test]
fn a_torn_journal_and_a_torn_part_are_mended() {
    let w = World::new();
    w.ok("clean in -o once.parquet");
    w.begun("clean in -o out.parquet -j 1", ".out.parquet.partial");
    let append = |name: &str, bytes: &[u8]| {
        let path = w.path(".out.parquet.partial").join(name);
        let mut file = fs::File::options().append(true).open(path).unwrap();
        std::io::Write::write_all(&mut file, bytes).unwrap();
    };
    append("journal.jsonl", b"{\"done\":{\"units\":9,\"docum");
    append("open", &[0; 5_000]);
    w.ok("clean in -o out.parquet --resume");
    assert!(w.content("out.parquet") == w.content("once.parquet"));
    // A part that lost what its journal promises is no base to go on from.
    w.begun("clean in -o cut.jsonl -j 1", ".cut.jsonl.partial");
    let open = fs::File::options().write(true).open(w.path(".cut.jsonl.partial/open")).unwrap();
    open.set_len(100).unwrap();
    w.fails("clean in -o cut.jsonl --resume", 2, &["has 100 bytes", "--overwrite"]);
    w.ok("clean in -o cut.jsonl --overwrite");
}

#[test]
fn a_second_run_is_kept_out_while_the_first_lives() {
    let w = World::new();
    // It waits for the rest of its input, which never comes.
    let mut command = w.command("clean - -o out");
    let mut first = command.stdin(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let patience = Instant::now();
    while !w.path(".out.partial/journal.jsonl").exists() {
        assert!(patience.elapsed() < Duration::from_secs(30));
        std::thread::sleep(Duration::from_millis(5));
    }
    for flag in ["", "--resume", "--overwrite"] {
        w.fails(&format!("clean in -o out {flag}"), 2, &["another run is writing"]);
    }
    first.kill().unwrap();
    first.wait().unwrap();
    // A lock ends with its owner.
    w.ok("clean in -o out --resume");
}

#[test]
fn ctrl_c_keeps_what_is_whole() {
    let w = World::new();
    w.ok("clean in -o once.jsonl.zst");
    let mut command = w.command("clean in -o out.jsonl.zst -j 1");
    let child = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
    let (journal, patience) = (w.path(".out.jsonl.zst.partial/journal.jsonl"), Instant::now());
    while fs::read_to_string(&journal).map_or(0, |text| text.lines().count()) < 2 {
        assert!(patience.elapsed() < Duration::from_secs(60), "nothing became whole");
        std::thread::sleep(Duration::from_millis(2));
    }
    let pid = child.id().to_string();
    assert!(Command::new("kill").args(["-INT", &pid]).status().unwrap().success());
    let output = child.wait_with_output().unwrap();
    said(&output, 130, &["interrupted", "--resume"]);
    let words = w.ok("clean in -o out.jsonl.zst --resume");
    assert!(words.contains("of an earlier run"), "{words}");
    assert!(w.content("out.jsonl.zst") == w.content("once.jsonl.zst"));
}

/// dechaff in a shell that lets no file grow beyond so many blocks of 512 or 1,024 bytes. The signal
/// that goes with that is ignored, so that the write itself fails.
fn limited(w: &World, blocks: u32, args: &str) -> Output {
    let mut command = Command::new("bash");
    let script = format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$0\" {args}");
    command.args(["-c", &script]).arg(assert_cmd::cargo::cargo_bin("dechaff"));
    command.current_dir(w.0.path()).stdin(Stdio::null()).output().unwrap()
}

#[test]
fn a_full_disk_ends_the_run_and_another_completes_it() {
    let w = World::new();
    for (once, out, flags) in [
        ("once.jsonl", "out.jsonl", ""),
        ("once", "out", "--output-format parquet --compress none"),
    ] {
        w.ok(&format!("clean in -o {once} {flags}"));
        let args = format!("clean in -o {out} -q -j 1 {flags}");
        // Half of what the output needs.
        let most = w.content(once).values().map(Vec::len).max().unwrap();
        let blocks = u32::try_from(most / 2_048).unwrap();
        let output = limited(&w, blocks, &args);
        said(&output, 1, &["cannot write", "open", "File too large", "--resume"]);
        assert!(!w.path(out).exists());
        let output = limited(&w, blocks, &format!("{args} --resume"));
        said(&output, 1, &["File too large"]);
        w.ok(&format!("clean in -o {out} --resume {flags}"));
        assert!(w.content(out) == w.content(once), "{out}");
    }
    // Nothing is whole: nothing stays.
    let output = limited(&w, 8, "clean in -o none.jsonl -q");
    said(&output, 1, &["cannot write"]);
    assert!(!w.path(".none.jsonl.partial").exists());
}

#[test]
fn a_folder_that_goes_away_or_takes_nothing_ends_the_run() {
    use std::os::unix::fs::PermissionsExt;
    let w = World::new();
    let mut command = w.command("clean in -o deep/out -j 1");
    fs::create_dir(w.path("deep")).unwrap();
    let child = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
    let (staging, patience) = (w.path("deep/.out.partial"), Instant::now());
    while fs::metadata(staging.join("open")).map_or(0, |metadata| metadata.len()) == 0 {
        assert!(patience.elapsed() < Duration::from_secs(60), "nothing was written");
        std::thread::sleep(Duration::from_millis(2));
    }
    fs::remove_dir_all(w.path("deep")).unwrap();
    said(&child.wait_with_output().unwrap(), 1, &["cannot write", "No such file"]);

    let locked = w.path("locked");
    fs::create_dir(&locked).unwrap();
    fs::set_permissions(&locked, fs::Permissions::from_mode(0o555)).unwrap();
    if fs::create_dir(locked.join("x")).is_ok() {
        eprintln!("SKIPPED: this user may write everything");
        return;
    }
    w.fails("clean in -o locked/out", 1, &["cannot write", "Permission denied"]);
}

/// A disk that fails is no fault of a document: the run ends, and another completes it.
#[test]
#[cfg(target_os = "linux")]
fn an_input_that_cannot_be_read_ends_the_run_and_another_completes_it() {
    let w = World::new();
    w.ok("clean in -o whole");
    // Reading the front of one's own memory fails as a broken disk does.
    let broken = w.path("in/z.jsonl");
    std::os::unix::fs::symlink("/proc/self/mem", &broken).unwrap();
    w.fails("clean in -o out", 1, &["z.jsonl", "os error 5"]);
    fs::remove_file(&broken).unwrap();
    w.ok("clean in -o out --resume");
    assert_eq!(w.content("whole"), w.content("out"));
}

/// What lets dechaff die, or its calls fail, where it changes files; `None` where it cannot be made.
#[cfg(target_os = "linux")]
fn faults(w: &World) -> Option<PathBuf> {
    let library = w.path("faults.so");
    let source = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/faults/faults.c");
    let mut cc = Command::new("cc");
    let made =
        cc.args(["-shared", "-fPIC", "-O1", source, "-o"]).arg(&library).arg("-ldl").status();
    match made {
        Ok(status) if status.success() => Some(library),
        other => {
            eprintln!("SKIPPED: no C compiler makes {source}: {other:?}");
            None
        }
    }
}

/// A fault that a run meets: at the call of that number of those that change files below a folder, or
/// of those that read them.
#[cfg(target_os = "linux")]
struct Fault<'a> {
    library: &'a PathBuf,
    root: PathBuf,
    of: &'a str,
    what: &'a str,
    at: u32,
}

#[cfg(target_os = "linux")]
impl Fault<'_> {
    /// Runs dechaff into it; the output says `[fault]` where it was met.
    fn meet(&self, w: &World, args: &str) -> Output {
        let mut command = w.command(args);
        command.env("LD_PRELOAD", self.library).env("FAULTS_ROOT", &self.root);
        command.env("FAULTS_OF", self.of).env("FAULTS_DO", self.what);
        command.env("FAULTS_AT", self.at.to_string()).output().unwrap()
    }
}

/// Whatever call that changes files a run dies at, or fails at, once: another run completes it.
#[test]
#[cfg(target_os = "linux")]
fn a_fault_at_any_call_is_survived() {
    const EIO: &str = "5";
    let w = World::of(FEW);
    let Some(library) = faults(&w) else { return };
    w.ok("clean in/3.jsonl -o old.jsonl.gz -q");
    w.ok("clean in/3.jsonl -o old-texts -q --output-format txt");
    w.ok("clean in/3.jsonl -o old-parts -q");
    let mut survived = 0;
    for (old, out, flags) in [
        ("old.jsonl.gz", "new.jsonl.gz", "--overwrite"),
        ("old-parts", "new-parts", "--overwrite --compress zstd"),
        ("old-texts", "new-texts", "--overwrite --output-format txt"),
        ("none", "new.parquet", ""),
    ] {
        let (once, kept) = (out.replace("new", "once"), flags.replace("--overwrite", ""));
        let (resume, partial) = (format!("--resume {kept}"), format!(".{out}.partial"));
        w.ok(&format!("clean in -o {once} -q {kept}"));
        let (old, wanted) = (w.content_of(old), w.content(&once));
        for fault in ["kill", EIO] {
            for at in 1.. {
                w.put(out, &old);
                let faulty = |at: u32, flags: &str| {
                    let (root, library) = (w.0.path().to_owned(), &library);
                    let fault = Fault { library, root, of: "changes", what: fault, at };
                    fault.meet(&w, &format!("clean in -o {out} -q -j 1 {flags}"))
                };
                let output = faulty(at, flags);
                let words = String::from_utf8_lossy(&output.stderr);
                let place = format!("{out}, call {at}, {fault}: {words}");
                if !words.contains("[fault]") {
                    assert!(output.status.success() && at > 5, "{place}");
                    break;
                }
                survived += 1;
                match output.status.code() {
                    None => assert_ne!(fault, EIO, "{place}"),
                    Some(0) => {
                        // What could not be cleared away still has its temporary name.
                        let mut found = w.content(out);
                        found.retain(|path, _| !path.starts_with(".partial"));
                        assert!(found == wanted, "{place}");
                    }
                    code => {
                        assert_eq!(code, Some(1), "{place}");
                        assert!(words.contains("os error 5"), "{place}");
                    }
                }
                // The one that completes it may meet a fault as well.
                faulty(at / 2 + 1, &resume);
                // What had not begun leaves what was there, which is of another input.
                let output = w.run(&format!("clean in -o {out} -q {resume}"));
                if output.status.code() != Some(0) {
                    said(&output, 2, &["another list of inputs"]);
                }
                if w.content(out) == old {
                    w.ok(&format!("clean in -o {out} -q {flags}"));
                }
                assert!(w.content(out) == wanted, "{place}");
                assert!(!w.path(&partial).exists(), "{place}");
            }
        }
    }
    assert!(survived > 100, "{survived} faults survived");
}

/// A write that fails once, with units behind it on their way, leaves no hole.
#[test]
#[cfg(target_os = "linux")]
fn nothing_is_written_behind_a_write_that_failed() {
    const ENOSPC: &str = "28";
    let w = World::new();
    let Some(library) = faults(&w) else { return };
    for flags in ["", "--output-format parquet"] {
        let once = format!("once{}", flags.len());
        w.ok(&format!("clean in -o {once} -q {flags}"));
        for at in 1.. {
            w.put("out", &BTreeMap::new());
            let (root, library) = (w.0.path().to_owned(), &library);
            let fault = Fault { library, root, of: "changes", what: ENOSPC, at };
            let output = fault.meet(&w, &format!("clean in -o out -q -j 2 {flags}"));
            let words = String::from_utf8_lossy(&output.stderr);
            if !words.contains("[fault]") {
                assert!(output.status.success() && at > 9, "{words}");
                break;
            }
            w.ok(&format!("clean in -o out -q --resume {flags}"));
            assert!(w.content("out") == w.content(&once), "call {at}, {flags}: {words}");
        }
    }
}

/// Whatever call that reads an input fails, the run ends, whatever the input is, and another
/// completes it.
#[test]
#[cfg(target_os = "linux")]
fn a_disk_that_fails_at_any_read_ends_the_run() {
    const EIO: &str = "5";
    let w = World::of(FEW);
    let Some(library) = faults(&w) else { return };
    let texts: String = (0..90).map(|n| format!("{{\"text\":\"The {n}\"}}\n")).collect();
    fs::write(w.path("texts.jsonl"), texts).unwrap();
    let record = "WARC/1.0\r\nWARC-Type: conversion\r\nContent-Length: 9\r\n\r\nThe text.\r\n\r\n";
    fs::create_dir(w.path("inputs")).unwrap();
    fs::write(w.path("inputs/in.warc"), record.repeat(3)).unwrap();
    for name in ["in.jsonl", "in.jsonl.gz", "in.jsonl.zst", "in.parquet"] {
        w.ok(&format!("clean texts.jsonl -o inputs/{name} -q"));
    }
    fs::write(w.path("inputs/in.txt"), "The text.").unwrap();
    let inputs: Vec<_> = w.content("inputs").into_keys().collect();
    assert_eq!(inputs.len(), 6);
    let mut failed = 0;
    for input in inputs.iter().map(|input| input.display()) {
        w.ok(&format!("clean inputs/{input} -o {input}-once -q"));
        let wanted = w.content(&format!("{input}-once"));
        let out = format!("{input}-out");
        for at in 1.. {
            w.put(&out, &BTreeMap::new());
            let (root, library) = (w.path("inputs"), &library);
            let fault = Fault { library, root, of: "reads", what: EIO, at };
            let output = fault.meet(&w, &format!("clean inputs/{input} -o {out} -q -j 1"));
            let said = String::from_utf8_lossy(&output.stderr);
            if !said.contains("[fault]") {
                assert!(output.status.success() && at > 2, "{input}: {said}");
                break;
            }
            failed += 1;
            let place = format!("{input}, call {at}: {said}");
            assert_eq!(output.status.code(), Some(1), "{place}");
            assert!(said.contains("cannot read") && said.contains("os error 5"), "{place}");
            w.ok(&format!("clean inputs/{input} -o {out} -q --resume"));
            assert!(w.content(&out) == wanted, "{place}");
        }
    }
    println!("{failed} failed reads survived");
    assert!(failed > 20, "{failed}");
}
