//! Owns the line rules: which there are, and in which order they run.
//!
//! A rule is a file of its own, named after what it cuts. Its head comment is the user's page
//! (`dechaff rules`, `docs/rules.md`) and carries examples that tests run: `-` before a line that
//! is cut, `=` before one that must be kept, `~` before one that other rules may cut, `\` at the end
//! of a piece that the next one goes on with in the same line, `\u{200b}` for a character that nobody
//! sees, `  [12/40 tail]` behind a line that 12 of 40 pages of its host have, behind their text. A
//! blank line ends an example; each is a document of its own. To add a rule: write its file, give it a
//! name in [`crate::text::RuleId`], and put its line into the table below.

mod advertisement;
mod answers;
mod app_prompt;
mod audio_player;
mod author_bio;
mod blank_lines;
mod breadcrumb;
mod byline;
mod comment_form;
mod cookie_notice;
mod counter;
mod date_line;
mod donation_prompt;
mod duplicate;
mod follow_prompt;
mod host_template;
mod image_credit;
mod invisible;
mod language_switcher;
mod left;
mod legal_footer;
mod line;
mod login_prompt;
mod menu_run;
mod newsletter_prompt;
mod orphan_heading;
mod page_control;
mod pagination;
mod poll;
mod read_more;
mod reading_time;
mod related_heading;
mod related_list;
mod relative_date;
#[doc(hidden)] // for training/
pub mod scoring;
mod share_prompt;
mod social_embed;
mod tag_list;
mod ticker;
mod trailing_space;
mod visible;

#[cfg(test)]
mod tests;

use crate::document::{Favor, Kind, Limits, TextKind};
use crate::lang::LanguageSet;
use crate::learned::{Judgement, Table};
use crate::page::Page;
use crate::template::HostTemplates;
use crate::text::{Cause, Cuts, RuleId, Span};
use line::{Line, Lines};
use scoring::scene::Scene;
use scoring::{Judged, LineModel};
use std::collections::HashSet;

/// When a rule runs. Rules of one phase do not see each other's cuts, so that their order does not
/// matter; a later phase sees what is left by the earlier ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Phase {
    /// Cuts lines, and parts of lines, for what they say and where they stand.
    Line,
    /// Cuts what the cuts left behind, such as a heading over nothing.
    Residue,
    /// Cuts what stands a second time in what is left, so that one of the two stays.
    Copy,
    /// Cuts white space that is left without a purpose.
    Space,
}

/// A line rule.
#[derive(Debug)]
pub struct Rule {
    /// Its name.
    pub id: RuleId,
    /// When it runs.
    pub phase: Phase,
    /// Its file, whose head comment describes it.
    source: &'static str,
    mark: fn(&Lines<'_>, &mut Marks<'_>),
}

macro_rules! rule {
    ($phase:ident, $id:ident, $file:ident) => {
        Rule {
            id: RuleId::$id,
            phase: Phase::$phase,
            source: include_str!(concat!(stringify!($file), ".rs")),
            mark: $file::mark,
        }
    };
}

/// Every rule.
pub static RULES: &[Rule] = &[
    rule!(Line, RelativeDate, relative_date),
    rule!(Line, Counter, counter),
    rule!(Line, DateLine, date_line),
    rule!(Line, Byline, byline),
    rule!(Line, ReadingTime, reading_time),
    rule!(Line, RelatedList, related_list),
    rule!(Line, RelatedHeading, related_heading),
    rule!(Line, ReadMore, read_more),
    rule!(Line, SharePrompt, share_prompt),
    rule!(Line, FollowPrompt, follow_prompt),
    rule!(Line, NewsletterPrompt, newsletter_prompt),
    rule!(Line, AppPrompt, app_prompt),
    rule!(Line, CookieNotice, cookie_notice),
    rule!(Line, ImageCredit, image_credit),
    rule!(Line, Advertisement, advertisement),
    rule!(Line, AudioPlayer, audio_player),
    rule!(Line, Poll, poll),
    rule!(Line, CommentForm, comment_form),
    rule!(Line, LoginPrompt, login_prompt),
    rule!(Line, Breadcrumb, breadcrumb),
    rule!(Line, TagList, tag_list),
    rule!(Line, Pagination, pagination),
    rule!(Line, PageControl, page_control),
    rule!(Line, MenuRun, menu_run),
    rule!(Line, DonationPrompt, donation_prompt),
    rule!(Line, AuthorBio, author_bio),
    rule!(Line, LegalFooter, legal_footer),
    rule!(Line, SocialEmbed, social_embed),
    rule!(Line, LanguageSwitcher, language_switcher),
    rule!(Line, Ticker, ticker),
    rule!(Line, HostTemplate, host_template),
    rule!(Line, Invisible, invisible),
    rule!(Residue, OrphanHeading, orphan_heading),
    rule!(Copy, Duplicate, duplicate),
    rule!(Space, TrailingSpace, trailing_space),
    rule!(Space, BlankLines, blank_lines),
];

