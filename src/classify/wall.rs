//! Owns which pages say nothing of their own: bot walls, error pages, log-in walls, cookie walls,
//! and shells that a script would fill.
//!
//! Being short is no evidence. A page says nothing of its own where it says little outside of its
//! menus, where its title, a heading or its first sentence is such a notice, and where notices are
//! most of its sentences. A shell has less to show for itself, so that nothing else may stand on it.
//! What languages say is in `lang`; nothing here depends on a language.

use super::class::is_link;
use crate::document::Kind;
use crate::lang::{LanguageSet, Phrase, PhraseSet};
use crate::page::{Block, BlockKind, Element, Page, Selected, Tag};
use crate::text::Boilerplate;

/// Letters and digits that a page may have outside of its menus; most pages have more, and nothing
/// else is asked of them.
const MOST_CHARS: usize = 1_500;

/// Share of its letters and digits that notices must be of what a page says.
const SHARE: f64 = 0.6;

/// The same for plain text, which has neither title nor headings.
const SHARE_OF_TEXT: f64 = 0.8;

/// Letters and digits besides the notices. A wall may name its site and its support; a paragraph
/// has more.
const MOST_UNSAID: usize = 160;

/// Letters and digits of links and boxes that may stand beside few notices.
const FEW_CHARS: usize = 100;

/// A plain text shorter than this is no shell: it may be a title.
const SHORT_TEXT: usize = 20;

/// An element with a larger share of the page's text than this is no box beside the text.
const MOST: f64 = 0.5;

/// Where a script puts the page: the element's id, by the custom of frameworks.
const MOUNTS: &[&str] = &["root", "app", "__next", "__nuxt", "___gatsby", "react-root", "svelte"];

/// The kinds of notices that announce themselves, and what a page of each is. Of two that say as
/// much, the first counts.
const ANNOUNCED: &[(Phrase, Boilerplate)] = &[
    (Phrase::BotWall, Boilerplate::BotWall),
    (Phrase::ErrorPage, Boilerplate::ErrorPage),
    (Phrase::LoginWall, Boilerplate::LoginWall),
    (Phrase::CookieWall, Boilerplate::CookieWall),
];

/// What the page is, if it says nothing of its own.
pub fn class(page: &Page, languages: &LanguageSet<'_>) -> Option<Boilerplate> {
    if page.blocks.iter().any(|block| block.selected == Some(Selected::Keep)) {
        return None;
    }
    let blocks = little(page)?;
    let said = Said::new(page, &blocks, languages);
    let fits = ANNOUNCED.iter().filter(|(kind, _)| said.is_wall(page, *kind));
    // `max_by_key` takes the last of equals.
    let most = fits.rev().max_by_key(|(kind, _)| said.chars_of(*kind));
    most.map(|(_, class)| *class).or_else(|| said.is_shell(page).then_some(Boilerplate::Shell))
}

/// Whether a block is a note that the page wants scripts, for readers without them.
pub(super) fn is_script_note(page: &Page, block: &Block, languages: &LanguageSet<'_>) -> bool {
    let mut around = block.element.into_iter().flat_map(|element| page.ancestors(element));
    block.hidden
        && around.any(|element| element.tag == Tag::Noscript)
        && languages.notices(page.block_text(block)).has(Phrase::Shell)
}

/// Where a block stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// In the page.
    Body,
    /// In a form, a dialog, a sidebar, or hidden: beside the text.
    Box,
    /// A link.
    Link,
    /// In a note to readers without scripts.
    Note,
    /// In a menu, the page's header or its footer.
    Chrome,
}

