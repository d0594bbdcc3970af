// Pages that examples in the documentation speak of, and what a run makes of them. The examples include this.

use std::path::PathBuf;
use tempfile::TempDir;
use unspool::config::Config;
use unspool::read::{Input, Source};
use unspool::rules::Rules;
use unspool::run::{Job, run};
use unspool::settle::Duplicates;

pub const HARBOR: &str = "\
Harbor reopens after nine days of storms

Updated 4 March 2024
Follow

Harbor reopens after nine days of storms

SIDON: The harbor opened again on Monday after nine days of storms, and the first ferry left with 212 passengers.

The operator said that tickets bought before the storms stay valid, and that nobody needs to queue for a new one.

Share this article
";

pub const SCHOOL: &str = "
Village school wins prize for its rooftop garden

Updated 7 sec ago
Follow

Village school wins prize for its rooftop garden

TYRE: Pupils of a small school grow eleven kinds of herbs above their classrooms, and a jury has taken notice of it.

Their teacher said that the first seeds came from her grandmother and were older than every pupil in the class.
";

/// A folder with a folder of pages: `a.txt` holds two stories, `b.txt` the first of them again, `c.txt` the
/// same with another number of passengers, and `d.txt` nothing.
pub fn pages() -> Result<TempDir, Box<dyn std::error::Error>> {
    let folder = tempfile::tempdir()?;
    let root = folder.path().join("pages");
    std::fs::create_dir(&root)?;
    std::fs::write(root.join("a.txt"), HARBOR.to_owned() + SCHOOL)?;
    std::fs::write(root.join("b.txt"), HARBOR)?;
    std::fs::write(root.join("c.txt"), HARBOR.replace("212", "240"))?;
    std::fs::write(root.join("d.txt"), "")?;
    Ok(folder)
}

/// The job that reads these pages, and writes to `out` beside them.
pub fn job(folder: &TempDir) -> Job {
    let input = Input::Folder { prefix: String::new(), root: folder.path().join("pages") };
    Job::new(vec![input], folder.path().join("out"), Config::default())
}

/// What a run wrote of these pages, and the folder that is gone when it is dropped.
pub fn released() -> Result<(TempDir, PathBuf), Box<dyn std::error::Error>> {
    let folder = pages()?;
    let job = job(&folder);
    run(&job, &Rules::builtin()?, &|_| {})?;
    Ok((folder, job.out))
}

/// The folder of these pages, what a run wrote of them, and what one did that keeps duplicate stories.
pub fn released_twice() -> Result<(TempDir, PathBuf, PathBuf), Box<dyn std::error::Error>> {
    let (folder, before) = released()?;
    let mut job = job(&folder);
    job.out = folder.path().join("after");
    job.config.settle.stories = Duplicates::Keep;
    run(&job, &Rules::builtin()?, &|_| {})?;
    Ok((folder, before, job.out))
}

/// Pages of one site, with a line on each of them that is no part of their stories.
pub fn site() -> Result<(TempDir, Vec<Source>), Box<dyn std::error::Error>> {
    let folder = tempfile::tempdir()?;
    let mut sources = Vec::new();
    let places = [
        ("Sidon", "mackerel"),
        ("Tyre", "bream"),
        ("Byblos", "squid"),
        ("Acre", "tuna"),
        ("Jaffa", "eel"),
        ("Tripoli", "sole"),
    ];
    for (place, catch) in places {
        let text = format!(
            "Boats of {place} come home with {catch}\n\n\
             {place}: The boats came home on Monday with more {catch} than the market of {place} could sell in a day.\n\n\
             The price of {catch} fell by half, and the cooks of the old town were glad of it.\n\n\
             Become a friend of the Lantern\n"
        );
        let path = format!("{place}.txt");
        let file = folder.path().join(&path);
        std::fs::write(&file, text)?;
        sources.push(Source { path, file: Some(file) });
    }
    Ok((folder, sources))
}
