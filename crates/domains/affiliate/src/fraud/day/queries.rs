//! Reading what is known of the clicks of a day.

use contracts::affiliate::PartnershipId;
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use kernel::AccountId;
use platform::{DbError, Tx};

use super::score::DayFacts;

/// Whose the partnership is, and what its clicks between two instants look like.
pub(super) async fn facts(
    tx: &mut Tx,
    id: PartnershipId,
    (since, until): (Timestamp, Timestamp),
) -> Result<(AccountId, DayFacts), DbError> {
    let row = sqlx::query!(
        "WITH all_of AS MATERIALIZED (
             SELECT k.* FROM affiliate.links l
             CROSS JOIN LATERAL (SELECT c.at, c.fault, c.address, c.agent, c.network FROM affiliate.clicks c
                                 WHERE c.link_id = l.id AND c.id >= affiliate.least_id($2) AND c.id < affiliate.least_id($3) OFFSET 0) k
             WHERE l.partnership_id = $1
         ), counted AS (
             SELECT at, address, agent, network FROM all_of WHERE fault IS NULL AND address IS NOT NULL
         )
         SELECT s.account_id, a.clicks AS \"clicks!\", a.robots AS \"robots!\", a.data_centres AS \"data_centres!\",
                v.visitors AS \"visitors!\", v.same_address AS \"same_address!\", v.visits AS \"visits!\", v.of_one AS \"of_one!\",
                h.an_hour AS \"an_hour!\"
         FROM affiliate.partnerships s
         CROSS JOIN (SELECT count(*) AS clicks, count(*) FILTER (WHERE fault = 'robot') AS robots,
                            count(*) FILTER (WHERE network IS NOT NULL AND fault IS DISTINCT FROM 'robot') AS data_centres FROM all_of) a
         CROSS JOIN (SELECT coalesce(sum(g.visitors), 0)::bigint AS visitors, coalesce(max(g.visitors), 0) AS same_address,
                            coalesce(sum(g.visits), 0)::bigint AS visits, coalesce(max(g.visits), 0) AS of_one
                     FROM (SELECT count(DISTINCT agent) AS visitors, count(*) AS visits
                           FROM counted WHERE network IS NULL GROUP BY address) g) v
         CROSS JOIN (SELECT coalesce(max(g.n), 0) AS an_hour
                     FROM (SELECT count(*) AS n FROM counted GROUP BY address, date_trunc('hour', at, 'UTC')) g) h
         WHERE s.id = $1",
        id.as_uuid(),
        since.to_sqlx() as _,
        until.to_sqlx() as _,
    );
    let row = row.fetch_one(tx.conn()).await?;
    let facts = DayFacts {
        clicks: row.clicks,
        robots: row.robots,
        data_centres: row.data_centres,
        visitors: row.visitors,
        same_address: row.same_address,
        visits: row.visits,
        of_one: row.of_one,
        an_hour: row.an_hour,
    };
    Ok((row.account_id.into(), facts))
}
