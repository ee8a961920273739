//! Owns what the files are called that list a run's documents, and how they are known again.

use serde::Deserialize;
use serde::de::IgnoredAny;
use std::fs::File;
use std::io::BufReader;
use std::path::Path;

/// The list of a run that writes a text file a document.
pub(super) const METADATA: &str = "metadata.jsonl";

/// The name of a part of JSONL output.
pub(super) fn part_name(number: usize) -> String {
    format!("part-{number:05}.jsonl")
}

/// Whether a file of that name is a part of JSONL output.
pub fn is_part(name: &str) -> bool {
    let number = name.strip_prefix("part-").and_then(|rest| rest.strip_suffix(".jsonl"));
    number.is_some_and(|n| n.len() >= 5 && n.bytes().all(|b| b.is_ascii_digit()))
}

/// Whether a file of that name in an output folder lists a run's documents.
pub(super) fn is_list(name: &str) -> bool {
    name == METADATA || is_part(name)
}

/// Whether a file is a list that a run has written into its output folder: by its name, and by its
/// first row. Opens only files of such names.
pub fn is_own_list(path: &Path) -> bool {
    #[derive(Deserialize)]
    struct Stamped {
        #[serde(rename = "tool_version")]
        _tool_version: IgnoredAny,
        #[serde(rename = "config_hash")]
        _config_hash: IgnoredAny,
    }
    let named = path.file_name().and_then(|name| name.to_str()).is_some_and(is_list);
    named
        && File::open(path).is_ok_and(|file| {
            let rows = serde_json::Deserializer::from_reader(BufReader::new(file));
            matches!(rows.into_iter::<Stamped>().next(), Some(Ok(_)))
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_known_by_their_number() {
        for name in [&part_name(0), &part_name(123_456), "part-99999.jsonl"] {
            assert!(is_part(name), "{name}");
        }
        for name in ["part-1.jsonl", "part-00001.json", "part-0000a.jsonl", METADATA] {
            assert!(!is_part(name), "{name}");
        }
    }
}
