//! Owns which phrases there are: the kinds of things that a line of chaff says.

use crate::text::named_enum;
use serde::Deserialize;

named_enum! {
    /// What a line of chaff may say. The fields of a language's `[phrases]` have these names.
    Phrase {
        /// "3 hours ago"
        RelativeDate = "relative_date",
        /// "3 years ago": also the heading of a column that looks back
        YearsAgo = "years_ago",
        /// "1,024 shares"
        Counter = "counter",
        /// The line above titles of other stories: "Recommended Stories"
        RelatedHeading = "related_heading",
        /// Such a line that may also be a heading of the article: "Don't miss"
        TeaserHeading = "teaser_heading",
        /// A pointer to one other story: "Read more: …"
        ReadMore = "read_more",
        /// "list of 3 items", as a screen reader says it
        ListIntro = "list_intro",
        /// "list 1 of 3", as a screen reader says it
        ListItem = "list_item",
        /// "end of list", as a screen reader says it
        ListEnd = "list_end",
        /// "Share on Facebook"
        Share = "share",
        /// A social network's name alone, as of a button
        Network = "network",
        /// "Follow us on Instagram"
        Follow = "follow",
        /// "Sign up for our newsletter"
        Newsletter = "newsletter",
        /// "Download our app"
        App = "app",
        /// "We use cookies to …", "Accept all"
        Cookie = "cookie",
        /// "Published on 6 Jan 2026"
        DateLine = "date_line",
        /// "By Jane Doe"
        Byline = "byline",
        /// "5 min read"
        ReadingTime = "reading_time",
        /// "Photo: Jane Doe / Agency"
        ImageCredit = "image_credit",
        /// "Advertisement", "Continue reading below"
        Advertisement = "advertisement",
        /// Of a player: "Listen to this article", "Play", "Your browser does not support audio"
        AudioPlayer = "audio_player",
        /// Of a poll: "Vote", "View results", "Thank you for voting"
        Poll = "poll",
        /// Of the form for comments: "Post comment", "Your email address will not be published"
        CommentForm = "comment_form",
        /// "Log in", "Forgot your password?", "Create an account"
        LoginPrompt = "login_prompt",
        /// The way to the page: "Home > News > Harbour", "You are here:"
        Breadcrumb = "breadcrumb",
        /// "Tags: harbour, crane", "Filed under: News", "Posted in Local"
        TagList = "tag_list",
        /// "Next page", "Page 1 of 3", "Previous article", "1 2 3 Next"
        Pagination = "pagination",
        /// For finding one's way on the page: "Skip to content", "Back to top", "Toggle navigation"
        PageControl = "page_control",
        /// An entry of most sites' menus, which is much else elsewhere: "Home", "About us", "Sports"
        Menu = "menu",
        /// "Support our journalism", "Donate now"
        Donation = "donation",
        /// "About the author", "View all posts by Jane Doe", "Jane Doe is a reporter at …"
        AuthorBio = "author_bio",
        /// Of a footer: "All rights reserved", "Privacy Policy", "© 2026 Harbour Post", "Powered by …"
        Legal = "legal",
        /// Residue of an embedded post: "View this post on Instagram", "A post shared by …"
        SocialEmbed = "social_embed",
        /// "Select language", "Read this in German", or a language's own name alone
        LanguageSwitcher = "language_switcher",
        /// Of the weather or of stocks: "Partly cloudy", "Feels like 20°", "Markets open"
        Ticker = "ticker",
        /// Of a page that asks whether its reader is a robot: "Checking your browser"
        BotWall = "bot_wall",
        /// Of a page that says that there is none: "The page could not be found"
        ErrorPage = "error_page",
        /// Of a page that only asks who its reader is: "Log in to continue"
        LoginWall = "login_wall",
        /// Of a page that only asks for consent, besides `cookie`: "Before you continue"
        CookieWall = "cookie_wall",
        /// Of a page that a script would fill: "You need to enable JavaScript to run this app"
        Shell = "shell",
    }
}

impl Phrase {
    /// What a page says that has nothing else to say. Such phrases are looked for sentence by
    /// sentence, on pages that say little; the lines of other pages are not compared with them.
    pub const NOTICES: &'static [Phrase] =
        &[Phrase::BotWall, Phrase::ErrorPage, Phrase::LoginWall, Phrase::CookieWall, Phrase::Shell];

    /// Whether it is one of [`Phrase::NOTICES`].
    pub const fn is_notice(self) -> bool {
        self as u32 >= Phrase::BotWall as u32
    }
}

impl<'de> Deserialize<'de> for Phrase {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = String::deserialize(deserializer)?;
        Phrase::from_name(&name).ok_or_else(|| {
            let known: Vec<_> = Phrase::ALL.iter().map(|phrase| phrase.name()).collect();
            serde::de::Error::custom(format!(
                "unknown kind of phrase `{name}`, expected one of {}",
                known.join(", ")
            ))
        })
    }
}

/// A set of phrases.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PhraseSet(u64);

impl PhraseSet {
    /// The set of these.
    pub const fn of(phrases: &[Phrase]) -> Self {
        let mut set = 0;
        let mut at = 0;
        while at < phrases.len() {
            set |= 1 << phrases[at] as u64;
            at += 1;
        }
        Self(set)
    }

    /// Whether it holds `phrase`.
    pub const fn has(self, phrase: Phrase) -> bool {
        self.0 & (1 << phrase as u64) != 0
    }

    /// Whether it holds none.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// What is in either.
    pub const fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// All of it but `phrase`.
    pub const fn without(self, phrase: Phrase) -> Self {
        Self(self.0 & !(1 << phrase as u64))
    }

    /// What is in both.
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// How many it holds.
    pub const fn len(self) -> u32 {
        self.0.count_ones()
    }

    /// Adds `phrase`.
    pub fn insert(&mut self, phrase: Phrase) {
        self.0 |= 1 << phrase as u64;
    }
}
