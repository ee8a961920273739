//! Owns the features of a line: what the model sees of it, each with its name.

use super::scene::{Scene, Seen, Sums};
use crate::lang::{Phrase, PhraseSet};
use crate::learned::Take;
use crate::rules::line::CHAFF;

/// Kinds of phrases that tell alike, each with its name.
const GROUPS: [(&str, PhraseSet); 12] = [
    ("says_chaff", CHAFF),
    ("says_heading", PhraseSet::of(&[Phrase::RelatedHeading, Phrase::TeaserHeading])),
    (
        "says_button",
        PhraseSet::of(&[Phrase::Share, Phrase::Network, Phrase::Follow, Phrase::SocialEmbed]),
    ),
    ("says_menu", PhraseSet::of(&[Phrase::Menu, Phrase::LanguageSwitcher])),
    (
        "says_control",
        PhraseSet::of(&[Phrase::PageControl, Phrase::Pagination, Phrase::LoginPrompt]),
    ),
    ("says_legal", PhraseSet::of(&[Phrase::Legal, Phrase::Cookie])),
    ("says_offer", PhraseSet::of(&[Phrase::Newsletter, Phrase::App, Phrase::Donation])),
    ("says_date", PhraseSet::of(&[Phrase::DateLine, Phrase::RelativeDate, Phrase::YearsAgo])),
    ("says_author", PhraseSet::of(&[Phrase::Byline, Phrase::AuthorBio])),
    ("says_credit", PhraseSet::of(&[Phrase::ImageCredit])),
    ("says_pointer", PhraseSet::of(&[Phrase::ReadMore, Phrase::TagList, Phrase::Breadcrumb])),
    (
        "says_count",
        PhraseSet::of(&[Phrase::Counter, Phrase::ReadingTime, Phrase::CommentForm, Phrase::Poll]),
    ),
];

impl Scene {
    /// The features of a line by itself, by its place in the text and by the lines around it.
    pub fn describe(&self, line: usize, take: &mut impl Take) {
        self.of_shape(line, take);
        self.of_phrases(line, take);
        self.of_place(line, take);
        self.of_run(line, take);
        self.of_neighbours(line, take);
        self.of_windows(line, take);
        self.of_text(take);
    }

    fn of_shape(&self, line: usize, take: &mut impl Take) {
        let seen = &self.seen[line];
        let s = &seen.shape;
        let words = s.words.max(1.0);
        let chars = s.chars.max(1.0);
        take.put("chars", s.chars);
        take.put("words", s.words);
        take.put("word_length", s.chars / words);
        take.put("capitalised", s.capitalised / words);
        take.put("small", s.small / words);
        take.put("small_words", s.small);
        take.put("shouted", s.shouted / words);
        take.put("numbers", s.numbers / words);
        take.put("digits", s.digits / chars);
        take.put("caseless", s.caseless / chars);
        take.put("signs", s.signs / chars);
        take.put("commas", s.commas);
        take.put("stops", s.stops);
        take.put("separators", s.separators);
        take.put("quotes", s.quotes);
        take.put("marks", s.marks);
        take.put("first", s.first);
        take.put("last", s.last);
        take.flag("sentence", s.ends_sentence());
        take.flag("prose", seen.prose);
        take.flag("protected", seen.protected);
        take.put("same", seen.same);
        take.put("earlier", seen.earlier);
        take.put("known", seen.known);
        take.put("titled", seen.titled);
        take.put("odds_min", seen.odds.min);
        take.put("odds_max", seen.odds.max);
        take.put("odds_mean", seen.odds.mean());
        take.put("odds_sum", seen.odds.sum);
        take.put("odds_whole", seen.whole);
        take.put("host_pages", seen.host_pages);
        take.put("host_share", seen.host_share);
    }

    fn of_phrases(&self, line: usize, take: &mut impl Take) {
        let seen = &self.seen[line];
        for (name, group) in GROUPS {
            take.flag(name, !seen.phrases.and(group).is_empty());
        }
        take.put("says", seen.phrases.len() as f32);
        take.flag("cut", seen.cut);
    }

    fn of_place(&self, line: usize, take: &mut impl Take) {
        let all = &self.sums[self.len()];
        let above = &self.sums[line];
        let below = self.between(line + 1, self.len());
        take.put("lines_above", above.lines);
        take.put("lines_below", below.lines);
        take.put("lines_above_share", above.lines / all.lines.max(1.0));
        take.put("chars_above_share", above.chars / all.chars.max(1.0));
        take.put("prose_above", above.prose);
        take.put("prose_below", below.prose);
        take.put("prose_above_share", above.prose_chars / all.prose_chars.max(1.0));
        take.put("prose_below_share", below.prose_chars / all.prose_chars.max(1.0));
        take.put("chaff_above", above.chaff / above.lines.max(1.0));
        take.put("chaff_below", below.chaff / below.lines.max(1.0));
        let before = self.prose_before[line];
        let after = self.prose_after[line];
        let words = |at: Option<usize>| at.map_or(-1.0, |at| self.seen[at].shape.words);
        take.put("to_prose_before", before.map_or(-1.0, |at| (line - at) as f32));
        take.put("to_prose_after", after.map_or(-1.0, |at| (at - line) as f32));
        take.put("prose_before_words", words(before));
        take.put("prose_after_words", words(after));
        let gap = |from: usize, to: usize| self.between(from, to);
        let to_before = before.map_or(0, |at| at + 1);
        let to_after = after.unwrap_or(self.len());
        take.put("gap_lines", gap(to_before, to_after).lines);
        take.put("gap_chars", gap(to_before, to_after).chars);
        take.put("gap_chaff", gap(to_before, to_after).chaff);
        take.put("chars_since_prose", gap(to_before, line).chars);
        take.put("chars_until_prose", gap(line + 1, to_after.max(line + 1)).chars);
    }

