//! Owns what goes in and what comes out, as plain data: [`Document`], [`Record`], [`Metadata`],
//! [`Reason`], [`Note`].

use crate::text::named_enum;

/// Largest document that is read unless configured otherwise, in bytes.
pub const MAX_DOC_BYTES: u64 = 32 << 20;

/// How much of a document is worked on. Counted, not timed, so that results do not depend on the
/// machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Elements nested deeper than this are not opened; their text goes to the element around them.
    pub depth: u32,
    /// Units of work. A token of HTML is one, and so is a node of its tree; a line of plain text is
    /// [`Limits::LINE`], each time that all lines are looked at.
    pub work: u64,
}

impl Limits {
    /// Units of work that a line of plain text takes.
    pub const LINE: u64 = 8;

    /// Units of work that it takes to look at all lines of a text.
    pub fn work_of_lines(text: &str) -> u64 {
        Self::LINE * memchr::memchr_iter(b'\n', text.as_bytes()).count() as u64
    }
}

impl Default for Limits {
    /// What no page for readers comes near: some seconds of work.
    fn default() -> Self {
        Self { depth: 512, work: 16_000_000 }
    }
}

/// What a document's content is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// An HTML page.
    Html,
    /// Text that an extractor left, a line or a paragraph a line.
    Text,
}

/// The content of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// Bytes as they were stored; `decode` finds their encoding.
    Bytes(Vec<u8>),
    /// Text that was decoded already (a JSON string, say).
    Text(String),
}

impl Content {
    /// The content's bytes; those of decoded text are UTF-8.
    pub fn as_bytes(&self) -> &[u8] {
        match self {
            Content::Bytes(bytes) => bytes,
            Content::Text(text) => text.as_bytes(),
        }
    }
}

/// Where a document came from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Origin {
    /// The file, as the user named it (`-` for standard input).
    pub file: String,
    /// Offset of the document's first byte in the (decompressed) file; in a Parquet file the number
    /// of rows before it.
    pub offset: u64,
    /// Which part of the file it is.
    pub part: Part,
}

/// Which part of a file a document is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Part {
    /// All of it, as far as is known.
    #[default]
    Whole,
    /// The line of that number, from 1.
    Line(u64),
    /// The row of a table that `offset` counts, from 0.
    Row,
    /// The record of a WARC file at `offset`.
    WarcRecord,
}

impl std::fmt::Display for Origin {
    /// `pages.jsonl:17` where there is a line, `pages.parquet, row 16` or `pages.warc, byte 2048`;
    /// else the file alone.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { file, offset, part } = self;
        match part {
            Part::Whole => f.write_str(file),
            Part::Line(line) => write!(f, "{file}:{line}"),
            Part::Row => write!(f, "{file}, row {offset}"),
            Part::WarcRecord => write!(f, "{file}, byte {offset}"),
        }
    }
}

/// One input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// The `id` field, the WARC record id, or the path relative to the folder given; unique only if
    /// the input's are.
    pub id: String,
    /// Address of the page, where the input says it.
    pub url: Option<String>,
    /// What the content is.
    pub kind: Kind,
    /// The content.
    pub content: Content,
    /// Encoding named outside of the content, as an HTTP header does.
    pub charset: Option<String>,
    /// Language named outside of the content (a BCP 47 tag).
    pub language: Option<String>,
    /// When the page was fetched, in ISO 8601, where the input says it: no date of it is later.
    pub crawled: Option<String>,
    /// Fields of the input row that pass through: a JSON object as it is written, so that no number
    /// loses digits. `None` where none were asked for.
    pub extra: Option<String>,
    /// What was odd about how it was stored.
    pub notes: Vec<Note>,
    /// Where it came from.
    pub origin: Origin,
}

impl Document {
    /// A document of decoded text or HTML, with nothing known about it.
    pub fn new(id: impl Into<String>, kind: Kind, content: impl Into<String>) -> Self {
        Self {
            id: id.into(),
            url: None,
            kind,
            content: Content::Text(content.into()),
            charset: None,
            language: None,
            crawled: None,
            extra: None,
            notes: Vec::new(),
            origin: Origin::default(),
        }
    }

    /// Where the document came from, or its id where that is not known: what an error names.
    pub fn origin_or_id(&self) -> String {
        if self.origin.file.is_empty() { self.id.clone() } else { self.origin.to_string() }
    }

    /// The host of `url` in lower case, without `www.`; `None` where there is no such address.
    pub fn host(&self) -> Option<String> {
        host_of(self.url.as_deref()?)
    }
}

/// The host of an address in lower case, without `www.`.
pub fn host_of(url: &str) -> Option<String> {
    let url = url::Url::parse(url).ok()?;
    let host = url.host_str()?.to_lowercase();
    Some(host.strip_prefix("www.").map(str::to_owned).unwrap_or(host))
}

named_enum! {
    /// How a document ended.
    Status {
        /// Text is left.
        Ok = "ok",
        /// No text is left; `reasons` says why.
        Empty = "empty",
        /// A filter of the user's rejected it.
        Filtered = "filtered",
        /// It could not be read or processed; `error` says why.
        Error = "error",
        /// It is larger than `--max-doc-bytes`.
        TooLarge = "too_large",
        /// It needed more work than allowed.
        OverBudget = "over_budget",
    }
}

