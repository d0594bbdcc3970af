//! Gradient boosting of regression trees, for what is or is not (J. Friedman, 2001), with the leaves and the gain of a split
//! by Newton's step (T. Chen and C. Guestrin, 2016), and the leaf split first that gains most.

use xxhash_rust::xxh3::xxh3_64;

/// What is added to the curvature of each leaf, so that few examples say little.
const PENALTY: f64 = 5.0;
/// So many bounds are tried for a feature.
const BOUNDS: usize = 31;
/// Each tree looks at so many of ten features.
const TENTHS: usize = 3;

/// How trees are grown.
#[derive(Clone, Copy)]
pub struct Growth {
    /// So many are summed.
    pub trees: u32,
    pub leaves: usize,
    /// How much of each counts.
    pub rate: f64,
    /// A leaf has so many examples at least.
    pub least: usize,
}

/// A tree: its root, and below it its other parts.
pub struct Tree(Vec<Part>);

/// What a tree is made of.
enum Part {
    Leaf(f64),
    /// The feature, the bound, and where what is below it goes on, and all else.
    Split(usize, f32, [usize; 2]),
}

impl Tree {
    /// What a thing with these features adds.
    pub fn of(&self, features: &[f32]) -> f64 {
        let mut at = 0;
        loop {
            match &self.0[at] {
                Part::Leaf(value) => return *value,
                Part::Split(feature, bound, sides) => {
                    at = sides[usize::from(features[*feature] >= *bound)];
                }
            }
        }
    }

    /// The tree with the names of its features, in the form that `unspool::model::Trees` reads.
    pub fn named(&self, names: &[&str]) -> String {
        self.named_from(0, names)
    }

    fn named_from(&self, at: usize, names: &[&str]) -> String {
        match &self.0[at] {
            Part::Leaf(value) => value.to_string(),
            Part::Split(feature, bound, sides) => {
                let [below, above] = sides.map(|side| self.named_from(side, names));
                format!("{}<{bound} {below} {above}", names[*feature])
            }
        }
    }
}

/// What is known of a thing.
pub struct Example<'f> {
    pub features: &'f [f32],
    /// Whether it is what the trees are to tell.
    pub right: bool,
    /// How much it counts.
    pub weight: f64,
}

/// The trees for examples.
pub fn boosted(examples: &[Example], growth: Growth) -> Vec<Tree> {
    let features = examples.first().map_or(0, |example| example.features.len());
    let bounds: Vec<Vec<f32>> = (0..features).map(|feature| bounds(examples, feature)).collect();
    let bins = |(feature, bounds): (usize, &Vec<f32>)| -> Vec<u8> {
        let bin = |value: f32| bounds.partition_point(|bound| *bound <= value) as u8;
        examples.iter().map(|example| bin(example.features[feature])).collect()
    };
    let binned = Binned { bins: bounds.iter().enumerate().map(bins).collect(), bounds };
    let weight = |right: bool| {
        let own = examples.iter().filter(|example| example.right == right);
        own.map(|example| example.weight).sum::<f64>()
    };
    // Half an example more of each, lest there be none of one.
    let prior = rounded(((weight(true) + 0.5) / (weight(false) + 0.5)).ln());
    let mut odds = vec![prior; examples.len()];
    let mut trees = vec![Tree(vec![Part::Leaf(prior)])];
    for number in 0..growth.trees {
        let slopes: Vec<Slope> =
            examples.iter().zip(&odds).map(|(example, odds)| slope(example, *odds)).collect();
        let looked_at = looked_at(number, features);
        let tree = Seen { binned: &binned, slopes: &slopes, features: &looked_at, growth }.grown();
        odds.iter_mut().zip(examples).for_each(|(odds, example)| *odds += tree.of(example.features));
        trees.push(tree);
    }
    trees
}

/// To three places, as the table has it.
pub fn rounded(value: f64) -> f64 {
    (value * 1000.0).round() / 1000.0
}

/// The bounds that are tried for a feature: between its values, as many examples between one and the next where there are many.
fn bounds(examples: &[Example], feature: usize) -> Vec<f32> {
    let mut values: Vec<f32> = examples.iter().map(|example| example.features[feature]).collect();
    values.sort_by(f32::total_cmp);
    let mut changes: Vec<usize> = (1..values.len()).filter(|&at| values[at] > values[at - 1]).collect();
    if changes.len() > BOUNDS {
        let next = |share: usize| {
            let least = share * values.len() / (BOUNDS + 1);
            changes.get(changes.partition_point(|&at| at < least)).copied()
        };
        let mut spread: Vec<usize> = (1..=BOUNDS).filter_map(next).collect();
        spread.dedup();
        changes = spread;
    }
    changes.into_iter().map(|at| between(values[at - 1], values[at])).collect()
}

