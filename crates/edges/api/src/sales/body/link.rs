//! Links and codes outside.

use affiliate::{CodeView, LinkDraft, LinkView, Target};
use contracts::affiliate::{LinkDomainId, ProductId};
use jiff::Timestamp;
use platform::agent::Device;
use serde::{Deserialize, Deserializer, Serialize};
use url::Url;
use utoipa::ToSchema;
use uuid::Uuid;

/// On what somebody looks.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum DeviceBody {
    Phone,
    Tablet,
    Computer,
    Other,
}

/// Another destination, for some: a country, a device, or both.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = LinkTarget)]
struct TargetBody {
    /// ISO 3166-1 alpha-2.
    #[serde(default)]
    country: Option<String>,
    #[serde(default)]
    #[schema(inline)]
    device: Option<DeviceBody>,
    #[schema(max_length = 2000)]
    url: String,
}

/// Where a link leads.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = LinkWords)]
pub(in crate::sales) struct LinkWordsBody {
    #[serde(default)]
    #[schema(max_length = 120)]
    label: String,
    /// A page on a host of the program, its own parameters (`utm_…`) included.
    #[schema(max_length = 2000)]
    destination: String,
    /// The first that fits counts.
    #[serde(default)]
    #[schema(max_items = 20)]
    targets: Vec<TargetBody>,
    #[serde(default)]
    expires_at: Option<Timestamp>,
    /// Where it leads then.
    #[serde(default)]
    #[schema(max_length = 2000)]
    expired_url: Option<String>,
}

impl From<LinkWordsBody> for LinkDraft {
    fn from(body: LinkWordsBody) -> Self {
        let device = |device| match device {
            DeviceBody::Phone => Device::Phone,
            DeviceBody::Tablet => Device::Tablet,
            DeviceBody::Computer => Device::Computer,
            DeviceBody::Other => Device::Other,
        };
        let target = |one: TargetBody| Target { country: one.country, device: one.device.map(device), url: one.url };
        Self {
            label: body.label,
            destination: body.destination,
            targets: body.targets.into_iter().map(target).collect(),
            expires_at: body.expires_at,
            expired_url: body.expired_url,
            domain_id: None,
        }
    }
}

/// A link to make.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::sales) struct NewLink {
    /// The last part of its address, 3 to 40 letters, digits, `-`, `_`; drawn without it.
    #[serde(default)]
    #[schema(max_length = 40)]
    pub(in crate::sales) key: Option<String>,
    /// What it is for.
    #[serde(default)]
    #[schema(value_type = Option<Uuid>)]
    pub(in crate::sales) product_id: Option<ProductId>,
    /// The own domain that it answers on: one's own or the merchant's, verified.
    #[serde(default)]
    #[schema(value_type = Option<Uuid>)]
    pub(in crate::sales) domain_id: Option<LinkDomainId>,
    pub(in crate::sales) link: LinkWordsBody,
}

/// A link, and the version of it that was read.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::sales) struct LinkChange {
    pub(in crate::sales) version: i32,
    /// Another own domain; null for none; what it was without it.
    #[serde(default)]
    #[schema(value_type = Option<Uuid>)]
    pub(in crate::sales) domain_id: DomainChange,
    pub(in crate::sales) link: LinkWordsBody,
}

/// What a change says of the domain: null and nothing differ.
#[derive(Debug, Clone, Copy, Default)]
pub(in crate::sales) enum DomainChange {
    /// Nothing.
    #[default]
    Kept,
    /// This one, or none.
    To(Option<LinkDomainId>),
}

impl<'de> Deserialize<'de> for DomainChange {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Option::deserialize(deserializer).map(Self::To)
    }
}

/// Whether a link counts.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::sales) struct LinkSwitch {
    /// Off, it leads on and earns nothing.
    pub(in crate::sales) on: bool,
}

/// A tracked link.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Link)]
pub(in crate::sales) struct LinkBody {
    id: Uuid,
    partnership_id: Uuid,
    key: String,
    /// Its whole address: on its own domain while that is verified.
    url: String,
    /// The own domain it is bound to.
    domain_id: Option<Uuid>,
    label: String,
    destination: String,
    targets: Vec<TargetBody>,
    product_id: Option<Uuid>,
    expires_at: Option<Timestamp>,
    expired_url: Option<String>,
    /// Since when it earns nothing.
    disabled_at: Option<Timestamp>,
    /// To be sent back with a change.
    version: i32,
    created_at: Timestamp,
}

impl LinkBody {
    pub(in crate::sales) fn of(view: LinkView, public_url: &Url) -> Self {
        let device = |device| match device {
            Device::Phone => DeviceBody::Phone,
            Device::Tablet => DeviceBody::Tablet,
            Device::Computer => DeviceBody::Computer,
            Device::Other => DeviceBody::Other,
        };
        let target = |one: Target| TargetBody { country: one.country, device: one.device.map(device), url: one.url };
        Self {
            id: view.id.as_uuid(),
            partnership_id: view.partnership_id.as_uuid(),
            url: view.address(public_url),
            domain_id: view.domain_id.map(|id| id.as_uuid()),
            key: view.key,
            label: view.label,
            destination: view.destination,
            targets: view.targets.into_iter().map(target).collect(),
            product_id: view.product_id.map(|id| id.as_uuid()),
            expires_at: view.expires_at,
            expired_url: view.expired_url,
            disabled_at: view.disabled_at,
            version: view.version,
            created_at: view.created_at,
        }
    }
}

/// A code to make: the merchant's shop must know it.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::sales) struct NewCode {
    /// 3 to 40 letters, digits, `-`, `_`, in any case.
    #[schema(min_length = 3, max_length = 80)]
    pub(in crate::sales) code: String,
    #[serde(default)]
    pub(in crate::sales) ends_at: Option<Timestamp>,
}

/// A code.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Code)]
pub(in crate::sales) struct CodeBody {
    id: Uuid,
    /// As it is compared.
    code: String,
    starts_at: Timestamp,
    ends_at: Option<Timestamp>,
}

impl From<CodeView> for CodeBody {
    fn from(view: CodeView) -> Self {
        Self { id: view.id.as_uuid(), code: view.code, starts_at: view.starts_at, ends_at: view.ends_at }
    }
}
