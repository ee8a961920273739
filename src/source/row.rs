//! Owns the fields of a row: which of them are read, which pass through, and how they are found in a
//! JSON object. Values are only taken apart where they are wanted, so that what is not read costs
//! no document, whatever it holds.

use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::value::RawValue;
use std::collections::HashMap;
use std::fmt;

/// Where a row holds what. A name with dots goes down into objects, unless the row has a field of
/// just that name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fields {
    /// The document's id, a string or a number.
    pub id: String,
    /// The page's address.
    pub url: String,
    /// HTML; `None`: not looked for.
    pub html: Option<String>,
    /// Text, looked for where there is no HTML; `None`: not looked for.
    pub text: Option<String>,
    /// The document's language.
    pub language: String,
    /// What passes through.
    pub keep: Keep,
}

/// Fields of a row that pass through.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Keep {
    /// None.
    #[default]
    None,
    /// All that are not read.
    All,
    /// Those of these names, read or not.
    Named(Vec<String>),
}

impl Default for Fields {
    fn default() -> Self {
        Self::new(None, None, None, None)
    }
}

impl Fields {
    /// Fields by the names that a user gave, else by their usual names. Whoever names only one of
    /// `html` and `text` means that the other is not read.
    pub fn new(
        id: Option<String>,
        url: Option<String>,
        html: Option<String>,
        text: Option<String>,
    ) -> Self {
        let (html, text) = match (html, text) {
            (None, None) => (Some("html".to_owned()), Some("text".to_owned())),
            named => named,
        };
        Self {
            id: id.unwrap_or_else(|| "id".to_owned()),
            url: url.unwrap_or_else(|| "url".to_owned()),
            html,
            text,
            language: "language".to_owned(),
            keep: Keep::None,
        }
    }

    /// The names of the fields that hold content, for a message.
    pub(super) fn content_names(&self) -> String {
        let names = [&self.html, &self.text].into_iter().flatten();
        names.map(|name| format!("`{name}`")).collect::<Vec<_>>().join(" or ")
    }
}

/// The fields of a JSON object, in order, as they are written.
#[derive(Debug, Default)]
pub(super) struct Row<'a>(Vec<(String, &'a RawValue)>);

impl<'de: 'a, 'a> Deserialize<'de> for Row<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Fields;
        impl<'de> Visitor<'de> for Fields {
            type Value = Row<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Row<'de>, M::Error> {
                let mut fields = Vec::new();
                while let Some(field) = map.next_entry()? {
                    fields.push(field);
                }
                Ok(Row(fields))
            }
        }
        deserializer.deserialize_map(Fields)
    }
}

impl<'a> Row<'a> {
    /// The row that a line holds, or what is wrong with it.
    pub(super) fn parse(json: &'a str) -> Result<Self, serde_json::Error> {
        serde_json::from_str(json)
    }

    /// The field of that name, the last where there are several; a dotted name goes down.
    pub(super) fn get(&self, name: &str) -> Option<&'a RawValue> {
        if let Some(value) = self.own(name) {
            return Some(value);
        }
        let mut parts = name.split('.');
        let mut value = self.own(parts.next()?)?;
        for part in parts {
            value = object(value)?.own(part)?;
        }
        Some(value)
    }

    fn own(&self, name: &str) -> Option<&'a RawValue> {
        self.0.iter().rev().find(|(own, _)| own == name).map(|(_, value)| *value)
    }

    /// The fields that pass through, as a JSON object; `read` are the names of those that were read.
    pub(super) fn kept(&self, keep: &Keep, read: &[&str]) -> Option<String> {
        let mut out = String::from("{");
        match keep {
            Keep::None => return None,
            Keep::Named(names) => {
                for name in names {
                    if let Some(value) = self.get(name) {
                        push_field(&mut out, name, value.get());
                    }
                }
            }
            Keep::All => self.push_all_but(read, &mut out),
        }
        out.push('}');
        Some(out)
    }

    /// Appends all fields but those; of an object that one of them lies in, the others.
    fn push_all_but(&self, read: &[&str], out: &mut String) {
        // Of fields that are there more than once, the last counts.
        let last: HashMap<&str, usize> =
            self.0.iter().enumerate().map(|(at, (name, _))| (name.as_str(), at)).collect();
        for (at, (name, value)) in self.0.iter().enumerate() {
            if last.get(name.as_str()) != Some(&at) || read.contains(&name.as_str()) {
                continue;
            }
            let below: Vec<&str> = read
                .iter()
                .filter(|read| self.own(read).is_none())
                .filter_map(|read| read.strip_prefix(name.as_str())?.strip_prefix('.'))
                .collect();
            match object(value).filter(|_| !below.is_empty()) {
                // As deep as a name has dots.
                Some(inner) => {
                    let mut rest = String::from("{");
                    inner.push_all_but(&below, &mut rest);
                    rest.push('}');
                    push_field(out, name, &rest);
                }
                None => push_field(out, name, value.get()),
            }
        }
    }
}

