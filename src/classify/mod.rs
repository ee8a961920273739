//! Owns which text blocks of a page are its main content.
//!
//! `counts` counts what can be counted of a block, `sums` adds up, `tokens` knows what names and words
//! tell, `says` what the page says that it is; `scene` puts that together with what stands around each
//! block. `features` is what the model sees of a
//! block at its first look, `context` what it sees besides at its second, when it knows the scores
//! of the first. `model` holds the trees, learned from pages with gold text by `training/`; `decide`
//! turns a page's scores into a choice; `class` says what kind of boilerplate the others are, and
//! `cut` cuts them. `wall` knows the pages that say nothing of their own.

mod class;
pub mod context;
pub mod counts;
mod cut;
pub mod decide;
pub mod features;
pub mod model;
mod says;
pub mod scene;
mod sums;
pub mod tokens;
mod wall;

use crate::document::{Favor, Kind};
use crate::lang::LanguageSet;
use crate::learned::{Judgement, STRONGEST};
use crate::page::{Block, Page, Selected};
use crate::text::{Cause, Cuts, Span};
use model::Model;
use scene::Scene;
pub use wall::class as wall_class;

/// Chooses the main content of pages.
#[derive(Debug)]
pub(crate) struct Classifier {
    /// Scores the blocks.
    pub model: Model,
    /// Which mistake is the worse one.
    pub favor: Favor,
}

impl Classifier {
    /// Cuts the blocks of a page that are not main content; `url` is where the page came from. Plain
    /// text has no elements to judge by: all of it is kept for the line rules. A page that says
    /// nothing of its own goes as a whole (see `wall.rs`).
    pub fn mark(
        &self,
        page: &Page,
        url: Option<&str>,
        languages: &LanguageSet<'_>,
        cuts: &mut Cuts,
    ) {
        if let Some(class) = wall::class(page, languages) {
            cuts.add(Span::new(0, page.text.len()), Cause::Boilerplate(class));
            return;
        }
        if page.kind == Kind::Text || page.blocks.is_empty() {
            return;
        }
        let scene = Scene::new(page, url, self.model.table());
        let Choice { scores, threshold, .. } = self.choose(&scene);
        let keep = decide::keep(&scene, &scores, threshold, self.favor);
        let zones = class::zones(page);
        let verdict = |(block, keep): (&Block, bool)| match block.selected {
            Some(Selected::Drop) => Some(Cause::Selector),
            Some(Selected::Keep) => None,
            None if keep && !wall::is_script_note(page, block, languages) => None,
            None => Some(Cause::Boilerplate(class::class(page, block, &zones))),
        };
        let verdicts: Vec<Option<Cause>> = page.blocks.iter().zip(keep).map(verdict).collect();
        cut::runs(page, &verdicts, cuts);
    }

    /// How each block of an HTML page was judged, in order; nothing for plain text.
    pub fn judge(&self, page: &Page, url: Option<&str>) -> Vec<Judgement> {
        if page.kind == Kind::Text || page.blocks.is_empty() {
            return Vec::new();
        }
        let scene = Scene::new(page, url, self.model.table());
        let Choice { own, scores, threshold } = self.choose(&scene);
        let influences = self.model.influences(&scene, STRONGEST);
        let judgements = own.into_iter().zip(scores).zip(influences);
        judgements
            .map(|((own, score), influences)| Judgement {
                own,
                score,
                threshold,
                influences,
                says: Vec::new(),
                repeat: None,
            })
            .collect()
    }

    fn choose(&self, scene: &Scene<'_>) -> Choice {
        let own = self.model.scores(scene);
        let words: Vec<f32> = (0..scene.len()).map(|block| scene.words_of(block)).collect();
        let scores = decide::together(&own, &words, &scene.groups());
        let threshold = decide::threshold(&scores, &words, self.favor);
        Choice { own, scores, threshold }
    }
}

/// What was made of a page's blocks.
struct Choice {
    /// Each block's score by itself.
    own: Vec<f32>,
    /// Its score together with those that look like it.
    scores: Vec<f32>,
    /// The score above which blocks are kept.
    threshold: f32,
}

#[cfg(test)]
mod tests {
    use crate::{Cleaner, Document, Kind};

    /// The clean text and the causes of the cuts.
    fn clean(html: &str) -> (String, Vec<String>) {
        let cleaner = Cleaner::default();
        let doc = Document::new("t", Kind::Html, html);
        let causes = cleaner.examine(&doc).unwrap().cuts.removed();
        (cleaner.clean(&doc).text, causes.iter().map(|cut| cut.cause.to_string()).collect())
    }

    const STORY: &str = "<p>The harbour was closed on Monday after a crane fell onto the rails. \
        Nobody was hurt, a spokeswoman of the city said in the afternoon.</p>\
        <p>Ships had to wait for the tide, and with it for the night shift.</p>";

    #[test]
    fn keeps_what_the_page_calls_its_main_content() {
        let html = format!(
            "<header>Daily</header><main>{STORY}</main><div>Elsewhere today</div><footer>Imprint</footer>"
        );
        let (text, causes) = clean(&html);
        assert!(text.starts_with("The harbour") && text.ends_with("night shift."));
        assert_eq!(
            causes,
            ["boilerplate:header", "boilerplate:outside_main", "boilerplate:footer"]
        );
    }

    #[test]
    fn cuts_menus_forms_and_links() {
        let html = format!(
            "<nav>Home</nav><div>{STORY}<ul><li><a href=x>Other story</a></ul>\
             <form>Name <button>Send</button></form></div>"
        );
        let (text, causes) = clean(&html);
        assert!(text.starts_with("The harbour") && text.ends_with("night shift."));
        assert_eq!(
            causes,
            ["boilerplate:navigation", "boilerplate:link_density", "boilerplate:form"]
        );
    }

    #[test]
    fn a_form_around_the_whole_page_is_no_form() {
        let (text, _) = clean(&format!("<form><nav>Home</nav>{STORY}</form>"));
        assert!(text.starts_with("The harbour") && text.ends_with("night shift."));
    }

    #[test]
    fn small_pages_keep_what_they_say() {
        for page in [
            "The shop is closed until May.",
            "<p>The shop is closed until May.</p><p>Write to us if you need a key.</p>",
            "<table><tr><td>Mon<td>9 to 12<tr><td>Tue<td>closed</table>",
            "<ul><li>Flour<li>Two eggs<li>Salt</ul>",
        ] {
            let (text, _) = clean(&format!("<html><body><div>{page}</div>"));
            assert_eq!(text.split_whitespace().count(), clean_words(page), "{text}");
        }
    }

    /// Words of a piece of HTML.
    fn clean_words(html: &str) -> usize {
        let words = html.split('<').flat_map(|part| part.rsplit('>').next());
        words.map(|text| text.split_whitespace().count()).sum()
    }
}
