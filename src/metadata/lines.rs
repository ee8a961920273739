//! Owns lines of the text that are wholly a date or a by-line, and lines that glue the two.

use super::{Claims, Evidence, Field, names};
use crate::document::Kind;
use crate::lang::{LanguageSet, Phrase, WrittenDate};
use crate::page::{Block, Page};
use crate::text::lines;

/// Lines of plain text at the top and at the end that may be a date or a by-line.
const TOP_LINES: usize = 20;
const END_LINES: usize = 10;

/// Blocks before and behind an HTML page's heading that may be a date or a by-line.
const BLOCKS_BEFORE: usize = 5;
const BLOCKS_BEHIND: usize = 15;

/// Blocks before and behind the heading in which a short line may hold a date or a name.
const NEAR_BEFORE: usize = 3;
const NEAR_BEHIND: usize = 10;

/// A short line has no more bytes, and if it holds a date, words.
const NEAR_LINE: usize = 120;
const NEAR_WORDS: usize = 14;

/// Lines far from the heading that are looked at.
const LABELLED: usize = 60;

/// More different days than this, without a word that they are the publication's, are a list's.
const BARE_DAYS: usize = 2;

/// A line that says no more than "written by" has fewer bytes.
const SHORT_LINE: usize = 40;

/// A longer line is prose.
pub(super) const LONGEST_LINE: usize = 300;

/// A line that is glued of more pieces than this is prose.
const PIECES: usize = 6;

/// Claims the first by-line, and the dates that lines give as the publication's.
pub(super) fn read(page: &Page, heading: Option<usize>, claims: &mut Claims<'_>) {
    let lines = window(page, heading);
    let languages = claims.languages;
    let mut bylined = false;
    for pair in lines.windows(2).filter(|pair| pair[0].len() < SHORT_LINE) {
        // "Written by" above a name.
        if !bylined && names::is_by(pair[0], languages) {
            bylined = names::are_names(pair[1], languages)
                && claims.add(Field::Author, pair[1], Evidence::Byline);
        }
    }
    let mut days = Days::default();
    for part in lines.iter().flat_map(|line| statements(line, languages)) {
        let phrases = languages.phrases(part);
        if phrases.has(Phrase::Byline) && !bylined && !part.contains(is_digit) {
            let named = names::without_tail(part, languages);
            bylined = claims.add(Field::Author, &named, Evidence::Byline);
        }
        if phrases.has(Phrase::DateLine) {
            days.take(part, languages);
        }
    }
    days.claim(claims);
    if page.kind == Kind::Html {
        if let Some(at) = heading {
            read_near(page, at, claims);
            read_lead(page, at, claims);
        }
        read_labelled(page, heading.map_or(0, |at| at + BLOCKS_BEHIND), claims);
        read_thread(page, claims);
    }
}

/// Claims what short lines around the heading hold, though they say more than a date or a name.
fn read_near(page: &Page, heading: usize, claims: &mut Claims<'_>) {
    let languages = claims.languages;
    let n = page.blocks.len();
    let range = heading.saturating_sub(NEAR_BEFORE)..(heading + NEAR_BEHIND).min(n);
    let (mut dated, mut bylined) = (false, false);
    for at in range.filter(|&at| at != heading && !page.blocks[at].hidden) {
        let text = page.block_text(&page.blocks[at]);
        for line in lines(text).map(|line| line.of(text).trim()).filter(|l| l.len() <= NEAR_LINE) {
            let whole = languages.date(line).map(|date| (line, date));
            let found = whole.or_else(|| glued_date(line, languages));
            let (line, date) = found.map_or((line, None), |(line, date)| (line, Some(date)));
            let date = date.filter(|_| line.split(' ').count() <= NEAR_WORDS);
            if let Some(date) = date.as_ref().filter(|_| !dated) {
                let changed = languages.says_changed(&line[..date.range.start]);
                let field = if changed { Field::DateModified } else { Field::DatePublished };
                dated =
                    claims.add(field, &line[date.range.clone()], Evidence::DateNear) && !changed;
            }
            if !bylined && at > heading.saturating_sub(3) {
                bylined = claim_name(line, at.checked_sub(heading), date.is_some(), claims);
            }
        }
    }
}

