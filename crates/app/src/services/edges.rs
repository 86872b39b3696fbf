//! The services behind pages, routes and links.

use std::sync::Arc;

use anyhow::Result;
use api::ApiState;
use flows::SalesPapers;
use platform::SystemRng;
use tracker::TrackerState;
use web_karangou::KarangouState;
use web_kit::{Sessions, WebKit, WebKitConfig};
use web_sales::SalesState;

use super::{Mode, Services};
use crate::{boot::Base, observe};

impl Services {
    fn kit(&self, base: &Base, public_url: url::Url) -> WebKit {
        let server = &base.config.server;
        let config = WebKitConfig {
            trusted_proxies: server.trusted_proxies,
            requests_per_minute: server.requests_per_minute,
            ..WebKitConfig::at(public_url)
        };
        let (clock, rng) = (Arc::clone(base.db.clock()), Arc::new(SystemRng));
        let sessions = Sessions::of(self.identity.clone())
            .with_notices(self.notifications.clone())
            .with_messages(self.talk.messaging.clone());
        WebKit::new(sessions, base.secrets.key("csrf"), clock, rng, config)
    }

    fn agency(&self) -> web_account::AgencyState {
        web_account::AgencyState {
            identity: self.identity.clone(),
            crowdfunding: self.crowdfunding.clone(),
            payments: self.payments.clone(),
        }
    }

    fn notices(&self) -> web_account::NoticesState {
        web_account::NoticesState {
            notifications: self.notifications.clone(),
            messaging: self.talk.messaging.clone(),
            bus: self.bus.clone(),
        }
    }

    fn messages(&self) -> web_account::MessagesState {
        web_account::MessagesState {
            messaging: self.talk.messaging.clone(),
            conversations: self.talk.conversations.clone(),
            media: self.media.clone(),
            bus: self.bus.clone(),
        }
    }

    fn endpoints(&self) -> web_account::EndpointsState {
        web_account::EndpointsState { identity: self.identity.clone(), webhooks: self.talk.webhooks.clone() }
    }

    fn leaving(&self) -> web_account::LeavingState {
        web_account::LeavingState { identity: self.identity.clone(), affiliate: self.affiliate.clone() }
    }

    /// The pages that every product leads to.
    fn account(&self) -> axum::Router {
        let checkout = web_account::CheckoutState {
            crowdfunding: self.crowdfunding.clone(),
            affiliate: self.affiliate.clone(),
            payments: self.payments.clone(),
            bus: self.bus.clone(),
            papers: self.papers.clone(),
        };
        web_account::router(self.identity.clone(), self.notifications.clone(), self.db.clone())
            .merge(web_account::leaving(self.leaving()))
            .merge(web_account::checkout(checkout))
            .merge(web_account::money(self.payments.clone()))
            .merge(web_account::agency(self.agency()))
            .merge(web_account::statements(self.statements.clone()))
            .merge(web_account::notices(self.notices()))
            .merge(web_account::messages(self.messages()))
            .merge(web_account::endpoints(self.endpoints()))
    }

    /// The pages of films and projects.
    fn films(&self, base: &Base, public_url: &url::Url) -> axum::Router {
        web_karangou::router(KarangouState {
            identity: self.identity.clone(),
            media: self.media.clone(),
            playback: self.playback.clone(),
            catalog: self.catalog.clone(),
            crowdfunding: self.crowdfunding.clone(),
            payments: self.payments.clone(),
            bus: self.bus.clone(),
            config: base.config.karangou.clone(),
            public_url: public_url.clone(),
            other_maps: web_sales::SITEMAPS,
        })
    }

    /// The pages of merchants and influencers.
    fn sales(&self, base: &Base, papers: &SalesPapers, public_url: &url::Url) -> axum::Router {
        web_sales::router(SalesState {
            identity: self.identity.clone(),
            affiliate: self.affiliate.clone(),
            payments: self.payments.clone(),
            papers: papers.clone(),
            public_url: public_url.clone(),
            config: base.config.sales.clone(),
        })
    }

    fn sales_papers(&self, public_url: &url::Url) -> SalesPapers {
        SalesPapers::new(self.affiliate.clone(), self.payments.clone(), public_url.clone(), "ShareYourSales")
    }

    fn tracker(&self, base: &Base) -> Result<TrackerState> {
        Ok(TrackerState { affiliate: self.affiliate.clone(), country_header: base.config.tracker.header()? })
    }

    /// Tracked links.
    fn tracked(&self, base: &Base) -> Result<axum::Router> {
        Ok(tracker::router(self.tracker(base)?))
    }

    /// Own domains in front of everything that this process serves.
    pub(crate) fn with_own_domains(&self, base: &Base, platform: axum::Router) -> Result<axum::Router> {
        let public_url = base.config.public_url()?;
        let ours = base.config.affiliate.clone().at(&public_url).domains.ours();
        let routes = observe::with_routes(tracker::own_domain(self.tracker(base)?));
        let own = observe::wrap(self.kit(base, public_url).wrap_foreign(routes));
        let platform = platform.merge(tracker::certificates(self.affiliate.clone(), &base.config.server.tls_ask_from));
        Ok(tracker::split(platform, own, self.affiliate.clone(), ours))
    }

    /// Tracked links alone, for a process that does nothing else.
    pub(crate) fn links(&self, base: &Base) -> Result<axum::Router> {
        Ok(self.kit(base, base.config.public_url()?).wrap(observe::with_routes(self.tracked(base)?)))
    }

    /// Every page and route.
    pub(crate) fn router(&self, base: &Base, mode: Mode) -> Result<axum::Router> {
        let public_url = base.config.public_url()?;
        let (kit, sales_papers) = (self.kit(base, public_url.clone()), self.sales_papers(&public_url));
        let mut router = web_kit::router().merge(self.account()).merge(self.films(base, &public_url));
        router = router.merge(self.tracked(base)?).merge(self.sales(base, &sales_papers, &public_url));
        if mode == Mode::Demo {
            router = router.merge(web_account::mailbox(self.mail.clone()));
        }
        let streams = observe::with_routes(api::streams(self.playback.clone()));
        let api = api::router(ApiState {
            identity: self.identity.clone(),
            media: self.media.clone(),
            playback: self.playback.clone(),
            catalog: self.catalog.clone(),
            affiliate: self.affiliate.clone(),
            crowdfunding: self.crowdfunding.clone(),
            payments: self.payments.clone(),
            papers: self.papers.clone(),
            sales_papers,
            statements: self.statements.clone(),
            messaging: self.talk.messaging.clone(),
            conversations: self.talk.conversations.clone(),
            webhooks: self.talk.webhooks.clone(),
            notifications: self.notifications.clone(),
            bus: self.bus.clone(),
            db: self.db.clone(),
            public_url,
        });
        Ok(kit.clone().wrap_streams(streams).merge(kit.wrap(observe::with_routes(router.merge(api)))))
    }
}
