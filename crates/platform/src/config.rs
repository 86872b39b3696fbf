//! Configuration: defaults, then a TOML file, then the environment. Unknown keys are refused.
//!
//! Each context owns the struct of its section; the application puts them together and calls [`load`]. An environment
//! variable names a key by its path: `GRIOT_WEB__PORT` is `port` of the section `web`.

use std::path::Path;

use figment::{
    Figment,
    providers::{Env, Format as _, Serialized, Toml},
};
use serde::{Serialize, de::DeserializeOwned};

/// The prefix of the environment variables.
pub const ENV_PREFIX: &str = "GRIOT_";

/// Variables with our prefix that are not configuration: the places of test services.
const NOT_SETTINGS: [&str; 1] = ["TEST_"];

/// What is wrong with the configuration, and where.
#[derive(Debug, thiserror::Error)]
#[error("configuration: {message}{place}")]
pub struct ConfigError {
    message: String,
    place: String,
}

impl From<figment::Error> for ConfigError {
    fn from(error: figment::Error) -> Self {
        let key = if error.path.is_empty() { String::new() } else { format!(", key {}", error.path.join(".")) };
        let source = error.metadata.as_ref().map(|metadata| {
            let file = metadata.source.as_ref().map(ToString::to_string).unwrap_or_default();
            format!(" ({} {file})", metadata.name).replace(" )", ")")
        });
        Self { message: error.kind.to_string(), place: format!("{key}{}", source.unwrap_or_default()) }
    }
}

/// Reads a configuration: the defaults of `T`, the file if one is named, the environment.
pub fn load<T: Serialize + DeserializeOwned + Default>(file: Option<&Path>) -> Result<T, ConfigError> {
    let mut figment = Figment::from(Serialized::defaults(T::default()));
    if let Some(file) = file {
        if !file.is_file() {
            return Err(ConfigError { message: "the file does not exist".into(), place: format!(": {}", file.display()) });
        }
        figment = figment.merge(Toml::file_exact(file));
    }
    let environment = Env::prefixed(ENV_PREFIX)
        .filter(|key| !NOT_SETTINGS.iter().any(|other| key.as_str().to_ascii_uppercase().starts_with(other)))
        .split("__");
    Ok(figment.merge(environment).extract()?)
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, Serialize, Deserialize)]
    #[serde(deny_unknown_fields, default)]
    struct Web {
        port: u16,
    }

    impl Default for Web {
        fn default() -> Self {
            Self { port: 8080 }
        }
    }

    #[derive(Debug, Default, Serialize, Deserialize)]
    #[serde(deny_unknown_fields, default)]
    struct Whole {
        web: Web,
    }

    fn file(text: &str) -> tempfile::NamedTempFile {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), text).unwrap();
        file
    }

    #[test]
    fn a_file_overrides_the_defaults() {
        let file = file("[web]\nport = 9000\n");
        assert_eq!(load::<Whole>(Some(file.path())).unwrap().web.port, 9000);
        assert_eq!(load::<Whole>(None).unwrap().web.port, 8080);
    }

    #[test]
    fn an_unknown_key_is_refused_by_name() {
        let file = file("[web]\nprot = 9000\n");
        let error = load::<Whole>(Some(file.path())).unwrap_err().to_string();
        assert!(error.contains("prot"), "{error}");
    }

    #[test]
    fn a_missing_file_is_an_error() {
        let error = load::<Whole>(Some(Path::new("/nonexistent.toml"))).unwrap_err().to_string();
        assert!(error.contains("/nonexistent.toml"), "{error}");
    }
}