/// The page's blocks and where they stand, if there is little text outside of its menus.
fn little(page: &Page) -> Option<Vec<(&Block, Place)>> {
    let places = element_places(page);
    let shows_hidden = is_mostly_hidden(page, &places);
    let mut blocks = Vec::with_capacity(page.blocks.len());
    let mut chars = 0;
    for block in &page.blocks {
        let place = match block.element.map_or(Place::Body, |element| places[element]) {
            Place::Body if is_link(page, block) => Place::Link,
            Place::Body if block.hidden && !shows_hidden => Place::Box,
            place => place,
        };
        if place == Place::Body {
            chars += letters(page.block_text(block));
            if chars > MOST_CHARS {
                return None;
            }
        }
        blocks.push((block, place));
    }
    (!blocks.is_empty()).then_some(blocks)
}

/// For each element, where its text stands.
fn element_places(page: &Page) -> Vec<Place> {
    let most = page.text.len() as f64 * MOST;
    let mut places: Vec<Place> = Vec::with_capacity(page.elements.len());
    let mut in_article: Vec<bool> = Vec::with_capacity(page.elements.len());
    for element in &page.elements {
        let around = element.parent.map_or(Place::Body, |parent| places[parent]);
        let article = element.parent.is_some_and(|parent| in_article[parent]);
        let is_most = element.text.len() as f64 > most;
        let own = own_place(page, element, article, is_most);
        places.push(if around == Place::Body { own } else { around });
        in_article.push(article || matches!(element.tag, Tag::Article | Tag::Main));
    }
    places
}

/// Where an element's text stands by its own tag and role. Menus and footers are never the text;
/// headers and boxes are, where they hold most of it.
fn own_place(page: &Page, element: &Element, in_article: bool, is_most: bool) -> Place {
    match (element.tag, page.attribute(element.attributes.role)) {
        (Tag::Noscript, _) => Place::Note,
        (Tag::Nav, _) | (_, "navigation" | "menu" | "menubar" | "contentinfo") => Place::Chrome,
        (Tag::Footer, _) if !in_article => Place::Chrome,
        _ if is_most => Place::Body,
        (_, "banner") => Place::Chrome,
        (Tag::Header, _) if !in_article => Place::Chrome,
        (Tag::Form | Tag::Button | Tag::Select | Tag::Textarea | Tag::Search, _)
        | (Tag::Dialog | Tag::Aside, _)
        | (_, "dialog" | "alertdialog" | "complementary" | "search") => Place::Box,
        _ => Place::Body,
    }
}

/// Whether the page hides most of what is no note: a script shows it.
fn is_mostly_hidden(page: &Page, places: &[Place]) -> bool {
    let (mut hidden, mut all) = (0, 0);
    for block in &page.blocks {
        if block.element.is_none_or(|element| places[element] != Place::Note) {
            all += block.span.len();
            hidden += if block.hidden { block.span.len() } else { 0 };
        }
    }
    hidden as f64 > all as f64 * MOST
}

/// Letters and digits of a text: what it says, in scripts with and without spaces.
fn letters(text: &str) -> usize {
    text.chars().filter(|c| c.is_alphanumeric()).count()
}

/// A sentence of a short page.
struct Sentence {
    /// Letters and digits.
    chars: usize,
    place: Place,
    /// Which notices it is.
    notices: PhraseSet,
    /// Whether it is a line of a consent box.
    consent: bool,
    /// Whether it says nothing about the page: chaff, the site's name, a copyright line.
    idle: bool,
}

/// What a short page says.
struct Said {
    /// The sentences outside of menus.
    sentences: Vec<Sentence>,
    /// Notices that the title or a heading is.
    titled: PhraseSet,
    /// Notices that the title is.
    title: PhraseSet,
}

impl Said {
    fn new(page: &Page, blocks: &[(&Block, Place)], languages: &LanguageSet<'_>) -> Self {
        let names = title_parts(page);
        let title = names.iter().map(|part| languages.notices(part));
        let title = title.fold(PhraseSet::default(), PhraseSet::union);
        let mut said = Self { sentences: Vec::new(), titled: title, title };
        for (block, place) in blocks {
            let heading = matches!(block.kind, BlockKind::Heading(_)) && !block.hidden;
            if *place == Place::Chrome && !heading {
                continue;
            }
            for text in sentences(page.block_text(block), languages) {
                let sentence = Sentence::new(text, *place, &names, languages);
                if heading {
                    said.titled = said.titled.union(sentence.notices);
                }
                if *place != Place::Chrome {
                    said.sentences.push(sentence);
                }
            }
        }
        said
    }

