//! Owns what a statement of authors becomes: names, one each.

use super::values::{self, NAME_CHARS, key};
use crate::lang::{LanguageSet, Phrase};

/// A statement longer than this many bytes names nobody.
const LONGEST: usize = 2_000;

/// A name of more words is a sentence.
const WORDS: usize = 8;

/// A name in a line that only begins as a by-line has no more words.
const NEAR_WORDS: usize = 6;

/// What publishing systems write where they have no author.
const NOBODY: &[&str] = &[
    "admin",
    "administrator",
    "anonymous",
    "author",
    "authors",
    "editor",
    "na",
    "noauthor",
    "none",
    "null",
    "root",
    "staff",
    "undefined",
    "unknown",
    "user",
    "webmaster",
    "wpadmin",
];

/// Signs between names.
const SIGNS: [char; 12] = [',', ';', '|', '/', '&', '·', '•', '⋅', '⁄', '،', '、', '\u{2013}'];

/// What belongs to the name before the comma.
const GENERATIONS: &[&str] = &["jr", "sr", "ii", "iii", "iv"];

/// Degrees that are not written in capitals alone.
const DEGREES: &[&str] = &["phd", "edd", "psyd", "pharmd", "msc", "bsc", "med", "esq", "dr"];

/// The names that a statement of authors holds: "By Jane Doe and John O’Neill" names two.
///
/// Words for "by", e-mail addresses, URLs, handles, degrees and what stands in parentheses are
/// dropped. A word for "and" parts two names only if both have a given and a family name, or neither
/// has: "Ortega y Gasset" is one.
pub(super) fn split(raw: &str, languages: &LanguageSet<'_>) -> Vec<String> {
    if raw.len() > LONGEST || is_nobody(&key(raw)) {
        return Vec::new();
    }
    let mut names: Vec<String> = Vec::new();
    for line in raw.lines() {
        let line = without_addresses(&without_parentheses(line)).replace(" - ", " | ");
        let named = without_by(&line, languages);
        let by = match &line[..line.len() - named.len()] {
            "" => "by ",
            by => by,
        };
        for part in at_signs(named) {
            let of_person = names.last().is_some_and(|name| name.contains(' '));
            if languages.is_role(part)
                || of_person && (is_role(part, by, languages) || is_title(part, languages))
            {
                continue;
            }
            for name in at_and(part, languages) {
                let name = without_role(&name, by, languages);
                let name = without_role_behind(name, languages);
                if !languages.is_role(name) && !is_control(name, languages) {
                    add(name, &mut names);
                }
            }
        }
    }
    names
}

/// Parts `text` at signs between names. A point within a name in Han or kana is of it.
fn at_signs(text: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let (mut from, mut before) = (0, ' ');
    for (at, c) in text.char_indices() {
        let behind = &text[at + c.len_utf8()..];
        let within = c == '·' && is_han(before) && behind.starts_with(is_han);
        if SIGNS.contains(&c) && !within {
            parts.push(&text[from..at]);
            from = at + c.len_utf8();
        }
        before = c;
    }
    parts.push(&text[from..]);
    parts
}

fn is_han(c: char) -> bool {
    matches!(c, '\u{3041}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}')
}

/// Whether `part`, behind a person's name, is a title of three words or more that a word for what
/// somebody is ends ("Home Security Expert"), or one that such a word begins ("Redakteurin für
/// Politik"). Of two words it may be another person.
fn is_title(part: &str, languages: &LanguageSet<'_>) -> bool {
    let words: Vec<&str> = part.split_whitespace().collect();
    let is_role = |word: Option<&&str>| word.is_some_and(|word| languages.is_role_word(word));
    let small = |word: &&str| word.starts_with(char::is_lowercase);
    words.len() > 2 && is_role(words.last())
        || is_role(words.first()) && words.get(1).is_some_and(small)
}

/// `name` without a word for what somebody is behind it, in a script without capitals: "홍길동 기자".
fn without_role_behind<'n>(name: &'n str, languages: &LanguageSet<'_>) -> &'n str {
    let trimmed = name.trim();
    match trimmed.rsplit_once(' ') {
        Some((rest, last))
            if !last.chars().any(|c| c.is_lowercase() || c.is_uppercase())
                && languages.is_role_word(last) =>
        {
            rest
        }
        _ => name,
    }
}

