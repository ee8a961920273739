//! Owns what all commands that read documents share: their inputs, their configuration.

use super::args::{InputArgs, InputFormat, ReadingArgs, RunningArgs};
use super::{printable_line, say, usage};
use dechaff::run;
use dechaff::sink::is_own_list;
use dechaff::source::{self, Fields, Input, Keep};
use dechaff::template::{FileError, Templates};
use dechaff::{Cleaner, Config, Limits, Removed};
use std::fs::File;
use std::io::{BufReader, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

/// What the paths are.
///
/// # Errors
/// [`super::Usage`] where there is no such path, or nothing reads it yet.
pub fn inputs(paths: &[PathBuf]) -> anyhow::Result<Vec<Input>> {
    let mut inputs = Vec::with_capacity(paths.len());
    for path in paths {
        let input = Input::new(path).map_err(|error| match error.kind() {
            std::io::ErrorKind::NotFound => usage(format!("{} does not exist", path.display())),
            _ => usage(format!("{} cannot be read: {error}", path.display())),
        })?;
        if input == Input::Stdin && inputs.contains(&input) {
            return Err(usage("standard input can be read only once: name `-` once"));
        }
        inputs.push(input);
    }
    Ok(inputs)
}

/// How the inputs are read; `excluded` are not.
pub fn source_options(args: &ReadingArgs, excluded: Vec<PathBuf>) -> source::Options {
    let format = match args.input_format {
        InputFormat::Auto => None,
        InputFormat::Html => Some(source::Format::Html),
        InputFormat::Text => Some(source::Format::Text),
        InputFormat::Jsonl => Some(source::Format::Jsonl),
        InputFormat::Parquet => Some(source::Format::Parquet),
        InputFormat::Warc => Some(source::Format::Warc),
    };
    let fields = Fields::new(
        args.id_field.clone(),
        args.url_field.clone(),
        args.html_field.clone(),
        args.text_field.clone(),
    );
    let max_doc_bytes = args.max_doc_bytes;
    source::Options { format, fields, max_doc_bytes, excluded, is_output: is_own_list }
}

/// How the inputs are read, as far as that decides what rows say and the configuration does not: by
/// flag.
pub fn reading_settings(args: &ReadingArgs, keep: Option<&Keep>) -> Vec<(String, String)> {
    let field = |name: &Option<String>| name.clone().unwrap_or_else(|| "the usual".to_owned());
    [
        ("`--input-format`", format!("{:?}", args.input_format).to_lowercase()),
        ("`--id-field`", field(&args.id_field)),
        ("`--url-field`", field(&args.url_field)),
        ("`--html-field`", field(&args.html_field)),
        ("`--text-field`", field(&args.text_field)),
        ("`--max-doc-bytes`", args.max_doc_bytes.to_string()),
        ("`--keep-fields`", keep.map_or("none".to_owned(), |keep| format!("{keep:?}"))),
    ]
    .map(|(flag, value)| (flag.to_owned(), value))
    .to_vec()
}

/// How a run is done, and that a worker's panic is not for the terminal: it becomes the document's
/// row.
pub fn run_options(args: &RunningArgs) -> run::Options {
    let usual = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        let thread = std::thread::current();
        if !thread.name().is_some_and(|name| name.starts_with(run::WORKER)) {
            usual(panic);
        }
    }));
    let stop = Arc::new(AtomicBool::new(false));
    run::Options { threads: args.threads.unwrap_or_default().into(), stop, ..Default::default() }
}

/// The cleaner that the configuration asks for.
///
/// # Errors
/// [`super::Usage`] where the configuration cannot be read, with its line.
pub fn cleaner(
    args: &InputArgs,
    inputs: &[Input],
    removed: Removed,
    verbose: bool,
) -> anyhow::Result<Cleaner> {
    let path = match &args.config {
        Some(path) => Some(path.clone()),
        None => config_beside(inputs)?,
    };
    let mut config = Config::default();
    if let Some(path) = &path {
        let name = path.display();
        let toml = std::fs::read(path)
            .map_err(|error| usage(format!("cannot read the configuration {name}: {error}")))?;
        config = Config::from_bytes(&toml).map_err(|error| usage(format!("{name}: {error}")))?;
    }
    if verbose {
        say(&match &path {
            Some(path) => printable_line(&format!("configuration: {}", path.display())),
            None => "configuration: the default".to_owned(),
        });
    }
    config.removed = removed;
    config.favor = args.favor;
    config.text_kind = args.text_kind;
    config.max_doc_bytes = args.reading.max_doc_bytes;
    config.limits = Limits { depth: args.max_depth, work: args.doc_budget };
    let cleaner = Cleaner::new(config).map_err(|error| match &path {
        Some(path) => usage(format!("{}: {error}", path.display())),
        None => usage(error),
    })?;
    match &args.templates {
        Some(path) => Ok(cleaner.with_templates(read_templates(path, Templates::read)?)),
        None => Ok(cleaner),
    }
}

/// What a file of templates holds, as `read` reads it.
///
/// # Errors
/// [`super::Usage`] where it cannot be read, or is no such file.
pub fn read_templates<T>(
    path: &Path,
    read: impl FnOnce(&mut dyn Read) -> Result<T, FileError>,
) -> anyhow::Result<T> {
    let refused = |error: FileError| usage(format!("{}: {error}", path.display()));
    let file = File::open(path).map_err(|error| refused(error.into()))?;
    read(&mut BufReader::new(file)).map_err(refused)
}

/// The `dechaff.toml` in the folder given, or in that of the file given.
fn config_beside(inputs: &[Input]) -> anyhow::Result<Option<PathBuf>> {
    let mut found: Option<PathBuf> = None;
    for input in inputs {
        let folder = match input {
            Input::Stdin => continue,
            Input::Folder(path) => path.as_path(),
            Input::File(path) => path.parent().unwrap_or(Path::new("")),
        };
        let path = folder.join("dechaff.toml");
        if !path.is_file() {
            continue;
        }
        if let Some(first) = &found
            && first.canonicalize().ok() != path.canonicalize().ok()
        {
            return Err(usage(format!(
                "the inputs have different configurations, {} and {}; name one with `--config`",
                first.display(),
                path.display()
            )));
        }
        found = found.or(Some(path));
    }
    Ok(found)
}
