//! Owns text in UTF-16 that is read as UTF-8, as it comes.

use std::io::{self, BufRead, Read};

/// UTF-8 of what another reader gives as UTF-16.
pub(super) struct Utf16<R> {
    inner: R,
    big_endian: bool,
    /// Bytes of a character that is not complete.
    rest: Vec<u8>,
    out: Vec<u8>,
    at: usize,
}

impl<R: BufRead> Utf16<R> {
    pub(super) fn new(inner: R, big_endian: bool) -> Self {
        Self { inner, big_endian, rest: Vec::new(), out: Vec::new(), at: 0 }
    }

    fn unit(&self, pair: &[u8]) -> u16 {
        let pair = [pair[0], pair[1]];
        if self.big_endian { u16::from_be_bytes(pair) } else { u16::from_le_bytes(pair) }
    }

    /// Decodes what there is, but for a character that is not complete; at the end, that too.
    fn decode(&mut self, last: bool) {
        if last && self.rest.len() % 2 == 1 {
            self.rest.push(0);
        }
        let mut end = self.rest.len() & !1;
        let high = |at: usize| matches!(self.unit(&self.rest[at..]), 0xd800..=0xdbff);
        if !last && end >= 2 && high(end - 2) {
            end -= 2;
        }
        let units = self.rest[..end].chunks_exact(2).map(|pair| self.unit(pair));
        let text: String =
            char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect();
        self.rest.drain(..end);
        (self.out, self.at) = (text.into_bytes(), 0);
    }
}

/// Whether the front of a file of JSON is UTF-16, and whether it is big-endian then.
pub(super) fn detect(front: &[u8]) -> Option<bool> {
    match front {
        [0xff, 0xfe, ..] | [b'{' | b'[', 0, ..] => Some(false),
        [0xfe, 0xff, ..] | [0, b'{' | b'[', ..] => Some(true),
        _ => None,
    }
}

impl<R: BufRead> Read for Utf16<R> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let n = self.fill_buf()?.read(buf)?;
        self.consume(n);
        Ok(n)
    }
}

impl<R: BufRead> BufRead for Utf16<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        while self.at == self.out.len() {
            let chunk = self.inner.fill_buf()?;
            let n = chunk.len();
            self.rest.extend_from_slice(chunk);
            self.inner.consume(n);
            self.decode(n == 0);
            if n == 0 {
                break;
            }
        }
        Ok(&self.out[self.at..])
    }

    fn consume(&mut self, amount: usize) {
        self.at = (self.at + amount).min(self.out.len());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::BufReader;

    #[test]
    fn characters_may_lie_across_buffers() {
        let text = "{\"text\":\"Grüße 😀\"}\n";
        for big_endian in [false, true] {
            let units = text.encode_utf16();
            let bytes: Vec<u8> = units
                .flat_map(|unit| if big_endian { unit.to_be_bytes() } else { unit.to_le_bytes() })
                .collect();
            assert_eq!(detect(&bytes), Some(big_endian));
            for capacity in [1, 2, 3, 64] {
                let inner = BufReader::with_capacity(capacity, bytes.as_slice());
                let mut out = String::new();
                Utf16::new(inner, big_endian).read_to_string(&mut out).unwrap();
                assert_eq!(out, text);
            }
            let mut out = String::new();
            Utf16::new(&bytes[..bytes.len() - 1], big_endian).read_to_string(&mut out).unwrap();
            assert!(out.starts_with(text.trim_end()), "{out}");
        }
        assert_eq!(detect(b"{\"a\""), None);
    }
}