/// Whether the whole of `text` has the form of names, by the words of the page's languages.
pub(super) fn are_names(text: &str, languages: &LanguageSet<'_>) -> bool {
    let text = without_by(text.trim(), languages);
    languages.phrases(&format!("by {text}")).has(Phrase::Byline)
}

/// Whether `text` is a way to say "by": it makes a by-line of a name.
pub(super) fn is_by(text: &str, languages: &LanguageSet<'_>) -> bool {
    !text.is_empty()
        && languages.phrases(&format!("{text} Jane Doe")).has(Phrase::Byline)
        && !languages.phrases(text).has(Phrase::Byline)
}

/// The name in a short line that begins as a by-line, though what follows may be anything: "Yucy" of
/// "By Yucy on 4 Aug".
pub(super) fn after_by<'l>(line: &'l str, languages: &LanguageSet<'_>) -> Option<&'l str> {
    let rest = without_by(line, languages);
    if rest.len() == line.len() || rest.ends_with(['.', '!', '?', ':']) {
        return None;
    }
    let end =
        rest.find(|c| SIGNS.contains(&c) || c == '(' || c == '\u{2014}').unwrap_or(rest.len());
    let date = languages.date(rest).map_or(end, |date| date.range.start);
    let name = rest[..end.min(date)].trim();
    let mut kept = 0;
    for (at, word) in name.split(' ').scan(0, |at, word| {
        let here = *at;
        *at += word.len() + 1;
        Some((here, word))
    }) {
        let small = word.starts_with(char::is_lowercase);
        if small && at > 0 && !is_and(word, languages) && !particle(word, languages) {
            break;
        }
        kept = at + word.len();
    }
    let name = name[..kept].trim();
    (!name.is_empty() && name.split(' ').count() <= NEAR_WORDS).then_some(name)
}

/// Whether a word in small letters stands within names: "Jane de Doe" is one.
fn particle(word: &str, languages: &LanguageSet<'_>) -> bool {
    languages.phrases(&format!("by Jane {word} Doe")).has(Phrase::Byline)
}

/// A by-line without what follows the names: it ends before the first word in small letters that
/// stands in no name, as "on" in "By Jane Doe on".
pub(super) fn without_tail(line: &str, languages: &LanguageSet<'_>) -> String {
    let names = without_by(line, languages);
    let by = &line[..line.len() - names.len()];
    let joins = |word: &str| {
        !word.starts_with(char::is_lowercase)
            || is_and(word, languages)
            || languages.phrases(&format!("by Jane {word} Doe")).has(Phrase::Byline)
    };
    let names: Vec<&str> = names.split_whitespace().take_while(|word| joins(word)).collect();
    format!("{by}{}", names.join(" "))
}

/// Whether `part`, behind a name and a comma, says what the person is or writes for: it ends as a
/// by-line may end there, "staff writer" or "AFP".
fn is_role(part: &str, by: &str, languages: &LanguageSet<'_>) -> bool {
    let part = part.trim().to_lowercase();
    // Of two words the first may be a given name: "Mark Editor".
    let long = part.split(' ').count() > 2;
    let starts = part.match_indices(' ').map(|(at, _)| at + 1).filter(|_| long);
    part.split(' ').count() <= WORDS
        && [0].into_iter().chain(starts).any(|at| ends_byline(&part[at..], by, languages))
}

/// `name` without a role or an agency of two words, or an agency in capitals, that follows it.
fn without_role<'n>(name: &'n str, by: &str, languages: &LanguageSet<'_>) -> &'n str {
    let spaces: Vec<usize> = name.match_indices(' ').map(|(at, _)| at).collect();
    let is_role = |at: &&usize| {
        let role = &name[**at + 1..];
        let told = role.contains(' ') || !is_mixed(role) && is_mixed(name);
        told && ends_byline(&role.to_lowercase(), by, languages)
    };
    // A name has two words.
    let behind_name = spaces.iter().skip(1).take(WORDS);
    behind_name.clone().find(is_role).map_or(name, |at| &name[..*at])
}

