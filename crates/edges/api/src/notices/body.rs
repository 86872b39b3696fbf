//! What notices look like outside.

use jiff::Timestamp;
use notifications::{Cadence, Channel, DeviceView, MailState, NoticeView, PhoneView, Preference, Topic, TopicCadence};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::words;

/// Something the caller was told, in the language of the request.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Notice)]
pub(super) struct NoticeBody {
    /// The notice.
    id: Uuid,
    /// What it belongs to.
    #[schema(schema_with = words::topics)]
    topic: Topic,
    /// What it is: `pledge-receipt`, `project-update` …
    kind: &'static str,
    /// In a few words.
    title: String,
    /// At length.
    body: String,
    /// What the link says.
    action: String,
    /// The page that it leads to, without language.
    path: String,
    /// When it was told.
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    /// Since when it is read; null while it is not.
    #[schema(value_type = Option<String>, format = DateTime)]
    read_at: Option<Timestamp>,
}

impl From<NoticeView> for NoticeBody {
    fn from(view: NoticeView) -> Self {
        Self {
            id: view.id,
            topic: view.topic,
            kind: view.kind,
            title: view.title,
            body: view.body,
            action: view.action,
            path: view.path,
            created_at: view.created_at,
            read_at: view.read_at,
        }
    }
}

/// How many notices are unread.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = UnreadNotices)]
pub(super) struct UnreadBody {
    /// At most a hundred are counted.
    #[schema(minimum = 0, maximum = 100)]
    pub(super) unread: i64,
}

/// Which notices were read.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = ReadNotices)]
#[serde(deny_unknown_fields)]
pub(super) struct ReadBody {
    /// The notices, at most a hundred; all of them without this member.
    #[serde(default)]
    #[schema(max_items = 100, nullable = false)]
    pub(super) ids: Option<Vec<Uuid>>,
}

/// A server-sent event named `notice`.
#[derive(Debug, ToSchema)]
#[schema(as = NoticeEvent)]
#[expect(dead_code, reason = "describes in the document what `web_kit::live` writes")]
pub(super) struct NoticeEvent {
    /// `notice`.
    #[schema(example = "notice")]
    event: String,
    /// As JSON: `unread`, how many are unread now, and `notice`, the `Notice` that has just arrived; null where only the number may be
    /// another.
    #[schema(content_media_type = "application/json")]
    data: String,
}

/// News of the caller's notices.
#[derive(Debug, Serialize)]
pub(super) struct EventBody {
    /// How many are unread now.
    pub(super) unread: i64,
    /// What has just arrived; null where only the number may be another.
    pub(super) notice: Option<NoticeBody>,
}

/// One cell of the matrix of wishes.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = NotificationPreference)]
pub(super) struct PreferenceBody {
    /// About what.
    #[schema(schema_with = words::topics)]
    topic: Topic,
    /// By which way.
    #[schema(schema_with = words::notice_channels)]
    channel: Channel,
    /// Whether it is wanted.
    wanted: bool,
    /// Whether some of it comes in any case: receipts and refunds.
    always: bool,
}

impl From<Preference> for PreferenceBody {
    fn from(cell: Preference) -> Self {
        Self { topic: cell.topic, channel: cell.channel, wanted: cell.wanted, always: cell.always }
    }
}

/// A wish.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = NotificationWish)]
#[serde(deny_unknown_fields)]
pub(super) struct WishBody {
    /// About what.
    #[schema(schema_with = words::topics)]
    pub(super) topic: Topic,
    /// By which way.
    #[schema(schema_with = words::notice_channels)]
    pub(super) channel: Channel,
    /// Whether it is wanted.
    pub(super) wanted: bool,
}

/// How often letters about a topic leave.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[schema(as = NotificationCadence)]
#[serde(deny_unknown_fields)]
pub(super) struct CadenceBody {
    /// About what: a topic that can wait.
    #[schema(schema_with = words::topics)]
    pub(super) topic: Topic,
    /// A letter each time, or one digest in the morning of every day or of every Monday.
    #[schema(schema_with = words::cadences)]
    pub(super) cadence: Cadence,
}

impl From<TopicCadence> for CadenceBody {
    fn from(said: TopicCadence) -> Self {
        Self { topic: said.topic, cadence: said.cadence }
    }
}

/// The key by which browsers subscribe.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PushKey)]
pub(super) struct PushKeyBody {
    /// An uncompressed point of P-256 in base64url, as `PushManager.subscribe` wants it.
    pub(super) key: String,
}

/// A device as its browser says it: `PushSubscription.toJSON()`.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = NewDevice)]
pub(super) struct NewDeviceBody {
    /// Where its push service takes messages: an https address.
    #[schema(min_length = 10, max_length = 1000)]
    pub(super) endpoint: String,
    /// Its keys.
    pub(super) keys: DeviceKeys,
}

/// The keys of a device, in base64url.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct DeviceKeys {
    /// Its public key, an uncompressed point of P-256.
    #[schema(max_length = 100)]
    pub(super) p256dh: String,
    /// Its authentication secret, 16 bytes.
    #[schema(max_length = 30)]
    pub(super) auth: String,
}

/// A device that is told.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Device)]
pub(super) struct DeviceBody {
    /// The device.
    id: Uuid,
    /// What its browser says it is.
    device: String,
    /// Whether it is the one that asks.
    current: bool,
    /// Since when.
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    /// When its push service last took a message.
    #[schema(value_type = Option<String>, format = DateTime)]
    told_at: Option<Timestamp>,
}

impl From<DeviceView> for DeviceBody {
    fn from(view: DeviceView) -> Self {
        Self { id: view.id, device: view.device, current: view.current, created_at: view.created_at, told_at: view.told_at }
    }
}

/// How letters to an address fare.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = MailState)]
pub(super) struct MailBody {
    /// Since when nothing arrives there: letters that can wait are not sent. Null where letters arrive, as far as is known.
    #[schema(value_type = Option<String>, format = DateTime)]
    undeliverable_since: Option<Timestamp>,
    /// What its server said: a status of RFC 3463.
    status: Option<String>,
    /// When its reader's provider passed a complaint on: what may be refused is not sent. Null without one.
    #[schema(value_type = Option<String>, format = DateTime)]
    complained_at: Option<Timestamp>,
}

impl From<MailState> for MailBody {
    fn from(state: MailState) -> Self {
        Self { undeliverable_since: state.undeliverable_since, status: state.status, complained_at: state.complained_at }
    }
}

/// The number that texts go to.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Phone)]
pub(super) struct PhoneBody {
    /// The confirmed number, in E.164; null without one.
    number: Option<String>,
    /// The number that waits for its code; null without one.
    pending: Option<String>,
    /// Since when nothing arrives at the confirmed number: confirm it again, or another. Null where texts arrive, as far as is known.
    #[schema(value_type = Option<String>, format = DateTime)]
    silent_since: Option<Timestamp>,
}

impl From<PhoneView> for PhoneBody {
    fn from(view: PhoneView) -> Self {
        Self { number: view.number, pending: view.pending, silent_since: view.silent_since }
    }
}

/// A number to confirm.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = NewPhone)]
#[serde(deny_unknown_fields)]
pub(super) struct NewPhoneBody {
    /// As people write it: `+228 90 12 34 56`.
    #[schema(max_length = 40)]
    pub(super) phone: String,
}

/// The code of the SMS.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = PhoneCode)]
#[serde(deny_unknown_fields)]
pub(super) struct CodeBody {
    /// Six digits.
    #[schema(max_length = 20)]
    pub(super) code: String,
}
