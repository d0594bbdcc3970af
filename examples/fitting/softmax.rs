//! Softmax regression over features that are there or not.

/// What a model learns from: which features a thing has, and which outcomes may be right.
pub struct Example {
    pub features: Vec<usize>,
    /// Of lines of which only some is known, several may be right.
    pub right: Vec<bool>,
    pub weight: f64,
}

/// The weights of all outcomes for each feature, with a quadratic penalty, by L-BFGS (D. Liu and J. Nocedal, 1989): where several
/// outcomes may be right, their chances are added.
pub fn fit_softmax(examples: &[&Example], features: usize, outcomes: usize, penalty: f64) -> Vec<f64> {
    const STEPS: usize = 120;
    const REMEMBERED: usize = 8;
    let mut weights = vec![0.0; features * outcomes];
    let (mut loss, mut gradient) = loss(examples, &weights, outcomes, penalty);
    let mut past: Vec<(Vec<f64>, Vec<f64>)> = Vec::new();
    for _ in 0..STEPS {
        let direction = direction(&gradient, &past);
        let slope = dot(&direction, &gradient);
        let mut step = if past.is_empty() { 1.0 / dot(&gradient, &gradient).sqrt().max(1.0) } else { 1.0 };
        let next = loop {
            let moved: Vec<f64> = weights.iter().zip(&direction).map(|(at, by)| at + step * by).collect();
            let (there, slopes) = self::loss(examples, &moved, outcomes, penalty);
            if there <= loss + 1e-4 * step * slope || step < 1e-8 {
                break (moved, there, slopes);
            }
            step /= 2.0;
        };
        let moved: Vec<f64> = next.0.iter().zip(&weights).map(|(new, old)| new - old).collect();
        let turned: Vec<f64> = next.2.iter().zip(&gradient).map(|(new, old)| new - old).collect();
        let gained = loss - next.1;
        if dot(&moved, &turned) > 1e-12 {
            past.push((moved, turned));
            past.drain(..past.len().saturating_sub(REMEMBERED));
        }
        (weights, loss, gradient) = next;
        if gained < 1e-5 * loss {
            break;
        }
    }
    weights
}

/// The outcome with the highest score.
pub fn best(features: &[usize], weights: &[f64], outcomes: usize) -> usize {
    let scores = scores(features, weights, outcomes);
    (0..outcomes).fold(0, |best, at| if scores[at] > scores[best] { at } else { best })
}

fn scores(features: &[usize], weights: &[f64], outcomes: usize) -> Vec<f64> {
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

/// Where to go from here, by what the last steps tell of the curvature.
fn direction(gradient: &[f64], past: &[(Vec<f64>, Vec<f64>)]) -> Vec<f64> {
    let mut direction: Vec<f64> = gradient.iter().map(|slope| -slope).collect();
    let mut shares = Vec::new();
    for (moved, turned) in past.iter().rev() {
        let share = dot(moved, &direction) / dot(moved, turned);
        direction.iter_mut().zip(turned).for_each(|(at, by)| *at -= share * by);
        shares.push(share);
    }
    if let Some((moved, turned)) = past.last() {
        let scale = dot(moved, turned) / dot(turned, turned);
        direction.iter_mut().for_each(|at| *at *= scale);
    }
    for ((moved, turned), share) in past.iter().zip(shares.into_iter().rev()) {
        let back = dot(turned, &direction) / dot(moved, turned);
        direction.iter_mut().zip(moved).for_each(|(at, by)| *at += (share - back) * by);
    }
    direction
}

fn dot(one: &[f64], other: &[f64]) -> f64 {
    one.iter().zip(other).map(|(one, other)| one * other).sum()
}
