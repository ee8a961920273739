//! Owns the end of the flow: what the cuts leave of a page becomes a record.

use crate::document::{Document, Metadata, Reason, Record, Removal, Removed, Status, hash};
use crate::page::Page;
use crate::text::{Boilerplate, Cause, Cuts};
use std::collections::BTreeMap;

/// The record of a page: the text that the cuts leave, and what they cut.
pub fn record(
    doc: &Document,
    page: &Page,
    metadata: Metadata,
    cuts: &Cuts,
    removed: Removed,
) -> Record {
    let pieces = cuts.removed();
    let mut text = String::with_capacity(page.text.len());
    let mut removals = Vec::new();
    let mut cut_chars: BTreeMap<Cause, usize> = BTreeMap::new();
    let (mut at, mut out, mut n_cut) = (0, 0, 0);
    for piece in &pieces {
        let kept = &page.text[at..piece.span.start];
        text.push_str(kept);
        out += kept.chars().count();
        at = piece.span.end;
        let original = piece.span.of(&page.text);
        let n_chars = original.chars().count();
        *cut_chars.entry(piece.cause.class()).or_default() += n_chars;
        n_cut += n_chars;
        if removed != Removed::None {
            removals.push(Removal {
                out_start: out,
                out_end: out,
                original: (removed == Removed::Text).then(|| original.to_owned()),
                cause: piece.cause.to_string(),
            });
        }
    }
    text.push_str(&page.text[at..]);
    let n_chars_in = out + page.text[at..].chars().count() + n_cut;
    let (status, reasons, error) = status(doc, page, &text, &cut_chars);
    Record {
        id: doc.id.clone(),
        text,
        metadata,
        status,
        reasons,
        error,
        notes: page.notes.clone(),
        removed: removals,
        origin: doc.origin.clone(),
        input_hash: hash(doc.content.as_bytes()),
        n_chars_in,
        cut_chars,
        crawled: doc.crawled.clone(),
        extra: doc.extra.clone(),
    }
}

/// How the document ended; an empty one says why and names the input.
fn status(
    doc: &Document,
    page: &Page,
    text: &str,
    cut: &BTreeMap<Cause, usize>,
) -> (Status, Vec<Reason>, Option<String>) {
    if !text.is_empty() {
        return (Status::Ok, Vec::new(), None);
    }
    let reason = if doc.content.as_bytes().is_empty() {
        Reason::NoContent
    } else if page.blocks.is_empty() {
        Reason::NoText
    } else {
        cut.keys().find_map(|cause| wall(*cause)).unwrap_or(Reason::AllCut)
    };
    let error = format!("{}: {}", doc.origin_or_id(), advice(reason));
    (Status::Empty, vec![reason], Some(error))
}

/// The reason that a cut of the whole page gives.
fn wall(cause: Cause) -> Option<Reason> {
    match cause {
        Cause::Boilerplate(Boilerplate::BotWall) => Some(Reason::BotWall),
        Cause::Boilerplate(Boilerplate::ErrorPage) => Some(Reason::ErrorPage),
        Cause::Boilerplate(Boilerplate::LoginWall) => Some(Reason::LoginWall),
        Cause::Boilerplate(Boilerplate::CookieWall) => Some(Reason::CookieWall),
        Cause::Boilerplate(Boilerplate::Shell) => Some(Reason::Shell),
        _ => None,
    }
}

/// What is wrong with an empty document, and what to do.
fn advice(reason: Reason) -> &'static str {
    match reason {
        Reason::NoContent => "the document is empty; check how it was fetched",
        Reason::NoText => {
            "it holds no text; a page that scripts fill must be rendered before it is stored"
        }
        Reason::AllCut => "all of its text was cut; `dechaff explain` shows why",
        Reason::BotWall => "it asks whether its reader is a robot; fetch the page in another way",
        Reason::ErrorPage => "it says that there is no such page, or that the server failed",
        Reason::LoginWall => "it only asks its reader to log in",
        Reason::CookieWall => "it only asks for consent; fetch the page with that given",
        Reason::Shell => "a script fills it; render the page before it is stored",
    }
}

/// The text as laid out, rebuilt from a clean text and what was removed from it.
///
/// # Errors
/// What is missing, when the removals were written without their text or do not fit.
pub fn rebuild(text: &str, removed: &[Removal]) -> Result<String, &'static str> {
    let offsets: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
    let mut laid_out = String::with_capacity(text.len() * 2);
    let mut at = 0;
    for removal in removed {
        let original = removal.original.as_deref();
        let original =
            original.ok_or("its removals hold no text: run clean with `--removed text`")?;
        let start = *offsets.get(removal.out_start).ok_or("a removal lies outside of the text")?;
        let end = *offsets.get(removal.out_end).ok_or("a removal lies outside of the text")?;
        if start < at || end < start {
            return Err("its removals are out of order");
        }
        laid_out.push_str(&text[at..start]);
        laid_out.push_str(original);
        at = end;
    }
    laid_out.push_str(&text[at..]);
    Ok(laid_out)
}
