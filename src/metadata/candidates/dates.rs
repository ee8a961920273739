//! Owns which days a page may be of, and what speaks for each.

use super::super::{Claim, Evidence, Field};
use super::{Candidate, Candidates, Facts, Sign, firsts};

/// The days that the claims give, each as precisely as any of them does, and none.
pub(in super::super) fn dates(claims: &[Claim], facts: &Facts) -> Vec<Candidate> {
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
