//! Owns HTTP responses: where their header ends, and how transfer and content encodings are undone.
//! Crawlers often keep the header that names an encoding and undo the encoding; so it is undone only
//! where the bytes agree.

use super::header::Header;
use crate::document::Note;
use crate::source::frame::WINDOW_LOG;
use flate2::read::{DeflateDecoder, MultiGzDecoder, ZlibDecoder};
use memchr::{memchr, memmem};
use std::io::Read;

/// Encodings that are undone one after the other, at most.
const ENCODINGS: usize = 4;

/// Longest line that says how long a chunk is.
const CHUNK_LINE: usize = 1 << 10;

/// The header of a response.
#[derive(Debug, Default)]
pub(super) struct Head {
    /// The status, where it is a number of three digits.
    pub(super) status: Option<u16>,
    pub(super) fields: Header,
    /// Bytes in front of the body.
    pub(super) len: usize,
}

/// The header that a block begins with; an empty one where it begins with none.
pub(super) fn head(block: &[u8]) -> Head {
    if !block.starts_with(b"HTTP/") && !block.starts_with(b"ICY ") {
        return Head::default();
    }
    let ends = [&b"\r\n\r\n"[..], b"\n\n"];
    let ends = ends.iter().filter_map(|end| Some(memmem::find(block, end)? + end.len()));
    let len = ends.min().unwrap_or(block.len());
    let first = block[..len].split(|b| *b == b'\n').next().unwrap_or_default();
    let status = first.split(|b| *b == b' ').nth(1).map(<[u8]>::trim_ascii);
    let status = status.filter(|status| status.len() == 3);
    let status = status.and_then(|status| std::str::from_utf8(status).ok()?.parse().ok());
    Head { status, fields: Header::parse(&block[..len]), len }
}

/// The content of a response.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Body {
    pub(super) bytes: Vec<u8>,
    pub(super) notes: Vec<Note>,
}

/// The content of a body as it was sent; not much more of it than `limit` bytes.
pub(super) fn body(fields: &Header, sent: Vec<u8>, limit: u64) -> Body {
    let mut body = Body { bytes: sent, notes: Vec::new() };
    let named = |name| {
        let names = fields.get(name).unwrap_or_default().split(',');
        names.map(|name| name.trim().to_ascii_lowercase()).filter(|name| !name.is_empty())
    };
    let transfer = named("transfer-encoding").rev();
    for encoding in transfer.chain(named("content-encoding").rev()).take(ENCODINGS) {
        if encoding == "identity" || body.bytes.is_empty() {
            continue;
        }
        let note = match undo(&encoding, &body.bytes, limit) {
            Some(Undone { bytes, whole }) => {
                body.bytes = bytes;
                (!whole).then_some(Note::Truncated)
            }
            None => Some(Note::EncodingKept),
        };
        body.notes.extend(note.filter(|note| !body.notes.contains(note)));
    }
    body
}

/// What an encoding hid, and whether that is all of it.
#[derive(Debug, PartialEq, Eq)]
struct Undone {
    bytes: Vec<u8>,
    whole: bool,
}

/// Undoes one encoding; `None` where the bytes are not in it.
fn undo(encoding: &str, bytes: &[u8], limit: u64) -> Option<Undone> {
    let starts = |magic: &[u8]| bytes.starts_with(magic);
    // Without a magic number, bytes that are not in the encoding may give some noise before the
    // error; so all or nothing.
    let (undone, sure) = match encoding {
        "chunked" => return joined(bytes),
        "gzip" | "x-gzip" if starts(b"\x1f\x8b") => (read(MultiGzDecoder::new(bytes), limit), true),
        "deflate" if is_zlib(bytes) => (read(ZlibDecoder::new(bytes), limit), false),
        "deflate" => (read(DeflateDecoder::new(bytes), limit), false),
        "br" => (read(brotli_decompressor::Decompressor::new(bytes, 4_096), limit), false),
        "zstd" if starts(b"\x28\xb5\x2f\xfd") => {
            let mut decoder = zstd::stream::read::Decoder::new(bytes).ok()?;
            decoder.window_log_max(WINDOW_LOG).ok()?;
            (read(decoder, limit), true)
        }
        _ => return None,
    };
    (undone.whole || sure && !undone.bytes.is_empty()).then_some(undone)
}

/// What a decoder gives, but not much more than `limit` bytes, which then count as all.
fn read(decoder: impl Read, limit: u64) -> Undone {
    let mut bytes = Vec::new();
    let whole = decoder.take(limit.saturating_add(1)).read_to_end(&mut bytes).is_ok();
    Undone { bytes, whole }
}

fn is_zlib(bytes: &[u8]) -> bool {
    matches!(bytes, [a, b, ..] if a & 0x0f == 8 && (u32::from(*a) << 8 | u32::from(*b)) % 31 == 0)
}

