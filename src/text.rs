//! Owns the words for the text of a page and for what is cut of it: [`Span`], [`Cause`], [`Cut`],
//! [`Cuts`].
//!
//! A page's text never changes. A stage that wants something gone adds a [`Cut`] with its
//! [`Cause`]; overlapping cuts are all kept. What is left is computed at the end, from the cuts.

use std::fmt;
use std::ops::Range;

/// A half-open range of byte offsets into a page's text, always on character boundaries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// Offset of the first byte.
    pub start: usize,
    /// Offset behind the last byte.
    pub end: usize,
}

impl Span {
    /// The span `start..end`.
    pub const fn new(start: usize, end: usize) -> Self {
        Self { start, end }
    }

    /// Length in bytes.
    pub const fn len(self) -> usize {
        self.end - self.start
    }

    /// Whether the span holds nothing.
    pub const fn is_empty(self) -> bool {
        self.end <= self.start
    }

    /// Whether the whole of `other` lies within this span.
    pub const fn contains(self, other: Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// The span as a range, to slice a string with.
    pub const fn range(self) -> Range<usize> {
        self.start..self.end
    }

    /// The part of `text` that the span covers.
    pub fn of(self, text: &str) -> &str {
        &text[self.range()]
    }
}

impl From<Range<usize>> for Span {
    fn from(range: Range<usize>) -> Self {
        Span::new(range.start, range.end)
    }
}

/// Declares a closed enum whose variants have snake_case names, known at compile time.
macro_rules! named_enum {
    ($(#[$meta:meta])* $name:ident { $($(#[$vmeta:meta])* $variant:ident = $text:literal,)+ }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$vmeta])* $variant,)+ }

        // Not every enum is listed, or read back from its names.
        #[allow(dead_code)]
        impl $name {
            /// Every variant, in order of declaration.
            pub const ALL: &'static [$name] = &[$($name::$variant,)+];

            /// The name that users see: in records, in configuration, on the command line.
            pub const fn name(self) -> &'static str {
                match self { $($name::$variant => $text,)+ }
            }

            /// The variant of that name.
            pub fn from_name(name: &str) -> Option<Self> {
                match name { $($text => Some($name::$variant),)+ _ => None }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.name())
            }
        }
    };
}
pub(crate) use named_enum;

named_enum! {
    /// Why a whole text block is not main content.
    Boilerplate {
        /// Inside a navigation element, a menu, or a run of links.
        Navigation = "navigation",
        /// Inside the page's header.
        Header = "header",
        /// Inside the page's footer.
        Footer = "footer",
        /// Inside a sidebar or another complement of the article.
        Aside = "aside",
        /// A form or one of its controls.
        Form = "form",
        /// Inside a dialog, such as a consent box.
        Dialog = "dialog",
        /// Not shown by a browser.
        Hidden = "hidden",
        /// A caption of a figure or a table, which means little without it.
        Caption = "caption",
        /// The headline, which the record has as its title.
        Headline = "headline",
        /// Most of its text is links.
        LinkDensity = "link_density",
        /// Outside of the page's main content.
        OutsideMain = "outside_main",
        /// The page only asks whether its reader is a robot.
        BotWall = "bot_wall",
        /// The page only says that there is none, or that the server failed.
        ErrorPage = "error_page",
        /// The page only asks its reader to log in.
        LoginWall = "login_wall",
        /// The page only asks for consent.
        CookieWall = "cookie_wall",
        /// The page has no text before a script fills it.
        Shell = "shell",
    }
}

