//! Uses of certificates in the demo city (Art. 14, 15), so that units, managers and holders have something to see.

use app::usage::UseRequest;
use app::{App, Error};
use domain::caller::Role;
use domain::catalog::CatalogEntry;

use crate::{City, DAY, SeedClock};

/// Cases of each matter.
const CASES: usize = 6;

/// Asks for the certificates that each matter needs, for some holders, over the last days. A matter whose unit has no
/// window is left out.
pub(crate) async fn uses(
    app: &App,
    city: &City,
    entries: &[CatalogEntry],
    clock: &SeedClock,
) -> Result<(), Error> {
    for case in 0..CASES {
        for (at, matter) in city.matters.iter().enumerate() {
            let Ok(window) = city.caller(app, &matter.unit, Role::Window).await else { continue };
            let needed = matter.needs.first();
            let entry = entries.iter().find(|entry| needed == Some(&entry.code));
            let Some(entry) = entry else { continue };
            // Holders with even numbers, because those of a type for both kinds are persons then.
            let holder = city.samples.holder(entry.holder_kind, (case * 2 + at) * 58);
            let request = UseRequest {
                matter_code: matter.code.clone(),
                case_number: format!("YS-{:04}-{:03}", at + 1, case + 1),
                note: String::new(),
                holder_code: holder.code,
                type_code: None,
            };
            match app.use_certificates(&window, &request).await {
                Ok(_) | Err(Error::Refused(_)) => {}
                Err(error) => return Err(error),
            }
        }
        clock.advance(DAY);
    }
    Ok(())
}
