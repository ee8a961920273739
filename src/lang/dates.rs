//! Owns dates as people write them in a language.

use super::Vocabulary;
use super::notation::alternatives;
use regex::{Captures, Regex};
use std::ops::Range;
use std::sync::OnceLock;

/// A date that somebody wrote out, to the day, perhaps with a time of day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WrittenDate {
    /// Year, four digits.
    pub year: i16,
    /// Month, 1 to 12.
    pub month: i8,
    /// Day of the month, 1 to 31; the day exists.
    pub day: i8,
    /// Hour and minute, as written, without a zone.
    pub time: Option<(i8, i8)>,
    /// Where it stands, in bytes of the text searched.
    pub range: Range<usize>,
}

impl WrittenDate {
    /// ISO 8601, with the precision that was written.
    pub fn iso(&self) -> String {
        let day = format!("{:04}-{:02}-{:02}", self.year, self.month, self.day);
        match self.time {
            Some((hour, minute)) => format!("{day}T{hour:02}:{minute:02}"),
            None => day,
        }
    }
}

/// How a language writes dates.
#[derive(Debug)]
pub(super) struct Dates {
    /// A written date, without capture groups' names, to be a part of phrases.
    pattern: String,
    /// The same with named groups.
    named: String,
    /// `named`, compiled at first use.
    find: OnceLock<Regex>,
    /// Written form of a month, in lower case, with its number.
    months: Vec<(String, i8)>,
    day_first: bool,
}

impl Dates {
    pub(super) fn new(words: &Vocabulary) -> Self {
        let mut months: Vec<(String, i8)> = Vec::new();
        for (number, forms) in (1..).zip(&words.months) {
            months.extend(forms.iter().map(|form| (form.to_lowercase(), number)));
        }
        let names: Vec<String> = months.iter().map(|(name, _)| name.clone()).collect();
        let month = alternatives(&names);
        let weekday = alternatives(&words.weekdays);
        let link = format!(r"[\s,.]*(?:{}\s)?\s*", alternatives(&words.date_links));
        let time = format!(
            r"(?:[\s,T–—|·-]*(?:{}\s*)?(?P<hour>[012]?[0-9])(?:(?:[:.]|\s?h\s?)(?P<minute>[0-5][0-9])(?::[0-5][0-9])?|\s?h(?-u:\b))(?:\s*(?P<half>[ap]\.?m\.?))?(?:\s*(?:Uhr|h|hrs|(?-i:[A-Z]{{2,4}})))?(?-u:\b)\.?)?",
            alternatives(&words.date_links)
        );
        let day = r"(?P<DAY>[0-3]?[0-9])(?:st|nd|rd|th|er|º|ª|°|\.)?";
        let year = r"(?P<YEAR>(?:19|20)[0-9]{2})(?-u:\b)";
        let forms = [
            format!(
                "{}{link}(?P<m1>{month})(?-u:\\b){link}{}",
                day.replace("DAY", "d1"),
                year.replace("YEAR", "y1")
            ),
            format!(
                "(?P<m2>{month})(?-u:\\b)\\.?\\s*{}{link}{}",
                day.replace("DAY", "d2"),
                year.replace("YEAR", "y2")
            ),
            r"(?P<y3>(?:19|20)[0-9]{2})[-/.](?P<m3>[01]?[0-9])[-/.](?P<d3>[0-3]?[0-9])".to_owned(),
            r"(?P<a4>[0-3]?[0-9])(?P<sep4>[-/.])(?P<b4>[0-3]?[0-9])[-/.](?P<y4>(?:19|20)[0-9]{2}|[0-9]{2})(?-u:\b)"
                .to_owned(),
        ];
        let any = format!(r"(?-u:\b)(?:(?:{weekday})\.?{link})?(?:{}){time}", forms.join("|"));
        let pattern = without_names(&any);
        Self { pattern, named: any, find: OnceLock::new(), months, day_first: words.day_first }
    }

    /// A written date as a pattern without named groups.
    pub(super) fn pattern(&self) -> &str {
        &self.pattern
    }

    /// The first date in `text` that exists.
    pub(super) fn find(&self, text: &str) -> Option<WrittenDate> {
        let find = self.find.get_or_init(|| {
            Regex::new(&format!("(?i){}", self.named)).expect("months are escaped")
        });
        find.captures_iter(text).find_map(|found| self.read(&found))
    }

