//! Owns the way from the sample of a host's pages to the lines that they share.

use super::counts::Sample;
use super::page::PageLines;
use super::{HostTemplates, Places};
use std::collections::HashMap;

/// Of the lines of two pages, the share that they have in common from which on the pages count as
/// one, in percent.
const NEARLY_THE_SAME: usize = 80;

impl HostTemplates {
    /// The lines that a sample's pages share.
    pub(super) fn of(sample: &Sample) -> Self {
        let pages = distinct(sample);
        let mut places: HashMap<u64, Places> = HashMap::new();
        for page in &pages {
            page.iter().for_each(|(key, _)| places.entry(key).or_default().pages += 1);
        }
        let of = pages.len() as u16;
        let standing: HashMap<u64, bool> =
            places.iter().map(|(key, places)| (*key, places.of(of).is_standing())).collect();
        for page in &pages {
            place(page, |key| standing[&key], &mut places);
        }
        let mut shared: Vec<_> = places.into_iter().filter(|(_, p)| p.pages > 1).collect();
        shared.sort_unstable_by_key(|(key, _)| *key);
        let (keys, places): (Vec<_>, Vec<_>) = shared.into_iter().unzip();
        Self { pages: of.into(), keys: keys.into(), places: places.into() }
    }
}

/// Counts for each line of a page where it stands.
fn place(page: &PageLines, standing: impl Fn(u64) -> bool, places: &mut HashMap<u64, Places>) {
    let own_prose = |(key, is_prose): (u64, bool)| is_prose && !standing(key);
    let Some(first) = page.iter().position(own_prose) else { return };
    let last = page.iter().rposition(own_prose).unwrap_or(first);
    for (at, (key, _)) in page.iter().enumerate() {
        let places = places.entry(key).or_default();
        let place = match at {
            at if at < first => &mut places.head,
            at if at > last => &mut places.tail,
            _ => &mut places.body,
        };
        *place += 1;
    }
}

/// The pages of a sample, in order of their keys, without those that are nearly the same as one
/// before.
fn distinct(sample: &Sample) -> Vec<&PageLines> {
    let mut kept: Vec<(&PageLines, Vec<u64>)> = Vec::new();
    for (_, page) in sample {
        let telling = telling(page);
        if !kept.iter().any(|(_, other)| nearly_the_same(&telling, other)) {
            kept.push((page, telling));
        }
    }
    kept.into_iter().map(|(page, _)| page).collect()
}

/// The lines that tell a page from others, sorted: its prose, since most other lines of a raw page
/// are its host's. All of them where there is none.
fn telling(page: &PageLines) -> Vec<u64> {
    let mut prose: Vec<u64> = page.iter().filter(|line| line.1).map(|line| line.0).collect();
    if prose.is_empty() {
        prose = page.iter().map(|line| line.0).collect();
    }
    prose.sort_unstable();
    prose
}

/// Whether two sorted lists have most of their lines in common.
fn nearly_the_same(a: &[u64], b: &[u64]) -> bool {
    let (few, many) = if a.len() < b.len() { (a, b) } else { (b, a) };
    // As many as they can have in common at most.
    if few.len() * 100 < many.len() * NEARLY_THE_SAME {
        return false;
    }
    let (mut i, mut j, mut common) = (0, 0, 0);
    while i < few.len() && j < many.len() {
        let (x, y) = (few[i], many[j]);
        common += usize::from(x == y);
        i += usize::from(x <= y);
        j += usize::from(y <= x);
    }
    common * 100 >= (few.len() + many.len() - common) * NEARLY_THE_SAME
}

#[cfg(test)]
mod tests {
    use crate::template::{Counts, Observation, PageLines, Repeat, Templates};

    const STORY: [&str; 3] = [
        "The harbour was closed on Monday after a crane fell onto the rails, the city said",
        "Nobody was hurt, and the ships that were waiting have left for other harbours since",
        "The pilot's letter was read aloud in the council, and nobody found a word to say to it",
    ];

    /// Templates of one host with so many pages.
    fn learnt(pages: impl Iterator<Item = String>) -> Templates {
        let mut counts = Counts::new();
        for page in pages {
            let lines = PageLines::of(&page).unwrap();
            counts.observe(Observation::Page { host: "harbour.example".to_owned(), lines });
        }
        Templates::new(&counts)
    }

    /// A word for a number, since keys take all numbers for the same.
    fn word(i: usize) -> String {
        i.to_string().bytes().map(|b| char::from(b - b'0' + b'a')).collect()
    }

    fn story(i: usize) -> String {
        STORY.map(|line| format!("{line} {}.\n", word(i))).concat()
    }

    #[test]
    fn a_line_is_counted_where_it_stands() {
        let notice = "All that stands here belongs to the Harbour Post, and may not be copied.";
        let pages = (0..12).map(|i| {
            let share = if i % 2 == 0 { "Share this\n" } else { "" };
            format!("News\n{}Read on\n{}{share}{notice}\n", story(i), story(i + 100))
        });
        let templates = learnt(pages);
        let host = templates.host("harbour.example").unwrap();
        let repeat = |pages, head, body, tail| Some(Repeat { pages, of: 12, head, body, tail });
        assert_eq!(host.repeats("NEWS "), repeat(12, 12, 0, 0));
        assert_eq!(host.repeats("Read on"), repeat(12, 0, 12, 0));
        assert_eq!(host.repeats("Share this"), repeat(6, 0, 0, 6));
        assert_eq!(host.repeats(notice), repeat(12, 0, 0, 12), "prose, but no page's own");
        assert_eq!(host.repeats(&format!("{} b.", STORY[0])), None, "it stands on one page");
        assert!(templates.host("other.example").is_none());
    }

    #[test]
    fn pages_that_are_nearly_the_same_count_once() {
        // Of ten lines of prose, one differs.
        let copies = (0..20).map(|i| {
            let rest: String = (0..3).map(story).collect();
            format!("News\n{rest}This one alone is changed with every edition: {}.\n", word(i))
        });
        assert!(learnt(copies).host("harbour.example").is_none());
    }

    #[test]
    fn pages_with_the_same_frame_are_not_the_same() {
        let frame: String = (0..100).map(|i| format!("Section {}\n", word(i))).collect();
        let templates = learnt((0..9).map(|i| format!("{frame}{}", story(i))));
        assert_eq!(templates.host("harbour.example").map(|host| host.pages), Some(9));
    }

    #[test]
    fn templates_of_a_file_are_those_of_its_counts() {
        let mut counts = Counts::new();
        for i in 0..9 {
            let lines = PageLines::of(&format!("News\n{}", story(i))).unwrap();
            counts.observe(Observation::Page { host: "harbour.example".to_owned(), lines });
        }
        let mut bytes = Vec::new();
        counts.write(&mut bytes).unwrap();
        assert_eq!(Templates::read(&mut &bytes[..]).unwrap(), Templates::new(&counts));
    }
}
