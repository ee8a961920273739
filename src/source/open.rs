//! Owns how a file is opened: plain, gzip or zstd, told by its first bytes, and which format its
//! content looks like. Everything streams; a file is never held whole.

use super::unpack::{Codec, Unpacker};
use super::utf16::Utf16;
use super::{Counters, Format};
use std::io::{self, BufRead, BufReader, Cursor, Read};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::Ordering;

const BUFFER: usize = 64 << 10;

/// White space at the front of a file, in bytes, behind which its format is not looked for.
const SNIFF: usize = 4 << 10;

/// The decompressed bytes of a file.
pub(super) struct Stream {
    /// Bytes that were read already and come first.
    head: Cursor<Vec<u8>>,
    inner: Inner,
}

enum Inner {
    Plain(Box<dyn BufRead + Send>),
    Packed(Box<Unpacker>),
}

impl std::fmt::Debug for Stream {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Stream")
    }
}

impl Stream {
    /// A stream of bytes at hand.
    #[cfg(test)]
    pub(super) fn of(bytes: Vec<u8>) -> Self {
        Self::new(Box::new(Cursor::new(bytes))).expect("memory can be read")
    }

    /// The same text in UTF-8, where the stream is in UTF-16.
    pub(super) fn decode_utf16(self, big_endian: bool) -> Self {
        let inner = Inner::Plain(Box::new(Utf16::new(self, big_endian)));
        Self { head: Cursor::default(), inner }
    }

    /// The stream of a file that may be compressed.
    fn new(mut file: Box<dyn Read + Send>) -> io::Result<Self> {
        let mut magic = Vec::with_capacity(4);
        file.by_ref().take(4).read_to_end(&mut magic)?;
        let codec = Codec::of(&magic);
        let all = Cursor::new(magic).chain(file);
        let inner = match codec {
            Some(codec) => Inner::Packed(Box::new(Unpacker::new(codec, Box::new(all)))),
            None => Inner::Plain(Box::new(BufReader::with_capacity(BUFFER, all))),
        };
        Ok(Self { head: Cursor::default(), inner })
    }

    /// From now on, the end of a member of a compressed file reads as the end of the file.
    pub(super) fn by_member(&mut self) {
        if let Inner::Packed(unpacker) = &mut self.inner {
            unpacker.by_member();
        }
    }

    /// Goes on behind the end of a member; false where there is no other.
    pub(super) fn next_member(&mut self) -> io::Result<bool> {
        match &mut self.inner {
            Inner::Plain(_) => Ok(false),
            Inner::Packed(unpacker) => unpacker.next_member(),
        }
    }

    /// Goes on at the next member behind damage; false where there is none.
    pub(super) fn resync(&mut self) -> io::Result<bool> {
        match &mut self.inner {
            Inner::Plain(_) => Ok(false),
            Inner::Packed(unpacker) => unpacker.resync(),
        }
    }

    /// Whether the file is compressed.
    pub(super) fn is_packed(&self) -> bool {
        matches!(self.inner, Inner::Packed(_))
    }

    /// Puts bytes back, which come first then.
    pub(super) fn unread(&mut self, mut bytes: Vec<u8>) {
        let at = self.head.position() as usize;
        // Where they were put back before, they are still there.
        if self.head.get_ref().get(..at).is_some_and(|before| before.ends_with(&bytes)) {
            return self.head.set_position((at - bytes.len()) as u64);
        }
        bytes.extend_from_slice(self.head.get_ref().get(at..).unwrap_or_default());
        self.head = Cursor::new(bytes);
    }
}

impl Read for Stream {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let n = self.fill_buf()?.read(buf)?;
        self.consume(n);
        Ok(n)
    }
}

impl BufRead for Stream {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.head.position() < self.head.get_ref().len() as u64 {
            return self.head.fill_buf();
        }
        match &mut self.inner {
            Inner::Plain(plain) => plain.fill_buf(),
            Inner::Packed(unpacker) => unpacker.fill_buf(),
        }
    }

    fn consume(&mut self, amount: usize) {
        if self.head.position() < self.head.get_ref().len() as u64 {
            return self.head.consume(amount);
        }
        match &mut self.inner {
            Inner::Plain(plain) => plain.consume(amount),
            Inner::Packed(unpacker) => unpacker.consume(amount),
        }
    }
}

