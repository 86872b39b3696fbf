//! The test cards that Stripe documents.

use crate::Failure;

/// The cards shown on the page, with what they do.
pub(super) const SHOWN: [(&str, &str); 7] = [
    ("4242424242424242", "paie / pays"),
    ("4000000000000341", "s’enregistre, puis refuse / can be saved, then declines"),
    ("4000002500003155", "demande 3-D Secure, sauf si enregistrée / asks for 3-D Secure unless saved"),
    ("4000002760003184", "demande toujours 3-D Secure / always asks for 3-D Secure"),
    ("4000000000000002", "refusée / declined"),
    ("4000000000009995", "fonds insuffisants / insufficient funds"),
    ("4000000000000069", "carte expirée / expired card"),
];

/// A card behind a payment method.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Card {
    pub(super) number: String,
    /// Set up for charges while its owner is away.
    pub(super) saved: bool,
}

/// Why a card does not pay.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Decline {
    pub(super) code: &'static str,
    pub(super) decline_code: &'static str,
    pub(super) message: &'static str,
    pub(super) failure: Failure,
}

/// What a card does when it is charged or saved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Behaviour {
    Pays,
    Asks,
    Declines(Decline),
}

const GENERIC: Decline = Decline {
    code: "card_declined",
    decline_code: "generic_decline",
    message: "Your card was declined.",
    failure: Failure::Refused,
};

/// What a refused authentication says.
pub(super) const NOT_AUTHENTICATED: Decline = Decline {
    code: "payment_intent_authentication_failure",
    decline_code: "",
    message: "The provided payment method has failed authentication.",
    failure: Failure::Refused,
};

/// What a charge without its owner says of a card that has to ask.
pub(super) const AUTHENTICATION_REQUIRED: Decline = Decline {
    code: "authentication_required",
    decline_code: "authentication_required",
    message: "Your card was declined. This transaction requires authentication.",
    failure: Failure::Refused,
};

/// The decline of a card that is no reason of its own.
pub(super) fn generic_decline() -> Decline {
    GENERIC
}

/// What a card does when it is charged.
pub(super) fn charged(card: &Card) -> Behaviour {
    match card.number.as_str() {
        "4242424242424242" | "5555555555554444" | "4000056655665556" | "378282246310005" => Behaviour::Pays,
        "4000002500003155" if card.saved => Behaviour::Pays,
        "4000002500003155" | "4000002760003184" => Behaviour::Asks,
        "4000000000009995" => Behaviour::Declines(Decline {
            decline_code: "insufficient_funds",
            message: "Your card has insufficient funds.",
            failure: Failure::InsufficientFunds,
            ..GENERIC
        }),
        "4000000000000069" => Behaviour::Declines(Decline {
            code: "expired_card",
            decline_code: "expired_card",
            message: "Your card has expired.",
            ..GENERIC
        }),
        "4000000000000341" | "4000000000000002" => Behaviour::Declines(GENERIC),
        _ => Behaviour::Declines(Decline {
            decline_code: "test_mode_live_card",
            message: "Your card was declined. Your request was in test mode, but used a non test card.",
            ..GENERIC
        }),
    }
}

/// What a card does when it is saved for later.
pub(super) fn saved(card: &Card) -> Behaviour {
    match card.number.as_str() {
        "4000000000000341" => Behaviour::Pays,
        _ => charged(card),
    }
}

/// The number behind a payment method that exists in every test account.
pub(super) fn of_test_method(id: &str) -> Option<&'static str> {
    Some(match id {
        "pm_card_visa" => "4242424242424242",
        "pm_card_mastercard" => "5555555555554444",
        "pm_card_chargeCustomerFail" => "4000000000000341",
        "pm_card_authenticationRequired" => "4000002760003184",
        "pm_card_visa_chargeDeclined" => "4000000000000002",
        "pm_card_visa_chargeDeclinedInsufficientFunds" => "4000000000009995",
        _ => return None,
    })
}
