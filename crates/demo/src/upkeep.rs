//! The upkeep of the demo city's catalog (Art. 9): a task whose term will have passed, a new version on which
//! using units comment, one that waits for publication, and yearly confirmations, some of which are overdue.

use app::catalog::NewTask;
use app::{App, Clock, Error};
use domain::caller::Role;
use domain::catalog::CatalogEntry;
use domain::date::Date;

use crate::{City, DAY, SeedClock};

/// The units that have not confirmed their entries: those of market supervision and of water.
const SILENT: [&str; 2] = ["11440300MBXX000197", "11440300MBXX00174K"];
const COMPILES_LATE: &str = "11440300MBXX00174K";
/// The type whose new version waits for publication.
const SUBMITTED: &str = "11440300MBXX00123B002";
/// The type of which a new version is compiled, and the unit that comments on it.
const RENEWED: &str = "11440300MBXX00158X001";
const COMMENTS: &str = "11440305MBXX00027A";

pub(crate) async fn upkeep(
    app: &App,
    city: &City,
    entries: &[CatalogEntry],
    clock: &SeedClock,
) -> Result<(), Error> {
    for entry in entries {
        for unit in entry.issuing_units.iter().filter(|unit| !SILENT.contains(&unit.as_str())) {
            let issuer = city.caller(app, unit, Role::Issuer).await?;
            app.confirm_catalog(&issuer, &entry.code).await?;
        }
    }
    let manager = city.caller(app, &city.units[0].code, Role::CityManager).await?;
    let task = |name: &str, type_code: &str, unit_code: &str, days: i64| NewTask {
        name: name.to_owned(),
        type_code: type_code.to_owned(),
        unit_code: unit_code.to_owned(),
        due: Date::at(clock.now() + days * DAY).to_string(),
    };
    app.assign_task(&manager, &task("取水计量设施检定证书", "", COMPILES_LATE, 5)).await?;
    if let Some(entry) = entries.iter().find(|entry| entry.code == SUBMITTED) {
        let editor = city.caller(app, &entry.defining_unit, Role::CatalogEditor).await?;
        let (draft, _) = app.renew_catalog(&editor, SUBMITTED, "").await?;
        let (declared, _) = app.declare_catalog(&editor, &draft).await?;
        app.submit_catalog(&editor, &declared).await?;
    }
    let Some(entry) = entries.iter().find(|entry| entry.code == RENEWED) else { return Ok(()) };
    let renewal = task(&entry.name, RENEWED, &entry.defining_unit, 60);
    let (renewal, _) = app.assign_task(&manager, &renewal).await?;
    let editor = city.caller(app, &entry.defining_unit, Role::CatalogEditor).await?;
    let (draft, _) = app.renew_catalog(&editor, RENEWED, &renewal.id).await?;
    let (shown, _) = app.circulate_catalog(&editor, &draft).await?;
    let window = city.caller(app, COMMENTS, Role::Window).await?;
    let comment = "建议增加“许可经营事项”，窗口核对时需要";
    app.comment_catalog(&window, RENEWED, shown.number, comment).await?;
    Ok(())
}
