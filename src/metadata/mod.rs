//! Owns what is known about a page besides its text: readers make claims, one order of precedence
//! resolves them.

use crate::document::{Document, Metadata};
use crate::lang::{Detected, LanguageSet};
use crate::page::Page;

/// The metadata of a page.
pub fn read(
    doc: &Document,
    page: &Page,
    detected: &Detected,
    languages: &LanguageSet<'_>,
) -> Metadata {
    let _ = languages;
    Metadata {
        url: doc.url.clone(),
        title: page.head.title.clone(),
        language: detected.code.clone().or_else(|| detected.declared.clone()),
        language_score: detected.score,
        ..Metadata::default()
    }
}
