//! Owns decompression: the members of a gzip file, or the frames of a zstd file, one behind the
//! other, as one stream or one by one. What is damaged costs its member; the next one can be found.

use super::frame::{self, Frame, WINDOW_LOG};
use flate2::{Decompress, FlushDecompress, Status};
use memchr::memmem;
use std::io::{self, BufRead, Error, ErrorKind, Read};

const BUFFER: usize = 64 << 10;

/// Compressed bytes of a member that are kept, to look for the next one among them where it turns
/// out to be damaged.
const KEPT: usize = 1 << 20;

/// Compressed bytes that are read once more to find the members behind damaged ones, at most. A file
/// of nothing but damage would else be read again for each of its members.
const REREAD: u64 = 256 << 20;

/// Longest dictionary that a `.warc.zst` may carry at its front.
const DICTIONARY: usize = 16 << 20;

/// How a file is compressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Codec {
    Gzip,
    Zstd,
}

impl Codec {
    /// The codec that a file's first bytes show.
    pub(super) fn of(head: &[u8]) -> Option<Self> {
        match head {
            [0x1f, 0x8b, ..] => Some(Codec::Gzip),
            [0x28, 0xb5, 0x2f, 0xfd, ..] | [0x50..=0x5f, 0x2a, 0x4d, 0x18, ..] => Some(Codec::Zstd),
            _ => None,
        }
    }

    /// What a member begins with that holds data.
    fn magic(self) -> &'static [u8] {
        match self {
            Codec::Gzip => &[0x1f, 0x8b, 8],
            Codec::Zstd => &[0x28, 0xb5, 0x2f, 0xfd],
        }
    }
}

/// Compressed bytes, and those that were read of the member at hand.
struct Tape {
    inner: Box<dyn Read + Send>,
    bytes: Vec<u8>,
    at: usize,
    /// Where the member at hand begins.
    mark: usize,
    /// How many bytes before `at` are kept, at most.
    kept: usize,
}

impl Tape {
    /// At least `n` bytes, or what is left of the file.
    fn peek(&mut self, n: usize) -> io::Result<&[u8]> {
        while self.bytes.len() - self.at < n {
            let gone = self.mark.max(self.at.saturating_sub(self.kept)).min(self.at);
            if gone >= self.kept.max(BUFFER) || gone == self.bytes.len() {
                self.bytes.drain(..gone);
                (self.at, self.mark) = (self.at - gone, self.mark.saturating_sub(gone));
            }
            let len = self.bytes.len();
            self.bytes.resize(len + BUFFER, 0);
            let read = self.inner.read(&mut self.bytes[len..]);
            self.bytes.truncate(len + *read.as_ref().unwrap_or(&0));
            match read {
                Ok(0) => break,
                Err(error) if error.kind() != ErrorKind::Interrupted => return Err(error),
                _ => {}
            }
        }
        Ok(&self.bytes[self.at..])
    }
}

enum Decoder {
    Gzip(Box<Decompress>),
    Zstd(Box<Frame>),
}

/// What a decoder did.
pub(super) struct Decoded {
    pub(super) read: usize,
    pub(super) written: usize,
    pub(super) ended: bool,
    /// What is wrong, although all has come.
    pub(super) late: Option<Error>,
}

impl Decoder {
    fn step(&mut self, input: &[u8], out: &mut [u8]) -> io::Result<Decoded> {
        match self {
            Decoder::Gzip(inflate) => {
                let before = (inflate.total_in(), inflate.total_out());
                let status = inflate
                    .decompress(input, out, FlushDecompress::None)
                    .map_err(|error| Error::new(ErrorKind::InvalidData, error.to_string()))?;
                let read = (inflate.total_in() - before.0) as usize;
                let written = (inflate.total_out() - before.1) as usize;
                Ok(Decoded { read, written, ended: status == Status::StreamEnd, late: None })
            }
            Decoder::Zstd(frame) => frame.step(input, out),
        }
    }
}

/// The decompressed bytes of a file.
pub(super) struct Unpacker {
    tape: Tape,
    codec: Codec,
    decoder: Option<Decoder>,
    dictionary: Vec<u8>,
    /// Whether the decoder is amid a member.
    inside: bool,
    out: Vec<u8>,
    at: usize,
    end: usize,
    by_member: bool,
    /// Compressed bytes that were read once more.
    reread: u64,
    /// What is wrong with what came last.
    late: Option<Error>,
    /// Nothing comes before someone asks for the next member: one has ended, or is damaged.
    halted: bool,
    /// There is no further member.
    over: bool,
}

