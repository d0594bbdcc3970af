//! Logistic regression.

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

/// Solves a symmetric positive definite system, given by its lower half (Cholesky).
pub fn solve(matrix: &mut [Vec<f64>], right: &[f64]) -> Vec<f64> {
    let n = right.len();
    for row in 0..n {
        for column in 0..=row {
            let sum: f64 = (0..column).map(|at| matrix[row][at] * matrix[column][at]).sum();
            let rest = matrix[row][column] - sum;
            matrix[row][column] =
                if row == column { rest.max(1e-9).sqrt() } else { rest / matrix[column][column] };
        }
    }
    let mut x = right.to_vec();
    for row in 0..n {
        let sum: f64 = (0..row).map(|at| matrix[row][at] * x[at]).sum();
        x[row] = (x[row] - sum) / matrix[row][row];
    }
    for row in (0..n).rev() {
        let sum: f64 = (row + 1..n).map(|at| matrix[at][row] * x[at]).sum();
        x[row] = (x[row] - sum) / matrix[row][row];
    }
    x
}
