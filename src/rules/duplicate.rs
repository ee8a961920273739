//! What stands a second time in the text: the headline and the deck above the article, a part that a
//! page carries twice (for phones and for desktops), a caption or a box that comes again.
//!
//! A copy has the same letters, digits and symbols; white space, case and punctuation do not matter.
//! The first one stays, in the head of the text the one that is a heading of the first level; of a
//! headline that the choice of blocks left to the title, none does. Text
//! repeats itself with good reason, so a copy goes only
//!
//! - among the first ten lines, where it repeats the first line or a headline, or has eight words;
//! - directly behind what it repeats, be that one line or several: in HTML, with a line of eight words,
//!   in plain text, if most of it is sentences of twelve;
//! - in HTML that calls itself an article (`og:type`), wherever it stands, if it is a sentence of twelve
//!   words and stands there twice, not more.
//!
//! Code, tables, items of lists and quotations stay, as do verses and questions that are asked again.
//!
//! ```text
//! = Crane falls onto the rails
//! - CRANE FALLS ONTO THE RAILS
//! = The harbour was closed on Monday after a crane fell onto the rails, the city said.
//! = Crane falls onto the rails, and nobody hears it: that was the joke in the tavern.
//! = The harbour was closed on Monday, and “nobody was hurt, and the ships left” was all we heard.
//! = Amen
//! = Amen
//!
//! = The harbour was closed on Monday after a crane had fallen onto the rails, the city said.
//! = Ships waited for the tide until the evening, and the pilots waited with them in the tavern.
//! - The harbour was closed on Monday after a crane had fallen onto the rails, the city said.
//! - Ships waited for the tide until the evening, and the pilots waited with them in the tavern.
//! = Nobody was hurt.
//! = Did you hear it?
//! = Nobody was hurt.
//! = Did you hear it?
//!
//! = The rain it raineth every day
//! =
//! = The rain it raineth every day
//! = and nobody is dry,
//! = The rain it raineth every day
//! = and so, my dear, do I.
//! ```

use super::Marks;
use super::line::{Line, Lines};
use crate::document::Kind;
use crate::page::BlockKind;
use std::collections::{HashMap, HashSet};

/// Lines of text that the head of a page may have.
const HEAD: usize = 10;

/// Fewest words of a line that repeats the page's headline.
const FEWEST_OF_HEADLINE: usize = 3;

/// Fewest words of a line that repeats the first line of plain text.
const FEWEST_OF_FIRST: usize = 4;

/// Fewest words of any other copy near what it repeats.
const FEWEST_NEAR: usize = 8;

/// Fewest words of a sentence that is a copy by itself.
const FEWEST_FAR: usize = 12;

/// Most lines of a part that stands there twice in a row.
const LONGEST_PART: usize = 200;

/// Without one copy, others may stand in a row: how often to look again.
const PASSES: usize = 4;

pub(super) fn mark(lines: &Lines<'_>, marks: &mut Marks<'_>) {
    let mut left: Vec<Entry<'_>> =
        lines.lines.iter().filter(|line| !line.is_blank()).map(Entry::new).collect();
    let find: [Finder; 3] = [in_head, in_a_row, anywhere];
    for _ in 0..PASSES {
        let before = left.len();
        for find in find {
            let copies = find(&left, lines);
            let goes = |entry: &Entry<'_>| copies.contains(&entry.line.span.start);
            left.iter().filter(|entry| goes(entry)).for_each(|entry| marks.line(entry.line));
            left.retain(|entry| !goes(entry));
        }
        if left.len() == before {
            break;
        }
    }
}

/// Finds copies among the lines that are left: where they begin.
type Finder = fn(&[Entry<'_>], &Lines<'_>) -> HashSet<usize>;

/// A line to compare.
struct Entry<'a> {
    line: &'a Line<'a>,
    /// Equal for copies.
    key: u128,
}

impl<'a> Entry<'a> {
    fn new(line: &'a Line<'a>) -> Self {
        Self { line, key: key(&line.text) }
    }

    fn kind(&self) -> Option<BlockKind> {
        self.line.block.map(|block| block.kind)
    }

    fn is_headline(&self) -> bool {
        self.kind() == Some(BlockKind::Heading(1))
    }

