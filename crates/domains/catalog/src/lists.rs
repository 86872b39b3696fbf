//! Favourites, and lists that people make: ordered, private or public.

mod queries;
mod store;
mod view;

use contracts::catalog::{FilmId, ListId};
use kernel::{Actor, Page, PageRequest, Permission};
use platform::Tx;

pub use view::{ListCard, ListPage};

use crate::{Catalog, CatalogError, FilmCard, film, values::Visibility};

const MAX_LISTS: u32 = 50;
const MAX_ITEMS: u32 = 500;
const MAX_FAVOURITES: u32 = 2000;

/// Starts a list.
#[derive(Debug, Clone)]
pub struct CreateList {
    /// 1 to 120 characters.
    pub title: String,
    /// At most 1000 characters.
    pub description: String,
    /// Who may see it.
    pub visibility: Visibility,
}

/// Replaces what its owner tells of a list.
#[derive(Debug, Clone)]
pub struct ChangeList {
    /// The list.
    pub list_id: ListId,
    /// 1 to 120 characters.
    pub title: String,
    /// At most 1000 characters.
    pub description: String,
    /// Who may see it.
    pub visibility: Visibility,
}

/// Puts a film of a list elsewhere in it.
#[derive(Debug, Clone, Copy)]
pub struct MoveInList {
    /// The list.
    pub list_id: ListId,
    /// A film of it.
    pub film_id: FilmId,
    /// Where to.
    pub place: ListPlace,
}

/// A place in a list, told by a film that stays: who moves a film sees only the listed ones, so that a number would mean
/// something else to them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ListPlace {
    /// Right before this film of the list.
    Before(FilmId),
    /// Right after this film of the list.
    After(FilmId),
    /// At the end.
    Last,
}

impl Catalog {
    /// Adds a film to the actor's favourites; once is enough.
    pub async fn add_favourite(&self, actor: &Actor, film_id: FilmId) -> Result<(), CatalogError> {
        actor.require(Permission::Participate)?;
        let account_id = actor.require_account()?;
        let mut tx = self.db().begin(actor).await?;
        require_listed(&mut tx, film_id).await?;
        let at = tx.now();
        if !store::add_favourite(tx.conn(), account_id, film_id, i64::from(MAX_FAVOURITES), at).await? {
            return Err(CatalogError::TooMany { code: "catalog-too-many-favourites", limit: MAX_FAVOURITES });
        }
        tx.commit().await?;
        Ok(())
    }

    /// Takes a film from the actor's favourites.
    pub async fn remove_favourite(&self, actor: &Actor, film_id: FilmId) -> Result<(), CatalogError> {
        actor.require(Permission::Participate)?;
        let account_id = actor.require_account()?;
        let mut tx = self.db().begin(actor).await?;
        store::remove_favourite(tx.conn(), account_id, film_id).await?;
        tx.commit().await?;
        Ok(())
    }

    /// The actor's favourites, last added first.
    pub async fn list_favourites(&self, actor: &Actor, page: &PageRequest) -> Result<Page<FilmCard>, CatalogError> {
        let account_id = actor.require_account()?;
        let pool = self.db().pool();
        let before = page.after_row()?;
        let rows = queries::favourites(pool, account_id, before, i64::from(page.limit()) + 1).await?;
        let keys = Page::from_rows(rows, page, Clone::clone).map(|(_, id)| id);
        Ok(Page { items: film::cards(pool, &keys.items).await?, next: keys.next })
    }

    /// Starts a list of the actor's.
    pub async fn create_list(&self, actor: &Actor, cmd: CreateList) -> Result<ListPage, CatalogError> {
        actor.require(Permission::Participate)?;
        let account_id = actor.require_account()?;
        let (title, description) = checked(&cmd.title, &cmd.description)?;
        let list_id = ListId::generate();
        let mut tx = self.db().begin(actor).await?;
        let at = tx.now();
        let list = store::List { id: list_id, title: &title, description: &description, visibility: cmd.visibility, at };
        if !store::insert(tx.conn(), account_id, &list, i64::from(MAX_LISTS)).await? {
            return Err(CatalogError::TooMany { code: "catalog-too-many-lists", limit: MAX_LISTS });
        }
        tx.commit().await?;
        self.get_list(actor, list_id, &PageRequest::first()).await
    }

    /// Replaces the title, the text and the visibility of a list.
    pub async fn change_list(&self, actor: &Actor, cmd: ChangeList) -> Result<ListPage, CatalogError> {
        let (title, description) = checked(&cmd.title, &cmd.description)?;
        let mut tx = self.open_list(actor, cmd.list_id).await?;
        let at = tx.now();
        let list = store::List { id: cmd.list_id, title: &title, description: &description, visibility: cmd.visibility, at };
        store::update(tx.conn(), &list).await?;
        tx.commit().await?;
        self.get_list(actor, cmd.list_id, &PageRequest::first()).await
    }

