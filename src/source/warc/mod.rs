//! Owns WARC files, and WET files, which are WARC files of texts: which records are documents, and
//! how to go on behind a broken one.
//!
//! `response`, `resource` and `conversion` records are documents where they hold HTML or text and the
//! server had a page; all others are passed over and counted. A broken record is one error: the next
//! one is found at the next member of the compressed file, or at the next line that begins a record.

mod header;
mod http;

use super::open::{self, Stream};
use super::{Pending, Shared, State, Unreadable};
use crate::document::{Content, Document, Kind, Note, Origin, Part, Status};
use header::Header;
use memchr::memmem;
use std::io::{self, BufRead, Read};
use std::sync::Arc;

/// Longest header of a record.
const HEADER: u64 = 1 << 20;

/// Bytes of a file that are read once more behind lying lengths, at most. A file of nothing but lies
/// would else be read again for each of them.
const REREAD: u64 = 1 << 30;

/// Longest line that is looked at as a whole where the next record is searched for.
const LINE: u64 = 64 << 10;

/// The records of a file.
#[derive(Debug)]
pub(super) struct Records {
    id: String,
    file: String,
    stream: Stream,
    shared: Arc<Shared>,
    offset: u64,
    /// Bytes that were read once more.
    reread: u64,
    /// What came to light behind a record that was whole.
    error: Option<io::Error>,
    done: bool,
}

/// What became of a record.
enum Found {
    Document(Box<Pending>),
    Passed,
    /// What is wrong with it, and its id.
    Broken(Option<String>, String),
    End,
}

/// The block of a record.
enum Block {
    Whole(Vec<u8>),
    /// Longer than any document may be; this is its front.
    TooLarge(Vec<u8>),
    Broken(String),
}

impl Records {
    pub(super) fn new(id: String, file: String, mut stream: Stream, shared: Arc<Shared>) -> Self {
        stream.by_member();
        Self { id, file, stream, shared, offset: 0, reread: 0, error: None, done: false }
    }

    /// Bytes of the longest block that is held: a document at its limit, in chunks, and its header.
    fn limit(&self) -> u64 {
        let limit = self.shared.max_doc_bytes;
        limit.saturating_add(limit / 8).saturating_add(HEADER)
    }

    fn pending(&self, id: Option<&str>, offset: u64, size: u64, state: State) -> Pending {
        let origin = Origin { file: self.file.clone(), offset, part: Part::WarcRecord };
        let id = id.map_or_else(|| format!("{}:{offset}", self.id), str::to_owned);
        Pending { id, origin, size, state }
    }

    fn failed(&self, id: Option<&str>, offset: u64, status: Status, reason: String) -> Pending {
        self.pending(id, offset, 0, State::Failed { status, reason })
    }

    fn consume(&mut self, n: usize) {
        self.stream.consume(n);
        self.offset += n as u64;
    }

