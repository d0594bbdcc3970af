//! Gradient boosting of regression trees, for what is or is not (J. Friedman, 2001), with the leaves and the gain of a split
//! by Newton's step (T. Chen and C. Guestrin, 2016), and the leaf split first that gains most.

use xxhash_rust::xxh3::xxh3_64;

/// So many trees are summed.
const TREES: u32 = 300;
const LEAVES: usize = 7;
/// How much of each tree counts.
const RATE: f64 = 0.08;
/// What is added to the curvature of each leaf, so that few examples say little.
const PENALTY: f64 = 5.0;
/// A leaf has so many examples at least.
const LEAST: usize = 10;
/// So many bounds are tried for a feature.
const BOUNDS: usize = 31;
/// Each tree looks at so many of ten features.
const TENTHS: usize = 3;

/// A tree, in the form that `unspool::model::Trees` reads.
pub enum Tree {
    Leaf(f64),
    /// The feature, and what it is below in the first tree.
    Split(usize, f32, Box<[Self; 2]>),
}

impl Tree {
    /// What a thing with these features adds.
    pub fn of(&self, features: &[f32]) -> f64 {
        match self {
            Self::Leaf(value) => *value,
            Self::Split(feature, bound, parts) => {
                parts[usize::from(features[*feature] >= *bound)].of(features)
            }
        }
    }

    /// The tree with the names of its features.
    pub fn named(&self, names: &[&str]) -> String {
        match self {
            Self::Leaf(value) => value.to_string(),
            Self::Split(feature, bound, parts) => {
                let [below, above] = &**parts;
                format!("{}<{bound} {} {}", names[*feature], below.named(names), above.named(names))
            }
        }
    }
}

/// The trees for examples, each with its features and whether it is one.
pub fn boosted(examples: &[(&[f32], bool)]) -> Vec<Tree> {
    let features = examples.first().map_or(0, |(features, _)| features.len());
    let bounds: Vec<Vec<f32>> = (0..features).map(|feature| bounds(examples, feature)).collect();
    let bins = |(feature, bounds): (usize, &Vec<f32>)| -> Vec<u8> {
        let bin = |value: f32| bounds.partition_point(|bound| *bound <= value) as u8;
        examples.iter().map(|(features, _)| bin(features[feature])).collect()
    };
    let binned = Binned { bins: bounds.iter().enumerate().map(bins).collect(), bounds };
    let right = examples.iter().filter(|(_, right)| *right).count() as f64;
    let prior = rounded((right / (examples.len() as f64 - right)).ln());
    let mut odds = vec![prior; examples.len()];
    let mut trees = vec![Tree::Leaf(prior)];
    for number in 0..TREES {
        let slopes: Vec<Slope> =
            examples.iter().zip(&odds).map(|((_, right), odds)| slope(*right, *odds)).collect();
        let tree = grown(&binned, &slopes, &looked_at(number, features));
        odds.iter_mut().zip(examples).for_each(|(odds, (features, _))| *odds += tree.of(features));
        trees.push(tree);
    }
    trees
}

/// To three places, as the table has it.
fn rounded(value: f64) -> f64 {
    (value * 1000.0).round() / 1000.0
}

/// The bounds that are tried for a feature: between its values, as many examples between one and the next where there are many.
fn bounds(examples: &[(&[f32], bool)], feature: usize) -> Vec<f32> {
    let mut values: Vec<f32> = examples.iter().map(|(features, _)| features[feature]).collect();
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

/// The first and the second derivative of the loss of an example.
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

fn slope(right: bool, odds: f64) -> Slope {
    let likely = 1.0 / (1.0 + (-odds).exp());
    Slope { first: likely - f64::from(u8::from(right)), second: likely * (1.0 - likely), count: 1 }
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

/// A tree for examples with these slopes.
fn grown(binned: &Binned, slopes: &[Slope], features: &[usize]) -> Tree {
    enum Part {
        Leaf(f64),
        Split(usize, f32, [usize; 2]),
    }
    fn tree(parts: &[Part], at: usize) -> Tree {
        match &parts[at] {
            Part::Leaf(value) => Tree::Leaf(*value),
            Part::Split(feature, bound, sides) => {
                Tree::Split(*feature, *bound, Box::new(sides.map(|side| tree(parts, side))))
            }
        }
    }
    let leaf = |rows: Vec<usize>, at: usize| {
        let mut sum = Slope::default();
        rows.iter().for_each(|&row| sum.add(slopes[row]));
        let best = best(binned, slopes, features, &rows, sum);
        Leaf { rows, sum, best, at }
    };
    let value = |leaf: &Leaf| Part::Leaf(rounded(-RATE * leaf.sum.first / (leaf.sum.second + PENALTY)));
    let mut leaves = vec![leaf((0..slopes.len()).collect(), 0)];
    let mut parts = vec![value(&leaves[0])];
    while leaves.len() < LEAVES {
        let gain = |leaf: &Leaf| leaf.best.map_or(0.0, |(gain, ..)| gain);
        let Some(at) =
            (0..leaves.len()).max_by(|&one, &other| gain(&leaves[one]).total_cmp(&gain(&leaves[other])))
        else {
            break;
        };
        let Some((_, feature, bin)) = leaves[at].best else { break };
        let split = leaves.swap_remove(at);
        let (below, above) = split.rows.iter().partition(|&&row| binned.bins[feature][row] <= bin);
        parts[split.at] =
            Part::Split(feature, binned.bounds[feature][usize::from(bin)], [parts.len(), parts.len() + 1]);
        for rows in [below, above] {
            let leaf = leaf(rows, parts.len());
            parts.push(value(&leaf));
            leaves.push(leaf);
        }
    }
    tree(&parts, 0)
}

/// The split of a leaf that gains most.
fn best(
    binned: &Binned,
    slopes: &[Slope],
    features: &[usize],
    rows: &[usize],
    sum: Slope,
) -> Option<(f64, usize, u8)> {
    let mut best: Option<(f64, usize, u8)> = None;
    for &feature in features {
        let mut bins = [Slope::default(); BOUNDS + 1];
        rows.iter().for_each(|&row| bins[usize::from(binned.bins[feature][row])].add(slopes[row]));
        let mut below = Slope::default();
        for (bin, of_bin) in (0..).zip(&bins[..binned.bounds[feature].len()]) {
            below.add(*of_bin);
            let above = sum.without(below);
            let gain = below.gain() + above.gain() - sum.gain();
            let enough = below.count >= LEAST && above.count >= LEAST;
            if enough && gain > best.map_or(0.0, |(most, ..)| most) {
                best = Some((gain, feature, bin));
            }
        }
    }
    best
}
