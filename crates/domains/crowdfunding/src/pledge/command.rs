//! What is sent to pledge.

use contracts::crowdfunding::{PledgeId, ProjectId, TierId};
use kernel::Money;
use sha2::{Digest as _, Sha256};

use crate::Source;

/// Promises something to a project.
#[derive(Debug, Clone)]
pub struct MakePledge {
    /// Made by the caller and kept: the same pledge sent twice is one.
    pub id: PledgeId,
    /// Made by the caller with the id, at least sixteen random characters, and shown to nobody: whoever sends the pledge again
    /// proves by it that it is theirs.
    pub secret: String,
    /// The project.
    pub project_id: ProjectId,
    /// The tier; none for a gift.
    pub tier_id: Option<TierId>,
    /// How much; at least the tier's amount.
    pub amount: Money,
    /// The backer's name.
    pub name: Option<String>,
    /// Where receipt and news go.
    pub email: Option<String>,
    /// In whose name it is given, if not the backer's.
    pub on_behalf_of: Option<String>,
    /// Whether the project's page names nobody.
    pub anonymous: bool,
    /// By which way the backer came to the project, if it is known.
    pub source: Option<Source>,
}

impl MakePledge {
    /// SHA-256 of everything that is promised: the same pledge sent again has the same, by whichever way.
    pub(super) fn hash(&self) -> [u8; 32] {
        let mut hash = Sha256::new();
        let mut field = |text: Option<&str>| {
            let text = text.unwrap_or_default();
            hash.update((text.len() as u64).to_be_bytes());
            hash.update(text);
        };
        field(Some(&self.secret));
        field(Some(&self.project_id.to_string()));
        field(self.tier_id.map(|id| id.to_string()).as_deref());
        field(Some(&format!("{} {}", self.amount.amount_minor, self.amount.currency.code())));
        for text in [&self.name, &self.email, &self.on_behalf_of] {
            field(text.as_deref());
        }
        field(Some(if self.anonymous { "anonymous" } else { "named" }));
        hash.finalize().into()
    }
}
