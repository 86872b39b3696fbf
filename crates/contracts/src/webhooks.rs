//! Webhooks out: endpoints where the programs of others are told of what happens here.

use kernel::{AccountId, Id};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::identity::OrganisationId;

/// Marks the ids of endpoints.
#[derive(Debug)]
pub struct Endpoint;
/// The id of an endpoint.
pub type EndpointId = Id<Endpoint>;

/// Marks the ids of deliveries.
#[derive(Debug)]
pub struct Delivery;
/// The id of a delivery: one message on its way to one endpoint.
pub type DeliveryId = Id<Delivery>;

/// Whose endpoint it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Owner {
    /// An organisation: its owners and admins decide, its members look.
    Organisation(OrganisationId),
    /// A person.
    Account(AccountId),
}

/// Several deliveries in a row failed at an endpoint: told at five, ten and fifteen.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct EndpointFailing {
    /// The endpoint.
    pub endpoint_id: EndpointId,
    /// Whose it is.
    pub owner: Owner,
    /// The host of its address; the rest may be secret.
    pub host: String,
    /// How many deliveries failed, without one that went well between.
    pub deliveries: u32,
}

impl crate::Event for EndpointFailing {
    const TOPIC: &'static str = "webhooks.endpoint-failing.v1";
    fn key(&self) -> Uuid {
        self.endpoint_id.as_uuid()
    }
}

/// Why an endpoint was disabled without its owner.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DisabledBy {
    /// It answered 410: it wants no more.
    Gone,
    /// Nothing went well for days.
    Failing,
}

/// An endpoint is sent nothing more until its owner enables it again.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct EndpointDisabled {
    /// The endpoint.
    pub endpoint_id: EndpointId,
    /// Whose it is.
    pub owner: Owner,
    /// The host of its address; the rest may be secret.
    pub host: String,
    /// Why.
    pub by: DisabledBy,
}

impl crate::Event for EndpointDisabled {
    const TOPIC: &'static str = "webhooks.endpoint-disabled.v1";
    fn key(&self) -> Uuid {
        self.endpoint_id.as_uuid()
    }
}