    fn of_run(&self, line: usize, take: &mut impl Take) {
        let seen = &self.seen[line];
        let run = self.between(seen.run_from, seen.run_to);
        take.put("blanks", seen.blanks);
        take.put("blanks_below", self.seen.get(line + 1).map_or(-1.0, |next| next.blanks));
        take.put("run_lines", run.lines);
        take.put("run_at", (line - seen.run_from) as f32);
        take.put("run_left", (seen.run_to - line) as f32);
        take.put("run_words", run.words / run.lines.max(1.0));
        take.put("run_prose", run.prose / run.lines.max(1.0));
        take.put("run_chaff", run.chaff / run.lines.max(1.0));
        take.put("run_sentences", run.sentences / run.lines.max(1.0));
    }

    fn of_neighbours(&self, line: usize, take: &mut impl Take) {
        macro_rules! neighbour {
            ($name:literal, $offset:literal) => {{
                let other = line.checked_add_signed($offset).and_then(|at| self.seen.get(at));
                let of = |what: fn(&Seen) -> f32| other.map_or(-1.0, what);
                take.put(concat!($name, "_words"), of(|line| line.shape.words));
                take.put(concat!($name, "_last"), of(|line| line.shape.last));
                take.put(
                    concat!($name, "_capitalised"),
                    of(|line| line.shape.capitalised / line.shape.words.max(1.0)),
                );
                take.put(
                    concat!($name, "_chaff"),
                    of(|line| f32::from(u8::from(!line.phrases.is_empty()))),
                );
                take.put(concat!($name, "_known"), of(|line| line.known));
                take.put(concat!($name, "_odds"), of(|line| line.odds.mean()));
                take.put(concat!($name, "_first"), of(|line| line.shape.first));
                take.put(
                    concat!($name, "_digits"),
                    of(|line| line.shape.digits / line.shape.chars.max(1.0)),
                );
            }};
        }
        neighbour!("p3", -3);
        neighbour!("p2", -2);
        neighbour!("p1", -1);
        neighbour!("n1", 1);
        neighbour!("n2", 2);
        neighbour!("n3", 3);
    }

    fn of_windows(&self, line: usize, take: &mut impl Take) {
        macro_rules! window {
            ($name:literal, $from:expr, $to:expr) => {{
                let sums = self.between($from, $to);
                put_window!(take, $name, sums);
            }};
        }
        macro_rules! put_window {
            ($to:ident, $name:literal, $sums:expr) => {{
                let s: Sums = $sums;
                let lines = s.lines.max(1.0);
                let words = s.words.max(1.0);
                take.put(concat!($name, "_words"), s.words / lines);
                take.put(concat!($name, "_prose"), s.prose / lines);
                take.put(concat!($name, "_sentences"), s.sentences / lines);
                take.put(concat!($name, "_capitalised"), s.capitalised / words);
                take.put(concat!($name, "_digits"), s.digits / s.chars.max(1.0));
                take.put(concat!($name, "_chaff"), s.chaff / lines);
                take.put(concat!($name, "_same"), s.same / lines);
                take.put(concat!($name, "_commas"), s.commas / words);
                take.put(concat!($name, "_host"), s.host / lines);
                take.put(concat!($name, "_odds"), s.odds / lines);
                let mean = s.words / lines;
                take.put(concat!($name, "_spread"), (s.squares / lines - mean * mean).max(0.0));
            }};
        }
        let end = self.len();
        window!("w5", line.saturating_sub(5), (line + 6).min(end));
        window!("above5", line.saturating_sub(5), line);
        window!("below5", (line + 1).min(end), (line + 6).min(end));
        window!("w15", line.saturating_sub(15), (line + 16).min(end));
        window!("w40", line.saturating_sub(40), (line + 41).min(end));
    }

    fn of_text(&self, take: &mut impl Take) {
        let all = &self.sums[self.len()];
        let lines = all.lines.max(1.0);
        take.put("lines", all.lines);
        take.put("mean_words", all.words / lines);
        take.put("prose_lines", all.prose / lines);
        take.put("prose_chars", self.prose_share());
        take.put("prose_count", all.prose);
        take.put("all_sentences", all.sentences / lines);
        take.put("all_chaff", all.chaff / lines);
        take.put("all_cut", all.cut / lines);
        take.put("all_same", all.same / lines);
        take.put("all_blanks", all.blanks / lines);
        take.put("all_host", all.host / lines);
        take.put("all_odds", all.odds / lines);
        take.put("all_capitalised", all.capitalised / all.words.max(1.0));
        take.put("all_digits", all.digits / all.chars.max(1.0));
        let (first, last) = self.margins.unwrap_or((0, 0));
        take.put("first_prose", first as f32 / lines);
        take.put("last_prose", last as f32 / lines);
    }
}
