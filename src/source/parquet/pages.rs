//! Owns the bytes of a file as the `parquet` crate asks for them: an error of the machine is told from
//! a damaged file, and no page becomes larger than is allowed, or than it says that it is.

use super::super::Shared;
use super::thrift::{NUMBER, STRUCT, Thrift};
use bytes::Bytes;
use parquet::arrow::ProjectionMask;
use parquet::basic::Compression;
use parquet::errors::ParquetError;
use parquet::file::metadata::RowGroupMetaData;
use parquet::file::reader::{ChunkReader, Length};
use std::collections::HashMap;
use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

/// Bytes of a page, decompressed, at most.
const LARGEST: u64 = 1 << 30;

/// Bytes that are looked at for a page's header, at first and at most.
const HEADER: u64 = 4 << 10;
const LONGEST_HEADER: u64 = 16 << 20;

/// Levels of what a header holds, at most.
const DEEPEST: usize = 8;

/// The file of a row group.
pub(super) struct Pages {
    file: Watched,
    /// Where the columns are, and how they are compressed.
    columns: Vec<(Range<u64>, Compression)>,
    /// The headers that were looked at, by where the bytes behind them begin.
    headers: Mutex<HashMap<u64, Header>>,
}

/// A file whose errors are looked at.
pub(super) struct Watched {
    file: File,
    path: PathBuf,
    shared: Arc<Shared>,
}

impl Watched {
    pub(super) fn open(path: &Path, shared: &Arc<Shared>) -> io::Result<Self> {
        let file = File::open(path).inspect_err(|error| shared.counters.check(error, path))?;
        Ok(Self { file, path: path.to_owned(), shared: Arc::clone(shared) })
    }

    fn check<T>(&self, done: io::Result<T>) -> io::Result<T> {
        done.inspect_err(|error| self.shared.counters.check(error, &self.path))
    }

    fn at(&self, start: u64) -> io::Result<Self> {
        let file = self.check(self.file.try_clone())?;
        let mut there = Self { file, path: self.path.clone(), shared: Arc::clone(&self.shared) };
        there.seek(SeekFrom::Start(start))?;
        Ok(there)
    }

    /// At most `most` bytes from `start`.
    fn bytes_at(&self, start: u64, most: u64) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        self.at(start)?.take(most).read_to_end(&mut bytes)?;
        Ok(bytes)
    }
}

impl Read for Watched {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.file.read(buffer);
        self.check(read)
    }
}

impl Seek for Watched {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let sought = self.file.seek(to);
        self.check(sought)
    }
}

impl Length for Watched {
    fn len(&self) -> u64 {
        self.file.len()
    }
}

impl ChunkReader for Watched {
    type T = BufReader<Watched>;

    fn get_read(&self, start: u64) -> Result<Self::T, ParquetError> {
        Ok(BufReader::new(self.at(start)?))
    }

    fn get_bytes(&self, start: u64, length: usize) -> Result<Bytes, ParquetError> {
        let bytes = self.bytes_at(start, length as u64)?;
        if bytes.len() < length {
            return Err(broken("it ends too soon".to_owned()));
        }
        Ok(bytes.into())
    }
}

impl Pages {
    pub(super) fn open(
        path: &Path,
        group: &RowGroupMetaData,
        mask: &ProjectionMask,
        shared: &Arc<Shared>,
    ) -> io::Result<Self> {
        let columns = group.columns().iter().enumerate();
        let columns = columns.filter(|(leaf, _)| mask.leaf_included(*leaf)).map(|(_, column)| {
            let (start, length) = column.byte_range();
            (start..start.saturating_add(length), column.compression())
        });
        let (file, columns) = (Watched::open(path, shared)?, columns.collect());
        Ok(Self { file, columns, headers: Mutex::default() })
    }

    /// The header at `start`, if there is one.
    fn header(&self, start: u64) -> io::Result<Option<Header>> {
        let mut window = HEADER;
        loop {
            let bytes = self.file.bytes_at(start, window)?;
            let mut thrift = Thrift::new(&bytes);
            let header = Header::read(&mut thrift);
            let is_cut = thrift.left() == 0 && bytes.len() as u64 == window;
            if header.is_some() || !is_cut || window == LONGEST_HEADER {
                return Ok(header);
            }
            window = LONGEST_HEADER;
        }
    }

