//! Owns what is known of a text's lines before any of them is judged: their shapes, sums over their
//! neighbourhoods, and what they repeat of each other.

use super::shape::Shape;
use crate::lang::PhraseSet;
use crate::learned::{Odds, Table};
use crate::rules::line::{CHAFF, Line, Lines};
use std::collections::HashMap;

/// A line that is not blank, as the model sees it.
pub struct Seen {
    /// Its index among the lines of the text.
    pub at: usize,
    /// What it looks like.
    pub shape: Shape,
    /// What it says.
    pub phrases: PhraseSet,
    /// Whether a rule cut it.
    pub cut: bool,
    /// Whether it is prose.
    pub prose: bool,
    /// Whether it is content whatever it says.
    pub protected: bool,
    /// Whether it is a number and nothing else.
    pub number: bool,
    /// Blank lines right before it.
    pub blanks: f32,
    /// Lines that say the same.
    pub same: f32,
    /// Lines above that say the same.
    pub earlier: f32,
    /// First line of the run of lines without blank ones between that it is in.
    pub run_from: usize,
    /// Behind the last line of that run.
    pub run_to: usize,
    /// Share of its words that prose elsewhere in the text has.
    pub known: f32,
    /// Share of its words that the text's first lines have.
    pub titled: f32,
    /// Log-odds of its words and of the line as a whole.
    pub odds: Odds,
    /// Log-odds of the line as a whole; 0 where it is not known.
    pub whole: f32,
    /// On how many pages of the host it stands; -1 where that is not known.
    pub host_pages: f32,
    /// On what share of the host's pages it stands; -1 where that is not known.
    pub host_share: f32,
}

/// Sums over all lines up to one.
#[derive(Clone, Copy, Debug, Default)]
pub struct Sums {
    /// Lines.
    pub lines: f32,
    /// Code points.
    pub chars: f32,
    /// Words.
    pub words: f32,
    /// Lines of prose.
    pub prose: f32,
    /// Code points of prose.
    pub prose_chars: f32,
    /// Lines that end as sentences do.
    pub sentences: f32,
    /// Words with a capital.
    pub capitalised: f32,
    /// Digits.
    pub digits: f32,
    /// Commas.
    pub commas: f32,
    /// Lines that say something of chaff.
    pub chaff: f32,
    /// Lines that rules cut.
    pub cut: f32,
    /// Lines that stand more than once.
    pub same: f32,
    /// Blank lines.
    pub blanks: f32,
    /// Sum of the squares of the lines' words, at most 40 each.
    pub squares: f32,
    /// Lines that the host has on other pages.
    pub host: f32,
    /// Mean log-odds of the lines' words.
    pub odds: f32,
}

/// A text's lines as the model sees them.
pub struct Scene {
    /// The lines that are not blank.
    pub seen: Vec<Seen>,
    /// Hashes of the words that say what the lines are about.
    pub words: Vec<u32>,
    /// Sums over the lines before each, and over all.
    pub sums: Vec<Sums>,
    /// The nearest line of prose before each line.
    pub prose_before: Vec<Option<usize>>,
    /// The nearest line of prose behind each line.
    pub prose_after: Vec<Option<usize>>,
    /// The first line that says nothing and that no rule cut, where it stands above the prose.
    pub headline: Option<usize>,
    /// First and last line of prose.
    pub margins: Option<(usize, usize)>,
}

/// Fewest words of a headline: a section's name has fewer.
const HEADLINE_WORDS: f32 = 4.0;

/// Lines from a headline to the article's first paragraph at most.
const HEAD_LINES: usize = 8;

/// Lines at the text's begin, before its prose and with the first of it, whose words may be those of its title.
const TITLE_LINES: usize = 2;

impl Scene {
    /// The scene of some lines, of which rules cut those for which `cut` says so.
    pub fn new(lines: &Lines<'_>, table: &Table, cut: impl Fn(&Line<'_>) -> bool) -> Self {
        let mut words = Vec::new();
        let mut seen: Vec<Seen> = Vec::new();
        let mut blanks = 0.0;
        for (at, line) in lines.lines.iter().enumerate() {
            if line.is_blank() {
                blanks += 1.0;
                continue;
            }
            let shape = Shape::new(&line.text, &mut words);
            let (host_pages, host_share) = of_host(lines, line);
            seen.push(Seen {
                at,
                shape,
                phrases: line.phrases,
                cut: cut(line),
                prose: line.is_prose(),
                protected: line.is_protected(),
                number: line.is_number(),
                blanks: std::mem::take(&mut blanks),
                same: 0.0,
                earlier: 0.0,
                run_from: 0,
                run_to: 0,
                known: 0.0,
                titled: 0.0,
                odds: odds(table, &words[shape.words_from..]),
                whole: table.get(line_token(shape.key)).unwrap_or(0.0),
                host_pages,
                host_share,
            });
        }
        count_same(&mut seen);
        find_runs(&mut seen);
        find_known(&mut seen, &words);
        let sums = sums(&seen);
        let prose_before = nearest(seen.iter().map(|line| line.prose));
        let mut prose_after = nearest(seen.iter().rev().map(|line| line.prose));
        prose_after.reverse();
        let last = seen.len().saturating_sub(1);
        prose_after.iter_mut().for_each(|at| *at = at.map(|at| last - at));
        let is_prose = |line: &Seen| line.prose;
        let margins = seen.iter().position(is_prose).zip(seen.iter().rposition(is_prose));
        let begins = seen.iter().position(|line| !line.cut && line.phrases.is_empty());
        let headline = begins.filter(|at| {
            let near = |first: usize| *at < first && first - at <= HEAD_LINES;
            margins.is_some_and(|(first, _)| near(first)) && seen[*at].shape.words >= HEADLINE_WORDS
        });
        Self { headline, seen, words, sums, prose_before, prose_after, margins }
    }

    /// Number of lines that are not blank.
    pub fn len(&self) -> usize {
        self.seen.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.seen.is_empty()
    }

    /// Share of the code points that are prose.
    pub fn prose_share(&self) -> f32 {
        let all = &self.sums[self.len()];
        all.prose_chars / all.chars.max(1.0)
    }

    /// What is between two lines, `to` not counted.
    pub fn between(&self, from: usize, to: usize) -> Sums {
        let (a, b) = (&self.sums[from], &self.sums[to]);
        b.minus(a)
    }
}

