//! How much memory the database keeps pages in.

use std::{fs, path::Path};

/// What a machine gets whose memory cannot be read, and the least.
const LEAST_MB: u64 = 128;
/// More than this brings little: the system keeps pages as well.
const MOST_MB: u64 = 2048;

/// A quarter of the memory of the machine, or of the container (cgroup v2), as PostgreSQL's manual advises; 128 MB to 2 GB. Memory is taken as
/// pages are read.
pub(super) fn shared_buffers_mb() -> u32 {
    let read = |path: &str| fs::read_to_string(Path::new(path)).unwrap_or_default();
    quarter_mb(&read("/proc/meminfo"), &read("/sys/fs/cgroup/memory.max"))
}

fn quarter_mb(meminfo: &str, limit: &str) -> u32 {
    let machine = meminfo.lines().find_map(|line| line.strip_prefix("MemTotal:")?.trim().strip_suffix("kB")?.trim().parse().ok());
    let machine_kb: u64 = machine.unwrap_or(0);
    // "max" is none.
    let container_kb = limit.trim().parse::<u64>().map_or(machine_kb, |bytes| bytes / 1024);
    let quarter = machine_kb.min(container_kb) / 1024 / 4;
    u32::try_from(quarter.clamp(LEAST_MB, MOST_MB)).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quarter_of_what_is_there_within_bounds() {
        let machine = |kb: u64| format!("MemTotal:       {kb} kB\nMemFree:        1 kB\n");
        assert_eq!(quarter_mb(&machine(4 << 20), "max\n"), 1024);
        assert_eq!(quarter_mb(&machine(4 << 20), "2147483648\n"), 512);
        assert_eq!(quarter_mb(&machine(256 << 10), "max\n"), 128);
        assert_eq!(quarter_mb(&machine(64 << 20), ""), 2048);
        assert_eq!(quarter_mb("", ""), 128);
    }
}
