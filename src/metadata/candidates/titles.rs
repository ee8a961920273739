//! Owns which titles a page may have, and what speaks for each.

use super::super::site::{split_first, split_last};
use super::super::values::key;
use super::super::{Claim, Evidence, Field};
use super::{Candidate, Candidates, Facts, Part, Share, Sign, firsts};
use crate::text::words;
use std::collections::BTreeSet;

/// Titles of more candidates than this are not told apart.
const MOST: usize = 64;

/// Titles that a reader of the page sees, which are whole.
const SHOWN: &[Evidence] = &[Evidence::Heading, Evidence::TitleLine];

/// What sets a title off from what stands beside it; what may also be a title's own.
const BAR: char = '|';
const DASHES: &[&str] = &[" - ", " – ", " — "];

/// A part of a claimed title.
struct Cut<'c> {
    part: &'c str,
    /// What stands beside it.
    rest: &'c str,
    /// The title without the name of its site.
    whole: &'c str,
    evidence: Evidence,
    kind: Part,
}

/// The titles that the claims hold, whole, without the name of their site, and in parts that another
/// claim is just, or that the page's address has the words of where the page does not show the
/// whole.
pub(in super::super) fn titles(claims: &[Claim], facts: &Facts) -> Vec<Candidate> {
    let titles = firsts(claims, Field::Title);
    let mut found = Candidates::default();
    let mut cuts = Vec::new();
    for Claim { value, evidence, .. } in titles.iter().copied() {
        let bare = facts.without_site(value);
        if key(bare) == key(value) {
            add(&mut found, value, *evidence, Sign::By(*evidence));
        } else {
            add(&mut found, value, *evidence, Sign::PartOf(*evidence, Part::WithSite));
            add(&mut found, bare, *evidence, Sign::PartOf(*evidence, Part::WithoutSite));
        }
        if !SHOWN.contains(evidence) {
            cuts.extend(parts(bare, *evidence));
        }
    }
    let shown = titles.iter().filter(|claim| SHOWN.contains(&claim.evidence));
    let shown: Vec<String> = shown.map(|claim| key(&claim.value)).collect();
    for cut in cuts {
        let (id, whole) = (key(cut.part), key(cut.whole));
        let is_shown = || shown.iter().any(|shown| shown.contains(&whole));
        if found.0.iter().any(|known| known.id == id) || !is_shown() && is_told(&cut, facts) {
            add(&mut found, cut.part, cut.evidence, Sign::PartOf(cut.evidence, cut.kind));
        }
    }
    let site = claims.iter().find(|claim| facts.home && claim.field == Field::SiteName);
    if let Some(site) = site {
        add(&mut found, &site.value, site.evidence, Sign::SiteAtHome);
    }
    let heading = Heading::of(&titles);
    for candidate in &mut found.0 {
        weigh(candidate, facts);
        heading.weigh(candidate, facts);
    }
    found.0
}

/// Adds what speaks for `title`.
fn add(found: &mut Candidates, title: &str, evidence: Evidence, sign: Sign) {
    let id = key(title);
    if !id.is_empty() && found.0.len() < MOST {
        found.of(&id, &[title], evidence).add(sign);
    }
}

/// The parts of a title that its separators set off.
fn parts(whole: &str, evidence: Evidence) -> Vec<Cut<'_>> {
    let (Some((head, last)), Some((first, tail))) = (split_last(whole), split_first(whole)) else {
        return Vec::new();
    };
    let mut parts = vec![(head, last, Part::Head), (tail, first, Part::Tail)];
    if first != head {
        parts.push((first, tail, Part::First));
    }
    let cut = |(part, rest, kind)| Cut { part, rest, whole, evidence, kind };
    parts.into_iter().map(cut).collect()
}

/// Whether the address tells that the title is this part of it: it has most of the address's words,
/// and what stands beside it has none that it has not.
fn is_told(cut: &Cut<'_>, facts: &Facts) -> bool {
    let Some(slug) = &facts.slug else { return false };
    let (told, part, rest) = (slug.words(), slug.words_of(cut.part), slug.words_of(cut.rest));
    told.len() > 1
        && matches!(Share::of(&part, told), Share::Most | Share::All)
        && rest.difference(&part).all(|word| !told.contains(word))
}

/// Adds what speaks for a title besides who says it.
fn weigh(candidate: &mut Candidate, facts: &Facts) {
    let title = candidate.values[0].clone();
    let bare = facts.without_site(&title);
    if facts.is_site(bare) {
        candidate.add(if facts.home { Sign::SiteAtHome } else { Sign::Site });
    }
    match title.split_whitespace().count() {
        0 | 1 => candidate.add(Sign::OneWord),
        2 => candidate.add(Sign::TwoWords),
        _ => {}
    }
    if title.contains(BAR) {
        candidate.add(Sign::Barred);
    } else if DASHES.iter().any(|dash| title.contains(dash)) {
        candidate.add(Sign::Dashed);
    }
    for sign in candidate.signs.clone().into_iter().filter(|_| facts.home) {
        match sign {
            Sign::PartOf(_, Part::WithSite) => candidate.add(Sign::WithSiteAtHome),
            Sign::PartOf(_, Part::WithoutSite) => candidate.add(Sign::WithoutSiteAtHome),
            _ => {}
        }
    }
    if let Some(slug) = &facts.slug {
        let (told, own) = (slug.words(), slug.words_of(&title));
        let share = Share::of(&own, told);
        candidate.add(Sign::SlugIn(share));
        if share != Share::Zero {
            candidate.add(Sign::InSlug(Share::of(told, &own)));
        }
    }
}

