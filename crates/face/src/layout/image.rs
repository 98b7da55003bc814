//! Lays out pictures of fields and of the template.

use std::sync::Arc;

use budget::Work;

use super::{Content, FaceFinding, LayoutBuilder, finding, item};
use crate::display::{Draw, Image, Rect};
use crate::picture;
use crate::steps::micrometre;
use crate::template::{Element, Fit, ImageElement, ImageSource};

impl LayoutBuilder<'_> {
    /// Lays out a picture; draws nothing if the field has none.
    ///
    /// # Errors
    ///
    /// The picture is not a valid PNG or JPEG file, or its resolution is too low.
    pub(super) fn image(
        &mut self,
        element: &Element,
        image: &ImageElement,
        content: &Content,
    ) -> Result<(), FaceFinding> {
        let (key, bytes) = match &image.source {
            ImageSource::Asset(bytes) => (None, bytes),
            ImageSource::Field(key) => match content.images.get(key) {
                Some(bytes) if !bytes.is_empty() => (Some(key.as_str()), bytes),
                _ => return Ok(()),
            },
        };
        self.pay(element, Work::Copy, bytes.len())?;
        let picture = picture::probe(bytes)
            .map_err(|(zh, en)| finding(element, "face_image", zh.to_owned(), en.to_owned()))?;
        let bounds = element.bounds;
        // Width and height of the box before the picture is rotated around the center.
        let (across, down) = match image.rotate.swaps() {
            false => (bounds.width, bounds.height),
            true => (bounds.height, bounds.width),
        };
        let (wide, high) = (f64::from(picture.width), f64::from(picture.height));
        let (x, y) = (across / wide, down / high);
        let scale = match image.fit {
            Fit::Contain => x.min(y),
            Fit::Cover => x.max(y),
        };
        let dpi = 25.4 / scale;
        if let Some(least) = image.min_dpi
            && dpi < least
        {
            let zh = format!("图片只有 {dpi:.0} dpi，至少需要 {least} dpi");
            let en = format!("the picture has {dpi:.0} dpi, at least {least} are required");
            return Err(finding(element, "face_image", zh, en));
        }
        let (width, height) = (micrometre(wide * scale), micrometre(high * scale));
        let shown = (across.min(width), down.min(height));
        let shown = if image.rotate.swaps() { (shown.1, shown.0) } else { shown };
        let boundary = Rect {
            x: micrometre(bounds.x + (bounds.width - shown.0) / 2.0),
            y: micrometre(bounds.y + (bounds.height - shown.1) / 2.0),
            width: shown.0,
            height: shown.1,
        };
        let frame = Rect {
            x: micrometre((boundary.width - width) / 2.0),
            y: micrometre((boundary.height - height) / 2.0),
            width,
            height,
        };
        let drawn = Image {
            format: picture.format,
            bytes: Arc::clone(bytes),
            frame,
            angle: image.rotate.degrees(),
            opacity: image.opacity,
        };
        self.items.push(item(element, key, boundary, Draw::Image(drawn)));
        Ok(())
    }
}
