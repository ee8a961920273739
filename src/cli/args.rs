//! Owns the arguments: what may be typed, and what the help says about it.

use super::planned;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Parser, Subcommand, ValueEnum};
use dechaff::sink::{Compress, Format, Schema};
use dechaff::source::Keep;
use dechaff::{Favor, Limits, Removed, TextKind};
use std::path::PathBuf;

/// Clean text and metadata from scraped articles, with a cause for every cut.
#[derive(Debug, Parser)]
#[command(name = "dechaff", version, subcommand_required = true, arg_required_else_help = true)]
#[command(after_help = "\
Examples:
  dechaff clean pages/ -o cleaned          a folder of pages, at all depths
  dechaff clean crawl.jsonl.gz -o out.jsonl
  curl -s URL | dechaff clean - -o -       from standard input to standard output
  dechaff explain page.html                what was cut of a page, and why")]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Clean documents: one row of text and metadata each
    Clean(CleanArgs),
    /// Show what was cut of a document and why, line by line
    Explain(ExplainArgs),
    /// Learn what each host repeats, for `clean --templates`
    Learn(LearnArgs),
    /// Put back what was cut: the texts as laid out
    Rebuild(RebuildArgs),
    /// List the rules, or describe one
    Rules(RulesArgs),
    /// List the columns of the output
    Schema(SchemaArgs),
}

/// `dechaff clean`.
#[derive(Debug, Args)]
#[command(after_help = "\
Inputs: .html .htm .xhtml .txt .text .jsonl .ndjson .warc .wet, each also with .gz or .zst, and \
.parquet. In folders all other files are passed over; a file that is named is read whatever it is called.
Configuration is read from a `dechaff.toml` beside the input, unless `--config` names another.

Exit codes:
  0    every document has a row; how many could not be processed is said on standard error
  1    the run could not be finished
  2    it cannot be done as asked
  130  interrupted

Examples:
  dechaff clean pages/ -o cleaned
  dechaff clean a.html notes.txt -o out.jsonl --removed text
  dechaff clean crawl.jsonl -o texts --output-format txt --html-field page.body
  dechaff clean crawl.jsonl.gz -o cleaned --learn
  dechaff clean crawl.jsonl.gz -o cleaned --resume
  zcat crawl.jsonl.gz | dechaff clean - -o - | head")]
pub struct CleanArgs {
    /// Files, folders (at all depths), or `-` for standard input
    #[arg(value_name = "INPUT", required = true)]
    pub inputs: Vec<PathBuf>,

    /// A folder, a file (`.jsonl`, `.jsonl.gz`, `.jsonl.zst`, `.parquet`), or `-` for standard output
    #[arg(short, long, value_name = "OUT", help_heading = "Output")]
    pub output: PathBuf,

    /// How documents are written: jsonl, parquet or txt [default: as OUT ends, else jsonl]
    #[arg(long, value_name = "FORMAT")]
    #[arg(value_parser = one_of(&[
        ("jsonl", Format::Jsonl),
        ("parquet", Format::Parquet),
        ("txt", Format::Txt),
    ]))]
    #[arg(
        help_heading = "Output",
        hide_possible_values = true,
        long_help = "\
How documents are written [default: as OUT ends, else jsonl]:
jsonl: a JSON object a line
parquet: a table of columns
txt: a text file a document, and metadata.jsonl with everything else"
    )]
    pub output_format: Option<Format>,

    /// How output is compressed: none, gzip or zstd [default: as OUT ends, else none, Parquet zstd]
    #[arg(long, value_name = "HOW")]
    #[arg(value_parser = one_of(&[
        ("none", Compress::None),
        ("gzip", Compress::Gzip),
        ("zstd", Compress::Zstd),
    ]))]
    #[arg(help_heading = "Output", hide_possible_values = true)]
    pub compress: Option<Compress>,

    /// Whose columns rows have: native, or those of fineweb, dolma, trafilatura
    #[arg(long, value_name = "NAME", default_value = "native", value_parser = one_of(SCHEMAS))]
    #[arg(help_heading = "Output", hide_possible_values = true)]
    pub schema: Schema,

    /// What a row says about what was removed: none, spans, or text (which `rebuild` needs)
    #[arg(long, value_name = "WHAT", default_value = "none")]
    #[arg(value_parser = one_of(&[
        ("none", Removed::None),
        ("spans", Removed::Spans),
        ("text", Removed::Text),
    ]))]
    #[arg(help_heading = "Output", hide_possible_values = true)]
    pub removed: Removed,

    /// Replace what the output holds already
    #[arg(long, help_heading = "Output")]
    pub overwrite: bool,

    /// Go on with a run that was interrupted, killed, or found the disk full; begin where there is none
    #[arg(long, help_heading = "Output", conflicts_with = "overwrite")]
    pub resume: bool,

    #[command(flatten)]
    pub input: InputArgs,

    /// Fields of the input that pass through as `extra`: names with commas between them, or `all`
    /// that are not read
    #[arg(long, value_name = "NAMES", help_heading = "Input", value_parser = keep)]
    pub keep_fields: Option<Keep>,

    /// Learn what hosts repeat from the same inputs first, which are then read twice
    #[arg(long, help_heading = "Cleaning", conflicts_with = "templates")]
    pub learn: bool,

    #[command(flatten)]
    pub running: RunningArgs,

    /// Write the summary to FILE too, as JSON
    #[arg(long, value_name = "FILE", help_heading = "Running")]
    pub summary: Option<PathBuf>,
}

