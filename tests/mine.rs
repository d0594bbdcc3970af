//! `mine` on a generated scrape: 300 pages of six invented sites, each with eight lines of furniture and a boundary marker
//! of its own, and three recurring sentences of body text as bait.
#![allow(clippy::unwrap_used, reason = "a test may fail")]
#![allow(clippy::disallowed_methods, reason = "tests make and read files")]

mod workshop;

use unspool::mine::{By, Mined, Mining, mine};
use unspool::own_rules;
use unspool::read::{Input, Pick, list};
use unspool::run::Job;
use workshop::{RULES, Workshop};

const PAGES: usize = 50;

struct Site {
    name: &'static str,
    /// What stands above each later headline.
    marker: &'static str,
    /// `#` is another number on each page, `%` another day, `@` another name.
    furniture: [&'static str; 8],
    bait: [&'static str; 3],
}

const SITES: [Site; 6] = [
    Site {
        name: "harbour-gazette",
        marker: "▼ Next story",
        furniture: [
            "Gazette tide table: high water # cm",
            "# people are reading this page",
            "Weather for the coast, % March",
            "Your Gazette, delivered since 1911",
            "Ring the newsdesk on 555 #",
            "Puzzle number # is out",
            "Picked for you by @",
            "Harbour Gazette Print Works, Quay Street",
        ],
        bait: [
            "The harbour has been closed to large ships since the storm of last autumn, when two cranes fell into the basin.",
            "The port authority, which was founded a century ago, employs more than nine hundred people in the town.",
            "Nobody from the ministry of transport was available for comment on Monday evening.",
        ],
    },
    Site {
        name: "valley-post",
        marker: "* * *",
        furniture: [
            "Valley Post Rewards: you have # points",
            "Edition of % April",
            "Choose your valley: upper, middle, lower",
            "Stories you may have missed (#)",
            "Write to @ at the letters page",
            "Home delivery from # cents a day",
            "Post Shop open until 6",
            "A Valley Publishing Group title",
        ],
        bait: [
            "The valley railway carried its first passengers in 1874 and has been threatened with closure four times since.",
            "Farmers in the upper valley have complained for years that the reservoir takes too much of their water.",
            "A spokeswoman for the county said that the matter would be looked into before the summer.",
        ],
    },
    Site {
        name: "north-ledger",
        marker: "Story continues: next article below",
        furniture: [
            "Ledger Index # points",
            "Market data as of % May",
            "Log in to see your portfolio",
            "Analyst of the day: @",
            "Only # seats left at the Ledger Forum",
            "Set as preferred source",
            "Ledger Premium members save 20",
            "North Ledger is a member of the Press Board",
        ],
        bait: [
            "The central bank has kept its main rate unchanged for a year, although prices have risen faster than it hoped.",
            "Shares of the company have lost a third of their value since its founder left the board in a quarrel.",
            "The figures were released after the close of trading, as is the custom of the exchange.",
        ],
    },
    Site {
        name: "city-wire",
        marker: "Read at 12:04",
        furniture: [
            "City Wire live desk, % June",
            "# updates since this morning",
            "Turn on alerts for your district",
            "Reporter on duty: @",
            "Traffic cameras (#)",
            "Tip line open day and night",
            "Wire Radio on 98 FM",
            "Made in the old tram depot",
        ],
        bait: [
            "The council has debated the new tram line in eleven sessions and has never come to a vote on it.",
            "Rents in the inner districts have doubled within a decade, according to the tenants' association.",
            "Police asked witnesses to call the station in Mill Road or to come by in person.",
        ],
    },
    Site {
        name: "isle-times",
        marker: "Up next on Isle Times",
        furniture: [
            "Ferry status: # sailings today",
            "Isle Times archive, box #",
            "Sunrise and sunset for % July",
            "Become a Friend of the Times",
            "Photograph of the week by @",
            "Crossword # with answers",
            "Classifieds: boats, bikes, beds",
            "Printed on paper from the isle",
        ],
        bait: [
            "The island has fewer than four thousand people, and half of them live within sight of the lighthouse.",
            "The ferry company has run the crossing since the war and has lost only a single ship in all those years.",
            "The school on the north shore will close unless nine more pupils are found by the autumn.",
        ],
    },
    Site {
        name: "plain-record",
        marker: "[Record file, following item]",
        furniture: [
            "Record number # of the day",
            "You are reading as guest #",
            "Grain prices, % August",
            "Ask the Record: rules of the game",
            "Sponsor of this page: @ and Sons",
            "Send us your harvest pictures",
            "Radio Record, medium wave",
            "The Plain Record Cooperative",
        ],
        bait: [
            "The cooperative owns eleven silos along the line and has been selling wheat to the mills since before the war.",
            "A drought of three years has emptied the wells of the southern counties and driven many families away.",
            "The governor has promised help several times, but no money has reached the villages so far.",
        ],
    },
];

const NAMES: [&str; 7] =
    ["Ada Quill", "Ben Marsh", "Cora Finch", "Dan Otter", "Eva Stone", "Finn Hale", "Gus Lark"];
const NOUNS: [&str; 8] = ["bakery", "bridge", "choir", "ferry", "garden", "library", "mill", "tower"];
const VERBS: [&str; 8] =
    ["opens", "burns", "closes", "moves", "wins prize", "loses licence", "hires", "floods"];
const PLACES: [&str; 9] =
    ["Alder", "Birchwick", "Coldbrook", "Dunmere", "Elmstow", "Fernhill", "Goswick", "Holm", "Ivybridge"];

/// A number that is another one for each pair.
fn pick(a: usize, b: usize) -> usize {
    (a * 7919 + b * 104_729 + 31) % 99_991
}

fn story(site: usize, page: usize, nth: usize) -> String {
    let of = |list: &[&'static str], salt: usize| list[pick(page * 5 + nth, site * 11 + salt) % list.len()];
    let bait = SITES[site].bait[(page + nth) % 3];
    format!(
        "{place} {noun} {verb} after {count} years\n\nThe {noun} in {place} has been talked about since {name} took it \
         over with {count} others, and on the day in question some {more} people came to see what had become of it.\n\n\
         {bait}\n\n“I never thought that {more} of us would be here,” said {name}, who has lived near the {noun} for \
         {count} years and knows every stone of it.\n\n",
        place = of(&PLACES, 1),
        noun = of(&NOUNS, 2),
        verb = of(&VERBS, 3),
        name = of(&NAMES, 4),
        count = 3 + pick(page, site + nth) % 60,
        more = 61 + pick(page, site * 3 + nth) % 900,
    )
}

fn page(site: usize, page: usize) -> String {
    let filled = |line: &str, salt: usize| {
        line.replace('#', &pick(page, salt).to_string())
            .replace('%', &(1 + page % 28).to_string())
            .replace('@', NAMES[pick(page, salt) % NAMES.len()])
    };
    let Site { furniture, marker, .. } = &SITES[site];
    let rows = |range: std::ops::Range<usize>| -> String {
        furniture[range.clone()].iter().zip(range).map(|(line, salt)| filled(line, salt) + "\n").collect()
    };
    let later: String =
        (1..2 + page % 3).map(|nth| format!("{marker}\n\n{}", story(site, page, nth))).collect();
    format!("{}\n{}{later}{}", rows(0..4), story(site, page, 0), rows(4..8))
}

fn scrape() -> Workshop {
    let workshop = Workshop::new();
    for (at, site) in SITES.iter().enumerate() {
        std::fs::create_dir(workshop.pages().join(site.name)).unwrap();
        for number in 0..PAGES {
            workshop.page(format!("{}/{number:02}.txt", site.name), page(at, number));
        }
    }
    workshop
}

fn mined(workshop: &Workshop, by: By) -> Mined {
    let input = Input::Folder { prefix: String::new(), root: workshop.pages() };
    let listing = list(&[input], &workshop.out(), &Pick::default()).unwrap();
    mine(&listing.sources, &RULES, &Mining { by, ..Mining::default() }).unwrap()
}

#[test]
fn a_sites_furniture_and_marker_are_proposed_and_its_recurring_sentences_are_not() {
    let workshop = scrape();
    for by in [By::Folder, By::Site] {
        let file = workshop.path("mined.toml");
        std::fs::write(&file, &mined(&workshop, by).text).unwrap();
        let rules = own_rules::read(std::slice::from_ref(&file)).unwrap();
        let inputs = vec![Input::Folder { prefix: String::new(), root: workshop.pages() }];
        let job = Job::new(inputs, workshop.out(), Default::default());
        let summary = unspool::run::run(&job, &rules, &|_| {}).unwrap().summary;
        let kept: Vec<String> = workshop.records().into_iter().map(|record| record.text).collect();
        let stays = |line: &str| kept.iter().any(|text| text.lines().any(|row| row.contains(line)));
        let fixed = |line: &'static str| line.split(['#', '%', '@']).max_by_key(|piece| piece.len()).unwrap();
        let furniture = SITES.iter().flat_map(|site| site.furniture);
        let left: Vec<&str> = furniture.filter(|line| stays(fixed(line))).collect();
        assert!(left.len() <= 2, "{by:?}: of 48 lines these stay: {left:?}");
        let baits = SITES.iter().flat_map(|site| site.bait);
        let lost: Vec<&str> = baits.filter(|line| !stays(line)).collect();
        assert_eq!(lost, [] as [&str; 0], "{by:?}: body text is dropped");
        let markers = SITES.iter().filter(|site| !stays(site.marker)).count();
        assert!(markers >= 5, "{by:?}: {markers} of 6 markers are known");
        let stories: usize = (0..PAGES).map(|page| 2 + page % 3).sum::<usize>() * SITES.len();
        assert!(
            summary.stories.found * 100 >= stories * 95,
            "{by:?}: {} of {stories}",
            summary.stories.found
        );
        assert!(summary.stories.found <= stories, "{by:?}: {} of {stories}", summary.stories.found);
    }
}
