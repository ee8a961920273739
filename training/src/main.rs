//! Writes what the block model is trained on, and cleans pages to measure it. See README.md.

mod claims;
mod clean;
mod data;
mod features;
mod frame;
mod gate;
mod labels;
mod lines;
mod lines_clean;
mod odds;
mod own;

use std::error::Error;
use std::path::Path;
use std::process::ExitCode;

const USAGE: &str = "usage: dechaff-training features OUT [--verdicts FILE] DATA
       dechaff-training clean OUT FAVOR WEIGHTS... DATA
       dechaff-training lines OUT DATA
       dechaff-training clean-lines OUT WEIGHTS... DATA
       dechaff-training claims OUT DATA
       dechaff-training gate FLOORS DATA

features  writes the features of every text block of the pages with gold text in the folder DATA;
          with the first look's verdicts, those that the second look has besides
clean     cleans these pages, each with the weights that have not seen its host: one file of
          WEIGHTS for each fold; FAVOR is recall, balanced or precision
lines     writes the features of every line of the texts in DATA/lines, and of our own
clean-lines  cleans these texts in several ways, each with the weights that have not seen its host
claims    writes what the readers of metadata claim about every page
gate      fails where the model that is compiled in cleans these pages worse than FLOORS allows";

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    match args[..] {
        ["features", out, data] => features::write(Path::new(out), None, Path::new(data)),
        ["features", out, "--verdicts", file, data] => {
            features::write(Path::new(out), Some(Path::new(file)), Path::new(data))
        }
        ["lines", out, data] => lines::write(Path::new(out), Path::new(data)),
        ["clean-lines", out, ref weights @ .., data] => {
            lines_clean::clean(Path::new(out), weights, Path::new(data))
        }
        ["claims", out, data] => claims::write(Path::new(out), Path::new(data)),
        ["gate", floors, data] => gate::gate(Path::new(floors), Path::new(data)),
        ["clean", out, favor, ref weights @ .., data] => {
            clean::clean(Path::new(out), favor, weights, Path::new(data))
        }
        _ => Err(USAGE.into()),
    }
}
