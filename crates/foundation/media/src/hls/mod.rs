//! HLS playlists (RFC 8216bis) of an asset: a master that tells the truth about rates, and one list per track.
//!
//! Pure text from a [`PlayableAsset`]; addresses come from the caller, who signs them. Written here rather than by a
//! library because exact attributes (peak rates, three decimals, characteristics) are the point of it.

mod master;
mod media;
mod rates;

pub use master::{MasterOptions, master_playlist};
pub use media::{MediaAddresses, media_playlist, subtitle_playlist};
pub(crate) use rates::{average_bps, peak_bps};

#[cfg(test)]
mod tests;
