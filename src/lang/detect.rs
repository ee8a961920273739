//! Owns which language a page is in.

use whatlang::Lang;

/// Code points of prose that detection reads.
const SAMPLE_CHARS: usize = 1_000;

/// What is known of a page's language.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Detected {
    /// Code of the detected language, if the text is long enough to tell.
    pub code: Option<String>,
    /// Confidence of the detection, 0 to 1.
    pub score: Option<f64>,
    /// Code of the language that the page declares.
    pub declared: Option<String>,
}

/// The primary language subtag of a BCP 47 tag, in lower case; `None` where there is none.
pub fn primary_subtag(tag: &str) -> Option<String> {
    let primary = tag.trim().split(['-', '_']).next()?;
    let fits = (2..=3).contains(&primary.len()) && primary.bytes().all(|b| b.is_ascii_alphabetic());
    fits.then(|| primary.to_ascii_lowercase())
}

/// Detects the language of `text`, longer lines first, as those are prose. `declared` is the tag
/// that the page or the input gives.
pub fn detect(text: &str, declared: Option<&str>) -> Detected {
    let declared = declared.and_then(primary_subtag);
    let sample = sample(text);
    let Some(info) = whatlang::detect(&sample) else {
        return Detected { declared, ..Detected::default() };
    };
    let sure = info.is_reliable() || declared.as_deref() == Some(code(info.lang()));
    Detected {
        code: sure.then(|| code(info.lang()).to_owned()),
        score: sure.then(|| (info.confidence() * 1000.0).round() / 1000.0),
        declared,
    }
}

/// Up to [`SAMPLE_CHARS`] of the text's prose: lines of 60 code points and more, or all lines
/// where that is too little.
fn sample(text: &str) -> String {
    let take = |shortest: usize| {
        let mut sample = String::new();
        let mut left = SAMPLE_CHARS;
        for line in text.lines().filter(|line| line.len() >= shortest) {
            let part: String = line.chars().take(left).collect();
            left -= part.chars().count();
            sample.push_str(&part);
            sample.push('\n');
            if left == 0 {
                break;
            }
        }
        sample
    };
    let prose = take(60);
    if prose.len() >= 200 { prose } else { take(1) }
}

/// ISO 639-1 code of a language; ISO 639-3 where there is none.
#[expect(clippy::too_many_lines, reason = "a table")]
fn code(lang: Lang) -> &'static str {
    match lang {
        Lang::Afr => "af",
        Lang::Amh => "am",
        Lang::Ara => "ar",
        Lang::Aze => "az",
        Lang::Bel => "be",
        Lang::Ben => "bn",
        Lang::Bul => "bg",
        Lang::Cat => "ca",
        Lang::Ces => "cs",
        Lang::Cmn => "zh",
        Lang::Cym => "cy",
        Lang::Dan => "da",
        Lang::Deu => "de",
        Lang::Ell => "el",
        Lang::Eng => "en",
        Lang::Epo => "eo",
        Lang::Est => "et",
        Lang::Fin => "fi",
        Lang::Fra => "fr",
        Lang::Guj => "gu",
        Lang::Heb => "he",
        Lang::Hin => "hi",
        Lang::Hrv => "hr",
        Lang::Hun => "hu",
        Lang::Hye => "hy",
        Lang::Ind => "id",
        Lang::Ita => "it",
        Lang::Jav => "jv",
        Lang::Jpn => "ja",
        Lang::Kan => "kn",
        Lang::Kat => "ka",
        Lang::Khm => "km",
        Lang::Kor => "ko",
        Lang::Lat => "la",
        Lang::Lav => "lv",
        Lang::Lit => "lt",
        Lang::Mal => "ml",
        Lang::Mar => "mr",
        Lang::Mkd => "mk",
        Lang::Mya => "my",
        Lang::Nep => "ne",
        Lang::Nld => "nl",
        Lang::Nob => "no",
        Lang::Ori => "or",
        Lang::Pan => "pa",
        Lang::Pes => "fa",
        Lang::Pol => "pl",
        Lang::Por => "pt",
        Lang::Ron => "ro",
        Lang::Rus => "ru",
        Lang::Sin => "si",
        Lang::Slk => "sk",
        Lang::Slv => "sl",
        Lang::Sna => "sn",
        Lang::Spa => "es",
        Lang::Srp => "sr",
        Lang::Swe => "sv",
        Lang::Tam => "ta",
        Lang::Tel => "te",
        Lang::Tgl => "tl",
        Lang::Tha => "th",
        Lang::Tuk => "tk",
        Lang::Tur => "tr",
        Lang::Ukr => "uk",
        Lang::Urd => "ur",
        Lang::Uzb => "uz",
        Lang::Vie => "vi",
        Lang::Yid => "yi",
        Lang::Zul => "zu",
        other => other.code(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_languages_apart_and_says_nothing_of_nothing() {
        let german = "Der Hafen wurde am Montag gesperrt, weil ein Kran auf die Gleise gestürzt war. \
                      Verletzt wurde niemand, sagte eine Sprecherin der Stadt am Nachmittag.";
        let found = detect(german, Some("de-DE"));
        assert_eq!((found.code.as_deref(), found.declared.as_deref()), (Some("de"), Some("de")));
        assert_eq!(detect("", None), Detected::default());
    }

    #[test]
    fn a_tag_is_a_tag_or_nothing() {
        assert_eq!(primary_subtag("pt_BR").as_deref(), Some("pt"));
        assert_eq!(primary_subtag("{{ lang }}"), None);
        assert_eq!(primary_subtag(""), None);
    }
}
