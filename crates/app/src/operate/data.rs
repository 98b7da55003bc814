//! 带日期的规则 (Art. 28, 29): rule book, workdays and regions change without a release. One person proposes
//! a version, a city manager signs it, and it is in force from its day of effect on (decision 0017).

use domain::caller::Caller;
use domain::date::{Date, rfc3339};
use domain::dated::{DataFault, DataName, DataState, DataStep, differences, step};
use domain::event::{Event, EventKind};
use domain::policy::{Action, Citywide};
use domain::{Code, Refusal, text};
use keys::log_key;
use seal::signer::sign_message;
use serde::{Deserialize, Serialize};
use store::{DatedDataRow, Queries, Receipt};

use crate::kernel::{App, Error, Repeated};
use crate::records::dated::{signed_text, state_of, subject};
use crate::records::person::person;

/// Greatest length of a version, in bytes.
const MAX_CONTENT: usize = 1024 * 1024;
/// Greatest length of the article of a version, in characters.
const MAX_ARTICLE_CHARS: usize = 500;
/// Greatest number of versions in a list.
const MAX_VERSIONS: i64 = 1_000;

/// A version to propose.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewData {
    /// yyyy-mm-dd; tomorrow at the earliest.
    pub effective_from: String,
    /// The law or decision on which the version is based.
    pub article: String,
    pub content: String,
}

/// A version as lists show it, without its content.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = DataVersion)]
pub struct DataView {
    pub name: DataName,
    /// 1 or more; 0 is the version that is part of the release.
    pub number: i64,
    /// yyyy-mm-dd; absent for the version that is part of the release.
    pub effective_from: Option<String>,
    pub article: String,
    pub state: DataState,
    /// Whether it is the version in force today.
    pub today: bool,
    /// Identities of people.
    pub proposed_by: Option<String>,
    pub signed_by: Option<String>,
    /// SM3 of the content, hex.
    pub digest: String,
    pub created_at: Option<String>,
    pub row_version: i64,
}

/// A version in full, with how it differs from the one before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = DataContent)]
pub struct DataDetail {
    pub version: DataView,
    pub content: String,
    /// Number of the version that it is compared with.
    pub compared_with: Option<i64>,
    pub added: Vec<String>,
    pub removed: Vec<String>,
}

impl App {
    /// Proposes a version. Errors: the content cannot be parsed (the refusal names the line); the day
    /// of effect is not in the future; the article is missing.
    pub async fn propose_data(
        &self,
        caller: &Caller,
        name: DataName,
        new: &NewData,
    ) -> Result<(DataView, Receipt), Error> {
        self.permit_read(caller, Action::ProposeData, &Citywide).await?;
        // Checked before the transaction begins, because a long text takes its time.
        let content = new.content.clone();
        self.heavy(move || checked(name, &content)).await??;
        let work = match self.begin(caller).await {
            Err(Error::Repeated(again)) => return self.data_again(*again).await,
            begun => begun?,
        };
        let (mut work, permit) = work.permit(Action::ProposeData, &Citywide).await?;
        let article = new.article.trim();
        let from = Date::parse(&new.effective_from).filter(|day| *day > work.today());
        let named = !article.is_empty()
            && article.chars().count() <= MAX_ARTICLE_CHARS
            && !article.contains(char::is_control);
        let (Some(from), true) = (from, named) else {
            return Err(Refusal::new(Code::DataDate).into());
        };
        let newest = work.rows().dated_data_of(name.as_str(), i64::MAX, 1).await?;
        let mut row = DatedDataRow {
            name: name.as_str().to_owned(),
            number: newest.first().map_or(1, |newest| newest.number + 1),
            effective_from: from.to_string(),
            article: article.to_owned(),
            digest: hex::encode(ledger::sm3(new.content.as_bytes())),
            content: new.content.clone(),
            proposed_by: person(work.caller()),
            state: DataState::Proposed.as_str().to_owned(),
            created_at: work.now(),
            ..DatedDataRow::default()
        };
        work.rows().insert_dated_data(&mut row).await?;
        let event = Event::new(EventKind::DataProposed, subject(&row));
        work.commit(permit.done(view(&row, None)?, event)).await
    }

