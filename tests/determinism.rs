//! The same pages give the same bytes, whatever the threads, the memory, the order of arguments, the place of the folders,
//! the locale and the time zone.
#![allow(clippy::unwrap_used, reason = "a test may fail")]
#![allow(clippy::disallowed_methods, reason = "tests make and read files")]

mod workshop;

use rayon::ThreadPoolBuilder;
use std::path::{Path, PathBuf};
use unspool::config::{Config, Keep};
use unspool::read::Input;
use unspool::run::{Job, RunError};
use unspool::settle::Duplicates;
use walkdir::WalkDir;
use workshop::{Workshop, assert_same_files, files, run_job};

/// Name and bytes of the five files.
type Files = Vec<(String, Vec<u8>)>;

#[test]
fn any_number_of_threads_gives_the_same_bytes() {
    for config in configs() {
        let expected = output_by_threads(1, &config);
        for threads in [2, 7] {
            assert_same_files(
                &expected,
                &output_by_threads(threads, &config),
                &format!("{threads} threads, {config:?}"),
            );
        }
    }
}

#[test]
fn any_memory_gives_the_same_bytes() {
    for config in configs() {
        let workshop = Workshop::new();
        let inputs = vec![Input::Folder { prefix: String::new(), root: seeds() }];
        let job =
            |memory| Job { memory: Some(memory), ..Job::new(inputs.clone(), workshop.out(), config.clone()) };
        let Err(RunError::Memory { least, .. }) = run_job(&job(1)) else { panic!("a byte is too little") };
        assert!(!workshop.out().exists(), "nothing was written");
        // With the least nearly all goes to the work area.
        run_job(&job(least << 10)).unwrap();
        assert_same_files(&output_by_threads(2, &config), &files(&workshop.out()), "no memory for pages");
    }
}

#[test]
fn running_again_gives_the_same_bytes_and_takes_no_page_apart_twice() {
    let workshop = Workshop::new();
    copy(&seeds(), &workshop.pages());
    let first = run_job(&workshop.job()).unwrap();
    assert_eq!(first.reused, 0);
    let page = workshop.pages().join("dawn");
    let expected = |workshop: &Workshop| {
        output(vec![Input::Folder { prefix: String::new(), root: workshop.pages() }], &Config::default())
    };
    let again = |what: &str, reused: usize| {
        let outcome = run_job(&workshop.job()).unwrap();
        assert_same_files(&expected(&workshop), &files(&workshop.out()), what);
        assert_eq!(outcome.reused, reused, "{what}");
    };
    let all = first.summary.inputs.read;
    again("nothing changed", all);
    workshop.page("added.txt", workshop::PAGE.as_bytes());
    again("a page more", all);
    workshop.page("added.txt", workshop::OTHER.as_bytes());
    again("a page changed", all);
    std::fs::rename(&page, workshop.pages().join("renamed")).unwrap();
    again("a folder renamed", all + 1);
    std::fs::remove_file(workshop.pages().join("added.txt")).unwrap();
    again("a page gone", all);
    let kept = std::fs::read(workshop.out().join(".unspool/pages.memo")).unwrap();
    assert!(
        memchr::memmem::find(&kept, b"Village school").is_none(),
        "its headline is gone from the work area"
    );
}

#[test]
fn any_order_of_arguments_gives_the_same_bytes() {
    let inputs =
        || ["arab-news", "dawn", "other-languages", "web"].map(|name| input(name, &seeds().join(name)));
    let expected = output(inputs().into(), &Config::default());
    for turn in 1..4 {
        let mut turned = inputs();
        turned.rotate_left(turn);
        assert_same_files(
            &expected,
            &output(turned.into(), &Config::default()),
            &format!("turned by {turn}"),
        );
    }
    let mut reversed = inputs();
    reversed.reverse();
    assert_same_files(&expected, &output(reversed.into(), &Config::default()), "reversed");
}

#[test]
fn named_folders_give_what_their_parent_gives() {
    let names = ["arab-news", "dawn", "other-languages", "web"];
    let apart = names.map(|name| input(name, &seeds().join(name)));
    let whole = vec![Input::Folder { prefix: String::new(), root: seeds() }];
    let config = Config::default();
    assert_same_files(&output(whole, &config), &output(apart.into(), &config), "folders apart");
}

#[test]
fn the_place_of_the_folder_is_in_no_file() {
    let expected = output(vec![Input::Folder { prefix: String::new(), root: seeds() }], &Config::default());
    let workshop = Workshop::new();
    for place in ["another name", "deeper/down/here"] {
        let root = workshop.path(place);
        copy(&seeds(), &root);
        let moved = output(vec![Input::Folder { prefix: String::new(), root }], &Config::default());
        assert_same_files(&expected, &moved, place);
    }
}

#[test]
fn another_locale_time_zone_and_environment_give_the_same_bytes() {
    let seeds = seeds();
    let given = |variables: &[(&str, &str)]| {
        let workshop = Workshop::new();
        let mut command = workshop.command(["run", &seeds.display().to_string(), "-o", "out", "-q"]);
        let output = command.envs(variables.iter().copied()).output().unwrap();
        assert!(output.status.success(), "{output:?}");
        files(&workshop.out())
    };
    let expected = given(&[("LC_ALL", "C"), ("TZ", "UTC")]);
    for variables in [
        [("LC_ALL", "tr_TR.UTF-8"), ("TZ", "Pacific/Kiritimati")],
        [("LC_ALL", "ar_SA.UTF-8"), ("TZ", "America/St_Johns")],
        [("LANG", "de_DE.ISO-8859-1"), ("TZ", ":no/such/zone")],
    ] {
        assert_same_files(&expected, &given(&variables), &format!("{variables:?}"));
    }
}

#[test]
fn a_seed_page_more_changes_the_bytes() {
    let workshop = Workshop::with([("one more.txt", workshop::PAGE.as_bytes())]);
    let seeds = Input::Folder { prefix: String::new(), root: seeds() };
    let more = Input::Folder { prefix: "more/".to_owned(), root: workshop.pages() };
    let config = Config::default();
    assert_ne!(output(vec![seeds.clone()], &config)[0].1, output(vec![seeds, more], &config)[0].1);
}

/// The default, and one by which every stage that compares gives more to write.
fn configs() -> [Config; 2] {
    let mut marking = Config::default();
    marking.settle.keep = Keep::Newest;
    marking.settle.stories = Duplicates::Mark;
    marking.settle.paragraphs = Duplicates::Drop;
    [Config::default(), marking]
}

fn output_by_threads(threads: usize, config: &Config) -> Files {
    let pool = ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
    pool.install(|| output(vec![Input::Folder { prefix: String::new(), root: seeds() }], config))
}

fn output(inputs: Vec<Input>, config: &Config) -> Files {
    let workshop = Workshop::new();
    let job = Job::new(inputs, workshop.out(), config.clone());
    run_job(&job).unwrap();
    files(&workshop.out())
}

fn input(name: &str, root: &Path) -> Input {
    Input::Folder { prefix: format!("{name}/"), root: root.to_owned() }
}

fn seeds() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds")
}

fn copy(from: &Path, to: &Path) {
    for entry in WalkDir::new(from).into_iter().map(Result::unwrap) {
        let target = to.join(entry.path().strip_prefix(from).unwrap());
        if entry.file_type().is_dir() {
            std::fs::create_dir_all(target).unwrap();
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}