    /// Letters and digits of the sentences that are.
    fn chars(&self, is: impl Fn(&Sentence) -> bool) -> usize {
        self.sentences.iter().filter(|sentence| is(sentence)).map(|sentence| sentence.chars).sum()
    }

    /// Letters and digits of notices of one kind.
    fn chars_of(&self, kind: Phrase) -> usize {
        self.chars(|sentence| sentence.says(kind))
    }

    /// Whether the title, a heading, or the first sentence that says anything is such a notice.
    fn is_announced(&self, kind: Phrase) -> bool {
        self.titled.has(kind) || self.begins_with(kind)
    }

    fn begins_with(&self, kind: Phrase) -> bool {
        let mut rest = self.sentences.iter().skip_while(|sentence| {
            sentence.place == Place::Link || sentence.idle && !sentence.says(kind)
        });
        rest.next().is_some_and(|sentence| sentence.says(kind))
    }

    /// Whether the page is a wall of that kind. One sentence of plain text may be anybody's.
    fn is_wall(&self, page: &Page, kind: Phrase) -> bool {
        let is_notice = |sentence: &Sentence| !sentence.notices.is_empty() || sentence.says(kind);
        let notices = self.chars(|s| is_notice(s) && s.place != Place::Link);
        let unsaid = self.chars(|s| s.is_content() && !is_notice(s));
        let beside = self.chars(|s| s.is_beside() && !is_notice(s));
        let share = if page.kind == Kind::Text { SHARE_OF_TEXT } else { SHARE };
        let twice = self.title.has(kind)
            && self.begins_with(kind)
            && matches!(kind, Phrase::BotWall | Phrase::ErrorPage);
        self.is_announced(kind)
            && self.chars_of(kind) > 0
            && notices as f64 >= (notices + unsaid) as f64 * share
            && unsaid <= MOST_UNSAID
            && (twice || beside <= notices.max(FEW_CHARS))
            && (kind != Phrase::LoginWall || asks(page))
            && (page.kind == Kind::Html || self.sentences.len() > 1)
    }

    /// Whether the page has no text before a script fills it: it says so and nothing else, or it
    /// says nothing, and has a place for the script.
    fn is_shell(&self, page: &Page) -> bool {
        let notices = self.chars(|s| s.says(Phrase::Shell) && s.place != Place::Link);
        let unsaid = self.chars(|s| s.is_content() && !s.says(Phrase::Shell));
        let beside = self.chars(|s| s.is_beside() && !s.says(Phrase::Shell));
        let says_so = match page.kind {
            Kind::Html => notices > 0,
            Kind::Text => notices >= SHORT_TEXT,
        };
        unsaid == 0 && beside <= FEW_CHARS && (says_so || has_empty_mount(page))
    }
}

impl Sentence {
    fn new(text: &str, place: Place, names: &[String], languages: &LanguageSet<'_>) -> Self {
        let notices = languages.notices(text);
        let phrases = languages.phrases(text);
        let is_name = || names.iter().any(|name| name.eq_ignore_ascii_case(text));
        Self {
            chars: letters(text),
            place,
            notices,
            consent: phrases.has(Phrase::Cookie),
            idle: !phrases.is_empty() || is_name() || is_copyright(text),
        }
    }

    /// Whether it is a notice of that kind. A consent box is a notice of a cookie wall.
    fn says(&self, kind: Phrase) -> bool {
        self.notices.has(kind) || (kind == Phrase::CookieWall && self.consent)
    }

    /// Whether it is a part of the text, and not idle.
    fn is_content(&self) -> bool {
        self.place == Place::Body && !self.idle
    }

