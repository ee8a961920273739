//! The flow: from a document to its record. Read this file first.
//!
//! Everything here is a function of the document and the configuration: no I/O, no clock, no state
//! between documents. It cannot fail: what is wrong with a page is data on its record.

use crate::classify::model::Model;
use crate::classify::{Classifier, wall_class};
use crate::config::{Config, ConfigError};
use crate::document::{Document, Kind, Limits, Metadata, Note, Record, Status, TextKind};
use crate::lang::{Detected, LanguageSet, Languages};
use crate::learned::{Judgement, Table};
use crate::metadata::{Claim, Field, Vote};
use crate::page::{Block, Page};
use crate::parse::selectors::Hosts;
use crate::rules::scoring::LineModel;
use crate::rules::scoring::scene::Scene;
use crate::rules::{LineStage, Marked, RuleSet};
use crate::template::{HostTemplates, Observation, Templates, template_host};
use crate::text::{Cause, Cuts, Span};
use crate::{decode, lang, metadata, parse, render, rules};

/// Cleans documents. Made once from a [`Config`], then shared by all threads.
#[derive(Debug)]
pub struct Cleaner {
    config: Config,
    lines: LineStage,
    languages: Languages,
    hosts: Hosts,
    classifier: Classifier,
    templates: Option<Templates>,
}

/// A document on its way, with everything that decided its record: what `explain` shows.
#[derive(Debug)]
pub struct Examined {
    /// The page as laid out.
    pub page: Page,
    /// What goes, and why.
    pub cuts: Cuts,
    /// What the readers of metadata say about it.
    pub claims: Vec<Claim>,
    /// What is known about the page.
    pub metadata: Metadata,
}

impl Default for Cleaner {
    /// A cleaner with the default configuration.
    fn default() -> Self {
        Self::new(Config::default()).expect("the default configuration is tested")
    }
}

impl Cleaner {
    /// A cleaner for that configuration.
    ///
    /// # Errors
    /// A language that there is none of, a phrase or a CSS selector that cannot be read.
    pub fn new(config: Config) -> Result<Self, ConfigError> {
        Self::with_model(config, Model::new())
    }

    /// A cleaner that chooses blocks by other weights than those that are compiled in; `None` where
    /// they are no weights. For `training/`, which measures models on hosts that they have not seen.
    ///
    /// # Errors
    /// As [`Cleaner::new`].
    #[doc(hidden)]
    pub fn with_weights(config: Config, weights: &[u8]) -> Result<Option<Self>, ConfigError> {
        Model::read(weights).map(|model| Self::with_model(config, model)).transpose()
    }

    /// A cleaner that judges lines by other weights; `None` where they are no weights. For `training/`.
    #[doc(hidden)]
    #[must_use]
    pub fn with_line_weights(mut self, weights: &[u8]) -> Option<Self> {
        self.lines.model = Some(LineModel::read(weights)?);
        Some(self)
    }

    fn with_model(config: Config, model: Model) -> Result<Self, ConfigError> {
        let lines = LineStage {
            rules: RuleSet::without(|rule| config.rules_off.contains(&rule)),
            model: config.line_model.then(LineModel::new),
            kind: config.text_kind,
            favor: config.favor,
            most_work: config.limits.work,
        };
        let languages = Languages::new(config.phrases.clone())?;
        let hosts = Hosts::new(&config.hosts)?;
        let classifier = Classifier { model, favor: config.favor };
        Ok(Self { config, lines, languages, hosts, classifier, templates: None })
    }

    /// The same cleaner, which knows what hosts repeat.
    #[must_use]
    pub fn with_templates(self, templates: Templates) -> Self {
        Self { templates: Some(templates), ..self }
    }

    /// The configuration that it was made from.
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// A hash of everything that decides what a record says, in hexadecimal: the configuration, and
    /// the templates where there are any.
    pub fn hash(&self) -> String {
        let config = self.config.hash();
        let Some(templates) = &self.templates else { return config };
        crate::document::hash(format!("{config} {:016x}", templates.checksum()).as_bytes())[..16]
            .to_owned()
    }

    /// Cleans one document.
    pub fn clean(&self, doc: &Document) -> Record {
        if doc.content.as_bytes().len() as u64 > self.config.max_doc_bytes {
            return too_large(doc, self.config.max_doc_bytes);
        }
        match self.examine(doc) {
            Ok(Examined { page, cuts, metadata, .. }) => {
                let is_over = page.notes.contains(&Note::OverBudget);
                let record = render::record(doc, &page, metadata, &cuts, self.config.removed);
                if is_over { over_budget(doc, record, self.config.limits) } else { record }
            }
            Err(what) => unreadable(doc, what),
        }
    }

