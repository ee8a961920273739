//! Owns what is learnt while documents go by: a bounded sample of the pages of each host.
//!
//! What a sample holds depends on the set of documents alone, not on their order or on how they were
//! split: of a host's pages, those with the smallest hashes are kept, and the bound on all samples
//! together is held by steps that only the set decides. A step is taken where the samples of the
//! step before would be too large; as that size only grows with the set, whatever is seen first, the
//! step that a set ends at is the same.

use super::page::{PageLines, template_host};
use std::collections::BTreeMap;
use xxhash_rust::xxh3::xxh3_64;

/// Pages in all samples together, at most.
pub const MOST_PAGES: usize = 1_000_000;

/// Pages of a host that are kept at first, at most.
pub const MOST_OF_HOST: usize = 64;

/// Pages of a host that are kept, at least, where any are.
const FEWEST_OF_HOST: usize = 8;

/// Steps at which a host keeps fewer pages; at those behind them, fewer hosts are kept.
const PAGE_STEPS: u8 = (MOST_OF_HOST / FEWEST_OF_HOST).trailing_zeros() as u8;

/// The last step.
pub(super) const LAST_STEP: u8 = PAGE_STEPS + 60;

/// The sampled pages of a host, in order of their keys.
pub(super) type Sample = Vec<(u64, PageLines)>;

/// What a document shows of its host.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Observation {
    /// A page of a host.
    Page {
        /// The host, as [`template_host`] names it.
        host: String,
        /// Its lines.
        lines: PageLines,
    },
    /// Nothing, since the document has no address.
    NoHost,
    /// Nothing, since no line of it has a letter.
    NoLines,
}

impl Observation {
    /// What a page shows that has that address and is laid out as `text`.
    pub fn of(url: Option<&str>, text: &str) -> Self {
        let Some(host) = url.and_then(template_host) else { return Self::NoHost };
        PageLines::of(text).map_or(Self::NoLines, |lines| Self::Page { host, lines })
    }
}

/// Samples of the pages of each host. Observing documents in any order, and merging counts in any
/// order, gives equal counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counts {
    hosts: BTreeMap<Box<str>, Sample>,
    /// Pages in all samples.
    pages: usize,
    step: u8,
    most: usize,
}

impl Default for Counts {
    fn default() -> Self {
        Self::with_most(MOST_PAGES)
    }
}

impl Counts {
    /// Nothing seen yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Counts that hold at most so many pages.
    pub(super) fn with_most(most: usize) -> Self {
        Self { hosts: BTreeMap::new(), pages: 0, step: 0, most }
    }

    /// Takes in what a document shows.
    pub fn observe(&mut self, seen: Observation) {
        if let Observation::Page { host, lines } = seen {
            self.add(&host, lines.key(), lines);
        }
    }

    /// Takes in what `other` has seen.
    pub fn merge(&mut self, other: Counts) {
        self.raise_to(other.step);
        for (host, sample) in other.hosts {
            for (key, lines) in sample {
                self.add(&host, key, lines);
            }
        }
    }

    /// Hosts of which there are pages.
    pub fn hosts(&self) -> usize {
        self.hosts.len()
    }

    /// Pages in all samples.
    pub fn pages(&self) -> usize {
        self.pages
    }

    /// Pages of a host that are kept, at most.
    pub fn most_of_host(&self) -> usize {
        most_of_host(self.step)
    }

    /// Whether hosts were left out, since there are too many.
    pub fn leaves_hosts_out(&self) -> bool {
        self.step > PAGE_STEPS
    }

    pub(super) fn step(&self) -> u8 {
        self.step
    }

