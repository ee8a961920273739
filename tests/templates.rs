//! What hosts repeat, end to end: learnt, merged, used, refused.

#![allow(clippy::unwrap_used, reason = "a test ends where its world breaks")]

use assert_cmd::Command;
use serde_json::{Value, json};
use std::fs;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// A folder for a test, and dechaff run in it.
struct World(TempDir);

impl World {
    /// A world with the pages of `fixtures/hosts`, and rows of many hosts.
    fn new() -> Self {
        let world = World(tempfile::tempdir().unwrap());
        let pages = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/hosts/tides");
        fs::create_dir(world.path("tides")).unwrap();
        for page in fs::read_dir(pages).unwrap() {
            let page = page.unwrap().path();
            fs::copy(&page, world.path("tides").join(page.file_name().unwrap())).unwrap();
        }
        world.write("rows.jsonl", &rows(0..240));
        world
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn write(&self, name: &str, content: &str) {
        fs::write(self.path(name), content).unwrap();
    }

    fn read(&self, name: &str) -> Vec<u8> {
        fs::read(self.path(name)).unwrap()
    }

    fn rows(&self, name: &str) -> Vec<Value> {
        let text = String::from_utf8(self.read(name)).unwrap();
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    /// Exit code, standard output, standard error.
    fn run(&self, args: &str) -> (i32, String, String) {
        let mut command = Command::cargo_bin("dechaff").unwrap();
        let output =
            command.current_dir(self.0.path()).args(args.split_whitespace()).output().unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
    }

    /// Runs what must succeed; what it said.
    fn ok(&self, args: &str) -> String {
        let (code, out, err) = self.run(args);
        assert_eq!(code, 0, "{args}: {err}");
        out + &err
    }

    /// Runs what must be refused with all of `words`.
    fn refused(&self, args: &str, words: &[&str]) {
        let (code, _, err) = self.run(args);
        assert_eq!(code, 2, "{args}: {err}");
        words.iter().for_each(|word| assert!(err.contains(word), "{args}: no `{word}` in {err}"));
    }
}

/// A word for a number: to templates, all numbers are the same.
fn word(i: usize) -> String {
    i.to_string().bytes().map(|b| char::from(b - b'0' + b'a')).collect()
}

/// Rows of seven hosts, in which each page has its own prose within the host's lines.
fn rows(range: std::ops::Range<usize>) -> String {
    let row = |i: usize| {
        let host = i % 7;
        let text = format!(
            "Paper {host}\nA crane of the kind {} fell onto the rails of the harbour on Monday.\n\
             Nobody was hurt by the crane, said the harbour master of {} on the same day.\n\
             Write to the desk\n",
            word(i),
            word(i)
        );
        let url = format!("https://paper-{}.example/{i}", word(host));
        json!({"id": i, "url": url, "text": text}).to_string() + "\n"
    };
    range.map(row).collect()
}

#[test]
fn what_a_host_repeats_goes_and_what_its_pages_say_stays() {
    let w = World::new();
    let said = w.ok("learn tides -o tides.templates");
    assert!(said.contains("hosts: 1, with 8 different pages"), "{said}");
    w.ok("clean tides -o out.jsonl --templates tides.templates --removed text --summary s.json");
    let all = w.rows("out.jsonl");
    for row in &all {
        let text = row["text"].as_str().unwrap();
        assert!(text.matches('.').count() >= 3, "{text}");
        let is_recipe =
            row["id"] == "page-3.html" || text.contains("flour") || text.contains("lemon");
        assert_eq!(
            text.contains("Ingredients\n") && text.contains("Method\n"),
            is_recipe,
            "{text}"
        );
        assert_eq!(text.contains("Leave a word at the desk"), is_recipe, "{text}");
    }
    let removed = all[0]["removed"].as_array().unwrap();
    assert!(removed.iter().any(|edit| edit["cause"] == "template:8/8"), "{removed:?}");
    let summary: Value = serde_json::from_slice(&w.read("s.json")).unwrap();
    assert!(summary["cut_chars"]["template"].as_u64() > Some(100), "{summary}");
    let shown = w.ok("explain tides/page-1.html --templates tides.templates");
    assert!(shown.contains("template:8/8"), "{shown}");
    w.ok("rebuild out.jsonl -o back.jsonl");
    assert!(w.rows("back.jsonl")[0]["text"].as_str().unwrap().contains("Leave a word at the desk"));

    w.write("off.toml", "[rules]\nhost_template = false\n");
    w.ok("clean tides -o off.jsonl --templates tides.templates -c off.toml");
    w.ok("clean tides -o without.jsonl");
    let texts = |name| w.rows(name).iter().map(|row| row["text"].clone()).collect::<Vec<_>>();
    assert_eq!(texts("off.jsonl"), texts("without.jsonl"));
}

#[test]
fn learning_first_is_learning_and_cleaning() {
    let w = World::new();
    w.ok("learn rows.jsonl -o rows.templates");
    for format in ["jsonl", "txt"] {
        let clean = format!("clean rows.jsonl --output-format {format} -o");
        w.ok(&format!("{clean} two-{format} --templates rows.templates"));
        w.ok(&format!("{clean} one-{format} --learn -j 3"));
        w.ok(&format!("{clean} none-{format}"));
        let list = if format == "txt" { "metadata.jsonl" } else { "part-00000.jsonl" };
        let read = |run: &str| w.read(&format!("{run}-{format}/{list}"));
        assert_eq!(read("one"), read("two"), "{format}");
        let hash = |run: &str| w.rows(&format!("{run}-{format}/{list}"))[0]["config_hash"].clone();
        assert_ne!(hash("one"), hash("none"), "{format}");
    }
    let text = w.rows("one-jsonl/part-00000.jsonl")[9]["text"].as_str().unwrap().to_owned();
    assert!(text.starts_with("Paper") || text.starts_with("A crane"), "{text}");
    assert!(!text.contains("Write to the desk"), "{text}");
    let said = w.ok("clean rows.jsonl -o shown.jsonl --learn --progress always");
    assert!(said.contains("learning: 240 documents") && said.contains("cleaning: 240"), "{said}");
}

#[test]
fn what_is_learnt_depends_on_the_documents_alone() {
    let w = World::new();
    w.ok("learn rows.jsonl -o all.templates");
    let all = w.read("all.templates");
    for threads in [1, 2, 5] {
        w.ok(&format!("learn rows.jsonl -o j{threads}.templates -j {threads} -q"));
        assert_eq!(w.read(&format!("j{threads}.templates")), all, "-j {threads}");
    }
    let mut lines: Vec<String> = rows(0..240).lines().map(|line| format!("{line}\n")).collect();
    lines.sort_by_key(|line| line.bytes().rev().collect::<Vec<_>>());
    lines.rotate_left(100);
    w.write("shuffled.jsonl", &lines.concat());
    w.ok("learn shuffled.jsonl -o shuffled.templates");
    assert_eq!(w.read("shuffled.templates"), all, "in another order");
    for (name, part) in [("a", 0..60), ("b", 60..61), ("c", 50..240)] {
        w.write(&format!("{name}.jsonl"), &rows(part));
        w.ok(&format!("learn {name}.jsonl -o {name}.templates"));
    }
    for order in ["a b c", "c a b"] {
        let files: Vec<_> = order.split(' ').map(|name| format!("{name}.templates")).collect();
        let said = w.ok(&format!("learn --merge {} -o m.templates --overwrite", files.join(" ")));
        assert!(said.contains("files merged: 3"), "{said}");
        assert_eq!(w.read("m.templates"), all, "{order}");
    }
    w.ok("learn --merge a.templates b.templates -o ab.templates");
    w.ok("learn --merge c.templates ab.templates -o c.templates --overwrite");
    assert_eq!(w.read("c.templates"), all, "into one of them");
}

#[test]
fn documents_without_an_address_teach_nothing_and_are_counted() {
    let w = World::new();
    w.write("some.jsonl", "{\"text\":\"One.\"}\n{\"text\":\"Two.\"}\nbroken\n{\"url\":\"https://a.example/\",\"text\":\"15\"}\n");
    let said = w.ok("learn some.jsonl -o some.templates -v");
    for words in ["documents: 4", "without an address (`url`)              2", "some.jsonl:3"] {
        assert!(said.contains(words), "no `{words}` in {said}");
    }
    assert!(said.contains("without a line to learn                 1"), "{said}");
    assert!(said.contains("that could not be read                  1"), "{said}");
    w.write("none.jsonl", "{\"text\":\"One.\"}\n");
    let said = w.ok("learn none.jsonl -o none.templates");
    assert!(said.contains("no document has an address; see `--url-field`"), "{said}");
    w.ok("clean rows.jsonl -o out --templates none.templates");
}

#[test]
fn what_cannot_be_done_is_refused() {
    let w = World::new();
    w.ok("learn rows.jsonl -o good.templates");
    let good = w.read("good.templates");
    let damaged = |at: usize| {
        let mut bytes = good.clone();
        bytes[at] ^= 1;
        bytes
    };
    let newer = [b"dechaff templates 2\n", &good[20..]].concat();
    for (name, bytes, words) in [
        ("page.templates", b"<html>".to_vec(), ["no file of templates", "`dechaff learn`"]),
        ("newer.templates", newer, ["newer dechaff (version 2", "update dechaff"]),
        ("cut.templates", good[..good.len() / 2].to_vec(), ["cut off", "learn anew"]),
        ("end.templates", good[..good.len() - 1].to_vec(), ["cut off", "learn anew"]),
        ("sum.templates", damaged(good.len() - 1), ["damaged", "learn anew"]),
        ("flip.templates", damaged(good.len() / 2), ["damaged", "learn anew"]),
    ] {
        fs::write(w.path(name), bytes).unwrap();
        for args in [
            format!("clean rows.jsonl -o out --templates {name}"),
            format!("explain tides/page-1.html --templates {name}"),
            format!("learn --merge good.templates {name} -o out"),
        ] {
            w.refused(&args, &[name, words[0], words[1]]);
        }
    }
    w.refused("clean rows.jsonl -o out --templates nowhere", &["nowhere: it cannot be read"]);
    w.refused("clean - -o out --learn", &["standard input", "twice", "--templates"]);
    w.refused(
        "clean rows.jsonl -o out --learn --templates good.templates",
        &["cannot be used with"],
    );
    w.refused("learn rows.jsonl -o good.templates", &["exists already", "--overwrite"]);
    w.refused("learn rows.jsonl -o rows.jsonl --overwrite", &["is an input, too"]);
    w.refused("learn rows.jsonl -o -", &["name one"]);
    w.refused("learn rows.jsonl -o tides", &["name one"]);
    w.refused("learn rows.jsonl -o nowhere/x", &["nowhere does not exist"]);
    w.refused("learn nowhere -o out", &["nowhere does not exist"]);
    assert!(!w.path("out").exists() && !w.path(".out.partial").exists());
}
