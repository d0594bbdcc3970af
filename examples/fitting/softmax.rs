//! Softmax regression over features that are there or not.

use super::minimise::{dot, minimised};

/// What a model learns from: which features a thing has, and which outcomes may be right.
pub struct Example {
    pub features: Vec<usize>,
    /// Of lines of which only some is known, several may be right.
    pub right: Vec<bool>,
    pub weight: f64,
}

/// The weights of all outcomes for each feature, with a quadratic penalty. Where several outcomes may be right, their chances
/// are added.
pub fn fit_softmax(examples: &[&Example], features: usize, outcomes: usize, penalty: f64) -> Vec<f64> {
    minimised(features * outcomes, |weights| loss(examples, weights, outcomes, penalty))
}

/// The score of each outcome for a thing with these features.
pub fn scores(features: &[usize], weights: &[f64], outcomes: usize) -> Vec<f64> {
    let mut scores = vec![0.0; outcomes];
    for feature in features {
        scores.iter_mut().zip(&weights[feature * outcomes..]).for_each(|(score, weight)| *score += weight);
    }
    scores
}

fn loss(examples: &[&Example], weights: &[f64], outcomes: usize, penalty: f64) -> (f64, Vec<f64>) {
    let mut loss = penalty / 2.0 * dot(weights, weights);
    let mut gradient: Vec<f64> = weights.iter().map(|weight| penalty * weight).collect();
    for example in examples {
        let scores = scores(&example.features, weights, outcomes);
        let most = scores.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let powers: Vec<f64> = scores.iter().map(|score| (score - most).exp()).collect();
        let right = |power: (&f64, &bool)| if *power.1 { *power.0 } else { 0.0 };
        let (all, some): (f64, f64) =
            (powers.iter().sum(), powers.iter().zip(&example.right).map(right).sum());
        loss -= example.weight * (some / all).max(f64::MIN_POSITIVE).ln();
        let misses: Vec<f64> = powers
            .iter()
            .zip(&example.right)
            .map(|(power, known)| {
                example.weight
                    * (power / all - if *known { power / some.max(f64::MIN_POSITIVE) } else { 0.0 })
            })
            .collect();
        for feature in &example.features {
            gradient[feature * outcomes..].iter_mut().zip(&misses).for_each(|(slope, miss)| *slope += miss);
        }
    }
    (loss, gradient)
}
