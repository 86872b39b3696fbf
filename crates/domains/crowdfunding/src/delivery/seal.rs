//! Answers are stored sealed: a copy of the database says nothing of where people live.

use contracts::crowdfunding::PledgeId;

use super::Delivery;
use crate::{Crowdfunding, CrowdfundingError};

/// What the key is for.
const PURPOSE: &str = "crowdfunding.delivery";

impl Crowdfunding {
    pub(super) fn seal(&self, id: PledgeId, given: &Delivery) -> Result<Vec<u8>, CrowdfundingError> {
        let text = serde_json::to_vec(given).map_err(|_ours| CrowdfundingError::Bug("an answer that cannot be written"))?;
        let sealed = self.secrets().seal(PURPOSE, id.as_uuid().as_bytes(), &text, self.db().rng());
        sealed.map_err(|_opaque| CrowdfundingError::Bug("an answer that cannot be sealed"))
    }

    pub(super) fn unseal(&self, id: PledgeId, sealed: &[u8]) -> Result<Delivery, CrowdfundingError> {
        let text = self.secrets().open(PURPOSE, id.as_uuid().as_bytes(), sealed);
        let text = text.map_err(|_opaque| CrowdfundingError::Bug("an answer that cannot be opened"))?;
        serde_json::from_slice(&text).map_err(|_ours| CrowdfundingError::Bug("an answer that cannot be read"))
    }
}