    /// Up to `most` bytes, as far as there are some.
    fn read(&mut self, most: u64) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        let read = self.stream.by_ref().take(most).read_to_end(&mut bytes);
        self.offset += bytes.len() as u64;
        read.map(|_| bytes)
    }

    fn line(&mut self, most: u64) -> io::Result<Vec<u8>> {
        let mut line = Vec::new();
        let read = self.stream.by_ref().take(most).read_until(b'\n', &mut line);
        self.offset += line.len() as u64;
        read.map(|_| line)
    }

    fn unread(&mut self, bytes: Vec<u8>) {
        self.offset -= bytes.len() as u64;
        self.stream.unread(bytes);
    }

    /// Goes to where a record should begin; false at the end of the file.
    fn begin(&mut self) -> io::Result<bool> {
        loop {
            let bytes = self.stream.fill_buf()?;
            let breaks = bytes.iter().take_while(|b| matches!(b, b'\r' | b'\n')).count();
            let (empty, found) = (bytes.is_empty(), breaks < bytes.len());
            self.consume(breaks);
            if found || empty && !self.stream.next_member()? {
                return Ok(found);
            }
        }
    }

    fn record(&mut self, start: &mut u64) -> io::Result<Found> {
        if let Some(error) = self.error.take() {
            return Err(error);
        }
        if !self.begin()? {
            return Ok(Found::End);
        }
        *start = self.offset;
        let first = self.line(LINE)?;
        if !first.starts_with(b"WARC/") {
            self.seek(first.ends_with(b"\n"))?;
            return Ok(Found::Broken(None, "here should be a WARC record, and is none".to_owned()));
        }
        let header = match self.header()? {
            Ok(header) => header,
            Err(reason) => return Ok(Found::Broken(None, reason)),
        };
        let id = header.get("warc-record-id").map(str::to_owned);
        let length = header.get("content-length").unwrap_or_default();
        // More digits than a number has are an absurd length, and no other mistake.
        let digits = !length.is_empty() && length.bytes().all(|b| b.is_ascii_digit());
        if !digits {
            self.seek(true)?;
            let reason = "its Content-Length is missing, or no number";
            return Ok(Found::Broken(id, reason.to_owned()));
        }
        let block = self.block(length.parse().unwrap_or(u64::MAX))?;
        Ok(match block {
            Block::Broken(reason) => Found::Broken(id, reason),
            Block::TooLarge(front) => self.document(header, front, *start, true),
            Block::Whole(block) => self.document(header, block, *start, false),
        })
    }

    /// The fields of a record; else what is wrong with them.
    fn header(&mut self) -> io::Result<Result<Header, String>> {
        let mut lines = Vec::new();
        loop {
            let line = self.line(HEADER + 1 - lines.len() as u64)?;
            if line.is_empty() {
                return Ok(Err("the file ends amid the record's header".to_owned()));
            }
            if line == b"\r\n" || line == b"\n" {
                return Ok(Ok(Header::parse(&lines)));
            }
            if line.starts_with(b"WARC/") {
                self.unread(line);
                return Ok(Err("another record begins amid its header".to_owned()));
            }
            lines.extend_from_slice(&line);
            if lines.len() as u64 > HEADER {
                drop(lines);
                self.seek(false)?;
                return Ok(Err("its header does not end".to_owned()));
            }
        }
    }

    /// The block of that length. Where something else than the end or a line break stands behind it,
    /// its length lies, and the next record is searched for within it first.
    fn block(&mut self, length: u64) -> io::Result<Block> {
        let limit = self.limit();
        let mut block = self.read(length.min(limit))?;
        let lies = |what: &str| Ok(Block::Broken(format!("its Content-Length is wrong: {what}")));
        if (block.len() as u64) < length.min(limit) {
            self.seek_within(&block);
            return lies("the file, or its part of it, ends before");
        }
        if length > limit {
            if self.seek_within(&block) {
                return lies("another record begins before");
            }
            block.truncate(HEADER as usize);
            block.shrink_to_fit();
            let rest = length - limit;
            let skipped = io::copy(&mut self.stream.by_ref().take(rest), &mut io::sink())?;
            self.offset += skipped;
            return if skipped < rest {
                lies("the file, or its part of it, ends before")
            } else {
                Ok(Block::TooLarge(block))
            };
        }
        match self.stream.fill_buf() {
            Ok([] | [b'\r' | b'\n', ..]) => Ok(Block::Whole(block)),
            Ok(_) => {
                if !self.seek_within(&block) {
                    self.seek(block.ends_with(b"\n"))?;
                }
                lies("no line break follows")
            }
            // The block is whole; the error is the next one's.
            Err(error) => {
                self.error = Some(error);
                Ok(Block::Whole(block))
            }
        }
    }

    /// Goes back to the next line within `block`, which was just read, that begins a record; false
    /// where there is none.
    fn seek_within(&mut self, block: &[u8]) -> bool {
        let begins = |at: &usize| block.get(at + 6).is_some_and(u8::is_ascii_digit);
        let Some(at) = memmem::find_iter(block, b"\nWARC/").find(begins) else { return false };
        let rest = &block[at + 1..];
        self.reread = self.reread.saturating_add(rest.len() as u64);
        let may = self.reread <= REREAD;
        if may {
            self.unread(rest.to_vec());
        }
        may
    }

    /// Goes to the next line that begins a record, or to the end of the member; `begins` says whether
    /// a line begins here.
    fn seek(&mut self, mut begins: bool) -> io::Result<()> {
        loop {
            let line = self.line(LINE)?;
            if line.is_empty() {
                return Ok(());
            }
            if begins && line.starts_with(b"WARC/") {
                self.unread(line);
                return Ok(());
            }
            begins = line.ends_with(b"\n");
        }
    }

    fn pass(&self, why: &str) -> Found {
        self.shared.counters.skip(why);
        Found::Passed
    }

    /// What a record is; of one that is too large, `block` is the front.
    fn document(&self, header: Header, mut block: Vec<u8>, start: u64, too_large: bool) -> Found {
        let kind = match wanted(&header) {
            Ok(kind) => kind,
            Err(why) => return self.pass(why),
        };
        let (of_record, charset) = header.content_type();
        let is_http = kind == "response"
            && of_record.as_deref().is_none_or(|media| media == "application/http");
        let head = if is_http { http::head(&block) } else { http::Head::default() };
        if let Some(status) = head.status.filter(|status| !(200..300).contains(status)) {
            return self.pass(&format!("http {status}"));
        }
        let (media, charset) =
            if is_http { head.fields.content_type() } else { (of_record, charset) };
        let media = media.or_else(|| header.get("warc-identified-payload-type").map(str::to_owned));
        let kind = match media.as_deref() {
            // Where nobody says what it is, it is told by its content.
            None | Some("text/html" | "application/xhtml+xml") => Kind::Html,
            Some("text/plain") => Kind::Text,
            Some(_) => return self.pass("neither html nor text"),
        };
        let id = header.get("warc-record-id").map(str::to_owned);
        if too_large {
            let reason = too_long(self.shared.max_doc_bytes);
            let failed = self.failed(id.as_deref(), start, Status::TooLarge, reason);
            return Found::Document(Box::new(failed));
        }
        block.drain(..head.len);
        let size = block.len() as u64;
        let shared = Arc::clone(&self.shared);
        let payload = Payload { kind, charset, header, http: head.fields, sent: block, shared };
        let state = State::Warc(Box::new(payload));
        Found::Document(Box::new(self.pending(id.as_deref(), start, size, state)))
    }
}

