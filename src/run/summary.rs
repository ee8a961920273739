//! Owns what is said about a run at its end.

use crate::document::{Reason, Record, Status};
use crate::text::Cause;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::time::Duration;

/// Sums over documents.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Tally {
    statuses: BTreeMap<Status, u64>,
    reasons: BTreeMap<Reason, u64>,
    cuts: BTreeMap<Cause, u64>,
    chars_in: u64,
    chars_out: u64,
    pub(super) bytes: u64,
}

impl Tally {
    pub(super) fn add(&mut self, record: &Record, bytes: u64) {
        *self.statuses.entry(record.status).or_default() += 1;
        for reason in &record.reasons {
            *self.reasons.entry(*reason).or_default() += 1;
        }
        for (cause, chars) in &record.cut_chars {
            *self.cuts.entry(*cause).or_default() += *chars as u64;
        }
        self.chars_in += record.n_chars_in as u64;
        self.chars_out += record.text.chars().count() as u64;
        self.bytes += bytes;
    }

    pub(super) fn merge(&mut self, other: &Tally) {
        for (status, n) in &other.statuses {
            *self.statuses.entry(*status).or_default() += n;
        }
        for (reason, n) in &other.reasons {
            *self.reasons.entry(*reason).or_default() += n;
        }
        for (cause, n) in &other.cuts {
            *self.cuts.entry(*cause).or_default() += n;
        }
        self.chars_in += other.chars_in;
        self.chars_out += other.chars_out;
        self.bytes += other.bytes;
    }

    pub(super) fn documents(&self) -> u64 {
        self.statuses.values().sum()
    }

    pub(super) fn errors(&self) -> u64 {
        self.statuses.iter().filter(|(status, _)| super::is_failure(**status)).map(|(_, n)| n).sum()
    }
}

/// What a finished run did.
#[derive(Clone, Debug, PartialEq)]
pub struct Summary {
    /// Documents, all of which have a row.
    pub documents: u64,
    /// Those that could not be processed.
    pub errors: u64,
    /// Documents by status.
    pub statuses: BTreeMap<Status, u64>,
    /// Documents by reason.
    pub reasons: BTreeMap<Reason, u64>,
    /// Code points of the texts as laid out.
    pub chars_in: u64,
    /// Code points of the clean texts.
    pub chars_out: u64,
    /// Code points cut, by cause.
    pub cuts: BTreeMap<Cause, u64>,
    /// Bytes of the documents' contents, decompressed.
    pub bytes: u64,
    /// How long it took, in seconds.
    pub seconds: f64,
}

impl Summary {
    pub(super) fn new(tally: Tally, took: Duration) -> Self {
        Self {
            documents: tally.documents(),
            errors: tally.errors(),
            statuses: tally.statuses,
            reasons: tally.reasons,
            chars_in: tally.chars_in,
            chars_out: tally.chars_out,
            cuts: tally.cuts,
            bytes: tally.bytes,
            seconds: took.as_secs_f64(),
        }
    }

    /// Documents a second.
    pub fn documents_per_second(&self) -> f64 {
        self.documents as f64 / self.seconds.max(1e-9)
    }

    /// Megabytes (10^6 bytes) a second.
    pub fn megabytes_per_second(&self) -> f64 {
        self.bytes as f64 / 1e6 / self.seconds.max(1e-9)
    }

    /// The summary as a JSON object.
    pub fn to_json(&self) -> Map<String, Value> {
        let statuses: Map<_, _> =
            self.statuses.iter().map(|(status, n)| (status.to_string(), json!(n))).collect();
        let reasons: Map<_, _> =
            self.reasons.iter().map(|(reason, n)| (reason.to_string(), json!(n))).collect();
        let cuts: Map<_, _> =
            self.cuts.iter().map(|(cause, n)| (cause.to_string(), json!(n))).collect();
        let fields = [
            ("documents", json!(self.documents)),
            ("errors", json!(self.errors)),
            ("status", Value::Object(statuses)),
            ("reasons", Value::Object(reasons)),
            ("chars_in", json!(self.chars_in)),
            ("chars_out", json!(self.chars_out)),
            ("cut_chars", Value::Object(cuts)),
            ("bytes", json!(self.bytes)),
            ("seconds", json!(self.seconds)),
            ("documents_per_second", json!(self.documents_per_second())),
            ("megabytes_per_second", json!(self.megabytes_per_second())),
        ];
        fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
    }
}