/// The piece of a line, glued of the texts of several elements, that holds a date: "Dec 17, 2025" of
/// "Dec 17, 2025Jane Doe".
fn glued_date<'l>(line: &'l str, languages: &LanguageSet<'_>) -> Option<(&'l str, WrittenDate)> {
    if line.bytes().filter(u8::is_ascii_digit).count() < 5 {
        return None;
    }
    let seam = |pair: &[(usize, char)]| {
        let (before, after) = (pair[0].1, pair[1].1);
        let glued = (before.is_lowercase() || before.is_ascii_digit()) && after.is_uppercase();
        glued.then_some(pair[1].0)
    };
    let chars: Vec<(usize, char)> = line.char_indices().collect();
    let seams: Vec<usize> = chars.windows(2).filter_map(seam).take(PIECES).collect();
    let ends = seams.iter().copied().chain([line.len()]);
    let mut pieces = [0].into_iter().chain(seams.iter().copied()).zip(ends);
    pieces.find_map(|(from, to)| Some((&line[from..to], languages.date(&line[from..to])?)))
}

/// Claims the date that opens a paragraph near the heading, as "6.1.2026 – The crane …" and
/// "Hull, (6 Jan 2026). The crane …".
fn read_lead(page: &Page, heading: usize, claims: &mut Claims<'_>) {
    let end = (heading + NEAR_BEHIND).min(page.blocks.len());
    let blocks = page.blocks[heading + 1..end.max(heading + 1)].iter();
    for text in blocks.filter(|block| !block.hidden).map(|block| page.block_text(block).trim()) {
        let opening = &text[..text.floor_char_boundary(NEAR_LINE.min(text.len()))];
        if text.len() <= NEAR_LINE || !opening.contains(is_digit) {
            continue;
        }
        let Some(date) = claims.languages.date(opening) else { continue };
        let before = opening[..date.range.start].trim_end();
        let behind = opening[date.range.end..].trim_start();
        let opens = before.is_empty()
            || before.len() < SHORT_LINE && before.ends_with(['(', ',', '/', '-', '–', '—', '|']);
        let ends = [")", "- ", "– ", "— ", "| ", ": ", "„", "“", "» "];
        if opens && ends.iter().any(|sign| behind.starts_with(sign)) {
            claims.add(Field::DatePublished, &opening[date.range], Evidence::DateLead);
            return;
        }
    }
}

/// Claims the first of the times that stand in lines of a thread's posts: none of most others goes
/// back behind it.
fn read_thread(page: &Page, claims: &mut Claims<'_>) {
    let shown = page.blocks.iter().filter(|block| !block.hidden);
    let text = shown.map(|block| page.block_text(block));
    let lines = text.flat_map(|text| lines(text).map(|line| line.of(text).trim()));
    let may_say = |line: &&str| {
        (12..NEAR_LINE).contains(&line.len())
            && line.bytes().filter(u8::is_ascii_digit).count() >= 7
    };
    let mut times: Vec<(String, &str)> = Vec::new();
    for line in lines.filter(may_say).take(LABELLED) {
        let date = claims.languages.date(line).filter(|date| date.time.is_some());
        let Some(date) = date else { continue };
        let label = &line[..date.range.start];
        if label.len() < SHORT_LINE && !claims.languages.says_changed(label) {
            times.push((date.iso(), &line[date.range]));
        }
    }
    let Some((first, rest)) = times.split_first() else { return };
    let later = rest.iter().filter(|(time, _)| *time >= first.0).count();
    if rest.iter().any(|(time, _)| *time > first.0) && later * 5 >= rest.len() * 4 {
        claims.add(Field::DatePublished, first.1, Evidence::ThreadStart);
    }
}

