//! Owns which phrases there are, and how a line is matched against those of a language.
//!
//! A phrase is what a whole line says; `notation.rs` explains how it is written.
//!
//! Signs and symbols before and behind the phrase do not matter, but for quotation marks: quoted
//! words are somebody's words. Brackets around the whole line are let go by only where a kind of
//! phrase is often written so ([`BRACKETED`]).

use super::dates::Dates;
use super::notation::{Slots, translate};
use super::runs;
use super::{Shared, Vocabulary};
use crate::text::named_enum;
use regex::{Regex, RegexBuilder, RegexSet, RegexSetBuilder};
use serde::Deserialize;
use std::collections::HashSet;
use std::ops::Range;
use std::sync::OnceLock;

/// A line longer than this many bytes is no phrase, but for [`Phrase::Cookie`].
const LONGEST: usize = 240;

/// A line longer than this many bytes is no consent text.
const LONGEST_COOKIE: usize = 1_000;

/// A line longer than this many bytes names no authors.
const LONGEST_BYLINE: usize = 120;

/// A line longer than this many bytes is not looked at part by part.
const LONGEST_OF_PARTS: usize = 200;

/// What may stand in brackets.
const BRACKETED: &[Phrase] =
    &[Phrase::ImageCredit, Phrase::Advertisement, Phrase::ReadMore, Phrase::DateLine];

/// Bytes that a compiled pattern may take.
const SIZE_LIMIT: usize = 64 << 20;

named_enum! {
    /// What a line of chaff may say. The fields of a language's `[phrases]` have these names.
    Phrase {
        /// "3 hours ago"
        RelativeDate = "relative_date",
        /// "3 years ago": also the heading of a column that looks back
        YearsAgo = "years_ago",
        /// "1,024 shares"
        Counter = "counter",
        /// The line above titles of other stories: "Recommended Stories"
        RelatedHeading = "related_heading",
        /// Such a line that may also be a heading of the article: "Don't miss"
        TeaserHeading = "teaser_heading",
        /// A pointer to one other story: "Read more: …"
        ReadMore = "read_more",
        /// "list of 3 items", as a screen reader says it
        ListIntro = "list_intro",
        /// "list 1 of 3", as a screen reader says it
        ListItem = "list_item",
        /// "end of list", as a screen reader says it
        ListEnd = "list_end",
        /// "Share on Facebook"
        Share = "share",
        /// A social network's name alone, as of a button
        Network = "network",
        /// "Follow us on Instagram"
        Follow = "follow",
        /// "Sign up for our newsletter"
        Newsletter = "newsletter",
        /// "Download our app"
        App = "app",
        /// "We use cookies to …", "Accept all"
        Cookie = "cookie",
        /// "Published on 6 Jan 2026"
        DateLine = "date_line",
        /// "By Jane Doe"
        Byline = "byline",
        /// "5 min read"
        ReadingTime = "reading_time",
        /// "Photo: Jane Doe / Agency"
        ImageCredit = "image_credit",
        /// "Advertisement", "Continue reading below"
        Advertisement = "advertisement",
        /// Of a player: "Listen to this article", "Play", "Your browser does not support audio"
        AudioPlayer = "audio_player",
        /// Of a poll: "Vote", "View results", "Thank you for voting"
        Poll = "poll",
        /// Of the form for comments: "Post comment", "Your email address will not be published"
        CommentForm = "comment_form",
        /// "Log in", "Forgot your password?", "Create an account"
        LoginPrompt = "login_prompt",
        /// The way to the page: "Home > News > Harbour", "You are here:"
        Breadcrumb = "breadcrumb",
        /// "Tags: harbour, crane", "Filed under: News", "Posted in Local"
        TagList = "tag_list",
        /// "Next page", "Page 1 of 3", "Previous article", "1 2 3 Next"
        Pagination = "pagination",
        /// For finding one's way on the page: "Skip to content", "Back to top", "Toggle navigation"
        PageControl = "page_control",
        /// An entry of most sites' menus, which is much else elsewhere: "Home", "About us", "Sports"
        Menu = "menu",
        /// "Support our journalism", "Donate now"
        Donation = "donation",
        /// "About the author", "View all posts by Jane Doe", "Jane Doe is a reporter at …"
        AuthorBio = "author_bio",
        /// Of a footer: "All rights reserved", "Privacy Policy", "© 2026 Harbour Post", "Powered by …"
        Legal = "legal",
        /// Residue of an embedded post: "View this post on Instagram", "A post shared by …"
        SocialEmbed = "social_embed",
        /// "Select language", "Read this in German", or a language's own name alone
        LanguageSwitcher = "language_switcher",
        /// Of the weather or of stocks: "Partly cloudy", "Feels like 20°", "Markets open"
        Ticker = "ticker",
        /// Of a page that asks whether its reader is a robot: "Checking your browser"
        BotWall = "bot_wall",
        /// Of a page that says that there is none: "The page could not be found"
        ErrorPage = "error_page",
        /// Of a page that only asks who its reader is: "Log in to continue"
        LoginWall = "login_wall",
        /// Of a page that only asks for consent, besides `cookie`: "Before you continue"
        CookieWall = "cookie_wall",
        /// Of a page that a script would fill: "You need to enable JavaScript to run this app"
        Shell = "shell",
    }
}

