//! Owns the configuration: what a user can set, and `dechaff.toml`, in which it is written down.

use crate::document::{Favor, Limits, MAX_DOC_BYTES, Removed, TextKind, hash};
use crate::lang::{ExtraPhrases, LanguageError, Phrase};
use crate::parse::selectors::{BadSelector, HostSelectors, Hosts, Selectors};
use crate::text::RuleId;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use toml::Spanned;

/// What decides how documents are cleaned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Config {
    /// Rules that do not run.
    pub rules_off: BTreeSet<RuleId>,
    /// Phrases besides those of the languages' own vocabulary, by language code.
    pub phrases: ExtraPhrases,
    /// CSS selectors by host; a host's subdomains are meant too.
    pub hosts: BTreeMap<String, HostSelectors>,
    /// Which mistake is the worse one in the choice of blocks.
    pub favor: Favor,
    /// What texts are that an extractor left.
    pub text_kind: TextKind,
    /// Whether the learned model of lines is asked about such texts.
    pub line_model: bool,
    /// How much a record says about what was removed.
    pub removed: Removed,
    /// Documents with more bytes than this are not read.
    pub max_doc_bytes: u64,
    /// How much of a document is worked on.
    pub limits: Limits,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            rules_off: BTreeSet::new(),
            phrases: ExtraPhrases::new(),
            hosts: BTreeMap::new(),
            favor: Favor::default(),
            text_kind: TextKind::default(),
            line_model: true,
            removed: Removed::None,
            max_doc_bytes: MAX_DOC_BYTES,
            limits: Limits::default(),
        }
    }
}

