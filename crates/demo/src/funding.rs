//! The projects of the demo, from their first word to their end: written, read by the staff, pledged to by people with simulated
//! wallets; one is paid out, one gives everything back. What an earlier start did is left as it is.

mod projects;

use std::{sync::Arc, time::Duration};

use anyhow::{Context as _, Result};
use contracts::{
    crowdfunding::{PledgeId, ProjectId, TierId},
    media::AssetId,
};
use crowdfunding::{BudgetLine, Crowdfunding, FundingMode, MakePledge, ProjectDraft, ProjectState, Review, TierAsks, TierDraft};
use jiff::SignedDuration;
use kernel::{Actor, Currency, FixedClock, Locale, Money, PageRequest, Role};
use payments::{Destination, Rail, StartPayment};

use self::projects::{DemoPledge, DemoProject, PROJECTS};
use crate::{accounts::Cast, making, story::Story};

const LOOK_EVERY: Duration = Duration::from_secs(2);
const COUNTRY: &str = "TG";
/// Where the creator is paid.
const CREATORS_PHONE: &str = "+22890010203";

/// Makes the projects that are missing, and pays out what succeeds. Ends when nothing is left to happen by itself.
pub(crate) async fn tell(story: &Story, cast: &Cast) -> Result<()> {
    let director = cast.actor(Role::Director)?;
    let funding = &story.services.crowdfunding;
    let known = funding.my_projects(&director, &PageRequest::new(Some(100), None)).await?.items;
    let missing = PROJECTS.iter().filter(|project| !known.iter().any(|card| card.title == project.title));
    let mut prepared = Vec::new();
    for project in missing {
        prepared.push((project, trailer(story, &director, project).await.context("the trailer")?));
    }
    making::wait_for_first(&story.services, cast).await?;
    for (project, trailer) in prepared {
        let id = open(story, cast, project, trailer).await.with_context(|| format!("open “{}”", project.title))?;
        pledge_all(story, id, project).await.with_context(|| format!("pledge to “{}”", project.title))?;
    }
    loop {
        let mine = funding.my_projects(&director, &PageRequest::new(Some(100), None)).await?.items;
        for project in mine.iter().filter(|project| project.state == ProjectState::Successful) {
            pay_out(funding, &director, project.id).await?;
        }
        let short = |title: &str| PROJECTS.iter().any(|project| project.days == 1 && project.title == title);
        if mine.iter().filter(|project| short(&project.title)).all(|project| project.state == ProjectState::Settled) {
            return Ok(());
        }
        tokio::time::sleep(LOOK_EVERY).await;
    }
}

/// Its trailer, drawn and uploaded: it becomes playable while the first film does.
async fn trailer(story: &Story, director: &Actor, project: &DemoProject) -> Result<Option<AssetId>> {
    let Some((scene, seconds)) = project.trailer else { return Ok(None) };
    let name = format!("trailer-{scene:?}-{seconds}.mp4").to_lowercase();
    let file = making::drawn(story, &name, (scene, seconds), &["fr"]).await?;
    Ok(Some(making::upload(&story.services, director, &file, "video/mp4").await?))
}

/// Writes it, hands it in, and has the staff put it online, as long ago as the demo tells.
async fn open(story: &Story, cast: &Cast, project: &DemoProject, trailer: Option<AssetId>) -> Result<ProjectId> {
    let services = &story.services;
    let then = services.db.now() - SignedDuration::from_mins(project.online_for_minutes);
    let past = Crowdfunding::new(
        services.db.with_clock(Arc::new(FixedClock::at(then))),
        services.ledger.clone(),
        services.payments.clone(),
        &services.secrets,
        services.crowdfunding_config.clone(),
    );
    let (director, staff) = (cast.actor(Role::Director)?, cast.actor(Role::Moderator)?);
    let mut draft = draft(project);
    let films = services.catalog.list_studio_films(&director, &PageRequest::new(Some(100), None)).await?.items;
    draft.films = films.iter().filter(|film| film.page.card.title == making::FIRST).map(|film| film.page.card.id).collect();
    let id = past.create_project(&director, &draft).await?;
    if let Some(video) = trailer {
        making::wait(services, &director, video, |asset| asset.state.is_watchable()).await?;
        past.set_trailer(&director, id, Some(video)).await?;
    }
    past.submit_project(&director, id).await?;
    past.review_project(&staff, id, &Review::Approve).await?;
    Ok(id)
}