    /// Deletes a list.
    pub async fn delete_list(&self, actor: &Actor, list_id: ListId) -> Result<(), CatalogError> {
        let mut tx = self.open_list(actor, list_id).await?;
        store::delete(tx.conn(), list_id).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Adds a film at the end of a list; once is enough.
    pub async fn add_to_list(&self, actor: &Actor, list_id: ListId, film_id: FilmId) -> Result<(), CatalogError> {
        let mut tx = self.open_list(actor, list_id).await?;
        require_listed(&mut tx, film_id).await?;
        let at = tx.now();
        if !store::append(tx.conn(), list_id, film_id, i64::from(MAX_ITEMS), at).await? {
            return Err(CatalogError::TooMany { code: "catalog-too-many-items", limit: MAX_ITEMS });
        }
        tx.commit().await?;
        Ok(())
    }

    /// Takes a film from a list.
    pub async fn remove_from_list(&self, actor: &Actor, list_id: ListId, film_id: FilmId) -> Result<(), CatalogError> {
        let mut tx = self.open_list(actor, list_id).await?;
        let at = tx.now();
        store::remove(tx.conn(), list_id, film_id, at).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Puts a film of a list elsewhere in it.
    pub async fn move_in_list(&self, actor: &Actor, cmd: MoveInList) -> Result<(), CatalogError> {
        let mut tx = self.open_list(actor, cmd.list_id).await?;
        let mut order = store::order(tx.conn(), cmd.list_id).await?;
        let from = order.iter().position(|id| *id == cmd.film_id.as_uuid()).ok_or(CatalogError::FilmNotFound)?;
        let film = order.remove(from);
        let place_of = |other: FilmId| order.iter().position(|id| *id == other.as_uuid()).ok_or(CatalogError::FilmNotFound);
        let to = match cmd.place {
            ListPlace::Before(other) => place_of(other)?,
            ListPlace::After(other) => place_of(other)? + 1,
            ListPlace::Last => order.len(),
        };
        order.insert(to, film);
        let at = tx.now();
        store::set_order(tx.conn(), cmd.list_id, &order, at).await?;
        tx.commit().await?;
        Ok(())
    }

    /// The actor's lists, newest first, and whether each has the film, when one is named.
    pub async fn list_own_lists(&self, actor: &Actor, film: Option<FilmId>) -> Result<Vec<(ListCard, bool)>, CatalogError> {
        let account_id = actor.require_account()?;
        Ok(queries::own_lists(self.db().pool(), account_id, film, i64::from(MAX_LISTS)).await?)
    }

    /// A list: everybody's when public, else its owner's.
    pub async fn get_list(&self, actor: &Actor, list_id: ListId, page: &PageRequest) -> Result<ListPage, CatalogError> {
        let pool = self.db().pool();
        let list = queries::find(pool, list_id).await?.ok_or(CatalogError::ListNotFound)?;
        let own = actor.is(list.owner_id);
        if !own && list.visibility == Visibility::Private {
            return Err(CatalogError::ListNotFound);
        }
        let rows = queries::items(pool, list_id, page.after_key()?, i64::from(page.limit()) + 1).await?;
        let keys = Page::from_rows(rows, page, |(position, _)| *position).map(|(_, id)| id);
        let films = Page { items: film::cards(pool, &keys.items).await?, next: keys.next };
        Ok(ListPage {
            id: list_id,
            owner_id: list.owner_id,
            owner_name: list.owner_name,
            title: list.title,
            description: list.description,
            visibility: list.visibility,
            films,
            film_count: list.film_count,
            editable: own,
            updated_at: list.updated_at,
        })
    }

    /// Locks one of the actor's lists for a change.
    async fn open_list(&self, actor: &Actor, list_id: ListId) -> Result<Tx, CatalogError> {
        actor.require(Permission::Participate)?;
        let account_id = actor.require_account()?;
        let mut tx = self.db().begin(actor).await?;
        let (owner, visibility) = store::lock(tx.conn(), list_id).await?.ok_or(CatalogError::ListNotFound)?;
        match visibility {
            _ if owner == account_id => Ok(tx),
            Visibility::Public => Err(kernel::Forbidden::NotAllowed.into()),
            Visibility::Private => Err(CatalogError::ListNotFound),
        }
    }
}

pub(crate) async fn require_listed(tx: &mut Tx, film_id: FilmId) -> Result<(), CatalogError> {
    if queries::is_listed(tx.conn(), film_id).await? { Ok(()) } else { Err(CatalogError::FilmNotFound) }
}

fn checked(title: &str, description: &str) -> Result<(String, String), CatalogError> {
    let mut wrong = Vec::new();
    let title = film::line("title", title, 120, &mut wrong);
    if title.is_empty() {
        wrong.push(kernel::FieldError::new("title", "field-required"));
    }
    let description = film::text("description", description, 1000, &mut wrong);
    if wrong.is_empty() { Ok((title, description)) } else { Err(CatalogError::Invalid(wrong)) }
}
