//! What people find: lists of projects and pledges, and the dashboard of a project.

use contracts::{catalog::FilmId, crowdfunding::ProjectId};
use crowdfunding::{CrowdfundingError, PledgeState, ProjectCard, ProjectShelf, ProjectState, Review};
use jiff::SignedDuration;
use kernel::{Actor, AppError as _, Cursor, ErrorKind, Page, PageRequest, Role};
use payments::Rail;
use paysim::Button;

use crate::stage::{Funding, command, draft, francs, member, tier, visitor};

const DAY: SignedDuration = SignedDuration::from_hours(24);

fn ids(page: &Page<ProjectCard>) -> Vec<ProjectId> {
    page.items.iter().map(|card| card.id).collect()
}

impl Funding {
    async fn shelf(&self, shelf: ProjectShelf) -> Vec<ProjectCard> {
        self.funding.projects(shelf, &PageRequest::first()).await.unwrap().items
    }

    async fn online_for(&self, days: i16) -> ProjectId {
        let mut draft = draft();
        draft.days = days;
        self.online(&draft).await
    }
}

#[tokio::test]
async fn open_projects_come_by_their_deadline_and_ended_ones_the_newest_first() {
    let stage = Funding::new().await;
    let (late, soon, later) = (stage.online_for(40).await, stage.online_for(2).await, stage.online_for(60).await);
    let hidden = stage.funding.create_project(&stage.creator, &draft()).await.unwrap();
    stage.paid(soon, 100_000).await;
    stage.paid(late, 3000).await;
    let open = stage.shelf(ProjectShelf::Open).await;
    assert_eq!(open.iter().map(|card| card.id).collect::<Vec<_>>(), [soon, late, later]);
    let told: Vec<_> = open.iter().map(|card| (card.raised.amount_minor, card.backers)).collect();
    assert_eq!(told, [(100_000, 1), (3000, 1), (0, 0)]);
    assert!(!open.iter().any(|card| card.id == hidden));
    assert!(stage.shelf(ProjectShelf::Ended).await.is_empty());

    stage.pass_often(2, DAY).await;
    stage.pass_often(20, DAY * 2).await;
    let ended = stage.shelf(ProjectShelf::Ended).await;
    assert_eq!(ended.iter().map(|card| card.id).collect::<Vec<_>>(), [late, soon]);
    // What was there when it was decided, although it went back or on since.
    assert_eq!(ended.iter().map(|card| (card.raised.amount_minor, card.backers)).collect::<Vec<_>>(), [(3000, 1), (100_000, 1)]);
    for card in &ended {
        let total = stage.funding.total(card.id).await.unwrap();
        assert_eq!((total.raised, total.backers), (card.raised, card.backers));
    }
    assert_eq!(stage.shelf(ProjectShelf::Open).await.len(), 1);
}

