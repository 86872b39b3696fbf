//! What an operator decides about notifications.

use serde::{Deserialize, Serialize};
use url::Url;

use crate::SmsConfig;

/// Notifications: how people are reached beyond the page and letters.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct NotificationsConfig {
    /// Web push.
    pub push: PushConfig,
    /// SMS; without it, nobody is sent any.
    pub sms: Option<SmsConfig>,
}

/// Web push. Its keys are made from the installation's secret.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PushConfig {
    /// Where operators of push services find us: `mailto:…` or `https://…`; without it, the public address.
    pub contact: Option<Url>,
    /// Push services of one's own: they need be neither https nor public.
    pub trusted_services: Vec<Url>,
}
