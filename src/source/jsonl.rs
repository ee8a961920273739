//! Owns JSONL files: a JSON object a line, each a document.

use super::open::{self, Stream};
use super::{Pending, Shared, State, Unreadable};
use crate::document::{Content, Document, Kind, Origin, Part, Status};
use serde::de::IgnoredAny;
use serde_json::{Map, Value};
use std::io::{BufRead, Read};
use std::sync::Arc;

/// Where a JSON object holds what. A name with dots goes down into objects, unless the object has
/// a field of just that name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fields {
    /// The document's id, a string or a number.
    pub id: String,
    /// The page's address.
    pub url: String,
    /// HTML; `None`: not looked for.
    pub html: Option<String>,
    /// Text, looked for where there is no HTML; `None`: not looked for.
    pub text: Option<String>,
    /// The document's language.
    pub language: String,
}

impl Default for Fields {
    fn default() -> Self {
        Self::new(None, None, None, None)
    }
}

impl Fields {
    /// Fields by the names that a user gave, else by their usual names. Whoever names only one of
    /// `html` and `text` means that the other is not read.
    pub fn new(
        id: Option<String>,
        url: Option<String>,
        html: Option<String>,
        text: Option<String>,
    ) -> Self {
        let (html, text) = match (html, text) {
            (None, None) => (Some("html".to_owned()), Some("text".to_owned())),
            named => named,
        };
        Self {
            id: id.unwrap_or_else(|| "id".to_owned()),
            url: url.unwrap_or_else(|| "url".to_owned()),
            html,
            text,
            language: "language".to_owned(),
        }
    }
}

/// The lines of a file.
#[derive(Debug)]
pub(super) struct Lines {
    id: String,
    file: String,
    stream: Stream,
    shared: Arc<Shared>,
    line: u64,
    offset: u64,
    done: bool,
}

impl Lines {
    pub(super) fn new(id: String, file: String, stream: Stream, shared: Arc<Shared>) -> Self {
        Self { id, file, stream, shared, line: 0, offset: 0, done: false }
    }

    /// Bytes of the longest line that is read: a document at its limit, escaped as wastefully as
    /// JSON can, and its other fields.
    fn limit(&self) -> u64 {
        self.shared.max_doc_bytes.saturating_mul(6).saturating_add(1 << 20)
    }

    fn pending(&self, offset: u64, size: u64, state: State) -> Pending {
        let origin = Origin { file: self.file.clone(), offset, part: Part::Line(self.line) };
        Pending { id: format!("{}:{}", self.id, self.line), origin, size, state }
    }

    fn failed(&self, offset: u64, status: Status, reason: String) -> Pending {
        self.pending(offset, 0, State::Failed { status, reason })
    }

    fn stop(&mut self, read: u64, error: &std::io::Error) -> Pending {
        self.done = true;
        let reason = open::reason(error, self.offset + read);
        self.failed(self.offset, Status::Error, reason)
    }
}

impl Iterator for Lines {
    type Item = Pending;

    fn next(&mut self) -> Option<Pending> {
        while !self.done {
            self.line += 1;
            let (limit, start) = (self.limit(), self.offset);
            let mut json = Vec::new();
            let read =
                self.stream.by_ref().take(limit.saturating_add(1)).read_until(b'\n', &mut json);
            let n = json.len() as u64;
            if let Err(error) = read {
                return Some(self.stop(n, &error));
            }
            self.offset += n;
            if n > limit && json.last() != Some(&b'\n') {
                drop(json);
                match self.stream.skip_until(b'\n') {
                    Ok(skipped) => self.offset += skipped as u64,
                    Err(error) => return Some(self.stop(0, &error)),
                }
                let reason = format!(
                    "the line has more than {limit} bytes; raise `--max-doc-bytes` (now {}) to \
                     take it",
                    self.shared.max_doc_bytes
                );
                return Some(self.failed(start, Status::TooLarge, reason));
            }
            self.done = n == 0;
            // A file that is no text at all would make each of its "lines" an error.
            if self.line == 1 && json.contains(&0) {
                self.done = true;
                let reason = "it is not JSON lines in UTF-8 (its first line holds zero bytes); \
                              convert it or leave it out";
                return Some(self.failed(start, Status::Error, reason.to_owned()));
            }
            if self.line == 1 && json.starts_with(b"\xef\xbb\xbf") {
                json.drain(..3);
            }
            if self.line == 1
                && let Some(reason) = spread_out(&json)
            {
                self.done = true;
                return Some(self.failed(start, Status::Error, reason));
            }
            if json.iter().any(|b| !b.is_ascii_whitespace()) {
                let state = State::Line { json, shared: Arc::clone(&self.shared) };
                return Some(self.pending(start, n, state));
            }
        }
        None
    }
}