/// What is wrong with a configuration.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file is no TOML, or holds a key or a value that is not known.
    #[error("{0}")]
    Toml(#[from] toml::de::Error),
    /// A value that is TOML but means nothing.
    #[error("line {line}: {reason}")]
    Value {
        /// Line of the file, from 1.
        line: usize,
        /// What is wrong with it.
        reason: String,
    },
    /// A language or a phrase.
    #[error("{0}")]
    Language(#[from] LanguageError),
    /// The file is not UTF-8.
    #[error("line {line}: it is not UTF-8 (byte {byte} of the file); convert it")]
    Encoding {
        /// Line of the file, from 1.
        line: usize,
        /// Offset of the first byte that is wrong.
        byte: usize,
    },
    /// A selector.
    #[error("{0}")]
    Selector(#[from] BadSelector),
}

/// `dechaff.toml` as written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    rules: BTreeMap<Spanned<String>, bool>,
    #[serde(default)]
    text: FileText,
    #[serde(default)]
    phrases: BTreeMap<Spanned<String>, BTreeMap<Phrase, Vec<Spanned<String>>>>,
    #[serde(default)]
    hosts: BTreeMap<Spanned<String>, FileHost>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct FileText {
    model: Option<bool>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FileHost {
    #[serde(default)]
    drop: Vec<Spanned<String>>,
    #[serde(default)]
    keep: Vec<Spanned<String>>,
}

impl Config {
    /// Reads a `dechaff.toml`. What it does not mention stays at its default.
    ///
    /// # Errors
    /// Names the line of an unknown key, rule or language, and of a phrase or selector that cannot
    /// be read.
    pub fn from_toml(source: &str) -> Result<Self, ConfigError> {
        let file: File = toml::from_str(source)?;
        let mut config = Config::default();
        for (name, on) in &file.rules {
            let Some(rule) = RuleId::from_name(name.get_ref()) else {
                let reason = format!("there is no rule `{}`; see `dechaff rules`", name.get_ref());
                return Err(at(source, name, reason));
            };
            if !on {
                config.rules_off.insert(rule);
            }
        }
        config.line_model = file.text.model.unwrap_or(config.line_model);
        for (code, by_phrase) in &file.phrases {
            read_phrases(source, code, by_phrase, &mut config.phrases)?;
        }
        config.hosts = read_hosts(source, &file.hosts)?;
        Ok(config)
    }

    /// [`Config::from_toml`] of a file's bytes.
    ///
    /// # Errors
    /// Where they are not UTF-8, too.
    pub fn from_bytes(source: &[u8]) -> Result<Self, ConfigError> {
        let text = std::str::from_utf8(source).map_err(|error| {
            let byte = error.valid_up_to();
            ConfigError::Encoding { line: line(source, byte), byte }
        })?;
        Self::from_toml(text)
    }

    /// A hash of everything that is configured and decides what a record says, in hexadecimal. What
    /// hosts repeat is not: see [`crate::Cleaner::hash`].
    pub fn hash(&self) -> String {
        hash(format!("{self:?}").as_bytes())[..16].to_owned()
    }
}

/// Takes the phrases of one language, each tried on its own so that an error names its line.
fn read_phrases(
    source: &str,
    code: &Spanned<String>,
    by_phrase: &BTreeMap<Phrase, Vec<Spanned<String>>>,
    phrases: &mut ExtraPhrases,
) -> Result<(), ConfigError> {
    let check = |by_phrase| {
        crate::lang::Languages::new(ExtraPhrases::from([(code.get_ref().clone(), by_phrase)]))
            .map(drop)
    };
    check(BTreeMap::new()).map_err(|error| at(source, code, error.to_string()))?;
    for (phrase, list) in by_phrase {
        for text in list {
            check(BTreeMap::from([(*phrase, vec![text.get_ref().clone()])]))
                .map_err(|error| at(source, text, error.to_string()))?;
        }
        let list = list.iter().map(|text| text.get_ref().clone()).collect();
        phrases.entry(code.get_ref().clone()).or_default().insert(*phrase, list);
    }
    Ok(())
}

/// The selectors by host as it is looked up.
fn read_hosts(
    source: &str,
    written: &BTreeMap<Spanned<String>, FileHost>,
) -> Result<BTreeMap<String, HostSelectors>, ConfigError> {
    let read = |list: &[Spanned<String>]| -> Result<Vec<String>, ConfigError> {
        let checked = list.iter().map(|selector| {
            Selectors::check(selector.get_ref())
                .map_err(|e| at(source, selector, e.to_string()))?;
            Ok(selector.get_ref().clone())
        });
        checked.collect()
    };
    let mut hosts = BTreeMap::new();
    let mut in_order: Vec<_> = written.iter().collect();
    in_order.sort_by_key(|(name, _)| name.span().start);
    for (name, selectors) in in_order {
        let Some(host) = Hosts::read(name.get_ref()) else {
            let reason = format!(
                "`{}` is no host; write its name alone, such as `harbour.example`: its subdomains \
                 are meant too",
                name.get_ref()
            );
            return Err(at(source, name, reason));
        };
        let selectors =
            HostSelectors { drop: read(&selectors.drop)?, keep: read(&selectors.keep)? };
        if hosts.insert(host.clone(), selectors).is_some() {
            let reason = format!(
                "`{}` is the host `{host}`, which is there already; write one table for both",
                name.get_ref()
            );
            return Err(at(source, name, reason));
        }
    }
    Ok(hosts)
}

/// The error of a value, with its line.
fn at<T>(source: &str, value: &Spanned<T>, reason: String) -> ConfigError {
    ConfigError::Value { line: line(source.as_bytes(), value.span().start), reason }
}

/// The line, from 1, that a byte of a file is in.
fn line(source: &[u8], at: usize) -> usize {
    source.iter().take(at).filter(|byte| **byte == b'\n').count() + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = "\
[rules]
relative_date = false

[text]
model = false

[phrases.en]
share = [\"spread the word\"]

[hosts.\"www.Harbour.example\"]
drop = [\".promo\"]
keep = [\"#story\"]
";

    #[test]
    fn reads_what_it_knows() {
        let config = Config::from_toml(GOOD).unwrap();
        assert!(config.rules_off.contains(&RuleId::RelativeDate));
        assert!(!config.line_model && Config::default().line_model);
        assert_eq!(config.phrases["en"][&Phrase::Share], ["spread the word"]);
        assert_eq!(config.hosts["harbour.example"].keep, ["#story"]);
        assert_eq!(Config::from_toml("").unwrap(), Config::default());
        assert_ne!(config.hash(), Config::default().hash());
    }

    #[test]
    fn names_the_line_of_what_it_does_not_know() {
        let cases = [
            ("[rules]\nno_rule = false\n", 2),
            ("\n[ruels]\n", 2),
            ("[phrases.xx]\nshare = [\"a\"]\n", 1),
            ("[phrases.en]\nshare = [\n\"a {b}\"]\n", 3),
            ("[phrases.en]\nnothing = []\n", 2),
            ("[hosts.\"a.example\"]\ndrop = [\"p[\"]\n", 2),
            ("\n[hosts.\"https://harbour.example/\"]\n", 2),
            ("\n[hosts.\"*\"]\n", 2),
            ("[hosts.\"www.x.org\"]\n\n[hosts.\"x.org\"]\n", 3),
            ("[hosts.\"x.org\"]\n\n[hosts.\"X.org\"]\n", 3),
        ];
        for (source, line) in cases {
            let error = Config::from_toml(source).unwrap_err().to_string();
            assert!(error.contains(&format!("line {line}")), "{source}: {error}");
        }
        let error = Config::from_bytes(b"[rules]\n# caf\xe9\n").unwrap_err().to_string();
        assert!(error.contains("line 2") && error.contains("byte 13"), "{error}");
    }
}
