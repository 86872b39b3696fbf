//! The whole configuration: one section per context, each defined beside its user.

use std::{net::IpAddr, path::PathBuf};

use anyhow::{Context as _, Result, bail};
use platform::{mail::MailConfig, store::StoreConfig, telemetry::TelemetryConfig};
use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, Serialize, Serializer};
use url::Url;

use crate::cli::Place;

/// Everything that can be set. Defaults run on one machine with nothing to configure.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Config {
    /// The data folder: the embedded database, files, secrets.
    pub(crate) data_folder: PathBuf,
    /// The master secret, at least 32 random characters. Generated into the data folder unless the database is external.
    #[serde(serialize_with = "hidden", skip_serializing_if = "Option::is_none")]
    pub(crate) secret: Option<SecretString>,
    pub(crate) server: ServerConfig,
    pub(crate) database: DatabaseConfig,
    pub(crate) workers: WorkersConfig,
    pub(crate) store: StoreConfig,
    pub(crate) mail: MailConfig,
    pub(crate) identity: IdentityConfig,
    pub(crate) media: media::MediaConfig,
    pub(crate) playback: playback::PlaybackConfig,
    pub(crate) karangou: web_karangou::KarangouConfig,
    pub(crate) sales: web_sales::SalesConfig,
    pub(crate) payments: payments::PaymentsConfig,
    pub(crate) crowdfunding: crowdfunding::CrowdfundingConfig,
    pub(crate) affiliate: affiliate::AffiliateConfig,
    pub(crate) notifications: notifications::NotificationsConfig,
    pub(crate) tracker: tracker::TrackerConfig,
    pub(crate) webhooks: webhooks::WebhooksConfig,
    pub(crate) telemetry: TelemetryConfig,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            data_folder: PathBuf::from("griot-data"),
            secret: None,
            server: ServerConfig::default(),
            database: DatabaseConfig::default(),
            workers: WorkersConfig::default(),
            store: StoreConfig::default(),
            mail: MailConfig::default(),
            identity: IdentityConfig::default(),
            media: media::MediaConfig::default(),
            playback: playback::PlaybackConfig::default(),
            karangou: web_karangou::KarangouConfig::default(),
            sales: web_sales::SalesConfig::default(),
            payments: payments::PaymentsConfig::default(),
            crowdfunding: crowdfunding::CrowdfundingConfig::default(),
            affiliate: affiliate::AffiliateConfig::default(),
            notifications: notifications::NotificationsConfig::default(),
            tracker: tracker::TrackerConfig::default(),
            webhooks: webhooks::WebhooksConfig::default(),
            telemetry: TelemetryConfig::default(),
        }
    }
}

/// Where the server listens and how it is reached.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct ServerConfig {
    /// The address to listen on.
    pub(crate) address: IpAddr,
    /// The port to listen on.
    pub(crate) port: u16,
    /// The address people type; without it, localhost and the port.
    pub(crate) public_url: Option<Url>,
    /// How many proxies of ours stand in front: that many entries of `X-Forwarded-For` are believed.
    pub(crate) trusted_proxies: usize,
    /// How many requests a minute one address may send, streams apart; `0` sets no limit. Generous: behind one address of a
    /// mobile operator are thousands of people.
    pub(crate) requests_per_minute: u32,
    /// From which addresses a proxy may ask `/internal/tls`, besides this machine's own.
    pub(crate) tls_ask_from: Vec<IpAddr>,
}

impl Default for ServerConfig {
    fn default() -> Self {
        Self {
            address: IpAddr::from([127, 0, 0, 1]),
            port: 8080,
            public_url: None,
            trusted_proxies: 0,
            requests_per_minute: 6000,
            tls_ask_from: Vec::new(),
        }
    }
}

/// The database.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct DatabaseConfig {
    /// An external PostgreSQL (15 or later); also read from `DATABASE_URL`. Without it, the embedded one.
    #[serde(serialize_with = "hidden", skip_serializing_if = "Option::is_none")]
    pub(crate) url: Option<SecretString>,
    /// The most connections of this process.
    pub(crate) max_connections: u32,
    /// Whether `serve` applies pending migrations; otherwise it refuses to start until `griot migrate` ran.
    pub(crate) migrate_on_start: bool,
}

impl Default for DatabaseConfig {
    fn default() -> Self {
        Self { url: None, max_connections: 24, migrate_on_start: true }
    }
}