/// `dechaff learn`.
#[derive(Debug, Args)]
#[command(after_help = "\
Only documents with an address (`url`) tell of a host. What is learnt does not depend on the order of \
documents: learning from parts and merging gives the same file, byte for byte.

Examples:
  dechaff learn crawl.jsonl.gz -o crawl.templates
  dechaff clean crawl.jsonl.gz -o cleaned --templates crawl.templates
  dechaff learn --merge a.templates b.templates -o all.templates")]
pub struct LearnArgs {
    /// Files, folders (at all depths), or `-` for standard input; with `--merge`, files of templates
    #[arg(value_name = "INPUT", required = true)]
    pub inputs: Vec<PathBuf>,

    /// The file of templates to write
    #[arg(short, long, value_name = "FILE", help_heading = "Output")]
    pub output: PathBuf,

    /// Replace the output if it exists
    #[arg(long, help_heading = "Output")]
    pub overwrite: bool,

    /// Merge files of templates, instead of reading documents
    #[arg(long)]
    pub merge: bool,

    #[command(flatten)]
    pub reading: ReadingArgs,

    #[command(flatten)]
    pub running: RunningArgs,
}

/// How a run over documents is done, and what it says.
#[derive(Debug, Args)]
#[command(next_help_heading = "Running")]
pub struct RunningArgs {
    /// Worker threads [default: one a core]
    #[arg(short = 'j', long, value_name = "N")]
    #[arg(value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub threads: Option<u16>,

    /// Show progress: auto (on a terminal), always, never
    #[arg(long, value_enum, value_name = "WHEN", default_value = "auto")]
    #[arg(hide_possible_values = true)]
    pub progress: When,

    /// Say only what went wrong
    #[arg(short, long, conflicts_with = "verbose")]
    pub quiet: bool,

    /// Say which configuration is used, and each document that could not be processed
    #[arg(short, long)]
    pub verbose: bool,
}

/// How documents are found and read; the same for all commands that read them.
#[derive(Debug, Args)]
#[command(next_help_heading = "Input")]
pub struct ReadingArgs {
    /// What the inputs hold: auto (by extension, then by content), html, text, jsonl, parquet or
    /// warc (also WET)
    #[arg(long, value_enum, value_name = "FORMAT", default_value = "auto")]
    #[arg(hide_possible_values = true)]
    pub input_format: InputFormat,

    /// Field or column of a document's id [default: id]
    #[arg(long, value_name = "NAME")]
    pub id_field: Option<String>,

    /// Field or column of the page's address [default: url]
    #[arg(long, value_name = "NAME")]
    pub url_field: Option<String>,

    /// Field or column of the HTML, `a.b` for field b of a [default: html]
    #[arg(long, value_name = "NAME")]
    pub html_field: Option<String>,

    /// Field or column of the text, where there is no HTML [default: text]
    #[arg(long, value_name = "NAME")]
    pub text_field: Option<String>,

    /// Longest document that is read, decompressed: bytes, or with kB, MB, KiB, MiB, GiB
    #[arg(long, value_name = "SIZE", default_value = "32MiB", value_parser = size)]
    pub max_doc_bytes: u64,
}

