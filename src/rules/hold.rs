//! Which tables hold on a page, and which rule names a line that several know.

use super::source::Origin;
use super::{Rules, RulesetId};
use crate::evidence::Weights;
use crate::role::RuleId;
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// The tables that hold on a page beside those that hold on every page.
#[derive(Debug, Clone, PartialEq, Eq)]
#[doc(hidden)]
pub struct Tables {
    /// The publisher's, or `generic`: what the record's `ruleset` names.
    pub main: RulesetId,
    /// A person's own tables that name no publisher and whose signs stand on the page.
    pub beside: Vec<RulesetId>,
}

impl Tables {
    /// Only those that hold on every page.
    pub(crate) const GENERIC: Self = Self { main: RulesetId::GENERIC, beside: Vec::new() };

    fn hold(&self, ruleset: RulesetId) -> bool {
        ruleset == RulesetId::GENERIC || ruleset == self.main || self.beside.contains(&ruleset)
    }
}

impl Rules {
    /// Whose tables hold on a page, given how many different signs of each were seen.
    pub(crate) fn recognise(&self, seen: &BTreeMap<RulesetId, usize>) -> Tables {
        let known = seen.iter().filter(|(id, count)| **count >= self.ruleset(**id).at_least);
        let rank = |(id, count): &(&RulesetId, &usize)| {
            let ruleset = self.ruleset(**id);
            (ruleset.publisher.is_some(), **count, ruleset.origin == Origin::Own, Reverse(**id))
        };
        let main = known.clone().max_by_key(rank).map_or(RulesetId::GENERIC, |(id, _)| *id);
        let added = |id: &RulesetId| {
            let ruleset = self.ruleset(*id);
            *id != main && ruleset.origin == Origin::Own && ruleset.publisher.is_none()
        };
        Tables { main, beside: known.map(|(id, _)| *id).filter(added).collect() }
    }

    /// How much each piece of evidence counts on a page where these tables hold.
    pub(crate) fn weights(&self, tables: &Tables) -> Weights {
        let beside = tables.beside.iter().map(|id| &self.ruleset(*id).own_weights);
        beside.fold(self.ruleset(tables.main).weights.clone(), |weights, own| weights.overridden_by(own))
    }

    /// The rule that names a line, of those that hit it: of the tables that hold, the one of the highest rank, and in it
    /// the first.
    pub(crate) fn strongest(&self, hits: &[(RulesetId, RuleId)], tables: &Tables) -> Option<RuleId> {
        let holding = hits.iter().filter(|(ruleset, _)| tables.hold(*ruleset));
        let rank = |id: RuleId| self.rule(id).map_or(0, |rule| rule.rank);
        holding.map(|(_, id)| *id).max_by_key(|id| (rank(*id), Reverse(*id)))
    }
}