impl Rule {
    /// The cause of what it cuts.
    fn cause(&self) -> Cause {
        match self.id {
            RuleId::Duplicate => Cause::Duplicate,
            RuleId::HostTemplate => Cause::TEMPLATE,
            id => Cause::Rule(id),
        }
    }

    /// What the rule cuts and what it leaves alone, with examples, as Markdown.
    pub fn description(&self) -> String {
        let doc = self.source.lines().map_while(|line| line.strip_prefix("//!"));
        doc.map(|line| line.strip_prefix(' ').unwrap_or(line)).collect::<Vec<_>>().join("\n")
    }
}

/// The rules that a configuration leaves on.
#[derive(Clone, Debug)]
pub struct RuleSet {
    rules: Vec<&'static Rule>,
}

impl RuleSet {
    /// All rules but those for which `off` is true.
    pub fn without(off: impl Fn(RuleId) -> bool) -> Self {
        Self { rules: RULES.iter().filter(|rule| !off(rule.id)).collect() }
    }
}

/// What decides which lines go.
#[derive(Clone, Debug)]
pub struct LineStage {
    /// The rules that run.
    pub rules: RuleSet,
    /// The learned model, where it is asked.
    pub model: Option<LineModel>,
    /// What texts are.
    pub kind: TextKind,
    /// Which mistake is the worse one.
    pub favor: Favor,
    /// Units of work that the lines of a text may take.
    pub most_work: u64,
}

/// What became of a page's lines.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Marked {
    /// What a text was taken for; `None` where the model was not asked.
    pub kind: Option<TextKind>,
    /// Whether the lines would have taken more work than they may; then they were looked at less often.
    pub is_over_budget: bool,
}

/// Passes over the lines of a text at most; few texts take more than three.
const MOST_PASSES: u64 = 40;

/// Runs the rules over the lines that no earlier stage cut, and over plain text the model, too: there
/// again and again until nothing more goes, so that what is left is clean for the next run.
///
/// `host` is what the page's host repeats, where that is known.
pub fn mark(
    page: &Page,
    languages: &LanguageSet<'_>,
    host: Option<&HostTemplates>,
    stage: &LineStage,
    cuts: &mut Cuts,
) -> Marked {
    let pass = Pass { page, languages, host, stage };
    if page.kind == Kind::Html {
        return Marked { kind: pass.run(cuts), is_over_budget: false };
    }
    let work = Limits::work_of_lines(&page.text);
    let (mut marked, mut left) = (Marked::default(), cuts.left(&page.text));
    for number in 1..=MOST_PASSES {
        marked.is_over_budget = work.saturating_mul(number) > stage.most_work;
        if marked.is_over_budget {
            break;
        }
        let found = pass.run(cuts);
        marked.kind = marked.kind.or(found);
        let now = cuts.left(&page.text);
        if now == left {
            break;
        }
        left = now;
    }
    marked
}

/// A pass over the lines of a page.
struct Pass<'a> {
    page: &'a Page,
    languages: &'a LanguageSet<'a>,
    host: Option<&'a HostTemplates>,
    stage: &'a LineStage,
}

