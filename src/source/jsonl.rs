//! Owns JSONL files: a JSON object a line, each a document.

use super::open::{self, Stream};
use super::row::{self, Fields, Row, without_lone_surrogates};
use super::{Pending, Shared, State, Unreadable, utf16};
use crate::document::{Content, Document, Kind, Origin, Part, Status};
use serde::de::IgnoredAny;
use serde_json::value::RawValue;
use std::io::{BufRead, Read};
use std::sync::Arc;

/// The lines of a file.
#[derive(Debug)]
pub(super) struct Lines {
    id: String,
    file: String,
    stream: Stream,
    shared: Arc<Shared>,
    line: u64,
    offset: u64,
    /// What kept the first line from being read.
    error: Option<std::io::Error>,
    done: bool,
}

impl Lines {
    pub(super) fn new(id: String, file: String, mut stream: Stream, shared: Arc<Shared>) -> Self {
        let mut error = None;
        match stream.fill_buf().map(utf16::detect) {
            Ok(None) => {}
            Ok(Some(big_endian)) => stream = stream.decode_utf16(big_endian),
            Err(first) => error = Some(first),
        }
        Self { id, file, stream, shared, line: 0, offset: 0, error, done: false }
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
            if let Some(error) = self.error.take() {
                return Some(self.stop(0, &error));
            }
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
    let failed = |reason| Unreadable::new(id.clone(), origin.clone(), Status::Error, reason);
    // A line break would be where the line ends too soon, at column 0 of the next.
    let text = std::str::from_utf8(json.trim_ascii_end()).map_err(|error| {
        let at = origin.offset + error.valid_up_to() as u64;
        failed(format!("the line is not UTF-8 (byte {at} of the file); convert the file to UTF-8"))
    })?;
    let mended;
    let mut row = Row::parse(text);
    if row.is_err()
        && let Some(text) = without_lone_surrogates(text)
    {
        mended = text;
        row = Row::parse(&mended);
    }
    let row = row.map_err(|error| failed(broken(text, &error)))?;
    let id = row.get(&fields.id).and_then(identifier).unwrap_or_else(|| id.clone());
    let text_of = |name: &str| row.get(name).and_then(row::string);
    let content = content(&row, fields);
    let mut read = vec![fields.id.as_str(), fields.url.as_str(), fields.language.as_str()];
    read.extend(content.as_ref().ok().map(|(_, name, _)| *name));
    let extra = row.kept(&fields.keep, &read);
    match content {
        Ok((kind, _, text)) => Ok(Document {
            url: text_of(&fields.url),
            language: text_of(&fields.language),
            content: Content::Text(text),
            extra,
            origin,
            ..Document::new(id, kind, "")
        }),
        Err(reason) => {
            let extra = extra.map(String::into);
            Err(Unreadable { extra, ..Unreadable::new(id, origin, Status::Error, reason) })
        }
    }
}

/// A string, or a number as it is written.
fn identifier(value: &RawValue) -> Option<String> {
    let number = value.get().starts_with(|c: char| c == '-' || c.is_ascii_digit());
    if number { Some(value.get().to_owned()) } else { row::string(value) }
}

/// The HTML, else the text, of a row, behind the name of its field.
fn content<'f>(row: &Row<'_>, fields: &'f Fields) -> Result<(Kind, &'f str, String), String> {
    for (kind, name) in [(Kind::Html, &fields.html), (Kind::Text, &fields.text)] {
        let Some(name) = name else { continue };
        let Some(value) = row.get(name).filter(|value| value.get() != "null") else { continue };
        if let Some(text) = row::string(value) {
            return Ok((kind, name, text));
        }
        let flag = if kind == Kind::Html { "--html-field" } else { "--text-field" };
        return Err(format!(
            "its field `{name}` is not a string; name the right one with `{flag}`"
        ));
    }
    Err(format!(
        "there is no field {}; name the one that holds the page with `--html-field` or \
         `--text-field`",
        fields.content_names()
    ))
}

/// What to say of a line that holds no row.
fn broken(text: &str, error: &serde_json::Error) -> String {
    if !text.trim_start().starts_with('{') && row::is_json(text) {
        return "the line is JSON, but no object; write one object a line, `{…}`".to_owned();
    }
    // serde_json counts lines within what it was given, which is one line.
    let (what, at) = (error.to_string(), error.column());
    let what = what.split(" at line ").next().unwrap_or_default();
    format!("the line is not JSON: {what} at column {at}; mend or remove it")
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
    fn what_is_not_read_costs_nothing() {
        let deep = format!("{}1{}", "[".repeat(9_999), "]".repeat(9_999));
        for odd in ["1e999", "\"\\ud800\"", deep.as_str()] {
            let json = format!("{{\"odd\":{odd},\"id\":9007199254740993000,\"text\":\"t\"}}");
            let doc = read(&json, &Fields::default()).unwrap();
            assert_eq!((doc.id.as_str(), text(&doc)), ("9007199254740993000", "t"));
        }
    }

    #[test]
    fn an_error_keeps_what_is_known() {
        let fields = Fields { keep: super::row::Keep::All, ..Fields::default() };
        let error = document("f:1".into(), Origin::default(), br#"{"id":"a","n":1}"#, &fields);
        let error = error.unwrap_err();
        assert_eq!((error.id.as_str(), error.extra.as_deref()), ("a", Some(r#"{"n":1}"#)));
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
            (deep.as_str(), "`text` is not a string"),
        ] {
            let reason = read(json, &fields).unwrap_err();
            assert!(reason.contains(what), "{reason}");
        }
    }
}