named_enum! {
    /// The line rules. One file of that name in `src/rules/` owns what each of them cuts.
    RuleId {
        /// See `rules/relative_date.rs`.
        RelativeDate = "relative_date",
        /// See `rules/counter.rs`.
        Counter = "counter",
        /// See `rules/date_line.rs`.
        DateLine = "date_line",
        /// See `rules/byline.rs`.
        Byline = "byline",
        /// See `rules/reading_time.rs`.
        ReadingTime = "reading_time",
        /// See `rules/related_list.rs`.
        RelatedList = "related_list",
        /// See `rules/related_heading.rs`.
        RelatedHeading = "related_heading",
        /// See `rules/read_more.rs`.
        ReadMore = "read_more",
        /// See `rules/share_prompt.rs`.
        SharePrompt = "share_prompt",
        /// See `rules/follow_prompt.rs`.
        FollowPrompt = "follow_prompt",
        /// See `rules/newsletter_prompt.rs`.
        NewsletterPrompt = "newsletter_prompt",
        /// See `rules/app_prompt.rs`.
        AppPrompt = "app_prompt",
        /// See `rules/cookie_notice.rs`.
        CookieNotice = "cookie_notice",
        /// See `rules/image_credit.rs`.
        ImageCredit = "image_credit",
        /// See `rules/advertisement.rs`.
        Advertisement = "advertisement",
        /// See `rules/audio_player.rs`.
        AudioPlayer = "audio_player",
        /// See `rules/poll.rs`.
        Poll = "poll",
        /// See `rules/comment_form.rs`.
        CommentForm = "comment_form",
        /// See `rules/login_prompt.rs`.
        LoginPrompt = "login_prompt",
        /// See `rules/breadcrumb.rs`.
        Breadcrumb = "breadcrumb",
        /// See `rules/tag_list.rs`.
        TagList = "tag_list",
        /// See `rules/pagination.rs`.
        Pagination = "pagination",
        /// See `rules/page_control.rs`.
        PageControl = "page_control",
        /// See `rules/menu_run.rs`.
        MenuRun = "menu_run",
        /// See `rules/donation_prompt.rs`.
        DonationPrompt = "donation_prompt",
        /// See `rules/author_bio.rs`.
        AuthorBio = "author_bio",
        /// See `rules/legal_footer.rs`.
        LegalFooter = "legal_footer",
        /// See `rules/social_embed.rs`.
        SocialEmbed = "social_embed",
        /// See `rules/language_switcher.rs`.
        LanguageSwitcher = "language_switcher",
        /// See `rules/ticker.rs`.
        Ticker = "ticker",
        /// See `rules/host_template.rs`; what it cuts has a cause of its own, [`Cause::Template`].
        HostTemplate = "host_template",
        /// See `rules/invisible.rs`.
        Invisible = "invisible",
        /// See `rules/orphan_heading.rs`.
        OrphanHeading = "orphan_heading",
        /// See `rules/duplicate.rs`; what it cuts has a cause of its own, [`Cause::Duplicate`].
        Duplicate = "duplicate",
        /// See `rules/trailing_space.rs`.
        TrailingSpace = "trailing_space",
        /// See `rules/blank_lines.rs`.
        BlankLines = "blank_lines",
    }
}

/// Why something was cut. Closed: a new kind of evidence is a new variant, never a string.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Cause {
    /// The user's configuration drops the element by a CSS selector for this host.
    Selector,
    /// The block is not main content.
    Boilerplate(Boilerplate),
    /// The page's host repeats the line.
    Template {
        /// Pages of the host that have it.
        pages: u16,
        /// Pages of the host that were looked at; 0 where only the kind of cause is meant.
        of: u16,
    },
    /// The same stands a second time in what is kept.
    Duplicate,
    /// The learned model of lines, as sure as this that the line is no article.
    Model(Certainty),
    /// A line rule.
    Rule(RuleId),
}

/// A probability in thousandths.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Certainty(u16);

impl Certainty {
    /// None: what sums are kept by.
    const NONE: Self = Self(u16::MAX);

    /// Of a probability, 0 to 1.
    pub fn new(probability: f32) -> Self {
        Self((probability.clamp(0.0, 1.0) * 1000.0).round() as u16)
    }
}

impl fmt::Display for Certainty {
    /// `0.973`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{:03}", self.0 / 1000, self.0 % 1000)
    }
}

impl Cause {
    /// That a host repeats a line, without saying how often.
    pub const TEMPLATE: Cause = Cause::Template { pages: 0, of: 0 };

    /// The cause without its numbers: what sums are kept by.
    #[must_use]
    pub const fn class(self) -> Cause {
        match self {
            Cause::Template { .. } => Cause::TEMPLATE,
            Cause::Model(_) => Cause::Model(Certainty::NONE),
            cause => cause,
        }
    }

    /// The [class](Cause::class) that is printed so.
    pub fn class_from_name(name: &str) -> Option<Cause> {
        match name.split_once(':') {
            None => match name {
                "selector" => Some(Cause::Selector),
                "template" => Some(Cause::TEMPLATE),
                "duplicate" => Some(Cause::Duplicate),
                "model" => Some(Cause::Model(Certainty::NONE)),
                _ => None,
            },
            Some(("boilerplate", class)) => Boilerplate::from_name(class).map(Cause::Boilerplate),
            Some(("rule", rule)) => RuleId::from_name(rule).map(Cause::Rule),
            Some(_) => None,
        }
    }
}

impl fmt::Display for Cause {
    /// `selector`, `boilerplate:navigation`, `template:12/40`, `duplicate`, `rule:relative_date`,
    /// `model:0.973`; of a class `template`, `model`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Cause::Selector => f.write_str("selector"),
            Cause::Boilerplate(class) => write!(f, "boilerplate:{class}"),
            Cause::Duplicate => f.write_str("duplicate"),
            Cause::Rule(rule) => write!(f, "rule:{rule}"),
            Cause::Model(Certainty::NONE) => f.write_str("model"),
            Cause::Model(certainty) => write!(f, "model:{certainty}"),
            Cause::Template { of: 0, .. } => f.write_str("template"),
            Cause::Template { pages, of } => write!(f, "template:{pages}/{of}"),
        }
    }
}

/// A part of the text that goes, and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cut {
    /// What goes.
    pub span: Span,
    /// Why.
    pub cause: Cause,
}

/// All cuts of one page, in the order in which the stages made them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cuts {
    cuts: Vec<Cut>,
}

impl Cuts {
    /// No cuts yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Cuts `span` for `cause`; an empty span is no cut.
    pub fn add(&mut self, span: Span, cause: Cause) {
        if !span.is_empty() {
            self.cuts.push(Cut { span, cause });
        }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.cuts.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.cuts.is_empty()
    }

