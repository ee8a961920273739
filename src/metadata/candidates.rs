//! Owns which values a title, authors or a date may have, and what speaks for each.

use super::address::{self, AddressKind};
use super::site::{host_keys, split_first, split_last};
use super::values::key;
use super::{Claim, Evidence, Field};
use crate::document::host_of;
use std::collections::BTreeSet;
use url::Url;

/// Titles of more candidates than this are not told apart.
const MOST: usize = 64;

/// Letters of a site's name, as a key, that others may follow.
const SURE_NAME: usize = 4;

/// Words that sites add to their names.
const ADDED: &[&str] =
    &["com", "forum", "forums", "official", "online", "site", "uk", "us", "usa", "website"];

/// Whether `key` is of such words alone.
fn is_added(key: &str) -> bool {
    let mut rest = key;
    while let Some(shorter) = ADDED.iter().rev().find_map(|word| rest.strip_prefix(word)) {
        rest = shorter;
    }
    rest.is_empty()
}

/// What speaks for or against a candidate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Sign {
    /// A claim on this evidence is just this.
    By(Evidence),
    /// A claim of a title on this evidence is this and more.
    PartOf(Evidence, Part),
    /// It is the name of the site, or in authors nothing else.
    Site,
    /// A title of one word, of two; authors of one word each.
    OneWord,
    TwoWords,
    /// The page's heading, on a page of this kind.
    HeadingOf(PageKind),
    /// The page's heading, on a home page.
    HeadingOfHome,
    /// The page's heading, of whose words the other titles have this share.
    HeadingHeard(Share),
    /// Another title, which has this share of the heading's words.
    HeadingIn(Share),
    /// The day of a change that the page shows, where it shows no day of publication; where it
    /// shows one; one that only its markup tells.
    ShownChange,
    ShownBeside,
    ToldChange,
    /// The day of a change that a line far from the heading gives.
    LabelledChange,
    /// A day that the page shows nowhere, as far as can be told.
    Unshown,
    /// A day beside one that a claim gives in universal time.
    BesideUtc,
    /// Other claims name some of these authors and others; more; fewer.
    Overlaps,
    Within,
    Contains,
    /// More than three authors.
    Many,
    /// No value: on any page, on one of this kind, on a home page.
    Nothing,
    NothingOf(PageKind),
    NothingAtHome,
    /// No value, at an address of this kind.
    NothingAt(AddressKind),
}

/// Which part of a claimed title a candidate is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Part {
    /// All of it, with the name of its site.
    WithSite,
    /// All but the name of its site.
    WithoutSite,
    /// What stands before the last separator.
    Head,
    /// What stands before the first of several separators.
    First,
    /// What stands behind the first separator.
    Tail,
}

/// What a page says that it is, as far as titles, authors and dates differ by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum PageKind {
    /// An article or a discussion, described as such.
    Article,
    /// Open Graph calls it an article, as it does many pages.
    CalledArticle,
    /// A product, a service, a collection, an event.
    Thing,
    /// Something else, or nothing.
    Other,
}

/// A share of words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Share {
    Zero,
    Few,
    Most,
    All,
}

impl Share {
    fn of(some: &BTreeSet<String>, all: &BTreeSet<String>) -> Self {
        match all.intersection(some).count() {
            0 => Share::Zero,
            common if common == all.len() => Share::All,
            common if common * 2 < all.len() => Share::Few,
            _ => Share::Most,
        }
    }
}

/// A value that a field may have.
#[derive(Clone, Debug)]
pub(super) struct Candidate {
    /// What it is compared by.
    id: String,
    /// The value; several for authors, none where the field stays empty.
    pub(super) values: Vec<String>,
    /// Where the value was taken from.
    pub(super) evidence: Option<Evidence>,
    /// What speaks for or against it, each once.
    pub(super) signs: Vec<Sign>,
}

impl Candidate {
    /// The value of a field that has one.
    pub(super) fn into_value(self) -> Option<String> {
        self.values.into_iter().next()
    }

    fn add(&mut self, sign: Sign) {
        if !self.signs.contains(&sign) {
            self.signs.push(sign);
        }
    }
}

/// The candidates for a field, in the order of the claims.
#[derive(Debug, Default)]
struct Candidates(Vec<Candidate>);

