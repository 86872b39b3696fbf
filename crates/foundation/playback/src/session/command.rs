//! The command that opens a stream.

use contracts::{catalog::FilmId, media::AssetId};
use kernel::FieldError;

use crate::{PlaybackError, RungClass};

/// What a stream shows, as it is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shown {
    /// A film of the catalogue.
    Film(FilmId),
    /// A video beside it, such as a project's trailer: its views are summed under its own id, and nobody's place in it is kept.
    Clip,
}

/// Opens a film or a clip. Whether the actor may see it is decided by who names its asset: the catalogue for films.
#[derive(Debug, Clone)]
pub struct OpenPlayback {
    /// What it is.
    pub shown: Shown,
    /// Its video.
    pub asset_id: AssetId,
    /// Which rungs to grant.
    pub class: RungClass,
    /// Where it will play.
    pub device: Device,
}

/// Under which id the views of a clip are summed: that of its video.
pub(crate) fn clip_id(asset_id: AssetId) -> FilmId {
    FilmId::from_uuid(asset_id.as_uuid())
}

impl OpenPlayback {
    /// Under which id it is counted.
    pub(crate) fn counted_as(&self) -> FilmId {
        match self.shown {
            Shown::Film(film_id) => film_id,
            Shown::Clip => clip_id(self.asset_id),
        }
    }

    pub(crate) const fn is_film(&self) -> bool {
        matches!(self.shown, Shown::Film(_))
    }
}

/// Where a stream plays.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Device {
    key: Option<String>,
    label: String,
    guest: Option<String>,
}

/// The most characters of a player's own key, and of a visitor's cookie.
const MAX_KEY: usize = 64;
/// The most characters of a label.
const MAX_LABEL: usize = 80;

impl Device {
    /// `key` is chosen by the player and survives a reload of its page; `label` is shown to the same person elsewhere
    /// (longer ones are cut); `guest` is the cookie that tells visitors apart.
    pub fn try_new(key: Option<String>, label: &str, guest: Option<String>) -> Result<Self, PlaybackError> {
        let fits = |text: &String| !text.is_empty() && text.len() <= MAX_KEY && text.bytes().all(|byte| byte.is_ascii_graphic());
        if key.as_ref().is_some_and(|key| !fits(key)) {
            return Err(PlaybackError::Invalid(vec![FieldError::new("device_key", "playback-field-device")]));
        }
        let label = label.chars().filter(|character| !character.is_control()).take(MAX_LABEL).collect();
        Ok(Self { key, label, guest: guest.filter(fits) })
    }

    pub(crate) fn key(&self) -> Option<&str> {
        self.key.as_deref()
    }

    pub(crate) fn label(&self) -> &str {
        &self.label
    }

    pub(crate) fn guest(&self) -> Option<&str> {
        self.guest.as_deref()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_device_key_is_short_and_printable() {
        for good in ["a", "3f0c-tab", &"x".repeat(64)] {
            assert!(Device::try_new(Some(good.into()), "", None).is_ok(), "{good}");
        }
        for bad in ["", "with space", "é", "nul\0", &"x".repeat(65)] {
            assert!(Device::try_new(Some(bad.into()), "", None).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_label_is_cut_and_cleaned_and_a_strange_cookie_ignored() {
        let device = Device::try_new(None, &format!("Fire\u{7}fox{}", "é".repeat(200)), Some("a b".into())).unwrap();
        assert_eq!(device.label().chars().count(), 80);
        assert!(device.label().starts_with("Firefoxé"));
        assert_eq!(device.guest(), None);
    }
}
