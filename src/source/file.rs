//! Owns the files that are one document each.

use super::open::{self, Place, Stream};
use super::{Shared, Unreadable};
use crate::document::{Content, Document, Kind, Origin, Status};
use std::io::Read;
use std::sync::Arc;

/// A file that is one document.
#[derive(Debug)]
pub(super) struct File {
    pub(super) place: Place,
    /// The file's bytes, where it was opened already to see what it holds.
    pub(super) stream: Option<Stream>,
    pub(super) kind: Kind,
    pub(super) shared: Arc<Shared>,
}

impl File {
    /// Reads the file, but no further than a document may be long.
    pub(super) fn read(self, id: String, origin: Origin) -> Result<Document, Unreadable> {
        let File { place, stream, kind, shared } = self;
        let limit = shared.max_doc_bytes;
        let mut bytes = Vec::new();
        let result = match stream.map_or_else(|| place.open(&shared.counters), Ok) {
            Ok(stream) => stream.take(limit.saturating_add(1)).read_to_end(&mut bytes).map(drop),
            Err(error) => Err(error),
        };
        if let Err(error) = result {
            let reason = open::reason(&error, bytes.len() as u64);
            return Err(Unreadable::new(id, origin, Status::Error, reason));
        }
        if bytes.len() as u64 > limit {
            let reason = format!(
                "it has more than the {limit} bytes that are allowed; raise `--max-doc-bytes` to \
                 take it"
            );
            return Err(Unreadable::new(id, origin, Status::TooLarge, reason));
        }
        let content = Content::Bytes(bytes);
        Ok(Document { content, origin, ..Document::new(id, kind, "") })
    }
}
