//! Owns the headers of zstd frames. A header may say how long the content is, and zstd gives nothing
//! of a frame that lies about it; and it may ask for up to 2 GiB to refer back into, used or not. So
//! frames are decoded without the one, and as long as they do not use much of the other.

use super::unpack::Decoded;
use std::io::{self, Error, ErrorKind};
use zstd::stream::raw::{DParameter, Decoder, Operation};

/// How far back a frame may say that it refers, as a power of two: 2 GiB, the most that zstd knows.
const MOST: u32 = 31;

/// How far back a frame may refer, as a power of two: 128 MiB, as `zstd -d` allows.
pub(super) const WINDOW_LOG: u32 = 27;

/// Bytes of the longest header.
pub(super) const HEADER: usize = 18;

/// A frame on its way.
pub(super) struct Frame {
    decoder: Decoder<'static>,
    /// What is left of the header as it is given to the decoder.
    header: Vec<u8>,
    /// Bytes that the header says there are, and bytes that came.
    length: Option<u64>,
    written: u64,
    /// Whether it may refer back farther than is allowed.
    wide: bool,
}

impl Frame {
    pub(super) fn new(dictionary: &[u8]) -> io::Result<Self> {
        let mut decoder = match dictionary {
            [] => Decoder::new()?,
            dictionary => Decoder::with_dictionary(dictionary)?,
        };
        decoder.set_parameter(DParameter::WindowLogMax(MOST))?;
        Ok(Self { decoder, header: Vec::new(), length: None, written: 0, wide: false })
    }

    /// Begins a frame that starts with `bytes`; how many of them are its header, which is given to
    /// the decoder in another form. 0 where it is given as it is.
    pub(super) fn begin(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.decoder.reinit()?;
        (self.length, self.written, self.wide) = (None, 0, false);
        self.header.clear();
        let Some(header) = Header::parse(bytes) else { return Ok(0) };
        self.wide = header.window > 1 << WINDOW_LOG;
        self.length = header.length;
        self.header = header.without_length(bytes);
        Ok(header.bytes)
    }

    pub(super) fn step(&mut self, input: &[u8], out: &mut [u8]) -> io::Result<Decoded> {
        while !self.header.is_empty() {
            let status = self.decoder.run_on_buffers(&self.header, &mut [])?;
            self.header.drain(..status.bytes_read);
            if status.bytes_read == 0 {
                return Err(Error::new(ErrorKind::InvalidData, "its header is damaged"));
            }
        }
        let status = self.decoder.run_on_buffers(input, out)?;
        self.written += status.bytes_written as u64;
        if self.wide && self.written > 1 << WINDOW_LOG {
            return Err(Error::new(
                ErrorKind::Unsupported,
                "it refers back farther than 128 MiB; decompress it with `zstd -d --long=31` before",
            ));
        }
        let (read, written) = (status.bytes_read, status.bytes_written);
        let ended = status.remaining == 0;
        let lies = ended && self.length.is_some_and(|length| length != self.written);
        let late = lies.then(|| {
            Error::new(ErrorKind::InvalidData, "it has more or fewer bytes than its header says")
        });
        Ok(Decoded { read, written, ended, late })
    }
}

/// What a header says.
struct Header {
    bytes: usize,
    window: u64,
    length: Option<u64>,
    /// Where the id of the dictionary is.
    dictionary: std::ops::Range<usize>,
}

impl Header {
    /// `None` where that is no frame of data.
    fn parse(bytes: &[u8]) -> Option<Self> {
        let [0x28, 0xb5, 0x2f, 0xfd, flags, rest @ ..] = bytes else { return None };
        let single = flags & 0x20 != 0;
        let start = 5 + usize::from(!single);
        let end = start + [0, 1, 2, 4][usize::from(flags & 3)];
        let size = match flags >> 6 {
            0 => usize::from(single),
            n => 1 << n,
        };
        let mut number = [0; 8];
        number[..size].copy_from_slice(bytes.get(end..end + size)?);
        let number = u64::from_le_bytes(number) + if size == 2 { 256 } else { 0 };
        let window = if single {
            number
        } else {
            let (exponent, eighths) = (rest.first()? >> 3, rest.first()? & 7);
            let base = 1 << (10 + exponent);
            base + base / 8 * u64::from(eighths)
        };
        let length = (size > 0).then_some(number);
        Some(Self { bytes: end + size, window, length, dictionary: start..end })
    }

    /// The same header, without the length of the content.
    fn without_length(&self, bytes: &[u8]) -> Vec<u8> {
        // The checksum and the size of the dictionary's id stay.
        let mut header = vec![0x28, 0xb5, 0x2f, 0xfd, bytes[4] & 0x1f];
        let wanted = (0..=MOST - 10).find(|exponent| 1 << (10 + exponent) >= self.window);
        let exact = bytes[4] & 0x20 == 0;
        let exponent = wanted.unwrap_or(MOST - 10) as u8;
        header.push(if exact { bytes[5] } else { exponent << 3 });
        header.extend_from_slice(&bytes[self.dictionary.clone()]);
        header
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unpack(file: &[u8]) -> (Vec<u8>, Option<String>) {
        let mut frame = Frame::new(&[]).unwrap();
        let (mut at, mut all) = (frame.begin(file).unwrap(), Vec::new());
        loop {
            let mut out = vec![0; 1 << 16];
            match frame.step(&file[at..], &mut out) {
                Ok(step) => {
                    at += step.read;
                    all.extend_from_slice(&out[..step.written]);
                    if step.ended {
                        return (all, step.late.map(|error| error.to_string()));
                    }
                    assert!(step.read + step.written > 0, "it ends too soon");
                }
                Err(error) => return (all, Some(error.to_string())),
            }
        }
    }

    #[test]
    fn a_length_that_lies_is_an_error_behind_the_content() {
        for length in [0usize, 1, 200, 255, 256, 300, 70_000, 1 << 20] {
            let text = b"harbour ".repeat(length / 8 + 1)[..length].to_vec();
            let mut file = zstd::bulk::compress(&text, 3).unwrap();
            let header = Header::parse(&file).unwrap();
            assert_eq!((header.length, unpack(&file)), (Some(length as u64), (text.clone(), None)));
            file[header.bytes - 1] ^= 1;
            let (all, error) = unpack(&file);
            assert!(all == text && error.unwrap().contains("than its header says"), "{length}");
        }
    }

    #[test]
    fn a_wide_window_is_no_harm_until_it_is_used() {
        let wide = |text: &[u8]| {
            let mut encoder = zstd::Encoder::new(Vec::new(), 1).unwrap();
            std::io::Write::write_all(&mut encoder, text).unwrap();
            let mut file = encoder.finish().unwrap();
            assert_eq!(file[4] & 0xe0, 0, "a header with a window, and without a length");
            file[5] = 21 << 3;
            file
        };
        assert_eq!(unpack(&wide(b"harbour")), (b"harbour".to_vec(), None));
        let (all, error) = unpack(&wide(&vec![0; (1 << WINDOW_LOG) + 1]));
        assert!(all.len() <= 1 << WINDOW_LOG && error.unwrap().contains("--long=31"));
    }
}