impl Phrase {
    /// What a page says that has nothing else to say. Such phrases are looked for sentence by
    /// sentence, on pages that say little; the lines of other pages are not compared with them.
    pub const NOTICES: &'static [Phrase] =
        &[Phrase::BotWall, Phrase::ErrorPage, Phrase::LoginWall, Phrase::CookieWall, Phrase::Shell];

    const fn is_notice(self) -> bool {
        self as u32 >= Phrase::BotWall as u32
    }
}

impl<'de> Deserialize<'de> for Phrase {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = String::deserialize(deserializer)?;
        Phrase::from_name(&name).ok_or_else(|| {
            let known: Vec<_> = Phrase::ALL.iter().map(|phrase| phrase.name()).collect();
            serde::de::Error::custom(format!(
                "unknown kind of phrase `{name}`, expected one of {}",
                known.join(", ")
            ))
        })
    }
}

/// A set of phrases.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PhraseSet(u64);

impl PhraseSet {
    /// The set of these.
    pub const fn of(phrases: &[Phrase]) -> Self {
        let mut set = 0;
        let mut at = 0;
        while at < phrases.len() {
            set |= 1 << phrases[at] as u64;
            at += 1;
        }
        Self(set)
    }

    /// Whether it holds `phrase`.
    pub const fn has(self, phrase: Phrase) -> bool {
        self.0 & (1 << phrase as u64) != 0
    }

    /// Whether it holds none.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// What is in either.
    pub const fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// All of it but `phrase`.
    pub const fn without(self, phrase: Phrase) -> Self {
        Self(self.0 & !(1 << phrase as u64))
    }

    /// What is in both.
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// How many it holds.
    pub const fn len(self) -> u32 {
        self.0.count_ones()
    }

    fn insert(&mut self, phrase: Phrase) {
        self.0 |= 1 << phrase as u64;
    }
}

/// The patterns of one language.
#[derive(Debug)]
pub(super) struct Matcher {
    /// One pattern a phrase, in the order of [`Phrase::ALL`], each for a whole line; notices, which
    /// are last, have none.
    whole: RegexSet,
    /// Whether any phrase begins a line: few lines pass, and the others cost one look.
    begins: Regex,
    /// The alternation of each phrase, to find it within a text; compiled at first use.
    within: Vec<(String, OnceLock<Regex>)>,
    /// The same, for the end of a text.
    ending: Vec<OnceLock<Regex>>,
    /// One pattern a notice, in the order of [`Phrase::NOTICES`], each for a whole sentence;
    /// compiled at first use.
    notices: OnceLock<RegexSet>,
    /// Words that stand in no name.
    not_names: HashSet<String>,
}

