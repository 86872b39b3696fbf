//! An influencer: a page, a partnership with each merchant they work with, and the links that they begin with.

use affiliate::{Affiliate, Answer, CodeDraft, LinkDraft, LinkView, Listing, PartnershipState, PartnershipView, ProgramState};
use anyhow::{Context as _, Result};
use contracts::affiliate::PartnershipId;
use kernel::{Actor, PageRequest};

use super::{
    merchant::{self, Stand},
    moved,
    people::{Deal, FirstLink, Star},
};
use crate::shop::Ware;

/// The page of an influencer; one that was ever shown is theirs to take back.
pub(super) async fn present(affiliate: &Affiliate, influencer: &Actor, star: &Star) -> Result<()> {
    let before = affiliate.my_influencer(influencer).await?;
    if before.is_none() {
        affiliate.save_influencer(influencer, None, &star.page()).await?;
    }
    if before.is_none_or(|view| view.listed_at.is_none()) {
        affiliate.set_influencer_listed(influencer, Listing::Listed).await?;
    }
    Ok(())
}

/// Makes what is missing between the two. A program that takes nobody and a partnership that is over are left as they are.
pub(super) async fn settle(stand: &Stand<'_>, influencer: &Actor, deal: &Deal) -> Result<Option<PartnershipId>> {
    let affiliate = stand.affiliate;
    let program = stand.program().await?;
    let asked = affiliate.my_partnership_in(influencer, program.id).await?;
    if asked.is_none() && program.state != ProgramState::Open {
        return Ok(None);
    }
    let partnership = join(stand, influencer, deal, asked).await.context("the partnership")?;
    if partnership.state == PartnershipState::Active {
        for first in deal.links {
            link(stand, influencer, partnership.id, first).await.with_context(|| format!("the link {}", first.key))?;
        }
        code(stand, influencer, partnership.id, deal).await.context("the code")?;
    }
    Ok(Some(partnership.id))
}

/// The partnership: asked for and answered, unless that was done before.
async fn join(stand: &Stand<'_>, influencer: &Actor, deal: &Deal, asked: Option<PartnershipView>) -> Result<PartnershipView> {
    let (affiliate, program) = (stand.affiliate, stand.program().await?);
    let id = match asked {
        Some(partnership) if partnership.state != PartnershipState::Requested => return Ok(partnership),
        Some(partnership) => partnership.id,
        None => affiliate.ask(influencer, program.id, deal.asks).await?,
    };
    let group = program.groups.iter().find(|group| group.is_default != deal.is_favoured).map(|group| group.id);
    affiliate.answer(&stand.merchant, id, Answer::Accept(group), deal.answer).await?;
    Ok(affiliate.partnership(influencer, id).await?)
}

/// A first link, which leads where the shop is now.
async fn link(stand: &Stand<'_>, influencer: &Actor, id: PartnershipId, first: &FirstLink) -> Result<()> {
    let affiliate = stand.affiliate;
    let Some(link) = known(affiliate, influencer, id, first.key).await? else {
        let destination = Ware::of(first.sku).context("a ware of the shop")?.page(stand.shop)?.into();
        let product = merchant::products(stand).await?.into_iter().find(|product| product.sku.as_deref() == Some(first.sku));
        let draft = LinkDraft { label: first.label.into(), destination, ..LinkDraft::default() };
        affiliate.create_link(influencer, id, Some(first.key), product.map(|product| product.id), &draft).await?;
        return Ok(());
    };
    if let Some(destination) = moved(stand.shop, &link.destination) {
        let LinkView { label, targets, expires_at, expired_url, .. } = link;
        let draft = LinkDraft { label, destination, targets, expires_at, expired_url, domain_id: None };
        affiliate.edit_link(influencer, link.id, link.version, &draft).await?;
    }
    Ok(())
}

/// A code that was ever made is the merchant's to end.
async fn code(stand: &Stand<'_>, influencer: &Actor, id: PartnershipId, deal: &Deal) -> Result<()> {
    let Some(code) = deal.code else { return Ok(()) };
    if stand.affiliate.codes(influencer, id).await?.is_empty() {
        let draft = CodeDraft { code: code.into(), ends_at: None };
        stand.affiliate.create_code(&stand.merchant, id, &draft).await?;
    }
    Ok(())
}

async fn known(affiliate: &Affiliate, influencer: &Actor, id: PartnershipId, key: &str) -> Result<Option<LinkView>> {
    let mut page = PageRequest::new(Some(PageRequest::MAX_LIMIT), None);
    loop {
        let found = affiliate.links(influencer, id, &page).await?;
        if let Some(link) = found.items.into_iter().find(|link| link.key == key) {
            return Ok(Some(link));
        }
        if found.next.is_none() {
            return Ok(None);
        }
        page.after = found.next;
    }
}