/// A number above the one value and at most the other, to three places if there is one.
fn between(below: f32, above: f32) -> f32 {
    let middle = f64::midpoint(f64::from(below), f64::from(above));
    let short = rounded(middle) as f32;
    if below < short && short <= above { short } else { above }
}

/// The first and the second derivative of the loss of examples, and how many they are.
#[derive(Clone, Copy, Default)]
struct Slope {
    first: f64,
    second: f64,
    count: usize,
}

impl Slope {
    fn add(&mut self, other: Self) {
        self.first += other.first;
        self.second += other.second;
        self.count += other.count;
    }

    fn without(self, other: Self) -> Self {
        Self {
            first: self.first - other.first,
            second: self.second - other.second,
            count: self.count - other.count,
        }
    }

    /// How much better a leaf of these examples makes their loss, twice.
    fn gain(self) -> f64 {
        self.first * self.first / (self.second + PENALTY)
    }
}

fn slope(example: &Example, odds: f64) -> Slope {
    let (likely, right) = (1.0 / (1.0 + (-odds).exp()), f64::from(u8::from(example.right)));
    Slope {
        first: example.weight * (likely - right),
        second: example.weight * likely * (1.0 - likely),
        count: 1,
    }
}

/// Which features a tree looks at.
fn looked_at(tree: u32, features: usize) -> Vec<usize> {
    let key = |feature: &usize| xxh3_64(&(u64::from(tree) << 32 | *feature as u64).to_le_bytes());
    let mut all: Vec<usize> = (0..features).collect();
    all.sort_by_key(key);
    all.truncate((features * TENTHS).div_ceil(10));
    all
}

/// The examples by the bounds of each feature.
struct Binned {
    bins: Vec<Vec<u8>>,
    bounds: Vec<Vec<f32>>,
}

/// Examples that are in one leaf so far, and how it is split best.
struct Leaf {
    rows: Vec<usize>,
    sum: Slope,
    /// How much that gains, the feature, and the bin that is the last one below.
    best: Option<(f64, usize, u8)>,
    /// Where it stands in the tree.
    at: usize,
}

impl Leaf {
    fn part(&self, rate: f64) -> Part {
        Part::Leaf(rounded(-rate * self.sum.first / (self.sum.second + PENALTY)))
    }
}

/// What one tree is grown from.
struct Seen<'e> {
    binned: &'e Binned,
    /// Of each example, given the trees before.
    slopes: &'e [Slope],
    /// The features that the tree looks at.
    features: &'e [usize],
    growth: Growth,
}

impl Seen<'_> {
    fn grown(&self) -> Tree {
        let gain = |leaf: &Leaf| leaf.best.map_or(0.0, |(gain, ..)| gain);
        let root = self.leaf((0..self.slopes.len()).collect(), 0);
        let mut parts = vec![root.part(self.growth.rate)];
        let mut leaves = vec![root];
        while leaves.len() < self.growth.leaves {
            let most = (0..leaves.len())
                .max_by(|&one, &other| gain(&leaves[one]).total_cmp(&gain(&leaves[other])))
                .and_then(|at| Some((at, leaves[at].best?)));
            let Some((at, (_, feature, bin))) = most else { break };
            let split = leaves.swap_remove(at);
            let bins = &self.binned.bins[feature];
            let (below, above) = split.rows.iter().partition(|&&row| bins[row] <= bin);
            let bound = self.binned.bounds[feature][usize::from(bin)];
            parts[split.at] = Part::Split(feature, bound, [parts.len(), parts.len() + 1]);
            for rows in [below, above] {
                let leaf = self.leaf(rows, parts.len());
                parts.push(leaf.part(self.growth.rate));
                leaves.push(leaf);
            }
        }
        Tree(parts)
    }

    fn leaf(&self, rows: Vec<usize>, at: usize) -> Leaf {
        let mut sum = Slope::default();
        rows.iter().for_each(|&row| sum.add(self.slopes[row]));
        let best = self.best(&rows, sum);
        Leaf { rows, sum, best, at }
    }

    /// The split of examples that gains most, given the sum of their slopes.
    fn best(&self, rows: &[usize], sum: Slope) -> Option<(f64, usize, u8)> {
        let mut best: Option<(f64, usize, u8)> = None;
        for &feature in self.features {
            let mut bins = [Slope::default(); BOUNDS + 1];
            let bin = |row: usize| usize::from(self.binned.bins[feature][row]);
            rows.iter().for_each(|&row| bins[bin(row)].add(self.slopes[row]));
            let mut below = Slope::default();
            for (bin, of_bin) in (0..).zip(&bins[..self.binned.bounds[feature].len()]) {
                below.add(*of_bin);
                let above = sum.without(below);
                let gain = below.gain() + above.gain() - sum.gain();
                let enough = below.count >= self.growth.least && above.count >= self.growth.least;
                if enough && gain > best.map_or(0.0, |(most, ..)| most) {
                    best = Some((gain, feature, bin));
                }
            }
        }
        best
    }
}
