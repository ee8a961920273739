//! Owns the rough shape of a line of text: how many words it has, whether it ends as a sentence
//! does, whether it is running text.

/// Words from which on a line is running text, however it ends.
const LONG: usize = 25;

/// Words from which on a line that ends as a sentence does is running text.
const SENTENCE: usize = 8;

/// Number of words; a character of a script that has no spaces counts as half a word.
pub fn count_words(text: &str) -> usize {
    let half_words =
        if text.is_ascii() { 0 } else { text.chars().filter(|&c| is_dense(c)).count() };
    let spaced = text.split_whitespace().filter(|word| word.chars().any(char::is_alphanumeric));
    spaced.count().max(half_words / 2)
}

/// What closes a quotation or brackets.
const CLOSING: [char; 15] =
    ['"', '”', '’', '»', '\'', ')', ']', '“', '」', '』', '）', '】', '〕', '］', '》'];

/// Full stops of all scripts.
const STOPS: [char; 6] = ['.', '。', '．', '｡', '۔', '।'];

/// Question marks of all scripts.
const ASKING: [char; 3] = ['?', '？', '؟'];

/// What announces.
const COLONS: [char; 2] = [':', '：'];

/// What goes on.
const COMMAS: [char; 8] = [';', ',', '；', '，', '、', '،', '؛', '､'];

/// Whether a letter is of a script without spaces between words.
pub fn is_dense(c: char) -> bool {
    matches!(c, '\u{2e80}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}' | '\u{e00}'..='\u{eff}')
}

/// Whether it ends as a sentence does, a closing quotation mark or bracket aside.
pub fn ends_sentence(text: &str) -> bool {
    let text = text.trim_end_matches(CLOSING);
    asks(text)
        || announces(text)
        || text.ends_with(STOPS)
        || text.ends_with(['!', '！', '…', ';', '；', '؛'])
}

/// Whether it ends as no title does: with a full stop, a colon or a comma.
pub fn ends_no_title(text: &str) -> bool {
    ends_clause(text) || announces(text)
}

/// Whether it ends with a full stop or a comma.
pub fn ends_clause(text: &str) -> bool {
    text.ends_with(STOPS) || text.ends_with(COMMAS)
}

/// Whether one full stop ends it.
pub fn ends_with_stop(text: &str) -> bool {
    text.ends_with(STOPS) && !text.ends_with("...")
}

/// Whether it is a question.
pub fn asks(text: &str) -> bool {
    text.ends_with(ASKING)
}

/// Whether a colon ends it.
pub fn announces(text: &str) -> bool {
    text.ends_with(COLONS)
}

/// Where sentences, quotations or what stands in brackets end within a text.
pub fn sentence_ends(text: &str) -> impl Iterator<Item = usize> {
    const ENDS: [char; 17] = [
        '.', '!', '?', '؟', '…', '”', '"', '»', ')', '۔', '。', '！', '？', '）', '】', '」', '』',
    ];
    text.match_indices(ENDS).map(|(at, sign)| at + sign.len())
}

/// Whether the text ends with a sign of a script that puts no space behind it.
pub fn ends_wide(text: &str) -> bool {
    text.ends_with(['。', '！', '？', '）', '】', '」', '』'])
}

/// Whether a sentence or a heading may begin so: with a capital, or a letter of a script that has
/// none.
pub fn begins_sentence(text: &str) -> bool {
    text.starts_with(|c: char| c.is_alphabetic() && !c.is_lowercase())
}

/// Whether a line of so many words is a sentence or more of running text.
pub fn is_prose(text: &str, words: usize) -> bool {
    words >= LONG || (words >= SENTENCE && ends_sentence(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_without_spaces_have_words() {
        assert_eq!(count_words("Two words – only"), 3);
        assert_eq!(count_words("港は月曜日に閉鎖された。"), 6);
    }

    #[test]
    fn a_sentence_is_prose_and_a_label_is_not() {
        let prose = |text: &str| is_prose(text, count_words(text));
        assert!(prose("The harbour was closed on Monday after a crane fell."));
        assert!(prose("“The harbour was closed on Monday after a crane fell.”"));
        assert!(!prose("The harbour was closed on Monday after a crane fell"));
        assert!(!prose("The harbour was closed."));
    }

    #[test]
    fn sentences_and_titles_end_as_scripts_have_it() {
        for text in
            ["港は閉鎖された。", "港は？", "（港は閉鎖された。）", "هل أغلق الميناء؟", "Now:"]
        {
            assert!(ends_sentence(text), "{text}");
        }
        for text in ["港は閉鎖された。", "関連記事：", "周一，", "الميناء،", "The harbour,"]
        {
            assert!(ends_no_title(text), "{text}");
        }
        for text in ["港の夜", "港の夜？", "The harbour!"] {
            assert!(!ends_no_title(text), "{text}");
        }
        assert!(begins_sentence("港") && begins_sentence("Ana") && !begins_sentence("ana"));
        let ends: Vec<_> = sentence_ends("港。夜. A").map(|at| &"港。夜. A"[at..]).collect();
        assert_eq!(ends, ["夜. A", " A"]);
    }
}
