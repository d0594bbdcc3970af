//! The stories of one page begin alike: about as many rows above their texts, with rows that are made alike.

use super::NEAR_MISS;
use super::class::Class;
use libm::expf;
use rustc_hash::FxHashMap;

/// How probable it is of each gap of a page that a story begins in it, and with which of its rows.
#[derive(Debug, Default)]
pub struct Begins {
    /// By gap, and then by how many rows above the text, with how each row is made.
    gaps: Vec<Vec<(f32, Make)>>,
    /// The sums of them, by how many rows above, and by how a row is made.
    above: Vec<f32>,
    made: FxHashMap<Make, f32>,
}

/// What a row and the one below it are.
type Make = [Option<usize>; 2];

impl Begins {
    /// Each gap has the chance that a story begins in it and, asked for where that is not small, what its rows show, of which
    /// the last one is the text's, and their scores.
    pub fn of<'f, V: 'f>(
        gaps: impl Iterator<Item = (f64, impl FnOnce() -> (&'f [Vec<(usize, V)>], Vec<f32>))>,
    ) -> Self {
        let mut begins = Self::default();
        for (chance, rows) in gaps {
            let gap = if chance < NEAR_MISS {
                Vec::new()
            } else {
                let (rows, scores) = rows();
                chances(chance as f32, rows, scores)
            };
            if begins.above.len() < gap.len() {
                begins.above.resize(gap.len(), 0.0);
            }
            for (all, &(chance, make)) in begins.above.iter_mut().zip(&gap) {
                *all += chance;
                *begins.made.entry(make).or_insert(0.0) += chance;
            }
            begins.gaps.push(gap);
        }
        begins
    }

    /// The shares of the stories in other gaps than this one that begin so many rows above their texts, and with a row that is
    /// made like the one with these features.
    pub fn alike<V>(&self, gap: usize) -> impl Fn(usize, &[(usize, V)]) -> [f32; 2] {
        /// As if so many stories began elsewhere.
        const DOUBT: f32 = 0.5;
        let own = self.gaps.get(gap).map_or(&[][..], Vec::as_slice);
        let others =
            self.above.iter().sum::<f32>() - own.iter().map(|(chance, _)| chance).sum::<f32>() + DOUBT;
        move |above, features| {
            let make = make(features);
            let at = self.above.get(above).map_or(0.0, |all| all - own.get(above).map_or(0.0, |own| own.0));
            let ours = own.iter().filter(|(_, other)| *other == make).map(|(chance, _)| chance);
            let made = self.made.get(&make).map_or(0.0, |all| all - ours.sum::<f32>());
            [at / others, made / others]
        }
    }
}

/// How a row is made, by its features.
fn make<V>(features: &[(usize, V)]) -> Make {
    const BELOW: usize = 2;
    [0, BELOW].map(|side| {
        let classes = side * Class::COUNT..(side + 1) * Class::COUNT;
        features.iter().map(|(at, _)| *at).find(|at| classes.contains(at)).map(|at| at - classes.start)
    })
}

/// What the scores of rows come to, by how many rows above the text, if together they are as probable as that.
fn chances<V>(chance: f32, rows: &[Vec<(usize, V)>], scores: Vec<f32>) -> Vec<(f32, Make)> {
    let most = scores.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let powers: Vec<f32> = scores.into_iter().rev().map(|score| expf(score - most)).collect();
    let sum: f32 = powers.iter().sum();
    powers.into_iter().zip(rows.iter().rev()).map(|(power, row)| (chance * power / sum, make(row))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::split::gap::Features;

    /// Gaps with the classes of their rows.
    fn begins<const N: usize>(gaps: [(f64, &[usize], Vec<f32>); N]) -> Begins {
        let rows: Vec<Vec<Features>> = gaps.iter().map(|(_, classes, _)| rows(classes)).collect();
        Begins::of(
            gaps.into_iter().zip(&rows).map(|((chance, _, scores), rows)| (chance, || (&rows[..], scores))),
        )
    }

    fn rows(classes: &[usize]) -> Vec<Features> {
        let row = |at: usize| {
            let below = classes.get(at + 1).map(|class| (2 * Class::COUNT + class, 1.0));
            [(classes[at], 1.0)].into_iter().chain(below).collect()
        };
        (0..classes.len()).map(row).collect()
    }

    #[test]
    fn a_row_as_far_above_its_text_as_where_the_others_begin_is_alike() {
        let third = (0.9, &[1, 2, 3, 4][..], vec![0.0, 9.0, 0.0, 0.0]);
        let begins = begins([third.clone(), third, (0.9, &[5, 6, 7], vec![0.0, 0.0, 0.0])]);
        let alike = begins.alike(2);
        let other = Features::new();
        assert!(alike(2, &other)[0] > 0.7);
        assert!(alike(1, &other)[0] < 0.01);
        assert_eq!(alike(9, &other)[0], 0.0);
    }

    #[test]
    fn a_row_that_is_made_as_those_are_with_which_the_others_begin_is_alike() {
        let second = (0.9, &[1, 2, 3][..], vec![0.0, 9.0, 0.0]);
        let begins = begins([second, (0.9, &[2, 3, 4, 5], vec![0.0; 4])]);
        let [first, other] = [&rows(&[2, 3])[0], &rows(&[2, 4])[0]].map(|row| begins.alike(1)(9, row)[1]);
        assert!(first > 0.5 && other == 0.0, "{first} {other}");
    }

    #[test]
    fn gaps_in_which_no_story_begins_say_nothing() {
        let begins = begins([(0.01, &[1, 2], vec![9.0, 0.0]), (0.9, &[1, 2], vec![0.0, 0.0])]);
        assert_eq!(begins.alike(1)(1, &rows(&[1, 2])[0]), [0.0, 0.0]);
    }
}
