//! Networks, and where profiles and products stand, in words.

use affiliate::{Network, ProductState, ProfileState};
use web_kit::{Translator, ui::Tone};

/// A network by its name.
pub(crate) fn network(t: Translator, network: Network) -> String {
    t.get(&format!("sales-network-{}", network.as_str()))
}

/// Who sees a profile.
pub(crate) fn profile_state(t: Translator, state: ProfileState) -> (Tone, String) {
    let tone = match state {
        ProfileState::Draft => Tone::Info,
        ProfileState::Listed => Tone::Ok,
        ProfileState::Suspended => Tone::Bad,
    };
    (tone, t.get(&format!("sales-profile-state-{}", state.as_str())))
}

/// Where a product stands.
pub(crate) fn product_state(t: Translator, state: ProductState) -> (Tone, String) {
    let tone = match state {
        ProductState::Draft => Tone::Info,
        ProductState::Listed => Tone::Ok,
        ProductState::Archived => Tone::Warn,
    };
    (tone, t.get(&format!("sales-product-state-{}", state.as_str())))
}
