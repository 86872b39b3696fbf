//! The number by which a lead of Dub's is known again: one customer has each event once.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use sha2::{Digest as _, Sha256};

/// The longest number of a shop's own, in characters.
const NUMBER_MAX: usize = 200;

/// No two leads have the same one. `customer:event` where that can be read in one way only, which is how leads were always kept; otherwise a
/// hash of both, which ends as no event does.
pub(super) fn of_lead(customer: &str, event: &str) -> String {
    let plain = format!("{customer}:{event}");
    if !event.contains(':') && plain.chars().count() <= NUMBER_MAX {
        return plain;
    }
    let length = customer.len().to_string();
    let both = Sha256::new().chain_update(length).chain_update(":").chain_update(customer).chain_update(event);
    format!("{}:", URL_SAFE_NO_PAD.encode(both.finalize()))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{NUMBER_MAX, of_lead};

    #[test]
    fn a_lead_is_known_by_what_it_was_always_known_by() {
        assert_eq!(of_lead("cus_7", "Sign up"), "cus_7:Sign up");
        assert_eq!(of_lead("user:7", "Sign up"), "user:7:Sign up");
    }

    #[test]
    fn no_two_leads_have_the_same_number_and_none_is_too_long() {
        let long = "x".repeat(100);
        let (almost, other) = (format!("{}y", "x".repeat(99)), "é".repeat(100));
        let words = ["x", "y", "z", "x:y", "y:z", ":", "::", "x:", ":z", "1", "1:", &long, &almost, &other];
        let all: Vec<_> = words.iter().flat_map(|customer| words.iter().map(|event| of_lead(customer, event))).collect();
        assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), all.len());
        assert!(all.iter().all(|number| number.chars().count() <= NUMBER_MAX));
    }
}