    /// Signs a version: it is in force from its day of effect on. Errors: the caller proposed it; it
    /// is signed or withdrawn already; its day of effect has passed.
    pub async fn sign_data(
        &self,
        caller: &Caller,
        name: DataName,
        number: i64,
        row_version: i64,
    ) -> Result<(DataView, Receipt), Error> {
        self.permit_read(caller, Action::SignData, &Citywide).await?;
        let seen = self.read().await?.dated_data(name.as_str(), number).await?;
        let seen = seen.ok_or(Error::NotFound)?;
        let content = seen.content.clone();
        self.heavy(move || checked(name, &content)).await??;
        // The signature is made before the transaction begins, because a cipher device may be slow
        // (decision 0001).
        let (signed_by, key) = (person(caller), log_key());
        let text = signed_text(&seen, &signed_by);
        let keys = self.keys();
        let signature = keys.aside(&key, || sign_message(keys.signer(), &key, text.as_bytes()));
        let signature = signature.map_err(|error| Error::Unavailable(error.to_string()))?;
        let sign = |row: &mut DatedDataRow| {
            row.signed_by.clone_from(&signed_by);
            row.signature = hex::encode(signature.to_raw());
        };
        let (action, kind) = (Action::SignData, EventKind::DataSigned);
        let event = Event::new(kind, subject(&seen));
        self.step_data(caller, (action, DataStep::Sign), (&seen, row_version), event, sign).await
    }

    /// Withdraws a proposed version. Errors: the reason is missing; the version is signed.
    pub async fn withdraw_data(
        &self,
        caller: &Caller,
        name: DataName,
        number: i64,
        row_version: i64,
        reason: &str,
    ) -> Result<(DataView, Receipt), Error> {
        self.permit_read(caller, Action::ProposeData, &Citywide).await?;
        let seen = self.read().await?.dated_data(name.as_str(), number).await?;
        let seen = seen.ok_or(Error::NotFound)?;
        let reason = text::reason(reason)?;
        let event = Event::new(EventKind::DataWithdrawn, subject(&seen))
            .with_details(serde_json::json!({ "reason": reason }));
        let by = (Action::ProposeData, DataStep::Withdraw);
        self.step_data(caller, by, (&seen, row_version), event, |_| {}).await
    }

    async fn step_data(
        &self,
        caller: &Caller,
        (action, by): (Action, DataStep),
        (seen, row_version): (&DatedDataRow, i64),
        event: Event,
        edit: impl FnOnce(&mut DatedDataRow),
    ) -> Result<(DataView, Receipt), Error> {
        let work = match self.begin(caller).await {
            Err(Error::Repeated(again)) => return self.data_again(*again).await,
            begun => begun?,
        };
        let (mut work, permit) = work.permit(action, &Citywide).await?;
        let row = work.rows().dated_data(&seen.name, seen.number).await?;
        let mut row = row.ok_or(Error::NotFound)?;
        if row.version != row_version || signed_text(&row, "") != signed_text(seen, "") {
            return Err(Error::Conflict);
        }
        let next = step(state_of(&row)?, by, &row.proposed_by, &person(work.caller()))?;
        let over = Date::parse(&row.effective_from).is_none_or(|from| from <= work.today());
        if next == DataState::InForce && over {
            return Err(Refusal::new(Code::DataDate).into());
        }
        next.as_str().clone_into(&mut row.state);
        edit(&mut row);
        work.rows().update_dated_data(&mut row).await?;
        work.commit(permit.done(view(&row, None)?, event)).await
    }

