//! Owns which language a page is in.

use whatlang::{Detector, Lang};

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
    let info = match family(&sample) {
        Some(family) => Detector::with_allowlist(family.to_vec()).detect(&sample),
        None => whatlang::detect(&sample),
    };
    let Some(info) = info else {
        return Detected { declared, ..Detected::default() };
    };
    let sure = info.is_reliable() || declared.as_deref() == Some(code(info.lang()));
    Detected {
        code: sure.then(|| code(info.lang()).to_owned()),
        score: sure.then(|| (info.confidence() * 1000.0).round() / 1000.0),
        declared,
    }
}

/// A language's commonest words, and the language with those that are like it.
type Family = (&'static [&'static str], &'static [Lang]);

/// Comparing a text with all languages takes longer than cleaning it, so the commonest words
/// name the few that are left to tell apart.
const FAMILIES: &[Family] = &[
    (
        &["the", "of", "and", "to", "in", "is", "was", "that", "for", "with", "on", "as", "it"],
        &[Lang::Eng, Lang::Afr, Lang::Nld, Lang::Deu, Lang::Fra, Lang::Lat],
    ),
    (
        &["der", "die", "und", "das", "den", "von", "ist", "mit", "ein", "eine", "nicht", "sich"],
        &[Lang::Deu, Lang::Nld, Lang::Afr, Lang::Dan, Lang::Swe, Lang::Nob, Lang::Eng],
    ),
    (
        &["le", "la", "les", "des", "et", "du", "une", "est", "dans", "un", "que", "à", "de"],
        &[Lang::Fra, Lang::Cat, Lang::Ita, Lang::Spa, Lang::Por, Lang::Ron, Lang::Eng],
    ),
    (
        &["el", "la", "los", "las", "y", "del", "que", "en", "una", "se", "por", "un", "de"],
        &[Lang::Spa, Lang::Por, Lang::Cat, Lang::Ita, Lang::Fra, Lang::Ron, Lang::Eng],
    ),
];

/// Fewest words that tell a family.
const FEWEST_WORDS: usize = 40;

/// The languages that a text may be in, if at least a fifth of its words are the commonest of one,
/// and a third fewer of any other's.
fn family(sample: &str) -> Option<&'static [Lang]> {
    let mut counts = [0_usize; FAMILIES.len()];
    let mut words = 0;
    for word in sample.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty()) {
        words += 1;
        for (count, (common, _)) in counts.iter_mut().zip(FAMILIES) {
            *count += usize::from(word.len() <= 5 && common.contains(&word));
        }
    }
    let (best, &most) = counts.iter().enumerate().max_by_key(|(_, count)| **count)?;
    let others = counts.iter().enumerate().filter(|(at, _)| *at != best);
    let next = others.map(|(_, count)| *count).max().unwrap_or(0);
    (words >= FEWEST_WORDS && most * 5 >= words && next * 3 <= most * 2).then(|| FAMILIES[best].1)
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
    fn the_commonest_words_only_shorten_the_way() {
        for (code, text) in [("en", EN), ("de", DE), ("fr", FR), ("es", ES), ("it", IT), ("pt", PT)]
        {
            assert_eq!(detect(text, None).code.as_deref(), Some(code), "{text}");
        }
        assert!([EN, DE, FR, ES].into_iter().all(|text| family(text).is_some()));
        assert!(family("Short and to the point").is_none());
    }

    const EN: &str = "The harbour was closed on Monday after a crane fell onto the rails, the city said. \
        Nobody was hurt, and the ships that were waiting for the tide have left for other harbours \
        since. The council is to meet in the hall on Friday, with the pilots, to talk of what it was.";
    const DE: &str = "Der Hafen wurde am Montag gesperrt, weil ein Kran auf die Gleise gestürzt war. Verletzt \
        wurde niemand, und die Schiffe sind seither in die anderen Häfen ausgelaufen. Das ist nicht \
        das Ende, sagte der Lotse, der sich mit den Männern von der Werft in die Sonne gesetzt hatte.";
    const FR: &str = "Le port a été fermé lundi après la chute d’une grue sur les rails, a indiqué la ville. \
        Personne n’a été blessé, et les navires sont repartis vers les autres ports de la côte. Le \
        conseil se réunit dans la salle des fêtes, et le maire est le seul que les pilotes écoutent.";
    const ES: &str = "El puerto se cerró el lunes tras caer una grúa sobre las vías, informó la ciudad. Nadie \
        resultó herido, y los barcos que esperaban en la bahía han zarpado hacia otros puertos de la \
        costa. El concejo se reúne el viernes en la sala del ayuntamiento, y los prácticos lo saben.";
    const IT: &str = "Il porto è stato chiuso lunedì dopo che una gru è caduta sui binari, ha detto la città. \
        Nessuno è rimasto ferito e le navi che aspettavano sono partite per gli altri porti della \
        costa. Il consiglio si riunisce venerdì nella sala grande, e i piloti lo sanno già da tempo.";
    const PT: &str = "O porto foi fechado na segunda-feira depois que um guindaste caiu sobre os trilhos, disse a \
        cidade. Ninguém ficou ferido, e os navios que esperavam já partiram para outros portos da \
        costa. O conselho vai se reunir na sexta-feira, e os pilotos não sabem o que dizer disso.";

    #[test]
    fn a_tag_is_a_tag_or_nothing() {
        assert_eq!(primary_subtag("pt_BR").as_deref(), Some("pt"));
        assert_eq!(primary_subtag("{{ lang }}"), None);
        assert_eq!(primary_subtag(""), None);
    }
}
