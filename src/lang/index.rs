//! Owns how phrases are found by the words of a line, so that few of them are compared with it.

use super::keys::{ANY, END, FIRST, Keys, Place, name_links};
use super::notation::Slots;
use super::phrases::{Phrase, PhraseSet};
use super::runs::IN_RUNS;
use super::words::{Initials, Words};
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::ops::Range;

/// Phrases by their keys.
#[derive(Debug, Default)]
pub(super) struct Index {
    found: HashMap<u64, Found, BuildHasherDefault<Hashed>>,
    /// What stands in `found` as ranges: numbers of phrases.
    numbers: Vec<u16>,
    /// Numbers of the phrases that no word tells: each is compared with each line.
    unkeyed: Vec<u16>,
    unkeyed_kinds: PhraseSet,
    /// What is found behind names.
    behind_name: PhraseSet,
    /// What is found behind anything.
    behind_any: PhraseSet,
    /// What the words begin with by which that is found.
    initials: Initials,
}

/// What is found by one key.
#[derive(Clone, Debug)]
struct Found {
    numbers: Range<u32>,
    kinds: PhraseSet,
}

impl Index {
    /// Of phrases with their kinds; their numbers are their places in the sequence.
    ///
    /// # Errors
    /// Why a phrase cannot be read.
    pub(super) fn new<'a>(
        phrases: impl Iterator<Item = (Phrase, &'a str)>,
        slots: &Slots,
    ) -> Result<Self, String> {
        let mut index = Self::default();
        let mut kinds = Vec::new();
        let mut pairs: Vec<(u64, u16)> = Vec::new();
        for (number, (kind, phrase)) in (0..).zip(phrases) {
            let found = Keys::of(phrase, slots)?;
            index.initials = index.initials.union(found.initials);
            kinds.push(kind);
            for (place, first, second) in found.keys {
                pairs.push((hash(place, first, second), number));
                pairs.push((hash(place, first, FIRST), number));
                match place {
                    Place::BehindName => {
                        index.behind_name.insert(kind);
                        pairs.push((hash(Place::Link, first, ANY), number));
                    }
                    Place::BehindAny => index.behind_any.insert(kind),
                    Place::Start | Place::Link => {}
                }
            }
            if found.unkeyed {
                index.unkeyed.push(number);
                index.unkeyed_kinds.insert(kind);
            }
        }
        index.fill(pairs, &kinds);
        for word in name_links(slots) {
            let none = Found { numbers: 0..0, kinds: PhraseSet::default() };
            index.found.entry(hash(Place::Link, word, ANY)).or_insert(none);
        }
        Ok(index)
    }

    fn fill(&mut self, mut pairs: Vec<(u64, u16)>, kinds: &[Phrase]) {
        pairs.sort_unstable();
        pairs.dedup();
        for group in pairs.chunk_by(|a, b| a.0 == b.0) {
            let start = self.numbers.len() as u32;
            self.numbers.extend(group.iter().map(|pair| pair.1));
            let mut of_group = PhraseSet::default();
            group.iter().for_each(|pair| of_group.insert(kinds[pair.1 as usize]));
            let found = Found { numbers: start..self.numbers.len() as u32, kinds: of_group };
            self.found.insert(group[0].0, found);
        }
    }

    /// Calls `each` with the numbers of the phrases of `kinds` that the whole line may be.
    pub(super) fn whole(&self, line: &Words<'_>, kinds: PhraseSet, mut each: impl FnMut(u16)) {
        self.look(line, kinds, false, |found| {
            let numbers = found.numbers.start as usize..found.numbers.end as usize;
            self.numbers[numbers].iter().for_each(|number| each(*number));
        });
        self.unkeyed.iter().for_each(|number| each(*number));
    }

    /// Those of `kinds` of which a phrase may begin the line.
    pub(super) fn begins(&self, line: &Words<'_>, kinds: PhraseSet) -> PhraseSet {
        let mut begun = self.unkeyed_kinds;
        self.look(line, kinds, true, |found| begun = begun.union(found.kinds));
        for part in line.up_to_seams() {
            self.look(&part, kinds, true, |found| begun = begun.union(found.kinds));
        }
        begun.and(kinds)
    }

    /// Calls `each` with what is found by the keys of the line, or also of its beginnings.
    fn look(
        &self,
        line: &Words<'_>,
        kinds: PhraseSet,
        beginnings: bool,
        mut each: impl FnMut(&Found),
    ) {
        let Some(first) = line.first else { return };
        let second = line.second.map(|word| word.id);
        self.pair(Place::Start, first.id, second, beginnings, &mut each);
        // Which words end where others are glued to them is not looked at behind a line's beginning:
        // those of any phrase may, if it is one that stands in runs.
        let in_runs = |kinds: PhraseSet| Found { numbers: 0..0, kinds: kinds.and(IN_RUNS) };
        let is_link = |word| self.found.contains_key(&hash(Place::Link, word, ANY));
        if !self.behind_name.and(kinds).is_empty() && line.begins_with_name(is_link) {
            let has_seam = line.each_of_names(is_link, |word, next| {
                self.pair(Place::BehindName, word, next, beginnings, &mut each);
            });
            if beginnings && has_seam {
                each(&in_runs(self.behind_name));
            }
        }
        if !self.behind_any.and(kinds).is_empty() {
            line.each_with_initial(self.initials, |word, next| {
                self.pair(Place::BehindAny, word, next, beginnings, &mut each);
            });
            if beginnings && !self.behind_any.and(IN_RUNS).is_empty() && line.has_seam() {
                each(&in_runs(self.behind_any));
            }
        }
    }

    fn pair(
        &self,
        place: Place,
        first: u64,
        second: Option<u64>,
        beginnings: bool,
        each: &mut impl FnMut(&Found),
    ) {
        let get = |second| self.found.get(&hash(place, first, second));
        if get(FIRST).is_none() {
            return;
        }
        get(ANY).into_iter().for_each(&mut *each);
        second.and_then(get).into_iter().for_each(&mut *each);
        if beginnings || second.is_none() {
            get(END).into_iter().for_each(each);
        }
    }

    /// Numbers of the phrases that are compared with each line.
    #[cfg(test)]
    pub(super) fn unkeyed(&self) -> &[u16] {
        &self.unkeyed
    }
}

/// A key as one number. That two keys share one costs a comparison, and nothing else.
const fn hash(place: Place, first: u64, second: u64) -> u64 {
    let mixed = (first.rotate_left(29) ^ second).wrapping_add(place as u64 + 1);
    let mixed = (mixed ^ (mixed >> 32)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    mixed ^ (mixed >> 29)
}

/// Keys are hashed already.
#[derive(Debug, Default)]
struct Hashed(u64);

impl Hasher for Hashed {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, _: &[u8]) {
        unreachable!("keys are numbers");
    }

    fn write_u64(&mut self, key: u64) {
        self.0 = key;
    }
}