fn object(value: &RawValue) -> Option<Row<'_>> {
    value.get().starts_with('{').then(|| Row::parse(value.get()).ok())?
}

/// Appends a field to an object that is being written. A row stays on one line: between values, a
/// line break is white space as any other.
pub(super) fn push_field(out: &mut String, name: &str, json: &str) {
    if !out.ends_with('{') {
        out.push(',');
    }
    out.push_str(&serde_json::Value::from(name).to_string());
    out.push(':');
    match without_lone_surrogates(json) {
        Some(mended) => out.push_str(&mended.replace(['\r', '\n'], " ")),
        None if json.contains(['\r', '\n']) => out.push_str(&json.replace(['\r', '\n'], " ")),
        None => out.push_str(json),
    }
}

/// The string that a value is.
pub(super) fn string(value: &RawValue) -> Option<String> {
    let json = value.get();
    if !json.starts_with('"') {
        return None;
    }
    serde_json::from_str(json)
        .or_else(|error| match without_lone_surrogates(json) {
            Some(mended) => serde_json::from_str(&mended),
            None => Err(error),
        })
        .ok()
}

/// Whether text is JSON at all.
pub(super) fn is_json(text: &str) -> bool {
    serde_json::from_str::<IgnoredAny>(text).is_ok()
}

/// `json` with the escapes of half a surrogate pair, which stand for no character and which Python
/// writes nevertheless, replaced by U+FFFD; `None` where there are none.
pub(super) fn without_lone_surrogates(json: &str) -> Option<String> {
    let unit = |at: usize| -> Option<u16> {
        let digits = json.get(at..)?.strip_prefix("\\u")?.get(..4)?;
        u16::from_str_radix(digits, 16).ok()
    };
    let mut mended = String::new();
    let (mut at, mut from) = (0, 0);
    while let Some(escape) = json[at..].find('\\') {
        at += escape;
        at += match unit(at) {
            Some(0xd800..=0xdbff) if matches!(unit(at + 6), Some(0xdc00..=0xdfff)) => 12,
            Some(0xd800..=0xdfff) => {
                mended.push_str(&json[from..at]);
                mended.push_str("\\ufffd");
                from = at + 6;
                6
            }
            _ => 1 + json[at + 1..].chars().next().map_or(0, char::len_utf8),
        };
    }
    if from == 0 {
        return None;
    }
    mended.push_str(&json[from..]);
    Some(mended)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(json: &str, keep: &Keep) -> String {
        Row::parse(json).unwrap().kept(keep, &["id", "page.body", "text"]).unwrap()
    }

    #[test]
    fn all_that_is_not_read_passes_through() {
        let json = r#"{"id":1,"n":1e999,"text":"t","page":{"body":"b","at":[1,
2]},"n":12345678901234567890123,"s":"\ud800","text.x":2}"#;
        assert_eq!(
            kept(json, &Keep::All),
            r#"{"page":{"at":[1, 2]},"n":12345678901234567890123,"s":"\ufffd","text.x":2}"#
        );
        assert_eq!(kept(r#"{"page":1,"page.body":2}"#, &Keep::All), r#"{"page":1}"#);
    }

    #[test]
    fn what_is_named_passes_through() {
        let json = r#"{"id":1,"a":{"b":"x\"y"},"c.d":null}"#;
        let names = ["a.b", "c.d", "id", "none"].map(str::to_owned).to_vec();
        assert_eq!(kept(json, &Keep::Named(names)), r#"{"a.b":"x\"y","c.d":null,"id":1}"#);
        assert_eq!(kept(json, &Keep::Named(Vec::new())), "{}");
        assert_eq!(Row::parse(json).unwrap().kept(&Keep::None, &[]), None);
    }
}
