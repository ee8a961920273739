//! Clean text and metadata from scraped articles, with a cause for every cut.
//!
//! ```
//! use dechaff::{Cleaner, Document, Kind};
//!
//! let html = "<title>Crane falls</title><nav><a href=/>Home</a></nav>\
//!             <article><p>A crane fell onto the rails of the harbour on Monday.</p></article>";
//! let record = Cleaner::default().clean(&Document::new("1", Kind::Html, html));
//! assert_eq!(record.text, "A crane fell onto the rails of the harbour on Monday.");
//! assert_eq!(record.metadata.title.as_deref(), Some("Crane falls"));
//! ```
//!
//! The text of a page is laid out once and never changes after that; every stage only adds cuts,
//! each with its cause; one function at the end renders what is left. [`clean`] is that flow, and
//! [`run`] carries it over any number of documents. ARCHITECTURE.md tells which module may use
//! which.

#[doc(hidden)] // for training/, which makes the weights of the features that run
pub mod classify;
pub mod clean;
pub mod config;
pub mod decode;
pub mod document;
pub mod explain;
mod lang;
#[doc(hidden)] // as classify
pub mod learned;
mod metadata;
pub mod page;
pub mod parse;
pub mod render;
pub mod rules;
pub mod run;
mod shape;
pub mod sink;
pub mod source;
pub mod template;
pub mod text;

pub use clean::{Cleaner, Examined};
pub use config::{Config, ConfigError};
pub use document::{
    Document, Favor, Kind, Limits, Metadata, Note, Reason, Record, Removed, Status, TextKind,
};
pub use lang::{ExtraPhrases, LanguageError, Phrase};
pub use learned::{Influence, Judgement};
pub use metadata::{Claim, Evidence, Field, Vote};