    /// Each host with its sample, in order.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&str, &Sample)> {
        self.hosts.iter().map(|(host, sample)| (&**host, sample))
    }

    pub(super) fn add(&mut self, host: &str, key: u64, lines: PageLines) {
        if !takes(self.step, host) {
            return;
        }
        if !self.hosts.contains_key(host) {
            self.hosts.insert(host.into(), Sample::new());
        }
        let most = self.most_of_host();
        let Some(sample) = self.hosts.get_mut(host) else { return };
        match sample.binary_search_by_key(&key, |(key, _)| *key) {
            // Equal pages, or a collision: then one of them, whichever came first.
            Ok(at) if lines < sample[at].1 => sample[at].1 = lines,
            Ok(_) => {}
            Err(at) if at >= most => {}
            Err(at) => {
                self.pages += usize::from(sample.len() < most);
                sample.truncate(most - 1);
                sample.insert(at, (key, lines));
            }
        }
        while self.pages > self.most && self.step < LAST_STEP {
            self.raise_to(self.step + 1);
        }
    }

    /// Goes to a later step, and leaves out what it leaves out.
    pub(super) fn raise_to(&mut self, step: u8) {
        if step <= self.step {
            return;
        }
        self.step = step;
        let most = self.most_of_host();
        self.hosts.retain(|host, _| takes(step, host));
        self.hosts.values_mut().for_each(|sample| sample.truncate(most));
        self.pages = self.hosts.values().map(Vec::len).sum();
    }
}

fn most_of_host(step: u8) -> usize {
    MOST_OF_HOST >> step.min(PAGE_STEPS)
}

/// Whether a host's pages are sampled at that step: at each step behind [`PAGE_STEPS`], half of the
/// hosts are left out.
fn takes(step: u8, host: &str) -> bool {
    let bits = u32::from(step.saturating_sub(PAGE_STEPS));
    xxh3_64(host.as_bytes()).leading_zeros() >= bits
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// What a document shows, without the document.
    fn page(host: u8, page: u16) -> Observation {
        let lines = [u64::from(host) << 32 | u64::from(page) << 1, 7 << 40];
        let lines = PageLines::new(&lines).unwrap();
        Observation::Page { host: format!("h{host}.example"), lines }
    }

    fn counts(most: usize, pages: &[(u8, u16)]) -> Counts {
        let mut counts = Counts::with_most(most);
        pages.iter().for_each(|&(h, p)| counts.observe(page(h, p)));
        counts
    }

    #[test]
    fn a_host_keeps_so_many_pages() {
        let pages: Vec<_> = (0..500).map(|p| (1, p)).collect();
        let counts = counts(1_000, &pages);
        assert_eq!((counts.hosts(), counts.pages(), counts.step()), (1, MOST_OF_HOST, 0));
    }

    #[test]
    fn the_bound_is_held_step_by_step() {
        let pages: Vec<_> = (0..=255).flat_map(|h| (0..100).map(move |p| (h, p))).collect();
        for (most, of_host, left_out) in [
            (1 << 14, 64, false),
            (1 << 13, 32, false),
            (1 << 11, 8, false),
            (500, 8, true),
            (8, 8, true),
        ] {
            let counts = counts(most, &pages);
            assert!(counts.pages() <= most, "{most}");
            assert_eq!((counts.most_of_host(), counts.leaves_hosts_out()), (of_host, left_out));
            let recounted: usize = counts.iter().map(|(_, sample)| sample.len()).sum();
            assert_eq!(counts.pages(), recounted);
        }
    }

    proptest! {
        /// Whatever the order and the halves, and with bounds that are hit at every step.
        #[test]
        fn only_the_set_of_pages_counts(
            pages in prop::collection::vec((0..40u8, 0..90u16), 0..900),
            most in 1..300usize,
            cuts in (0..900usize, 0..900usize),
            seed in any::<u64>(),
        ) {
            let wanted = counts(most, &pages);
            prop_assert!(wanted.pages() <= most || wanted.step() == LAST_STEP);
            let mut shuffled = pages.clone();
            shuffled.sort_by_key(|page| xxh3_64(format!("{seed}{page:?}").as_bytes()));
            prop_assert_eq!(&counts(most, &shuffled), &wanted);

            let mut at = [cuts.0.min(pages.len()), cuts.1.min(pages.len())];
            at.sort_unstable();
            let part = |from, to| counts(most, &shuffled[from..to]);
            let [a, b, c] = [part(0, at[0]), part(at[0], at[1]), part(at[1], shuffled.len())];
            let merged = |parts: [&Counts; 2]| {
                let mut all = parts[0].clone();
                all.merge(parts[1].clone());
                all
            };
            prop_assert_eq!(&merged([&merged([&a, &b]), &c]), &wanted);
            prop_assert_eq!(&merged([&a, &merged([&b, &c])]), &wanted);
            prop_assert_eq!(&merged([&c, &merged([&b, &a])]), &wanted);
            prop_assert_eq!(&merged([&wanted, &a]), &wanted);
        }
    }
}
