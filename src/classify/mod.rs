//! Owns which text blocks of a page are its main content.

use crate::document::Kind;
use crate::page::{Page, Selected};
use crate::text::{Cause, Cuts};

/// Cuts the blocks that are not main content.
pub fn mark(page: &Page, cuts: &mut Cuts) {
    if page.kind == Kind::Text {
        return;
    }
    for block in &page.blocks {
        if block.selected == Some(Selected::Drop) {
            cuts.add(block.span, Cause::Selector);
        }
    }
}