    /// Every cut as it was made.
    pub fn iter(&self) -> impl Iterator<Item = &Cut> {
        self.cuts.iter()
    }

    /// What goes, as disjoint pieces in text order. Where cuts overlap, the piece carries the
    /// cause that is first in [`Cause`]'s order (selector, then block, then template, then copy,
    /// then rule), so that the result does not depend on the order in which cuts were made.
    pub fn removed(&self) -> Vec<Cut> {
        let mut edges: Vec<(usize, bool, Cause)> = Vec::with_capacity(self.cuts.len() * 2);
        for cut in &self.cuts {
            edges.push((cut.span.start, true, cut.cause));
            edges.push((cut.span.end, false, cut.cause));
        }
        edges.sort_unstable();
        let mut open: std::collections::BTreeMap<Cause, usize> = std::collections::BTreeMap::new();
        let mut removed: Vec<Cut> = Vec::new();
        let mut from = 0;
        for (at, opens, cause) in edges {
            if let Some((&first, _)) = open.first_key_value()
                && from < at
            {
                push_merged(&mut removed, Cut { span: Span::new(from, at), cause: first });
            }
            from = at;
            if opens {
                *open.entry(cause).or_insert(0) += 1;
            } else if let Some(count) = open.get_mut(&cause) {
                *count -= 1;
                if *count == 0 {
                    open.remove(&cause);
                }
            }
        }
        removed
    }

    /// Number of bytes that stay of a text: whether another cut took more.
    pub(crate) fn left(&self, text: &str) -> usize {
        self.kept(text.len()).iter().map(|span| span.len()).sum()
    }

    /// What stays of a text.
    pub(crate) fn kept_text(&self, text: &str) -> String {
        self.kept(text.len()).iter().map(|span| span.of(text)).collect()
    }

    /// What stays of a text of `len` bytes, as disjoint spans in text order.
    pub fn kept(&self, len: usize) -> Vec<Span> {
        kept_between(&self.removed(), len)
    }
}

/// What stays between the pieces that go (see [`Cuts::removed`]) of a text of `len` bytes.
pub(crate) fn kept_between(removed: &[Cut], len: usize) -> Vec<Span> {
    let mut kept = Vec::new();
    let mut at = 0;
    for cut in removed {
        if at < cut.span.start {
            kept.push(Span::new(at, cut.span.start));
        }
        at = cut.span.end;
    }
    if at < len {
        kept.push(Span::new(at, len));
    }
    kept
}

/// Appends `piece`, joined to the last one where they touch and share their cause.
fn push_merged(removed: &mut Vec<Cut>, piece: Cut) {
    match removed.last_mut() {
        Some(last) if last.span.end == piece.span.start && last.cause == piece.cause => {
            last.span.end = piece.span.end;
        }
        _ => removed.push(piece),
    }
}

/// The words of a text, by Unicode letters and digits.
pub fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty())
}

/// The lines of `text` as spans without their line break. A text that ends with a line break has
/// no empty last line.
pub fn lines(text: &str) -> impl Iterator<Item = Span> {
    let mut start = 0;
    text.split_inclusive('\n').map(move |line| {
        let span = Span::new(start, start + line.len() - usize::from(line.ends_with('\n')));
        start += line.len();
        span
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const A: Cause = Cause::Selector;
    const B: Cause = Cause::Boilerplate(Boilerplate::Aside);

    #[test]
    fn kept_and_removed_partition_the_text() {
        let mut cuts = Cuts::new();
        cuts.add(Span::new(5, 9), B);
        cuts.add(Span::new(2, 6), A);
        cuts.add(Span::new(7, 8), A);
        cuts.add(Span::new(3, 3), A);
        assert_eq!(cuts.kept(12), [Span::new(0, 2), Span::new(9, 12)]);
        let pieces: Vec<_> =
            cuts.removed().iter().map(|c| (c.span.start, c.span.end, c.cause)).collect();
        assert_eq!(pieces, [(2, 6, A), (6, 7, B), (7, 8, A), (8, 9, B)]);
    }

    #[test]
    fn the_order_of_cuts_does_not_matter() {
        let spans = [(0, 4, B), (2, 3, A), (4, 6, B), (1, 5, A)];
        let build = |order: [usize; 4]| {
            let mut cuts = Cuts::new();
            for i in order {
                cuts.add(Span::new(spans[i].0, spans[i].1), spans[i].2);
            }
            cuts.removed()
        };
        assert_eq!(build([0, 1, 2, 3]), build([3, 1, 0, 2]));
    }

    #[test]
    fn lines_have_no_empty_last_line() {
        let found: Vec<_> = lines("a\n\nbc\n").map(|s| (s.start, s.end)).collect();
        assert_eq!(found, [(0, 1), (2, 2), (3, 5)]);
    }

    #[test]
    fn names_are_unique_and_read_back() {
        for rule in RuleId::ALL {
            assert_eq!(RuleId::from_name(rule.name()), Some(*rule));
        }
    }
}