/// What to say of a file whose first line begins a JSON value of many lines, each of which would be
/// an error of its own.
fn spread_out(line: &[u8]) -> Option<String> {
    let line = line.trim_ascii();
    let (what, advice) = match line.first()? {
        b'{' if line.len() == 1 => ("object", "`jq -c .`"),
        b'[' if serde_json::from_slice::<IgnoredAny>(line).is_err() => ("array", "`jq -c '.[]'`"),
        _ => return None,
    };
    Some(format!(
        "it is not JSON lines but a JSON {what} of many lines; write one object a line, as {advice} \
         does"
    ))
}

/// The document of one line.
pub(super) fn document(
    id: String,
    origin: Origin,
    json: &[u8],
    fields: &Fields,
) -> Result<Document, Unreadable> {
    let mut row = match row(json, origin.offset) {
        Ok(row) => row,
        Err(reason) => return Err(Unreadable { id, origin, status: Status::Error, reason }),
    };
    let id = match get(&mut row, &fields.id) {
        Some(Value::String(id)) => std::mem::take(id),
        Some(Value::Number(number)) => number.to_string(),
        _ => id,
    };
    let mut text_of = |name: &str| match get(&mut row, name) {
        Some(Value::String(text)) => Some(std::mem::take(text)),
        _ => None,
    };
    let (url, language) = (text_of(&fields.url), text_of(&fields.language));
    match content(&mut row, fields) {
        Ok((kind, text)) => {
            let content = Content::Text(text);
            Ok(Document { url, language, origin, content, ..Document::new(id, kind, "") })
        }
        Err(reason) => Err(Unreadable { id, origin, status: Status::Error, reason }),
    }
}

/// The HTML, else the text, of a row.
fn content(row: &mut Map<String, Value>, fields: &Fields) -> Result<(Kind, String), String> {
    let wanted = [(Kind::Html, &fields.html), (Kind::Text, &fields.text)];
    for (kind, name) in wanted {
        let Some(name) = name else { continue };
        match get(row, name) {
            None | Some(Value::Null) => {}
            Some(Value::String(text)) => return Ok((kind, std::mem::take(text))),
            Some(_) => {
                let flag = if kind == Kind::Html { "--html-field" } else { "--text-field" };
                return Err(format!(
                    "its field `{name}` is not a string; name the right one with `{flag}`"
                ));
            }
        }
    }
    let names: Vec<_> =
        wanted.iter().filter_map(|(_, name)| Some(format!("`{}`", name.as_ref()?))).collect();
    Err(format!(
        "there is no field {}; name the one that holds the page with `--html-field` or \
         `--text-field`",
        names.join(" or ")
    ))
}

/// The field of that name; a dotted name goes down.
fn get<'a>(row: &'a mut Map<String, Value>, name: &str) -> Option<&'a mut Value> {
    if row.contains_key(name) {
        return row.get_mut(name);
    }
    let mut parts = name.split('.');
    let mut value = row.get_mut(parts.next()?)?;
    for part in parts {
        value = value.get_mut(part)?;
    }
    Some(value)
}

/// The object of a line that starts at byte `offset` of its file.
fn row(json: &[u8], offset: u64) -> Result<Map<String, Value>, String> {
    // A line break would be where the line ends too soon, at column 0 of the next.
    let json = json.trim_ascii_end();
    let text = std::str::from_utf8(json).map_err(|error| {
        let at = offset + error.valid_up_to() as u64;
        format!("the line is not UTF-8 (byte {at} of the file); convert the file to UTF-8")
    })?;
    let parsed = serde_json::from_str(text).or_else(|error| match without_lone_surrogates(text) {
        Some(mended) => serde_json::from_str(&mended),
        None => Err(error),
    });
    match parsed {
        Ok(Value::Object(row)) => Ok(row),
        Ok(_) => Err("the line is JSON, but no object; write one object a line, `{…}`".to_owned()),
        Err(error) => {
            // serde_json counts lines within what it was given, which is one line.
            let (what, at) = (error.to_string(), error.column());
            let what = what.split(" at line ").next().unwrap_or_default();
            Err(format!("the line is not JSON: {what} at column {at}; mend or remove it"))
        }
    }
}

