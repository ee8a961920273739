//! Owns sums over ranges of blocks and of elements: those of any range are a difference of two.

use super::counts::Counts;
use crate::learned::Odds;
use crate::page::{BlockKind, Tag};

/// Sums over a range of blocks.
#[derive(Clone, Copy, Debug, Default)]
pub struct Sums {
    /// Blocks.
    pub blocks: f32,
    /// Words.
    pub words: f32,
    /// Code points that are no white space.
    pub chars: f32,
    /// Of those, in links.
    pub link: f32,
    /// Ends of sentences.
    pub sentences: f32,
    /// Words of blocks that read like running text.
    pub prose: f32,
    /// Headings.
    pub headings: f32,
    /// Log-odds of the words of short blocks.
    pub odds: f32,
}

impl Sums {
    /// Those of one block.
    pub fn of(counts: &Counts, kind: BlockKind, odds: Odds) -> Self {
        let prose = counts.words >= 12.0 && counts.sentences > 0.0 && counts.link < 0.3;
        Self {
            blocks: 1.0,
            words: counts.words,
            chars: counts.chars,
            link: counts.chars * counts.link.max(0.0),
            sentences: counts.sentences,
            prose: if prose { counts.words } else { 0.0 },
            headings: f32::from(u8::from(matches!(kind, BlockKind::Heading(_)))),
            odds: odds.sum,
        }
    }

    /// Both together.
    pub fn plus(self, other: Self) -> Self {
        Self {
            blocks: self.blocks + other.blocks,
            words: self.words + other.words,
            chars: self.chars + other.chars,
            link: self.link + other.link,
            sentences: self.sentences + other.sentences,
            prose: self.prose + other.prose,
            headings: self.headings + other.headings,
            odds: self.odds + other.odds,
        }
    }

    /// The first without the second.
    pub fn minus(self, other: Self) -> Self {
        Self {
            blocks: self.blocks - other.blocks,
            words: self.words - other.words,
            chars: self.chars - other.chars,
            link: self.link - other.link,
            sentences: self.sentences - other.sentences,
            prose: self.prose - other.prose,
            headings: self.headings - other.headings,
            odds: self.odds - other.odds,
        }
    }

    /// Share of the characters that are in links.
    pub fn link_density(self) -> f32 {
        self.link / self.chars.max(1.0)
    }

    /// Words a block.
    pub fn mean_words(self) -> f32 {
        self.words / self.blocks.max(1.0)
    }
}

/// Numbers of elements of some kinds.
#[derive(Clone, Copy, Debug, Default)]
pub struct Tags {
    /// Links.
    pub links: f32,
    /// Images.
    pub images: f32,
    /// Fields and buttons.
    pub fields: f32,
}

impl Tags {
    /// With one element more.
    pub fn with(mut self, tag: Tag) -> Self {
        match tag {
            Tag::A => self.links += 1.0,
            Tag::Img | Tag::Picture => self.images += 1.0,
            Tag::Input | Tag::Button | Tag::Select | Tag::Textarea | Tag::Label => {
                self.fields += 1.0;
            }
            _ => {}
        }
        self
    }

    /// The first without the second.
    pub fn minus(self, other: Self) -> Self {
        Self {
            links: self.links - other.links,
            images: self.images - other.images,
            fields: self.fields - other.fields,
        }
    }
}
