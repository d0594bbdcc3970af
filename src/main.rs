//! The program `unspool`.

use std::process::ExitCode;

fn main() -> ExitCode {
    unspool::cli::main(std::env::args_os())
}
