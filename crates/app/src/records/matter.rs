//! 事项 (matter): the conversion of rows, and the version that is in force on a day. The columns `needs` and `yields`
//! contain type codes, separated by commas.

use domain::date::Date;
use domain::purpose::Matter;
use store::{MatterRow, MatterVersionRow, Queries};

use crate::kernel::Error;

fn codes(text: &str) -> Vec<String> {
    text.split(',').filter(|code| !code.is_empty()).map(str::to_owned).collect()
}

/// The newest version of a matter.
pub(crate) fn matter_of(row: MatterRow) -> Matter {
    Matter {
        needs: codes(&row.needs),
        yields: codes(&row.yields),
        code: row.matter_code,
        name: row.name,
        unit: row.unit_code,
    }
}

/// A version of a matter that a newer one follows.
pub(crate) fn former_matter(row: MatterVersionRow) -> Matter {
    Matter {
        needs: codes(&row.needs),
        yields: codes(&row.yields),
        code: row.matter_code,
        name: row.name,
        unit: row.unit_code,
    }
}

/// The number of the newest version.
pub(crate) fn newest_number(row: &MatterRow) -> i64 {
    row.changes + 1
}

/// A matter as it is on a day.
pub(crate) struct MatterOnDay {
    pub matter: Matter,
    /// Number of its version.
    pub number: i64,
    /// Whether the matter is handled no more on that day.
    pub is_ended: bool,
}

/// The version of a matter that is in force on a day: the newest one that has begun. `None` if there is no such
/// matter.
pub(crate) async fn matter_on(
    rows: &mut Queries,
    code: &str,
    day: Date,
) -> Result<Option<MatterOnDay>, Error> {
    let Some(newest) = rows.matter(code).await? else { return Ok(None) };
    let day = day.to_string();
    let is_ended = !newest.last_day.is_empty() && newest.last_day < day;
    if newest.first_day > day
        && let Some(former) = rows.matter_version_on(code, &day).await?
    {
        let number = former.number;
        return Ok(Some(MatterOnDay { matter: former_matter(former), number, is_ended }));
    }
    let number = newest_number(&newest);
    Ok(Some(MatterOnDay { matter: matter_of(newest), number, is_ended }))
}
