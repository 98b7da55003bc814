//! 备注 (notes, Art. 11): a clerk of the issuing unit adds notes to a certificate, lists and
//! withdraws them. A note is never edited.

use domain::caller::Caller;
use domain::date::rfc3339;
use domain::event::{Event, EventKind};
use domain::id::{Bucket, bucket_of};
use domain::note::{self, NoteState, NoteStep};
use domain::policy::Action;
use serde::{Deserialize, Serialize};
use store::{NoteRow, Queries, Receipt};

use crate::kernel::page::{NEWEST, Page};
use crate::kernel::{App, Error, Repeated};
use crate::records::certificate;
use crate::records::note::{load, place_of, state_of, text_slot};
use crate::records::person::{name_slot, person};

/// A note as the page of the certificate shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = Note)]
pub struct NoteView {
    pub id: String,
    /// RFC 3339.
    pub at: String,
    /// Name of the person who wrote it.
    pub author: String,
    /// Whether the caller wrote the note. Only the author may withdraw it.
    pub own: bool,
    pub text: String,
    pub state: NoteState,
    pub row_version: i64,
}

impl App {
    /// Adds a note to a certificate of the caller's unit. Errors: the text is empty, too long or
    /// contains control characters.
    pub async fn add_note(
        &self,
        caller: &Caller,
        identifier: &str,
        text: &str,
    ) -> Result<(NoteView, Receipt), Error> {
        let action = Action::AddNote;
        self.refuse_foreign(caller, action, identifier).await?;
        let mut work = match self.begin(caller).await {
            Err(Error::Repeated(again)) => return self.note_again(caller, *again).await,
            begun => begun?,
        };
        let loaded = certificate::load(work.rows(), identifier).await;
        let (work, noted) = work.present(action, loaded).await?;
        let place = certificate::place_of(&noted)?;
        let (mut work, permit) = work.permit(action, &place).await?;
        let text = note::checked_text(text)?;
        let bucket = bucket_of(&noted.certificate_id).unwrap_or(Bucket::NONE);
        let note_id = self.fresh_id(work.now(), bucket)?;
        let mut row = NoteRow {
            bucket: bucket.number(),
            certificate_id: noted.certificate_id,
            identifier: noted.identifier,
            unit_code: place.unit,
            region: place.region.as_str().to_owned(),
            author: person(work.caller()),
            text_sealed: self.seal(text_slot(&note_id), &text)?,
            state: NoteState::Standing.as_str().to_owned(),
            created_at: work.now(),
            note_id,
            ..NoteRow::default()
        };
        work.rows().insert_note(&mut row).await?;
        let view = self.note_view(work.rows(), caller, &row).await?;
        let event = Event::new(EventKind::NoteAdded, subject(&row));
        work.commit(permit.done(view, event)).await
    }

    /// Lists the notes on a certificate of the caller's unit, newest first, with those that were
    /// withdrawn.
    pub async fn notes(
        &self,
        caller: &Caller,
        identifier: &str,
        before: &str,
        limit: i64,
    ) -> Result<Page<NoteView>, Error> {
        let action = Action::ReadNote;
        self.refuse_foreign(caller, action, identifier).await?;
        let mut reader = self.read().await?;
        let loaded = certificate::load(&mut reader, identifier).await;
        let noted = self.present(caller, action, loaded).await?;
        let place = certificate::place_of(&noted)?;
        self.permit_read(caller, action, &place).await?;
        let before = if before.is_empty() { NEWEST } else { before };
        let rows = reader.notes_of_certificate(&noted.certificate_id, before, limit + 1).await?;
        let mut views = Vec::with_capacity(rows.len());
        for row in rows {
            views.push(self.note_view(&mut reader, caller, &row).await?);
        }
        Page::of(views, limit, |view| view.id.clone(), Ok)
    }

    /// Withdraws a note. It stays in the list with its new state. Errors: another person wrote it;
    /// it is withdrawn already; the row was saved since the caller read it.
    pub async fn withdraw_note(
        &self,
        caller: &Caller,
        note_id: &str,
        row_version: i64,
    ) -> Result<(NoteView, Receipt), Error> {
        let action = Action::WithdrawNote;
        let mut work = match self.begin(caller).await {
            Err(Error::Repeated(again)) => return self.note_again(caller, *again).await,
            begun => begun?,
        };
        let loaded = load(work.rows(), note_id).await;
        let (work, mut row) = work.present(action, loaded).await?;
        let (mut work, permit) = work.permit(action, &place_of(&row)?).await?;
        if row.version != row_version {
            return Err(Error::Conflict);
        }
        let acting = person(work.caller());
        let next = note::step(state_of(&row)?, NoteStep::Withdraw, &row.author, &acting)?;
        next.as_str().clone_into(&mut row.state);
        work.rows().update_note(&mut row).await?;
        let view = self.note_view(work.rows(), caller, &row).await?;
        let event = Event::new(EventKind::NoteWithdrawn, subject(&row));
        work.commit(permit.done(view, event)).await
    }

    /// The note of a request that was answered before, as it is now.
    async fn note_again(
        &self,
        caller: &Caller,
        again: Repeated,
    ) -> Result<(NoteView, Receipt), Error> {
        let kept: NoteView = serde_json::from_value(again.value)?;
        let mut reader = self.read().await?;
        let row = load(&mut reader, &kept.id).await?;
        self.permit_read(caller, Action::ReadNote, &place_of(&row)?).await?;
        Ok((self.note_view(&mut reader, caller, &row).await?, again.receipt))
    }

    async fn note_view(
        &self,
        rows: &mut Queries,
        caller: &Caller,
        row: &NoteRow,
    ) -> Result<NoteView, Error> {
        let author = match rows.person(&row.author).await? {
            Some(known) => self.open(name_slot(&known.person_id), &known.name_sealed)?,
            None => row.author.clone(),
        };
        Ok(NoteView {
            id: row.note_id.clone(),
            at: rfc3339(row.created_at),
            own: row.author == person(caller),
            text: self.open(text_slot(&row.note_id), &row.text_sealed)?,
            state: state_of(row)?,
            row_version: row.version,
            author,
        })
    }
}

/// The subject of records about a note is the certificate, so that its history shows them.
fn subject(row: &NoteRow) -> String {
    format!("certificate {}", row.identifier)
}
