//! Owns the file that counts are kept in.
//!
//! ```text
//! dechaff templates 1⏎             what it is, and the version of the format
//! step                             u8: see `counts`
//! for each host, in order:         u8 length of its name, from 1; the name in UTF-8
//!     u8 pages, from 1; for each, in order of their keys:
//!         u16 lines, from 1; for each, in order: u64, the lowest bit says prose
//! 0                                u8: no more hosts
//! checksum                         u64: XXH3 of all bytes before it
//! ```
//!
//! Numbers are little-endian. Equal counts are equal bytes. What a file says of its own lengths is
//! bounded by what each may be, so that no file makes its reader take more memory than it has bytes.

use super::counts::{Counts, LAST_STEP, Sample};
use super::page::{MOST_LINES, PageLines};
use std::io::{self, Read, Write};
use xxhash_rust::xxh3::Xxh3;

/// How the first line begins.
const MAGIC: &str = "dechaff templates ";

/// The version of the format, which includes how lines are hashed.
const VERSION: u32 = 1;

/// Bytes of the first line, at most.
const LONGEST_FIRST_LINE: usize = 40;

/// Why a file of templates cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// The system's word.
    #[error("it cannot be read: {0}")]
    Io(io::Error),
    /// It is something else.
    #[error("it is no file of templates; make one with `dechaff learn`")]
    Foreign,
    /// A later dechaff wrote it.
    #[error(
        "it was written by a newer dechaff (version {0} of the format; this one reads {VERSION}); \
         update dechaff, or learn anew"
    )]
    Newer(u32),
    /// It ends too early.
    #[error("it is cut off; copy it again, or learn anew")]
    CutOff,
    /// Its content is not what was written.
    #[error("it is damaged ({0}); copy it again, or learn anew")]
    Damaged(&'static str),
}

impl From<io::Error> for FileError {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::UnexpectedEof => FileError::CutOff,
            _ => FileError::Io(error),
        }
    }
}

impl Counts {
    /// Writes the file; its checksum, which says what was learnt.
    ///
    /// # Errors
    /// Where `out` cannot be written.
    pub fn write(&self, out: &mut dyn Write) -> io::Result<u64> {
        let mut out = Summed { inner: out, sum: Xxh3::new() };
        out.write_all(format!("{MAGIC}{VERSION}\n").as_bytes())?;
        out.write_all(&[self.step()])?;
        for (host, sample) in self.iter() {
            // Names have 1 to 255 bytes, samples 1 to 64 pages, pages 1 to 256 lines.
            out.write_all(&[host.len() as u8])?;
            out.write_all(host.as_bytes())?;
            out.write_all(&[sample.len() as u8])?;
            for (_, lines) in sample {
                let lines = lines.as_slice();
                out.write_all(&(lines.len() as u16).to_le_bytes())?;
                lines.iter().try_for_each(|line| out.write_all(&line.to_le_bytes()))?;
            }
        }
        out.write_all(&[0])?;
        let sum = out.sum.digest();
        out.inner.write_all(&sum.to_le_bytes())?;
        Ok(sum)
    }

    /// What the file holds that these counts would make.
    pub fn checksum(&self) -> u64 {
        // A sink takes everything.
        self.write(&mut io::sink()).unwrap_or_default()
    }

    /// Reads what [`Counts::write`] wrote.
    ///
    /// # Errors
    /// Where it is no such file, or a newer, a cut or a damaged one.
    pub fn read(input: &mut dyn Read) -> Result<Self, FileError> {
        let mut reader = Reader::new(input)?;
        let mut counts = Counts::new();
        counts.raise_to(reader.step);
        while let Some((host, sample)) = reader.next()? {
            for (key, lines) in sample {
                counts.add(&host, key, lines);
            }
        }
        reader.finish()?;
        Ok(counts)
    }
}

/// Reads a file host by host.
pub(super) struct Reader<'a> {
    input: Summed<&'a mut dyn Read>,
    step: u8,
    last: String,
}

impl<'a> Reader<'a> {
    /// Reads what stands before the hosts.
    pub(super) fn new(input: &'a mut dyn Read) -> Result<Self, FileError> {
        let mut input = Summed { inner: input, sum: Xxh3::new() };
        let mut first = Vec::new();
        while first.last() != Some(&b'\n') && first.len() < LONGEST_FIRST_LINE {
            match input.array::<1>() {
                Ok([byte]) => first.push(byte),
                Err(FileError::CutOff) => return Err(FileError::Foreign),
                Err(error) => return Err(error),
            }
        }
        let first = std::str::from_utf8(&first).ok();
        let version = first.and_then(|line| line.strip_prefix(MAGIC)?.strip_suffix('\n'));
        match version.and_then(|version| version.parse().ok()) {
            Some(VERSION) => {}
            Some(version) if version > VERSION => return Err(FileError::Newer(version)),
            _ => return Err(FileError::Foreign),
        }
        let [step] = input.array()?;
        if step > LAST_STEP {
            return Err(FileError::Damaged("it has more steps than there are"));
        }
        Ok(Self { input, step, last: String::new() })
    }

