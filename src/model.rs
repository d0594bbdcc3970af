//! Models: numbers that describe a thing → how likely it is something.

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
pub(crate) use sums::{running, segment};
pub use trees::Trees;

mod sums;
mod trees;

/// A feature that is there or not.
pub(crate) fn is(condition: bool) -> f32 {
    f32::from(u8::from(condition))
}

/// The weights of a logistic model, by the names of its features.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Weighted(pub BTreeMap<String, f64>);

/// A model whose weights stand in the order of its features.
#[derive(Debug, Clone, PartialEq)]
pub struct Model<const N: usize>([f32; N]);

impl<const N: usize> Model<N> {
    /// The model with these weights.
    ///
    /// # Errors
    /// Names a feature that has no weight, or a weight that belongs to no feature.
    pub fn new(names: &[&str; N], weights: &Weighted) -> Result<Self, String> {
        if let Some(name) = weights.0.keys().find(|name| !names.contains(&name.as_str())) {
            return Err(format!("`{name}` is no feature of this model"));
        }
        let mut ordered = [0.0; N];
        for (slot, name) in ordered.iter_mut().zip(names) {
            *slot =
                *weights.0.get(*name).ok_or_else(|| format!("the feature `{name}` has no weight"))? as f32;
        }
        Ok(Self(ordered))
    }

    /// The log-odds of a thing with these features.
    pub fn score(&self, features: &[f32; N]) -> f32 {
        self.0.iter().zip(features).map(|(weight, value)| weight * value).sum()
    }
}

/// A model with as many features as tables say.
#[derive(Debug, Clone, PartialEq)]
pub struct LongModel(Vec<f32>);

impl LongModel {
    /// The model with these weights. A feature without a weight counts nothing.
    ///
    /// # Errors
    /// Names a weight that belongs to no feature.
    pub fn new(names: &[String], weights: &Weighted) -> Result<Self, String> {
        if let Some(name) = weights.0.keys().find(|name| !names.contains(name)) {
            return Err(format!("`{name}` is no feature of this model"));
        }
        Ok(Self(names.iter().map(|name| weights.0.get(name).copied().unwrap_or_default() as f32).collect()))
    }

    /// The log-odds of a thing with these features.
    pub fn score(&self, features: impl IntoIterator<Item = f32>) -> f32 {
        self.0.iter().zip(features).map(|(weight, value)| weight * value).sum()
    }

    /// The log-odds of a thing with these features, by their places; all others are zero.
    pub fn score_of(&self, features: impl IntoIterator<Item = (usize, f32)>) -> f32 {
        features.into_iter().map(|(at, value)| self.0.get(at).copied().unwrap_or_default() * value).sum()
    }
}

/// A model whose features are known by their names only.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct NamedModel(FxHashMap<Box<str>, f32>);

impl NamedModel {
    /// Gives a feature its weight.
    pub(crate) fn insert(&mut self, name: &str, weight: f32) {
        self.0.insert(name.into(), weight);
    }

    /// The weight of a feature; one that has none counts nothing.
    pub(crate) fn of(&self, name: &str) -> f32 {
        self.0.get(name).copied().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn features_that_are_not_named_by_their_place_are_zero() {
        let weights: Weighted = toml::from_str("a = 2.0\nb = -1.0").unwrap();
        let model = LongModel::new(&["a", "b", "c"].map(str::to_owned), &weights).unwrap();
        assert_eq!(model.score_of([(1, 3.0), (2, 9.0)]), -3.0);
        assert_eq!(model.score_of([(1, 3.0)]), model.score([0.0, 3.0]));
    }

    #[test]
    fn each_feature_has_its_weight_and_each_weight_its_feature() {
        let weights: Weighted = toml::from_str("a = 2.0\nb = -1.0").unwrap();
        assert_eq!(Model::new(&["b", "a"], &weights).unwrap().score(&[1.0, 3.0]), 5.0);
        assert!(Model::new(&["a"], &weights).unwrap_err().contains("`b`"));
        assert!(Model::new(&["a", "b", "c"], &weights).unwrap_err().contains("`c`"));
    }
}
