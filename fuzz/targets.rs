//! What bytes of any kind must not break: each target takes bytes, and panics where something does
//! not hold. `fuzz_targets/` gives them to libfuzzer, `tests/fuzz.rs` runs them over the seeds.

use dechaff::config::Config;
use dechaff::document::{Content, Document};
use dechaff::parse::selectors::Selectors;
use dechaff::source::{Format, Input, Options, Source};
use dechaff::template::{Counts, Templates};
use dechaff::{Cleaner, Kind, Limits, Removed, render};
use std::sync::LazyLock;

static CLEANER: LazyLock<Cleaner> = LazyLock::new(|| {
    let limits = Limits { work: 1_000_000, ..Limits::default() };
    Cleaner::new(Config { removed: Removed::Text, limits, ..Config::default() })
        .expect("the default configuration is tested")
});

/// A page: its record puts back what was laid out.
pub fn html(bytes: &[u8]) {
    cleaned(Kind::Html, bytes);
}

/// A text: its record puts back what was laid out, and cleaning it again changes nothing.
pub fn text(bytes: &[u8]) {
    let Some(text) = cleaned(Kind::Text, bytes) else { return };
    let again = CLEANER.clean(&Document::new("2", Kind::Text, text.as_str()));
    assert_eq!(again.text, text, "clean text is clean");
}

/// The clean text, where all of the work could be done.
fn cleaned(kind: Kind, bytes: &[u8]) -> Option<String> {
    let doc = Document { content: Content::Bytes(bytes.to_vec()), ..Document::new("1", kind, "") };
    let record = CLEANER.clean(&doc);
    let Ok(page) = CLEANER.lay_out(&doc) else {
        assert!(record.error.is_some(), "what is no text says so");
        return None;
    };
    let rebuilt = render::rebuild(&record.text, &record.removed);
    assert_eq!(rebuilt.as_deref(), Ok(page.text.as_str()), "removals are reversible");
    (record.status == dechaff::Status::Ok).then_some(record.text)
}

/// A file of JSON Lines.
pub fn jsonl(bytes: &[u8]) {
    source(bytes, Format::Jsonl);
}

/// A crawl archive.
pub fn warc(bytes: &[u8]) {
    source(bytes, Format::Warc);
}

/// A table.
pub fn parquet(bytes: &[u8]) {
    source(bytes, Format::Parquet);
}

/// Reads a file twice: it gives the same rows, and no document is larger than allowed.
fn source(bytes: &[u8], format: Format) {
    const MOST: u64 = 1 << 16;
    let file = tempfile::NamedTempFile::new().expect("a temporary file can be made");
    std::fs::write(file.path(), bytes).expect("a temporary file can be written");
    let options = Options { format: Some(format), max_doc_bytes: MOST, ..Options::default() };
    let read = || {
        let input = Input::File(file.path().to_owned());
        let pendings = Source::new(vec![input], options.clone());
        pendings
            .map(|pending| match pending.read() {
                Ok(doc) => Ok((doc.id, doc.content.as_bytes().len())),
                Err(unreadable) => Err((unreadable.id, unreadable.reason)),
            })
            .collect::<Vec<_>>()
    };
    let rows = read();
    assert_eq!(rows, read(), "the same file gives the same rows");
    // A document may grow where bytes that are no text become U+FFFD.
    assert!(rows.iter().flatten().all(|(_, len)| *len as u64 <= 3 * MOST + 64));
}

/// A CSS selector of a user's.
pub fn selectors(bytes: &[u8]) {
    let Ok(selector) = std::str::from_utf8(bytes) else { return };
    if Selectors::check(selector).is_ok() {
        let list = dechaff::parse::selectors::HostSelectors {
            drop: vec![selector.to_owned()],
            keep: Vec::new(),
        };
        let hosts = [("harbour.example".to_owned(), list)].into();
        let cleaner = Cleaner::new(Config { hosts, ..Config::default() });
        let html = "<main><p class=a id=b>A crane fell.<ul><li><a href=/>It fell</a></ul></main>";
        let doc = Document::new("1", Kind::Html, html);
        let url = Some("https://harbour.example/".to_owned());
        cleaner.expect("selectors were checked").clean(&Document { url, ..doc });
    }
}

/// A `dechaff.toml`.
pub fn config(bytes: &[u8]) {
    if let Ok(config) = Config::from_bytes(bytes) {
        assert_eq!(Config::from_bytes(bytes).map(|again| again.hash()).ok(), Some(config.hash()));
        Cleaner::new(config).expect("what a file says was checked");
    }
}

/// A file of templates.
pub fn templates(bytes: &[u8]) {
    let counts = Counts::read(&mut &bytes[..]);
    assert_eq!(counts.is_ok(), Templates::read(&mut &bytes[..]).is_ok());
    if let Ok(counts) = counts {
        let mut written = Vec::new();
        counts.write(&mut written).expect("memory can be written");
        assert_eq!(written, bytes, "a file has one way to be written");
    }
}