    fn read(&self, found: &Captures<'_>) -> Option<WrittenDate> {
        let number = |name: &str| found.name(name).and_then(|m| m.as_str().parse::<i16>().ok());
        let month_of = |name: &str| {
            let written = found.name(name)?.as_str().to_lowercase();
            let fits = |known: &&(String, i8)| known.0 == written;
            self.months.iter().find(fits).map(|(_, number)| i16::from(*number))
        };
        let (year, month, day) = if let Some(year) = number("y1") {
            (year, month_of("m1")?, number("d1")?)
        } else if let Some(year) = number("y2") {
            (year, month_of("m2")?, number("d2")?)
        } else if let Some(year) = number("y3") {
            (year, number("m3")?, number("d3")?)
        } else {
            let (a, b) = (number("a4")?, number("b4")?);
            let dotted = found.name("sep4").is_some_and(|sep| sep.as_str() == ".");
            let day_first = (self.day_first || dotted || a > 12) && b <= 12;
            let year = number("y4")?;
            let year = if year < 100 { 2000 + year } else { year };
            if day_first { (year, b, a) } else { (year, a, b) }
        };
        let (month, day) = (i8::try_from(month).ok()?, i8::try_from(day).ok()?);
        jiff::civil::Date::new(year, month, day).ok()?;
        Some(WrittenDate { year, month, day, time: time(found), range: found.get(0)?.range() })
    }
}

/// The pattern with groups that capture nothing in place of named ones.
fn without_names(pattern: &str) -> String {
    let mut parts = pattern.split("(?P<");
    let mut bare = parts.next().unwrap_or_default().to_owned();
    for (_, rest) in parts.filter_map(|part| part.split_once('>')) {
        bare.push_str("(?:");
        bare.push_str(rest);
    }
    bare
}

/// The time of day behind a date.
fn time(found: &Captures<'_>) -> Option<(i8, i8)> {
    let number = |name: &str| found.name(name).and_then(|m| m.as_str().parse::<i8>().ok());
    let (hour, minute) = (number("hour")?, number("minute").unwrap_or(0));
    let half = found.name("half").map(|m| m.as_str().to_ascii_lowercase());
    let hour = match half.as_deref() {
        Some(half) if half.starts_with('p') && hour < 12 => hour + 12,
        Some(half) if half.starts_with('a') && hour == 12 => 0,
        _ => hour,
    };
    (hour < 24).then_some((hour, minute))
}

#[cfg(test)]
mod tests {
    use super::super::{Detected, ExtraPhrases, Languages};
    use std::sync::LazyLock;

    fn iso(code: &str, text: &str) -> Option<String> {
        static LANGUAGES: LazyLock<Languages> =
            LazyLock::new(|| Languages::new(ExtraPhrases::new()).unwrap());
        let detected = Detected { code: Some(code.to_owned()), ..Detected::default() };
        LANGUAGES.of(&detected).date(text).map(|date| date.iso())
    }

    #[test]
    fn reads_what_people_write() {
        let cases = [
            ("en", "Published On 6 Jan 2026", "2026-01-06"),
            ("en", "January 6th, 2026 at 4:05 pm EST", "2026-01-06T16:05"),
            ("en", "Tue, 06 Jan 2026", "2026-01-06"),
            ("en", "1/6/2026", "2026-01-06"),
            ("en", "13/6/2026", "2026-06-13"),
            ("en", "2026-01-06", "2026-01-06"),
            ("de", "Dienstag, 6. Januar 2026, 14:32 Uhr", "2026-01-06T14:32"),
            ("de", "06.01.2026", "2026-01-06"),
            ("fr", "Publié le 1er février 2026 à 9h05", "2026-02-01T09:05"),
            ("fr", "3 décembre 2025 à 18 h 12", "2025-12-03T18:12"),
            ("fr", "Publié le 3 décembre 2025 à 18h par la rédaction", "2025-12-03T18:00"),
            ("es", "9 de enero de 2026", "2026-01-09"),
        ];
        for (code, text, wanted) in cases {
            assert_eq!(iso(code, text).as_deref(), Some(wanted), "{code}: {text}");
        }
    }

    #[test]
    fn says_nothing_of_days_that_are_none() {
        for text in ["31 February 2026", "0000-00-00", "99999", "6 Jan", "2026", "1.2.3"] {
            assert_eq!(iso("en", text), None, "{text}");
        }
    }
}
