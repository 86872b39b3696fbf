//! What moved money, and what for: for statements, which explain each line.

mod queries;

use std::collections::HashMap;

use contracts::payments::Purpose;
use kernel::{Actor, Forbidden, Principal};
use uuid::Uuid;

use crate::{Payments, PaymentsError, Rail};

/// What moved money: a try to pay or be paid, or the order behind it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explained {
    /// What for.
    pub purpose: Purpose,
    /// By which way.
    pub rail: Rail,
}

impl Payments {
    /// What the causes of journals were, by their ids; those that are not payments' are left out. For the program itself only.
    pub async fn explain(&self, actor: &Actor, causes: &[Uuid]) -> Result<HashMap<Uuid, Explained>, PaymentsError> {
        if !matches!(actor.principal, Principal::System(_)) {
            return Err(Forbidden::NotAllowed.into());
        }
        if causes.is_empty() {
            return Ok(HashMap::new());
        }
        Ok(queries::explained(self.db().pool(), causes).await?.into_iter().collect())
    }
}
