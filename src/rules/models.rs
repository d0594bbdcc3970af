//! The same tables with other models: to measure some that have not seen a page.

use super::Rules;
use super::likely::{Likely, LikelyTable};
use super::markup::{MarkupModel, MarkupTable};
use super::roles::RoleModel;
use super::second::seen_again;
use crate::model::Trees;

impl Rules {
    /// With another model of body text of HTML pages.
    ///
    /// # Errors
    /// If it weighs a feature that there is not.
    #[doc(hidden)]
    pub fn with_markup(self, table: &MarkupTable) -> Result<Self, String> {
        let markup = MarkupModel::new(table, &self.names)?;
        Ok(Self { markup, ..self })
    }

    /// With other models of body text.
    ///
    /// # Errors
    /// If they weigh a feature that there is not.
    #[doc(hidden)]
    pub fn with_likely(self, table: &LikelyTable) -> Result<Self, String> {
        let likely = Likely::new(table)?;
        Ok(Self { likely, ..self })
    }

    /// With another model of roles, as the text of its table.
    ///
    /// # Errors
    /// If the table names something that there is not, or lacks weights.
    #[doc(hidden)]
    pub fn with_roles(self, table: &str) -> Result<Self, String> {
        let roles = RoleModel::parse(table)?;
        Ok(Self { roles, ..self })
    }

    /// With another model of the second look at lines, as the text of its trees.
    ///
    /// # Errors
    /// If a line is no tree, or has a feature that there is not.
    #[doc(hidden)]
    pub fn with_second(self, trees: &str) -> Result<Self, String> {
        let second = Trees::parse(&seen_again(), trees)?;
        Ok(Self { second, ..self })
    }
}
