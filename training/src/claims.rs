//! Owns the claims of metadata that the readers make about each page, as `metadata.py` counts them.

use crate::data::{self, Row};
use dechaff::{Claim, Cleaner, Vote};
use rayon::prelude::*;
use serde_json::json;
use std::error::Error;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

/// Writes a line a page: its set, id, address, and every claim as field, evidence and value.
pub fn write(out: &Path, data: &Path) -> Result<(), Box<dyn Error>> {
    let cleaner = Cleaner::default();
    let mut file = BufWriter::new(File::create(out)?);
    for set in data::SETS {
        data::each_chunk(data, set, |rows| {
            let lines = rows.par_iter().map(|row| line(set, row, &cleaner));
            for line in lines.collect::<Vec<_>>() {
                writeln!(file, "{line}")?;
            }
            Ok(())
        })?;
    }
    Ok(file.flush()?)
}

fn line(set: &str, row: &Row, cleaner: &Cleaner) -> serde_json::Value {
    let (metadata, claims) = cleaner.metadata(&row.document()).unwrap_or_default();
    let votes = Cleaner::votes(&claims).into_iter().map(|(field, votes)| {
        let vote = |v: Vote| json!([v.values, v.signs]);
        (field.name().to_owned(), votes.into_iter().map(vote).collect())
    });
    let claim = |c: &Claim| json!([c.field.name(), c.evidence.name(), c.value]);
    json!({
        "set": set,
        "id": row.id,
        "url": row.url,
        "title": metadata.title,
        "authors": metadata.authors,
        "date_published": metadata.date_published,
        "date_published_source": metadata.date_published_source,
        "site_name": metadata.site_name,
        "tags": metadata.tags,
        "page_hash": data::host_hash(row.url.as_deref(), &row.id),
        "votes": votes.collect::<serde_json::Map<_, _>>(),
        "claims": claims.iter().map(claim).collect::<Vec<_>>(),
    })
}