    /// Runs every stage over one document, without rendering what is left.
    ///
    /// # Errors
    /// What the document is, when it is not text.
    pub fn examine(&self, doc: &Document) -> Result<Examined, &'static str> {
        let mut page = self.lay_out(doc)?; // decode and parse
        let detected = detected(doc, &page);
        let languages = self.languages.of(&detected);
        let mut cuts = Cuts::new();
        self.classifier.mark(&page, doc.url.as_deref(), &languages, &mut cuts); // whole blocks
        let (marked, detected) = self.mark_lines(doc, &page, detected, &mut cuts); // lines, then residue
        let languages = self.languages.of(&detected);
        self.mark_wall(&page, &languages, &mut cuts); // what nothing but chaff had hidden
        let told = marked.kind.filter(|_| self.config.text_kind == TextKind::Auto);
        page.notes.extend(told.map(note));
        let is_news = marked.is_over_budget && !page.notes.contains(&Note::OverBudget);
        page.notes.extend(is_news.then_some(Note::OverBudget));
        page.notes.extend(is_mismatch(&detected).then_some(Note::LanguageMismatch));
        let (claims, notes) = metadata::claims(doc, &page, &detected, &languages);
        page.notes.extend(notes);
        let metadata = metadata::resolve(&claims, detected.score);
        Ok(Examined { page, cuts, claims, metadata })
    }

    /// What is known about a page, and what its readers claim, without its text. For `training/`.
    ///
    /// # Errors
    /// What the document is, when it is not text.
    #[doc(hidden)]
    pub fn metadata(&self, doc: &Document) -> Result<(Metadata, Vec<Claim>), &'static str> {
        let page = self.lay_out(doc)?;
        let detected = detected(doc, &page);
        let (claims, _) = metadata::claims(doc, &page, &detected, &self.languages.of(&detected));
        Ok((metadata::resolve(&claims, detected.score), claims))
    }

    /// What a page's claims of a title, authors and a date come to: what `explain` shows.
    pub fn votes(claims: &[Claim]) -> Vec<(Field, Vec<Vote>)> {
        metadata::votes(claims)
    }

    /// Cuts lines, and tells the language of what is left. Where that of a text is another one than all
    /// of it seemed to be in, its lines are looked at again, as the next run would do.
    fn mark_lines(
        &self,
        doc: &Document,
        page: &Page,
        mut detected: Detected,
        cuts: &mut Cuts,
    ) -> (Marked, Detected) {
        let host = self.repeated_by_host(doc, page);
        let mut marked = Marked::default();
        for _ in 0..MOST_LANGUAGES {
            let found = rules::mark(page, &self.languages.of(&detected), host, &self.lines, cuts);
            marked.kind = marked.kind.or(found.kind);
            marked.is_over_budget |= found.is_over_budget;
            let kept = cuts.kept_text(&page.text);
            if kept.len() == page.text.len() {
                break;
            }
            let left = lang::detect(&kept, detected.declared.as_deref());
            let is_same = left.code == detected.code;
            if left.code.is_some() || page.kind == Kind::Text {
                detected = left;
            }
            if is_same || page.kind == Kind::Html {
                break;
            }
        }
        (marked, detected)
    }

    /// Cuts what is left of a plain text where that says nothing of its own.
    fn mark_wall(&self, page: &Page, languages: &LanguageSet<'_>, cuts: &mut Cuts) {
        let left = if page.kind == Kind::Text { cuts.left(&page.text) } else { 0 };
        if left == page.text.len() || !(1..=LONGEST_WALL).contains(&left) {
            return;
        }
        let rest = parse::text::page(cuts.kept_text(&page.text), self.config.limits);
        if let Some(class) = wall_class(&rest, languages) {
            cuts.add(Span::new(0, page.text.len()), Cause::Boilerplate(class));
        }
    }

    /// How each text block of an examined document was judged, in order: what `explain` shows. Of
    /// plain text, each line, as it stood before anything went.
    pub fn judge(&self, doc: &Document, page: &Page) -> Vec<Option<Judgement>> {
        if page.kind == Kind::Html {
            let judgements = self.classifier.judge(page, doc.url.as_deref());
            return judgements.into_iter().map(Some).collect();
        }
        let languages = self.languages.of(&detected(doc, page));
        let host = self.repeated_by_host(doc, page);
        let mut lines = rules::judge(page, &languages, host, &self.lines).into_iter().peekable();
        let of_block = |block: &Block| {
            while lines.next_if(|(span, _)| span.end <= block.span.start).is_some() {}
            lines.next_if(|(span, _)| span.start < block.span.end).map(|(_, judgement)| judgement)
        };
        page.blocks.iter().map(of_block).collect()
    }

    /// The lines of a text as the line model sees them, each with its span. For `training/`.
    #[doc(hidden)]
    pub fn line_scene(
        &self,
        doc: &Document,
        table: &Table,
        words: bool,
    ) -> Option<(Scene, Vec<Span>)> {
        let page = self.lay_out(doc).ok()?;
        let languages =
            if words { self.languages.of(&detected(doc, &page)) } else { LanguageSet::default() };
        let host = self.repeated_by_host(doc, &page);
        Some(rules::scene(&page, &languages, host, &self.lines, table))
    }

    /// What a document shows of what its host repeats.
    ///
    /// # Errors
    /// What the document is, when it is not text, or too large.
    pub fn observe(&self, doc: &Document) -> Result<Observation, &'static str> {
        if doc.content.as_bytes().len() as u64 > self.config.max_doc_bytes {
            return Err("larger than is allowed");
        }
        let page = self.lay_out(doc)?;
        Ok(Observation::of(address(doc, &page), &page.text))
    }

    fn repeated_by_host(&self, doc: &Document, page: &Page) -> Option<&HostTemplates> {
        let templates = self.templates.as_ref()?;
        templates.host(&template_host(address(doc, page)?)?)
    }

    /// The page of a document as laid out, before anything is cut.
    ///
    /// # Errors
    /// What the document is, when it is not text.
    pub fn lay_out(&self, doc: &Document) -> Result<Page, &'static str> {
        let decoded = decode::decode(&doc.content, doc.kind, doc.charset.as_deref())?;
        let limits = self.config.limits;
        let mut page = match doc.kind {
            Kind::Html if parse::html::is_markup(&decoded.text) => {
                parse::html::page(&decoded.text, doc.host().as_deref(), &self.hosts, limits)
            }
            Kind::Html | Kind::Text => parse::text::page(decoded.text.into_owned(), limits),
        };
        page.notes.splice(0..0, doc.notes.iter().copied().chain(decoded.notes));
        Ok(page)
    }
}

