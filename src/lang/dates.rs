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
    /// Whether it is written in numbers of which either may be the month, by its language.
    pub either: bool,
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

/// 2026年1月6日, 2026년 1월 6일
const EASTERN_DAY: &str = r"(?P<y5>(?:19|20)[0-9]{2})\s*[年년]\s*(?P<m5>[01]?[0-9])\s*[月월]\s*(?P<d5>[0-3]?[0-9])\s*[日일]";

/// 午後2時32分, 오후 2:32, 14时, in the plain spelling of `plain.rs`: 午后, 时
const EASTERN_CLOCK: &str = r"(?:(?P<half5>午前|上午|早上|凌晨|오전|am|午后|下午|晚上|오후|pm)\s*)?(?P<hour5>[012]?[0-9])(?:[:：](?P<minute5>[0-5][0-9])(?:[:：][0-5][0-9])?|\s*[时点시](?:\s*(?P<minute6>[0-5]?[0-9])\s*[分분](?:\s*[0-5]?[0-9]\s*[秒초])?)?)";

impl Dates {
    pub(super) fn new(words: &Vocabulary) -> Self {
        let mut months: Vec<(String, i8)> = Vec::new();
        for (number, forms) in (1..).zip(&words.months) {
            months.extend(forms.iter().map(|form| (form.to_lowercase(), number)));
        }
        let names: Vec<String> = months.iter().map(|(name, _)| name.clone()).collect();
        let month = bounded(&names);
        let weekday = bounded(&words.weekdays);
        let link = format!(r"[\s,.،/-]*(?:{}\s)?\s*", alternatives(&words.date_links));
        let clock = format!(
            r"(?:{}\s*)?(?P<hour>[012]?[0-9])(?:(?:[:.]|\s?h\s?)(?P<minute>[0-5][0-9])(?::[0-5][0-9])?|\s?h(?-u:\b))(?:\s*(?P<half>[ap]\.?m\.?))?(?:\s*(?:Uhr|h|hrs|(?-i:[A-Z]{{2,4}})))?(?-u:\b)\.?(?:\s*(?P<noon>صباحا|ظهرا|مساء|[صم](?:[.\s]|$)))?",
            alternatives(&words.date_links)
        );
        let time = format!(r"(?:[\s,،T–—|·-]*(?:{clock}|{EASTERN_CLOCK}))?");
        let day = r"(?P<DAY>[0-3]?[0-9])(?:st|nd|rd|th|er|º|ª|°|\.)?";
        let year = r"(?P<YEAR>(?:19|20)[0-9]{2})(?-u:\b)";
        let forms = [
            format!(
                "(?-u:\\b){}{link}(?P<m1>{month}){link}{}",
                day.replace("DAY", "d1"),
                year.replace("YEAR", "y1")
            ),
            format!(
                "(?P<m2>{month})\\.?\\s*{}{link}{}",
                day.replace("DAY", "d2"),
                year.replace("YEAR", "y2")
            ),
            r"(?-u:\b)(?P<y3>(?:19|20)[0-9]{2})(?:[-/.]|\.\s)(?P<m3>[01]?[0-9])(?:[-/.]|\.\s)(?P<d3>[0-3]?[0-9])\.?"
                .to_owned(),
            r"(?-u:\b)(?P<a4>[0-3]?[0-9])(?P<sep4>[-/.])(?P<b4>[0-3]?[0-9])[-/.](?P<y4>(?:19|20)[0-9]{2}|[0-9]{2})(?-u:\b)"
                .to_owned(),
            format!(r"{EASTERN_DAY}(?:\s*{weekday})?"),
        ];
        let any = format!(
            r"{TIME_BEFORE}(?:{weekday}\.?{link})?(?:{})(?:\s?[(（]{weekday}\.?[)）])?{}{time}",
            forms.join("|"),
            behind_year(words),
        );
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
        let mut either = false;
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
        } else if let Some(year) = number("y5") {
            (year, number("m5")?, number("d5")?)
        } else {
            let (a, b) = (number("a4")?, number("b4")?);
            let dotted = found.name("sep4").is_some_and(|sep| sep.as_str() == ".");
            let day_first = (self.day_first || dotted || a > 12) && b <= 12;
            either = !self.day_first && !dotted && a <= 12 && b <= 12 && a != b;
            let year = number("y4")?;
            let year = if year < 100 { 2000 + year } else { year };
            if day_first { (year, b, a) } else { (year, a, b) }
        };
        let (month, day) = (i8::try_from(month).ok()?, i8::try_from(day).ok()?);
        jiff::civil::Date::new(year, month, day).ok()?;
        let range = found.get(0)?.range();
        Some(WrittenDate { year, month, day, time: time(found), either, range })
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

/// The words as an alternation, each bounded where it begins or ends in ASCII: elsewhere digits and
/// signs bound it.
fn bounded(words: &[String]) -> String {
    let edge = |c: Option<char>| {
        if c.is_some_and(|c| c.is_ascii_alphanumeric()) { r"(?-u:\b)" } else { "" }
    };
    let one = |word: &String| {
        let (first, last) = (word.chars().next(), word.chars().next_back());
        format!("{}{}{}", edge(first), alternatives(std::slice::from_ref(word)), edge(last))
    };
    let all: Vec<String> = words.iter().map(one).collect();
    format!("(?:{})", all.join("|"))
}

/// A time of day before a date: "14:32, 6 января 2026".
const TIME_BEFORE: &str = r"(?:(?-u:\b)(?P<hour0>[012]?[0-9]):(?P<minute0>[0-5][0-9])[\s,|·–—-]+)?";

/// Fewest letters of a day of the week behind a date: shorter ones are other words, too.
const SHORTEST_WEEKDAY: usize = 4;

/// What may stand between a year and the time of day: the sign of the year, the day of the week.
fn behind_year(words: &Vocabulary) -> String {
    let long = |word: &&String| word.chars().count() >= SHORTEST_WEEKDAY;
    let weekdays: Vec<String> = words.weekdays.iter().filter(long).cloned().collect();
    let sign = match words.year_signs.as_slice() {
        [] => String::new(),
        signs => format!(r"(?:\s?{})?", alternatives(signs)),
    };
    format!(r"{sign}(?:[\s,]+\(?{}\)?)?", alternatives(&weekdays))
}

/// The time of day beside a date.
fn time(found: &Captures<'_>) -> Option<(i8, i8)> {
    let number = |names: &[&str]| {
        let written = names.iter().find_map(|name| found.name(name));
        written.and_then(|m| m.as_str().parse::<i8>().ok())
    };
    let hour = number(&["hour", "hour5", "hour0"])?;
    let minute = number(&["minute", "minute5", "minute6", "minute0"]).unwrap_or(0);
    let half = ["half", "half5", "noon"].iter().find_map(|name| found.name(name));
    let half = half.map(|m| m.as_str().to_ascii_lowercase());
    let is_late = |half: &str| {
        half.starts_with(['p', 'م', 'ظ']) || ["午后", "下午", "晚上", "오후"].contains(&half)
    };
    let hour = match half.as_deref() {
        Some(half) if is_late(half) && hour < 12 => hour + 12,
        Some(half) if !is_late(half) && hour == 12 => 0,
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
            ("en", "Fri 6 February 2026", "2026-02-06"),
            ("en", "6 February 2026, Friday", "2026-02-06"),
            ("pl", "Wtorek, 6 stycznia 2026 r., godz. 14:32", "2026-01-06T14:32"),
            ("pl", "środa, 7 października 2026 roku, o 9.05", "2026-10-07T09:05"),
            ("pl", "Dodano: 3 paź 2026", "2026-10-03"),
            ("pl", "14:32 | 06.01.2026 r.", "2026-01-06T14:32"),
            ("ru", "Вторник, 6 января 2026 г. в 14:32", "2026-01-06T14:32"),
            ("ru", "14:32, 6 февраля 2026", "2026-02-06T14:32"),
            ("ru", "Опубликовано 16 авг. 2026 года, 9:05", "2026-08-16T09:05"),
            ("ru", "Май 6, 2026", "2026-05-06"),
            ("ru", "06.01.2026 14:32", "2026-01-06T14:32"),
            ("tr", "6 Ocak 2026 Salı, 14:32", "2026-01-06T14:32"),
            ("tr", "06 Şubat 2026 - 14:32", "2026-02-06T14:32"),
            ("tr", "Ağustos 6, 2026", "2026-08-06"),
            ("tr", "Yayınlanma: 06.01.2026 - 14:32", "2026-01-06T14:32"),
            ("ar", "الثلاثاء، 6 يناير 2026 - 14:32", "2026-01-06T14:32"),
            ("ar", "نشر في \u{200f}٦ كانون الثاني ٢٠٢٦", "2026-01-06"),
            ("ar", "6 يناير/كانون الثاني 2026", "2026-01-06"),
            ("ar", "أبريل 9, 2026 3:05 م", "2026-04-09T15:05"),
            ("ar", "٩/٤/٢٠٢٦", "2026-04-09"),
            ("ar", "الثلاثاء 06/يناير/2026 - 02:32 م", "2026-01-06T14:32"),
            ("en", "6-Jan-2026", "2026-01-06"),
            ("zh", "发布于2026-01-06 14:32", "2026-01-06T14:32"),
            ("en", "2026年1月6日", "2026-01-06"),
            ("ja", "公開日：2026年1月6日14時32分", "2026-01-06T14:32"),
            ("ja", "2026年01月06日（火）午後2時5分", "2026-01-06T14:05"),
            ("ja", "2026年1月6日火曜日 午前12:05", "2026-01-06T00:05"),
            ("ja", "2026年1月6日 14時", "2026-01-06T14:00"),
            ("ja", "2026/1/6(火) 14:32更新", "2026-01-06T14:32"),
            ("en", "2026年1月6日 下午2:32", "2026-01-06T14:32"),
            ("ko", "입력 2026.01.06. 오후 2:32", "2026-01-06T14:32"),
            ("ko", "2026. 1. 6. 14:32", "2026-01-06T14:32"),
            ("ko", "2026년 1월 6일 화요일 오전 9시 5분", "2026-01-06T09:05"),
            ("ko", "2026년1월6일(화) 14:32", "2026-01-06T14:32"),
            ("ko", "수정 2026-01-06 14:32:07", "2026-01-06T14:32"),
        ];
        for (code, text, wanted) in cases {
            assert_eq!(iso(code, text).as_deref(), Some(wanted), "{code}: {text}");
        }
    }

    #[test]
    fn says_nothing_of_days_that_are_none() {
        for text in [
            "31 February 2026",
            "0000-00-00",
            "99999",
            "6 Jan",
            "2026",
            "1.2.3",
            "Dismay 6, 2026",
            "2026年13月6日",
            "2026年1月",
        ] {
            assert_eq!(iso("en", text), None, "{text}");
        }
    }
}
