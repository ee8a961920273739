//! Owns what a date of a page becomes: ISO 8601, with the precision that the page gave.

use crate::lang::{LanguageSet, WrittenDate};
use jiff::Timestamp;
use jiff::civil::{Date, Time};

/// A value longer than this many bytes is no date.
const LONGEST: usize = 100;

/// `raw` in ISO 8601: `2026`, `2026-01`, `2026-01-06`, `2026-01-06T09:12`, `…:00`, with `Z` or
/// `+01:00` where a zone was given; fractions of seconds are dropped. Read are ISO 8601, the form of
/// mails and HTTP headers, seconds since 1970, and dates as the page's languages write them.
/// Days that do not exist, years before 1900 or after 2100 and the day that a zero becomes
/// (1970-01-01) are none. Of 3/4/2026 in English, the day is the first number where `day_first`
/// says so, and else the second; of 3-4-2026 only the year is known then.
pub(super) fn iso(raw: &str, languages: &LanguageSet<'_>, day_first: bool) -> Option<String> {
    let raw = raw.trim();
    if raw.is_empty() || raw.len() > LONGEST {
        return None;
    }
    let read = standard(raw).or_else(|| mail(raw)).or_else(|| seconds(raw));
    let read = read.or_else(|| languages.date(raw).map(|date| written(date, raw, day_first)))?;
    let year: i16 = read.get(..4)?.parse().ok()?;
    let zero = read.starts_with("1970-01-01") || read.starts_with("1969-12-31");
    ((1900..=2100).contains(&year) && !zero).then_some(read)
}

/// A written date in ISO 8601, as precisely as it is known.
pub(super) fn written(mut date: WrittenDate, text: &str, day_first: bool) -> String {
    if date.either && day_first {
        (date.day, date.month) = (date.month, date.day);
    } else if date.either && text[date.range.clone()].contains('-') {
        return format!("{:04}", date.year);
    }
    date.iso()
}

/// What no date of a page that was fetched then is later than, in ISO 8601: the end of the next day,
/// as zones differ.
pub(super) fn day_after(fetched: &str) -> Option<String> {
    let day: Date = fetched.get(..10)?.parse().ok()?;
    Some(format!("{}T99", day.tomorrow().ok()?))
}

/// ISO 8601 and its relatives: `/` for `-`, or nothing between the parts; a space for `T`.
fn standard(raw: &str) -> Option<String> {
    let mut rest = Scan(raw);
    let year = rest.digits(4)?;
    if rest.0.is_empty() {
        return Some(year.to_owned());
    }
    let separator = rest.one_of("-/.");
    let month = rest.digits(2).or_else(|| separator.and_then(|_| rest.digits(1)))?;
    let month_number: i8 = month.parse().ok()?;
    if rest.0.is_empty() {
        let fits = separator.is_some() && (1..=12).contains(&month_number);
        return fits.then(|| format!("{year}-{month_number:02}"));
    }
    if rest.one_of("-/.") != separator {
        return None;
    }
    let day = rest.digits(2).or_else(|| separator.and_then(|_| rest.digits(1)))?;
    let day = Date::new(year.parse().ok()?, month_number, day.parse().ok()?).ok()?;
    if rest.0.is_empty() {
        return Some(day.to_string());
    }
    rest.one_of("Tt ")?;
    Some(format!("{day}T{}", time(rest)?))
}

/// The time of day, with its zone, that the whole of `rest` is.
fn time(mut rest: Scan<'_>) -> Option<String> {
    rest.spaces();
    let hour = rest.digits(2).or_else(|| rest.digits(1))?;
    let colon = rest.one_of(":").is_some();
    let minute = rest.digits(2)?;
    let mut second = None;
    if !colon || rest.one_of(":").is_some() {
        second = rest.digits(2);
    }
    if second.is_some() && rest.one_of(".,").is_some() {
        while rest.digits(1).is_some() {}
    }
    let (hour, minute) = (hour.parse().ok()?, minute.parse().ok()?);
    let time = Time::new(hour, minute, second.unwrap_or("0").parse().ok()?, 0).ok()?;
    let mut written = format!("{:02}:{:02}", time.hour(), time.minute());
    if second.is_some() {
        written.push_str(&format!(":{:02}", time.second()));
    }
    written.push_str(&zone(rest)?);
    Some(written)
}

/// `Z`, `+01:00` or nothing, as the whole of `rest` says.
fn zone(mut rest: Scan<'_>) -> Option<String> {
    rest.spaces();
    if rest.0.is_empty() {
        return Some(String::new());
    }
    if ["Z", "z", "UTC", "GMT"].contains(&rest.0) {
        return Some("Z".to_owned());
    }
    let sign = rest.one_of("+-")?;
    let hours = rest.digits(2)?;
    rest.one_of(":");
    let minutes = rest.digits(2).unwrap_or("00");
    let fits = rest.0.trim().is_empty() && hours <= "14" && minutes < "60";
    fits.then(|| format!("{sign}{hours}:{minutes}"))
}

/// `Tue, 06 Jan 2026 09:12:00 +0100`
fn mail(raw: &str) -> Option<String> {
    let behind_weekday = raw.split_once(',').map_or(raw, |(_, rest)| rest).trim();
    let zoned = jiff::fmt::rfc2822::DateTimeParser::new().parse_zoned(behind_weekday).ok()?;
    let offset = zoned.offset().seconds() / 60;
    let zone = match offset {
        0 => "Z".to_owned(),
        _ => format!("{}{:02}:{:02}", sign(offset), offset.abs() / 60, offset.abs() % 60),
    };
    Some(format!("{}{zone}", zoned.strftime("%Y-%m-%dT%H:%M:%S")))
}

