//! Owns what candidates for a title, authors or a date are, what may speak for them, and the facts of
//! the page that they all depend on; a file a field says which candidates there are.

mod authors;
mod dates;
mod titles;

pub(super) use authors::authors;
pub(super) use dates::dates;
pub(super) use titles::titles;

use super::address::{self, AddressKind, Slug};
use super::site::{host_keys, split_first, split_last};
use super::values::key;
use super::{Claim, Evidence, Field};
use crate::document::host_of;
use std::collections::BTreeSet;
use url::Url;

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
    /// Another title, which the heading starts or ends with; one that starts or ends with the heading.
    StartOfHeading,
    EndOfHeading,
    HeadingStarts,
    HeadingEnds,
    /// A title that holds a bar; else, a dash between its parts.
    Barred,
    Dashed,
    /// A title on a home page, with the name of its site or without it; the name alone, where it is no
    /// [`Sign::Site`].
    WithSiteAtHome,
    WithoutSiteAtHome,
    SiteAtHome,
    /// A title that has this share of the words of the page's address, or this share of its own words
    /// there.
    SlugIn(Share),
    InSlug(Share),
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
    /// The words of the page's address, if it has any.
    slug: Option<Slug>,
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
            slug: url.as_ref().and_then(Slug::of),
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
