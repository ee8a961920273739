//! Where the time goes: each stage over the fixtures' pages. `cargo bench` prints bytes a second.
//!
//! To compare two versions, run both in one go on an idle machine and read the ratio; the absolute
//! numbers are the machine's.

use dechaff::parse::selectors::Hosts;
use dechaff::{Cleaner, Document, Kind, Limits, decode, parse};
use divan::counter::BytesCount;
use divan::{Bencher, black_box};
use std::fs;
use std::path::Path;

fn main() {
    divan::main();
}

/// The fixtures' pages of a kind.
fn pages(kind: Kind) -> Vec<Document> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/pages");
    let name = if kind == Kind::Html { "page.html" } else { "page.txt" };
    let mut files: Vec<_> = fs::read_dir(root)
        .expect("fixtures")
        .map(|entry| entry.expect("entry").path().join(name))
        .collect();
    files.sort();
    let texts = files.iter().filter_map(|file| Some((file, fs::read_to_string(file).ok()?)));
    texts.map(|(file, text)| Document::new(file.to_string_lossy(), kind, text)).collect()
}

fn bytes(docs: &[Document]) -> BytesCount {
    BytesCount::new(docs.iter().map(|doc| doc.content.as_bytes().len()).sum::<usize>())
}

#[divan::bench]
fn parse_html(bencher: Bencher<'_, '_>) {
    let docs = pages(Kind::Html);
    let hosts = Hosts::default();
    bencher.counter(bytes(&docs)).bench(|| {
        for doc in &docs {
            let decoded = decode::decode(&doc.content, doc.kind, None).expect("text");
            black_box(parse::html::page(&decoded.text, None, &hosts, Limits::default()));
        }
    });
}

#[divan::bench]
fn clean_html(bencher: Bencher<'_, '_>) {
    clean(bencher, Kind::Html);
}

#[divan::bench]
fn clean_text(bencher: Bencher<'_, '_>) {
    clean(bencher, Kind::Text);
}

fn clean(bencher: Bencher<'_, '_>, kind: Kind) {
    let docs = pages(kind);
    let cleaner = Cleaner::default();
    bencher.counter(bytes(&docs)).bench(|| {
        for doc in &docs {
            black_box(cleaner.clean(doc));
        }
    });
}

#[divan::bench]
fn make_cleaner() -> Cleaner {
    let cleaner = Cleaner::default();
    // Vocabularies are made ready by the first page that needs them.
    cleaner.clean(&Document::new("first", Kind::Text, "By Jane Doe\n\nShare this article\n"));
    cleaner
}
