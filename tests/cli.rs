//! The command line, end to end: inputs, outputs, bad input, exit codes.

#![allow(clippy::unwrap_used, reason = "a test ends where its world breaks")]

use assert_cmd::Command;
use serde_json::Value;
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::PathBuf;
use std::process::{Child, ChildStdin, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// A folder for a test, and dechaff run in it.
struct World(TempDir);

/// What a command did.
struct Ran {
    code: i32,
    out: String,
    err: String,
}

impl World {
    fn new() -> Self {
        World(tempfile::tempdir().unwrap())
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }

    fn gzip(&self, name: &str, content: &[u8]) {
        self.write(name, gzip(content));
    }

    fn run(&self, args: &str) -> Ran {
        self.run_with(args, b"")
    }

    fn run_with(&self, args: &str, stdin: &[u8]) -> Ran {
        let mut command = Command::cargo_bin("dechaff").unwrap();
        command.current_dir(self.0.path()).args(args.split_whitespace()).write_stdin(stdin);
        let output = command.output().unwrap();
        Ran {
            code: output.status.code().unwrap(),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// Runs what must succeed.
    fn ok(&self, args: &str) -> Ran {
        let ran = self.run(args);
        assert_eq!(ran.code, 0, "{args}: {}", ran.err);
        ran
    }

    /// Runs what must be refused with all of `words`, and must write nothing.
    fn refused(&self, args: &str, words: &[&str]) {
        let before = self.tree();
        let ran = self.run(args);
        assert_eq!(ran.code, 2, "{args}: {}", ran.err);
        for word in words {
            assert!(ran.err.contains(word), "{args}: no `{word}` in {}", ran.err);
        }
        assert_eq!(self.tree(), before, "{args}");
    }

    fn rows(&self, name: &str) -> Vec<Value> {
        rows(&fs::read_to_string(self.path(name)).unwrap())
    }

    /// Every file and folder below this one.
    fn tree(&self) -> Vec<String> {
        let mut names = Vec::new();
        let mut folders = vec![self.0.path().to_owned()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                let name = path.strip_prefix(self.0.path()).unwrap();
                names.push(name.to_string_lossy().into_owned());
                if path.is_dir() && !path.is_symlink() {
                    folders.push(path);
                }
            }
        }
        names.sort();
        names
    }
}

fn gzip(content: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(content).unwrap();
    encoder.finish().unwrap()
}

fn rows(text: &str) -> Vec<Value> {
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn column(rows: &[Value], name: &str) -> Vec<String> {
    let show = |value: &Value| value.as_str().map_or(value.to_string(), str::to_owned);
    rows.iter().map(|row| show(&row[name])).collect()
}

const TEXT: &str = "A crane fell onto the rails of the harbour on Monday.";

#[test]
fn folders_are_read_at_all_depths_in_order() {
    let w = World::new();
    w.write("in/b.txt", "B is a text.");
    w.write("in/a/z/deep.TEXT", "Deep is a text.");
    w.gzip("in/a.txt.gz", b"A is a text.");
    w.write(
        "in/c.jsonl",
        "{\"id\":\"one\",\"text\":\"One is a text.\"}\n\n{\"text\":\"Two is too.\"}",
    );
    w.gzip("in/d.ndjson.gz", b"{\"text\":\"Three is a text.\"}\n");
    w.write("in/page.toml", "x = 1");
    w.write("in/x.html", "<p>A page.</p>");
    let ran = w.ok("clean in -o out.jsonl");
    let rows = w.rows("out.jsonl");
    let ids = ["a/z/deep.TEXT", "a.txt.gz", "b.txt", "one", "c.jsonl:3", "d.ndjson.gz:1", "x.html"];
    assert_eq!(column(&rows, "id"), ids);
    let texts = column(&rows, "text");
    assert_eq!(texts[..3], ["Deep is a text.", "A is a text.", "B is a text."]);
    assert_eq!(texts[3..6], ["One is a text.", "Two is too.", "Three is a text."]);
    assert_eq!(rows[0]["source_file"], "in/a/z/deep.TEXT");
    assert_eq!(rows[4]["source_offset"], 38);
    assert!(
        ran.err.contains("files passed over (other endings, output of other runs): 1"),
        "{}",
        ran.err
    );
    assert!(w.tree().iter().all(|name| !name.contains("partial")), "{:?}", w.tree());
}

#[test]
fn a_file_that_is_named_is_told_by_its_content() {
    let w = World::new();
    w.write("dump", " \n{\"id\":\"j\",\"text\":\"Json is text.\"}\n");
    w.write("notes.md", TEXT);
    w.gzip("page.gz", b"\n<html><p>Hello");
    w.write("named.html", TEXT);
    let ran = w.ok("clean notes.md dump page.gz -o -");
    let rows_ = rows(&ran.out);
    assert_eq!(column(&rows_, "id"), ["notes.md", "j", "page.gz"]);
    assert_eq!(rows_[0]["text"], TEXT);
    let forced = rows(&w.ok("clean named.html -o - --input-format text").out);
    assert_eq!(forced[0]["text"], TEXT);
}

#[test]
fn standard_input_is_read_in_any_format() {
    let w = World::new();
    let ran = w.run_with("clean - -o -", TEXT.as_bytes());
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert_eq!(rows(&ran.out)[0]["id"], "-");
    assert_eq!(rows(&ran.out)[0]["text"], TEXT);
    let json = "\u{feff}{\"text\":\"One.\"}\r\n\r\n{\"text\":\"Two.\"}";
    for input in [json.as_bytes().to_vec(), gzip(json.as_bytes())] {
        let ran = w.run_with("clean - -o -", &input);
        assert_eq!(column(&rows(&ran.out), "id"), ["-:1", "-:3"]);
        assert_eq!(column(&rows(&ran.out), "text"), ["One.", "Two."]);
    }
    let ran = w.run_with("clean - -o - --input-format text", b"{\"text\": a brace.");
    assert_eq!(rows(&ran.out)[0]["text"], "{\"text\": a brace.");
    w.refused("clean - - -o -", &["only once"]);
}

#[test]
fn json_fields_can_be_named() {
    let w = World::new();
    w.write("in.jsonl", r#"{"key":12,"page":{"body":"A text of its own."},"text":"Not this."}"#);
    w.ok("clean in.jsonl -o out.jsonl --id-field key --text-field page.body");
    let rows = w.rows("out.jsonl");
    assert_eq!((&rows[0]["id"], &rows[0]["text"]), (&"12".into(), &"A text of its own.".into()));
}

#[test]
fn output_does_not_depend_on_the_number_of_threads() {
    let w = World::new();
    let mut lines = String::new();
    for i in 0..700 {
        let text = format!("{TEXT} {}", "And more of it. ".repeat(i % 97));
        lines.push_str(&serde_json::json!({"id": i, "text": text}).to_string());
        lines.push('\n');
        if i % 100 == 3 {
            lines.push_str("{broken\n");
        }
        w.write(&format!("in/{:02}/{i}.txt", i % 17), &text);
    }
    w.write("in/lines.jsonl", lines);
    for format in ["jsonl", "parquet", "txt"] {
        let mut seen: Option<Vec<(String, Vec<u8>)>> = None;
        for threads in [1, 2, 5] {
            let out = format!("out-{format}-{threads}");
            w.ok(&format!(
                "clean in -o {out} --removed text -j {threads} --output-format {format}"
            ));
            let names = w.tree().into_iter().filter_map(|name| {
                let inside = name.strip_prefix(&format!("{out}/"))?.to_owned();
                let path = w.path(&name);
                path.is_file().then(|| (inside, fs::read(path).unwrap()))
            });
            let files: Vec<_> = names.collect();
            assert!(!files.is_empty());
            assert!(seen.as_ref().is_none_or(|seen| *seen == files), "{format} -j {threads}");
            seen = Some(files);
        }
    }
    assert_eq!(w.rows("out-jsonl-1/part-00000.jsonl").len(), 1_407);
}

#[test]
fn a_row_has_every_column() {
    let w = World::new();
    w.write("in/a.txt", TEXT);
    w.write("in/b.jsonl", "{");
    w.ok("clean in -o out");
    let schema = w.ok("schema").out;
    let named: Vec<_> = schema.lines().map(|line| line.split(' ').next().unwrap()).collect();
    assert_eq!(named.len(), 29);
    for row in w.rows("out/part-00000.jsonl") {
        let names: Vec<_> = row.as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!(names, named);
    }
    let tree = ["in", "in/a.txt", "in/b.jsonl", "out", "out/manifest.json", "out/part-00000.jsonl"];
    assert_eq!(w.tree(), tree);
}

#[test]
fn nothing_is_overwritten_unasked() {
    let w = World::new();
    w.write("in/a.txt", TEXT);
    w.write("out.jsonl", "mine");
    w.write("out/note", "mine");
    w.write("out/part-00007.jsonl", "old");
    w.write("s.json", "mine");
    w.refused("clean in -o out.jsonl", &["out.jsonl exists", "--overwrite"]);
    w.refused("clean in -o out", &["out exists", "--overwrite"]);
    w.refused("clean in -o new --summary s.json", &["s.json exists"]);
    w.refused("clean in -o new --summary nowhere/s.json", &["nowhere does not exist"]);
    w.ok("clean in -o out.jsonl --overwrite");
    assert_eq!(w.rows("out.jsonl").len(), 1);
    w.ok("clean in -o out --overwrite");
    let out: Vec<_> = w.tree().into_iter().filter(|name| name.starts_with("out/")).collect();
    assert_eq!(out, ["out/manifest.json", "out/note", "out/part-00000.jsonl"]);
    w.ok("clean in -o out --overwrite --output-format txt");
    let out: Vec<_> = w.tree().into_iter().filter(|name| name.starts_with("out/")).collect();
    assert_eq!(out, ["out/a.txt", "out/manifest.json", "out/metadata.jsonl", "out/note"]);
    fs::create_dir(w.path("empty")).unwrap();
    w.ok("clean in -o empty");
    assert!(w.path("empty/part-00000.jsonl").exists());
    // What a killed run left is not taken for finished, nor silently removed.
    w.write(".x.jsonl.partial/lock", "");
    w.write(".x.jsonl.partial/open", "half");
    w.refused("clean in -o x.jsonl", &["unfinished", "--overwrite", "--resume"]);
    w.ok("clean in -o x.jsonl --overwrite");
    assert!(!w.path(".x.jsonl.partial").exists());
}

#[test]
fn text_output_is_a_file_a_document() {
    let w = World::new();
    w.write("in/a/p.txt", TEXT);
    w.write("in/p.txt", "One is a text.");
    w.write("in/p.text", "Two is a text.");
    w.write("in/z.jsonl", "{\"id\":\"../../evil\",\"text\":\"Evil is a text.\"}\n{\"id\":\"e\"}\n");
    w.ok("clean in -o out --output-format txt");
    let rows = w.rows("out/metadata.jsonl");
    let files = ["a/p.txt", "p.txt", "p.txt.txt", "__/__/evil.txt", "null"];
    assert_eq!(column(&rows, "text_file"), files);
    assert_eq!(column(&rows, "id")[1..3], ["p.text", "p.txt"]);
    assert!(rows[0].get("text").is_none());
    assert_eq!(fs::read_to_string(w.path("out/a/p.txt")).unwrap(), format!("{TEXT}\n"));
    assert_eq!(fs::read_to_string(w.path("out/p.txt.txt")).unwrap(), "One is a text.\n");
    assert!(!w.path("evil.txt").exists() && !w.path("../evil.txt").exists());
    w.refused("clean in -o - --output-format txt", &["name a folder"]);
    w.refused("clean in -o x.jsonl --output-format txt", &["name a folder"]);
}

#[test]
fn text_files_of_an_earlier_run_go() {
    for format in ["txt", "jsonl"] {
        let w = World::new();
        w.write("in/a/p.txt", TEXT);
        w.write("in/q.txt", TEXT);
        w.ok("clean in -o out --output-format txt");
        let list = fs::read_to_string(w.path("out/metadata.jsonl")).unwrap();
        let evil = |name: &str| format!("{{\"text_file\":\"{name}\"}}\n");
        let outside = w.path("mine.txt").display().to_string();
        let names = ["../mine.txt", outside.as_str(), "link/mine.txt", "page.html", "no/such.txt"];
        w.write("out/metadata.jsonl", list + &names.map(evil).concat());
        for mine in ["mine.txt", "elsewhere/mine.txt", "out/page.html", "out/a/mine.txt"] {
            w.write(mine, "mine");
        }
        #[cfg(unix)]
        std::os::unix::fs::symlink(w.path("elsewhere"), w.path("out/link")).unwrap();
        w.write("new/n.txt", TEXT);
        w.ok(&format!("clean new -o out --overwrite --output-format {format}"));
        for mine in ["mine.txt", "elsewhere/mine.txt", "out/page.html", "out/a/mine.txt"] {
            assert!(w.path(mine).exists(), "{mine}");
        }
        assert!(!w.path("out/a/p.txt").exists() && !w.path("out/q.txt").exists(), "{format}");
        assert_eq!(w.path("out/n.txt").exists(), format == "txt");
        assert_eq!(w.path("out/metadata.jsonl").exists(), format == "txt");
    }
}

#[test]
fn output_of_an_earlier_run_within_the_input_is_not_read() {
    let w = World::new();
    w.write("in/a.html", format!("<p>{TEXT}</p>"));
    w.ok("clean in -o in/first");
    w.ok("clean in -o in/texts --output-format txt");
    fs::remove_file(w.path("in/texts/a.txt")).unwrap();
    // Without a manifest, rows say what they are.
    fs::remove_file(w.path("in/texts/manifest.json")).unwrap();
    w.write("in/b/part-00000.jsonl", format!("{{\"text\":\"{TEXT}\",\"tool_version\":1}}\n"));
    w.write("in/b/part-00001.jsonl", "");
    let ran = w.ok("clean in -o second.jsonl");
    assert_eq!(column(&w.rows("second.jsonl"), "id"), ["a.html", "b/part-00000.jsonl:1"]);
    assert!(ran.err.contains("output of other runs): 3"), "{}", ran.err);
    // Naming it means it.
    let named = w.ok("clean in/first/part-00000.jsonl -o -");
    assert_eq!(column(&rows(&named.out), "id"), ["a.html"]);
}

#[test]
fn output_within_the_input_is_not_read() {
    let w = World::new();
    w.write("a.txt", TEXT);
    w.ok("clean . -o out.jsonl");
    w.ok("clean . -o out.jsonl --overwrite");
    assert_eq!(column(&w.rows("out.jsonl"), "id"), ["a.txt"]);
    fs::remove_file(w.path("out.jsonl")).unwrap();
    for _ in 0..2 {
        w.ok("clean . -o texts --output-format txt --overwrite");
        assert_eq!(column(&w.rows("texts/metadata.jsonl"), "id"), ["a.txt"]);
    }
    w.refused("clean texts -o texts --overwrite", &["lies in the output"]);
    w.refused("clean a.txt -o . --overwrite", &["lies in the output"]);
}

#[test]
fn bad_input_becomes_one_row_each() {
    let w = World::new();
    let long = format!("{{\"text\":\"{}\"}}", "x".repeat(3 << 20));
    let mut lines = Vec::new();
    lines.extend_from_slice(b"{\"text\":\"Good is a text.\"}\n{\"text\": \"cut o\n");
    lines.extend_from_slice(b"{\"body\":\"x\"}\n{\"text\":\"\xff\xfe\"}\n[1,2]\n");
    lines.extend_from_slice(long.as_bytes());
    lines.extend_from_slice(
        b"\n{\"text\":\"a\\ud800b\\u0000c is a text.\"}\n{\"text\":\"Last is.\"}",
    );
    w.write("in/a.jsonl", lines);
    w.write("in/b.txt", "");
    w.write("in/c.html", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR");
    w.write("in/d.jsonl", b"PAR1\0\0\n\0\n\0\n");
    let mut broken = gzip("{\"text\":\"Whole is a text.\"}\n".repeat(10_000).as_bytes());
    broken.truncate(broken.len() - 20);
    w.write("in/e.jsonl.gz", &broken);
    w.write("in/f.txt.gz", &gzip(TEXT.as_bytes())[..30]);
    w.gzip("in/g.txt.gz", &vec![b'x'; 4 << 20]);
    let ran = w.ok("clean in -o out.jsonl --max-doc-bytes 256KiB");
    let all = w.rows("out.jsonl");
    let a: Vec<_> = column(&all, "status").into_iter().take(8).collect();
    let expected = ["ok", "error", "error", "error", "error", "too_large", "ok", "ok"];
    assert_eq!(a, expected);
    let errors = column(&all, "error");
    for (n, what) in [
        (1, "in/a.jsonl:2: the line is not JSON"),
        (2, "in/a.jsonl:3: there is no field `html` or `text`"),
        (3, "in/a.jsonl:4: the line is not UTF-8 (byte 65 of the file)"),
        (4, "in/a.jsonl:5: the line is JSON, but no object"),
        (5, "in/a.jsonl:6: the line has more than"),
    ] {
        assert!(errors[n].starts_with(what), "{}", errors[n]);
    }
    assert_eq!(all[8]["id"], "b.txt");
    assert_eq!(all[8]["status"], "empty");
    assert_eq!(all[8]["reasons"], serde_json::json!(["no_content"]));
    assert!(errors[8].starts_with("in/b.txt: "));
    assert_eq!((&all[9]["id"], &all[9]["status"]), (&"c.html".into(), &"error".into()));
    assert_eq!(all[10]["id"], "d.jsonl:1");
    assert!(errors[10].contains("zero bytes"), "{}", errors[10]);
    let e: Vec<_> = all.iter().filter(|r| r["source_file"] == "in/e.jsonl.gz").collect();
    let (last, whole) = e.split_last().unwrap();
    assert!(whole.len() > 1_000 && whole.iter().all(|row| row["status"] == "ok"));
    assert!(last["error"].as_str().unwrap().contains("damaged or cut off"), "{last}");
    let tail = &all[all.len() - 2..];
    assert!(tail[0]["error"].as_str().unwrap().starts_with("in/f.txt.gz: it cannot be decompr"));
    assert_eq!((&tail[1]["id"], &tail[1]["status"]), (&"g.txt.gz".into(), &"too_large".into()));
    let n = column(&all, "status").iter().filter(|s| *s == "error" || *s == "too_large").count();
    assert!(ran.err.contains(&format!("{n} of ")), "{}", ran.err);
}

#[cfg(unix)]
#[test]
fn json_of_many_lines_is_one_clear_error() {
    let w = World::new();
    w.write("array", format!("[{{\"text\":\"{TEXT}\"}},\n{{\"text\":\"{TEXT}\"}}]\n"));
    w.write("line", format!("[{{\"text\":\"{TEXT}\"}}]\n"));
    w.write("object", format!("{{\n  \"text\": \"{TEXT}\"\n}}\n"));
    let rows = rows(&w.ok("clean array line object -o -").out);
    assert_eq!(column(&rows, "id"), ["array:1", "line:1", "object:1"]);
    for row in &rows {
        assert!(row["error"].as_str().unwrap().contains("one object a line"), "{row}");
    }
}

#[test]
fn what_cannot_be_read_in_a_folder_becomes_a_row() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let w = World::new();
    w.write("in/a.txt", TEXT);
    symlink("nowhere", w.path("in/b.txt")).unwrap();
    symlink("nowhere", w.path("in/b.lock")).unwrap();
    symlink("..", w.path("in/loop")).unwrap();
    let fifo = std::process::Command::new("mkfifo").arg(w.path("in/c.html")).status().unwrap();
    assert!(fifo.success());
    w.write("in/d.txt", TEXT);
    fs::set_permissions(w.path("in/d.txt"), fs::Permissions::from_mode(0o0)).unwrap();
    w.write("in/e.html/f.txt", TEXT);
    let ran = w.ok("clean in -o out.jsonl");
    let rows = w.rows("out.jsonl");
    assert_eq!(column(&rows, "id"), ["a.txt", "b.txt", "c.html", "d.txt", "e.html/f.txt"]);
    let errors = column(&rows, "error");
    assert!(errors[1].starts_with("in/b.txt: it cannot be read: No such file"), "{}", errors[1]);
    assert!(errors[2].starts_with("in/c.html: it is a pipe"), "{}", errors[2]);
    if fs::read(w.path("in/d.txt")).is_ok() {
        eprintln!("SKIPPED: this user may read everything, so no file is unreadable");
    } else {
        assert!(errors[3].contains("Permission denied"), "{}", errors[3]);
    }
    assert!(ran.err.contains("could not be processed"), "{}", ran.err);
}

#[test]
fn what_cannot_be_done_is_refused() {
    let w = World::new();
    w.write("in/a.txt", TEXT);
    w.write("bad.toml", "[rules]\nno_rule = false\n");
    w.write("latin.toml", b"[rules]\n# caf\xe9\n");
    w.write("host.toml", "[hosts.\"*\"]\n");
    w.write("selector.toml", "[hosts.\"a.example\"]\ndrop = [\"p[\"]\n");
    w.refused("clean nowhere.html -o out", &["nowhere.html does not exist"]);
    w.refused("clean in -o out --no-such-flag", &["--no-such-flag"]);
    w.refused("clean in", &["--output"]);
    w.refused("clean -o out", &["INPUT"]);
    w.refused("clean in -o out -c bad.toml", &["bad.toml: line 2", "no_rule"]);
    w.refused("clean in -o out -c selector.toml", &["selector.toml: line 2"]);
    w.refused("clean in -o out -c nowhere.toml", &["nowhere.toml"]);
    w.refused("clean in -o out -j 0", &["0"]);
    w.refused("clean in -o out --max-doc-bytes much", &["much"]);
    w.refused("clean in -o out.jsonl --output-format parquet", &["ends in `.jsonl`"]);
    w.refused("clean in -o out.jsonl.gz --compress zstd", &["`--compress` says zstd"]);
    w.refused("clean in -o - --resume", &["standard output"]);
    w.refused("clean in -o out --resume --overwrite", &["--overwrite"]);
    for ending in ["csv", "tsv", "JSON", "txt", "html", "xml", "csv.gz", "warc.gz", "bz2"] {
        w.refused(&format!("clean in -o dd.{ending}"), &["are not written", "name a folder"]);
    }
    w.refused("clean in -o out -c latin.toml", &["latin.toml: line 2", "UTF-8", "byte 13"]);
    w.refused("clean in -o out -c host.toml", &["host.toml: line 1", "is no host"]);
    w.refused("report in -o out", &["`report` is not built yet"]);
    w.refused("clean in -o out --keep-fields a,,b", &["names with commas"]);
    w.refused("rules no_such_rule", &["no rule `no_such_rule`"]);
    assert_eq!(w.ok("--version").out.trim(), concat!("dechaff ", env!("CARGO_PKG_VERSION")));
    assert!(w.ok("clean --help").out.contains("Examples:"));
}

#[test]
fn configuration_is_found_beside_the_input() {
    let w = World::new();
    w.write("a/x.txt", "An article is here.\n\n1 day ago");
    w.write("a/dechaff.toml", "[rules]\nrelative_date = false\n");
    w.write("b/y.txt", TEXT);
    w.write("b/dechaff.toml", "[rules]\n");
    for input in ["a", "a/x.txt", "a a/x.txt"] {
        let ran = w.ok(&format!("clean {input} -o - -v"));
        assert!(ran.err.contains("configuration: a"), "{}", ran.err);
        let default = w.ok(&format!("clean {input} -o - -c b/dechaff.toml"));
        let hash = |ran: &Ran| column(&rows(&ran.out), "config_hash");
        assert_ne!(hash(&ran), hash(&default));
    }
    w.refused("clean a b -o out", &["a/dechaff.toml", "b/dechaff.toml", "--config"]);
    w.ok("clean a b -o out -c a/dechaff.toml");
}

#[test]
fn texts_can_be_rebuilt() {
    let w = World::new();
    let text =
        "  Grüße an alle, die hier lesen.  \n\n\n\n1 day ago\nShare this\n\nEnde der Geschichte.";
    w.write("in/a.txt", text);
    w.write("in/b.jsonl", "{broken");
    w.write("in/c.txt", "");
    w.ok("clean in -o out --removed text");
    w.ok("rebuild out -o back.jsonl");
    let back = w.rows("back.jsonl");
    assert_eq!(column(&back, "id"), ["a.txt", "b.jsonl:1", "c.txt"]);
    assert_eq!(back[1]["text"], Value::Null);
    assert_eq!(back[2]["text"], "");
    // The text as laid out is what a cleaning leaves that has no rules.
    let rules = w.ok("rules").out;
    let off: String = rules
        .lines()
        .take_while(|line| !line.is_empty())
        .fold("[text]\nmodel = false\n[rules]\n".to_owned(), |toml, line| {
            format!("{toml}{} = false\n", line.split(' ').next().unwrap())
        });
    w.write("off.toml", off);
    w.ok("clean in -o plain.jsonl -c off.toml");
    assert_eq!(back[0]["text"], w.rows("plain.jsonl")[0]["text"]);
    assert_eq!(w.ok("rebuild out/part-00000.jsonl -o -").out.lines().count(), 3);
    for (out, how) in [("gz", "--compress gzip"), ("zst", "--compress zstd")] {
        w.ok(&format!("clean in -o {out} --removed text {how}"));
        w.ok(&format!("rebuild {out} -o {out}.jsonl"));
        assert_eq!(back, w.rows(&format!("{out}.jsonl")));
    }
    w.ok("clean in -o table.parquet --removed text");
    w.refused("rebuild table.parquet -o x.jsonl", &["Parquet is not read back"]);
    w.refused("rebuild out -o back.jsonl", &["exists", "--overwrite"]);
    w.refused("rebuild nowhere -o x.jsonl", &["does not exist"]);
    for removed in ["none", "spans"] {
        w.ok(&format!("clean in -o {removed}.jsonl --removed {removed}"));
    }
    let ran = w.run("rebuild none.jsonl -o x.jsonl");
    assert_eq!(ran.code, 1);
    assert!(ran.err.contains("none.jsonl:1: record \"a.txt\""), "{}", ran.err);
    if w.rows("spans.jsonl")[0]["removed"] != serde_json::json!([]) {
        let ran = w.run("rebuild spans.jsonl -o x.jsonl");
        assert!(ran.code == 1 && ran.err.contains("--removed text"), "{}", ran.err);
    }
    assert!(!w.path("x.jsonl").exists() && !w.path(".x.jsonl.partial").exists());
}

#[test]
fn a_run_says_what_it_did() {
    let w = World::new();
    w.write("in/a.txt", TEXT);
    w.write("in/b.jsonl", "{\"id\":\"x\\u001b[31m\"}\n");
    w.write("in/c.bin", "");
    w.write("in/d.html", "<title>404</title><h1>Page not found</h1>");
    let ran = w.ok("clean in -o out.jsonl --summary s.json -v");
    assert!(ran.err.contains("documents: 3 in"), "{}", ran.err);
    assert!(ran.err.contains("in/b.jsonl:1: there is no field"), "{}", ran.err);
    assert!(ran.err.contains("1 of 3 documents could not be processed"), "{}", ran.err);
    let summary: Value = serde_json::from_slice(&fs::read(w.path("s.json")).unwrap()).unwrap();
    assert_eq!(summary["documents"], 3);
    assert_eq!(summary["status"], serde_json::json!({"ok": 1, "empty": 1, "error": 1}));
    assert_eq!(summary["reasons"], serde_json::json!({"error_page": 1}));
    assert_eq!(summary["chars_in"], TEXT.len() + "Page not found".len());
    assert_eq!(summary["ignored_files"], 1);
    let quiet = w.ok("clean in/a.txt -o quiet.jsonl -q");
    assert_eq!(quiet.err, "");
    let shown = w.ok("clean in -o shown.jsonl -q --progress never");
    assert_eq!(shown.err.lines().count(), 1, "{}", shown.err);
    let shown = w.ok("clean in -o lines.jsonl --progress always");
    assert!(shown.err.contains("3 documents, "), "{}", shown.err);
    assert!(!shown.err.contains('\x1b'), "{}", shown.err);
    w.write("\x1b[31m.txt", "");
    let ran = w.run("clean nowhere\x1b[31m -o x.jsonl");
    assert!(ran.code == 2 && !ran.err.contains('\x1b'), "{}", ran.err);
}

#[test]
fn a_closed_pipe_ends_it_quietly() {
    let w = World::new();
    w.write("in.jsonl", format!("{{\"text\":\"{TEXT}\"}}\n").repeat(20_000));
    let mut child = std::process::Command::new(assert_cmd::cargo::cargo_bin("dechaff"))
        .current_dir(w.0.path())
        .args(["clean", "in.jsonl", "-o", "-"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut first = String::new();
    let mut out = BufReader::new(child.stdout.take().unwrap());
    out.read_line(&mut first).unwrap();
    assert_eq!(rows(&first)[0]["id"], "in.jsonl:1");
    drop(out);
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "");
}

/// Starts a run that waits for more input on the standard input returned.
#[cfg(unix)]
fn start(w: &World, mut command: std::process::Command, started: &str) -> (Child, ChildStdin) {
    let mut child = command
        .current_dir(w.0.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    stdin.write_all(format!("{{\"text\":\"{TEXT}\"}}\n").repeat(1_000).as_bytes()).unwrap();
    let patience = Instant::now() + Duration::from_secs(30);
    while !w.path(started).exists() {
        assert!(Instant::now() < patience, "it did not start");
        std::thread::sleep(Duration::from_millis(20));
    }
    // The temporary name is taken just before the handler is set.
    std::thread::sleep(Duration::from_millis(500));
    (child, stdin)
}

#[cfg(unix)]
fn send(signal: &str, child: &Child) {
    let pid = child.id().to_string();
    assert!(std::process::Command::new("kill").args([signal, &pid]).status().unwrap().success());
}

/// The exit code of a run that ends soon.
#[cfg(unix)]
fn end(mut child: Child) -> Option<i32> {
    let patience = Instant::now() + Duration::from_secs(10);
    while Instant::now() < patience {
        if let Some(status) = child.try_wait().unwrap() {
            return status.code();
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    panic!("it did not end");
}

#[cfg(unix)]
#[test]
fn a_run_that_is_interrupted_before_a_unit_is_whole_leaves_nothing() {
    for (signal, out, format, partial) in [
        ("-INT", "out.jsonl", "jsonl", ".out.jsonl.partial"),
        ("-TERM", "out", "jsonl", ".out.partial"),
        ("-INT", "out", "txt", ".out.partial"),
        ("-INT", "-", "jsonl", "."),
    ] {
        let w = World::new();
        let mut command = std::process::Command::new(assert_cmd::cargo::cargo_bin("dechaff"));
        command.args(["clean", "-", "-o", out, "--output-format", format, "-q"]);
        // Standard input stays open: the read of it never returns.
        let (child, _stdin) = start(&w, command, partial);
        send(signal, &child);
        assert_eq!(end(child), Some(130), "{out} {format}");
        assert_eq!(w.tree(), Vec::<String>::new(), "{out} {format}");
    }
}

#[cfg(unix)]
#[test]
fn a_run_under_nohup_outlives_its_terminal() {
    let w = World::new();
    let mut command = std::process::Command::new("sh");
    command.args(["-c", "trap '' HUP; exec \"$0\" clean - -o out.jsonl -q"]);
    command.arg(assert_cmd::cargo::cargo_bin("dechaff"));
    let (child, stdin) = start(&w, command, ".out.jsonl.partial");
    send("-HUP", &child);
    std::thread::sleep(Duration::from_secs(1));
    drop(stdin);
    assert_eq!(end(child), Some(0));
    assert_eq!(w.rows("out.jsonl").len(), 1_000);
}

/// The lines of the README's example, white space folded.
fn readme_example() -> (String, String) {
    let readme =
        std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/README.md")).unwrap();
    let (_, rest) = readme.split_once("$ dechaff explain page.txt\n").unwrap();
    let shown = rest.split("```").next().unwrap();
    let line = |line: &str| {
        let text = line.strip_prefix("= ").or_else(|| line.strip_prefix("- "))?;
        Some(text.split("   ").next().unwrap().trim_end().to_owned() + "\n")
    };
    (shown.lines().filter_map(line).collect(), folded(shown))
}

fn folded(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn explain_shows_what_the_readme_shows() {
    let (page, shown) = readme_example();
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("page.txt"), page).unwrap();
    let output = assert_cmd::Command::cargo_bin("dechaff")
        .unwrap()
        .current_dir(folder.path())
        .args(["explain", "page.txt"])
        .output()
        .unwrap();
    assert_eq!(folded(&String::from_utf8(output.stdout).unwrap()), shown);
}

#[test]
fn explain_finds_one_document_among_many() {
    let folder = tempfile::tempdir().unwrap();
    let rows = "{\"id\":1,\"text\":\"One.\"}\n{\"id\":\"b\",\"text\":\"Two \\u001b[31m.\\n3 hours ago\"}\nbroken\n";
    std::fs::write(folder.path().join("rows.jsonl"), rows).unwrap();
    let explain = |id: &str| {
        let mut command = assert_cmd::Command::cargo_bin("dechaff").unwrap();
        command
            .current_dir(folder.path())
            .args(["explain", "rows.jsonl", "--id", id])
            .output()
            .unwrap()
    };
    let found = explain("b");
    assert!(found.status.success());
    let found = String::from_utf8(found.stdout).unwrap();
    assert!(found.contains("\\u{1b}") && found.contains("- 3 hours ago"), "{found}");
    assert!(!found.contains("One.") && !found.contains('\u{1b}'));
    assert_eq!(explain("no").status.code(), Some(2));
    let broken = explain("rows.jsonl:3");
    assert_eq!(broken.status.code(), Some(1));
    assert!(String::from_utf8(broken.stderr).unwrap().contains("rows.jsonl:3"));
}

#[test]
fn explain_titles_each_document_of_many() {
    let w = World::new();
    w.write("many.jsonl", "{\"id\":\"one\",\"text\":\"1.\"}\n{\"id\":\"two\",\"text\":\"2.\"}\n");
    w.write("f/single.txt", TEXT);
    let titles = |args: &str| -> Vec<String> {
        let out = w.ok(args).out;
        let titles = out.lines().filter(|line| matches!(*line, "one" | "two" | "single.txt"));
        titles.map(str::to_owned).collect()
    };
    assert_eq!(titles("explain many.jsonl"), ["one", "two"]);
    assert_eq!(titles("explain many.jsonl --id two"), Vec::<String>::new());
    assert_eq!(titles("explain f"), ["single.txt"]);
    assert_eq!(titles("explain f/single.txt"), Vec::<String>::new());
}

#[test]
fn a_configuration_decides_what_goes() {
    let folder = tempfile::tempdir().unwrap();
    let story =
        "<p>The harbour was closed on Monday after a crane fell onto the rails, the city said.</p>";
    let page = format!(
        "<link rel=canonical href=https://news.harbour.example/1><article>{story}\
         <p class=promo>Buy the harbour calendar while it lasts, in three colours.</p>{story}\
         <p>Tell the world</p><p>1 day ago</p></article>"
    );
    std::fs::write(folder.path().join("page.html"), page).unwrap();
    let config = "[rules]\nrelative_date = false\n[phrases.en]\nshare = [\"tell the world\"]\n\
                  [hosts.\"harbour.example\"]\ndrop = [\".promo\"]\n";
    std::fs::write(folder.path().join("dechaff.toml"), config).unwrap();
    let clean = || {
        let mut command = assert_cmd::Command::cargo_bin("dechaff").unwrap();
        command.current_dir(folder.path()).args([
            "clean",
            "page.html",
            "-o",
            "-",
            "-q",
            "--removed",
            "text",
        ]);
        command.output().unwrap()
    };
    let row: serde_json::Value = serde_json::from_slice(&clean().stdout).unwrap();
    let text = row["text"].as_str().unwrap();
    assert!(
        text.contains("1 day ago")
            && !text.contains("calendar")
            && !text.contains("Tell the world"),
        "{text}"
    );
    let causes: Vec<_> = row["removed"]
        .as_array()
        .unwrap()
        .iter()
        .map(|edit| edit["cause"].as_str().unwrap())
        .collect();
    assert!(causes.contains(&"selector") && causes.contains(&"rule:share_prompt"), "{causes:?}");

    std::fs::write(folder.path().join("dechaff.toml"), "[hosts.\"a.example\"]\ndrop = [\"p[\"]\n")
        .unwrap();
    let refused = clean();
    assert_eq!(refused.status.code(), Some(2));
    let error = String::from_utf8(refused.stderr).unwrap();
    assert!(error.contains("dechaff.toml") && error.contains("line 2"), "{error}");
}
