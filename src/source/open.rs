//! Owns how a file is opened: plain or gzip, told by its first bytes, and which format its content
//! looks like. Everything streams; a file is never held whole.

use super::{Counters, Format};
use flate2::bufread::MultiGzDecoder;
use std::io::{self, BufRead, BufReader, Cursor, Read};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::Ordering;

const BUFFER: usize = 64 << 10;

/// White space at the front of a file, in bytes, behind which its format is not looked for.
const SNIFF: usize = 4 << 10;

/// The decompressed bytes of a file.
pub(super) struct Stream(Box<dyn BufRead + Send>);

impl std::fmt::Debug for Stream {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Stream")
    }
}

impl Read for Stream {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        self.0.read(buf)
    }
}

impl BufRead for Stream {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.0.fill_buf()
    }

    fn consume(&mut self, amount: usize) {
        self.0.consume(amount);
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
        let inner: Box<dyn Read + Send> = match self {
            Place::Path(path) => Box::new(std::fs::File::open(path)?),
            Place::Stdin => Box::new(io::stdin()),
        };
        let mut counted = Counted { inner, counters: Arc::clone(counters) };
        let mut magic = Vec::with_capacity(2);
        counted.by_ref().take(2).read_to_end(&mut magic)?;
        let gzip = magic == [0x1f, 0x8b];
        let all = Cursor::new(magic).chain(BufReader::with_capacity(BUFFER, counted));
        Ok(Stream(if gzip {
            Box::new(BufReader::with_capacity(BUFFER, MultiGzDecoder::new(all)))
        } else {
            Box::new(all)
        }))
    }
}

struct Counted {
    inner: Box<dyn Read + Send>,
    counters: Arc<Counters>,
}

impl Read for Counted {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(buf)?;
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
    Ok((format.unwrap_or(Format::Text), Stream(Box::new(Cursor::new(head).chain(stream)))))
}

/// The format by the first bytes that are no white space, past a byte order mark; the zero bytes of
/// UTF-16 do not count.
fn told(head: &[u8]) -> Option<Format> {
    let marks = [&b"\xef\xbb\xbf"[..], b"\xff\xfe", b"\xfe\xff"];
    if marks.iter().any(|mark| mark.len() > head.len() && mark.starts_with(head)) {
        return None;
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
    // Plain files give errors of the system, which have a number; flate2's have none.
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
        let cases: [(&[u8], Option<Format>); 10] = [
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