impl Matcher {
    pub(super) fn new(words: &Vocabulary, shared: &Shared, dates: &Dates) -> Result<Self, String> {
        let slots = Slots::new(words, shared, dates);
        let mut bodies = Vec::with_capacity(Phrase::ALL.len());
        for phrase in Phrase::ALL {
            let list = words.phrases.get(phrase).map(Vec::as_slice).unwrap_or_default();
            let parts: Result<Vec<_>, _> = list.iter().map(|p| translate(p, &slots)).collect();
            bodies.push(parts?.join("|"));
        }
        let of_lines = Phrase::ALL.iter().zip(&bodies).filter(|(phrase, _)| !phrase.is_notice());
        let of_lines: Vec<&str> = of_lines.map(|(_, body)| body.as_str()).collect();
        let whole = compile_set(of_lines.iter().copied())?;
        let begins = RegexBuilder::new(&begins(&of_lines))
            .case_insensitive(true)
            .size_limit(SIZE_LIMIT)
            .dfa_size_limit(SIZE_LIMIT)
            .build()
            .map_err(|error| error.to_string())?;
        let ending = bodies.iter().map(|_| OnceLock::new()).collect();
        let within = bodies.into_iter().map(|body| (body, OnceLock::new())).collect();
        let not_names = words.not_names.iter().map(|word| word.to_lowercase()).collect();
        Ok(Self { whole, begins, within, ending, notices: OnceLock::new(), not_names })
    }

    /// Which notices the whole of `sentence` is.
    pub(super) fn notices(&self, sentence: &str) -> PhraseSet {
        let mut set = PhraseSet::default();
        if sentence.len() > LONGEST {
            return set;
        }
        let patterns = self.notices.get_or_init(|| {
            let bodies = Phrase::NOTICES.iter().map(|phrase| &self.within[*phrase as usize].0);
            compile_set(bodies.map(String::as_str)).expect("phrases were checked")
        });
        for at in &patterns.matches(stripped(sentence)) {
            set.insert(Phrase::NOTICES[at]);
        }
        set
    }

    /// Whether some phrase may begin `line`; where none does, the whole is none.
    pub(super) fn may_begin(&self, line: &str) -> bool {
        self.begins.is_match(stripped(line))
    }

    /// Which phrases the whole of `line` is.
    pub(super) fn whole(&self, line: &str) -> PhraseSet {
        let mut set = PhraseSet::default();
        if line.len() > LONGEST_COOKIE {
            return set;
        }
        let line = stripped(line);
        for at in &self.whole.matches(line) {
            set.insert(Phrase::ALL[at]);
        }
        if line.len() > LONGEST {
            return set.and(PhraseSet::of(&[Phrase::Cookie]));
        }
        if set.has(Phrase::Byline) && self.is_no_name(line) {
            set = set.without(Phrase::Byline);
        }
        set
    }

    /// Whether a word of the line, with a capital, stands in no name: "By Friday Morning", or the
    /// same one stands on both sides of a particle: "Von Hafen zu Hafen".
    fn is_no_name(&self, line: &str) -> bool {
        let words = line.split(|c: char| !c.is_alphanumeric() && c != '\'');
        let is_none = |word: &str| {
            word.starts_with(char::is_uppercase) && self.not_names.contains(&word.to_lowercase())
        };
        let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
        let is_pair = |three: &[&str]| {
            three[0] == three[2]
                && three[0].starts_with(char::is_uppercase)
                && three[1].starts_with(char::is_lowercase)
        };
        line.len() > LONGEST_BYLINE
            || words.iter().any(|word| is_none(word))
            || words.windows(3).any(is_pair)
    }

