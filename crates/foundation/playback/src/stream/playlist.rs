//! The playlists of a token. Their text is the media context's; here it is decided what a token shows, and at which
//! addresses: relative ones, so that the token in the URL of the master is in every URL below it.

use media::{
    AudioRendition, PlayableAsset, SubtitleTrack, Track, VideoRendition,
    hls::{MasterOptions, MediaAddresses, master_playlist, media_playlist, subtitle_playlist},
    ladder::DATA_SAVER_KBPS,
    model::Codec,
};

use crate::RungClass;

/// Which picture codec a player asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum VideoChoice {
    /// Whatever the player picks.
    #[default]
    Any,
    /// AV1 only.
    Av1,
    /// AVC only: the device stutters on anything else.
    Avc,
    /// Sound alone: for a link, or a purse, that carries no picture.
    None,
}

impl VideoChoice {
    /// The choice in the query `?video=avc`; an unknown word is no choice.
    pub fn parse(word: Option<&str>) -> Self {
        match word {
            Some("av1") => Self::Av1,
            Some("avc") => Self::Avc,
            Some("none") => Self::None,
            _ => Self::Any,
        }
    }

    const fn allows(self, codec: Codec) -> bool {
        match self {
            Self::Any => true,
            Self::Av1 => matches!(codec, Codec::Av1),
            Self::Avc => matches!(codec, Codec::Avc),
            Self::None => false,
        }
    }
}

/// The pictures that a class grants.
pub(crate) fn granted_video(asset: &PlayableAsset, class: RungClass) -> impl Iterator<Item = &VideoRendition> {
    asset.video.iter().filter(move |rendition| class.allows(rendition.width, rendition.height))
}

/// The sounds that a class grants, as the master lists them: Opus in one rate, AAC as it is.
pub(crate) fn granted_audio(asset: &PlayableAsset, class: RungClass) -> impl Iterator<Item = &AudioRendition> {
    let saver = class == RungClass::Lite;
    asset.audio.iter().filter(move |sound| sound.track.codec != Codec::Opus || (sound.kbps <= DATA_SAVER_KBPS) == saver)
}

/// The master playlist. A choice that the asset cannot meet (yet) is no choice: better another codec than no film.
pub(crate) fn master(asset: &PlayableAsset, class: RungClass, choice: VideoChoice) -> String {
    let options = MasterOptions {
        // Whoever asks for sound alone asks for the lightest.
        data_saver: class == RungClass::Lite || choice == VideoChoice::None,
        track_uri: &|name| format!("{name}/index.m3u8"),
        subtitle_uri: &|track| format!("subtitles/{}.m3u8", track.id),
    };
    if choice == VideoChoice::None && !asset.audio.is_empty() {
        return master_playlist(&PlayableAsset { video: Vec::new(), ..asset.clone() }, &options);
    }
    let has_chosen = granted_video(asset, class).any(|rendition| choice.allows(rendition.track.codec));
    if choice == VideoChoice::Any || !has_chosen {
        return master_playlist(asset, &options);
    }
    let mut narrowed = asset.clone();
    narrowed.video.retain(|rendition| choice.allows(rendition.track.codec));
    let partner = if choice == VideoChoice::Av1 { Codec::Opus } else { Codec::Aac };
    if narrowed.audio.iter().any(|sound| sound.track.codec == partner) {
        narrowed.audio.retain(|sound| sound.track.codec == partner);
    }
    master_playlist(&narrowed, &options)
}

/// The playlist of one rendition.
pub(crate) fn media(track: &Track) -> String {
    media_playlist(track, &MediaAddresses { init: "init.mp4", segment: &|index| format!("{index}.m4s") })
}

/// The playlist of a subtitle track: one file for the whole film.
pub(crate) fn subtitles(track: &SubtitleTrack, duration_ms: i64) -> String {
    subtitle_playlist(duration_ms, &format!("{}.vtt", track.id))
}
