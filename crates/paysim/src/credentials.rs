//! The test credentials that the simulators know. They open nothing real.

use crate::Provider;

pub(crate) const MTN_COLLECTION_KEY: &str = "c011ec700000400080000000000c011e";
pub(crate) const MTN_DISBURSEMENT_KEY: &str = "d15b0000000040008000000000d15b00";
pub(crate) const MTN_REMITTANCE_KEY: &str = "4e317000000040008000000000e31700";
pub(crate) const MTN_API_USER: &str = "5f6d7e8a-1b2c-4d3e-8f90-a1b2c3d4e5f6";
pub(crate) const MTN_API_KEY: &str = "a91ce700000040008000000000a91ce7";
pub(crate) const PAYGATE_TOKEN: &str = "paysim-paygate-token";
pub(crate) const PAYGATE_INACTIVE: &str = "paysim-paygate-inactive";
pub(crate) const CASHPAY_USERNAME: &str = "paysim-cashpay";
pub(crate) const CASHPAY_PASSWORD: &str = "paysim-cashpay-password";
pub(crate) const CASHPAY_CLIENT_ID: &str = "cashpay";
pub(crate) const CASHPAY_CLIENT_SECRET: &str = "paysim-cashpay-client-secret";
pub(crate) const CASHPAY_API_KEY: &str = "paysim-cashpay-api-key";
pub(crate) const CASHPAY_API_REFERENCE: &str = "101";
pub(crate) const CINETPAY_API_KEY: &str = "paysim-cinetpay-api-key";
pub(crate) const CINETPAY_SITE_ID: &str = "445160";
pub(crate) const CINETPAY_SECRET: &str = "paysim-cinetpay-secret";
pub(crate) const CINETPAY_PASSWORD: &str = "paysim-cinetpay-transfer-password";
pub(crate) const FEDAPAY_KEY: &str = "sk_sandbox_paysim";
pub(crate) const FEDAPAY_WEBHOOK_SECRET: &str = "wh_sandbox_paysim";
pub(crate) const STRIPE_KEY: &str = "sk_test_paysim";
pub(crate) const STRIPE_WEBHOOK_SECRET: &str = "whsec_paysim";
pub(crate) const PAYPAL_CLIENT_ID: &str = "paysim-paypal-client";
pub(crate) const PAYPAL_SECRET: &str = "paysim-paypal-secret";
pub(crate) const PAYPAL_WEBHOOK_ID: &str = "WH-PAYSIM";
pub(crate) const CMI_CLIENT_ID: &str = "600000001";
pub(crate) const CMI_STORE_KEY: &str = "paysim-cmi-store-key";

/// What forged callbacks are signed with.
pub(crate) const STRANGERS_KEY: &str = "not-the-key-of-the-provider";

/// The credentials of one provider, by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Credentials(&'static [(&'static str, &'static str)]);

impl Credentials {
    /// One of them.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&'static str> {
        self.0.iter().find(|(known, _)| *known == name).map(|(_, value)| *value)
    }

    /// All of them, name and value.
    #[must_use]
    pub fn all(&self) -> &'static [(&'static str, &'static str)] {
        self.0
    }
}

/// The credentials that the simulator of a provider takes; README.md has them in a table.
#[must_use]
pub fn credentials(provider: Provider) -> Credentials {
    Credentials(match provider {
        Provider::MtnMomo => &[
            ("collection_subscription_key", MTN_COLLECTION_KEY),
            ("disbursement_subscription_key", MTN_DISBURSEMENT_KEY),
            ("remittance_subscription_key", MTN_REMITTANCE_KEY),
            ("api_user", MTN_API_USER),
            ("api_key", MTN_API_KEY),
        ],
        Provider::PayGate => &[("auth_token", PAYGATE_TOKEN), ("inactive_auth_token", PAYGATE_INACTIVE)],
        Provider::CashPay => &[
            ("username", CASHPAY_USERNAME),
            ("password", CASHPAY_PASSWORD),
            ("client_id", CASHPAY_CLIENT_ID),
            ("client_secret", CASHPAY_CLIENT_SECRET),
            ("api_key", CASHPAY_API_KEY),
            ("api_reference", CASHPAY_API_REFERENCE),
        ],
        Provider::CinetPay => &[
            ("apikey", CINETPAY_API_KEY),
            ("site_id", CINETPAY_SITE_ID),
            ("secret_key", CINETPAY_SECRET),
            ("transfer_password", CINETPAY_PASSWORD),
        ],
        Provider::FedaPay => &[("secret_key", FEDAPAY_KEY), ("webhook_secret", FEDAPAY_WEBHOOK_SECRET)],
        Provider::Stripe => &[("secret_key", STRIPE_KEY), ("webhook_secret", STRIPE_WEBHOOK_SECRET)],
        Provider::PayPal => {
            &[("client_id", PAYPAL_CLIENT_ID), ("client_secret", PAYPAL_SECRET), ("webhook_id", PAYPAL_WEBHOOK_ID)]
        }
        Provider::Cmi => &[("client_id", CMI_CLIENT_ID), ("store_key", CMI_STORE_KEY)],
    })
}