    /// Whether it is running text, a heading or a caption, and that alone: a line of a verse is a
    /// part of its block. A block of plain text is one line, also where characters that nobody sees
    /// went from its ends.
    fn may_go(&self) -> bool {
        let stands_alone = self.line.block.is_some_and(|block| {
            let is_text = block.element.is_none();
            is_text || self.line.span.start <= block.span.start && block.span.end <= self.line.end
        });
        let kind = self.kind();
        let content = matches!(kind, Some(BlockKind::Quote | BlockKind::ListItem { .. }));
        stands_alone && !content && !self.line.is_protected()
    }

    /// Whether the next line goes on with it, as in a verse.
    fn goes_on(&self) -> bool {
        self.line.text.ends_with([',', ';'])
    }

    /// Whether it is a long sentence that tells something.
    fn is_statement(&self) -> bool {
        let text = self.line.text.trim_end_matches(['"', '”', '’', '»', ')']);
        self.line.words >= FEWEST_FAR && text.ends_with(['.', '!', '…', '。'])
    }
}

/// Equal for texts that are copies.
fn key(text: &str) -> u128 {
    xxhash_rust::xxh3::xxh3_128(folded(text).as_bytes())
}

/// The text without what may differ between copies.
fn folded(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    let is_gap = |c: char| c.is_whitespace() || ".,;:!…\"'“”„‘’‚«»‹›()[]–—-•·*|".contains(c);
    for word in text.split(is_gap).filter(|word| !word.is_empty()) {
        folded.extend(word.chars().flat_map(char::to_lowercase));
        folded.push(' ');
    }
    folded
}

/// Whether the page calls itself an article: a thread repeats what it answers.
fn says_article(lines: &Lines<'_>) -> bool {
    lines.page.head.meta("og:type").any(|kind| kind.eq_ignore_ascii_case("article"))
}