fn sign(offset: i32) -> char {
    if offset < 0 { '-' } else { '+' }
}

/// Seconds or milliseconds since 1970.
fn seconds(raw: &str) -> Option<String> {
    if !matches!(raw.len(), 10 | 13) || !raw.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let seconds: i64 = raw[..10].parse().ok()?;
    Some(Timestamp::from_second(seconds).ok()?.strftime("%Y-%m-%dT%H:%M:%SZ").to_string())
}

/// What is left to read.
struct Scan<'a>(&'a str);

impl<'a> Scan<'a> {
    /// The next `n` characters, if they are digits.
    fn digits(&mut self, n: usize) -> Option<&'a str> {
        let digits = self.0.get(..n).filter(|d| d.bytes().all(|b| b.is_ascii_digit()))?;
        self.0 = &self.0[n..];
        Some(digits)
    }

    /// The next character, if it is one of these.
    fn one_of(&mut self, chars: &str) -> Option<char> {
        let c = self.0.chars().next().filter(|&c| chars.contains(c))?;
        self.0 = &self.0[c.len_utf8()..];
        Some(c)
    }

    fn spaces(&mut self) {
        self.0 = self.0.trim_start();
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::with_languages;
    use super::*;

    #[test]
    fn dates_of_every_form() {
        let cases = [
            ("2026", "2026"),
            ("2026-01", "2026-01"),
            ("2026-01-06", "2026-01-06"),
            ("2026/1/6", "2026-01-06"),
            ("2026.01.06", "2026-01-06"),
            ("20260106", "2026-01-06"),
            ("20260106T091200Z", "2026-01-06T09:12:00Z"),
            ("2026-01-06T09:12", "2026-01-06T09:12"),
            ("2026-01-06T09:12:00Z", "2026-01-06T09:12:00Z"),
            ("2026-01-06T09:12:00.123456Z", "2026-01-06T09:12:00Z"),
            ("2026-01-06T09:12:00+01:00", "2026-01-06T09:12:00+01:00"),
            ("2026-01-06T09:12:00-0530", "2026-01-06T09:12:00-05:30"),
            ("2026-01-06T09:12:00+01", "2026-01-06T09:12:00+01:00"),
            ("2026-01-06 09:12:00 UTC", "2026-01-06T09:12:00Z"),
            ("2026-01-06 9:12", "2026-01-06T09:12"),
            ("2026-01-06T09:12:00 nonsense", "2026-01-06T09:12"),
            ("2026-01-06T25:99", "2026-01-06"),
            ("Tue, 06 Jan 2026 09:12:00 GMT", "2026-01-06T09:12:00Z"),
            ("Tue, 6 Jan 2026 09:12:00 +0100", "2026-01-06T09:12:00+01:00"),
            ("Mon, 06 Jan 2026 09:12:00 EST", "2026-01-06T09:12:00-05:00"),
            ("1767690720", "2026-01-06T09:12:00Z"),
            ("1767690720123", "2026-01-06T09:12:00Z"),
            ("January 6, 2026", "2026-01-06"),
            ("6 Jan 2026, 4:05 pm", "2026-01-06T16:05"),
        ];
        with_languages("en", |languages| {
            for (raw, wanted) in cases {
                assert_eq!(iso(raw, languages, false).as_deref(), Some(wanted), "{raw}");
            }
        });
        with_languages("de", |languages| {
            assert_eq!(iso("06.01.2026", languages, false).as_deref(), Some("2026-01-06"));
        });
    }

    #[test]
    fn of_two_numbers_the_language_the_country_or_the_size_tells_the_month() {
        let cases = [
            ("en", "02-12-2025", false, "2025"),
            ("en", "02-12-2025", true, "2025-12-02"),
            ("en", "02/12/2025", false, "2025-02-12"),
            ("en", "02/12/2025", true, "2025-12-02"),
            ("en", "22-12-2025", false, "2025-12-22"),
            ("en", "11-29-2025", false, "2025-11-29"),
            ("en", "11-29-2025", true, "2025-11-29"),
            ("en", "02-02-2025", false, "2025-02-02"),
            ("en", "2025-02-12", true, "2025-02-12"),
            ("en", "02.12.2025", false, "2025-12-02"),
            ("fr", "02-12-2025", false, "2025-12-02"),
            ("pt", "02/12/2025", false, "2025-12-02"),
        ];
        for (code, raw, day_first, wanted) in cases {
            with_languages(code, |languages| {
                assert_eq!(iso(raw, languages, day_first).as_deref(), Some(wanted), "{code} {raw}");
            });
        }
    }

    #[test]
    fn what_is_no_date_is_none() {
        let cases = [
            "",
            "0000-00-00",
            "0001-01-01T00:00:00",
            "1970-01-01T00:00:00Z",
            "0",
            "1826-01-06",
            "2126-01-06",
            "2026-02-30",
            "2026-13-01",
            "202601",
            "P1D",
            "PT5M",
            "today",
            "3 hours ago",
            "{{ date }}",
            "9999999999",
            "２０２６",
        ];
        with_languages("en", |languages| {
            for raw in cases {
                assert_eq!(iso(raw, languages, false), None, "{raw}");
            }
            assert_eq!(iso(&"2026-01-06".repeat(1000), languages, false), None);
        });
    }
}