named_enum! {
    /// Why no text is left of a document.
    Reason {
        /// The document itself is empty.
        NoContent = "no_content",
        /// The page shows no text.
        NoText = "no_text",
        /// All of the text was cut, block by block and line by line.
        AllCut = "all_cut",
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
    /// Something about a page that its reader should know; never fatal.
    Note {
        /// The declared encoding does not fit the bytes; another was used.
        CharsetMismatch = "charset_mismatch",
        /// Some bytes fit no encoding and became U+FFFD.
        ReplacementCharacters = "replacement_characters",
        /// Elements nested deeper than the cap were flattened; their text was kept.
        DepthCapped = "depth_capped",
        /// Attributes of a tag behind the first 1,024 were left out.
        AttributesCapped = "attributes_capped",
        /// The tree grew out of proportion; further elements were not opened, their text was kept.
        NodesCapped = "nodes_capped",
        /// Work on it ended at `--doc-budget`; the text up to there was kept.
        OverBudget = "over_budget",
        /// A JSON-LD block is broken, or too large to be read.
        UnreadJsonLd = "unread_json_ld",
        /// The declared language is not the one that was detected.
        LanguageMismatch = "language_mismatch",
        /// The text was taken for what an extractor of main content left.
        TextMain = "text_main",
        /// The text was taken for all that a page shows.
        TextRaw = "text_raw",
        /// The crawl holds only the front of the page.
        Truncated = "truncated",
        /// An encoding that the server named does not fit the bytes; they were taken as they are.
        EncodingKept = "encoding_kept",
    }
}

/// What is known about a page besides its text. A field that no evidence supports is empty.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Metadata {
    /// Canonical address, absolute, http or https.
    pub url: Option<String>,
    /// Headline, without the site's name.
    pub title: Option<String>,
    /// Persons, in the order given.
    pub authors: Vec<String>,
    /// ISO 8601 with the precision that the page gave.
    pub date_published: Option<String>,
    /// Which evidence the date comes from.
    pub date_published_source: Option<String>,
    /// ISO 8601 with the precision that the page gave.
    pub date_modified: Option<String>,
    /// The publication.
    pub site_name: Option<String>,
    /// Summary by the publisher.
    pub description: Option<String>,
    /// Keywords by the publisher.
    pub tags: Vec<String>,
    /// ISO 639-1 code (ISO 639-3 where there is none).
    pub language: Option<String>,
    /// Confidence of the language, 0 to 1; `None` where it was only declared.
    pub language_score: Option<f64>,
    /// The picture that the publisher shows with it: absolute, http or https.
    pub image: Option<String>,
    /// What the publisher says that it is: `article`, `product`, `forum`, `recipe` …
    pub page_type: Option<String>,
}

named_enum! {
    /// Which mistake is the worse one in the choice of blocks: to lose main content, or to keep
    /// something else.
    #[derive(Default)]
    Favor {
        /// To lose main content: keeps what may be part of it (F2).
        Recall = "recall",
        /// Both alike (F1).
        #[default]
        Balanced = "balanced",
        /// To keep something else: keeps what surely is main content (F0.5).
        Precision = "precision",
    }
}

named_enum! {
    /// How much of a text that an extractor left is article.
    #[derive(Default)]
    TextKind {
        /// Told by the text itself.
        #[default]
        Auto = "auto",
        /// Most of it: a line is cut only on strong evidence.
        Main = "main",
        /// All that the page shows, menus and footers too.
        Raw = "raw",
    }
}

/// How much a record says about what was removed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Removed {
    /// Nothing.
    #[default]
    None,
    /// Where and why.
    Spans,
    /// Where, why, and the text, so that the text as laid out can be rebuilt.
    Text,
}

/// One reversible edit: put `original` in place of `out_start..out_end` of the clean text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Removal {
    /// First code point of the clean text that the edit replaced.
    pub out_start: usize,
    /// Code point behind the last one.
    pub out_end: usize,
    /// What stood there; `None` with [`Removed::Spans`].
    pub original: Option<String>,
    /// Why it went, as [`crate::text::Cause`] prints it.
    pub cause: String,
}

/// One row of output: what became of one document.
#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    /// The document's id.
    pub id: String,
    /// The clean text, without a line break at its end.
    pub text: String,
    /// What is known about the page.
    pub metadata: Metadata,
    /// How the document ended.
    pub status: Status,
    /// Why `status` is what it is, where it is not ok.
    pub reasons: Vec<Reason>,
    /// What went wrong, where, and what to do; `None` where nothing did.
    pub error: Option<String>,
    /// What the reader should know.
    pub notes: Vec<Note>,
    /// What was removed, in text order; filled as configured.
    pub removed: Vec<Removal>,
    /// Where the document came from.
    pub origin: Origin,
    /// XXH3-128 of the document's content, in hexadecimal; empty if it could not be read.
    pub input_hash: String,
    /// Code points of the text as laid out, before the cuts.
    pub n_chars_in: usize,
    /// Code points cut, by [class](crate::text::Cause::class) of cause.
    pub cut_chars: std::collections::BTreeMap<crate::text::Cause, usize>,
    /// When the page was fetched, in ISO 8601, where the input says it.
    pub crawled: Option<String>,
    /// Fields of the input row that pass through, as [`Document::extra`].
    pub extra: Option<String>,
}

impl Record {
    /// A record of a document that could not be processed.
    pub fn failed(id: String, origin: Origin, status: Status, error: String) -> Self {
        Self {
            id,
            text: String::new(),
            metadata: Metadata::default(),
            status,
            reasons: Vec::new(),
            error: Some(error),
            notes: Vec::new(),
            removed: Vec::new(),
            origin,
            input_hash: String::new(),
            n_chars_in: 0,
            cut_chars: std::collections::BTreeMap::new(),
            crawled: None,
            extra: None,
        }
    }
}

/// XXH3-128 of `bytes`, in hexadecimal.
pub fn hash(bytes: &[u8]) -> String {
    format!("{:032x}", xxhash_rust::xxh3::xxh3_128(bytes))
}
