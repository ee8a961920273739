//! Owns by which words a phrase is found.
//!
//! A phrase is found by the first two words of a line that it is. Where it begins with what may be
//! any words, such as names, it is found by the first two words behind those, anywhere in a line.
//! The words come from the phrase's own notation: all ways to say it are walked at once, each until
//! it has two words.

use super::notation::{CREDIT_LINKS, Item, MULTIPLES, Slot, Slots, items};
use super::words::{Initials, Reader, first_word};

/// Where the words of a key stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Place {
    /// They begin the line.
    Start,
    /// Behind names.
    BehindName,
    /// Behind anything.
    BehindAny,
    /// A word that joins names, or the first one behind them.
    Link,
}

/// In place of a second word: there may be any, or none.
pub(super) const ANY: u64 = 2;

/// In place of a second word: there is none.
pub(super) const END: u64 = 3;

/// In place of a second word: the first one is that of some key.
pub(super) const FIRST: u64 = 4;

/// Two words by which a phrase is found.
pub(super) type Key = (Place, u64, u64);

/// By what a phrase is found.
#[derive(Debug, Default)]
pub(super) struct Keys {
    pub(super) keys: Vec<Key>,
    /// What the words begin with that stand behind anything.
    pub(super) initials: Initials,
    /// Whether some way to say it has no key.
    pub(super) unkeyed: bool,
}

impl Keys {
    /// Of a phrase.
    ///
    /// # Errors
    /// Why the phrase cannot be read.
    pub(super) fn of(phrase: &str, slots: &Slots) -> Result<Self, String> {
        let start = Way { place: Place::Start, first: 0, reader: Reader::of_line() };
        let mut walk = Walk { slots, found: Self::default(), ways: vec![start], open: Vec::new() };
        for item in items(phrase)? {
            walk.step(item);
        }
        let mut found = walk.found;
        for mut way in walk.ways {
            let word = way.reader.end();
            match (way.first, word) {
                (0, None) => found.unkeyed = true,
                (0, Some(word)) => found.keys.push((way.place, word, END)),
                (first, word) => found.keys.push((way.place, first, word.unwrap_or(END))),
            }
        }
        found.keys.sort_unstable();
        found.keys.dedup();
        Ok(found)
    }
}

/// Words behind which names go on.
pub(super) fn name_links(slots: &Slots) -> impl Iterator<Item = u64> {
    let own = slots.particles.iter().chain(&slots.and).chain(&slots.agencies);
    own.map(String::as_str).chain(CREDIT_LINKS).filter_map(first_word)
}

/// A way to say a phrase, as far as it was walked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Way {
    place: Place,
    /// The first word; 0 as long as there is none.
    first: u64,
    reader: Reader,
}

/// A group of the notation that is not closed yet.
struct Group {
    optional: bool,
    /// The ways before it.
    before: Vec<Way>,
    /// The ways behind its alternatives so far.
    behind: Vec<Way>,
}

/// All ways to say a phrase, walked item by item.
struct Walk<'a> {
    slots: &'a Slots,
    found: Keys,
    ways: Vec<Way>,
    open: Vec<Group>,
}

