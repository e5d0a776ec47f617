use std::process::ExitCode;

fn main() -> ExitCode {
    luxel::cli::main()
}