    /// Whether it stands beside the text, and is not idle.
    fn is_beside(&self) -> bool {
        !matches!(self.place, Place::Body | Place::Chrome) && !self.idle
    }
}

fn is_copyright(text: &str) -> bool {
    let text = text.trim_start();
    let begins = |sign: &str| text.get(..sign.len()).is_some_and(|s| s.eq_ignore_ascii_case(sign));
    text.starts_with('©') || begins("copyright ") || begins("(c) ")
}

/// The title, and its parts between the signs that part it from the site's name.
fn title_parts(page: &Page) -> Vec<String> {
    let title = page.head.title.as_deref().unwrap_or_default().trim();
    let parts = title
        .split(['|', '·', '•', '—', '–', ':', '»', '«'])
        .flat_map(|part| part.split(" - ").map(|part| part.trim().to_owned()).collect::<Vec<_>>());
    let mut parts: Vec<String> = parts.filter(|part| !part.is_empty()).collect();
    if parts.len() > 1 {
        parts.push(title.to_owned());
    }
    parts
}

/// The block as a whole, where that is a notice or chaff, or its sentences.
fn sentences<'a>(text: &'a str, languages: &LanguageSet<'_>) -> Vec<&'a str> {
    if !languages.notices(text).is_empty() || !languages.phrases(text).is_empty() {
        return vec![text];
    }
    let mut found = Vec::new();
    for line in text.lines() {
        let mut rest = line.trim();
        while let Some(end) = sentence_end(rest) {
            found.push(rest[..end].trim_end());
            rest = rest[end..].trim_start();
        }
        found.push(rest);
    }
    found.retain(|sentence| letters(sentence) > 0);
    found
}

/// Where the first sentence ends, if another one follows: behind a full stop, an exclamation or a
/// question mark and white space, unless a small letter follows. Behind signs of full width, and
/// what closes a quotation there, there is no space.
fn sentence_end(text: &str) -> Option<usize> {
    text.char_indices().find_map(|(at, c)| {
        let end = at + c.len_utf8();
        let rest = &text[end..];
        if matches!(c, '。' | '！' | '？') {
            let rest = rest.trim_start_matches(['。', '！', '？', '」', '』', '）', '”']);
            return (letters(rest) > 0).then(|| text.len() - rest.len());
        }
        let next = rest.trim_start().chars().next()?;
        let ends = matches!(c, '.' | '!' | '?' | '…' | '؟' | '۔');
        (ends && rest.starts_with(char::is_whitespace) && !next.is_lowercase()).then_some(end)
    })
}

/// Whether the page has fields to fill in. Where elements are not known it may.
fn asks(page: &Page) -> bool {
    let is_field = |e: &Element| matches!(e.tag, Tag::Form | Tag::Input | Tag::Button);
    page.kind == Kind::Text || page.elements.iter().any(is_field)
}

/// Whether there is an element for a script to put the page into, with no text in it.
fn has_empty_mount(page: &Page) -> bool {
    page.elements.iter().any(|element| {
        element.text.is_empty() && MOUNTS.contains(&page.attribute(element.attributes.id))
    })
}

#[cfg(test)]
mod tests {
    use crate::lang::{PAGE_EXAMPLES, silent_notices};
    use crate::{Cleaner, Document, Kind, Reason, Record, Status};
    use std::fmt::Write as _;
    use std::sync::LazyLock;

    /// The languages take a while to make ready in a debug build.
    static CLEANER: LazyLock<Cleaner> = LazyLock::new(Cleaner::default);

    fn record(html: &str) -> Record {
        CLEANER.clean(&Document::new("t", Kind::Html, html))
    }

    /// Why the page has no text; nothing if it has.
    fn reasons(html: &str) -> Vec<Reason> {
        let record = record(html);
        assert_eq!(record.status == Status::Empty, record.text.is_empty());
        record.reasons
    }