/// How much background work runs at once.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct WorkersConfig {
    /// Jobs of the worker role at once.
    pub(crate) worker_jobs: usize,
    /// Jobs of the media role at once; 0 for the number of cores.
    pub(crate) media_jobs: usize,
}

impl Default for WorkersConfig {
    fn default() -> Self {
        Self { worker_jobs: 8, media_jobs: 0 }
    }
}

impl WorkersConfig {
    /// The number of media jobs at once.
    pub(crate) fn media_jobs(&self) -> usize {
        match self.media_jobs {
            0 => std::thread::available_parallelism().map_or(1, std::num::NonZero::get),
            jobs => jobs,
        }
    }
}

/// Sign-in.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct IdentityConfig {
    /// OpenID Connect providers to sign in with.
    #[serde(skip_serializing)]
    pub(crate) oidc_providers: Vec<identity::OidcProvider>,
}

impl Config {
    /// Reads defaults, file and environment, then what the command line says.
    pub(crate) fn load(place: &Place) -> Result<Self> {
        let mut config: Self = platform::config::load(place.config.as_deref())?;
        if let Some(data) = &place.data {
            config.data_folder.clone_from(data);
        }
        if config.database.url.is_none()
            && let Ok(url) = std::env::var("DATABASE_URL")
        {
            config.database.url = Some(url.into());
        }
        Ok(config)
    }

    /// Refuses what would start but not be safe.
    pub(crate) fn check(&self) -> Result<()> {
        match &self.secret {
            Some(secret) if !platform::secrets::is_strong(secret.expose_secret()) => {
                bail!(
                    "`secret` (GRIOT_SECRET) is too weak: give at least 32 random characters, for example from `openssl rand -base64 48`"
                );
            }
            None if self.database.url.is_some() => {
                bail!(
                    "`secret` (GRIOT_SECRET) is missing: with an external database every process needs the same one; \
                     give at least 32 random characters, for example from `openssl rand -base64 48`"
                );
            }
            _ => {}
        }
        if let Some(s3) = &self.store.s3
            && s3.secret_key.expose_secret().len() < 8
        {
            bail!("`store.s3.secret_key` is missing or too short");
        }
        if let Some(token) = &self.telemetry.metrics_token
            && !platform::secrets::is_strong(token.expose_secret())
        {
            bail!("`telemetry.metrics_token` is too weak: give at least 32 random characters");
        }
        self.check_ways()?;
        self.check_webhooks()?;
        self.karangou.check()?;
        self.affiliate.check()?;
        if self.tracker.header()?.is_some() && self.server.trusted_proxies == 0 {
            bail!(
                "`tracker.country_header` needs a proxy of yours in front (`server.trusted_proxies`): visitors would say where they are"
            );
        }
        for provider in &self.identity.oidc_providers {
            if provider.client_secret.expose_secret().len() < 8 {
                bail!("the `client_secret` of the identity provider `{}` is missing or too short", provider.id);
            }
        }
        Ok(())
    }

    /// Refuses what would send nothing, or into our own network.
    fn check_webhooks(&self) -> Result<()> {
        if self.webhooks.at_once == 0 || self.webhooks.troubled_at_once == 0 || self.webhooks.timeout_ms == 0 {
            bail!("`webhooks.at_once`, `webhooks.troubled_at_once` and `webhooks.timeout_ms` must be 1 or more");
        }
        if self.webhooks.allow_private && !self.is_local()? {
            bail!("`webhooks.allow_private` is for trials on one's own machine: strangers would reach your network by it");
        }
        Ok(())
    }

    /// Refuses ways to reach people that would fail only when somebody is to be reached.
    fn check_ways(&self) -> Result<()> {
        if let Some(contact) = &self.notifications.push.contact
            && !matches!(contact.scheme(), "mailto" | "https")
        {
            bail!("`notifications.push.contact` must be a `mailto:` or `https:` address");
        }
        if let Some(sms) = &self.notifications.sms
            && (sms.username.is_empty() || sms.api_key.expose_secret().len() < 8)
        {
            bail!("`notifications.sms` needs the `username` and the `api_key` of its provider");
        }
        Ok(())
    }

    /// Whether the server is for this machine alone: people type `localhost`, and no proxy stands in front.
    pub(crate) fn is_local(&self) -> Result<bool> {
        let url = self.public_url()?;
        let is_here = matches!(url.host_str(), Some("localhost" | "127.0.0.1" | "[::1]"));
        Ok(is_here && self.server.trusted_proxies == 0)
    }