/// How documents are read and cleaned; the same for all commands that clean them.
#[derive(Debug, Args)]
#[command(next_help_heading = "Input")]
pub struct InputArgs {
    #[command(flatten)]
    pub reading: ReadingArgs,

    /// Configuration file, instead of a `dechaff.toml` beside the input
    #[arg(short, long, value_name = "FILE")]
    pub config: Option<PathBuf>,

    /// Which mistake is the worse one in pages: to lose main content (recall), or to keep something
    /// else (precision)
    #[arg(long, value_name = "WHAT", default_value = "balanced")]
    #[arg(value_parser = one_of(&[
        ("recall", Favor::Recall),
        ("balanced", Favor::Balanced),
        ("precision", Favor::Precision),
    ]))]
    #[arg(help_heading = "Cleaning", hide_possible_values = true)]
    pub favor: Favor,

    /// How much of a text is article: most of it (main), as extractors of main content leave it, or a
    /// part of it (raw), as in WET files. `auto` tells by the text
    #[arg(long, value_name = "KIND", default_value = "auto", value_parser = one_of(&[
        ("auto", TextKind::Auto),
        ("main", TextKind::Main),
        ("raw", TextKind::Raw),
    ]))]
    #[arg(help_heading = "Cleaning", hide_possible_values = true)]
    pub text_kind: TextKind,

    /// Elements nested deeper than this are flattened; their text is kept
    #[arg(long, value_name = "N", default_value_t = Limits::default().depth)]
    #[arg(value_parser = clap::value_parser!(u32).range(16..=2048), help_heading = "Cleaning")]
    pub max_depth: u32,

    /// Units of work that a document may take: a token or a node of HTML is one, a line of plain text
    /// eight, each time that it is looked at. Of a page beyond them the text up to there is kept, with
    /// the status `over_budget`
    #[arg(long, value_name = "UNITS", default_value_t = Limits::default().work)]
    #[arg(value_parser = clap::value_parser!(u64).range(1000..), help_heading = "Cleaning")]
    pub doc_budget: u64,

    /// What hosts repeat, as `dechaff learn` wrote it
    #[arg(long, value_name = "FILE", help_heading = "Cleaning")]
    pub templates: Option<PathBuf>,
}

/// `dechaff explain`.
#[derive(Debug, Args)]
#[command(after_help = "\
A line that begins with `=` was kept, one with `-` was cut, and the cause stands at its right. `\\` at \
the end of a part says that the next one goes on with the same line.

Examples:
  dechaff explain page.html
  dechaff explain page.html --blocks
  dechaff explain page.html --metadata
  dechaff explain crawl.jsonl --id 17")]
pub struct ExplainArgs {
    /// A file, a folder, or `-` for standard input
    #[arg(value_name = "INPUT", required = true)]
    pub input: PathBuf,

    /// Only the documents with this id
    #[arg(long, value_name = "ID")]
    pub id: Option<String>,

    /// Show the text blocks of a page: the score of each, the features that moved it most, and what
    /// decided
    #[arg(long)]
    pub blocks: bool,

    /// Show the metadata instead of the text: for each field what was chosen, what spoke for it, and
    /// all that the page claims
    #[arg(long, conflicts_with = "blocks")]
    pub metadata: bool,

    #[command(flatten)]
    pub reading: InputArgs,
}

/// `dechaff rebuild`.
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  dechaff clean pages/ -o cleaned --removed text
  dechaff rebuild cleaned -o laid-out.jsonl")]
pub struct RebuildArgs {
    /// What `dechaff clean --removed text` wrote: a file of JSONL or a folder of parts
    #[arg(value_name = "OUT")]
    pub input: PathBuf,

    /// A `.jsonl` file, or `-` for standard output
    #[arg(short, long, value_name = "FILE")]
    pub output: PathBuf,

    /// Replace the output if it exists
    #[arg(long)]
    pub overwrite: bool,
}

/// `dechaff schema`.
#[derive(Debug, Args)]
pub struct SchemaArgs {
    /// Whose columns: native, fineweb, dolma or trafilatura
    #[arg(long, value_name = "NAME", default_value = "native", value_parser = one_of(SCHEMAS))]
    #[arg(hide_possible_values = true)]
    pub schema: Schema,
}

/// Values of `--schema`.
const SCHEMAS: &[(&str, Schema)] = &[
    ("native", Schema::Native),
    ("fineweb", Schema::FineWeb),
    ("dolma", Schema::Dolma),
    ("trafilatura", Schema::Trafilatura),
];

