//! The least value of a smooth function.

/// Where a function is least, by L-BFGS (D. Liu and J. Nocedal, 1989); it is given as its value and its gradient at a point, and
/// begun at zero.
pub fn minimised(size: usize, function: impl Fn(&[f64]) -> (f64, Vec<f64>)) -> Vec<f64> {
    const STEPS: usize = 120;
    const REMEMBERED: usize = 8;
    let mut point = vec![0.0; size];
    let (mut value, mut gradient) = function(&point);
    let mut past: Vec<(Vec<f64>, Vec<f64>)> = Vec::new();
    for _ in 0..STEPS {
        let direction = direction(&gradient, &past);
        let slope = dot(&direction, &gradient);
        let mut step = if past.is_empty() { 1.0 / dot(&gradient, &gradient).sqrt().max(1.0) } else { 1.0 };
        let next = loop {
            let moved: Vec<f64> = point.iter().zip(&direction).map(|(at, by)| at + step * by).collect();
            let (there, slopes) = function(&moved);
            if there <= value + 1e-4 * step * slope || step < 1e-8 {
                break (moved, there, slopes);
            }
            step /= 2.0;
        };
        let moved: Vec<f64> = next.0.iter().zip(&point).map(|(new, old)| new - old).collect();
        let turned: Vec<f64> = next.2.iter().zip(&gradient).map(|(new, old)| new - old).collect();
        let gained = value - next.1;
        if dot(&moved, &turned) > 1e-12 {
            past.push((moved, turned));
            past.drain(..past.len().saturating_sub(REMEMBERED));
        }
        (point, value, gradient) = next;
        if gained < 1e-5 * value {
            break;
        }
    }
    point
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

/// The product of two vectors.
pub fn dot(one: &[f64], other: &[f64]) -> f64 {
    one.iter().zip(other).map(|(one, other)| one * other).sum()
}
