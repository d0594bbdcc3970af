//! Conditional logit: which of several options is taken? (D. McFadden, 1974.)

use super::solve::solve;

/// What a model of choices learns from: the features of each option, and which one is right.
pub struct Choice<'e> {
    pub options: &'e [Vec<f64>],
    pub right: usize,
}

/// A conditional logit with a small quadratic penalty, by Newton's method: the chance of an option goes with the exponential
/// of its score.
pub fn fit_choice(choices: &[Choice<'_>], penalty: f64) -> Vec<f64> {
    const STEPS: usize = 12;
    let size = choices.first().and_then(|choice| choice.options.first()).map_or(0, Vec::len);
    let mut weights = vec![0.0; size];
    for _ in 0..STEPS {
        let mut gradient: Vec<f64> = weights.iter().map(|weight| penalty * weight).collect();
        let mut curvature = vec![vec![0.0; size]; size];
        (0..size).for_each(|at| curvature[at][at] = penalty);
        for choice in choices {
            let chances = chances(choice.options, &weights);
            let mean = |at: usize| -> f64 {
                choice.options.iter().zip(&chances).map(|(option, chance)| option[at] * chance).sum()
            };
            let means: Vec<f64> = (0..size).map(mean).collect();
            for at in 0..size {
                gradient[at] += means[at] - choice.options[choice.right][at];
            }
            for (option, chance) in choice.options.iter().zip(&chances) {
                let off: Vec<f64> = option.iter().zip(&means).map(|(value, mean)| value - mean).collect();
                for row in (0..size).filter(|row| off[*row] != 0.0) {
                    (0..=row).for_each(|column| curvature[row][column] += chance * off[row] * off[column]);
                }
            }
        }
        let step = solve(&mut curvature, &gradient);
        weights.iter_mut().zip(step).for_each(|(weight, step)| *weight -= step);
    }
    weights
}

/// What features come to by these weights.
pub fn score(features: &[f64], weights: &[f64]) -> f64 {
    features.iter().zip(weights).map(|(value, weight)| value * weight).sum()
}

/// How likely each option is.
fn chances(options: &[Vec<f64>], weights: &[f64]) -> Vec<f64> {
    let scores: Vec<f64> = options.iter().map(|option| score(option, weights)).collect();
    let most = scores.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let powers: Vec<f64> = scores.iter().map(|score| (score - most).exp()).collect();
    let sum: f64 = powers.iter().sum();
    powers.into_iter().map(|power| power / sum).collect()
}