impl Candidates {
    /// The candidate of that id, made of `values` where it is new.
    fn of(&mut self, id: &str, values: &[&str], evidence: Evidence) -> &mut Candidate {
        let at = self.0.iter().position(|known| known.id == id).unwrap_or_else(|| {
            let values = values.iter().map(|value| (*value).to_owned()).collect();
            let evidence = Some(evidence);
            self.0.push(Candidate { id: id.to_owned(), values, evidence, signs: Vec::new() });
            self.0.len() - 1
        });
        &mut self.0[at]
    }

    /// Adds that the field may stay empty.
    fn with_nothing(mut self, facts: &Facts) -> Vec<Candidate> {
        let mut signs = vec![Sign::Nothing, Sign::NothingOf(facts.kind)];
        signs.extend(facts.home.then_some(Sign::NothingAtHome));
        signs.extend(facts.address.map(Sign::NothingAt));
        let nothing = Candidate { id: String::new(), values: Vec::new(), evidence: None, signs };
        self.0.insert(0, nothing);
        self.0
    }
}

/// What candidates of all fields depend on.
#[derive(Debug)]
pub(super) struct Facts {
    kind: PageKind,
    home: bool,
    /// What the page's address says, where it is known.
    address: Option<AddressKind>,
    /// The names that the site is known by, as keys.
    sites: Vec<String>,
}

impl Facts {
    pub(super) fn new(claims: &[Claim], url: Option<&str>) -> Self {
        let names = claims.iter().filter(|claim| claim.field == Field::SiteName);
        let host = url.and_then(host_of);
        let of_host = host.iter().flat_map(|host| host_keys(host));
        let sites = names.map(|claim| key(&claim.value)).chain(of_host);
        let url = url.and_then(|url| Url::parse(url).ok());
        Self {
            kind: page_kind(claims),
            home: url.as_ref().is_some_and(|url| url.path() == "/"),
            address: url.as_ref().map(address::kind),
            sites: sites.filter(|key| !key.is_empty()).collect(),
        }
    }

    /// Whether `name` is one of the site: the very one, or with words that sites add to theirs.
    fn is_site(&self, name: &str) -> bool {
        let name = key(name);
        let bare = name.strip_prefix("the").unwrap_or(&name);
        !bare.is_empty()
            && self.sites.iter().any(|site| {
                let site = site.strip_prefix("the").unwrap_or(site);
                let added = bare.strip_prefix(site).filter(|_| site.len() >= SURE_NAME);
                bare == site || added.is_some_and(is_added)
            })
    }

    /// `title` without the names of the site at its ends.
    fn without_site<'t>(&self, title: &'t str) -> &'t str {
        let mut bare = title;
        loop {
            bare = match (split_last(bare), split_first(bare)) {
                (Some((head, tail)), _) if self.is_site(tail) => head,
                (_, Some((head, tail))) if self.is_site(head) => tail,
                _ => return bare,
            };
        }
    }
}

fn page_kind(claims: &[Claim]) -> PageKind {
    const THINGS: &[&str] =
        &["product", "service", "collection", "software", "event", "course", "dataset"];
    let of = |fits: &dyn Fn(&Claim) -> bool| {
        claims.iter().any(|claim| claim.field == Field::PageType && fits(claim))
    };
    if of(&|claim| THINGS.contains(&claim.value.as_str())) {
        PageKind::Thing
    } else if of(&|claim| claim.evidence == Evidence::JsonLdArticle || claim.value == "forum") {
        PageKind::Article
    } else if of(&|claim| claim.evidence == Evidence::OpenGraph && claim.value == "article") {
        PageKind::CalledArticle
    } else {
        PageKind::Other
    }
}

/// The first claim of a title on each evidence.
fn firsts(claims: &[Claim], field: Field) -> Vec<&Claim> {
    let mut found: Vec<&Claim> = Vec::new();
    for claim in claims.iter().filter(|claim| claim.field == field) {
        if !found.iter().any(|known| known.evidence == claim.evidence) {
            found.push(claim);
        }
    }
    found
}

