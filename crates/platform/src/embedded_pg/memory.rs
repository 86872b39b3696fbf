//! How much memory the database keeps pages in.

use std::{
    fs,
    path::{Path, PathBuf},
};

/// What a machine gets whose memory cannot be read, and the least.
const LEAST_MB: u64 = 128;
/// More than this brings little: the system keeps pages as well.
const MOST_MB: u64 = 2048;

/// A quarter of the memory that this process may have (the machine's, or what a cgroup v2 allows it), as PostgreSQL's manual advises; 128 MB
/// to 2 GB. Memory is taken as pages are read.
pub(super) fn shared_buffers_mb() -> u32 {
    let read = |path: &Path| fs::read_to_string(path).unwrap_or_default();
    let (meminfo, group) = (read(Path::new("/proc/meminfo")), read(Path::new("/proc/self/cgroup")));
    let limits: Vec<String> = limits_of(&group).iter().map(|path| read(path)).collect();
    quarter_mb(&meminfo, limits.iter().map(String::as_str))
}

/// The files that say what the group of a process may have, and the groups around it.
fn limits_of(group: &str) -> Vec<PathBuf> {
    let own = group.lines().find_map(|line| line.strip_prefix("0::/")).unwrap_or_default();
    Path::new(own).ancestors().map(|folder| Path::new("/sys/fs/cgroup").join(folder).join("memory.max")).collect()
}

fn quarter_mb<'l>(meminfo: &str, limits: impl Iterator<Item = &'l str>) -> u32 {
    let machine = meminfo.lines().find_map(|line| line.strip_prefix("MemTotal:")?.trim().strip_suffix("kB")?.trim().parse().ok());
    // "max" is none.
    let allowed = limits.filter_map(|limit| limit.trim().parse().ok()).map(|bytes: u64| bytes / 1024).min();
    let quarter = machine.unwrap_or(0).min(allowed.unwrap_or(u64::MAX)) / 1024 / 4;
    u32::try_from(quarter.clamp(LEAST_MB, MOST_MB)).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quarter_of_what_is_there_within_bounds() {
        let quarter = |kb: u64, limits: &[&str]| {
            quarter_mb(&format!("MemTotal:       {kb} kB\nMemFree:        1 kB\n"), limits.iter().copied())
        };
        assert_eq!(quarter(4 << 20, &["max\n", ""]), 1024);
        assert_eq!(quarter(4 << 20, &["max\n", "2147483648\n"]), 512);
        assert_eq!(quarter(256 << 10, &[]), 128);
        assert_eq!(quarter(64 << 20, &["max"]), 2048);
        assert_eq!(quarter_mb("", [].into_iter()), 128);
    }

    #[test]
    fn the_limits_of_every_group_around_count() {
        let files = limits_of("0::/system.slice/griot.service\n");
        let groups = ["/sys/fs/cgroup/system.slice/griot.service", "/sys/fs/cgroup/system.slice", "/sys/fs/cgroup"];
        assert_eq!(files, groups.map(|group| Path::new(group).join("memory.max")));
        assert_eq!(limits_of(""), [Path::new("/sys/fs/cgroup/memory.max")]);
    }
}
