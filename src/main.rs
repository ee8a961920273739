//! The command line of dechaff.

mod cli;

use cli::args::Command;
use std::process::ExitCode;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let result = cli::args::parse().and_then(|command| match command {
        Command::Clean(args) => cli::clean::run(args),
        Command::Explain(args) => cli::explain::run(args),
        Command::Learn(args) => cli::learn::run(args),
        Command::Rebuild(args) => cli::rebuild::run(args),
        Command::Rules(args) => cli::rules::run(args),
        Command::Schema(args) => cli::schema::run(&args),
    });
    cli::exit_code(result)
}