/// The titles that the claims hold, whole, without the name of their site, and in parts that another
/// claim is just. What is cut off a title is proven to be none of it.
pub(super) fn titles(claims: &[Claim], facts: &Facts) -> Vec<Candidate> {
    let titles = firsts(claims, Field::Title);
    let mut found = Candidates::default();
    let mut parts: Vec<(&str, Sign)> = Vec::new();
    for Claim { value, evidence, .. } in titles.iter().copied() {
        let mut add = |text: &str, sign: Sign| {
            let id = key(text);
            if !id.is_empty() && found.0.len() < MOST {
                found.of(&id, &[text], *evidence).add(sign);
            }
        };
        let bare = facts.without_site(value);
        if key(bare) == key(value) {
            add(value, Sign::By(*evidence));
        } else {
            add(value, Sign::PartOf(*evidence, Part::WithSite));
            add(bare, Sign::PartOf(*evidence, Part::WithoutSite));
        }
        if [Evidence::Heading, Evidence::TitleLine].contains(evidence) {
            continue; // what is shown as a whole is one
        }
        if let (Some((head, _)), Some((first, tail))) = (split_last(bare), split_first(bare)) {
            parts.push((head, Sign::PartOf(*evidence, Part::Head)));
            if first != head {
                parts.push((first, Sign::PartOf(*evidence, Part::First)));
            }
            parts.push((tail, Sign::PartOf(*evidence, Part::Tail)));
        }
    }
    for (part, sign) in parts {
        let id = key(part);
        if let Some(candidate) = found.0.iter_mut().find(|known| known.id == id) {
            candidate.add(sign);
        }
    }
    let said = |evidence| titles.iter().filter(move |claim| claim.evidence == evidence);
    let headed = match said(Evidence::Heading).next() {
        Some(_) => Evidence::Heading,
        None => Evidence::TitleLine,
    };
    let heading: BTreeSet<String> =
        [headed].into_iter().flat_map(said).flat_map(|claim| words(&claim.value)).collect();
    let others = said(Evidence::TitleElement).chain(said(Evidence::OpenGraph));
    let others: BTreeSet<String> = others.flat_map(|claim| words(&claim.value)).collect();
    for candidate in &mut found.0 {
        weigh_title(candidate, facts, headed, &heading, &others);
    }
    found.0
}

/// Adds what speaks for a title besides who says it.
fn weigh_title(
    candidate: &mut Candidate,
    facts: &Facts,
    headed: Evidence,
    heading: &BTreeSet<String>,
    others: &BTreeSet<String>,
) {
    let own: BTreeSet<String> = words(&candidate.values[0]).collect();
    let whole = [Sign::By(headed), Sign::PartOf(headed, Part::WithoutSite)];
    let is_heading = candidate.signs.iter().any(|sign| whole.contains(sign));
    if facts.is_site(facts.without_site(&candidate.values[0])) {
        candidate.add(Sign::Site);
    }
    match candidate.values[0].split_whitespace().count() {
        0 | 1 => candidate.add(Sign::OneWord),
        2 => candidate.add(Sign::TwoWords),
        _ => {}
    }
    if is_heading {
        candidate.add(Sign::HeadingOf(facts.kind));
        if !others.is_empty() {
            candidate.add(Sign::HeadingHeard(Share::of(others, &own)));
        }
        if facts.home {
            candidate.add(Sign::HeadingOfHome);
        }
    } else if !heading.is_empty() {
        candidate.add(Sign::HeadingIn(Share::of(&own, heading)));
    }
}

fn words(text: &str) -> impl Iterator<Item = String> {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase)
}

/// The lists of authors that the claims hold, and none.
pub(super) fn authors(claims: &[Claim], facts: &Facts) -> Vec<Candidate> {
    let all: Vec<&Claim> = claims.iter().filter(|claim| claim.field == Field::Author).collect();
    let mut found = Candidates::default();
    let mut sets: Vec<BTreeSet<String>> = Vec::new();
    for first in firsts(claims, Field::Author) {
        let mut names: Vec<(String, &str)> = Vec::new();
        for claim in all.iter().filter(|claim| claim.evidence == first.evidence) {
            let name = unglued(&claim.value, &all);
            if !names.iter().any(|(known, _)| *known == key(name)) {
                names.push((key(name), name));
            }
        }
        if names.iter().any(|(id, _)| !facts.sites.contains(id)) {
            names.retain(|(id, _)| !facts.sites.contains(id));
        }
        let set: BTreeSet<String> = names.iter().map(|(id, _)| id.clone()).collect();
        let values: Vec<&str> = names.iter().map(|(_, name)| *name).collect();
        let id = set.iter().map(String::as_str).collect::<Vec<_>>().join(",");
        found.of(&id, &values, first.evidence).add(Sign::By(first.evidence));
        if sets.len() < found.0.len() {
            sets.push(set);
        }
    }
    for (at, candidate) in found.0.iter_mut().enumerate() {
        weigh_authors(candidate, at, &sets, facts);
    }
    found.with_nothing(facts)
}