    /// The version of a request that was answered before, as it is now.
    async fn data_again(&self, again: Repeated) -> Result<(DataView, Receipt), Error> {
        let kept: DataView = serde_json::from_value(again.value)?;
        let row = self.read().await?.dated_data(kept.name.as_str(), kept.number).await?;
        Ok((view(&row.ok_or(Error::NotFound)?, None)?, again.receipt))
    }

    /// Every version of a kind of data, newest first; the last one is what the release brings.
    pub async fn data_versions(
        &self,
        caller: &Caller,
        name: DataName,
    ) -> Result<Vec<DataView>, Error> {
        self.permit_read(caller, Action::ReadData, &Citywide).await?;
        let mut reader = self.read().await?;
        let today = self.number_today(&mut reader, name).await?;
        let rows = reader.dated_data_of(name.as_str(), i64::MAX, MAX_VERSIONS).await?;
        let views = rows.iter().map(|row| view(row, Some(today)));
        let mut views = views.collect::<Result<Vec<_>, _>>()?;
        views.push(embedded(name, today));
        Ok(views)
    }

    /// One version with its content, and how it differs from the newest one before it that is signed.
    pub async fn data_content(
        &self,
        caller: &Caller,
        name: DataName,
        number: i64,
    ) -> Result<DataDetail, Error> {
        self.permit_read(caller, Action::ReadData, &Citywide).await?;
        let mut reader = self.read().await?;
        let today = self.number_today(&mut reader, name).await?;
        if number == 0 {
            let (version, content) = (embedded(name, today), name.embedded().to_owned());
            let (added, removed) = (Vec::new(), Vec::new());
            return Ok(DataDetail { version, content, compared_with: None, added, removed });
        }
        let row = reader.dated_data(name.as_str(), number).await?.ok_or(Error::NotFound)?;
        let before = reader.dated_data_of(name.as_str(), number, MAX_VERSIONS).await?;
        let signed = |row: &&DatedDataRow| matches!(state_of(row), Ok(DataState::InForce));
        let (compared_with, old) = match before.iter().find(signed) {
            Some(before) => (before.number, before.content.clone()),
            None => (0, name.embedded().to_owned()),
        };
        drop(reader);
        let content = row.content.clone();
        let found = self.heavy(move || differences(&old, &content)).await?;
        Ok(DataDetail {
            version: view(&row, Some(today))?,
            compared_with: Some(compared_with),
            added: found.added,
            removed: found.removed,
            content: row.content,
        })
    }

    async fn number_today(&self, rows: &mut Queries, name: DataName) -> Result<i64, Error> {
        let today = Date::at(self.now()).to_string();
        let row = rows.dated_data_in_force(name.as_str(), &today).await?;
        Ok(row.map_or(0, |row| row.number))
    }
}

fn given(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}

fn view(row: &DatedDataRow, today: Option<i64>) -> Result<DataView, Error> {
    Ok(DataView {
        name: row.name.parse()?,
        number: row.number,
        effective_from: Some(row.effective_from.clone()),
        article: row.article.clone(),
        state: state_of(row)?,
        today: today == Some(row.number),
        proposed_by: given(&row.proposed_by),
        signed_by: given(&row.signed_by),
        digest: row.digest.clone(),
        created_at: Some(rfc3339(row.created_at)),
        row_version: row.version,
    })
}

/// What the release brings, as a version.
fn embedded(name: DataName, today: i64) -> DataView {
    DataView {
        name,
        number: 0,
        effective_from: None,
        article: String::new(),
        state: DataState::InForce,
        today: today == 0,
        proposed_by: None,
        signed_by: None,
        digest: hex::encode(ledger::sm3(name.embedded().as_bytes())),
        created_at: None,
        row_version: 0,
    }
}

/// Refuses a text that is too long or that cannot be parsed.
fn checked(name: DataName, content: &str) -> Result<(), Refusal> {
    if content.len() > MAX_CONTENT {
        let why = format!("more than {MAX_CONTENT} bytes");
        return Err(DataFault { line: 1, why }.into());
    }
    Ok(name.check(content)?)
}
