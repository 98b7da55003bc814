//! Checks pictures and drawings.

use std::sync::Arc;

use base64::Engine as _;
use budget::Work;

use super::Check;
use crate::display::Rect;
use crate::picture;
use crate::raster::decode;
use crate::template::raw::{RawImage, RawPath};
use crate::template::{Art, ImageElement, ImageSource, Stroke, art};

/// Minimum resolution of a template's picture in dots per inch; below it, a print shows pixels.
const MIN_ASSET_DPI: f64 = 150.0;
/// Permitted values of `min_dpi`.
const MIN_DPI_RANGE: std::ops::RangeInclusive<f64> = 72.0..=600.0;

impl Check<'_> {
    pub(super) fn image(
        &mut self,
        place: &str,
        bounds: Rect,
        raw: RawImage,
    ) -> Option<ImageElement> {
        self.size(
            format!("{place}.min_dpi"),
            raw.min_dpi.is_none_or(|dpi| MIN_DPI_RANGE.contains(&dpi)),
            "min_dpi 应在 72 与 600 之间",
            "min_dpi must be between 72 and 600",
        );
        self.refuse(place, "min_dpi", raw.min_dpi.is_some() && raw.asset.is_some());
        let opacity = self.opacity(place, raw.opacity);
        let source = self.source(place, bounds, raw.bind, raw.asset)?;
        let RawImage { fit, min_dpi, rotate, .. } = raw;
        Some(ImageElement { source, fit, min_dpi, rotate, opacity })
    }

    fn source(
        &mut self,
        place: &str,
        bounds: Rect,
        bind: Option<String>,
        asset: Option<String>,
    ) -> Option<ImageSource> {
        let name = match (bind, asset) {
            (Some(key), None) => return Some(ImageSource::Field(key)),
            (None, Some(name)) => name,
            (Some(_), Some(_)) | (None, None) => {
                let zh = "bind 与 asset 应有且只有一个".to_owned();
                let en = "either bind or asset must be given".to_owned();
                self.add(place, "face_bind_or_content", zh, en);
                return None;
            }
        };
        let place = format!("{place}.asset");
        let bytes = self.asset(&place, &name)?;
        if let Err(exceeded) = self.budget.charge(Work::Copy, bytes.len()) {
            self.findings.push(self.exceeded(&place, exceeded));
            return None;
        }
        match picture::probe(&bytes) {
            Ok(found) => {
                let pixels = found.width as usize * found.height as usize;
                if let Err(exceeded) = self.budget.charge(Work::Pixel, pixels) {
                    self.findings.push(self.exceeded(&place, exceeded));
                    return None;
                }
                if let Err(reason) = decode(&bytes, picture::MAX_PIXELS) {
                    self.add(&place, "face_image", "图片已损坏".to_owned(), reason.to_owned());
                    return None;
                }
                let dpi = found.dpi(bounds);
                if dpi < MIN_ASSET_DPI {
                    let zh = format!("图片只有 {dpi:.0} dpi，印刷至少需要 {MIN_ASSET_DPI}");
                    let en = format!(
                        "the picture has {dpi:.0} dpi, at least {MIN_ASSET_DPI} are required"
                    );
                    self.add(&place, "face_image", zh, en);
                }
                Some(ImageSource::Asset(bytes))
            }
            Err((zh, en)) => {
                self.add(&place, "face_image", zh.to_owned(), en.to_owned());
                None
            }
        }
    }

    /// Decodes an asset. Invalid base64 gives no bytes, which are then refused as a picture.
    fn asset(&mut self, place: &str, name: &str) -> Option<Arc<[u8]>> {
        if let Some(decoded) = self.decoded.get(name) {
            return Some(Arc::clone(decoded));
        }
        let Some(text) = self.assets.get(name) else {
            let zh = format!("模板没有图片“{name}”");
            self.add(place, "face_image", zh, format!("the template has no asset {name}"));
            return None;
        };
        let paid = self.budget.charge(Work::Copy, text.len());
        if let Err(exceeded) = paid.and_then(|()| self.budget.hold(text.len())) {
            self.findings.push(self.exceeded(place, exceeded));
            return None;
        }
        let bytes = base64::engine::general_purpose::STANDARD.decode(text).unwrap_or_default();
        let bytes: Arc<[u8]> = Arc::from(bytes);
        self.decoded.insert(name.to_owned(), Arc::clone(&bytes));
        Some(bytes)
    }

    /// Checks a drawing: path data in one colour, or an SVG with its own colours.
    pub(super) fn art(&mut self, place: &str, bounds: Rect, raw: RawPath) -> Option<Art> {
        let opacity = self.opacity(place, raw.opacity);
        let colored = raw.stroke.is_some() || raw.stroke_width.is_some() || raw.fill.is_some();
        let (place, read) = match (raw.d, raw.asset) {
            (Some(d), None) => {
                let fill = match raw.fill.as_deref() {
                    Some(fill) => Some(self.color(&format!("{place}.fill"), Some(fill))?),
                    None => None,
                };
                let stroke = match (raw.stroke.as_deref(), fill) {
                    (Some("none"), Some(_)) | (None, Some(_)) => None,
                    (stroke, _) => Some(Stroke {
                        color: self.color(&format!("{place}.stroke"), stroke)?,
                        width: self.stroke_width(place, raw.stroke_width),
                    }),
                };
                (format!("{place}.d"), art::from_data(&d, stroke, fill, opacity, self.budget))
            }
            (None, Some(name)) => {
                self.refuse(place, "stroke", colored);
                let place = format!("{place}.asset");
                let bytes = self.asset(&place, &name)?;
                let read = art::from_svg(&bytes, bounds, opacity, self.budget);
                (place, read)
            }
            (Some(_), Some(_)) | (None, None) => {
                let zh = "d 与 asset 应有且只有一个".to_owned();
                let en = "either d or asset must be given".to_owned();
                self.add(place, "face_bind_or_content", zh, en);
                return None;
            }
        };
        match read {
            Ok(art) => Some(art),
            Err((zh, en)) => {
                match self.budget.exceeded() {
                    Some(exceeded) => self.findings.push(self.exceeded(&place, exceeded)),
                    None => self.add(&place, "face_art", zh, en),
                }
                None
            }
        }
    }
}