impl Sums {
    fn add(&mut self, line: &Seen) {
        let shape = &line.shape;
        let one = |is: bool| f32::from(u8::from(is));
        self.lines += 1.0;
        self.chars += shape.chars;
        self.words += shape.words;
        self.prose += one(line.prose);
        self.prose_chars += if line.prose { shape.chars } else { 0.0 };
        self.sentences += one(shape.ends_sentence());
        self.capitalised += shape.capitalised;
        self.digits += shape.digits;
        self.commas += shape.commas;
        self.chaff += one(!line.phrases.and(CHAFF).is_empty());
        self.cut += one(line.cut);
        self.same += one(line.same > 0.0);
        self.blanks += line.blanks.min(1.0);
        self.squares += shape.words.min(40.0) * shape.words.min(40.0);
        self.host += one(line.host_pages > 0.0);
        self.odds += line.odds.mean();
    }

    fn minus(&self, other: &Self) -> Self {
        Self {
            lines: self.lines - other.lines,
            chars: self.chars - other.chars,
            words: self.words - other.words,
            prose: self.prose - other.prose,
            prose_chars: self.prose_chars - other.prose_chars,
            sentences: self.sentences - other.sentences,
            capitalised: self.capitalised - other.capitalised,
            digits: self.digits - other.digits,
            commas: self.commas - other.commas,
            chaff: self.chaff - other.chaff,
            cut: self.cut - other.cut,
            same: self.same - other.same,
            blanks: self.blanks - other.blanks,
            squares: self.squares - other.squares,
            host: self.host - other.host,
            odds: self.odds - other.odds,
        }
    }
}

fn sums(seen: &[Seen]) -> Vec<Sums> {
    let mut sums = Vec::with_capacity(seen.len() + 1);
    let mut sum = Sums::default();
    sums.push(sum);
    for line in seen {
        sum.add(line);
        sums.push(sum);
    }
    sums
}

/// For each, the nearest before it, itself not counted.
fn nearest(is: impl Iterator<Item = bool>) -> Vec<Option<usize>> {
    let mut last = None;
    let next = is.enumerate().map(|(at, is)| if is { last.replace(at) } else { last });
    next.collect()
}

/// On how many of the host's pages a line stands, and on what share of them.
fn of_host(lines: &Lines<'_>, line: &Line<'_>) -> (f32, f32) {
    let Some(host) = lines.host else { return (-1.0, -1.0) };
    let repeat = host.repeats(&line.text);
    repeat.map_or((0.0, 0.0), |repeat| {
        (f32::from(repeat.pages), f32::from(repeat.pages) / f32::from(repeat.of.max(1)))
    })
}

/// The token of a line as a whole.
pub fn line_token(key: u64) -> u32 {
    (key.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32) as u32
}

fn odds(table: &Table, words: &[u32]) -> Odds {
    let mut odds = Odds::default();
    words.iter().for_each(|word| odds.add(table, *word));
    odds
}

fn count_same(seen: &mut [Seen]) {
    let mut counts: HashMap<u64, f32> = HashMap::with_capacity(seen.len());
    for line in seen.iter_mut() {
        let count = counts.entry(line.shape.key).or_insert(0.0);
        line.earlier = *count;
        *count += 1.0;
    }
    for line in seen {
        line.same = counts[&line.shape.key] - 1.0;
    }
}

fn find_runs(seen: &mut [Seen]) {
    let mut from = 0;
    for at in 0..seen.len() {
        if at + 1 == seen.len() || seen[at + 1].blanks > 0.0 {
            for line in &mut seen[from..=at] {
                (line.run_from, line.run_to) = (from, at + 1);
            }
            from = at + 1;
        }
    }
}

/// Which words of each line prose has, and which ones the first lines have.
fn find_known(seen: &mut [Seen], words: &[u32]) {
    let mut in_prose: HashMap<u32, u32> = HashMap::new();
    for line in seen.iter().filter(|line| line.prose) {
        for word in &words[line.shape.words_from..line.shape.words_to] {
            *in_prose.entry(*word).or_insert(0) += 1;
        }
    }
    let titles: std::collections::HashSet<u32> = seen
        .iter()
        .filter(|line| line.prose)
        .take(TITLE_LINES)
        .flat_map(|line| &words[line.shape.words_from..line.shape.words_to])
        .copied()
        .collect();
    for line in seen {
        let own = &words[line.shape.words_from..line.shape.words_to];
        let least = if line.prose { 2 } else { 1 };
        let known =
            own.iter().filter(|word| in_prose.get(word).is_some_and(|count| *count >= least));
        let count = own.len().max(1) as f32;
        line.known = known.count() as f32 / count;
        line.titled = own.iter().filter(|word| titles.contains(word)).count() as f32 / count;
        if own.is_empty() {
            (line.known, line.titled) = (-1.0, -1.0);
        }
    }
}