    /// Whether more than `most` bytes are packed in what stands at `start`, for any column there.
    fn is_larger(&self, start: u64, packed: &[u8], most: u64) -> bool {
        let mut here = self.columns.iter().filter(|(range, _)| range.contains(&start));
        here.any(|(_, compression)| is_larger(packed, *compression, most))
    }
}

impl Length for Pages {
    fn len(&self) -> u64 {
        self.file.len()
    }
}

impl ChunkReader for Pages {
    type T = BufReader<Watched>;

    /// Called where a page's header begins, and once more behind it.
    fn get_read(&self, start: u64) -> Result<Self::T, ParquetError> {
        let mut headers = super::lock(&self.headers);
        if !headers.contains_key(&start)
            && let Some(header) = self.header(start)?
        {
            headers.insert(start + header.length, header);
        }
        self.file.get_read(start)
    }

    /// Called for what stands behind a page's header.
    fn get_bytes(&self, start: u64, length: usize) -> Result<Bytes, ParquetError> {
        let header = super::lock(&self.headers).remove(&start);
        let header = header.ok_or_else(|| broken("a page has no header".to_owned()))?;
        for size in [header.size, length as u64] {
            if size > LARGEST {
                return Err(broken(format!("a page has {size} bytes, {LARGEST} are allowed")));
            }
        }
        let bytes = self.file.get_bytes(start, length)?;
        let packed = bytes.get(header.plain as usize..).unwrap_or_default();
        let most = header.size.saturating_sub(header.plain);
        if header.is_packed && most > 0 && self.is_larger(start, packed, most) {
            return Err(broken(format!("a page is larger than the {} bytes it says", header.size)));
        }
        Ok(bytes)
    }
}

fn broken(what: String) -> ParquetError {
    ParquetError::General(what)
}

/// Whether more than `most` bytes are packed, or what is packed cannot be unpacked; asked only where
/// the crate would unpack all of it, as the other codecs stop at the size that they are given.
fn is_larger(packed: &[u8], compression: Compression, most: u64) -> bool {
    let (unpacked, is_sure): (Box<dyn Read + '_>, bool) = match compression {
        Compression::GZIP(_) => (Box::new(flate2::read::MultiGzDecoder::new(packed)), true),
        Compression::BROTLI(_) => {
            (Box::new(brotli_decompressor::Decompressor::new(packed, HEADER as usize)), true)
        }
        // What is not of the format that it should be is taken for frames.
        Compression::LZ4 => (Box::new(lz4_flex::frame::FrameDecoder::new(packed)), false),
        _ => return false,
    };
    io::copy(&mut unpacked.take(most + 1), &mut io::sink()).map_or(is_sure, |size| size > most)
}

/// What a page says of itself.
#[derive(Debug, PartialEq, Eq)]
struct Header {
    /// Its own bytes.
    length: u64,
    /// Bytes of the page, decompressed.
    size: u64,
    /// Bytes at its front that are never compressed.
    plain: u64,
    /// Whether the others are, if its column is.
    is_packed: bool,
}

impl Header {
    /// Refuses what the crate may read otherwise: a number that is none, or is there twice.
    fn read(thrift: &mut Thrift<'_>) -> Option<Self> {
        let before = thrift.left();
        let (mut field, mut size, mut levels) = (0, None, None);
        loop {
            match (thrift.field(&mut field)?, field) {
                (0, _) => break,
                (kind, 2) => once(&mut size, size_of(kind, thrift)?)?,
                (STRUCT, 8) => once(&mut levels, Self::levels(thrift)?)?,
                (_, 8) => return None,
                (kind, _) => thrift.skip(kind, DEEPEST)?,
            }
        }
        let length = (before - thrift.left()) as u64;
        let (plain, is_packed) = levels.unwrap_or((0, true));
        Some(Self { length, size: size?, plain, is_packed })
    }

