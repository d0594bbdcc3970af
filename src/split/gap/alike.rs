//! The stories of one page begin alike: about as many rows above their texts.

use super::NEAR_MISS;
use libm::expf;

/// How probable it is of each gap of a page that a story begins in it, and with which of its rows.
#[derive(Debug, Default)]
pub struct Begins {
    /// By gap, and then by how many rows above the text.
    gaps: Vec<Vec<f32>>,
    /// The sum of them.
    all: Vec<f32>,
}

impl Begins {
    /// Each gap has the chance that a story begins in it and, asked for where that is not small, the scores of its rows, of which
    /// the last one is the text's.
    pub fn of(gaps: impl Iterator<Item = (f64, impl FnOnce() -> Vec<f32>)>) -> Self {
        let mut begins = Self::default();
        for (chance, scores) in gaps {
            let gap = if chance < NEAR_MISS { Vec::new() } else { chances(chance as f32, scores()) };
            if begins.all.len() < gap.len() {
                begins.all.resize(gap.len(), 0.0);
            }
            begins.all.iter_mut().zip(&gap).for_each(|(all, chance)| *all += chance);
            begins.gaps.push(gap);
        }
        begins
    }

    /// The share of the stories in other gaps than this one that begin so many rows above their texts.
    pub fn alike(&self, gap: usize) -> impl Fn(usize) -> f32 {
        /// As if so many stories began elsewhere.
        const DOUBT: f32 = 0.5;
        let own = self.gaps.get(gap).map_or(&[][..], Vec::as_slice);
        let sum = |rows: &[f32]| rows.iter().sum::<f32>();
        let others = sum(&self.all) - sum(own) + DOUBT;
        move |above| {
            let at = |rows: &[f32]| rows.get(above).copied().unwrap_or_default();
            (at(&self.all) - at(own)) / others
        }
    }
}

/// What the scores of rows come to, by how many rows above the text, if together they are as probable as that.
fn chances(chance: f32, scores: Vec<f32>) -> Vec<f32> {
    let most = scores.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let powers: Vec<f32> = scores.into_iter().rev().map(|score| expf(score - most)).collect();
    let sum: f32 = powers.iter().sum();
    powers.into_iter().map(|power| chance * power / sum).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn begins<const N: usize>(gaps: [(f64, Vec<f32>); N]) -> Begins {
        Begins::of(gaps.into_iter().map(|(chance, scores)| (chance, || scores)))
    }

    #[test]
    fn a_row_as_far_above_its_text_as_where_the_others_begin_is_alike() {
        let third = (0.9, vec![0.0, 9.0, 0.0, 0.0]);
        let begins = begins([third.clone(), third, (0.9, vec![0.0, 0.0, 0.0])]);
        let alike = begins.alike(2);
        assert!(alike(2) > 0.7);
        assert!(alike(1) < 0.01);
        assert_eq!(alike(9), 0.0);
    }

    #[test]
    fn gaps_in_which_no_story_begins_say_nothing() {
        let begins = begins([(0.01, vec![9.0, 0.0]), (0.9, vec![0.0, 0.0])]);
        assert_eq!(begins.alike(1)(1), 0.0);
    }
}