    const MENU: &str = "<header><a href=/>Harbour Talk</a> All about boats</header>\
        <nav><ul><li><a href=/a>News</a><li><a href=/b>Tides</a></ul></nav>";
    const FOOTER: &str =
        "<footer><p>The harbour office is open from Monday to Friday.</p></footer>";
    const STORY: &str = "<p>The harbour was closed on Monday after a crane fell onto the rails. \
        Nobody was hurt, a spokeswoman of the city said in the afternoon.</p>";

    /// Examples of whole pages: language, section, whether it has nothing to say, text.
    fn examples() -> Vec<(&'static str, &'static str, bool, String)> {
        let mut found = Vec::new();
        for (code, source) in PAGE_EXAMPLES.iter().copied() {
            for section in source.split("\n# ").skip(1) {
                let (name, body) = section.split_once('\n').unwrap();
                for page in body.split("\n\n").filter(|page| !page.trim().is_empty()) {
                    let page = page.trim_matches('\n');
                    let sign = &page[..2];
                    assert!(sign == "- " || sign == "= ", "{code} {name}: {page}");
                    let lines = page.lines().map(|line| line.strip_prefix(sign).unwrap());
                    let text = lines.collect::<Vec<_>>().join("\n");
                    found.push((code, name, sign == "- ", text));
                }
            }
        }
        found
    }

    #[test]
    fn examples_of_pages_hold() {
        let mut failures = String::new();
        for (code, name, empty, text) in examples() {
            let mut document = Document::new("t", Kind::Text, text.as_str());
            document.language = Some(code.to_owned());
            let record = CLEANER.clean(&document);
            let wanted = if empty { vec![Reason::from_name(name).unwrap()] } else { Vec::new() };
            if record.reasons != wanted {
                let _ = writeln!(failures, "{code} {name}: {:?}: {text}\n", record.reasons);
            }
        }
        assert!(failures.is_empty(), "\n{failures}");
    }

    #[test]
    fn every_notice_fires_in_an_example_of_its_language() {
        let mut silent = String::new();
        for (code, _) in PAGE_EXAMPLES.iter().copied() {
            let pages = examples();
            let pages = pages.iter().filter(|(of, _, empty, _)| *of == code && *empty);
            let lines: Vec<&str> = pages.flat_map(|(_, _, _, text)| text.lines()).collect();
            for (kind, phrase) in silent_notices(code, &lines) {
                let _ = writeln!(silent, "{code} {kind}: {phrase}");
            }
        }
        assert!(silent.is_empty(), "no example shows\n{silent}");
    }

    #[test]
    fn sentences_end_as_scripts_have_it() {
        let first = |text: &str| super::sentence_end(text).map_or(0, |end| text[..end].len());
        for (text, end) in [
            ("Wait. Then", "Wait."),
            ("Wait.example", ""),
            ("お待ちください。次へ", "お待ちください。"),
            ("「お待ちください。」次へ", "「お待ちください。」"),
            ("お待ちください。", ""),
            ("هل أنت إنسان؟ انتظر", "هل أنت إنسان؟"),
        ] {
            assert_eq!(first(text), end.len(), "{text}");
        }
    }

