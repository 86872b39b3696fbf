//! Where backers want what they chose, outside.

use crowdfunding::{Address, DeliveriesView, Delivery, DeliveryView};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Where to send something.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Address)]
struct AddressBody {
    /// Who receives it.
    #[schema(min_length = 1, max_length = 120)]
    name: String,
    /// Street and number, or how to find the house.
    #[schema(min_length = 1, max_length = 200)]
    line1: String,
    /// More of it.
    #[serde(default)]
    #[schema(max_length = 200)]
    line2: String,
    #[schema(min_length = 1, max_length = 100)]
    city: String,
    /// Empty where there are none.
    #[serde(default)]
    #[schema(max_length = 12)]
    postal_code: String,
    /// ISO 3166-1 alpha-2.
    #[schema(pattern = "^[A-Za-z]{2}$")]
    country: String,
    /// Whom the courier calls; answered in E.164.
    #[schema(max_length = 40)]
    phone: String,
}

/// What a backer answers: an address where the tier asks for one, an answer where it has a question.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Delivery)]
pub(crate) struct DeliveryBody {
    #[serde(default)]
    address: Option<AddressBody>,
    #[serde(default)]
    #[schema(max_length = 300)]
    answer: Option<String>,
}

/// What is asked about a pledge, and what was answered.
#[derive(Serialize, ToSchema)]
#[schema(as = PledgeDelivery)]
pub(crate) struct DeliveryStateBody {
    /// Whether an address is asked for.
    asks_address: bool,
    /// What is asked besides.
    question: Option<String>,
    given: Option<DeliveryBody>,
    given_at: Option<Timestamp>,
    /// Whether the answer still changes.
    is_open: bool,
}

/// How many backers answered.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ProjectDeliveries)]
pub(crate) struct DeliveriesBody {
    /// Paid pledges that chose something that asks.
    asked: i64,
    /// Those of them that answered.
    given: i64,
    /// From when on answers do not change any more.
    closed_at: Option<Timestamp>,
    /// Whether the creator reads them: once the project succeeded.
    is_readable: bool,
}

impl From<Address> for AddressBody {
    fn from(address: Address) -> Self {
        let Address { name, line1, line2, city, postal_code, country, phone } = address;
        Self { name, line1, line2, city, postal_code, country, phone }
    }
}

impl From<Delivery> for DeliveryBody {
    fn from(delivery: Delivery) -> Self {
        Self { address: delivery.address.map(Into::into), answer: delivery.answer }
    }
}

impl From<DeliveryBody> for Delivery {
    fn from(body: DeliveryBody) -> Self {
        let address = body.address.map(|AddressBody { name, line1, line2, city, postal_code, country, phone }| Address {
            name,
            line1,
            line2,
            city,
            postal_code,
            country,
            phone,
        });
        Self { address, answer: body.answer }
    }
}

impl From<DeliveryView> for DeliveryStateBody {
    fn from(view: DeliveryView) -> Self {
        Self {
            asks_address: view.asks.address,
            question: view.asks.question,
            given: view.given.map(Into::into),
            given_at: view.given_at,
            is_open: view.is_open,
        }
    }
}

impl From<DeliveriesView> for DeliveriesBody {
    fn from(view: DeliveriesView) -> Self {
        let DeliveriesView { asked, given, closed_at, is_readable } = view;
        Self { asked, given, closed_at, is_readable }
    }
}

impl std::fmt::Debug for DeliveryBody {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("DeliveryBody(…)")
    }
}
