//! Owns what the files are called that list a run's documents, how they are known again, and how
//! their rows are read back.

use flate2::bufread::MultiGzDecoder;
use serde::Deserialize;
use serde::de::IgnoredAny;
use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::path::Path;

/// The list of a run that writes a text file a document.
pub(super) const METADATA: &str = "metadata.jsonl";

/// What a run into a folder says of itself.
pub(super) const MANIFEST: &str = "manifest.json";

/// Endings of parts.
const ENDINGS: [&str; 4] = ["jsonl", "jsonl.gz", "jsonl.zst", "parquet"];

/// The name of a part with that ending. Names sort as the parts do, up to 99,999.
pub(super) fn part_name(number: usize, ending: &str) -> String {
    format!("part-{number:05}.{ending}")
}

/// Whether a file of that name is a part of an output folder.
pub fn is_part(name: &str) -> bool {
    let parts = name.strip_prefix("part-").and_then(|rest| rest.split_once('.'));
    parts.is_some_and(|(number, ending)| {
        let digits = number.len() >= 5 && number.bytes().all(|b| b.is_ascii_digit());
        digits && ENDINGS.contains(&ending)
    })
}

/// Whether a file of that name in an output folder lists a run's documents.
pub(super) fn is_list(name: &str) -> bool {
    name == METADATA || is_part(name)
}

/// Whether a file is a list that a run has written into its output folder: by its name, and by the
/// manifest beside it or its first row. Opens only files of such names.
pub fn is_own_list(path: &Path) -> bool {
    #[derive(Deserialize)]
    struct Stamped {
        #[serde(rename = "tool_version")]
        _tool_version: IgnoredAny,
        #[serde(rename = "config_hash")]
        _config_hash: IgnoredAny,
    }
    let named = path.file_name().and_then(|name| name.to_str()).is_some_and(is_list);
    if !named || !path.is_file() {
        return false;
    }
    if is_own_manifest(&path.with_file_name(MANIFEST)) {
        return true;
    }
    open_rows(path).is_ok_and(|rows| {
        let rows = serde_json::Deserializer::from_reader(rows);
        matches!(rows.into_iter::<Stamped>().next(), Some(Ok(_)))
    })
}

/// Whether a file is what a run into a folder says of itself.
pub(super) fn is_own_manifest(path: &Path) -> bool {
    #[derive(Deserialize)]
    struct Manifest {
        tool: String,
        #[serde(rename = "parts")]
        _parts: IgnoredAny,
    }
    // Nothing else is opened that could block.
    path.symlink_metadata().is_ok_and(|metadata| metadata.is_file())
        && File::open(path).is_ok_and(|file| {
            serde_json::from_reader::<_, Manifest>(BufReader::new(file))
                .is_ok_and(|manifest| manifest.tool == "dechaff")
        })
}

/// The lines of a JSONL file that a run has written, decompressed as its name says.
///
/// # Errors
/// Where it cannot be opened.
pub fn open_rows(path: &Path) -> io::Result<Box<dyn BufRead>> {
    let file = BufReader::new(File::open(path)?);
    let ending = path.extension().and_then(|extension| extension.to_str());
    Ok(match ending.map(str::to_ascii_lowercase).as_deref() {
        Some("gz") => Box::new(BufReader::new(MultiGzDecoder::new(file))),
        Some("zst") => Box::new(BufReader::new(zstd::Decoder::with_buffer(file)?)),
        _ => Box::new(file),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_known_by_their_number() {
        let long = part_name(123_456, "jsonl.zst");
        for name in [&part_name(0, "jsonl"), &long, "part-99999.parquet", "part-00001.jsonl.gz"] {
            assert!(is_part(name), "{name}");
        }
        for name in ["part-1.jsonl", "part-00001.json", "part-0000a.jsonl", METADATA] {
            assert!(!is_part(name), "{name}");
        }
    }
}
