//! Who may do what: every route of the router stands in `rows`, with how each of eight callers is answered. Whatever a row names is there, and is
//! one merchant's and one partner's: a check that is taken away lets somebody in who is not listed.

mod rows;
mod things;

use std::collections::{BTreeMap, BTreeSet};

use axum::http::{StatusCode, header};

use self::{
    rows::{Method, Row, rows},
    things::Things,
};

/// Who calls, in the order of the answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Who {
    Nobody,
    /// Who owns another merchant.
    Rival,
    /// Who promotes that other merchant.
    Other,
    /// Who owns the merchant.
    Owner,
    /// A member of it who only looks.
    Member,
    /// Who promotes it.
    Partner,
    Moderator,
    Admin,
}

impl Who {
    const ALL: [Self; 8] =
        [Self::Nobody, Self::Rival, Self::Other, Self::Owner, Self::Member, Self::Partner, Self::Moderator, Self::Admin];
}

/// How somebody is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Got {
    /// The page, or where a form leads on, or the form again with what is wrong with it.
    Let,
    /// Led to the page where one signs in.
    SignIn,
    /// This status.
    Refused(u16),
}

impl Got {
    fn is_said_by(self, (status, location): (StatusCode, &str)) -> bool {
        let leads_to_sign_in = status == StatusCode::SEE_OTHER && location.starts_with("/connexion");
        match self {
            Self::Let => !leads_to_sign_in && [200, 303, 409, 422].contains(&status.as_u16()),
            Self::SignIn => leads_to_sign_in,
            Self::Refused(expected) => status.as_u16() == expected,
        }
    }
}

#[tokio::test]
async fn everybody_gets_exactly_what_the_matrix_says() {
    let things = Things::new().await;
    let mut wrong = Vec::new();
    for Row { method, path, fields, answers } in rows() {
        let mut callers: Vec<_> = Who::ALL.into_iter().zip(answers).collect();
        // Whoever may not comes first: nothing is gone or changed yet that could refuse them instead.
        callers.sort_by_key(|(_, got)| *got == Got::Let);
        for (who, expected) in callers {
            let answer = things.ask(who, method, path, fields).await;
            let (status, location) = (answer.status(), answer.headers().get(header::LOCATION));
            let location = location.map_or("", |value| value.to_str().unwrap());
            if !expected.is_said_by((status, location)) {
                wrong.push(format!("{method:?} {path} as {who:?}: {status} {location} instead of {expected:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What the router knows, of what it says of itself: `GET /marchand/{}`.
fn routes(router: &axum::Router) -> BTreeSet<String> {
    let text = format!("{router:?}");
    let (ours, _fallback) = text.split_once("fallback_router").expect("axum says what it knows");
    let (mut paths, mut methods) = (BTreeMap::new(), BTreeMap::<&str, Vec<&str>>::new());
    for piece in ours.split("RouteId(").skip(1) {
        let (id, rest) = piece.split_once("): ").unwrap_or((piece, ""));
        if let Some(path) = rest.strip_prefix('"') {
            paths.insert(id, path.split('"').next().unwrap());
        } else {
            let has = |method: &&str| !rest.contains(&format!("{}: None", method.to_lowercase()));
            methods.insert(id, ["GET", "POST", "PUT", "PATCH", "DELETE"].into_iter().filter(has).collect());
        }
    }
    let of = |(id, path): (&str, &str)| methods[id].iter().map(|method| format!("{method} {}", shape(path))).collect::<Vec<_>>();
    paths.into_iter().flat_map(of).collect()
}

/// An address without what it names: `/marchand/{}/fraude/{}`.
fn shape(path: &str) -> String {
    let path = path.split('?').next().unwrap_or_default();
    path.split('/').map(|part| if part.starts_with('{') { "{}" } else { part }).collect::<Vec<_>>().join("/")
}

#[tokio::test]
async fn no_route_of_the_router_is_missing_from_the_matrix() {
    let site = crate::site::Site::new().await;
    let known = routes(&web_sales::router(site.state.clone()));
    let listed: BTreeSet<String> = rows().iter().map(|row| format!("{} {}", row.method.word(), shape(row.path))).collect();
    assert!(known.len() > 100, "the router says what it knows otherwise now: {known:?}");
    let missing: Vec<_> = known.difference(&listed).collect();
    assert!(missing.is_empty(), "not in the matrix: {missing:#?}");
    let gone: Vec<_> = listed.difference(&known).collect();
    assert!(gone.is_empty(), "no routes any more: {gone:#?}");
}

impl Method {
    const fn word(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post | Self::PostFile => "POST",
        }
    }
}
