//! Makes an empty front end when none was built, so that cargo works without Node; pages then have no styles.

use std::{env, fs, path::Path};

fn main() -> std::io::Result<()> {
    let root = env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default();
    let dist = Path::new(&root).join("../../../web/dist");
    if !dist.join("manifest.json").exists() {
        fs::create_dir_all(&dist)?;
        fs::write(dist.join("manifest.json"), "{}")?;
    }
    println!("cargo:rerun-if-changed={}", dist.join("manifest.json").display());
    println!("cargo:rerun-if-changed={}", Path::new(&root).join("../../../i18n").display());
    Ok(())
}