#[tokio::test]
async fn walking_the_pages_visits_every_project_once() {
    let stage = Funding::new().await;
    let mut made = Vec::new();
    // The same deadline, to the microsecond.
    for _ in 0..7 {
        made.push(stage.online(&draft()).await);
    }
    let (mut open, mut mine, mut after) = (Vec::new(), Vec::new(), None);
    loop {
        let page = stage.funding.projects(ProjectShelf::Open, &PageRequest::new(Some(2), after)).await.unwrap();
        open.extend(ids(&page));
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    loop {
        let page = stage.funding.my_projects(&stage.creator, &PageRequest::new(Some(3), after)).await.unwrap();
        mine.extend(ids(&page));
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    assert!(open.is_sorted_by_key(ProjectId::as_uuid) && mine.is_sorted_by_key(|id| std::cmp::Reverse(id.as_uuid())));
    mine.reverse();
    assert_eq!((&open, &mine), (&made, &made));
    let forged = PageRequest::new(None, Some(Cursor::after(&"forged")));
    let refused = stage.funding.projects(ProjectShelf::Open, &forged).await.unwrap_err();
    assert_eq!((refused.kind(), refused.fields()[0].code), (ErrorKind::Invalid, "field-cursor"));
}

#[tokio::test]
async fn a_creator_finds_their_own_and_the_staff_what_waits_for_it() {
    let stage = Funding::new().await;
    let written = stage.funding.create_project(&stage.creator, &draft()).await.unwrap();
    let submitted = stage.funding.create_project(&stage.creator, &draft()).await.unwrap();
    stage.funding.submit_project(&stage.creator, submitted).await.unwrap();
    stage.pass(SignedDuration::from_mins(1)).await;
    stage.funding.submit_project(&stage.creator, written).await.unwrap();
    let third = stage.funding.create_project(&stage.creator, &draft()).await.unwrap();

    let first = PageRequest::first();
    let mine = stage.funding.my_projects(&stage.creator, &first).await.unwrap();
    assert_eq!(ids(&mine), [third, submitted, written]);
    let moderator = member(stage.account().await, Role::Moderator);
    let waiting = stage.funding.projects_to_review(&moderator, &first).await.unwrap();
    assert_eq!(ids(&waiting), [submitted, written]);
    stage.funding.review_project(&moderator, submitted, &Review::Approve).await.unwrap();
    assert_eq!(ids(&stage.funding.projects_to_review(&moderator, &first).await.unwrap()), [written]);

    let stranger = member(stage.account().await, Role::Director);
    assert!(stage.funding.my_projects(&stranger, &first).await.unwrap().items.is_empty());
    for nobody in [&stranger, &stage.creator, &visitor()] {
        assert!(matches!(stage.funding.projects_to_review(nobody, &first).await, Err(CrowdfundingError::Forbidden(_))));
    }
    assert!(stage.funding.my_projects(&visitor(), &first).await.is_err());
}

#[tokio::test]
async fn a_film_leads_to_the_projects_it_is_about() {
    let stage = Funding::new().await;
    let (film, other) = (FilmId::generate(), FilmId::generate());
    let with = |films: &[FilmId], days| {
        let mut draft = draft();
        (draft.films, draft.days) = (films.to_vec(), days);
        draft
    };
    let ended = stage.online(&with(&[film], 1)).await;
    let late = stage.online(&with(&[film, other], 30)).await;
    let soon = stage.online(&with(&[film], 20)).await;
    stage.funding.create_project(&stage.creator, &with(&[film], 9)).await.unwrap();
    stage.pass_often(2, DAY).await;
    let found = stage.funding.projects_of_films(&[film, other]).await.unwrap();
    assert_eq!(found.iter().map(|card| card.id).collect::<Vec<_>>(), [soon, late, ended]);
    assert_eq!(found[2].state, ProjectState::Settled);
    assert_eq!(stage.funding.projects_of_films(&[other]).await.unwrap().len(), 1);
    assert!(stage.funding.projects_of_films(&[]).await.unwrap().is_empty());
}

#[tokio::test]
async fn an_address_leads_to_its_project_with_the_same_rights() {
    let stage = Funding::new().await;
    let (public, hidden) = (stage.online(&draft()).await, stage.funding.create_project(&stage.creator, &draft()).await.unwrap());
    for (id, seen) in [(public, true), (hidden, false)] {
        let slug = stage.funding.project(&stage.creator, id).await.unwrap().slug;
        assert_eq!(stage.funding.project_by_slug(&stage.creator, &slug).await.unwrap().id, id);
        assert_eq!(stage.funding.project_by_slug(&visitor(), &slug).await.is_ok(), seen);
    }
    for none in ["", "nothing-here", "a\0b", "é", &"a".repeat(5000)] {
        assert!(matches!(stage.funding.project_by_slug(&visitor(), none).await, Err(CrowdfundingError::NotFound)), "{none:?}");
    }
}

#[tokio::test]
async fn the_page_names_who_wants_it_and_the_creator_knows_who_is_owed() {
    let stage = Funding::new().await;
    let mut with_tier = draft();
    with_tier.tiers = vec![tier(1000, None)];
    let (project, tier_id) = (stage.online(&with_tier).await, Some(with_tier.tiers[0].id));
    let backer = member(stage.account().await, Role::Viewer);
    let mut named = command(project, tier_id, 2000);
    named.on_behalf_of = Some("Maman".into());
    let mut anonymous = command(project, None, 1000);
    anonymous.anonymous = true;
    anonymous.on_behalf_of = Some("Papa".into());
    for pledge in [&anonymous, &named] {
        let pledge = stage.funding.pledge(&backer, pledge).await.unwrap();
        stage.start(&pledge, Rail::Mixx, "TG", "90 12 34 56").await;
        stage.press(Button::Accept);
        stage.pass(SignedDuration::from_mins(1)).await;
    }
    stage.promise(project, 500).await;

    let first = PageRequest::first();
    let seen = stage.funding.backers(project, &first).await.unwrap().items;
    let seen: Vec<_> = seen.iter().map(|one| (one.name.as_deref(), one.on_behalf_of.as_deref(), one.amount)).collect();
    assert_eq!(seen, [(Some("Kossi"), Some("Maman"), francs(2000)), (None, None, francs(1000))]);

    let rows = stage.funding.pledges_of(&stage.creator, project, &first).await.unwrap().items;
    let told: Vec<_> = rows.iter().map(|row| (row.state, row.anonymous, row.tier_title.as_deref())).collect();
    assert_eq!(
        told,
        [(PledgeState::Promised, false, None), (PledgeState::Paid, false, Some("Affiche")), (PledgeState::Paid, true, None)]
    );
    assert!(rows.iter().all(|row| row.name.as_deref() == Some("Kossi") && row.email.is_some()));
    let stranger = member(stage.account().await, Role::Director);
    for nobody in [&stranger, &backer, &visitor()] {
        assert!(matches!(stage.funding.pledges_of(nobody, project, &first).await, Err(CrowdfundingError::NotFound)));
        assert!(matches!(stage.funding.funding(nobody, project).await, Err(CrowdfundingError::NotFound)));
    }

    let mine = stage.funding.my_pledges(&backer, &PageRequest::new(Some(1), None)).await.unwrap();
    assert_eq!((mine.items[0].pledge.id, mine.items[0].tier_title.as_deref()), (named.id, Some("Affiche")));
    assert_eq!(mine.items[0].project_title, draft().title);
    let rest = stage.funding.my_pledges(&backer, &PageRequest::new(None, mine.next)).await.unwrap();
    assert_eq!(rest.items.iter().map(|line| line.pledge.id).collect::<Vec<_>>(), [anonymous.id]);
    assert!(stage.funding.my_pledges(&stranger, &first).await.unwrap().items.is_empty());
    // Of what is not public, or went back, nobody is told anything.
    let hidden = stage.funding.create_project(&stage.creator, &draft()).await.unwrap();
    assert!(matches!(stage.funding.backers(hidden, &first).await, Err(CrowdfundingError::NotFound)));
    let key = stage.funding.my_pledges(&backer, &first).await.unwrap().items[0].pledge.key.clone();
    stage.funding.cancel_pledge(&visitor(), named.id, &key).await.unwrap();
    assert_eq!(stage.funding.backers(project, &first).await.unwrap().items.len(), 1);
}

#[tokio::test]
async fn the_dashboard_counts_what_the_ledger_holds() {
    let stage = Funding::new().await;
    let mut with_tier = draft();
    with_tier.tiers = vec![tier(1000, None)];
    let (project, tier_id) = (stage.online(&with_tier).await, with_tier.tiers[0].id);
    let refused = stage.promise(project, 700).await;
    stage.start(&refused, Rail::Mixx, "TG", "90 12 34 56").await;
    stage.press(Button::Refuse);
    stage.settle().await;
    let chosen = stage.try_promise(project, Some(tier_id), 2000).await.unwrap();
    stage.start(&chosen, Rail::MtnMomo, "BJ", "01 67 12 34 56").await;
    stage.press(Button::Accept);
    stage.settle().await;
    stage.pass(DAY).await;
    stage.paid(project, 1001).await;

    let view = stage.funding.funding(&stage.creator, project).await.unwrap();
    let held = stage.raised(project).await;
    assert_eq!((view.total.raised.amount_minor, held, view.total.backers), (3001, 3001, 2));
    assert_eq!(view.average, Some(francs(1500)));
    assert!(view.by_state.contains(&(PledgeState::Paid, 2, francs(3001))), "{:?}", view.by_state);
    let days: Vec<_> = view.by_day.iter().map(|(_, count, sum)| (*count, *sum)).collect();
    assert_eq!(days, [(1, francs(2000)), (1, francs(1001))]);
    assert!(view.by_day[0].0.tomorrow().unwrap() == view.by_day[1].0);
    assert_eq!(view.by_tier, [(Some(tier_id), Some("Affiche".to_owned()), 1, francs(2000)), (None, None, 1, francs(1001))]);
    assert_eq!(view.by_rail, [(Rail::Mixx, 2, 1, francs(1001)), (Rail::MtnMomo, 1, 1, francs(2000))]);
    assert_eq!(view.failures.iter().map(|(_, tries)| tries).sum::<i64>(), 1);

    let other = stage.funding.funding(&Actor::system("test"), stage.online(&draft()).await).await.unwrap();
    assert_eq!((other.average, other.by_rail.len(), other.failures.len()), (None, 0, 0));
    let hidden = stage.funding.create_project(&stage.creator, &draft()).await.unwrap();
    assert!(matches!(stage.funding.funding(&stage.creator, hidden).await, Err(CrowdfundingError::WrongState)));
}

#[tokio::test]
async fn who_took_a_pledge_back_before_the_end_is_no_backer_after_it() {
    let stage = Funding::new().await;
    let project = stage.online_for(1).await;
    let (taken_back, _kept) = (stage.paid(project, 5000).await, stage.paid(project, 100_000).await);
    stage.clock.advance(DAY - SignedDuration::from_mins(1));
    stage.funding.cancel_pledge(&visitor(), taken_back.id, &taken_back.key).await.unwrap();
    stage.pass_often(4, SignedDuration::from_mins(2)).await;
    assert_eq!(stage.pledge_state(&taken_back).await, PledgeState::Refunded);
    assert_eq!(stage.state(project).await, ProjectState::Successful);
    assert_eq!(stage.funding.total(project).await.unwrap().backers, 1);
}

#[tokio::test]
async fn the_table_of_pledges_has_a_line_for_each() {
    let stage = Funding::new().await;
    let project = stage.online(&draft()).await;
    for amount in 0..103 {
        let mut pledge = command(project, None, 1000 + amount);
        pledge.name = Some("=1+1, \"moi\"".into());
        stage.funding.pledge(&visitor(), &pledge).await.unwrap();
    }
    let table = stage.funding.export_pledges(&stage.creator, project).await.unwrap();
    let lines: Vec<_> = table.split_terminator("\r\n").collect();
    assert_eq!(lines.len(), 104);
    assert!(lines[0].starts_with("id,state,amount,currency,tier,name,"));
    assert!(lines[1].contains(",promised,1") && lines[1].contains(",XOF,,\"'=1+1, \"\"moi\"\"\",\"kossi@example.tg\",,false,"));
    let amounts: std::collections::BTreeSet<_> = lines[1..].iter().map(|line| line.split(',').nth(2)).collect();
    assert_eq!(amounts.len(), 103);
    let stranger = member(stage.account().await, Role::Director);
    assert!(matches!(stage.funding.export_pledges(&stranger, project).await, Err(CrowdfundingError::NotFound)));
}
