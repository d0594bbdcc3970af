//! The program `unspool`.

use std::process::ExitCode;

fn main() -> ExitCode {
    ExitCode::from(unspool::cli::main(std::env::args_os()))
}