/// `dechaff rules`.
#[derive(Debug, Args)]
pub struct RulesArgs {
    /// The rule to describe
    #[arg(value_name = "RULE")]
    pub rule: Option<String>,
}

/// `--input-format`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum InputFormat {
    /// By extension, then by content.
    Auto,
    /// HTML pages.
    Html,
    /// Texts.
    Text,
    /// A JSON object a line.
    Jsonl,
    /// A table.
    Parquet,
    /// WARC or WET.
    Warc,
}

/// Reads the name of a value of the library's.
fn one_of<T: Copy + Send + Sync + 'static>(
    values: &'static [(&'static str, T)],
) -> impl TypedValueParser<Value = T> {
    PossibleValuesParser::new(values.iter().map(|(name, _)| *name)).try_map(move |name| {
        let value = values.iter().find(|(known, _)| *known == name);
        value.map(|(_, value)| *value).ok_or("there is no such value")
    })
}

/// `--progress`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum When {
    /// On a terminal.
    Auto,
    /// Also elsewhere, as plain lines.
    Always,
    /// Not at all.
    Never,
}

/// Reads the arguments of this process.
///
/// # Errors
/// clap's own error, or what to say about something that is not built yet.
pub fn parse() -> anyhow::Result<Command> {
    match Cli::try_parse() {
        Ok(cli) => Ok(cli.command),
        Err(error) => match planned::argument(&error) {
            Some(message) => Err(super::usage(message)),
            None => Err(error.into()),
        },
    }
}

/// What `--keep-fields` names.
fn keep(text: &str) -> Result<Keep, String> {
    if text == "all" {
        return Ok(Keep::All);
    }
    let names: Vec<_> = text.split(',').map(|name| name.trim().to_owned()).collect();
    if names.iter().any(String::is_empty) {
        return Err("write names with commas between them, or `all`".to_owned());
    }
    Ok(Keep::Named(names))
}

/// A size in bytes, such as `1000`, `64kB` or `32MiB`.
fn size(text: &str) -> Result<u64, String> {
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let (number, unit) = text.split_at(end);
    let factor: u64 = match unit.trim().to_ascii_lowercase().as_str() {
        "" | "b" => 1,
        "kb" => 1_000,
        "mb" => 1_000_000,
        "gb" => 1_000_000_000,
        "k" | "kib" => 1 << 10,
        "m" | "mib" => 1 << 20,
        "g" | "gib" => 1 << 30,
        _ => return Err(format!("`{unit}` is no unit; use kB, MB, GB, KiB, MiB or GiB")),
    };
    let number: u64 = number.parse().map_err(|_| "write a number of bytes, such as 32MiB")?;
    match number.checked_mul(factor) {
        None | Some(0) => Err("it must be from 1 byte to 16 EiB".to_owned()),
        Some(size) => Ok(size),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_arguments_are_sound() {
        Cli::command().debug_assert();
    }

    #[test]
    fn sizes_have_units() {
        for (text, bytes) in [("7", 7), ("64kB", 64_000), ("2 MiB", 2 << 20), ("1g", 1 << 30)] {
            assert_eq!(size(text), Ok(bytes), "{text}");
        }
        assert_eq!(size("32MiB"), Ok(dechaff::document::MAX_DOC_BYTES), "the default");
        for text in ["", "MiB", "0", "-1", "1.5MB", "9 parsecs", "99999999999GiB"] {
            assert!(size(text).is_err(), "{text}");
        }
    }

    #[test]
    fn planned_arguments_are_not_built() {
        for flag in planned::flags() {
            let mut command = Cli::command();
            command.build();
            let clean = command.find_subcommand("clean").unwrap();
            let known = clean.get_arguments().any(|arg| arg.get_long() == flag.strip_prefix("--"));
            assert!(!known, "{flag} is built: take it off the table");
            let error =
                Cli::try_parse_from(["dechaff", "clean", "a", "-o", "b", flag]).unwrap_err();
            assert!(
                planned::argument(&error).is_some_and(|m| m.contains("not built yet")),
                "{flag}"
            );
        }
        for command in planned::commands() {
            let error = Cli::try_parse_from(["dechaff", command, "a"]).unwrap_err();
            assert!(planned::argument(&error).is_some(), "{command}");
        }
    }
}