impl Walk<'_> {
    fn step(&mut self, item: Item) {
        match item {
            Item::Literal(c) => self.push(c),
            Item::Space | Item::Colon | Item::ColonOrSpace | Item::Slash => self.push(' '),
            Item::Slot(slot) => self.slot(slot),
            Item::Open(sign, _) => {
                let before = self.ways.clone();
                self.open.push(Group { optional: sign == '[', before, behind: Vec::new() });
            }
            Item::Or => {
                if let Some(group) = self.open.last_mut() {
                    group.behind.append(&mut self.ways);
                    self.ways.clone_from(&group.before);
                }
            }
            Item::Close(..) => {
                let Some(mut group) = self.open.pop() else { return };
                self.ways.append(&mut group.behind);
                if group.optional {
                    self.ways.append(&mut group.before);
                }
                self.tidy();
            }
        }
    }

    /// Goes on with a character; ways that have two words end.
    fn push(&mut self, c: char) {
        let found = &mut self.found;
        self.ways.retain_mut(|way| {
            let is_idle = way.reader.is_idle();
            let ended = way.reader.push(c);
            if way.place == Place::BehindAny && is_idle && !way.reader.is_idle() {
                found.initials.add(c);
            }
            match ended {
                None => true,
                Some(word) if way.first == 0 => {
                    way.first = word;
                    true
                }
                Some(word) => {
                    found.keys.push((way.place, way.first, word));
                    false
                }
            }
        });
    }

    /// Goes on with one of `words`.
    fn one_of(&mut self, words: &[impl AsRef<str>]) {
        let before = std::mem::take(&mut self.ways);
        let mut behind = Vec::new();
        for word in words {
            self.ways.clone_from(&before);
            word.as_ref().chars().for_each(|c| self.push(c));
            behind.append(&mut self.ways);
        }
        self.ways = behind;
        self.tidy();
    }

    /// Goes on with anything. Ways without a word are found by what follows it.
    fn anything(&mut self, place: Place) {
        let keys = &mut self.found.keys;
        self.ways.retain_mut(|way| {
            // Something may be glued to a word in hand: then it is another word.
            let glued = way.reader.is_open();
            let word = way.reader.end().filter(|_| !glued);
            match (way.first, word) {
                (0, None) => {
                    way.place = way.place.max(if glued { Place::BehindAny } else { place });
                    way.reader = Reader::behind_unknown();
                    return true;
                }
                (0, Some(word)) => keys.push((way.place, word, ANY)),
                (first, word) => keys.push((way.place, first, word.unwrap_or(ANY))),
            }
            false
        });
    }

    /// Goes on with what `step` does, or without.
    fn maybe(&mut self, step: impl FnOnce(&mut Self)) {
        let mut without = self.ways.clone();
        step(self);
        self.ways.append(&mut without);
        self.tidy();
    }

    fn slot(&mut self, slot: Slot) {
        let slots = self.slots;
        let word_and_more = |walk: &mut Self, words: &[String]| {
            walk.one_of(words);
            walk.push(' ');
            walk.anything(Place::BehindAny);
        };
        match slot {
            Slot::Unit => self.one_of(&slots.units),
            Slot::Year => self.one_of(&slots.years),
            Slot::Network => self.one_of(&slots.networks),
            Slot::Agency => self.one_of(&slots.agencies),
            Slot::ShortNumber => self.push('0'),
            Slot::Number => {
                self.push('0');
                self.maybe(|walk| walk.one_of(&MULTIPLES));
            }
            Slot::Networks => {
                self.maybe(|walk| word_and_more(walk, &slots.networks));
                self.one_of(&slots.networks);
            }
            Slot::Date => {
                self.maybe(|walk| word_and_more(walk, &slots.calendar));
                self.push('0');
                self.anything(Place::BehindAny);
            }
            Slot::Credit => {
                self.maybe(|walk| word_and_more(walk, &slots.agencies));
                self.maybe(|walk| {
                    walk.push('©');
                    walk.anything(Place::BehindAny);
                });
                self.anything(Place::BehindName);
            }
            Slot::Name => self.anything(Place::BehindName),
            Slot::HanName | Slot::ArabicName | Slot::Title => self.anything(Place::BehindAny),
        }
    }

    fn tidy(&mut self) {
        self.ways.sort_unstable();
        self.ways.dedup();
    }
}

#[cfg(test)]
mod tests {
    use super::super::words::Words;
    use super::*;

    fn keys(phrase: &str) -> Keys {
        Keys::of(phrase, &Slots::dummy()).unwrap()
    }

    fn pairs(place: Place, lines: &[&str]) -> Vec<Key> {
        let pair = |line: &&str| {
            let words = Words::of(line);
            (place, words.first.unwrap().id, words.second.map_or(END, |word| word.id))
        };
        let mut pairs: Vec<Key> = lines.iter().map(pair).collect();
        pairs.sort_unstable();
        pairs
    }

    #[test]
    fn every_way_to_say_a_phrase_has_its_first_two_words() {
        let cases: [(&str, &[&str]); 6] = [
            ("share [this (story|page)]", &["share", "share this"]),
            ("photo[s] by {name}", &["photo by", "photos by"]),
            ("this [web]site here", &["this website", "this site"]),
            ("\\(photo by {name}\\)", &["(photo"]),
            ("([a] b|c) {k} d", &["a b", "b 1", "c 1"]),
            ("前{title}", &["前"]),
        ];
        for (phrase, lines) in cases {
            let mut wanted = pairs(Place::Start, lines);
            let found = keys(phrase);
            if phrase.contains('前') {
                wanted[0].2 = ANY;
            }
            assert_eq!(found.keys, wanted, "{phrase}");
            assert!(!found.unkeyed, "{phrase}");
        }
    }

    #[test]
    fn what_follows_names_or_anything_leads_to_a_phrase_that_begins_with_them() {
        assert_eq!(keys("{name} via x").keys, pairs(Place::BehindName, &["via x"]));
        assert_eq!(keys("{title} or so").keys, pairs(Place::BehindAny, &["or so"]));
        // Glued letters belong to a word that nobody knows.
        assert_eq!(keys("{name}s old crane").keys, pairs(Place::BehindName, &["old crane"]));
        assert_eq!(keys("the{name} old crane").keys, pairs(Place::BehindAny, &["old crane"]));
    }

    #[test]
    fn a_phrase_without_words_has_no_key() {
        assert!(keys("{name}").unkeyed);
        assert!(keys("{name} / {name}").unkeyed);
        assert!(keys("[share] {title}").unkeyed);
    }
}