fn is_mixed(text: &str) -> bool {
    text.contains(char::is_lowercase)
}

/// Whether a by-line may be of `role`, which is in small letters, or end in a comma and it.
fn ends_byline(role: &str, by: &str, languages: &LanguageSet<'_>) -> bool {
    // In small letters a name has no form, so that only listed words fit; scripts without case
    // have no small letters.
    let mut letters = role.chars().filter(|c| c.is_alphabetic()).peekable();
    let is_byline = |line: String| languages.phrases(&line).has(Phrase::Byline);
    letters.peek().is_some()
        && letters.all(char::is_lowercase)
        && (is_byline(format!("{by}Jane Doe, {role}")) || is_byline(format!("{by}{role}")))
}

/// Adds a name, or what the part says about the name before it.
fn add(part: &str, names: &mut Vec<String>) {
    let name = part.trim_matches(|c: char| !c.is_alphanumeric() && c != '.' && c != '’');
    let name = name.trim_start_matches('.');
    let Some(name) = values::short(name, NAME_CHARS) else { return };
    let folded = key(&name);
    if let Some(last) = names.last_mut()
        && last.contains(' ')
    {
        if GENERATIONS.contains(&folded.as_str()) {
            last.push(' ');
            last.push_str(&name);
            return;
        }
        if is_degree(&name, &folded) {
            return;
        }
    }
    let is_name = name.chars().any(char::is_alphabetic)
        && !name.contains(": ")
        && !is_slug(&name)
        && name.split(' ').count() <= WORDS
        && !is_nobody(&folded);
    if is_name && !names.iter().any(|known| key(known) == folded) {
        names.push(name);
    }
}

/// "MD", "RDN", "Ph.D.": one word, in capitals or known.
fn is_degree(name: &str, folded: &str) -> bool {
    let letters = || name.chars().filter(|c| c.is_alphabetic());
    let capitals = letters().all(char::is_uppercase) && letters().count() <= 5;
    !name.contains(' ') && (capitals || DEGREES.contains(&folded))
}

/// "fiona-leishman", "page.head.author": what a program calls somebody.
fn is_slug(name: &str) -> bool {
    !name.contains(' ')
        && !name.contains(char::is_uppercase)
        && name.trim_end_matches('.').contains(['-', '.'])
}

/// Whether `name` is what pages say in menus and on buttons.
fn is_control(name: &str, languages: &LanguageSet<'_>) -> bool {
    const CONTROLS: [Phrase; 8] = [
        Phrase::Follow,
        Phrase::LoginPrompt,
        Phrase::Menu,
        Phrase::Network,
        Phrase::PageControl,
        Phrase::ReadMore,
        Phrase::RelatedHeading,
        Phrase::Share,
    ];
    let phrases = languages.phrases(name);
    CONTROLS.iter().any(|phrase| phrases.has(*phrase))
}

fn is_nobody(folded: &str) -> bool {
    NOBODY.contains(&folded)
}

/// The words of `line` that are no e-mail address, handle or URL, with single spaces.
fn without_addresses(line: &str) -> String {
    let is_word = |word: &&str| {
        let word = word.to_ascii_lowercase();
        let word = word.trim_end_matches([',', ';', '/']);
        !word.contains(['@']) && !word.contains("://") && !word.starts_with("www.")
    };
    line.split_whitespace().filter(is_word).collect::<Vec<_>>().join(" ")
}

/// `line` without what stands in parentheses.
fn without_parentheses(line: &str) -> String {
    let mut depth = 0_usize;
    line.chars()
        .filter(|c| match c {
            '(' | '[' => {
                depth += 1;
                false
            }
            ')' | ']' => {
                depth = depth.saturating_sub(1);
                false
            }
            _ => depth == 0,
        })
        .collect()
}

/// `text` without the words for "by" at its start: those that make a by-line of any name.
fn without_by<'a>(text: &'a str, languages: &LanguageSet<'_>) -> &'a str {
    let ends = text.char_indices().filter(|(_, c)| c.is_whitespace() || matches!(c, ':' | '：'));
    for end in ends.map(|(end, _)| end).take(4).chain([text.len()]) {
        let rest = text[end..].trim_start_matches([' ', ':', '：', '\u{a0}', '\t']);
        let colon = text[end..].trim_start().starts_with([':', '：']);
        if is_by(&text[..end], languages) || colon && is_label(&text[..end], languages) {
            return rest;
        }
    }
    text
}

