//! The server programs installed on the machine.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use super::EmbeddedPgError;

/// The folder with `postgres` and `initdb`.
#[derive(Debug)]
pub(super) struct Programs(PathBuf);

impl Programs {
    /// `PGBIN`, then `PATH`, then where the distributions put them, the newest major version first.
    pub(super) fn find() -> Result<Self, EmbeddedPgError> {
        let named = std::env::var_os("PGBIN").map(PathBuf::from);
        let path = std::env::var_os("PATH").map(|path| std::env::split_paths(&path).collect::<Vec<_>>()).unwrap_or_default();
        named
            .into_iter()
            .chain(path)
            .chain(installed("/usr/lib/postgresql"))
            .chain(installed("/usr/local/lib/postgresql"))
            .find(|folder| folder.join("postgres").is_file() && folder.join("initdb").is_file())
            .map(Self)
            .ok_or(EmbeddedPgError::NotInstalled)
    }

    pub(super) fn path(&self, program: &str) -> PathBuf {
        self.0.join(program)
    }

    /// The major version, from `postgres --version`: "postgres (PostgreSQL) 15.18 (Debian …)".
    pub(super) fn major(&self) -> Result<String, EmbeddedPgError> {
        let output = Command::new(self.path("postgres")).arg("--version").output();
        let output = output.map_err(EmbeddedPgError::io("run postgres --version"))?;
        Ok(major_of(&String::from_utf8_lossy(&output.stdout)).to_owned())
    }
}

fn major_of(version: &str) -> &str {
    version.split_whitespace().nth(2).and_then(|number| number.split('.').next()).unwrap_or_default()
}

fn installed(base: &str) -> Vec<PathBuf> {
    let mut versions: Vec<(u32, PathBuf)> = fs::read_dir(Path::new(base))
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| Some((entry.file_name().to_str()?.parse().ok()?, entry.path().join("bin"))))
        .collect();
    versions.sort_by_key(|(major, _)| std::cmp::Reverse(*major));
    versions.into_iter().map(|(_, folder)| folder).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_major_version_is_read_from_what_postgres_prints() {
        assert_eq!(major_of("postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)"), "15");
        assert_eq!(major_of("postgres (PostgreSQL) 18beta1"), "18beta1");
        assert_eq!(major_of(""), "");
    }
}
