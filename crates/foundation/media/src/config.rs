//! What an installation may set, under `[media]`.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::probe::Limits;

/// The configuration of this context.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct MediaConfig {
    /// The ffmpeg program.
    pub ffmpeg: PathBuf,
    /// The ffprobe program.
    pub ffprobe: PathBuf,
    /// How far encoding steps back behind the web server, 0 to 19.
    pub niceness: u8,
    /// The unix socket of clamd; without it, uploads are not scanned for malware.
    pub clamd_socket: Option<PathBuf>,
    /// How many chunks of a short film are worked on at once; 0 for the number of cores.
    pub workers: u32,
    /// Days that an unfinished upload waits for its continuation; at least 7.
    pub upload_days: u16,
    /// Sizes and lengths.
    pub limits: Limits,
}

impl Default for MediaConfig {
    fn default() -> Self {
        Self {
            ffmpeg: "ffmpeg".into(),
            ffprobe: "ffprobe".into(),
            niceness: 10,
            clamd_socket: None,
            workers: 0,
            upload_days: 7,
            limits: Limits::default(),
        }
    }
}

impl MediaConfig {
    /// The number of chunks at once.
    pub(crate) fn workers(&self) -> u32 {
        if self.workers > 0 {
            return self.workers;
        }
        std::thread::available_parallelism().map_or(2, |cores| u32::try_from(cores.get()).unwrap_or(u32::MAX))
    }
}