    /// Of the part of a header that pages of the second version have: the bytes of their levels, and
    /// whether what stands behind these is compressed.
    fn levels(thrift: &mut Thrift<'_>) -> Option<(u64, bool)> {
        let (mut field, mut is_packed) = (0, None);
        let mut plain = [None, None];
        loop {
            match (thrift.field(&mut field)?, field) {
                (0, _) => break,
                (kind, at @ (5 | 6)) => {
                    once(&mut plain[at as usize - 5], size_of(kind, thrift)?)?;
                }
                (kind @ (1 | 2), 7) => once(&mut is_packed, kind == 1)?,
                (_, 7) => return None,
                (kind, _) => thrift.skip(kind, DEEPEST)?,
            }
        }
        Some((plain.into_iter().flatten().sum(), is_packed.unwrap_or(true)))
    }
}

/// A number of bytes, as the format has them.
fn size_of(kind: u8, thrift: &mut Thrift<'_>) -> Option<u64> {
    let size = thrift.number().filter(|_| kind == NUMBER)?;
    i32::try_from(size).ok()?.try_into().ok()
}

/// Sets what is not set yet.
fn once<T>(known: &mut Option<T>, value: T) -> Option<()> {
    known.replace(value).is_none().then_some(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use parquet::basic::{BrotliLevel, GzipLevel};
    use std::io::Write;

    const BROTLI_A: &[u8] = &[0x1b, 9, 0, 0xf8, 0x25, 0xc2, 0x82, 0x84, 0, 0]; // ten times "a"

    fn read(bytes: &[u8]) -> Option<Header> {
        Header::read(&mut Thrift::new(bytes))
    }

    #[test]
    fn a_header_says_how_large_its_page_is() {
        // Type, size, packed size, and a part with one number in it.
        let page = [0x15, 0, 0x15, 0x90, 1, 0x15, 20, 0x2c, 0x15, 2, 0, 0];
        let header = Header { length: 12, size: 72, plain: 0, is_packed: true };
        assert_eq!(read(&[&page[..], b"rest"].concat()), Some(header));
        assert_eq!(read(&page[..11]), None);
        // The second version: rows, then levels of 3 and 2 bytes, not compressed.
        let page = [0x15, 6, 0x15, 40, 0x15, 20, 0x5c, 0x15, 2, 0x45, 6, 0x15, 4, 0x12, 0, 0];
        let header = Header { length: 16, size: 20, plain: 5, is_packed: false };
        assert_eq!(read(&page), Some(header));
        assert_eq!(read(&[0x1c; 5_000]), None);
        for (odd, what) in [
            (&[0x15, 0, 0x15, 1, 0][..], "a size below nothing"),
            (&[0x15, 0, 0x15, 2, 0x05, 4, 4, 0], "two sizes"),
            (&[0x15, 0, 0x16, 2, 0], "a size of another type"),
            (&[0x15, 6, 0x15, 2, 0x6c, 0x71, 2, 14, 0, 0], "packed and not"),
        ] {
            assert_eq!(read(odd), None, "{what}");
        }
    }

    #[test]
    fn what_is_packed_is_no_larger_than_it_says() {
        let zeros = vec![0; 100_000];
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        gzip.write_all(&zeros).unwrap();
        let mut lz4 = lz4_flex::frame::FrameEncoder::new(Vec::new());
        lz4.write_all(&zeros).unwrap();
        for (packed, codec) in [
            (gzip.finish().unwrap(), Compression::GZIP(GzipLevel::default())),
            (lz4.finish().unwrap(), Compression::LZ4),
        ] {
            assert!(!is_larger(&packed, codec, 100_000), "{codec:?}");
            assert!(is_larger(&packed, codec, 99_999), "{codec:?}");
            assert_eq!(is_larger(b"no such thing", codec, 9), codec != Compression::LZ4);
            assert!(!is_larger(&packed, Compression::SNAPPY, 9), "it stops there by itself");
        }
        let brotli = Compression::BROTLI(BrotliLevel::default());
        assert!(!is_larger(&[0x3b], brotli, 0), "nothing");
        assert!(is_larger(BROTLI_A, brotli, 9));
        assert!(!is_larger(BROTLI_A, brotli, 10));
    }
}