    /// Where `phrase` stands within `text`. It need not begin or end at a word boundary: extractors
    /// glue.
    pub(super) fn find(&self, phrase: Phrase, text: &str) -> impl Iterator<Item = Range<usize>> {
        let (body, cell) = &self.within[phrase as usize];
        let pattern = cell.get_or_init(|| compile(&format!("(?:{})", empty_never(body))));
        pattern.find_iter(text).map(|found| found.range())
    }

    /// Where the longest `phrase` begins that `text` ends with, white space and signs aside.
    pub(super) fn ending(&self, phrase: Phrase, text: &str) -> Option<usize> {
        let body = empty_never(&self.within[phrase as usize].0);
        let pattern = self.ending[phrase as usize]
            .get_or_init(|| compile(&format!(r"(?:{body})[^\p{{L}}\p{{N}}]*$")));
        pattern.find(text).map(|found| found.start())
    }
}

/// The patterns of whole lines, one for each alternation.
fn compile_set<'a>(bodies: impl Iterator<Item = &'a str>) -> Result<RegexSet, String> {
    RegexSetBuilder::new(bodies.map(whole_line))
        .case_insensitive(true)
        .size_limit(SIZE_LIMIT)
        .dfa_size_limit(SIZE_LIMIT)
        .build()
        .map_err(|error| error.to_string())
}

fn compile(pattern: &str) -> Regex {
    RegexBuilder::new(pattern)
        .case_insensitive(true)
        .size_limit(SIZE_LIMIT)
        .build()
        .expect("the same pattern compiled for whole lines")
}

/// An alternation of nothing would match everywhere: make it match nowhere.
fn empty_never(body: &str) -> &str {
    if body.is_empty() { r"[^\s\S]" } else { body }
}

/// The pattern of a whole line that is [`stripped`].
fn whole_line(body: &str) -> String {
    format!(r"^(?:{})$", empty_never(body))
}

/// The pattern of a line that a phrase begins: its end, a sign, white space, or a capital that is
/// glued to it follows.
fn begins(bodies: &[&str]) -> String {
    let bodies: Vec<&str> = bodies.iter().copied().filter(|body| !body.is_empty()).collect();
    format!(r"^(?:{})(?:$|(?-i:[^a-z\x{{df}}-\x{{ff}}]))", bodies.join("|"))
}

/// The line without signs and symbols around it. Quotation marks, brackets and a question mark
/// stay: quoted words are somebody's words.
fn stripped(line: &str) -> &str {
    let is_sign = |c: char| !c.is_alphanumeric() && !"\"'“”„«‚‘’[]()<>#$€£©%?".contains(c);
    line.trim_start_matches(is_sign).trim_end_matches(|c| is_sign(c) || c == '»' || c == '>')
}

/// Which phrases a line says, by those that `whole` finds in it, in its brackets, in all of its
/// parts, or one behind the other.
pub(super) fn line_phrases(line: &str, whole: impl Fn(&str) -> PhraseSet) -> PhraseSet {
    let found = whole(line);
    if !found.is_empty() || line.len() > LONGEST_OF_PARTS {
        return found;
    }
    if let Some(inner) = unbracketed(line) {
        return whole(inner).and(PhraseSet::of(BRACKETED));
    }
    parts(line, &whole).or_else(|| runs::run(line, &whole)).unwrap_or_default()
}

/// Whether a phrase may begin this line, by `begins`, or what stands before the first phrase.
pub(super) fn may_say(line: &str, begins: impl Fn(&str) -> bool) -> bool {
    line.len() <= LONGEST_COOKIE
        && (line.starts_with(|c: char| c.is_ascii_digit() || "([".contains(c)) || begins(line))
}