/// Claims the name that a line near the heading begins with, or is.
fn claim_name(line: &str, behind: Option<usize>, dated: bool, claims: &mut Claims<'_>) -> bool {
    let languages = claims.languages;
    if let Some(name) = names::after_by(line, languages) {
        return claims.add(Field::Author, name, Evidence::BylineNear);
    }
    let first = line.split(['|', '·', '•', '–', '—', '⋅']).next().unwrap_or_default().trim();
    let is_name = |text: &str| {
        (2..=4).contains(&text.split(' ').count())
            && !text.contains(is_digit)
            && names::are_names(text, languages)
    };
    if dated && first.len() < line.len() && is_name(first) {
        return claims.add(Field::Author, first, Evidence::BylineNear);
    }
    let right_behind = behind.is_some_and(|blocks| (1..=3).contains(&blocks));
    right_behind && is_name(line) && claims.add(Field::Author, line, Evidence::NameNear)
}

/// Claims the day that lines from that block on give as the publication's, if it is one, and that
/// which they give as a change's.
fn read_labelled(page: &Page, from: usize, claims: &mut Claims<'_>) {
    let languages = claims.languages;
    let behind = page.blocks.get(from..).unwrap_or_default();
    let text = behind.iter().filter(|block| !block.hidden).map(|block| page.block_text(block));
    let lines = text.flat_map(|text| lines(text).map(|line| line.of(text).trim()));
    let may_say = |line: &&str| {
        (8..NEAR_LINE).contains(&line.len())
            && line.bytes().filter(u8::is_ascii_digit).count() >= 5
            && !line.contains('©')
    };
    let (mut found, mut changed) = (Vec::new(), Vec::new());
    let (mut above, mut looked) = ("", 0);
    for line in lines {
        let before = std::mem::replace(&mut above, line);
        if !may_say(&line) {
            continue;
        }
        looked += 1;
        if looked > LABELLED {
            break;
        }
        let parts = statements(line, languages);
        let signed = parts.iter().any(|part| languages.phrases(part).has(Phrase::Byline));
        for part in parts {
            let Some(date) = languages.date(part) else { continue };
            let own = &part[..date.range.start];
            let label = if own.trim().is_empty() { before } else { own };
            if label.len() > SHORT_LINE {
                continue;
            }
            let is_label = label.contains(char::is_alphabetic)
                && languages
                    .phrases(&format!("{label} {}", &part[date.range.clone()]))
                    .has(Phrase::DateLine);
            if is_label && languages.says_changed(label) {
                changed.push((date.iso()[..10].to_owned(), part));
            } else if signed || is_label {
                found.push((date.iso()[..10].to_owned(), part));
            }
        }
    }
    for (field, days) in [(Field::DatePublished, found), (Field::DateModified, changed)] {
        if let Some((day, part)) = days.first()
            && days.iter().all(|(other, _)| other == day)
        {
            claims.add(field, part, Evidence::DateLabel);
        }
    }
}

/// The part of an element's text that names authors: all of it, or its first line that does.
pub(super) fn byline(text: &str, languages: &LanguageSet<'_>) -> Option<String> {
    if text.len() > LONGEST_LINE {
        return None;
    }
    let names = |part: &str| {
        let named = names::are_names(part, languages) && !part.contains(is_digit);
        named.then(|| names::without_tail(part, languages))
    };
    let first = |line: &str| {
        names(line).or_else(|| {
            let parts = statements(line, languages);
            parts.into_iter().find(|p| languages.phrases(p).has(Phrase::Byline)).and_then(names)
        })
    };
    match text.trim() {
        text if names(text).is_some() && text.contains('\n') => Some(text.to_owned()),
        text => lines(text).next().and_then(|line| first(line.of(text).trim())),
    }
}

fn is_digit(c: char) -> bool {
    c.is_ascii_digit()
}

/// The dates of a page's lines.
#[derive(Default)]
struct Days<'l> {
    /// The first that a word gives as the publication's.
    published: Option<&'l str>,
    /// The first that a word gives as that of a change.
    modified: Option<&'l str>,
    /// Those without a word: the day, and the line.
    bare: Vec<(String, &'l str)>,
}

