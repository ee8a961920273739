//! Owns what is said about a run at its end.

use super::Worked;
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

    /// The sums as JSON, for a run that goes on with this one.
    pub(super) fn to_json(&self) -> Value {
        json!({
            "status": named(&self.statuses),
            "reasons": named(&self.reasons),
            "cut_chars": named(&self.cuts),
            "chars_in": self.chars_in,
            "chars_out": self.chars_out,
            "bytes": self.bytes,
        })
    }

    /// Sums from JSON; `None` where they are not such.
    pub(super) fn from_json(json: &Value) -> Option<Self> {
        Some(Self {
            statuses: unnamed(&json["status"], Status::from_name)?,
            reasons: unnamed(&json["reasons"], Reason::from_name)?,
            cuts: unnamed(&json["cut_chars"], Cause::class_from_name)?,
            chars_in: json["chars_in"].as_u64()?,
            chars_out: json["chars_out"].as_u64()?,
            bytes: json["bytes"].as_u64()?,
        })
    }

    /// Documents by status.
    pub(super) fn counts(&self) -> Map<String, Value> {
        named(&self.statuses)
    }

    pub(super) fn documents(&self) -> u64 {
        self.statuses.values().sum()
    }

    pub(super) fn errors(&self) -> u64 {
        self.statuses.iter().filter(|(status, _)| super::is_failure(**status)).map(|(_, n)| n).sum()
    }
}

/// Sums by the names of what they are kept by.
fn named<K: std::fmt::Display>(sums: &BTreeMap<K, u64>) -> Map<String, Value> {
    sums.iter().map(|(key, n)| (key.to_string(), json!(n))).collect()
}

fn unnamed<K: Ord>(json: &Value, key: fn(&str) -> Option<K>) -> Option<BTreeMap<K, u64>> {
    json.as_object()?.iter().map(|(name, n)| Some((key(name)?, n.as_u64()?))).collect()
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
    /// Documents that an earlier run had written, which this one went on with.
    pub documents_resumed: u64,
    /// Bytes of those documents.
    bytes_resumed: u64,
    /// How long it took, in seconds.
    pub seconds: f64,
    /// Share of the worker threads' time, 0 to 1, in which they waited: for documents, or for the
    /// output to be written.
    pub workers_waited: f64,
}

impl Summary {
    /// Of everything that was counted, of which `before` by an earlier run.
    pub(super) fn new(tally: Tally, before: &Tally, took: Duration, worked: Worked) -> Self {
        let there = took.as_secs_f64() * worked.threads as f64;
        let share = worked.time.as_secs_f64() / there.max(1e-9);
        Self {
            documents_resumed: before.documents(),
            bytes_resumed: before.bytes,
            workers_waited: (1.0 - share).clamp(0.0, 1.0),
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

    /// Documents a second, of those that an earlier run had not written.
    pub fn documents_per_second(&self) -> f64 {
        (self.documents - self.documents_resumed) as f64 / self.seconds.max(1e-9)
    }

    /// Megabytes (10^6 bytes) a second, of those documents.
    pub fn megabytes_per_second(&self) -> f64 {
        (self.bytes - self.bytes_resumed) as f64 / 1e6 / self.seconds.max(1e-9)
    }

    /// The summary as a JSON object.
    pub fn to_json(&self) -> Map<String, Value> {
        let fields = [
            ("documents", json!(self.documents)),
            ("errors", json!(self.errors)),
            ("status", Value::Object(named(&self.statuses))),
            ("reasons", Value::Object(named(&self.reasons))),
            ("chars_in", json!(self.chars_in)),
            ("chars_out", json!(self.chars_out)),
            ("cut_chars", Value::Object(named(&self.cuts))),
            ("bytes", json!(self.bytes)),
            ("documents_resumed", json!(self.documents_resumed)),
            ("seconds", json!(self.seconds)),
            ("documents_per_second", json!(self.documents_per_second())),
            ("megabytes_per_second", json!(self.megabytes_per_second())),
            ("workers_waited", json!(self.workers_waited)),
        ];
        fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{Boilerplate, RuleId};

    #[test]
    fn sums_come_back_from_json() {
        let mut tally = Tally { chars_in: 7, chars_out: 5, bytes: 9, ..Tally::default() };
        tally.statuses = Status::ALL.iter().map(|status| (*status, 3)).collect();
        tally.reasons = Reason::ALL.iter().map(|reason| (*reason, 4)).collect();
        let rules = RuleId::ALL.iter().map(|rule| Cause::Rule(*rule));
        let classes = Boilerplate::ALL.iter().map(|class| Cause::Boilerplate(*class));
        let others = ["selector", "template", "duplicate", "model"];
        let others = others.map(|name| Cause::class_from_name(name).unwrap());
        tally.cuts = rules.chain(classes).chain(others).map(|cause| (cause, 5)).collect();
        assert_eq!(Tally::from_json(&tally.to_json()), Some(tally));
        assert_eq!(Tally::from_json(&Value::Null), None);
        assert_eq!(Tally::from_json(&Tally::default().to_json()), Some(Tally::default()));
    }
}