/// Adds what speaks for authors besides who names them.
fn weigh_authors(candidate: &mut Candidate, at: usize, sets: &[BTreeSet<String>], facts: &Facts) {
    let own = &sets[at];
    for other in sets.iter().filter(|other| *other != own && !other.is_disjoint(own)) {
        candidate.add(if other.is_subset(own) {
            Sign::Contains
        } else if own.is_subset(other) {
            Sign::Within
        } else {
            Sign::Overlaps
        });
    }
    if own.iter().all(|id| facts.sites.contains(id)) {
        candidate.add(Sign::Site);
    }
    if candidate.values.iter().all(|name| !name.contains(' ')) {
        candidate.add(Sign::OneWord);
    }
    if own.len() > 3 {
        candidate.add(Sign::Many);
    }
}

/// `name` without what another element's text glued to it: "Jane DoeCity Columnist", where another
/// claim names Jane Doe.
fn unglued<'c>(name: &'c str, all: &[&'c Claim]) -> &'c str {
    let is_name = |other: &&&Claim| {
        let short = other.value.as_str();
        let rest = name.strip_prefix(short);
        short.ends_with(char::is_lowercase)
            && rest.is_some_and(|rest| rest.starts_with(char::is_uppercase))
    };
    all.iter().find(is_name).map_or(name, |claim| &claim.value)
}

/// The days that the claims give, each as precisely as any of them does, and none.
pub(super) fn dates(claims: &[Claim], facts: &Facts) -> Vec<Candidate> {
    use Evidence::{DateClass, DateLine, DateNear, TimeElement};
    let is_shown =
        |claim: &Claim| [DateClass, DateLine, DateNear, TimeElement].contains(&claim.evidence);
    let mut found = Candidates::default();
    let published = firsts(claims, Field::DatePublished);
    let shown = published.iter().any(|claim| is_shown(claim));
    for claim in published.iter().copied().chain(firsts(claims, Field::DateModified)) {
        let Some(day) = claim.value.get(..10) else { continue };
        let candidate = found.of(day, &[&claim.value], claim.evidence);
        candidate.add(match claim.field {
            Field::DatePublished => Sign::By(claim.evidence),
            _ if claim.evidence == Evidence::DateLabel => Sign::LabelledChange,
            _ if is_shown(claim) && shown => Sign::ShownBeside,
            _ if is_shown(claim) => Sign::ShownChange,
            _ => Sign::ToldChange,
        });
        if claim.value.len() > candidate.values[0].len() && claim.field == Field::DatePublished {
            candidate.values[0].clone_from(&claim.value);
            candidate.evidence = Some(claim.evidence);
        }
    }
    for candidate in found.0.iter_mut().filter(|c| !c.signs.iter().any(is_shown_sign)) {
        candidate.add(Sign::Unshown);
    }
    if found.0.is_empty() {
        // Only a month or a year is said.
        for claim in published.iter().copied() {
            found.of(&claim.value, &[&claim.value], claim.evidence).add(Sign::By(claim.evidence));
        }
    }
    for claim in published.iter().filter(|c| c.value.ends_with('Z') || c.value.ends_with("+00:00"))
    {
        let Some(day) = claim.value.get(..10) else { continue };
        let said = |c: &&mut Candidate| c.signs.iter().any(|sign| matches!(sign, Sign::By(_)));
        for candidate in found.0.iter_mut().filter(said).filter(|c| are_neighbours(day, &c.id)) {
            candidate.add(Sign::BesideUtc);
        }
    }
    found.with_nothing(facts)
}

/// Whether a sign tells of a day that a reader of the page sees.
fn is_shown_sign(sign: &Sign) -> bool {
    match sign {
        Sign::ShownChange | Sign::ShownBeside | Sign::LabelledChange => true,
        Sign::By(evidence) => matches!(
            evidence,
            Evidence::DateClass
                | Evidence::DateFar
                | Evidence::DateLabel
                | Evidence::DateLead
                | Evidence::DateLine
                | Evidence::DateNear
                | Evidence::ThreadStart
                | Evidence::TimeElement
                | Evidence::UrlPath
        ),
        _ => false,
    }
}

fn are_neighbours(a: &str, b: &str) -> bool {
    let day = |text: &str| text.parse::<jiff::civil::Date>().ok();
    let (Some(a), Some(b)) = (day(a), day(b)) else { return false };
    a.tomorrow().is_ok_and(|next| next == b) || a.yesterday().is_ok_and(|before| before == b)
}
