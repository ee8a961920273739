//! Owns how text is laid out: white space, line breaks, and where a text block begins and ends.

use crate::page::{Block, BlockKind, Selected};
use crate::text::Span;

/// What stands between two text blocks, weakest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Separator {
    /// Nothing, or the space that the page has there.
    None,
    /// Tabs, one for each boundary between cells of a row.
    Tabs(usize),
    /// A line break.
    Line,
    /// A blank line.
    Blank,
}

/// How the text at some place of the page is to be laid out.
#[derive(Clone, Copy, Debug)]
pub struct Style {
    /// Kind of the blocks that begin here.
    pub kind: BlockKind,
    /// The nearest block-level element.
    pub element: Option<usize>,
    /// Inside a link.
    pub link: bool,
    /// In bold.
    pub bold: bool,
    /// Hidden from a reader.
    pub hidden: bool,
    /// White space counts.
    pub preformatted: bool,
    /// What the user's selectors say.
    pub selected: Option<Selected>,
}

/// Takes text and boundaries, makes the text of the page and its blocks.
#[derive(Debug)]
pub struct Writer {
    /// The text so far.
    pub text: String,
    /// The blocks so far, without the open one.
    pub blocks: Vec<Block>,
    open: Option<Block>,
    separator: Separator,
    /// White space was met since the last character.
    space: bool,
    /// `<br>`s that were met since the last character.
    breaks: usize,
    /// White space of preformatted text that has not been written yet.
    indent: String,
}

impl Writer {
    /// No text yet.
    pub fn new() -> Self {
        Self {
            text: String::new(),
            blocks: Vec::new(),
            open: None,
            separator: Separator::None,
            space: false,
            breaks: 0,
            indent: String::new(),
        }
    }

    /// Number of blocks that have begun.
    pub fn begun(&self) -> usize {
        self.blocks.len() + usize::from(self.open.is_some())
    }

    /// Ends the open block; at least `separator` will stand before the next one.
    pub fn boundary(&mut self, separator: Separator) {
        self.close();
        self.separator = match (self.separator, separator) {
            (Separator::Tabs(a), Separator::Tabs(b)) => Separator::Tabs(a + b),
            (a, b) => a.max(b),
        };
    }

    /// A `<br>`: a line break within a block; two of them part blocks.
    pub fn line_break(&mut self, style: Style) {
        if style.preformatted {
            self.preformatted("\n", style);
        } else {
            self.breaks += 1;
            self.space = false;
        }
    }

    /// Adds text as it stands in the page's source.
    pub fn write(&mut self, text: &str, style: Style) {
        if style.preformatted {
            self.preformatted(text, style);
            return;
        }
        let mut rest = text;
        while !rest.is_empty() {
            let end = rest.find(char::is_whitespace).unwrap_or(rest.len());
            if end > 0 {
                self.word(&rest[..end], style);
            }
            let word_end = end;
            let space_end = rest[word_end..].find(|c: char| !c.is_whitespace());
            let space_end = space_end.map_or(rest.len(), |at| word_end + at);
            self.space |= space_end > word_end;
            rest = &rest[space_end..];
        }
    }

    fn word(&mut self, word: &str, style: Style) {
        if self.breaks >= 2 {
            self.boundary(Separator::Blank);
        }
        if self.open.is_none() {
            if self.breaks > 0 {
                self.boundary(Separator::Line);
            }
            self.begin(style);
        } else if self.breaks > 0 {
            self.text.push('\n');
        } else if self.space {
            self.text.push(' ');
        }
        (self.space, self.breaks) = (false, 0);
        self.put(word, style);
    }

    /// Adds preformatted text. White space at its end waits for what follows, so that the text
    /// never ends with white space and nothing of it is ever taken back.
    fn preformatted(&mut self, text: &str, style: Style) {
        let lead = text.len() - text.trim_start().len();
        self.indent.push_str(&text[..lead]);
        let body = text[lead..].trim_end();
        if body.is_empty() {
            return;
        }
        if self.open.is_none() {
            self.begin(style);
        } else {
            self.text.push_str(&self.indent);
            self.indent.clear();
        }
        self.put(body, style);
        self.indent.push_str(&text[lead + body.len()..]);
    }

    /// Begins a block: writes what parts it from the last one.
    fn begin(&mut self, style: Style) {
        if !self.text.is_empty() {
            match self.separator {
                Separator::None if self.space => self.text.push(' '),
                Separator::None => {}
                Separator::Tabs(count) => self.text.extend(std::iter::repeat_n('\t', count)),
                Separator::Line => self.text.push('\n'),
                Separator::Blank => self.text.push_str("\n\n"),
            }
        }
        let line = self.indent.rsplit('\n').next().unwrap_or_default();
        self.text.push_str(line);
        self.indent.clear();
        (self.separator, self.space, self.breaks) = (Separator::None, false, 0);
        self.open = Some(Block {
            span: Span::new(self.text.len(), self.text.len()),
            kind: style.kind,
            element: style.element,
            link_chars: Some(0),
            bold_chars: Some(0),
            hidden: style.hidden,
            selected: style.selected,
        });
    }

    fn put(&mut self, text: &str, style: Style) {
        self.text.push_str(text);
        let Some(block) = &mut self.open else { return };
        if style.link || style.bold {
            let count = text.chars().filter(|c| !c.is_whitespace()).count();
            for chars in [(style.link, &mut block.link_chars), (style.bold, &mut block.bold_chars)]
            {
                if let (true, Some(chars)) = chars {
                    *chars += count;
                }
            }
        }
    }

    fn close(&mut self) {
        self.indent.clear();
        if let Some(mut block) = self.open.take() {
            block.span.end = self.text.len();
            self.blocks.push(block);
        }
        if self.breaks >= 2 {
            self.separator = self.separator.max(Separator::Blank);
        }
        self.breaks = 0;
    }
}