    /// The next host with its sample; `None` behind the last one.
    pub(super) fn next(&mut self) -> Result<Option<(String, Sample)>, FileError> {
        let [len] = self.input.array()?;
        if len == 0 {
            return Ok(None);
        }
        let mut name = vec![0; len.into()];
        self.input.read_exact(&mut name)?;
        let host = String::from_utf8(name).map_err(|_| FileError::Damaged("a name is no text"))?;
        if host <= self.last {
            return Err(FileError::Damaged("its hosts are out of order"));
        }
        let [pages] = self.input.array()?;
        let mut sample = Sample::new();
        for _ in 0..pages {
            let lines = self.page()?;
            let key = lines.key();
            if sample.last().is_some_and(|(last, _)| *last >= key) {
                return Err(FileError::Damaged("its pages are out of order"));
            }
            sample.push((key, lines));
        }
        self.last.clone_from(&host);
        Ok(Some((host, sample)))
    }

    fn page(&mut self) -> Result<PageLines, FileError> {
        let n = usize::from(u16::from_le_bytes(self.input.array()?));
        if n > MOST_LINES {
            return Err(FileError::Damaged("a page has more lines than are kept"));
        }
        let mut lines = Vec::with_capacity(n);
        for _ in 0..n {
            lines.push(u64::from_le_bytes(self.input.array()?));
        }
        PageLines::new(&lines).ok_or(FileError::Damaged("a page has no lines"))
    }

    /// Reads what stands behind the hosts; the checksum.
    pub(super) fn finish(mut self) -> Result<u64, FileError> {
        let sum = self.input.sum.digest();
        if u64::from_le_bytes(self.input.array()?) != sum {
            return Err(FileError::Damaged("its checksum is another"));
        }
        match self.input.array::<1>() {
            Err(FileError::CutOff) => Ok(sum),
            Err(error) => Err(error),
            Ok(_) => Err(FileError::Damaged("something stands behind its end")),
        }
    }
}

/// What is read or written, summed.
struct Summed<T> {
    inner: T,
    sum: Xxh3,
}

impl Summed<&mut dyn Write> {
    fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.sum.update(bytes);
        self.inner.write_all(bytes)
    }
}

impl Summed<&mut dyn Read> {
    fn read_exact(&mut self, bytes: &mut [u8]) -> Result<(), FileError> {
        self.inner.read_exact(bytes)?;
        self.sum.update(bytes);
        Ok(())
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], FileError> {
        let mut bytes = [0; N];
        self.read_exact(&mut bytes)?;
        Ok(bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::template::Observation;

    fn counts() -> Counts {
        let mut counts = Counts::new();
        for (host, text) in
            [("a.example", "One\nTwo"), ("a.example", "Three"), ("b.example", "One")]
        {
            let lines = PageLines::of(text).unwrap();
            counts.observe(Observation::Page { host: host.to_owned(), lines });
        }
        counts
    }

    fn written() -> Vec<u8> {
        let mut bytes = Vec::new();
        counts().write(&mut bytes).unwrap();
        bytes
    }

    fn error(bytes: &[u8]) -> String {
        Counts::read(&mut &bytes[..]).unwrap_err().to_string()
    }

    #[test]
    fn what_was_written_is_read() {
        let bytes = written();
        assert!(bytes.starts_with(b"dechaff templates 1\n"));
        assert_eq!(Counts::read(&mut &bytes[..]).unwrap(), counts());
        assert_eq!(bytes[bytes.len() - 8..], counts().checksum().to_le_bytes());
    }

    #[test]
    fn nothing_but_a_whole_file_is_read() {
        let bytes = written();
        for end in 0..bytes.len() {
            let error = error(&bytes[..end]);
            let cut = if end < 20 { "no file of templates" } else { "cut off" };
            assert!(error.contains(cut), "{end}: {error}");
        }
        for at in 0..bytes.len() {
            let mut bytes = bytes.clone();
            bytes[at] ^= 0x10;
            assert!(Counts::read(&mut &bytes[..]).is_err(), "{at}");
        }
        assert!(error(&[&bytes[..], b"x"].concat()).contains("behind its end"));
        assert!(error(b"{\"text\": \"x\"}\n").contains("no file of templates"));
        let newer = [b"dechaff templates 27\n", &bytes[20..]].concat();
        assert!(error(&newer).contains("newer dechaff (version 27"), "{}", error(&newer));
    }

    #[test]
    fn no_length_is_believed() {
        let start = b"dechaff templates 1\n\0";
        let lying = [&start[..], &[255; 300]].concat();
        assert!(error(&lying).contains("damaged"));
        let lying = [&start[..], b"\x01a\xff\xff\xff"].concat();
        assert!(error(&lying).contains("more lines than are kept"));
        let none = [&start[..], b"\x01a\x01\x00\x00"].concat();
        assert!(error(&none).contains("no lines"));
    }
}
