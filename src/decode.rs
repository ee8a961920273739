//! Owns the way from bytes to text: which encoding a document is in, as browsers decide it, and
//! what to do when the declaration is wrong.

use crate::document::{Content, Kind, Note};
use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use std::borrow::Cow;

/// Bytes at the front of a page in which a `<meta>` may declare the encoding. Browsers read 1,024;
/// pages with long heads put it later.
const PRESCAN: usize = 8_192;

/// Bytes at the front of a document that tell whether it is text at all.
const SNIFF: usize = 8_192;

/// A document's text.
#[derive(Debug, PartialEq, Eq)]
pub struct Decoded<'a> {
    /// The text; bytes have lost their byte order mark.
    pub text: Cow<'a, str>,
    /// What was odd about its encoding.
    pub notes: Vec<Note>,
}

/// Decodes a document's content. `charset` is an encoding named outside of it.
///
/// # Errors
/// What the content is, when it is not text.
pub fn decode<'a>(
    content: &'a Content,
    kind: Kind,
    charset: Option<&str>,
) -> Result<Decoded<'a>, &'static str> {
    let bytes = match content {
        Content::Text(text) => return Ok(Decoded { text: text.into(), notes: Vec::new() }),
        Content::Bytes(bytes) => bytes,
    };
    if let Some((encoding, bom)) = Encoding::for_bom(bytes) {
        return Ok(with(encoding, &bytes[bom..], Vec::new()));
    }
    if let Some(encoding) = unmarked_utf16(bytes) {
        return Ok(with(encoding, bytes, Vec::new()));
    }
    if let Some(what) = binary(bytes) {
        return Err(what);
    }
    // A label outside that names no encoding says nothing; the page may.
    let named = charset.and_then(|label| Encoding::for_label(label.as_bytes()));
    let named = named.or_else(|| match kind {
        Kind::Html => Encoding::for_label(declared(&bytes[..bytes.len().min(PRESCAN)])?.as_bytes()),
        Kind::Text => None,
    });
    // A page that says UTF-16 in readable ASCII is not in UTF-16.
    let named = named.map(|e| if e == UTF_16LE || e == UTF_16BE { UTF_8 } else { e });
    let (encoding, mismatch) = choose(bytes, named);
    let notes = if mismatch { vec![Note::CharsetMismatch] } else { Vec::new() };
    Ok(with(encoding, bytes, notes))
}

fn with<'a>(encoding: &'static Encoding, bytes: &'a [u8], mut notes: Vec<Note>) -> Decoded<'a> {
    let (text, broken) = encoding.decode_without_bom_handling(bytes);
    if broken {
        notes.push(Note::ReplacementCharacters);
    }
    Decoded { text, notes }
}

/// The encoding of bytes without a byte order mark, and whether the declaration was overruled.
fn choose(bytes: &[u8], named: Option<&'static Encoding>) -> (&'static Encoding, bool) {
    // ISO-2022-JP is ASCII to the eye, so it is only ever taken at its word.
    if bytes.is_ascii() {
        return (named.unwrap_or(UTF_8), false);
    }
    if is_utf8(bytes) {
        return (UTF_8, named.is_some_and(|named| named != UTF_8));
    }
    match named {
        // The label that broken servers put on everything; all bytes fit it.
        Some(named) if named == WINDOWS_1252 && !is_latin(bytes) => {
            let guess = guess(bytes);
            (guess, guess != named)
        }
        Some(named) if mostly_fits(named, bytes) => (named, false),
        Some(named) => {
            let guess = guess(bytes);
            (guess, guess != named)
        }
        None if mostly_fits(UTF_8, bytes) => (UTF_8, false),
        None => (guess(bytes), false),
    }
}

/// Whether bytes, some of them beyond ASCII, are UTF-8, a few broken ones aside. Text in another encoding forms characters of
/// UTF-8 beyond ASCII only by chance, and breaks many more.
fn is_utf8(bytes: &[u8]) -> bool {
    // Nearly every page; the count below is for the few that are broken.
    if std::str::from_utf8(bytes).is_ok() {
        return true;
    }
    let (mut good, mut bad) = (0usize, 0usize);
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        bad += usize::from(!chunk.invalid().is_empty());
    }
    good > 2 * bad
}

