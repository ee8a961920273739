//! Owns which authors a page may have, and what speaks for each list of them.

use super::super::values::key;
use super::super::{Claim, Field};
use super::{Candidate, Candidates, Facts, Sign, firsts};
use std::collections::BTreeSet;

/// The lists of authors that the claims hold, and none.
pub(in super::super) fn authors(claims: &[Claim], facts: &Facts) -> Vec<Candidate> {
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
        weigh(candidate, at, &sets, facts);
    }
    found.with_nothing(facts)
}

/// Adds what speaks for authors besides who names them.
fn weigh(candidate: &mut Candidate, at: usize, sets: &[BTreeSet<String>], facts: &Facts) {
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