impl Unpacker {
    pub(super) fn new(codec: Codec, inner: Box<dyn Read + Send>) -> Self {
        Self {
            tape: Tape { inner, bytes: Vec::new(), at: 0, mark: 0, kept: 0 },
            codec,
            decoder: None,
            dictionary: Vec::new(),
            inside: false,
            out: vec![0; BUFFER],
            at: 0,
            end: 0,
            by_member: false,
            reread: 0,
            late: None,
            halted: false,
            over: false,
        }
    }

    /// From now on, the end of a member reads as the end of the file.
    pub(super) fn by_member(&mut self) {
        self.by_member = true;
        self.tape.kept = KEPT;
    }

    /// Goes on behind the end of a member; false where there is no other.
    pub(super) fn next_member(&mut self) -> io::Result<bool> {
        while !self.over {
            self.halted = false;
            if !self.fill_buf()?.is_empty() {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Goes on at the next member behind damage; false where there is none. Looks for it from the
    /// front of the damaged one, because what is damaged may be its length.
    pub(super) fn resync(&mut self) -> io::Result<bool> {
        (self.inside, self.decoder) = (false, None);
        (self.at, self.end) = (0, 0);
        let front = (self.tape.mark + 1).min(self.tape.bytes.len());
        self.reread += self.tape.at.saturating_sub(front) as u64;
        if self.reread <= REREAD || self.tape.at < front {
            self.tape.at = front;
        }
        let magic = self.codec.magic();
        loop {
            self.tape.mark = self.tape.at;
            let bytes = self.tape.peek(BUFFER)?;
            let (n, last) = (bytes.len(), bytes.len() < BUFFER);
            if let Some(at) = memmem::find(bytes, magic) {
                self.tape.at += at;
                (self.over, self.halted) = (false, false);
                return Ok(true);
            }
            if last {
                self.tape.at += n;
                (self.over, self.halted) = (true, true);
                return Ok(false);
            }
            self.tape.at += n - (magic.len() - 1);
        }
    }

    /// Begins a member; false at the end of the file. Zeros, with which tapes and some writers fill
    /// up blocks, are passed over.
    fn begin(&mut self) -> io::Result<bool> {
        loop {
            self.tape.mark = self.tape.at;
            let head = self.tape.peek(8)?;
            let zeros = head.iter().take_while(|b| **b == 0).count();
            if head.is_empty() {
                return Ok(false);
            }
            if zeros > 0 {
                self.tape.at += zeros;
                continue;
            }
            if Codec::of(head) != Some(self.codec) {
                return Err(Error::new(ErrorKind::InvalidData, "something else follows"));
            }
            break;
        }
        if self.decoder.is_none() {
            self.read_dictionary()?;
        }
        match (&mut self.decoder, self.codec) {
            (Some(Decoder::Zstd(_)), _) => {}
            (decoder, Codec::Gzip) => {
                *decoder = Some(Decoder::Gzip(Box::new(Decompress::new_gzip(15))));
            }
            (decoder, Codec::Zstd) => {
                *decoder = Some(Decoder::Zstd(Box::new(Frame::new(&self.dictionary)?)));
            }
        }
        if let Some(Decoder::Zstd(frame)) = &mut self.decoder {
            let header = frame.begin(self.tape.peek(frame::HEADER)?)?;
            self.tape.at += header;
        }
        self.inside = true;
        Ok(true)
    }

    /// Takes the dictionary that the first frame of a `.warc.zst` may hold.
    fn read_dictionary(&mut self) -> io::Result<()> {
        let head = self.tape.peek(8)?;
        let Some([0x5d, 0x2a, 0x4d, 0x18, length @ ..]) = head.first_chunk::<8>() else {
            return Ok(());
        };
        let length = u32::from_le_bytes(*length) as usize;
        if length > DICTIONARY {
            return Err(Error::new(ErrorKind::InvalidData, "its dictionary is too long"));
        }
        let stored = self.tape.peek(8 + length)?.get(8..8 + length);
        let stored = stored.ok_or(ErrorKind::UnexpectedEof)?.to_vec();
        self.dictionary = if Codec::of(&stored) == Some(Codec::Zstd) {
            let mut dictionary = Vec::new();
            let mut decoder = zstd::stream::read::Decoder::new(stored.as_slice())?;
            decoder.window_log_max(WINDOW_LOG)?;
            decoder.take(DICTIONARY as u64).read_to_end(&mut dictionary)?;
            dictionary
        } else {
            stored
        };
        Ok(())
    }

    fn step(&mut self) -> io::Result<()> {
        if !self.inside && !self.begin()? {
            (self.halted, self.over) = (true, true);
            return Ok(());
        }
        let Some(decoder) = &mut self.decoder else { return Ok(()) };
        let input = self.tape.peek(1)?;
        let ended = input.is_empty();
        let step = decoder.step(input, &mut self.out)?;
        self.tape.at += step.read;
        self.late = step.late;
        (self.at, self.end) = (0, step.written);
        if step.ended {
            self.inside = false;
            // The next member is looked for from the front of a damaged one.
            if self.late.is_none() {
                self.tape.mark = self.tape.at;
            }
            self.halted = self.by_member;
        } else if ended && step.written == 0 {
            return Err(Error::new(ErrorKind::UnexpectedEof, "it ends too soon"));
        }
        Ok(())
    }
}

impl Read for Unpacker {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let n = self.fill_buf()?.read(buf)?;
        self.consume(n);
        Ok(n)
    }
}

impl BufRead for Unpacker {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        while self.at == self.end && (!self.halted || self.late.is_some()) {
            let step = self.late.take().map_or_else(|| self.step(), Err);
            if let Err(error) = step {
                (self.at, self.end) = (0, 0);
                (self.halted, self.over) = (true, true);
                return Err(error);
            }
        }
        Ok(&self.out[self.at..self.end])
    }

    fn consume(&mut self, amount: usize) {
        self.at = (self.at + amount).min(self.end);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::write::GzEncoder;
    use std::io::{Cursor, Write};

    fn gzip(text: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), flate2::Compression::default());
        encoder.write_all(text).unwrap();
        encoder.finish().unwrap()
    }