/// Whether `text` makes a by-line of a name in a script without capitals that stands behind it and
/// a colon.
fn is_label(text: &str, languages: &LanguageSet<'_>) -> bool {
    const NAMES: [&str; 3] = ["山田太郎", "홍길동", "سامي الحداد"];
    let is_byline = |name: &&str| {
        languages.phrases(&format!("{}: {name}", text.trim())).has(Phrase::Byline)
            || languages.phrases(&format!("{}：{name}", text.trim())).has(Phrase::Byline)
    };
    !text.trim().is_empty() && !text.is_ascii() && NAMES.iter().any(is_byline)
}

fn is_and(word: &str, languages: &LanguageSet<'_>) -> bool {
    let word = word.to_lowercase();
    languages.iter().any(|language| language.and().contains(&word))
}

/// Parts `text` at words for "and" that join two names of the same make.
fn at_and(text: &str, languages: &LanguageSet<'_>) -> Vec<String> {
    let is_and = |word: &str| is_and(word, languages);
    let words: Vec<&str> = text.split_whitespace().collect();
    let mut parts: Vec<String> = Vec::new();
    let mut from = 0;
    for at in 0..words.len() {
        let next = words[at + 1..].iter().position(|word| is_and(word));
        let right = next.unwrap_or(words.len() - at - 1);
        let left = at - from;
        if is_and(words[at]) && right > 0 && (left == 0 || (left > 1) == (right > 1)) {
            parts.push(words[from..at].join(" "));
            from = at + 1;
        }
    }
    parts.push(words[from..].join(" "));
    parts
}

#[cfg(test)]
mod tests {
    use super::super::testing::with_languages;
    use super::*;

    fn names(code: &str, raw: &str) -> Vec<String> {
        with_languages(code, |languages| split(raw, languages))
    }

    #[test]
    fn names_with_particles_initials_and_in_any_script() {
        let cases: &[(&str, &str, &[&str])] = &[
            ("en", "By Jane Doe", &["Jane Doe"]),
            ("en", "Written by: Jane Doe and John O’Neill", &["Jane Doe", "John O’Neill"]),
            ("en", "By Reuters", &["Reuters"]),
            (
                "en",
                "J. R. R. Tolkien, Ursula K. Le Guin",
                &["J. R. R. Tolkien", "Ursula K. Le Guin"],
            ),
            ("en", "A One, B Two, and C Three", &["A One", "B Two", "C Three"]),
            ("en", "Ann and Bob", &["Ann", "Bob"]),
            ("en", "Dylan Bailey, MS, RD, Ph.D.", &["Dylan Bailey"]),
            ("en", "John Doe, Jr.", &["John Doe Jr."]),
            ("en", "AFP, DPA", &["AFP", "DPA"]),
            ("en", "Jane Doe (Reuters)", &["Jane Doe"]),
            ("en", "村上春樹、大江健三郎", &["村上春樹", "大江健三郎"]),
            ("en", "Анна Ахматова; נועה כהן", &["Анна Ахматова", "נועה כהן"]),
            ("en", "Byron Smith", &["Byron Smith"]),
            ("en", "Jane Doe; JANE DOE", &["Jane Doe"]),
        ];
        for (code, raw, wanted) in cases {
            assert_eq!(names(code, raw), *wanted, "{raw}");
        }
    }

    #[test]
    fn names_in_the_words_of_other_languages() {
        assert_eq!(
            names("de", "Von Jürgen von der Lippe und Anna-Lena Maß"),
            ["Jürgen von der Lippe", "Anna-Lena Maß"]
        );
        assert_eq!(names("es", "Por José Ortega y Gasset"), ["José Ortega y Gasset"]);
        let two = ["Marta Gómez", "Luis de la Cruz"];
        assert_eq!(names("es", "Marta Gómez y Luis de la Cruz"), two);
    }

