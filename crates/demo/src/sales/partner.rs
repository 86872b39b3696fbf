//! The influencer: a page, a partnership with the merchant and a first link.

use affiliate::{
    Affiliate, Answer, Audience, InfluencerDraft, LinkDraft, LinkView, Listing, Network, PartnershipState, PartnershipView,
    ProgramState, ProgramView,
};
use anyhow::{Context as _, Result};
use contracts::affiliate::PartnershipId;
use kernel::{Actor, PageRequest};

use super::{COUNTRY, moved};
use crate::{
    shop::{Shop, WARES},
    story::Story,
};

/// The last part of the first link's address.
const KEY: &str = "awa-pagne";

/// Makes what is missing of the influencer. A program that takes nobody and a partnership that is over are left as they are.
pub(super) async fn settle(story: &Story, (merchant, influencer): (&Actor, &Actor), program: &ProgramView) -> Result<()> {
    let affiliate = &story.services.affiliate;
    present(affiliate, influencer).await.context("the page of the influencer")?;
    let asked = affiliate.my_partnership_in(influencer, program.id).await?;
    if asked.is_none() && program.state != ProgramState::Open {
        return Ok(());
    }
    let partnership = join(affiliate, (merchant, influencer), program, asked).await.context("the partnership")?;
    if partnership.state == PartnershipState::Active {
        link(affiliate, influencer, partnership.id, &story.shop).await.context("the first link")?;
    }
    Ok(())
}

/// The page of the influencer; one that was ever shown is theirs to take back.
async fn present(affiliate: &Affiliate, influencer: &Actor) -> Result<()> {
    let before = affiliate.my_influencer(influencer).await?;
    if before.is_none() {
        affiliate.save_influencer(influencer, None, &page()).await?;
    }
    if before.is_none_or(|view| view.listed_at.is_none()) {
        affiliate.set_influencer_listed(influencer, Listing::Listed).await?;
    }
    Ok(())
}

fn page() -> InfluencerDraft {
    InfluencerDraft {
        name: "Awa Diallo".into(),
        about: "Mode et cuisine d’Afrique de l’Ouest, une recette ou une tenue par jour.".into(),
        country: COUNTRY.into(),
        countries: ["TG", "SN", "FR"].map(str::to_owned).to_vec(),
        languages: vec!["fr".into(), "ee".into()],
        categories: vec!["fashion".into(), "food".into()],
        picture: None,
        audiences: vec![
            Audience { network: Network::Tiktok, handle: "@awa.cuisine".into(), followers: 48_200 },
            Audience { network: Network::Instagram, handle: "@awa.tenues".into(), followers: 21_700 },
        ],
    }
}

/// The partnership: asked for and answered, unless that was done before.
async fn join(
    affiliate: &Affiliate,
    (merchant, influencer): (&Actor, &Actor),
    program: &ProgramView,
    asked: Option<PartnershipView>,
) -> Result<PartnershipView> {
    let id = match asked {
        Some(partnership) if partnership.state != PartnershipState::Requested => return Ok(partnership),
        Some(partnership) => partnership.id,
        None => affiliate.ask(influencer, program.id, "Bonjour ! Je porte vos pagnes depuis des années.").await?,
    };
    let best = program.groups.iter().find(|group| !group.is_default).map(|group| group.id);
    affiliate.answer(merchant, id, Answer::Accept(best), "Bienvenue, Awa.").await?;
    Ok(affiliate.partnership(influencer, id).await?)
}

/// The first link, which leads where the shop is now.
async fn link(affiliate: &Affiliate, influencer: &Actor, id: PartnershipId, shop: &Shop) -> Result<()> {
    let Some(link) = first(affiliate, influencer, id).await? else {
        let destination = shop.page_of(&WARES[0])?.into();
        let draft = LinkDraft { label: "Bio TikTok".into(), destination, ..LinkDraft::default() };
        affiliate.create_link(influencer, id, Some(KEY), None, &draft).await?;
        return Ok(());
    };
    if let Some(destination) = moved(shop.url(), &link.destination) {
        let LinkView { label, targets, expires_at, expired_url, .. } = link;
        let draft = LinkDraft { label, destination, targets, expires_at, expired_url, domain_id: None };
        affiliate.edit_link(influencer, link.id, link.version, &draft).await?;
    }
    Ok(())
}

async fn first(affiliate: &Affiliate, influencer: &Actor, id: PartnershipId) -> Result<Option<LinkView>> {
    let mut page = PageRequest::new(Some(PageRequest::MAX_LIMIT), None);
    loop {
        let found = affiliate.links(influencer, id, &page).await?;
        if let Some(link) = found.items.into_iter().find(|link| link.key == KEY) {
            return Ok(Some(link));
        }
        if found.next.is_none() {
            return Ok(None);
        }
        page.after = found.next;
    }
}
