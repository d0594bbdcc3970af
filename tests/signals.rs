//! Ctrl-C and SIGTERM end a run within two seconds, whatever it is at, and the same command carries on.
#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "a test may fail")]
#![allow(clippy::disallowed_methods, reason = "tests make and read files")]

mod workshop;

use std::io::{BufRead as _, BufReader, Read as _};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use workshop::{PAGE, Workshop, assert_same_files};

/// How long a run may go on after a signal.
const PATIENCE: Duration = Duration::from_secs(2);

/// A run that has begun to read.
fn reading(workshop: &Workshop) -> Child {
    let mut command = workshop.command(["run", "pages", "-o", "out", "--progress", "json", "-j", "2"]);
    let mut run = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let told = BufReader::new(run.stdout.as_mut().unwrap()).lines();
    assert!(told.map_while(Result::ok).any(|event| event.contains("\"reading\"")), "it never began to read");
    run
}

/// Sends a signal and says what the run says then, and its exit code.
fn ended(mut run: Child, signal: &str) -> (Option<i32>, String) {
    let sent = Instant::now();
    assert!(Command::new("kill").args([signal, &run.id().to_string()]).status().unwrap().success());
    let mut said = String::new();
    run.stderr.take().unwrap().read_to_string(&mut said).unwrap();
    let code = run.wait().unwrap().code();
    assert!(sent.elapsed() < PATIENCE, "{signal}: {:?}", sent.elapsed());
    (code, said)
}

#[test]
fn a_signal_ends_a_run_at_once_and_the_same_command_carries_on() {
    let page = |number: usize| PAGE.repeat(20).replace("212", &format!("{number} and 212"));
    let write = |workshop: &Workshop| {
        (0..150).for_each(|number| workshop.page(format!("{number}.txt"), page(number)));
    };
    let undisturbed = Workshop::new();
    write(&undisturbed);
    undisturbed.run().unwrap();
    for (signal, code) in [("-INT", 130), ("-TERM", 143)] {
        let workshop = Workshop::new();
        write(&workshop);
        let (found, said) = ended(reading(&workshop), signal);
        assert_eq!(found, Some(code), "{said}");
        assert!(said.contains("interrupted; the same command carries on"), "{said}");
        assert!(!workshop.out().join("summary.json").exists());
        assert!(workshop.unspool(["run", "pages", "-o", "out"]).status.success());
        assert_same_files(&undisturbed.files(), &workshop.files(), signal);
    }
}

#[test]
fn a_signal_ends_a_run_in_the_midst_of_a_page_that_takes_long() {
    let workshop = Workshop::new();
    workshop.page("long.txt", PAGE.repeat(20_000));
    let (code, said) = ended(reading(&workshop), "-TERM");
    assert_eq!(code, Some(143), "{said}");
    assert!(said.contains("interrupted"), "{said}");
}