/// The chunks of a body, joined; `None` where it does not consist of chunks. The last of several may
/// be cut off.
fn joined(body: &[u8]) -> Option<Undone> {
    let (mut bytes, mut rest, mut chunks) = (Vec::with_capacity(body.len()), body, 0);
    loop {
        let cut = |bytes, chunks| (chunks > 0).then_some(Undone { bytes, whole: false });
        let Some(end) = memchr(b'\n', &rest[..rest.len().min(CHUNK_LINE)]) else {
            return if rest.len() < CHUNK_LINE { cut(bytes, chunks) } else { None };
        };
        let size = rest[..end].split(|b| *b == b';').next().unwrap_or_default().trim_ascii();
        let size = std::str::from_utf8(size).ok().filter(|size| !size.starts_with('+'))?;
        let size = u64::from_str_radix(size, 16).ok()?;
        rest = &rest[end + 1..];
        if size == 0 {
            return Some(Undone { bytes, whole: true });
        }
        let Some(chunk) = usize::try_from(size).ok().and_then(|size| rest.get(..size)) else {
            bytes.extend_from_slice(rest);
            return cut(bytes, chunks);
        };
        bytes.extend_from_slice(chunk);
        rest = &rest[chunk.len()..];
        chunks += 1;
        rest = match rest {
            [b'\r', b'\n', rest @ ..] | [b'\n', rest @ ..] => rest,
            [] | [b'\r'] => return cut(bytes, chunks),
            _ => return None,
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn of(fields: &str, sent: &[u8]) -> (String, Vec<Note>) {
        let body = body(&Header::parse(fields.as_bytes()), sent.to_vec(), 1_000);
        (String::from_utf8_lossy(&body.bytes).into_owned(), body.notes)
    }

    fn gzip(text: &[u8]) -> Vec<u8> {
        let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        out.write_all(text).unwrap();
        out.finish().unwrap()
    }

    #[test]
    fn chunks_are_joined_where_there_are_chunks() {
        let chunked = "Transfer-Encoding: chunked";
        assert_eq!(of(chunked, b"3\r\nabc\r\n2;x=1\r\nde\r\n0\r\n\r\n"), ("abcde".into(), vec![]));
        assert_eq!(of(chunked, b"3\r\nabc\r\n9\r\nde"), ("abcde".into(), vec![Note::Truncated]));
        for whole in ["<!DOCTYPE html>\n<p>a", "face\nto face", "3\r\nabcdef", "3\r\nabc\r\nzz\r\n"]
        {
            assert_eq!(of(chunked, whole.as_bytes()), (whole.into(), vec![Note::EncodingKept]));
        }
        assert_eq!(of(chunked, b""), (String::new(), vec![]));
        let absurd = "2\r\nab\r\nffffffffffffffff\r\ncd";
        assert_eq!(of(chunked, absurd.as_bytes()).0, "abcd");
    }

    #[test]
    fn encodings_are_undone_where_the_bytes_agree() {
        let page = "<p>A crane fell onto the rails of the harbour.";
        let mut zlib = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::default());
        zlib.write_all(page.as_bytes()).unwrap();
        let mut raw =
            flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::default());
        raw.write_all(page.as_bytes()).unwrap();
        let cases = [
            ("gzip", gzip(page.as_bytes())),
            ("gzip, gzip", gzip(&gzip(page.as_bytes()))),
            ("deflate", zlib.finish().unwrap()),
            ("deflate", raw.finish().unwrap()),
            ("zstd", zstd::encode_all(page.as_bytes(), 3).unwrap()),
        ];
        for (encoding, bytes) in cases {
            let fields = format!("Content-Encoding: {encoding}");
            assert_eq!(of(&fields, &bytes), (page.into(), vec![]), "{encoding}");
        }
        for encoding in ["gzip", "deflate", "br", "zstd", "utf-8"] {
            let fields = format!("Content-Encoding: {encoding}");
            assert_eq!(of(&fields, page.as_bytes()), (page.into(), vec![Note::EncodingKept]));
        }
        let cut = gzip(page.repeat(9).as_bytes());
        let (text, notes) = of("Content-Encoding: gzip", &cut[..cut.len() - 9]);
        assert!(text.starts_with(page) && notes == [Note::Truncated]);
    }

    #[test]
    fn a_bomb_stops_at_the_limit() {
        let bomb = gzip(&vec![b'a'; 1 << 20]);
        assert_eq!(of("Content-Encoding: gzip", &bomb).0.len(), 1_001);
    }

    #[test]
    fn a_status_is_a_number() {
        for (block, status, len) in [
            (&b"HTTP/1.1 404 Not Found\r\nA: b\r\n\r\nbody"[..], Some(404), 32),
            (b"HTTP/2 200\nA: b\n\nbody", Some(200), 17),
            (b"HTTP/1.1 abc\r\n\r\n", None, 16),
            (b"ICY 200 OK\r\n\r\n", Some(200), 14),
            (b"HTTP/1.1 200 OK\r\nX: y\r\n", Some(200), 23),
            (b"<p>HTTP/", None, 0),
        ] {
            let head = head(block);
            assert_eq!((head.status, head.len), (status, len));
        }
    }
}