fn too_long(limit: u64) -> String {
    format!(
        "it has more than the {limit} bytes that are allowed; raise `--max-doc-bytes` to take it"
    )
}

/// The type of a record that may be a document; else as what it is counted.
fn wanted(header: &Header) -> Result<&'static str, &'static str> {
    const DOCUMENTS: [&str; 3] = ["response", "resource", "conversion"];
    const OTHERS: [&str; 5] = ["warcinfo", "request", "metadata", "revisit", "continuation"];
    let kind = header.get("warc-type").unwrap_or_default();
    let known =
        |names: &[&'static str]| names.iter().find(|name| name.eq_ignore_ascii_case(kind)).copied();
    known(&DOCUMENTS).ok_or(known(&OTHERS).unwrap_or("records of other types"))
}

impl Iterator for Records {
    type Item = Pending;

    fn next(&mut self) -> Option<Pending> {
        while !self.done {
            let mut start = self.offset;
            match self.record(&mut start) {
                Ok(Found::Document(pending)) => return Some(*pending),
                Ok(Found::Passed) => {}
                Ok(Found::Broken(id, what)) => {
                    let reason = format!("{what}; the record is left out");
                    return Some(self.failed(id.as_deref(), start, Status::Error, reason));
                }
                Ok(Found::End) => self.done = true,
                Err(error) => {
                    let reason = open::reason(&error, self.offset);
                    let damaged = error.raw_os_error().is_none();
                    // What cannot be read any more has no further record.
                    self.done = !(damaged && self.stream.resync().unwrap_or(false));
                    return Some(self.failed(None, start, Status::Error, reason));
                }
            }
        }
        None
    }
}

/// What a record holds, with its encodings.
#[derive(Debug)]
pub(super) struct Payload {
    kind: Kind,
    charset: Option<String>,
    header: Header,
    http: Header,
    sent: Vec<u8>,
    shared: Arc<Shared>,
}

impl Payload {
    pub(super) fn read(self, id: String, origin: Origin) -> Result<Document, Unreadable> {
        let Payload { kind, charset, header, http, sent, shared } = self;
        let limit = shared.max_doc_bytes;
        let mut body = http::body(&http, sent, limit);
        if body.bytes.len() as u64 > limit {
            return Err(Unreadable::new(id, origin, Status::TooLarge, too_long(limit)));
        }
        if header.get("warc-truncated").is_some() && !body.notes.contains(&Note::Truncated) {
            body.notes.push(Note::Truncated);
        }
        let url = header.get("warc-target-uri");
        // Some writers of WARC 1.0 put it into brackets.
        let url = url.map(|url| url.trim_start_matches('<').trim_end_matches('>').to_owned());
        Ok(Document {
            url,
            charset,
            crawled: header.get("warc-date").filter(|date| is_date(date)).map(str::to_owned),
            notes: body.notes,
            content: Content::Bytes(body.bytes),
            origin,
            ..Document::new(id, kind, "")
        })
    }
}

/// Whether a date is one of ISO 8601, of whatever precision.
fn is_date(text: &str) -> bool {
    let year = text.get(..4).is_some_and(|year| year.bytes().all(|b| b.is_ascii_digit()));
    year && text.len() <= 35
        && text.get(4..).is_some_and(|rest| {
            (rest.is_empty() || rest.starts_with('-'))
                && rest.bytes().all(|b| b.is_ascii_digit() || b"-:.+TZ".contains(&b))
        })
}

#[cfg(test)]
mod tests;