impl<'l> Days<'l> {
    fn take(&mut self, part: &'l str, languages: &LanguageSet<'_>) {
        let Some(date) = languages.date(part) else { return };
        let label = &part[..date.range.start];
        let rest = [label, &part[date.range.end..]];
        if languages.says_changed(label) {
            self.modified = self.modified.or(Some(part));
        } else if rest.iter().any(|rest| rest.contains(char::is_alphabetic)) {
            self.published = self.published.or(Some(part));
        } else if !self.bare.iter().any(|(day, _)| *day == date.iso()) {
            self.bare.push((date.iso(), part));
        }
    }

    fn claim(self, claims: &mut Claims<'_>) {
        let bare = self.bare.first().filter(|_| self.bare.len() <= BARE_DAYS);
        if let Some(part) = self.published.or(bare.map(|(_, part)| *part)) {
            claims.add(Field::DatePublished, part, Evidence::DateLine);
        }
        if let Some(part) = self.modified {
            claims.add(Field::DateModified, part, Evidence::DateLine);
        }
    }
}

/// The lines that may be a date or a by-line: around an HTML page's heading, at the top and at the
/// end of plain text.
fn window(page: &Page, heading: Option<usize>) -> Vec<&str> {
    let of = |blocks: &[Block]| -> Vec<&str> {
        let shown = blocks.iter().filter(|block| !block.hidden);
        let text = shown.map(|block| page.block_text(block));
        text.flat_map(|text| lines(text).map(|line| line.of(text).trim())).collect()
    };
    let n = page.blocks.len();
    match (page.kind, heading) {
        (Kind::Text, _) => {
            let top = TOP_LINES.min(n);
            let end = n.saturating_sub(END_LINES).max(top);
            [of(&page.blocks[..top]), of(&page.blocks[end..])].concat()
        }
        (Kind::Html, Some(at)) => {
            of(&page.blocks[at.saturating_sub(BLOCKS_BEFORE)..(at + BLOCKS_BEHIND).min(n)])
        }
        (Kind::Html, None) => Vec::new(),
    }
}

/// The statements of a line such as "By Jane Doe | 6 Jan 2026 | 5 min read", if each of its parts
/// says something.
fn statements<'l>(line: &'l str, languages: &LanguageSet<'_>) -> Vec<&'l str> {
    if line.is_empty() || line.len() > LONGEST_LINE {
        return Vec::new();
    }
    let parts: Vec<&str> =
        line.split(['|', '·', '•', '–', '—']).map(str::trim).filter(|p| !p.is_empty()).collect();
    if parts.len() > 1 {
        let said: Vec<Vec<&str>> = parts.iter().map(|part| pieces(part, languages)).collect();
        if said.iter().all(|pieces| !pieces.is_empty()) {
            return said.concat();
        }
    }
    pieces(line, languages)
}

/// What a line says piece by piece, as "Published on 6 Jan 2026 by Jane Doe" says two things; empty
/// if any of it says nothing.
fn pieces<'l>(line: &'l str, languages: &LanguageSet<'_>) -> Vec<&'l str> {
    let mut found = Vec::new();
    let mut rest = line;
    for _ in 0..PIECES {
        let Some((end, label)) = dated(rest, languages) else { break };
        found.extend((label > 0).then(|| rest[..label].trim_end_matches(is_glue)));
        found.push(&rest[label..end]);
        rest = rest[end..].trim_start_matches(is_glue);
    }
    let says = |part: &str| !languages.phrases(part).is_empty();
    if rest.is_empty() || says(rest) {
        found.extend((!rest.is_empty()).then_some(rest));
        found
    } else if says(line) {
        vec![line]
    } else {
        Vec::new()
    }
}

/// Where the first date of a line ends, and where the words that belong to it begin; a by-line or
/// nothing stands before these.
fn dated(line: &str, languages: &LanguageSet<'_>) -> Option<(usize, usize)> {
    let date = languages.date(line)?.range;
    let is_label = |start: &usize| {
        let found = languages.phrases(&line[*start..date.end]);
        let before = line[..*start].trim_end_matches(is_glue);
        found.has(Phrase::DateLine)
            && !found.has(Phrase::Byline)
            && (before.is_empty() || languages.phrases(before).has(Phrase::Byline))
    };
    word_starts(&line[..date.start]).find(is_label).map(|label| (date.end, label))
}