/// Whether bytes may be text in Latin letters: those beyond ASCII mostly stand alone between
/// others, while words of other scripts are runs of them.
fn is_latin(bytes: &[u8]) -> bool {
    let (mut all, mut in_runs) = (0usize, 0usize);
    for run in bytes.split(u8::is_ascii) {
        all += run.len();
        in_runs += if run.len() >= 3 { run.len() } else { 0 };
    }
    in_runs * 2 < all
}

/// Whether at most one in fifty non-ASCII characters of `bytes` is broken in that encoding: a page
/// that was cut off or patched together still is in its encoding.
fn mostly_fits(encoding: &'static Encoding, bytes: &[u8]) -> bool {
    let (text, broken) = encoding.decode_without_bom_handling(bytes);
    if !broken {
        return true;
    }
    let (mut bad, mut all) = (0usize, 0usize);
    for c in text.chars().filter(|c| !c.is_ascii()) {
        all += 1;
        bad += usize::from(c == '\u{fffd}');
    }
    bad * 50 <= all || all == 0
}

fn guess(bytes: &[u8]) -> &'static Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    detector.guess(None, Utf8Detection::Allow)
}

/// The encoding that the front of a page declares, in a `<meta>` or an XML declaration.
fn declared(front: &[u8]) -> Option<String> {
    let front = String::from_utf8_lossy(front).to_ascii_lowercase();
    let value = |rest: &str| {
        let rest = rest.trim_start().strip_prefix('=')?.trim_start();
        let rest = rest.trim_start_matches(['"', '\'']).trim_start();
        let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && !"-_.:".contains(c));
        let value = &rest[..end.unwrap_or(rest.len())];
        (!value.is_empty()).then(|| value.to_owned())
    };
    let mut rest = front.as_str();
    if let Some(xml) = rest.trim_start().strip_prefix("<?xml")
        && let Some((declaration, _)) = xml.split_once("?>")
        && let Some((_, encoding)) = declaration.split_once("encoding")
    {
        return value(encoding);
    }
    while let Some(at) = rest.find("<meta") {
        if let Some(comment) = rest[..at].find("<!--") {
            rest = rest[comment + 4..].split_once("-->")?.1;
            continue;
        }
        let tag = &rest[at + 5..];
        let end = tag.find('>').unwrap_or(tag.len());
        if let Some((_, charset)) = tag[..end].split_once("charset")
            && let Some(label) = value(charset)
        {
            return Some(label);
        }
        rest = &tag[end..];
    }
    None
}

/// UTF-16 without a byte order mark: every other byte of Latin text is zero.
fn unmarked_utf16(bytes: &[u8]) -> Option<&'static Encoding> {
    let front = &bytes[..bytes.len().min(SNIFF) & !1];
    let zeros = |odd: usize| front.iter().skip(odd).step_by(2).filter(|&&b| b == 0).count();
    let (even, odd, half) = (zeros(0), zeros(1), front.len() / 2);
    if half < 4 {
        None
    } else if odd * 10 >= half * 7 && even * 20 <= half {
        Some(UTF_16LE)
    } else if even * 10 >= half * 7 && odd * 20 <= half {
        Some(UTF_16BE)
    } else {
        None
    }
}