    /// The address people type.
    pub(crate) fn public_url(&self) -> Result<Url> {
        match &self.server.public_url {
            Some(url) => Ok(url.clone()),
            None => format!("http://localhost:{}/", self.server.port).parse().context("the public address"),
        }
    }
}

#[expect(clippy::ref_option, reason = "serde passes it so")]
fn hidden<S: Serializer>(_: &Option<SecretString>, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str("…")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn external(secret: Option<&str>) -> Config {
        let database = DatabaseConfig { url: Some("postgres://db/griot".to_owned().into()), ..DatabaseConfig::default() };
        Config { secret: secret.map(|text| text.to_owned().into()), database, ..Config::default() }
    }

    #[test]
    fn the_defaults_are_accepted() {
        Config::default().check().unwrap();
    }

    #[test]
    fn an_external_database_needs_a_strong_secret_by_name() {
        for (secret, named) in [(None, "missing"), (Some("short"), "weak"), (Some("changeme-changeme-changeme-changeme"), "weak")]
        {
            let message = external(secret).check().unwrap_err().to_string();
            assert!(message.contains("GRIOT_SECRET") && message.contains(named), "{message}");
        }
        external(Some("q8Zr2mVx0LwT5nYb7KcJ4hGd1sFa9PeUo3")).check().unwrap();
    }

    #[test]
    fn a_weak_token_for_the_measurements_is_refused() {
        let mut config = Config::default();
        config.telemetry.metrics_token = Some("prometheus".to_owned().into());
        assert!(config.check().unwrap_err().to_string().contains("telemetry.metrics_token"));
        config.telemetry.metrics_token = Some("q8Zr2mVx0LwT5nYb7KcJ4hGd1sFa9PeUo3".to_owned().into());
        config.check().unwrap();
        assert!(!toml::to_string(&config).unwrap().contains("q8Zr2"));
    }

    #[test]
    fn ways_to_reach_people_that_cannot_work_are_refused_by_name() {
        let mut config: Config = toml::from_str("[notifications.push]\ncontact = \"ftp://example.org\"").unwrap();
        assert!(config.check().unwrap_err().to_string().contains("notifications.push.contact"));
        config.notifications.push.contact = Some("mailto:bonjour@example.org".parse().unwrap());
        config.check().unwrap();
        let sms = "[notifications.sms]\nprovider = \"africas_talking\"\nusername = \"karangou\"\napi_key = \"short\"";
        let mut config: Config = toml::from_str(sms).unwrap();
        assert!(config.check().unwrap_err().to_string().contains("notifications.sms"));
        if let Some(sms) = &mut config.notifications.sms {
            sms.api_key = "atsk_0123456789".to_owned().into();
        }
        config.check().unwrap();
        assert!(!toml::to_string(&config).unwrap().contains("atsk_"));
    }

    #[test]
    fn webhooks_reach_ones_own_network_on_ones_own_machine_alone() {
        let mut config: Config = toml::from_str("[webhooks]\nallow_private = true").unwrap();
        config.check().unwrap();
        config.server.public_url = Some("https://griot.example".parse().unwrap());
        assert!(config.check().unwrap_err().to_string().contains("webhooks.allow_private"));
        let none: Config = toml::from_str("[webhooks]\nat_once = 0").unwrap();
        assert!(none.check().unwrap_err().to_string().contains("webhooks.at_once"));
    }

    #[test]
    fn a_country_is_believed_from_a_proxy_only() {
        let mut config: Config = toml::from_str("[tracker]\ncountry_header = \"cf-ipcountry\"").unwrap();
        assert!(config.check().unwrap_err().to_string().contains("server.trusted_proxies"));
        config.server.trusted_proxies = 1;
        config.check().unwrap();
        config.tracker.country_header = Some("a b".into());
        assert!(config.check().unwrap_err().to_string().contains("tracker.country_header"));
    }

    #[test]
    fn printing_the_configuration_shows_no_secret() {
        let shown = toml::to_string(&external(Some("q8Zr2mVx0LwT5nYb7KcJ4hGd1sFa9PeUo3"))).unwrap();
        assert!(!shown.contains("q8Zr2") && !shown.contains("postgres://"), "{shown}");
    }
}
