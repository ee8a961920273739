//! Owns `dechaff explain`: what was kept and cut of documents, line by line, with the causes.

use super::args::ExplainArgs;
use super::{printable_line, setup, usage};
use anstyle::{AnsiColor, Style};
use anyhow::anyhow;
use dechaff::document::Part;
use dechaff::explain::{self, BlockStory, Piece};
use dechaff::source::{Input, Source};
use dechaff::{Cleaner, Document, Removed};
use std::io::Write;

/// Columns of a screen of unknown width.
const WIDTH: usize = 100;

/// Shows the documents of an input.
///
/// # Errors
/// [`super::Usage`] where the input or the id is not there; else why a document cannot be read.
pub fn run(args: ExplainArgs) -> anyhow::Result<()> {
    let inputs = setup::inputs(std::slice::from_ref(&args.input))?;
    let cleaner = setup::cleaner(&args.reading, &inputs, Removed::None, false)?;
    let is_folder = matches!(inputs[0], Input::Folder(_));
    let source = Source::new(inputs, setup::source_options(&args.reading.reading, Vec::new()));
    let mut out = anstream::stdout().lock();
    let width = width();
    let (mut shown, mut failed) = (0u64, 0u64);
    for pending in source {
        let (id, origin) = (pending.id().to_owned(), pending.origin().to_string());
        match pending.read() {
            Ok(doc) if args.id.as_ref().is_none_or(|wanted| *wanted == doc.id) => {
                // A folder and a file of lines may have more, of which none is known yet.
                let many = args.id.is_none() && (is_folder || doc.origin.part != Part::Whole);
                if many || shown > 0 {
                    title(&mut out, &doc.id)?;
                }
                match show(&mut out, &cleaner, &doc, width, &args)? {
                    Ok(()) => shown += 1,
                    Err(what) => {
                        failed += 1;
                        super::say_error(&format!("{origin}: it is {what}, not text"));
                    }
                }
            }
            Ok(_) => {}
            Err(_) if args.id.as_ref().is_some_and(|wanted| *wanted != id) => {}
            Err(unreadable) => {
                failed += 1;
                super::say_error(&format!("{origin}: {}", unreadable.reason));
            }
        }
    }
    match args.id {
        _ if failed > 0 && shown == 0 => Err(anyhow!("nothing could be read")),
        Some(id) if shown == 0 => Err(usage(format!("no document has the id `{id}`"))),
        None if shown == 0 => Err(usage("the input holds no document")),
        _ => Ok(()),
    }
}

fn title(out: &mut impl Write, id: &str) -> std::io::Result<()> {
    let bold = Style::new().bold();
    writeln!(out, "{bold}{}{bold:#}", printable_line(id))
}

/// Columns of the terminal, or a usual number.
fn width() -> usize {
    console::Term::stdout().size_checked().map_or(WIDTH, |(_, columns)| columns.into())
}

/// Shows one document, or its metadata, or its blocks; else says what it is, when that is no text.
fn show(
    out: &mut impl Write,
    cleaner: &Cleaner,
    doc: &Document,
    width: usize,
    args: &ExplainArgs,
) -> std::io::Result<Result<(), &'static str>> {
    let examined = match cleaner.examine(doc) {
        Ok(examined) => examined,
        Err(what) => return Ok(Err(what)),
    };
    if args.metadata {
        write!(out, "{}", explain::metadata(&examined))?;
        return Ok(Ok(()));
    }
    if args.blocks {
        let judgements = cleaner.judge(doc, &examined.page);
        for block in explain::blocks(&examined, &judgements) {
            write_block(out, &block, width)?;
        }
        return Ok(Ok(()));
    }
    let pieces = explain::pieces(&examined);
    for piece in &pieces {
        line(out, piece, width)?;
    }
    let kept = pieces.iter().filter(|piece| piece.cause.is_none()).count();
    let dim = Style::new().dimmed();
    writeln!(out, "{dim}{kept} kept, {} cut{dim:#}", pieces.len() - kept)?;
    Ok(Ok(()))
}

/// Writes a block: its text as far as a line goes, its score, what decided, the strongest features.
fn write_block(out: &mut impl Write, block: &BlockStory<'_>, width: usize) -> std::io::Result<()> {
    let text = console::truncate_str(&block.text, width.saturating_sub(2), "…");
    let (red, dim) = (AnsiColor::Red.on_default(), Style::new().dimmed());
    if block.causes.is_empty() {
        writeln!(out, "= {text}")?;
    } else {
        writeln!(out, "{red}- {text}{red:#}")?;
    }
    writeln!(out, "{dim}    {}{dim:#}", block.decided())?;
    if let Some(judgement) = block.judgement {
        let influences = judgement.influences.iter().map(ToString::to_string);
        writeln!(out, "{dim}    {}{dim:#}", influences.collect::<Vec<_>>().join(", "))?;
        let says: Vec<&str> = judgement.says.iter().map(|phrase| phrase.name()).collect();
        if !says.is_empty() {
            writeln!(out, "{dim}    says {}{dim:#}", says.join(", "))?;
        }
        if let Some(repeat) = judgement.repeat {
            let (pages, of) = (repeat.pages, repeat.of);
            writeln!(out, "{dim}    stands on {pages} of {of} pages of its host{dim:#}")?;
        }
    }
    Ok(())
}

/// Writes a piece; the cause of a cut stands at the right, if the line leaves room.
fn line(out: &mut impl Write, piece: &Piece<'_>, width: usize) -> std::io::Result<()> {
    let goes_on = if piece.continued { " \\" } else { "" };
    let Some(cause) = piece.cause else {
        return writeln!(out, "= {}{goes_on}", piece.text);
    };
    let (red, dim) = (AnsiColor::Red.on_default(), Style::new().dimmed());
    let cause = format!("[{cause}]");
    let taken = 2 + console::measure_text_width(&piece.text) + goes_on.len();
    let gap = width.saturating_sub(taken + cause.len()).max(2);
    writeln!(out, "{red}- {}{goes_on}{red:#}{:gap$}{dim}{cause}{dim:#}", piece.text, "")
}
