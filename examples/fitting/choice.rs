//! Conditional logit: which of several options is taken? (D. McFadden, 1974.)

use super::minimise::{dot, minimised};

/// The features of an option that are not zero, by their places.
pub type Features = Vec<(usize, f64)>;

/// What a model of choices learns from: the features of each option, and which one is right.
pub struct Choice<'e> {
    pub options: &'e [Features],
    pub right: usize,
}

/// A conditional logit with so many weights and a quadratic penalty: the chance of an option goes with the exponential of its
/// score.
pub fn fit_choice(choices: &[Choice<'_>], size: usize, penalty: f64) -> Vec<f64> {
    minimised(size, |weights| loss(choices, weights, penalty))
}

/// What features come to by these weights.
pub fn score(features: &Features, weights: &[f64]) -> f64 {
    features.iter().map(|(at, value)| value * weights[*at]).sum()
}

fn loss(choices: &[Choice<'_>], weights: &[f64], penalty: f64) -> (f64, Vec<f64>) {
    let mut loss = penalty / 2.0 * dot(weights, weights);
    let mut gradient: Vec<f64> = weights.iter().map(|weight| penalty * weight).collect();
    for Choice { options, right } in choices {
        let chances = chances(options, weights);
        loss -= chances[*right].max(f64::MIN_POSITIVE).ln();
        for (at, (option, chance)) in options.iter().zip(&chances).enumerate() {
            let miss = if at == *right { chance - 1.0 } else { *chance };
            option.iter().for_each(|(at, value)| gradient[*at] += miss * value);
        }
    }
    (loss, gradient)
}

/// How likely each option is.
fn chances(options: &[Features], weights: &[f64]) -> Vec<f64> {
    let scores: Vec<f64> = options.iter().map(|option| score(option, weights)).collect();
    let most = scores.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let powers: Vec<f64> = scores.iter().map(|score| (score - most).exp()).collect();
    let sum: f64 = powers.iter().sum();
    powers.into_iter().map(|power| power / sum).collect()
}