/// Where a file is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Place {
    Path(PathBuf),
    Stdin,
}

impl Place {
    /// Opens it and looks whether it is compressed.
    pub(super) fn open(&self, counters: &Arc<Counters>) -> io::Result<Stream> {
        let (inner, path): (Box<dyn Read + Send>, _) = match self {
            Place::Path(path) => {
                let file = std::fs::File::open(path);
                (Box::new(file.inspect_err(|error| counters.check(error, path))?), path.clone())
            }
            Place::Stdin => (Box::new(io::stdin()), PathBuf::from("standard input")),
        };
        Stream::new(Box::new(Counted { inner, path, counters: Arc::clone(counters) }))
    }
}

struct Counted {
    inner: Box<dyn Read + Send>,
    path: PathBuf,
    counters: Arc<Counters>,
}

impl Read for Counted {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(buf);
        let n = n.inspect_err(|error| self.counters.check(error, &self.path))?;
        self.counters.read.fetch_add(n as u64, Ordering::Relaxed);
        Ok(n)
    }
}

/// The format that a stream's content looks like, and the stream from its start.
pub(super) fn tell(mut stream: Stream) -> io::Result<(Format, Stream)> {
    let mut head = Vec::new();
    let mut format = None;
    while format.is_none() && head.len() < SNIFF {
        let chunk = stream.fill_buf()?;
        let n = chunk.len();
        if n == 0 {
            break;
        }
        head.extend_from_slice(chunk);
        stream.consume(n);
        format = told(&head);
    }
    stream.unread(head);
    Ok((format.unwrap_or(Format::Text), stream))
}

/// The format by the first bytes that are no white space, past a byte order mark; the zero bytes of
/// UTF-16 do not count.
fn told(head: &[u8]) -> Option<Format> {
    let marks = [&b"\xef\xbb\xbf"[..], b"\xff\xfe", b"\xfe\xff"];
    if marks.iter().any(|mark| mark.len() > head.len() && mark.starts_with(head)) {
        return None;
    }
    if head.starts_with(b"WARC/") {
        return Some(Format::Warc);
    }
    if head.starts_with(b"PAR1") {
        return Some(Format::Parquet);
    }
    let rest = marks.iter().find_map(|mark| head.strip_prefix(*mark)).unwrap_or(head);
    let mut rest = rest.iter().filter(|b| !b.is_ascii_whitespace() && **b != 0);
    Some(match rest.next()? {
        b'<' => Format::Html,
        b'{' => Format::Jsonl,
        // An array of objects is no JSONL, but who reads it as that says so.
        b'[' if *rest.next()? == b'{' => Format::Jsonl,
        _ => Format::Text,
    })
}

/// What to tell a user whose file could be read up to `offset` bytes only.
pub(super) fn reason(error: &io::Error, offset: u64) -> String {
    let at = if offset > 0 { format!(" past byte {offset}") } else { String::new() };
    if error.kind() == io::ErrorKind::Unsupported && error.raw_os_error().is_none() {
        return error.to_string();
    }
    // Plain files give errors of the system, which have a number; those of decoders have none.
    if error.raw_os_error().is_none() {
        return format!(
            "it cannot be decompressed{at}: {error}; the file is damaged or cut off, fetch it again"
        );
    }
    format!("it cannot be read{at}: {error}; check that it is there and that you may read it")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_the_format_by_the_first_character() {
        let cases: [(&[u8], Option<Format>); 12] = [
            (b"WARC/1.1\r\n", Some(Format::Warc)),
            (b"PAR1", Some(Format::Parquet)),
            (b"\xef\xbb", None),
            (b" \n<p>", Some(Format::Html)),
            (b"\xef\xbb\xbf{}", Some(Format::Jsonl)),
            (b"\xff\xfe<\0p\0", Some(Format::Html)),
            (b"A crane fell", Some(Format::Text)),
            (b"[\n {\"text\"", Some(Format::Jsonl)),
            (b"[1] A crane fell", Some(Format::Text)),
            (b"[ ", None),
            (b"  \n", None),
            (b"", None),
        ];
        for (head, format) in cases {
            assert_eq!(told(head), format, "{head:?}");
        }
    }
}
