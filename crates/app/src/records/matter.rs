//! 事项 (matter): the conversion of rows. The columns `needs` and `yields` contain type codes,
//! separated by commas.

use domain::purpose::Matter;
use store::MatterRow;

pub(crate) fn matter_of(row: MatterRow) -> Matter {
    let codes = |text: &str| text.split(',').filter(|c| !c.is_empty()).map(str::to_owned).collect();
    Matter {
        needs: codes(&row.needs),
        yields: codes(&row.yields),
        code: row.matter_code,
        name: row.name,
        unit: row.unit_code,
    }
}