fn draft(project: &DemoProject) -> ProjectDraft {
    let line = |&(title, minimum_minor, optimum_minor): &(&str, i64, i64)| BudgetLine {
        title: title.into(),
        minimum_minor,
        optimum_minor,
    };
    let tier = |&(title, description, amount_minor, stock): &(&str, &str, i64, i32)| TierDraft {
        id: TierId::generate(),
        title: title.into(),
        description: description.into(),
        amount_minor,
        stock: (stock > 0).then_some(stock),
        asks: TierAsks::default(),
    };
    ProjectDraft {
        title: project.title.into(),
        pitch: project.pitch.into(),
        story: project.story.into(),
        risks: project.risks.into(),
        country: COUNTRY.into(),
        currency: Currency::Xof,
        goal_minor: project.budget.iter().map(|(_, minimum, _)| minimum).sum(),
        mode: FundingMode::AllOrNothing,
        days: project.days,
        budget: project.budget.iter().map(line).collect(),
        tiers: project.tiers.iter().map(tier).collect(),
        films: Vec::new(),
    }
}

async fn pledge_all(story: &Story, id: ProjectId, project: &DemoProject) -> Result<()> {
    let view = story.services.crowdfunding.project(&Actor::system("demo"), id).await?;
    for pledge in project.pledges {
        let tier_id = pledge.tier.checked_sub(1).and_then(|index| view.tiers.get(index)).map(|tier| tier.id);
        one(story, id, tier_id, pledge).await.with_context(|| format!("the pledge of {}", pledge.name))?;
    }
    Ok(())
}

/// Pledges, pays, and agrees on the simulated phone.
async fn one(story: &Story, project_id: ProjectId, tier_id: Option<TierId>, pledge: &DemoPledge) -> Result<()> {
    let services = &story.services;
    let somebody = Actor::anonymous(Locale::Fr);
    let command = MakePledge {
        id: PledgeId::generate(),
        secret: uuid::Uuid::now_v7().to_string(),
        project_id,
        tier_id,
        amount: Money::new(pledge.amount, Currency::Xof),
        name: Some(pledge.name.into()),
        email: None,
        on_behalf_of: None,
        anonymous: pledge.anonymous,
        source: None,
    };
    let made = services.crowdfunding.pledge(&somebody, &command).await?;
    let is_flooz = ["96", "97", "98", "99", "79"].iter().any(|prefix| pledge.phone.starts_with(prefix));
    let pay = StartPayment {
        intent_id: made.intent_id,
        key: made.key,
        rail: if is_flooz { Rail::Flooz } else { Rail::Mixx },
        country: COUNTRY.into(),
        phone: Some(pledge.phone.into()),
    };
    let intent = services.payments.start(&somebody, &pay).await?;
    let references: Vec<String> = intent.attempts.iter().map(|attempt| attempt.id.to_string()).collect();
    story.simulator.accept(&references);
    Ok(())
}

async fn pay_out(funding: &Crowdfunding, creator: &Actor, id: ProjectId) -> Result<()> {
    let destination = Destination { rail: Rail::Mixx, country: COUNTRY.into(), party: Some(CREATORS_PHONE.into()) };
    match funding.pay_out(creator, id, destination).await {
        // It is on its way already.
        Ok(_) | Err(crowdfunding::CrowdfundingError::PaidOut) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_project_makes_it_one_does_not_and_one_is_still_open() {
        let [open, made, missed] = PROJECTS.map(|project| {
            let pledged: i64 = project.pledges.iter().map(|pledge| pledge.amount).sum();
            (pledged >= draft(&project).goal_minor, project.online_for_minutes < i64::from(project.days) * 24 * 60)
        });
        assert_eq!((open, made, missed), ((false, true), (true, true), (false, true)));
        for project in PROJECTS {
            for pledge in project.pledges {
                let least = pledge.tier.checked_sub(1).map_or(1, |index| project.tiers[index].2);
                assert!(pledge.amount >= least, "{}", pledge.name);
            }
        }
    }
}
