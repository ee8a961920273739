//! Owns what a host repeats: which lines its pages share, on how many of them, and where.
//!
//! [`Counts`] are learnt from documents and written to a file; [`Templates`] are what is looked up
//! while documents are cleaned. Between them, for each host: pages that are nearly the same count
//! once, and a line's place is told by the prose that is the page's own, so that a notice which
//! stands on every page does not pass for an article's last paragraph.

mod counts;
mod file;
mod freeze;
mod page;

pub use counts::{Counts, MOST_OF_HOST, MOST_PAGES, Observation};
pub use file::FileError;
pub use page::{PageLines, line_key, template_host};

use file::Reader;
use std::collections::HashMap;
use std::io::Read;

/// Pages on which a line stands before it is taken for the host's.
const FEWEST_PAGES: u16 = 5;

/// What the hosts repeat, frozen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Templates {
    hosts: HashMap<Box<str>, HostTemplates>,
    checksum: u64,
}

impl Templates {
    /// What was counted.
    pub fn new(counts: &Counts) -> Self {
        let mut hosts = HashMap::new();
        for (host, sample) in counts.iter() {
            keep(&mut hosts, host, HostTemplates::of(sample));
        }
        Self { hosts, checksum: counts.checksum() }
    }

    /// What was counted and written to a file, host by host: the counts are never in memory as a
    /// whole.
    ///
    /// # Errors
    /// As [`Counts::read`].
    pub fn read(input: &mut dyn Read) -> Result<Self, FileError> {
        let mut reader = Reader::new(input)?;
        let mut hosts = HashMap::new();
        while let Some((host, sample)) = reader.next()? {
            keep(&mut hosts, &host, HostTemplates::of(&sample));
        }
        Ok(Self { hosts, checksum: reader.finish()? })
    }

    /// What the host repeats, named as [`template_host`] names it; `None` where nothing of it is
    /// known to be repeated.
    pub fn host(&self, host: &str) -> Option<&HostTemplates> {
        self.hosts.get(host)
    }

    /// Hosts that repeat something.
    pub fn hosts(&self) -> usize {
        self.hosts.len()
    }

    /// The checksum of the file that they are from, or would be from.
    pub fn checksum(&self) -> u64 {
        self.checksum
    }
}

fn keep(hosts: &mut HashMap<Box<str>, HostTemplates>, host: &str, templates: HostTemplates) {
    if !templates.keys.is_empty() {
        hosts.insert(host.into(), templates);
    }
}

/// The lines that a host's pages share.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HostTemplates {
    /// Pages that they were counted on, those that are nearly the same as another one left out.
    pub pages: u32,
    /// Keys of the lines that stand on two pages or more, sorted.
    keys: Box<[u64]>,
    /// Where each of them stands.
    places: Box<[Places]>,
}

/// Pages on which a line stands, by place. A sample has no more than 64 pages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Places {
    pages: u8,
    head: u8,
    body: u8,
    tail: u8,
}

/// On how many pages of its host a line stands, and where.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Repeat {
    /// Pages that it stands on.
    pub pages: u16,
    /// Pages that were looked at.
    pub of: u16,
    /// Pages on which it stands before the first line of prose of their own.
    pub head: u16,
    /// Pages on which it stands between prose of their own. On a page without any, a line has no
    /// place: `pages` may be more than the sum of all three.
    pub body: u16,
    /// Pages on which it stands behind the last line of prose of their own.
    pub tail: u16,
}

impl Repeat {
    /// Whether it stands on so many pages that it is the host's, not the page's own: on 5 or more,
    /// and on every fifth.
    pub fn is_standing(&self) -> bool {
        self.is_on(FEWEST_PAGES, 20)
    }

    /// Whether it stands on at least `pages` pages, and on `percent` of all.
    pub fn is_on(&self, pages: u16, percent: u32) -> bool {
        self.pages >= pages && u32::from(self.pages) * 100 >= u32::from(self.of) * percent
    }
}

impl HostTemplates {
    /// How often the host's pages have a line; `None` where fewer than two of them do.
    pub fn repeats(&self, line: &str) -> Option<Repeat> {
        let at = self.keys.binary_search(&line_key(line)?).ok()?;
        Some(self.places[at].of(self.pages as u16))
    }
}

#[cfg(test)]
impl HostTemplates {
    /// Templates that say just that of those lines.
    pub(crate) fn example(lines: &[(&str, Repeat)]) -> Self {
        let counted = lines.iter().filter_map(|(line, repeat)| {
            let [pages, head, body, tail] =
                [repeat.pages, repeat.head, repeat.body, repeat.tail].map(|n| n as u8);
            Some((line_key(line)?, Places { pages, head, body, tail }))
        });
        let counted: std::collections::BTreeMap<_, _> = counted.collect();
        let pages = lines.first().map_or(0, |(_, repeat)| repeat.of).into();
        let (keys, places): (Vec<_>, Vec<_>) = counted.into_iter().unzip();
        Self { pages, keys: keys.into(), places: places.into() }
    }
}

impl Places {
    fn of(self, of: u16) -> Repeat {
        let Places { pages, head, body, tail } = self;
        let [pages, head, body, tail] = [pages, head, body, tail].map(u16::from);
        Repeat { pages, of, head, body, tail }
    }
}