impl<'a> Pass<'a> {
    /// Runs the rules of one phase.
    fn phase(&self, phase: Phase, cuts: &mut Cuts) -> Lines<'a> {
        let lines = Lines { host: self.host, ..Lines::new(self.page, self.languages, cuts, phase) };
        for rule in self.stage.rules.rules.iter().filter(|rule| rule.phase == phase) {
            (rule.mark)(&lines, &mut Marks { cause: rule.cause(), cuts });
        }
        lines
    }

    /// Runs the phases one after the other; says what a text was taken for.
    fn run(&self, cuts: &mut Cuts) -> Option<TextKind> {
        let kind = self.lines(cuts);
        for phase in [Phase::Residue, Phase::Copy, Phase::Space] {
            self.phase(phase, cuts);
        }
        kind
    }

    /// Cuts lines for what they say, where they stand, and, in plain text, what the model says of
    /// them. HTML has a model of its own, of blocks.
    fn lines(&self, cuts: &mut Cuts) -> Option<TextKind> {
        let Some(model) = self.model() else {
            self.phase(Phase::Line, cuts);
            return None;
        };
        let (lines, scene) = self.scene(model.table(), cuts);
        let judged = Judged::new(model, &scene, self.stage.kind, self.stage.favor);
        scoring::mark(&lines, &scene, &judged, cuts);
        Some(judged.kind)
    }

    /// The model, where it is asked.
    fn model(&self) -> Option<&'a LineModel> {
        self.stage.model.as_ref().filter(|_| self.page.kind == Kind::Text)
    }

    /// The lines, and how the model sees them once the rules have cut what they say.
    fn scene(&self, table: &Table, cuts: &mut Cuts) -> (Lines<'a>, Scene) {
        let made = cuts.len();
        let lines = self.phase(Phase::Line, cuts);
        let starts: HashSet<usize> = cuts.iter().skip(made).map(|cut| cut.span.start).collect();
        let scene = Scene::new(&lines, table, |line| starts.contains(&line.span.start));
        (lines, scene)
    }
}

/// How the lines of a text were judged, each with its span; nothing where the model is not asked.
pub fn judge(
    page: &Page,
    languages: &LanguageSet<'_>,
    host: Option<&HostTemplates>,
    stage: &LineStage,
) -> Vec<(Span, Judgement)> {
    let pass = Pass { page, languages, host, stage };
    let Some(model) = pass.model() else { return Vec::new() };
    let (lines, scene) = pass.scene(model.table(), &mut Cuts::new());
    let judged = Judged::new(model, &scene, stage.kind, stage.favor);
    let of_line =
        |at: usize| (lines.lines[scene.seen[at].at].span, judged.story(model, &lines, &scene, at));
    (0..scene.len()).map(of_line).collect()
}

/// The lines of a text as the line model sees them, each with its span. For `training/`.
#[doc(hidden)]
pub fn scene(
    page: &Page,
    languages: &LanguageSet<'_>,
    host: Option<&HostTemplates>,
    stage: &LineStage,
    table: &Table,
) -> (Scene, Vec<Span>) {
    let pass = Pass { page, languages, host, stage };
    let (lines, scene) = pass.scene(table, &mut Cuts::new());
    let spans = scene.seen.iter().map(|line| lines.lines[line.at].span).collect();
    (scene, spans)
}

/// Takes the cuts of one rule.
pub struct Marks<'a> {
    cause: Cause,
    cuts: &'a mut Cuts,
}

impl Marks<'_> {
    /// Cuts a whole line with its line break.
    fn line(&mut self, line: &Line<'_>) {
        self.line_for(line, self.cause);
    }

    /// [`Marks::line`] for a cause that says more than the rule's name.
    fn line_for(&mut self, line: &Line<'_>, cause: Cause) {
        self.cuts.add(Span::new(line.span.start, line.end), cause);
    }

    /// Cuts a part of the text. One that runs to the end of a line leaves the line break, so that
    /// the next line is not glued to what stays.
    fn span(&mut self, span: Span) {
        self.cuts.add(span, self.cause);
    }
}
