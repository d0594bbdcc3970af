//! Invented sentences, and how words of them are changed.

/// Invented sentences of ten to thirty words.
pub const SENTENCES: [&str; 12] = [
    "The council voted on Monday to reopen the old harbor after three years of repairs, ending a long dispute with the fishing crews.",
    "Engineers said the new pumps moved 1,400 liters a minute, about twice what the village had been promised in the spring.",
    "A teacher from the northern district told reporters that her pupils had never seen snow before the storm closed the road.",
    "Officials did not say when the bridge would open again, or who would pay for the damage to the market stalls below it.",
    "The club has won 12 of its last 15 matches, and its captain said the players were too tired to celebrate for long.",
    "Doctors at the valley clinic treated 43 people for burns after a kettle factory caught fire during the night shift.",
    "Farmers who lost their wheat to the frost will get loans at two percent, the minister said at the opening of the fair.",
    "The museum bought the letters at an auction in the spring and will show them to the public from the first week of May.",
    "Two ferries collided in fog near the lighthouse, but no one was hurt and both boats reached the shore under their own power.",
    "Scientists measured the glacier with lasers and found that it had lost nine meters of ice since the last survey in 2019.",
    "The orchestra played for four hours in the rain because the audience would not go home, the conductor said afterwards.",
    "Prices of tea rose by a fifth this year as drought cut the harvest in the hills, traders at the auction house reported.",
];

const OTHER_WORDS: [&str; 6] = ["lately", "broad", "quiet", "17", "not", "eastern"];

/// A sentence with some words put in the place of others, by position and word.
pub fn edited(sentence: &str, edits: &[(usize, usize)]) -> String {
    let mut words: Vec<&str> = sentence.split(' ').collect();
    for &(at, word) in edits {
        let at = at % words.len();
        words[at] = OTHER_WORDS[word % OTHER_WORDS.len()];
    }
    words.join(" ")
}