/// The copies among the first lines.
fn in_head(left: &[Entry<'_>], lines: &Lines<'_>) -> HashSet<usize> {
    let mut copies = HashSet::new();
    if !lines.has_prose {
        return copies;
    }
    let mut first: HashMap<u128, usize> = HashMap::new();
    let gone = cut_headlines(left, lines);
    let mut stands = 0;
    for (at, entry) in left.iter().enumerate() {
        if stands == HEAD {
            break;
        }
        if gone.contains(&entry.key) && entry.line.words >= FEWEST_OF_HEADLINE && entry.may_go() {
            copies.insert(entry.line.span.start);
            continue;
        }
        let from = *first.entry(entry.key).or_insert(at);
        if from < at && is_head_copy(left, lines, from, at) {
            let stays_last = entry.is_headline() && !left[from].is_headline();
            let (stays, goes) = if stays_last { (at, from) } else { (from, at) };
            copies.insert(left[goes].line.span.start);
            first.insert(entry.key, stays);
        } else {
            stands += 1;
        }
    }
    copies
}

/// The headlines that an earlier stage cut, since the record has them as its title.
fn cut_headlines(left: &[Entry<'_>], lines: &Lines<'_>) -> HashSet<u128> {
    let is_headline = |kind| kind == BlockKind::Heading(1);
    let stands: HashSet<u128> =
        left.iter().filter(|entry| entry.is_headline()).map(|entry| entry.key).collect();
    let blocks = lines.page.blocks.iter().filter(|block| is_headline(block.kind));
    let keys = blocks.map(|block| key(lines.page.block_text(block)));
    keys.filter(|key| !stands.contains(key)).collect()
}

/// Whether the line at `at` repeats the one at `from` as heads of pages do.
fn is_head_copy(left: &[Entry<'_>], lines: &Lines<'_>, from: usize, at: usize) -> bool {
    let (earlier, entry) = (&left[from], &left[at]);
    let of_headline = earlier.is_headline() || entry.is_headline();
    let fewest = match lines.page.kind {
        Kind::Html if of_headline => FEWEST_OF_HEADLINE,
        Kind::Text if from == 0 => FEWEST_OF_FIRST,
        _ => FEWEST_NEAR,
    };
    let in_verse = left[at - 1..=at].iter().any(Entry::goes_on);
    if entry.line.words < fewest || !entry.may_go() || in_verse {
        return false;
    }
    if entry.is_headline() || entry.line.is_prose() {
        return true;
    }
    if let Some(BlockKind::Heading(_)) = entry.kind() {
        // Below text, a heading of its own begins.
        return !left[from + 1..at].iter().any(|between| between.line.is_prose());
    }
    // A poem is called after its first line.
    let next = left.get(at + 1);
    next.is_none_or(|next| next.line.is_prose() || is_apart(entry, next, lines))
}

/// Whether a blank line stands between the two.
fn is_apart(above: &Entry<'_>, below: &Entry<'_>, lines: &Lines<'_>) -> bool {
    lines.page.text[above.line.span.end..below.line.span.start].matches('\n').count() > 1
}

/// Every part that repeats what stands directly above it.
fn in_a_row(left: &[Entry<'_>], lines: &Lines<'_>) -> HashSet<usize> {
    let mut copies = HashSet::new();
    let mut last: HashMap<u128, usize> = HashMap::new();
    let mut at = 0;
    while at < left.len() {
        let from = last.get(&left[at].key).copied().filter(|from| at - from <= LONGEST_PART);
        let len = from.map_or(0, |from| at - from);
        let is_copy = len > 0
            && at + len <= left.len()
            && (0..len).all(|i| left[at - len + i].key == left[at + i].key)
            && is_part(&left[at..at + len], lines.page.kind);
        let behind = at + if is_copy { len } else { 1 };
        for (i, entry) in left.iter().enumerate().take(behind).skip(at) {
            last.insert(entry.key, i);
            if is_copy {
                copies.insert(entry.line.span.start);
            }
        }
        at = behind;
    }
    copies
}

/// Whether a run of lines is more than what text may say twice in a row.
fn is_part(run: &[Entry<'_>], kind: Kind) -> bool {
    let is_item = |entry: &Entry<'_>| matches!(entry.kind(), Some(BlockKind::ListItem { .. }));
    let words = |of: &dyn Fn(&Entry<'_>) -> bool| -> usize {
        run.iter().filter(|entry| of(entry)).map(|entry| entry.line.words).sum()
    };
    let counts = |entry: &Entry<'_>| match kind {
        Kind::Html => !is_item(entry) && entry.line.words >= FEWEST_NEAR,
        Kind::Text => entry.is_statement(),
    };
    let may_go = |entry: &Entry<'_>| entry.may_go() || is_item(entry) && run.len() > 1;
    run.iter().all(|entry| may_go(entry) && (kind == Kind::Html || !entry.goes_on()))
        && words(&counts) > 0
        && words(&counts) * 2 >= words(&|_| true)
}

/// The second one of each statement that stands twice in an article.
fn anywhere(left: &[Entry<'_>], lines: &Lines<'_>) -> HashSet<usize> {
    let mut places: HashMap<u128, (usize, usize)> = HashMap::new();
    if !says_article(lines) {
        return HashSet::new();
    }
    for (at, entry) in left.iter().enumerate().filter(|(_, entry)| entry.is_statement()) {
        places.entry(entry.key).or_insert((0, at)).0 += 1;
    }
    let is_text = |entry: &Entry<'_>| {
        entry.may_go() && matches!(entry.kind(), Some(BlockKind::Paragraph | BlockKind::Caption))
    };
    let is_copy = |(at, entry): &(usize, &Entry<'_>)| match places.get(&entry.key) {
        Some((2, first)) => first < at && is_text(entry) && is_text(&left[*first]),
        _ => false,
    };
    let copies = left.iter().enumerate().filter(is_copy);
    copies.map(|(_, entry)| entry.line.span.start).collect()
}

#[cfg(test)]
mod tests {
    use crate::{Cleaner, Config, Document, Kind};

    /// The clean text, and what went as a copy, of a page all of which is main content.
    fn clean(html: &str) -> (String, Vec<String>) {
        let keep_all = Config::from_toml("[hosts.\"a.example\"]\nkeep = [\"body\"]").unwrap();
        let cleaner = Cleaner::new(keep_all).unwrap();
        let mut doc = Document::new("t", Kind::Html, html);
        doc.url = Some("https://a.example/".to_owned());
        let examined = cleaner.examine(&doc).unwrap();
        let removed = examined.cuts.removed();
        let copies = removed.iter().filter(|cut| cut.cause.to_string() == "duplicate");
        let copies = copies.map(|cut| cut.span.of(&examined.page.text).trim().to_owned());
        (cleaner.clean(&doc).text, copies.collect())
    }

    const FIRST: &str = "The harbour was closed on Monday after a crane fell onto the rails.";
    const SECOND: &str =
        "Ships had to wait for the tide until the evening, and with it for the night shift.";
    const THIRD: &str = "A new crane will come in spring, the council said, if the money is found.";

    /// A page that calls itself that.
    fn page(kind: &str, body: &str) -> String {
        format!("<head><meta property=og:type content={kind}></head><article>{body}</article>")
    }

    #[test]
    fn the_headline_stays_once_as_a_heading() {
        let story = format!("<p>{FIRST}<p>{SECOND}<p>{THIRD}");
        let (text, copies) = clean(&format!("<div>Crane falls</div>{story}"));
        assert!(text.starts_with("Crane falls\n") && copies.is_empty(), "it stands there once");
        let twin = "<div>Crane falls  on rails</div><h1>Crane Falls on Rails</h1>";
        let (text, copies) = clean(&format!("{twin}{story}"));
        assert!(text.starts_with("Crane Falls on Rails\n\nThe harbour"), "{text}");
        assert_eq!(copies, ["Crane falls on rails"]);
        let below = "<h1>The harbour was closed</h1>";
        assert!(clean(&format!("{below}{story}")).1.is_empty(), "a sentence goes on behind it");
        let section =
            format!("<h1>What is a crane?</h1><p>{FIRST}<h2>What is a crane?</h2><p>{SECOND}");
        assert!(clean(&section).1.is_empty(), "a section has the name of the article");
    }

    #[test]
    fn the_deck_stays_once() {
        let deck = "Two ships wait, and nobody knows for how long they will";
        let html = format!("<h1>Crane falls</h1><p>{deck}<div>{deck}</div><p>{FIRST}<p>{SECOND}");
        assert_eq!(clean(&html).1, [deck]);
    }

    #[test]
    fn a_poem_keeps_the_line_that_it_is_called_after() {
        let poem = "<h1>The rain it raineth</h1><div>The rain it raineth</div>\
            <div>and nobody is dry</div><div>the wind it bloweth</div>";
        let (_, copies) = clean(&format!("{poem}<p>{FIRST}<p>{SECOND}<p>{THIRD}"));
        assert!(copies.is_empty(), "{copies:?}");
    }

    #[test]
    fn twins_in_a_row_stay_once() {
        let part = format!("<p>{FIRST}<p>{SECOND}");
        let (text, copies) = clean(&page("website", &format!("{part}{part}<p>{THIRD}")));
        assert_eq!(text, [FIRST, SECOND, THIRD].join("\n\n"));
        assert_eq!(copies, [FIRST, SECOND]);
    }

    #[test]
    fn a_copy_far_off_goes_only_from_an_article() {
        let body = format!("<p>{FIRST}<p>{SECOND}<p>Yes.<p>{THIRD}<p>{FIRST}<p>Yes.<p>{THIRD}");
        let filler: String = (0..12).map(|i| format!("<p>Number {i}.")).collect();
        let body = format!("{filler}{body}");
        assert_eq!(clean(&page("article", &body)).1, [FIRST, THIRD]);
        assert!(clean(&page("website", &body)).1.is_empty(), "a thread quotes what it answers");
        let thrice = format!("{body}<p>Yes.<p>{FIRST}<p>No.<p>{THIRD}");
        assert!(clean(&page("article", &thrice)).1.is_empty(), "it says so again and again");
    }

    #[test]
    fn what_text_repeats_with_good_reason_stays() {
        let filler: String = (0..12).map(|i| format!("<p>Number {i}.")).collect();
        let twice =
            |one: &str| page("article", &format!("{filler}{one}<p>{SECOND}{one}<p>{THIRD}"));
        for one in [
            format!("<blockquote>{FIRST}</blockquote>"),
            format!("<ul><li>{FIRST}<li>None</ul>"),
            format!("<pre>{FIRST}</pre>"),
            format!("<table><tr><td>{FIRST}<td>1<tr><td>a<td>b</table>"),
            format!("<p>{FIRST}<br>Oh, oh, oh.</p>"),
            "<p>What would you tell a child who is afraid of the dark and of the sea?".to_owned(),
            "<p>Amen.<p>Amen.".to_owned(),
        ] {
            assert!(clean(&twice(&one)).1.is_empty(), "{one}");
        }
        let longer = format!("<p>{FIRST}<p>{FIRST} Nobody was hurt, as the council said at noon.");
        assert!(clean(&page("article", &longer)).1.is_empty(), "it goes on");
    }
}
