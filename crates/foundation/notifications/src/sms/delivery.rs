//! What a provider's report about a text says. Pure.

use url::form_urlencoded;

/// Where a text ended, as the provider reports it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Delivery {
    /// On the phone.
    Delivered,
    /// Not on the phone.
    Failed,
    /// The operator did not take it.
    Rejected,
}

impl Delivery {
    const ALL: [Self; 3] = [Self::Delivered, Self::Failed, Self::Rejected];

    /// The stored word.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Delivered => "delivered",
            Self::Failed => "failed",
            Self::Rejected => "rejected",
        }
    }

    /// The end of a stored word.
    pub(crate) fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|end| end.as_str() == word)
    }
}

/// The end of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Report {
    /// The provider's id of the text.
    pub(crate) id: String,
    pub(crate) state: Delivery,
    /// The provider's word; empty where it says none.
    pub(crate) reason: String,
}

/// What a report says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Read {
    /// How it ended.
    Final(Report),
    /// It is on its way.
    Underway,
    /// It is no report.
    Nothing,
}

/// The words by which Africa's Talking says that no text will ever arrive at a number, when it is asked to send one and afterwards:
/// <http://docs.africastalking.com/sms/deliveryreports>. `NotNetworkSubcriber` is how they write it.
pub(crate) fn is_for_good(word: &str) -> bool {
    const WORDS: [&str; 9] = [
        "InvalidPhoneNumber",
        "NotNetworkSubcriber",
        "NotNetworkSubscriber",
        "UserAccountSuspended",
        "UserDoesNotExist",
        "UserInBlacklist",
        "UserIsInactive",
        "UserNotProvisioned",
        "DoNotDisturbRejection",
    ];
    WORDS.iter().any(|known| known.eq_ignore_ascii_case(word))
}

/// A form: `id`, `status`, `phoneNumber`, `networkCode`, `retryCount`, and `failureReason` where it failed and the operator says why.
pub(super) fn africas_talking(body: &[u8]) -> Read {
    let field = |name: &str| form_urlencoded::parse(body).find(|(own, _)| own == name).map(|(_, value)| value.into_owned());
    let (Some(id), Some(status)) = (field("id"), field("status")) else { return Read::Nothing };
    if id.is_empty() || id.chars().count() > 100 {
        return Read::Nothing;
    }
    let state = match status.as_str() {
        "Success" => Delivery::Delivered,
        "Failed" => Delivery::Failed,
        "Rejected" => Delivery::Rejected,
        "Sent" | "Submitted" | "Buffered" => return Read::Underway,
        _ => return Read::Nothing,
    };
    Read::Final(Report { id, state, reason: field("failureReason").unwrap_or_default() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_is_read_as_the_provider_documents_it() {
        let done = |state, reason: &str| Read::Final(Report { id: "ATXid_1".into(), state, reason: reason.into() });
        for (body, read) in [
            (
                "id=ATXid_1&status=Success&phoneNumber=%2B22890123456&networkCode=61501&retryCount=0",
                done(Delivery::Delivered, ""),
            ),
            (
                "phoneNumber=%2B22890123456&id=ATXid_1&status=Failed&failureReason=UserInBlackList",
                done(Delivery::Failed, "UserInBlackList"),
            ),
            ("id=ATXid_1&status=Rejected&failureReason=DeliveryFailure", done(Delivery::Rejected, "DeliveryFailure")),
            ("id=ATXid_1&status=Submitted", Read::Underway),
            ("id=ATXid_1&status=Buffered", Read::Underway),
            ("id=ATXid_1&status=Weather", Read::Nothing),
            ("id=&status=Success", Read::Nothing),
            ("status=Success", Read::Nothing),
            ("{\"id\":\"ATXid_1\"}", Read::Nothing),
            ("", Read::Nothing),
        ] {
            assert_eq!(africas_talking(body.as_bytes()), read, "{body}");
        }
        assert_eq!(africas_talking(format!("id={}&status=Success", "x".repeat(101)).as_bytes()), Read::Nothing);
        assert_eq!(africas_talking(&[0xff; 100]), Read::Nothing);
        assert!(
            is_for_good("UserInBlackList")
                && is_for_good("UserInBlacklist")
                && !is_for_good("DeliveryFailure")
                && !is_for_good("")
        );
    }
}
