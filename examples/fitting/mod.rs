//! Logistic regression.

#[path = "solve.rs"]
pub mod solve;

use solve::solve;

/// What a model learns from: features, what is right, how much it counts.
pub struct Example<'e> {
    pub features: &'e [f64],
    pub right: bool,
    pub weight: f64,
}

/// Logistic regression with a small quadratic penalty, by Newton's method (iteratively reweighted least squares).
pub fn fit(examples: &[Example<'_>], penalty: f64) -> Vec<f64> {
    const STEPS: usize = 12;
    let size = examples.first().map_or(0, |example| example.features.len());
    let mut weights = vec![0.0; size];
    for _ in 0..STEPS {
        let mut gradient: Vec<f64> = weights.iter().map(|weight| penalty * weight).collect();
        let mut curvature = vec![vec![0.0; size]; size];
        (0..size).for_each(|at| curvature[at][at] = penalty);
        for Example { features, right, weight } in examples {
            let odds: f64 = features.iter().zip(&weights).map(|(value, weight)| value * weight).sum();
            let likely = 1.0 / (1.0 + (-odds).exp());
            let (miss, bend) =
                (weight * (likely - f64::from(u8::from(*right))), weight * likely * (1.0 - likely));
            let there: Vec<(usize, f64)> =
                features.iter().copied().enumerate().filter(|(_, value)| *value != 0.0).collect();
            for (place, (row, value)) in there.iter().enumerate() {
                gradient[*row] += miss * value;
                there[..=place]
                    .iter()
                    .for_each(|(column, other)| curvature[*row][*column] += bend * value * other);
            }
        }
        let step = solve(&mut curvature, &gradient);
        weights.iter_mut().zip(step).for_each(|(weight, step)| *weight -= step);
    }
    weights
}