    #[test]
    fn walls_say_nothing_of_their_own() {
        let page = |title: &str, body: &str| {
            reasons(&format!("<html lang=de><title>{title}</title><body>{body}</body>"))
        };
        assert_eq!(
            page(
                "Just a moment...",
                "<h1>harbour.example</h1><h2>Checking if the site connection is secure</h2>\
                 <noscript>Enable JavaScript and cookies to continue</noscript>\
                 <p>Ray ID: <code>8f00ba44</code></p>"
            ),
            [Reason::BotWall]
        );
        assert_eq!(
            page(
                "Access Denied",
                "<h1>Access Denied</h1>You don't have permission to access \
                 \"http://harbour.example/\" on this server.<p>Reference #18.4f2a"
            ),
            [Reason::BotWall]
        );
        assert_eq!(
            page(
                "Seite nicht gefunden – Hafenfunk",
                &format!(
                    "{MENU}<main><h1>Seite nicht gefunden</h1><p>Die angeforderte Seite existiert \
                     nicht mehr. Zurück zur Startseite</p></main><h2>Beliebt</h2><ul>\
                     <li><a href=/1>Der Kran ist weg</a><li><a href=/2>Neue Netze</a></ul>{FOOTER}"
                )
            ),
            [Reason::ErrorPage]
        );
        assert_eq!(
            page(
                "Harbour Talk",
                "<div><form><h2>Log in to continue</h2><label>Email</label>\
                 <input><label>Password</label><input><button>Log in</button></form></div>"
            ),
            [Reason::LoginWall]
        );
        assert_eq!(
            page(
                "Harbour Talk",
                "<div role=dialog><h2>Before you continue</h2><p>We and our 128 \
                 partners store data on your device. You can change your choices at any time.</p>\
                 <button>Accept all</button></div><footer><a href=/p>Privacy</a></footer>"
            ),
            [Reason::CookieWall]
        );
    }

    #[test]
    fn shells_say_nothing_of_their_own() {
        let note = "<noscript>You need to enable JavaScript to run this app.</noscript>";
        assert_eq!(
            reasons(&format!("<title>Harbour Talk</title>{note}<div id=root></div>")),
            [Reason::Shell]
        );
        assert_eq!(reasons("<div id=app><p>Loading…</p></div>"), [Reason::Shell]);
        assert_eq!(reasons(&format!("{MENU}<div id=__next></div>{FOOTER}")), [Reason::Shell]);
        assert_eq!(reasons("<div id=app></div>"), [Reason::NoText]);
    }

    #[test]
    fn what_stands_on_a_page_beside_a_note_is_kept() {
        let note = "<noscript>You need to enable JavaScript to run this app.</noscript>";
        let banner = "<div class=banner><p>We use cookies to improve your experience.</p>\
            <button>Accept all</button></div>";
        for html in [
            format!("{note}<div id=root></div><p>The shop is closed until May.</p>"),
            format!("<title>Crane falls</title>{banner}<h1>Crane falls</h1>{STORY}{note}"),
            format!("<title>404</title><h1>Page not found</h1>{STORY}"),
            "<title>Tides</title><p>High water is at noon. Bring boots.</p>".to_owned(),
            "<p>Loading the boats takes until noon.</p>".to_owned(),
        ] {
            assert_eq!(reasons(&html), [], "{html}");
        }
    }

    #[test]
    fn pages_about_walls_are_kept() {
        for html in [
            format!(
                "<title>Are you a robot?</title><h1>Are you a robot?</h1>\
                <p>So asks a box on a page of the port. {STORY}"
            ),
            "<title>404 Not Found - The reference</title><h1>404 Not Found</h1><p>The server has \
             no representation of the resource. A cache may store the response.</p>\
             <h2>Status</h2><pre>404 Not Found</pre>"
                .to_owned(),
            "<title>How to fix a 404 error</title><h1>How to fix a 404 error</h1><p>Please check \
             the URL. Then look whether the file is where the server looks for it.</p>"
                .to_owned(),
            "<title>Sign in</title><h1>Sign in</h1><form><input></form><p>Members meet on Tuesday \
             at seven, in the room above the net loft. Bring the minutes.</p>"
                .to_owned(),
        ] {
            assert_eq!(reasons(&html), [], "{html}");
        }
    }

    #[test]
    fn selectors_that_keep_a_block_keep_the_page() {
        let config =
            crate::Config::from_toml("[hosts.\"harbour.example\"]\nkeep = [\"p\"]").unwrap();
        let mut document =
            Document::new("t", Kind::Html, "<title>404</title><p>Page not found</p>");
        document.url = Some("https://harbour.example/x".to_owned());
        assert_eq!(CLEANER.clean(&document).reasons, [Reason::ErrorPage]);
        assert_eq!(Cleaner::new(config).unwrap().clean(&document).text, "Page not found");
    }
}