    #[test]
    fn what_a_person_is_or_writes_for_is_no_name() {
        let cases: &[(&str, &str, &[&str])] = &[
            ("en", "By Jane Doe, Crimson Staff Writer", &["Jane Doe"]),
            ("en", "By Jane Doe, Senior Editor", &["Jane Doe"]),
            ("en", "Jane Doe, AFP", &["Jane Doe"]),
            ("en", "Jane Doe/Reuters", &["Jane Doe"]),
            ("en", "Jane Doe AFP", &["Jane Doe"]),
            ("en", "By Jane Doe Getty Images", &["Jane Doe"]),
            ("de", "Von Ida Jost, Redakteurin", &["Ida Jost"]),
            ("en", "AFP, DPA", &["AFP", "DPA"]),
            ("en", "Reuters", &["Reuters"]),
            ("en", "Jane Doe, John Roe", &["Jane Doe", "John Roe"]),
            ("en", "MARY ANN KEYSTONE", &["MARY ANN KEYSTONE"]),
            ("en", "Mary Ann Keystone", &["Mary Ann Keystone"]),
            ("en", "Jane Writer", &["Jane Writer"]),
            ("en", "村上春樹、大江健三郎", &["村上春樹", "大江健三郎"]),
            ("en", "Jane Doe, 村上春樹", &["Jane Doe", "村上春樹"]),
        ];
        for (code, raw, wanted) in cases {
            assert_eq!(names(code, raw), *wanted, "{raw}");
        }
    }

    #[test]
    fn what_somebody_is_alone_is_no_name_in_any_language() {
        let cases: &[(&str, &str)] = &[
            ("ar", "هيئة التحرير محرر"),
            ("de", "Redaktion"),
            ("de", "Unsere Redaktion"),
            ("en", "Staff Writer"),
            ("en", "Editor"),
            ("en", "Editor in Chief"),
            ("en", "The Editorial Team"),
            ("en", "Admin"),
            ("es", "Redacción"),
            ("fr", "La rédaction"),
            ("it", "Redazione"),
            ("ja", "編集部"),
            ("ko", "편집부"),
            ("nl", "Redactie"),
            ("pl", "Redakcja portalu"),
            ("pt", "Da Redação"),
            ("ru", "Редакция сайта"),
            ("tr", "Editör"),
            ("zh", "本报记者"),
            ("en", "About Us"),
            ("en", "Sign In"),
            ("en", "Read More"),
            ("en", "Bluesky"),
            ("de", "Ähnliche Beiträge"),
            ("fr", "Se connecter"),
        ];
        for (code, raw) in cases {
            assert_eq!(names(code, raw), [""; 0], "{raw}");
        }
        let cases: &[(&str, &str, &[&str])] = &[
            ("en", "Jane Doe, Home Security Expert", &["Jane Doe"]),
            ("en", "Jane Doe | Deputy Managing Editor", &["Jane Doe"]),
            ("en", "By Jane Doe, Politics Reporter", &["Jane Doe"]),
            ("en", "Jane Doe, Tech Reporter and John Roe", &["Jane Doe", "John Roe"]),
            ("de", "Ida Jost, Redakteurin für Politik", &["Ida Jost"]),
            ("fr", "Anne Roux, rédactrice en chef", &["Anne Roux"]),
            ("ru", "Анна Иванова, главный редактор", &["Анна Иванова"]),
            ("pl", "Ewa Nowak, redaktor naczelna", &["Ewa Nowak"]),
            ("tr", "Ayşe Yılmaz, kıdemli editör", &["Ayşe Yılmaz"]),
            ("ko", "홍길동 기자", &["홍길동"]),
            ("zh", "约翰·史密斯", &["约翰·史密斯"]),
            // They are called so.
            ("en", "Jane Doe, Mark Editor", &["Jane Doe", "Mark Editor"]),
            ("en", "Baker", &["Baker"]),
            ("en", "Jane Doe, Mary Ann Baker", &["Jane Doe", "Mary Ann Baker"]),
            ("en", "Christopher Guest", &["Christopher Guest"]),
            ("en", "Robin Page", &["Robin Page"]),
            ("en", "Robin Home", &["Robin Home"]),
            ("en", "Jane Doe, Prince Royal", &["Jane Doe", "Prince Royal"]),
            ("en", "World Weather Office", &["World Weather Office"]),
            ("en", "Harbour Post Team", &["Harbour Post Team"]),
            ("de", "Karl Autor", &["Karl Autor"]),
        ];
        for (code, raw, wanted) in cases {
            assert_eq!(names(code, raw), *wanted, "{raw}");
        }
    }

