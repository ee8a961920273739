//! Owns the rough shape of a line of text: how many words it has, whether it ends as a sentence
//! does, whether it is running text.

/// Words from which on a line is running text, however it ends.
const LONG: usize = 25;

/// Words from which on a line that ends as a sentence does is running text.
const SENTENCE: usize = 8;

/// Number of words; a character of a script that has no spaces counts as half a word.
pub fn count_words(text: &str) -> usize {
    let dense = |c: char| matches!(c, '\u{2e80}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}' | '\u{e00}'..='\u{eff}');
    let half_words = if text.is_ascii() { 0 } else { text.chars().filter(|&c| dense(c)).count() };
    let spaced = text.split_whitespace().filter(|word| word.chars().any(char::is_alphanumeric));
    spaced.count().max(half_words / 2)
}

/// Whether it ends as a sentence does, a closing quotation mark or bracket aside.
pub fn ends_sentence(text: &str) -> bool {
    let text = text.trim_end_matches(['"', '”', '’', '»', '\'', ')', ']', '“', '」', '』']);
    text.ends_with(['.', '!', '?', '…', '。', '！', '？', '؟', '۔', ':', ';', '।'])
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
}
