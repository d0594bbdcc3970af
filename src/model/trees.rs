//! Regression trees, as gradient boosting makes them (J. Friedman, 2001).

use rustc_hash::FxHashMap;

/// Trees whose leaves are summed.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Trees {
    /// Of all trees, one after another, each part before what lies below it.
    parts: Vec<Part>,
    /// Where each tree begins.
    roots: Vec<usize>,
}

/// What a tree is made of, in few bytes: hundreds of trees are walked through for one answer.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Part {
    /// What a thing adds that comes here.
    Leaf(f32),
    /// A thing whose feature is below the bound goes on right behind, another one at the place `above`.
    Split { feature: u16, bound: f32, above: u32 },
}

impl Trees {
    /// Reads trees, one a line. A line begins with `feature<bound`, then comes the tree of the things below the bound, then that
    /// of all others; a number is a leaf. Lines that begin with `#` are notes.
    ///
    /// # Errors
    /// Names a line that is no tree, or has a feature that there is not.
    pub fn parse(names: &[&str], text: &str) -> Result<Self, String> {
        let mut trees = Self::default();
        let places: FxHashMap<&str, u16> = names.iter().zip(0..).map(|(name, at)| (*name, at)).collect();
        let says = |line: &str| !line.trim().is_empty() && !line.starts_with('#');
        for (number, line) in (1..).zip(text.lines()).filter(|(_, line)| says(line)) {
            trees.roots.push(trees.parts.len());
            let mut words = line.split_whitespace();
            let read = trees.read(&places, &mut words);
            read.and_then(|()| {
                words.next().map_or(Ok(()), |word| Err(format!("`{word}` belongs to no split")))
            })
            .map_err(|problem| format!("line {number}: {problem}"))?;
        }
        Ok(trees)
    }

    /// Reads one tree.
    fn read<'w>(
        &mut self,
        places: &FxHashMap<&str, u16>,
        words: &mut impl Iterator<Item = &'w str>,
    ) -> Result<(), String> {
        let word = words.next().ok_or("the tree lacks a leaf")?;
        let number = |number: &str| match number.parse::<f32>() {
            Ok(value) if value.is_finite() => Ok(value),
            _ => Err(format!("`{number}` is no number")),
        };
        let Some((name, bound)) = word.split_once('<') else {
            self.parts.push(Part::Leaf(number(word)?));
            return Ok(());
        };
        let feature = places.get(name).ok_or_else(|| format!("`{name}` is no feature of this model"))?;
        let here = self.parts.len();
        self.parts.push(Part::Leaf(0.0));
        self.read(places, words)?;
        let above = u32::try_from(self.parts.len()).map_err(|_| "there are too many trees")?;
        self.parts[here] = Part::Split { feature: *feature, bound: number(bound)?, above };
        self.read(places, words)
    }

    /// The log-odds of a thing with these features, of which there are as many as names.
    pub fn score(&self, features: &[f32]) -> f32 {
        self.roots.iter().map(|&root| self.leaf(root, features)).sum()
    }

    /// The leaf of a tree that a thing comes to.
    fn leaf(&self, root: usize, features: &[f32]) -> f32 {
        let mut at = root;
        loop {
            match self.parts[at] {
                Part::Leaf(value) => return value,
                Part::Split { feature, bound, above } => {
                    at = if features[usize::from(feature)] < bound { at + 1 } else { above as usize };
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NAMES: [&str; 2] = ["dates", "words"];

    #[test]
    fn each_tree_adds_the_leaf_that_a_thing_comes_to() {
        let trees = Trees::parse(&NAMES, "# a note\n-1.5\n\nwords<3 dates<0.5 -0.25 1 2\n").unwrap();
        assert_eq!(trees.score(&[0.0, 2.0]), -1.75);
        assert_eq!(trees.score(&[0.5, 2.0]), -0.5);
        assert_eq!(trees.score(&[0.0, 3.0]), 0.5);
        assert_eq!(Trees::default().score(&[]), 0.0);
    }

    #[test]
    fn what_is_no_tree_is_named_with_its_line() {
        let refused = |text: &str| Trees::parse(&NAMES, text).unwrap_err();
        assert_eq!(refused("1\nwords<3 1"), "line 2: the tree lacks a leaf");
        assert_eq!(refused("1 2"), "line 1: `2` belongs to no split");
        assert_eq!(refused("names<1 0 0"), "line 1: `names` is no feature of this model");
        assert_eq!(refused("words<few 0 0"), "line 1: `few` is no number");
        assert_eq!(refused("words<3 NaN 0"), "line 1: `NaN` is no number");
        assert_eq!(refused("words<3 0 inf"), "line 1: `inf` is no number");
    }
}