/// What stands between brackets around the whole line.
fn unbracketed(line: &str) -> Option<&str> {
    let inner = line
        .strip_prefix('(')
        .and_then(|rest| rest.strip_suffix(')'))
        .or_else(|| line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')))?;
    (!inner.contains(['(', ')', '[', ']'])).then(|| inner.trim())
}

/// What the parts of a line say, if each of them says something or is a mere number: "By Jane Doe |
/// 6 Jan 2026 | 5 min read".
fn parts(line: &str, whole: &impl Fn(&str) -> PhraseSet) -> Option<PhraseSet> {
    let mut set = PhraseSet::default();
    let mut count = 0;
    for part in split_at_signs(line) {
        set = set.union(part_phrases(part, whole)?);
        count += 1;
    }
    (count > 1 || (count == 1 && !set.is_empty())).then_some(set)
}

/// What a part says; none for a number; `None` for anything else.
fn part_phrases(part: &str, whole: &impl Fn(&str) -> PhraseSet) -> Option<PhraseSet> {
    let found = whole(part);
    if !found.is_empty() || is_number_or_time(part) {
        return Some(found);
    }
    let commas = part.match_indices(", ").take(3);
    commas.filter_map(|(at, _)| halves(part, at, at + 2, whole)).next()
}

/// What the two sides of a comma say, if both say something, and not the same.
fn halves(
    part: &str,
    end: usize,
    start: usize,
    whole: &impl Fn(&str) -> PhraseSet,
) -> Option<PhraseSet> {
    let (first, second) = (whole(&part[..end]), whole(&part[start..]));
    let differ = first.and(second).is_empty();
    (differ && !first.is_empty() && !second.is_empty()).then(|| first.union(second))
}

/// `15`, `2.3K`, `14:30`.
pub(super) fn is_number_or_time(part: &str) -> bool {
    part.starts_with(|c: char| c.is_ascii_digit())
        && part.len() <= 8
        && part
            .trim_end_matches(['K', 'M', 'k'])
            .bytes()
            .all(|b| b.is_ascii_digit() || matches!(b, b'.' | b',' | b':'))
}

/// The parts of a line between the signs that widgets put between them.
fn split_at_signs(line: &str) -> impl Iterator<Item = &str> {
    const SIGNS: [char; 7] = ['|', '·', '•', '‧', '∙', '●', '⋅'];
    line.split(SIGNS)
        .flat_map(|part| part.split("  "))
        .flat_map(|part| part.split(" – "))
        .flat_map(|part| part.split(" — "))
        .flat_map(|part| part.split(" - "))
        .flat_map(|part| part.split(" / "))
        .map(str::trim)
        .filter(|part| part.chars().any(char::is_alphanumeric))
}

/// Whether a phrase can be read; else why not.
pub(super) fn check(phrase: &str) -> Result<(), String> {
    let slots = Slots::dummy();
    let body = translate(phrase, &slots)?;
    if body.is_empty() {
        return Err("it is empty".to_owned());
    }
    let pattern = Regex::new(&whole_line(&body)).map_err(|error| error.to_string())?;
    if pattern.is_match("") {
        return Err("it matches a line of nothing".to_owned());
    }
    Ok(())
}

/// Whether a line shows a phrase: as a whole, in brackets, or as one of its parts; the marks of
/// lists are glued to titles.
#[cfg(test)]
pub(super) fn shows(phrase: &str, kind: Phrase, slots: &Slots) -> impl Fn(&&str) -> bool {
    let body = translate(phrase, slots).expect("phrases are checked");
    let list = matches!(kind, Phrase::ListIntro | Phrase::ListItem | Phrase::ListEnd);
    let pattern = if list { body } else { whole_line(&body) };
    let pattern = compile(&pattern);
    move |line| {
        let line = line.trim();
        let fits = |part: &str| pattern.is_match(if list { part } else { stripped(part) });
        fits(line)
            || unbracketed(line).is_some_and(fits)
            || split_at_signs(line).any(|part| fits(part) || part.split(", ").any(fits))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matches(phrase: &str, line: &str) -> bool {
        use super::super::notation::name_pattern;
        let slots = Slots {
            unit: "hours?".to_owned(),
            year: "years?".to_owned(),
            date: r"\d+ May".to_owned(),
            name: name_pattern(&["and".to_owned()]),
            network: "facebook|x".to_owned(),
            agency: "agency".to_owned(),
        };
        let body = translate(phrase, &slots).unwrap();
        RegexBuilder::new(&whole_line(&body))
            .case_insensitive(true)
            .build()
            .unwrap()
            .is_match(stripped(line))
    }

    #[test]
    fn the_notation_means_what_it_says() {
        assert!(matches("share [this (story|page)]", "SHARE"));
        assert!(matches("share [this (story|page)]", "Share  this page »"));
        assert!(!matches("share [this (story|page)]", "Share this"));
        assert!(matches("{n} {unit} ago", "1,024 hours ago"));
        assert!(matches("{n} {unit} ago", "· 3 hour ago"));
        assert!(matches("{n} shares", "2.3K shares"));
        assert!(matches("by {name}", "By Ana de la Cruz and John O’Neill"));
        assert!(!matches("by {name}", "By the river"));
        assert!(matches("don't miss", "Don’t miss:"));
        assert!(!matches("by {name}", "BYRON SMITH"));
        assert!(matches("[read] more: {title}", "Read more : A title"));
        assert!(matches("[read] more: {title}", "More | A title"));
        assert!(matches("photo[s][:] [by] {credit}", "Photos by Ana Cruz/wattbild"));
        assert!(matches("photo[s][:] [by] {credit}", "Photo: Ana Cruz"));
        assert!(!matches("photo[s][:] [by] {credit}", "PhotoAna Cruz"));
        assert!(matches("this [web]site", "This site"));
        assert!(matches("this [web]site", "This website"));
        assert!(matches("[a|b] c", "b c"));
        assert!(!matches("[a|b] c", "ac"));
        assert!(matches(r"notes \({n}\)", "Notes (12)"));
        assert!(!matches("photo: {credit}", "Photo: the old crane"));
        assert!(matches("بقلم {arname}", "بقلم منى عبد الله"));
        assert!(!matches("بقلم {arname}", "بقلم العمدة نفسه"));
        assert!(matches("文/{hanname}", "文/张三"));
        assert!(!matches("文/{hanname}", "文/张三和他的起重机"));
        assert!(matches("文(：|／){hanname}", "文／山田太郎"));
        assert!(matches("文: {hanname}", "文：佐々木 誠"));
        assert!(matches(r"{hanname}[\ ]기자", "김철수기자"));
        assert!(!matches("文: {hanname}", "文：港湾の向こうの町"));
        assert!(!matches(r"{hanname}[\ ]기자", "항구의 젊은 기자"));
    }

    #[test]
    fn quoted_words_and_questions_are_somebodys() {
        assert!(!matches("share", "“Share”"));
        assert!(!matches("share", "Share?"));
        assert!(!matches("share", "(share)"));
    }

    #[test]
    fn brackets_and_parts_are_looked_into() {
        let whole = |line: &str| match line {
            "credit" => PhraseSet::of(&[Phrase::ImageCredit]),
            "share" => PhraseSet::of(&[Phrase::Share]),
            _ => PhraseSet::default(),
        };
        let says = |line: &str| line_phrases(line, whole);
        assert!(says("[credit]").has(Phrase::ImageCredit));
        assert!(says("(share)").is_empty());
        assert!(says("share | 15 · credit").has(Phrase::Share));
        assert!(says("share | the dough").is_empty());
        assert!(says("15 | 14:30").is_empty());
    }

    #[test]
    fn broken_notation_is_refused() {
        for phrase in ["a (b", "a ]", "a | b", "{what}", "", "[a]"] {
            assert!(check(phrase).is_err(), "{phrase}");
        }
    }
}
