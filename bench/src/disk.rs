//! How long the disk takes to keep what is written: what every durable write waits for.

use std::{
    fs::File,
    io::{Seek as _, SeekFrom, Write as _},
    path::Path,
    time::Instant,
};

use anyhow::{Context as _, Result};

use crate::figure::Figure;

/// As PostgreSQL writes its log.
const PAGE: [u8; 8192] = [0x5a; 8192];
const TIMES: usize = 101;

/// Prints the middle of a hundred and one writes of a page, each with `fdatasync`, in this folder.
pub(crate) fn print_sync(bench: &'static str, folder: &Path) -> Result<()> {
    let mut file = tempfile::tempfile_in(folder).context("a file on the disk")?;
    let mut times = (0..TIMES).map(|_| sync(&mut file)).collect::<Result<Vec<f64>>>()?;
    times.sort_by(f64::total_cmp);
    let middle = times.get(TIMES / 2).copied().context("a time")?;
    Figure::new(bench, "disk_sync_ms", middle, "ms").print()
}

fn sync(file: &mut File) -> Result<f64> {
    let since = Instant::now();
    file.seek(SeekFrom::Start(0))?;
    file.write_all(&PAGE)?;
    file.sync_data()?;
    Ok(since.elapsed().as_secs_f64() * 1000.0)
}
