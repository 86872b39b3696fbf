//! `griot demo`: the server with accounts and films to try everything on.

use std::net::IpAddr;

use anyhow::Result;
use demo::{DemoServices, Shop, Simulator, Story};
use platform::telemetry::{LogFormat, Telemetry};

use crate::{
    boot::{Base, Migrations},
    cli::{Demo, Place, RoleName},
    config::Config,
    roles::{Running, stop_signal},
    services::{Mode, Services},
};

/// Runs the demo until it is stopped.
pub(crate) async fn run(place: &Place, command: &Demo) -> Result<()> {
    let mut config = Config::load(place)?;
    if place.data.is_none() {
        config.data_folder = "demo-data".into();
    }
    // Never on a real database: the demo makes accounts whose passwords it prints.
    config.database.url = None;
    config.server.port = command.port;
    config.server.address = IpAddr::from([127, 0, 0, 1]);
    config.telemetry.log = LogFormat::Pretty;
    // Progress is printed; the log keeps to what is wrong, unless asked for more.
    if std::env::var_os("GRIOT_TELEMETRY__FILTER").is_none() {
        // A laptop that encodes seven films is slow at everything else: slow statements are no news there.
        config.telemetry.filter = "warn,sqlx=error".into();
    }
    let shop = Shop::open(command.shop_port, &config.public_url()?).await?;
    config.sales.demo_shop = Some(shop.url().clone());
    let simulator = Simulator::start(command.simulator_port).await?;
    config.payments = simulator.config(&config.payments);
    let telemetry = Telemetry::start(&config.telemetry)?;
    let stop = stop_signal()?;
    let base = Base::start(config, Migrations::Apply).await?;
    let services = Services::compose(&base, Mode::Demo)?;
    let roles = [RoleName::Web, RoleName::Worker, RoleName::Media];
    let running = Running::start(&base, &services, &telemetry, &roles, Mode::Demo).await?;
    let story = story(&base, &services, command, (simulator, shop))?;
    let told = stop.run_until_cancelled(Box::pin(story.tell())).await;
    if matches!(told, Some(Ok(()))) {
        stop.cancelled().await;
    }
    running.stop().await;
    story.simulator.stop().await;
    story.shop.close().await;
    drop(services);
    base.stop().await;
    telemetry.stop();
    told.unwrap_or(Ok(()))
}

fn story(base: &Base, services: &Services, command: &Demo, (simulator, shop): (Simulator, Shop)) -> Result<Story> {
    Ok(Story {
        services: DemoServices {
            identity: services.identity.clone(),
            media: services.media.clone(),
            catalog: services.catalog.clone(),
            playback: services.playback.clone(),
            crowdfunding: services.crowdfunding.clone(),
            crowdfunding_config: base.config.crowdfunding.clone(),
            affiliate: services.affiliate.clone(),
            notifications: services.notifications.clone(),
            payments: services.payments.clone(),
            ledger: services.ledger.clone(),
            db: base.db.clone(),
            bus: services.bus.clone(),
            secrets: base.secrets.clone(),
        },
        simulator,
        shop,
        folder: base.data_folder.clone(),
        url: base.config.public_url()?,
        material: command.material.clone(),
        films: command.films,
    })
}