    fn pack(codec: Codec, text: &[u8]) -> Vec<u8> {
        match codec {
            Codec::Gzip => gzip(text),
            Codec::Zstd => {
                let mut encoder = zstd::Encoder::new(Vec::new(), 3).unwrap();
                encoder.include_checksum(true).unwrap();
                encoder.write_all(text).unwrap();
                encoder.finish().unwrap()
            }
        }
    }

    fn unpacker(codec: Codec, bytes: Vec<u8>) -> Unpacker {
        Unpacker::new(codec, Box::new(Cursor::new(bytes)))
    }

    #[test]
    fn members_are_one_stream_or_come_one_by_one() {
        for codec in [Codec::Gzip, Codec::Zstd] {
            let mut file = [pack(codec, b"one"), pack(codec, b""), pack(codec, b"two")].concat();
            file.extend([0; 100]);
            let mut all = String::new();
            unpacker(codec, file.clone()).read_to_string(&mut all).unwrap();
            assert_eq!(all, "onetwo");
            let mut by_member = unpacker(codec, file);
            by_member.by_member();
            let mut members = Vec::new();
            while by_member.next_member().unwrap() {
                let mut member = String::new();
                by_member.read_to_string(&mut member).unwrap();
                members.push(member);
            }
            assert_eq!(members, ["one", "two"], "{codec:?}");
        }
    }

    #[test]
    fn damage_costs_its_member() {
        for codec in [Codec::Gzip, Codec::Zstd] {
            let noise: Vec<u8> = (0..5_000u32).map(|n| ((n * n) >> 5) as u8).collect();
            let mut file = pack(codec, &noise);
            let at = file.len() / 2;
            file[at..at + 9].fill(0xff);
            file.extend(pack(codec, b"whole"));
            let mut unpacker = unpacker(codec, file);
            unpacker.by_member();
            let error = loop {
                match unpacker.next_member() {
                    Ok(true) => match unpacker.read_to_end(&mut Vec::new()) {
                        Ok(_) => {}
                        Err(error) => break error,
                    },
                    Ok(false) => panic!("no error"),
                    Err(error) => break error,
                }
            };
            assert!(error.raw_os_error().is_none());
            assert!(unpacker.resync().unwrap());
            let mut rest = String::new();
            unpacker.read_to_string(&mut rest).unwrap();
            assert_eq!(rest, "whole", "{codec:?}");
        }
    }

    #[test]
    fn a_cut_file_is_an_error_behind_what_there_is() {
        for codec in [Codec::Gzip, Codec::Zstd] {
            let file = pack(codec, b"some text that is long enough");
            let mut out = Vec::new();
            let error = unpacker(codec, file[..file.len() - 2].to_vec()).read_to_end(&mut out);
            assert!(error.is_err(), "{codec:?}");
        }
    }

    #[test]
    fn a_dictionary_at_the_front_is_used() {
        let dictionary = b"the crane fell onto the rails of the harbour on Monday".to_vec();
        let mut compressor = zstd::bulk::Compressor::with_dictionary(3, &dictionary).unwrap();
        let mut file = vec![0x5d, 0x2a, 0x4d, 0x18];
        file.extend((dictionary.len() as u32).to_le_bytes());
        file.extend(&dictionary);
        for text in ["the crane fell onto the", " rails of the harbour"] {
            file.extend(compressor.compress(text.as_bytes()).unwrap());
        }
        let mut all = String::new();
        unpacker(Codec::Zstd, file).read_to_string(&mut all).unwrap();
        assert_eq!(all, "the crane fell onto the rails of the harbour");
    }
}
