//! What other programs read of us: structured data, drawn pictures, site map, feed, oEmbed, QR codes.

pub(crate) mod feed;
pub(crate) mod json_ld;
pub(crate) mod oembed;
mod og;
mod pictures;
pub(crate) mod qr;
pub(crate) mod sitemap;

pub(crate) use og::Shared;
pub(crate) use pictures::{Pictures, show as show_picture};
