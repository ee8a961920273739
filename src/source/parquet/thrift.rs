//! Owns Thrift's compact protocol, as far as the looks at a Parquet file need it before the `parquet`
//! crate reads the same bytes.

pub(super) const NUMBER: u8 = 5;
pub(super) const LIST: u8 = 9;
pub(super) const STRUCT: u8 = 12;

/// What is left of some bytes in Thrift's compact protocol.
pub(super) struct Thrift<'a> {
    bytes: &'a [u8],
}

impl<'a> Thrift<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self { bytes }
    }

    pub(super) fn left(&self) -> usize {
        self.bytes.len()
    }

    /// A number.
    pub(super) fn number(&mut self) -> Option<i64> {
        self.varint().map(zigzag)
    }

    fn byte(&mut self) -> Option<u8> {
        let (first, rest) = self.bytes.split_first()?;
        self.bytes = rest;
        Some(*first)
    }

    fn varint(&mut self) -> Option<u64> {
        let mut value = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            value |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Some(value);
            }
        }
        None
    }

    fn advance(&mut self, n: u64) -> Option<()> {
        let rest = usize::try_from(n).ok().and_then(|n| self.bytes.get(n..));
        self.bytes = rest.unwrap_or_default(); // nothing is left where it ends too soon
        rest.map(drop)
    }

    /// The type of the next field, 0 behind the last; `field` becomes its number.
    pub(super) fn field(&mut self, field: &mut i64) -> Option<u8> {
        let byte = self.byte()?;
        let (delta, kind) = (byte >> 4, byte & 0x0f);
        if kind == 0 {
            return Some(0);
        }
        *field = if delta > 0 { field.saturating_add(i64::from(delta)) } else { self.number()? };
        Some(kind)
    }

    /// The length of a list, and the type of what it holds.
    pub(super) fn list(&mut self) -> Option<(u64, u8)> {
        let byte = self.byte()?;
        let length = if byte >> 4 == 15 { self.varint()? } else { u64::from(byte >> 4) };
        Some((length, byte & 0x0f))
    }

    /// Passes over a value; one in another in another ends at `depth`.
    pub(super) fn skip(&mut self, kind: u8, depth: usize) -> Option<()> {
        let depth = depth.checked_sub(1)?;
        match kind {
            1 | 2 => Some(()),
            3 => self.advance(1),
            4..=6 => self.varint().map(drop),
            7 => self.advance(8),
            8 => {
                let length = self.varint()?;
                self.advance(length)
            }
            LIST | 10 => {
                let (length, kind) = self.list()?;
                (0..length).try_for_each(|_| match kind {
                    1 | 2 => self.advance(1),
                    kind => self.skip(kind, depth),
                })
            }
            STRUCT => {
                let mut field = 0;
                loop {
                    match self.field(&mut field)? {
                        0 => return Some(()),
                        kind => self.skip(kind, depth)?,
                    }
                }
            }
            _ => None,
        }
    }
}

fn zigzag(value: u64) -> i64 {
    (value >> 1) as i64 ^ -((value & 1) as i64)
}