/// What a file of no text is.
fn binary(bytes: &[u8]) -> Option<&'static str> {
    const MAGIC: &[(&[u8], &str)] = &[
        (b"%PDF-", "a PDF file"),
        (b"\x89PNG", "a PNG image"),
        (b"\xff\xd8\xff", "a JPEG image"),
        (b"GIF8", "a GIF image"),
        (b"PK\x03\x04", "a zip archive"),
        (b"\x1f\x8b", "gzip data"),
        (b"\x28\xb5\x2f\xfd", "zstd data"),
        (b"\x7fELF", "a program"),
        (b"RIFF", "a media file"),
        (b"PAR1", "a Parquet file"),
    ];
    if let Some((_, what)) = MAGIC.iter().find(|(magic, _)| bytes.starts_with(magic)) {
        return Some(what);
    }
    let front = &bytes[..bytes.len().min(SNIFF)];
    // Whatever got into a page, it is a page.
    let start = front.trim_ascii_start();
    let begins = |tag: &[u8]| start.get(..tag.len()).is_some_and(|s| s.eq_ignore_ascii_case(tag));
    if begins(b"<!doctype html") || begins(b"<html") {
        return None;
    }
    let nul = front.iter().filter(|&&b| b == 0).count();
    let odd = |&&b: &&u8| (1..0x20).contains(&b) && !b.is_ascii_whitespace() && b != 0x1b;
    let odd = front.iter().filter(odd).count();
    (nul * 10 > front.len() || odd * 50 > front.len()).then_some("binary data")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(bytes: &[u8], charset: Option<&str>) -> (String, Vec<Note>) {
        let content = Content::Bytes(bytes.to_vec());
        let decoded = decode(&content, Kind::Html, charset).unwrap();
        (decoded.text.into_owned(), decoded.notes)
    }

    #[test]
    fn follows_a_declaration_that_fits() {
        let page = b"<meta charset=windows-1252><p>caf\xe9</p>";
        assert_eq!(text(page, None).0, "<meta charset=windows-1252><p>café</p>");
        let page = b"<?xml version='1.0' encoding='iso-8859-1'?><p>caf\xe9";
        assert!(text(page, None).0.ends_with("café"));
        assert!(text(b"<meta charset=iso-8859-2><p>\xb9", Some("utf8mb4")).0.ends_with('š'));
        assert_eq!(text("\u{feff}<p>é".as_bytes(), Some("latin1")).0, "<p>é");
    }

    #[test]
    fn overrules_a_declaration_that_does_not() {
        let page = "<meta charset=iso-8859-1><p>café à Québec</p>".as_bytes();
        let (decoded, notes) = text(page, None);
        assert!(decoded.contains("café à Québec"));
        assert_eq!(notes, [Note::CharsetMismatch]);
        let page = b"<meta charset=utf-8><p>le caf\xe9 est ferm\xe9 \xe0 midi, o\xf9 aller ?</p>";
        assert!(text(page, None).0.contains("le café est fermé à midi, où aller"));
    }

    #[test]
    fn one_broken_byte_is_no_other_encoding() {
        for broken in [&b"\xff"[..], b"\xc3"] {
            let page = "<meta charset=iso-8859-1><p>café, à Québec, déjà vu".as_bytes();
            let (decoded, notes) = text(&[page, broken].concat(), None);
            assert!(decoded.contains("café, à Québec, déjà vu"), "{decoded}");
            assert_eq!(notes, [Note::CharsetMismatch, Note::ReplacementCharacters]);
        }
    }

    #[test]
    fn a_latin_label_does_not_make_a_text_latin() {
        let russian = "<meta charset=iso-8859-1><p>Гавань закрыли в понедельник, после того как кран упал на рельсы.";
        let (bytes, _, _) = encoding_rs::WINDOWS_1251.encode(russian);
        assert!(text(&bytes, None).0.contains("Гавань закрыли"));
        let (bytes, _, _) = encoding_rs::GBK
            .encode("<meta charset=latin1><p>港口周一关闭，此前一台起重机倒在铁轨上，市政府表示。");
        assert!(text(&bytes, None).0.contains("港口周一关闭"));
        let french =
            "<meta charset=latin1><p>Fermé à midi, où aller ? Déçu, l’élève créé, naïf ; Noël.";
        let (bytes, _, _) = WINDOWS_1252.encode(french);
        assert_eq!(text(&bytes, None), (french.to_owned(), Vec::new()));
    }

    #[test]
    fn a_comment_declares_nothing() {
        let page = b"<!-- <meta charset=windows-1251> --><meta charset=iso-8859-15><p>caf\xe9";
        assert!(text(page, None).0.ends_with("café"));
    }

    #[test]
    fn reads_utf16_with_and_without_a_mark() {
        let bytes: Vec<u8> =
            "<p>harbour news</p>".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(text(&bytes, None).0, "<p>harbour news</p>");
    }

    #[test]
    fn a_page_with_odd_bytes_is_a_page() {
        assert!(text(b"\n<!DOCTYPE HTML><p>a\x01\x02\x03\x04</p>", None).0.contains("<p>a"));
    }

    #[test]
    fn says_what_is_no_text() {
        for (bytes, what) in
            [(&b"%PDF-1.7 ..."[..], "a PDF file"), (&[0, 1, 2, 3, 0, 0][..], "binary data")]
        {
            let content = Content::Bytes(bytes.to_vec());
            assert_eq!(decode(&content, Kind::Html, None), Err(what));
        }
    }
}