/// `json` with the escapes of half a surrogate pair, which stand for no character and which Python
/// writes nevertheless, replaced by U+FFFD; `None` where there are none.
fn without_lone_surrogates(json: &str) -> Option<String> {
    let unit = |at: usize| -> Option<u16> {
        let digits = json.get(at..)?.strip_prefix("\\u")?.get(..4)?;
        u16::from_str_radix(digits, 16).ok()
    };
    let mut mended = String::with_capacity(json.len());
    let (mut at, mut from, mut found) = (0, 0, false);
    while let Some(escape) = json[at..].find('\\') {
        at += escape;
        at += match unit(at) {
            Some(0xd800..=0xdbff) if matches!(unit(at + 6), Some(0xdc00..=0xdfff)) => 12,
            Some(0xd800..=0xdfff) => {
                mended.push_str(&json[from..at]);
                mended.push_str("\\ufffd");
                (from, found) = (at + 6, true);
                6
            }
            _ => 1 + json[at + 1..].chars().next().map_or(0, char::len_utf8),
        };
    }
    mended.push_str(&json[from..]);
    found.then_some(mended)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str, fields: &Fields) -> Result<Document, String> {
        document("f:1".to_owned(), Origin::default(), json.as_bytes(), fields)
            .map_err(|unreadable| unreadable.reason)
    }

    fn text(document: &Document) -> &str {
        std::str::from_utf8(document.content.as_bytes()).unwrap()
    }

    #[test]
    fn html_goes_before_text_unless_named() {
        let json = r#"{"id":7,"url":"u","html":"<p>h","text":"t","language":"de"}"#;
        let doc = read(json, &Fields::default()).unwrap();
        assert_eq!((doc.id.as_str(), doc.kind, text(&doc)), ("7", Kind::Html, "<p>h"));
        assert_eq!((doc.url.as_deref(), doc.language.as_deref()), (Some("u"), Some("de")));
        let doc = read(json, &Fields::new(None, None, None, Some("text".into()))).unwrap();
        assert_eq!((doc.kind, text(&doc)), (Kind::Text, "t"));
        assert_eq!(read(r#"{"html":null,"text":"t"}"#, &Fields::default()).unwrap().id, "f:1");
    }

    #[test]
    fn dotted_names_go_down() {
        let fields = Fields::new(Some("m.id".into()), None, None, Some("a.b.c".into()));
        let doc = read(r#"{"m":{"id":"x"},"a":{"b":{"c":"t"}}}"#, &fields).unwrap();
        assert_eq!((doc.id.as_str(), text(&doc)), ("x", "t"));
        let doc = read(r#"{"m.id":"y","a.b.c":"u"}"#, &fields).unwrap();
        assert_eq!((doc.id.as_str(), text(&doc)), ("y", "u"));
    }

    #[test]
    fn odd_strings_are_read() {
        let fields = Fields::default();
        let doc = read(r#"{"text":"a\ud800b\\ud800\ud83d\ude00\u0000\udc00"}"#, &fields).unwrap();
        assert_eq!(text(&doc), "a\u{fffd}b\\ud800😀\0\u{fffd}");
    }

    #[test]
    fn says_what_is_wrong() {
        let fields = Fields::default();
        let deep = format!("{{\"text\":{}1{}}}", "[".repeat(9_999), "]".repeat(9_999));
        for (json, what) in [
            ("{\"text\":", "not JSON"),
            ("{\"text\":\r\n", "at column 8"),
            ("{\"text\":\"\\ud800", "not JSON"),
            ("[1]", "no object"),
            ("{\"body\":\"t\"}", "no field `html` or `text`"),
            ("{\"text\":5}", "`text` is not a string"),
            (deep.as_str(), "recursion limit"),
        ] {
            let reason = read(json, &fields).unwrap_err();
            assert!(reason.contains(what), "{reason}");
        }
    }
}