/// Where words begin in `text`, and its end.
fn word_starts(text: &str) -> impl Iterator<Item = usize> {
    let behind_space = |(at, c): (usize, char)| c.is_whitespace().then(|| at + c.len_utf8());
    let starts = text.char_indices().filter_map(behind_space).filter(|at| *at < text.len());
    [0].into_iter().chain(starts).chain((!text.is_empty()).then_some(text.len()))
}

/// Signs between two phrases of a line.
fn is_glue(c: char) -> bool {
    c.is_whitespace() || matches!(c, ',' | ';' | '|' | '/' | '-' | '(' | ')' | '.')
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Part, claimed, claimed_in, html, metadata, text};
    use super::*;
    use crate::page::{Head, Tag};

    fn said(code: &str, line: &str, field: Field) -> Vec<String> {
        let page = text(&format!("{line}\nEr fiel."));
        claimed_in(code, &page, field).into_iter().map(|(value, _)| value).collect()
    }

    #[test]
    fn lines_of_several_phrases() {
        let cases: &[(&str, &str, &[&str], &str)] = &[
            (
                "fr",
                "Publié le 3 décembre 2025 Par Firmin Castagné",
                &["Firmin Castagné"],
                "2025-12-03",
            ),
            (
                "fr",
                "Publié le 3 décembre 2025 à 18h par Firmin Castagné",
                &["Firmin Castagné"],
                "2025-12-03T18:00",
            ),
            ("es", "Por Ana Ruiz Gil, 14 de agosto de 2008", &["Ana Ruiz Gil"], "2008-08-14"),
            ("es", "Jueves, 14 de agosto de 2008", &[], "2008-08-14"),
            (
                "en",
                "By Jane Doe and John Roe, January 6, 2026",
                &["Jane Doe", "John Roe"],
                "2026-01-06",
            ),
            ("en", "By Jane Doe on January 6, 2026", &["Jane Doe"], "2026-01-06"),
            ("en", "Posted on 6 Jan 2026 by Ana de la Cruz", &["Ana de la Cruz"], "2026-01-06"),
            ("en", "By Jane Doe Published 6 Jan 2026 | 5 min read", &["Jane Doe"], "2026-01-06"),
        ];
        for (code, line, authors, day) in cases {
            assert_eq!(said(code, line, Field::Author), *authors, "{line}");
            assert_eq!(said(code, line, Field::DatePublished), [*day], "{line}");
        }
    }

    #[test]
    fn prose_that_holds_a_date_is_no_statement() {
        let cases = [
            ("en", "He was born on 6 Jan 1926 in Hull."),
            ("en", "On 6 Jan 2026 Jane Doe left by train."),
            ("fr", "Le 3 décembre 2025 à 18h la grande roue a tourné."),
            ("es", "El jueves, 14 de agosto de 2008, llegó el semáforo."),
            ("de", "Von Hamburg aus ging es am 3. März 2026 weiter."),
        ];
        for (code, line) in cases {
            assert_eq!(said(code, line, Field::Author), [""; 0], "{line}");
            assert_eq!(said(code, line, Field::DatePublished), [""; 0], "{line}");
        }
    }

    #[test]
    fn a_change_is_no_publication() {
        let cases = [
            ("en", "Updated on 7 Jan 2026", None, Some("2026-01-07")),
            ("en", "Last updated: January 7, 2026", None, Some("2026-01-07")),
            ("en", "Published on 6 Jan 2026", Some("2026-01-06"), None),
            (
                "en",
                "Posted: 6 Jan 2026 | Updated: 7 Jan 2026",
                Some("2026-01-06"),
                Some("2026-01-07"),
            ),
            ("de", "Aktualisiert am 7. Januar 2026", None, Some("2026-01-07")),
            ("de", "Veröffentlicht am 6. Januar 2026", Some("2026-01-06"), None),
            ("de", "Stand: 6. Januar 2026", Some("2026-01-06"), None),
            ("fr", "Mis à jour le 7 janvier 2026", None, Some("2026-01-07")),
            (
                "fr",
                "Publié le 6 janvier 2026, mis à jour le 7 janvier 2026",
                Some("2026-01-06"),
                Some("2026-01-07"),
            ),
            ("es", "Actualizado el 7 de enero de 2026", None, Some("2026-01-07")),
            ("es", "Publicado el 6 de enero de 2026", Some("2026-01-06"), None),
        ];
        for (code, line, published, modified) in cases {
            let one = |field| said(code, line, field).into_iter().next();
            assert_eq!(one(Field::DatePublished).as_deref(), published, "{line}");
            assert_eq!(one(Field::DateModified).as_deref(), modified, "{line}");
        }
        assert_eq!(
            said(
                "de",
                "Von Ida Jost und Max Renn Aktualisiert am 7.1.2026, 17:48 Uhr",
                Field::Author
            ),
            ["Ida Jost", "Max Renn"]
        );
    }

    #[test]
    fn lines_of_plain_text() {
        let date = |body: &str| metadata(&text(body)).date_published;
        let prose = "A crane fell onto the rails of the harbour on Monday.\n".repeat(50);
        assert_eq!(date(&format!("{prose}Published On 6 Jan 2026")).as_deref(), Some("2026-01-06"));
        assert_eq!(
            date(&format!("Crane falls\n6 Jan 2026\n{prose}")).as_deref(),
            Some("2026-01-06")
        );
        assert_eq!(
            date("1 Jan 2026\n2 Jan 2026\n3 Jan 2026\nPublished on 6 Jan 2026").as_deref(),
            Some("2026-01-06")
        );
        assert_eq!(date("1 Jan 2026\n2 Jan 2026\n3 Jan 2026"), None, "a list");
        assert_eq!(
            date(&format!("{prose}Published On 6 Jan 2026\n{prose}")),
            None,
            "in the middle"
        );
        assert_eq!(date("He was born on 6 Jan 1926 in Hull."), None, "a sentence");
        assert_eq!(date("Published on 31 February 2026"), None);

        let found =
            metadata(&text("Crane falls\nBy Jane Doe and John Roe | January 6, 2026\nIt fell."));
        assert_eq!(found.authors, ["Jane Doe", "John Roe"]);
        assert_eq!(found.date_published.as_deref(), Some("2026-01-06"));
        assert_eq!(found.date_published_source.as_deref(), Some("date_line"));
        assert_eq!(metadata(&text("By the river | it rained")).authors, [""; 0]);
        assert_eq!(
            metadata(&text("Crane falls\nWritten by\nJane Doe\nProse.")).authors,
            ["Jane Doe"]
        );
        assert_eq!(metadata(&text("Written by\nthe winners.")).authors, [""; 0]);
    }

    /// What a page with a heading and these blocks claims, on that evidence.
    fn near(blocks: &[&str], field: Field, evidence: Evidence) -> Vec<String> {
        let mut parts: Vec<Part<'_>> = vec![(Tag::H1, &[], "Crane falls onto the rails")];
        parts.extend(blocks.iter().map(|text| (Tag::P, &[] as &[_], *text)));
        let found = claimed(&html(Head::default(), &parts), field).into_iter();
        found.filter(|(_, of)| *of == evidence).map(|(value, _)| value).collect()
    }

    /// Blocks of prose between the heading and what stands far from it.
    fn behind_prose<'t>(lines: &[&'t str]) -> Vec<&'t str> {
        let prose = ["The crane fell onto the rails of the harbour, and nobody was hurt."; 20];
        prose.into_iter().chain(lines.iter().copied()).collect()
    }

    #[test]
    fn a_line_far_from_the_heading_says_when_the_page_was_published() {
        let label = |lines: &[&str], field| near(&behind_prose(lines), field, Evidence::DateLabel);
        let published = |lines: &[&str]| label(lines, Field::DatePublished);
        assert_eq!(published(&["Published on 6 Jan 2026"]), ["2026-01-06"]);
        assert_eq!(published(&["Published", "6 January 2026"]), ["2026-01-06"]);
        assert_eq!(published(&["Published on 6 Jan 2026", "Posted 6 Jan 2026"]), ["2026-01-06"]);
        let none: &[&[&str]] = &[
            &["6 January 2026"],
            &["© 2026, published on 6 Jan 2026"],
            &["Published on 6 Jan 2026", "Published on 7 Jan 2026"],
            &["He was born on 6 Jan 1926 in Hull."],
        ];
        for lines in none {
            assert_eq!(published(lines), [""; 0], "{lines:?}");
        }
        let changed = ["Last updated: January 7, 2026"];
        assert_eq!(published(&changed), [""; 0]);
        assert_eq!(label(&changed, Field::DateModified), ["2026-01-07"]);
    }

    #[test]
    fn a_name_right_behind_the_heading() {
        let name = |blocks: &[&str]| near(blocks, Field::Author, Evidence::NameNear);
        assert_eq!(name(&["Jane Doe", "Prose."]), ["Jane Doe"]);
        assert_eq!(name(&["The crane fell.", "Ana de la Cruz", "Prose."]), ["Ana de la Cruz"]);
        for other in ["Jane", "Read more", "Jane Doe 3", "The crane fell.", "Senior Editor"] {
            assert_eq!(name(&[other, "Prose."]), [""; 0], "{other}");
        }
        assert_eq!(name(&["One.", "Two.", "Three.", "Four.", "Jane Doe"]), [""; 0], "too far");
    }

    #[test]
    fn a_date_that_other_texts_are_glued_to() {
        let day = |line| near(&[line, "Prose."], Field::DatePublished, Evidence::DateNear);
        assert_eq!(day("Dec 17, 2025Jane Doe"), ["2025-12-17"]);
        assert_eq!(day("Jane DoeDecember 17, 2025"), ["2025-12-17"]);
        assert_eq!(day("Harbour newsDec 17, 2025Share"), ["2025-12-17"]);
        assert_eq!(day("Order 20251217Blue"), [""; 0]);
    }

    #[test]
    fn a_date_that_opens_a_paragraph() {
        let rest = "the old crane of the harbour fell onto the rails, and nobody was hurt by it, \
                    as the harbour master said on Tuesday.";
        let day = |opening: &str| {
            let text = format!("{opening} {rest}");
            near(&[&text], Field::DatePublished, Evidence::DateLead)
        };
        assert_eq!(day("6 January 2026 –"), ["2026-01-06"]);
        assert_eq!(day("Hull, (6 Jan 2026)."), ["2026-01-06"]);
        assert_eq!(day("HULL, Jan. 6, 2026 —"), ["2026-01-06"]);
        assert_eq!(day("On 6 January 2026"), [""; 0]);
        assert_eq!(day("6 January 2026 was the day on which"), [""; 0]);
        assert_eq!(day("After the storm of 6 January 2026 –"), [""; 0]);
    }

    #[test]
    fn a_thread_is_of_the_day_of_its_first_post() {
        let day = |blocks: &[&str]| near(blocks, Field::DatePublished, Evidence::ThreadStart);
        let posts = ["#1 2026-01-06 10:59", "Hello.", "#2 2026-01-06 11:20", "2026-01-09 08:00"];
        assert_eq!(day(&posts), ["2026-01-06T10:59"]);
        assert_eq!(day(&["2026-01-09 08:00", "2026-01-06 10:59"]), [""; 0], "newest first");
        assert_eq!(day(&["2026-01-06 10:59"]), [""; 0], "one");
        assert_eq!(day(&["2026-01-06", "2026-01-09"]), [""; 0], "days of events");
        let now = ["It is now 2026-02-01 10:00", posts[0], posts[2], posts[3]];
        assert_eq!(day(&now), [""; 0], "the first is not the earliest");
    }

    #[test]
    fn lines_in_the_pages_language() {
        let german = text("Kran stürzt um\nVon Jane Doe\n6. Januar 2026\nEr fiel.");
        assert_eq!(
            claimed_in("de", &german, Field::DatePublished),
            [("2026-01-06".to_owned(), Evidence::DateLine)]
        );
        assert_eq!(
            claimed_in("de", &german, Field::Author),
            [("Jane Doe".to_owned(), Evidence::Byline)]
        );
    }
}
