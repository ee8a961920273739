//! Owns the look at a Parquet file's footer before the `parquet` crate reads it: that it is there,
//! that it is not absurdly long, and that its schema is not nested so deeply that reading it, which
//! recurses, would end the process.

use super::thrift::{LIST, STRUCT, Thrift};
use std::io::{self, Read, Seek, SeekFrom};

/// Longest footer that is read.
const LONGEST: u64 = 32 << 20;

/// Levels of a schema, at most.
const DEEPEST: usize = 64;

/// What is wrong with the footer of a file, where something is; `cannot` words what the system says.
pub(super) fn check(
    file: &mut (impl Read + Seek),
    cannot: &dyn Fn(io::Error) -> String,
) -> Result<(), String> {
    let broken = |what: &str| format!("{what}; fetch the file again");
    let size = file.seek(SeekFrom::End(0)).map_err(cannot)?;
    let mut ends = [0; 12];
    if size < ends.len() as u64 {
        return Err(broken("it is no Parquet file, or the rest of one: it is too short"));
    }
    file.seek(SeekFrom::Start(0)).and_then(|_| file.read_exact(&mut ends[..4])).map_err(cannot)?;
    file.seek(SeekFrom::End(-8)).and_then(|_| file.read_exact(&mut ends[4..])).map_err(cannot)?;
    let [a, b, c, d, length @ .., e, f, g, h] = ends;
    match ([a, b, c, d], [e, f, g, h]) {
        (_, [b'P', b'A', b'R', b'E']) => return Err("it is encrypted; decrypt it before".into()),
        ([b'P', b'A', b'R', b'1'], [b'P', b'A', b'R', b'1']) => {}
        ([b'P', b'A', b'R', b'1'], _) => return Err(broken("its end is missing")),
        _ => return Err(broken("it is no Parquet file")),
    }
    let length = u64::from(u32::from_le_bytes(length));
    if length + 12 > size {
        return Err(broken("its footer says that it is longer than the file"));
    }
    if length > LONGEST {
        return Err(format!("its footer has {length} bytes, {LONGEST} are allowed"));
    }
    let mut footer = vec![0; length as usize];
    file.seek(SeekFrom::End(-8 - length as i64))
        .and_then(|_| file.read_exact(&mut footer))
        .map_err(cannot)?;
    match depth(&footer) {
        None => Err(broken("its footer is damaged")),
        Some(depth) if depth > DEEPEST => {
            Err(format!("its columns are nested {depth} levels deep, {DEEPEST} are allowed"))
        }
        Some(_) => Ok(()),
    }
}

/// How deeply the schema of a footer is nested; `None` where the footer is damaged.
fn depth(footer: &[u8]) -> Option<usize> {
    let mut thrift = Thrift::new(footer);
    let (mut field, mut schema) = (0, None);
    while schema.is_none() {
        let kind = thrift.field(&mut field)?;
        match (field, kind) {
            (2, LIST) => schema = Some(thrift.list()?),
            _ => thrift.skip(kind, DEEPEST)?,
        }
    }
    let (length, kind) = schema.filter(|(_, kind)| *kind == STRUCT)?;
    debug_assert_eq!(kind, STRUCT);
    // How many children each group at hand still lacks.
    let (mut open, mut deepest) = (Vec::new(), 0);
    for _ in 0..length {
        while open.last() == Some(&0) {
            open.pop();
        }
        if let Some(left) = open.last_mut() {
            *left -= 1;
        }
        let children = children(&mut thrift)?;
        open.push(children);
        deepest = deepest.max(open.len());
    }
    Some(deepest)
}

/// The number of children of a schema's element, which is read to its end.
fn children(thrift: &mut Thrift<'_>) -> Option<u64> {
    let (mut field, mut children) = (0, 0);
    loop {
        match (thrift.field(&mut field)?, field) {
            (0, _) => return Some(children),
            (5, 5) => children = u64::try_from(thrift.number()?).ok()?,
            (kind, _) => thrift.skip(kind, DEEPEST)?,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The front of a footer: a version, and a schema of groups within groups.
    fn nested(levels: u8) -> Vec<u8> {
        let mut footer = vec![0x15, 2, 0x19, 0xfc, levels];
        for level in 1..=levels {
            footer.extend([0x48, 1, b'g']); // a name, field 4
            footer.extend(if level < levels { [0x15, 2].as_slice() } else { &[] }); // field 5
            footer.push(0);
        }
        footer
    }

    #[test]
    fn depth_is_that_of_the_deepest_column() {
        assert_eq!(depth(&nested(1)), Some(1));
        assert_eq!(depth(&nested(100)), Some(100));
        let flat = [0x29, 0x3c, 0x15 + 0x40, 4, 0, 0x48, 1, b'a', 0, 0x48, 1, b'b', 0];
        assert_eq!(depth(&flat), Some(2));
        assert_eq!(depth(&nested(9)[..20]), None);
        assert_eq!(depth(&[0x1c; 4_000]), None, "structures in structures end somewhere");
    }
}