/// What the page shows as its title, and what its head calls it.
struct Heading {
    /// What the heading is claimed on.
    evidence: Evidence,
    key: String,
    words: BTreeSet<String>,
    others: BTreeSet<String>,
}

impl Heading {
    fn of(titles: &[&Claim]) -> Self {
        let is_said = |evidence: Evidence| titles.iter().any(|claim| claim.evidence == evidence);
        let evidence =
            if is_said(Evidence::Heading) { Evidence::Heading } else { Evidence::TitleLine };
        let words_of = |wanted: &[Evidence]| {
            let said = titles.iter().filter(|claim| wanted.contains(&claim.evidence));
            said.flat_map(|claim| lower_words(&claim.value)).collect()
        };
        let others = words_of(&[Evidence::TitleElement, Evidence::OpenGraph]);
        let shown = titles.iter().find(|claim| claim.evidence == evidence);
        let key = shown.map(|claim| key(&claim.value)).unwrap_or_default();
        Self { evidence, key, words: words_of(&[evidence]), others }
    }

    /// Adds what speaks for a title as the page's heading, or beside it.
    fn weigh(&self, candidate: &mut Candidate, facts: &Facts) {
        let own: BTreeSet<String> = lower_words(&candidate.values[0]).collect();
        let whole = [Sign::By(self.evidence), Sign::PartOf(self.evidence, Part::WithoutSite)];
        if candidate.signs.iter().any(|sign| whole.contains(sign)) {
            candidate.add(Sign::HeadingOf(facts.kind));
            if !self.others.is_empty() {
                candidate.add(Sign::HeadingHeard(Share::of(&self.others, &own)));
            }
            if facts.home {
                candidate.add(Sign::HeadingOfHome);
            }
        } else if !self.words.is_empty() {
            candidate.add(Sign::HeadingIn(Share::of(&own, &self.words)));
            let (key, id) = (self.key.as_str(), candidate.id.as_str());
            for (is_so, sign) in [
                (key.starts_with(id), Sign::StartOfHeading),
                (key.ends_with(id), Sign::EndOfHeading),
                (id.starts_with(key), Sign::HeadingStarts),
                (id.ends_with(key), Sign::HeadingEnds),
            ] {
                if is_so {
                    candidate.add(sign);
                }
            }
        }
    }
}

fn lower_words(text: &str) -> impl Iterator<Item = String> {
    words(text).map(str::to_lowercase)
}

#[cfg(test)]
mod tests {
    use super::super::super::resolve;
    use super::*;

    fn title(url: &str, claims: &[(&str, Evidence)]) -> Option<String> {
        let claim = |field, value: &str, evidence| Claim { field, value: value.into(), evidence };
        let mut all = vec![claim(Field::Url, url, Evidence::DocumentUrl)];
        all.extend(claims.iter().map(|(value, evidence)| claim(Field::Title, value, *evidence)));
        all.push(claim(Field::SiteName, "Harbour Post", Evidence::OpenGraph));
        resolve(&all, None).title
    }

    #[test]
    fn the_address_tells_what_of_a_title_is_the_pages_own() {
        let cases = [
            ("old-crane-falls", "Old crane falls | Ships & rails", "Old crane falls"),
            ("old-crane-falls.html", "Ships & rails — Old crane falls", "Old crane falls"),
            ("der-faehrhafen", "Der Fährhafen – Leben am Kai", "Der Fährhafen"),
            ("old-crane", "Old crane falls - Ships", "Old crane falls"),
            // Whose words it has all, or none, it tells nothing of.
            ("win-lose-draw", "Win - lose - draw", "Win - lose - draw"),
            ("berlin-paris", "Berlin – Paris", "Berlin – Paris"),
            ("crane", "Crane – ships and rails", "Crane – ships and rails"),
            ("story-1234567", "Old crane – ships", "Old crane – ships"),
            ("old-crane-and-ships", "Old crane – two ships", "Old crane – two ships"),
        ];
        for (path, given, wanted) in cases {
            let url = format!("https://example.org/{path}");
            let found = title(&url, &[(given, Evidence::TitleElement)]);
            assert_eq!(found.as_deref(), Some(wanted), "{path}");
        }
    }

    #[test]
    fn a_title_that_the_page_shows_whole_stays_so() {
        let whole = "Old crane falls – a day at the harbour";
        let url = "https://example.org/news/old-crane-falls";
        for other in [Evidence::TitleElement, Evidence::OpenGraph, Evidence::JsonLdArticle] {
            let shown = [(whole, other), (whole, Evidence::Heading)];
            assert_eq!(title(url, &shown).as_deref(), Some(whole), "{other}");
        }
    }

    #[test]
    fn a_home_page_is_called_by_its_sites_name_and_more() {
        let given = [("Harbour Post – ships and rails", Evidence::TitleElement)];
        assert_eq!(title("https://example.org/", &given).as_deref(), Some(given[0].0));
        let story = title("https://example.org/a", &given);
        assert_eq!(story.as_deref(), Some("ships and rails"));
    }

    #[test]
    fn the_address_says_which_of_two_titles_is_the_pages() {
        let given = [("Our readers", Evidence::Heading), ("The harbour", Evidence::TitleElement)];
        let of = |path: &str| title(&format!("https://example.org/{path}"), &given);
        assert_eq!(of("our-readers").as_deref(), Some("Our readers"));
        assert_eq!(of("the-harbour").as_deref(), Some("The harbour"));
    }
}