/// Languages that a text may seem to be in, one after the other, while its chaff goes.
const MOST_LANGUAGES: usize = 4;

/// What is left of a text of more bytes than this is no wall.
const LONGEST_WALL: usize = 8_000;

/// What a record says of a text that was taken for this.
fn note(kind: TextKind) -> Note {
    if kind == TextKind::Raw { Note::TextRaw } else { Note::TextMain }
}

/// Where the page is from: the document's own word, or the page's.
fn address<'a>(doc: &'a Document, page: &'a Page) -> Option<&'a str> {
    doc.url.as_deref().or_else(|| page.head.canonical())
}

/// The page's language.
fn detected(doc: &Document, page: &Page) -> Detected {
    let declared = doc.language.as_deref().or(page.head.html_lang.as_deref());
    lang::detect(&page.text, declared)
}

/// Whether a page declares another language than it is in.
fn is_mismatch(detected: &Detected) -> bool {
    let both = detected.code.as_ref().zip(detected.declared.as_ref());
    both.is_some_and(|(found, declared)| found != declared)
}

fn too_large(doc: &Document, limit: u64) -> Record {
    let size = doc.content.as_bytes().len();
    let error = format!(
        "{}: it has {size} bytes, {limit} are allowed; raise `--max-doc-bytes` to take it",
        doc.origin_or_id()
    );
    failed(doc, Status::TooLarge, error)
}

fn over_budget(doc: &Document, record: Record, limits: Limits) -> Record {
    let error = format!(
        "{}: it takes more than {} units of work, what was read up to there is kept; raise \
         `--doc-budget` to take all of it",
        doc.origin_or_id(),
        limits.work
    );
    Record { status: Status::OverBudget, reasons: Vec::new(), error: Some(error), ..record }
}

fn unreadable(doc: &Document, what: &str) -> Record {
    let error = format!("{}: it is {what}, not text; leave it out", doc.origin_or_id());
    let record = failed(doc, Status::Error, error);
    Record { input_hash: crate::document::hash(doc.content.as_bytes()), ..record }
}

/// The record of a document without text, with all else that the input says of it.
fn failed(doc: &Document, status: Status, error: String) -> Record {
    let (crawled, extra) = (doc.crawled.clone(), doc.extra.clone());
    let record = Record::failed(doc.id.clone(), doc.origin.clone(), status, error);
    Record { crawled, extra, ..record }
}
