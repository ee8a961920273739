//! Owns the named fields that WARC records and HTTP responses begin with.

use std::borrow::Cow;

/// Named fields, in order, with names in lower case.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Header(Vec<(String, String)>);

impl Header {
    /// Reads lines of `name: value`. A line that begins with white space goes on with the value
    /// before it; a line that is no field is passed over, as browsers do.
    pub(super) fn parse(lines: &[u8]) -> Self {
        let mut fields: Vec<(String, String)> = Vec::new();
        for line in lines.split(|b| *b == b'\n') {
            let text: Cow<'_, str> = String::from_utf8_lossy(line);
            if line.first().is_some_and(|b| matches!(b, b' ' | b'\t')) {
                if let Some((_, value)) = fields.last_mut() {
                    let between = if value.is_empty() { "" } else { " " };
                    value.push_str(between);
                    value.push_str(text.trim());
                }
            } else if let Some((name, value)) = text.split_once(':') {
                fields.push((name.trim().to_ascii_lowercase(), value.trim().to_owned()));
            }
        }
        Self(fields)
    }

    /// The first field of that name, which is in lower case; `None` also where it is empty.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        let value = self.0.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str())?;
        (!value.is_empty()).then_some(value)
    }

    /// The type of the content, in lower case and without parameters, and its charset.
    pub(super) fn content_type(&self) -> (Option<String>, Option<String>) {
        let Some(value) = self.get("content-type") else { return (None, None) };
        let mut parts = value.split(';');
        let media = parts.next().map(|media| media.trim().to_ascii_lowercase());
        let charset = parts.find_map(|part| {
            let (name, value) = part.split_once('=')?;
            name.trim().eq_ignore_ascii_case("charset").then_some(value)
        });
        let charset = charset.map(|c| c.trim_matches([' ', '"', '\'']).to_owned());
        (media.filter(|media| media.contains('/')), charset.filter(|charset| !charset.is_empty()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn odd_fields_cost_only_themselves() {
        let lines = b"HTTP/1.1 200 OK\r\nA:\r\n folded\r\n: no name\r\nno field\r\ncontent-TYPE: \
                      Text/HTML ;x=1; Charset=\"latin1\"\r\nContent-Type: \xff\xfe\r\nempty:\r\n";
        let header = Header::parse(lines);
        assert_eq!(header.get("a"), Some("folded"));
        assert_eq!(header.get("empty"), None);
        let (media, charset) = header.content_type();
        assert_eq!((media.as_deref(), charset.as_deref()), (Some("text/html"), Some("latin1")));
    }
}
