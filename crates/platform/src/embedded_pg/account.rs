//! The operating-system user that PostgreSQL runs as: it refuses to run as root.

use std::{fs, path::Path, process::Command};

use super::EmbeddedPgError;

/// A user to drop to.
#[derive(Debug, Clone, Copy)]
pub(super) struct Account {
    pub(super) uid: u32,
    pub(super) gid: u32,
}

impl Account {
    /// The user to drop to, if we are root.
    pub(super) fn needed(name: &str) -> Result<Option<Self>, EmbeddedPgError> {
        if !rustix::process::geteuid().is_root() {
            return Ok(None);
        }
        let passwd = fs::read_to_string("/etc/passwd").map_err(EmbeddedPgError::io("read /etc/passwd"))?;
        parse_passwd(&passwd, name).map(Some).ok_or_else(|| EmbeddedPgError::NoUser(name.into()))
    }

    /// A command as this user, ended by SIGINT when the thread that spawned it ends.
    ///
    /// `setpriv` (util-linux) does both after all identity changes. Where a parent of `folder` keeps others out, as
    /// `/root` does, the program gets the one capability that lets it walk through.
    pub(super) fn command(account: Option<&Self>, program: &Path, folder: &Path) -> Command {
        let mut command = Command::new("setpriv");
        command.env_clear().env("PATH", "/usr/bin:/bin").env("LC_ALL", "C.UTF-8").env("TZ", "UTC");
        if let Some(account) = account {
            command.arg(format!("--reuid={}", account.uid)).arg(format!("--regid={}", account.gid)).arg("--clear-groups");
            if !is_reachable(folder, *account) {
                command.args(["--inh-caps=+dac_read_search", "--ambient-caps=+dac_read_search"]);
            }
        }
        command.args(["--pdeathsig=INT", "--"]).arg(program);
        command
    }
}

fn parse_passwd(passwd: &str, name: &str) -> Option<Account> {
    let line = passwd.lines().find(|line| line.split(':').next() == Some(name))?;
    let mut fields = line.split(':').skip(2);
    Some(Account { uid: fields.next()?.parse().ok()?, gid: fields.next()?.parse().ok()? })
}

/// Whether the user may search every folder above this one.
fn is_reachable(folder: &Path, account: Account) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    folder.ancestors().skip(1).all(|parent| {
        fs::metadata(parent).is_ok_and(|metadata| {
            let shift = if metadata.uid() == account.uid {
                6
            } else if metadata.gid() == account.gid {
                3
            } else {
                0
            };
            (metadata.mode() >> shift) & 1 == 1
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_user_is_read_from_the_password_file() {
        let passwd = "root:x:0:0:root:/root:/bin/bash\npostgres:x:104:111:PostgreSQL:/var/lib/postgresql:/bin/bash\n";
        let account = parse_passwd(passwd, "postgres").unwrap();
        assert_eq!((account.uid, account.gid), (104, 111));
        assert!(parse_passwd(passwd, "post").is_none());
        assert!(parse_passwd("broken:x:", "broken").is_none());
    }
}