    #[test]
    fn names_are_parted_at_the_words_of_each_language() {
        let cases: &[(&str, &str, &[&str])] = &[
            ("de", "Von Ida Jost und Max Renn", &["Ida Jost", "Max Renn"]),
            ("en", "By Jane Doe and John Roe", &["Jane Doe", "John Roe"]),
            ("es", "Por Ana Ruiz y Luis Gil", &["Ana Ruiz", "Luis Gil"]),
            ("fr", "Par Anne Roux et Luc Petit", &["Anne Roux", "Luc Petit"]),
            ("it", "Di Anna Rossi e Luca Verdi", &["Anna Rossi", "Luca Verdi"]),
            ("ja", "文：山田太郎、鈴木花子", &["山田太郎", "鈴木花子"]),
            ("nl", "Door Jan Smit en Eva Bos", &["Jan Smit", "Eva Bos"]),
            ("pl", "Autor: Ewa Nowak i Jan Kowal", &["Ewa Nowak", "Jan Kowal"]),
            ("pt", "Por Ana Lima e Rui Melo", &["Ana Lima", "Rui Melo"]),
            ("ru", "Автор: Анна Иванова и Пётр Орлов", &["Анна Иванова", "Пётр Орлов"]),
            ("tr", "Yazar: Ayşe Yılmaz ve Can Demir", &["Ayşe Yılmaz", "Can Demir"]),
            ("ar", "بقلم: سامي الحداد و ليلى منصور", &["سامي الحداد", "ليلى منصور"]),
            ("zh", "作者：王小明、李华", &["王小明", "李华"]),
        ];
        for (code, raw, wanted) in cases {
            assert_eq!(names(code, raw), *wanted, "{code}: {raw}");
        }
    }

    #[test]
    fn a_short_line_that_begins_as_a_byline_names_somebody() {
        let cases = [
            ("en", "By Yucy on 4 Aug 2026", Some("Yucy")),
            ("en", "By Jane Doe ⋅ Review Editor", Some("Jane Doe")),
            ("en", "by ibby", Some("ibby")),
            ("en", "By Jane Doe and John Roe", Some("Jane Doe and John Roe")),
            ("en", "By the river it rained.", None),
            ("en", "Byron wrote this", None),
            ("de", "Von Ida Jost und Max Renn, 6.1.2026", Some("Ida Jost und Max Renn")),
        ];
        for (code, line, wanted) in cases {
            with_languages(code, |l| assert_eq!(after_by(line, l), wanted, "{line}"));
        }
        assert_eq!(names("en", "Jane Doe - Harbour Post"), ["Jane Doe", "Harbour Post"]);
        for nobody in
            ["page.head.extra.author", "fiona-leishman", "Image: Getty Images", "No Author"]
        {
            assert_eq!(names("en", nobody), [""; 0], "{nobody}");
        }
    }

    #[test]
    fn what_names_nobody_is_dropped() {
        let nobody = [
            "",
            "admin",
            "https://www.facebook.com/jane.doe",
            "@jane",
            "jane@example.org",
            "1234",
            "—",
            "This is what our readers have to say about the harbour",
            "N/A",
            "by",
            "null",
        ];
        for raw in nobody {
            let found = names("en", raw);
            assert!(found.is_empty(), "{raw}: {found:?}");
        }
        assert_eq!(names("en", "Jane Doe jane@example.org @jane"), ["Jane Doe"]);
        assert!(names("en", &"x, ".repeat(1 << 20)).is_empty());
    }

    #[test]
    fn the_form_of_names() {
        with_languages("en", |languages| {
            assert!(are_names("Jane Doe", languages));
            assert!(are_names("By Jane Doe and Ana de la Cruz", languages));
            assert!(!are_names("More from this author", languages));
            assert!(!are_names("jane", languages));
        });
    }
}
