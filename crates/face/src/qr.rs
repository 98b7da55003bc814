//! QR codes (GB/T 18284) as one path: dark modules of a row merged into rectangles, rectangles of
//! the same columns merged over rows; four modules of quiet zone inside the box.

use qrcode::{Color as Module, EcLevel, QrCode};

use crate::display::{Color, Path, Rect};
use crate::steps::{mapped, micrometre, rectangle};

/// Millimetres; smaller ones are lost by office printers and cameras.
const LEAST_MODULE: f64 = 0.33;
const QUIET: usize = 4;

/// The code as large as the box allows, in its middle. Errors (zh, en): too much for a code, or
/// for a box of this size.
pub(crate) fn path(content: &str, bounds: Rect) -> Result<Path, (String, String)> {
    let code = QrCode::with_error_correction_level(content, EcLevel::M).map_err(|_| {
        let zh = "二维码内容过长".to_owned();
        (zh, "the content is too long for a QR code".to_owned())
    })?;
    let across = code.width();
    let side = bounds.width.min(bounds.height);
    let module = side / (across + 2 * QUIET) as f64;
    if module < LEAST_MODULE {
        let zh = format!("二维码每格只有 {module:.2} 毫米，至少需要 {LEAST_MODULE} 毫米");
        let en = format!("a module has only {module:.2} mm; at least {LEAST_MODULE} mm are needed");
        return Err((zh, en));
    }
    let left = (bounds.width - side) / 2.0 + QUIET as f64 * module;
    let top = (bounds.height - side) / 2.0 + QUIET as f64 * module;
    let steps = rectangles(&code.to_colors(), across)
        .into_iter()
        .flat_map(|[x0, y0, x1, y1]| {
            let x = |at: usize| micrometre(left + at as f64 * module);
            let y = |at: usize| micrometre(top + at as f64 * module);
            rectangle(x(x0), y(y0), x(x1) - x(x0), y(y1) - y(y0))
        })
        .map(|step| mapped(step, |x, y| (micrometre(x), micrometre(y))))
        .collect();
    Ok(Path { stroke: None, stroke_width: 0.0, fill: Some(Color(0, 0, 0)), steps })
}

/// Dark areas as `[x0, y0, x1, y1]` in modules, each module in exactly one.
fn rectangles(modules: &[Module], across: usize) -> Vec<[usize; 4]> {
    let mut done: Vec<[usize; 4]> = Vec::new();
    let mut open: Vec<[usize; 4]> = Vec::new();
    for (y, row) in modules.chunks(across).enumerate() {
        let mut next = Vec::new();
        for (x0, x1) in runs(row) {
            let above = open.iter().position(|area| area[0] == x0 && area[2] == x1);
            let y0 = above.map_or(y, |at| open.swap_remove(at)[1]);
            next.push([x0, y0, x1, y + 1]);
        }
        done.append(&mut open);
        open = next;
    }
    done.append(&mut open);
    done.sort_by_key(|area| (area[1], area[0]));
    done
}

fn runs(row: &[Module]) -> Vec<(usize, usize)> {
    let mut out: Vec<(usize, usize)> = Vec::new();
    for (x, module) in row.iter().enumerate() {
        match (module, out.last_mut()) {
            (Module::Light, _) => {}
            (Module::Dark, Some(run)) if run.1 == x => run.1 = x + 1,
            (Module::Dark, _) => out.push((x, x + 1)),
        }
    }
    out
}

#[cfg(test)]
mod tests;
