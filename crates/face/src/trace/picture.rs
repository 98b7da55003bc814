//! The picture that is compared with a page, and the QR codes in it.

use budget::{Budget, Exceeded, Work};

use super::plane::Plane;
use super::{MAX_FEATURE_PIXELS, MAX_PIXELS, TraceError};
use crate::raster::{DECODED_SIZE, decode_within};

/// Number of filter operations on a pixel while QR codes are searched for.
const SEARCHES: usize = 4;
/// Side of a picture in pixels below which QR codes are not searched for.
const MIN_CODE_SIDE: usize = 600;

/// The examined picture.
#[derive(Clone, Debug)]
pub struct Picture(pub(super) Plane);

impl Picture {
    /// Decodes a PNG or JPEG file of at most [`MAX_PIXELS`].
    ///
    /// # Errors
    ///
    /// [`TraceError::Picture`].
    pub fn from_file(bytes: &[u8]) -> Result<Self, TraceError> {
        Self::from_file_within(bytes, &super::budget())
    }

    /// Like [`Self::from_file`], within the budget of the request.
    ///
    /// # Errors
    ///
    /// [`TraceError::Picture`], [`TraceError::Exceeded`].
    pub fn from_file_within(bytes: &[u8], budget: &Budget) -> Result<Self, TraceError> {
        let mut decoded = decode_within(bytes, MAX_PIXELS, budget)
            .map_err(|why| budget.exceeded().map_or(TraceError::Picture(why), TraceError::from))?;
        let pixels = decoded.width * decoded.height;
        budget.hold(pixels * size_of::<f32>())?;
        for [r, g, b, a] in decoded.rgba.as_chunks_mut::<4>().0 {
            let alpha = u16::from(*a);
            for channel in [r, g, b] {
                let over = (u16::from(*channel) * alpha + 255 * (255 - alpha)) / 255;
                *channel = u8::try_from(over).unwrap_or(u8::MAX);
            }
        }
        let plane = Plane::of_colors::<4>(decoded.width, decoded.height, &decoded.rgba);
        budget.release(DECODED_SIZE * pixels);
        Self::new(plane)
    }

    /// Takes RGB bytes, row by row from the top.
    ///
    /// # Errors
    ///
    /// [`TraceError::Picture`] if the number of bytes does not match the size, or it is too small.
    pub fn from_rgb(width: usize, height: usize, rgb: &[u8]) -> Result<Self, TraceError> {
        let expected = width.checked_mul(height).and_then(|pixels| pixels.checked_mul(3));
        if expected != Some(rgb.len()) {
            return Err(TraceError::Picture("the number of bytes does not match the size"));
        }
        Self::new(Plane::of_colors::<3>(width, height, rgb))
    }

    /// Takes grey bytes, row by row from the top. Errors as for [`Self::from_rgb`].
    pub fn from_grey(width: usize, height: usize, grey: &[u8]) -> Result<Self, TraceError> {
        if width.checked_mul(height) != Some(grey.len()) {
            return Err(TraceError::Picture("the number of bytes does not match the size"));
        }
        let data = grey.iter().map(|value| f32::from(*value)).collect();
        Self::new(Plane { width, height, data })
    }

    /// Returns the content of the QR codes in the picture.
    ///
    /// Several resolutions are searched. In a screenshot a module may have only two pixels, so
    /// small pictures are doubled; a fine scan shows the grain of the paper, so large ones are
    /// halved.
    pub fn codes(&self) -> Vec<String> {
        // The budget of tracing pays for the largest picture.
        self.codes_within(&super::budget()).unwrap_or_default()
    }

    /// Like [`Self::codes`], within the budget of the request.
    ///
    /// # Errors
    ///
    /// The budget does not suffice.
    pub fn codes_within(&self, budget: &Budget) -> Result<Vec<String>, Exceeded> {
        let mut found = Vec::new();
        let small = self.0.width * self.0.height <= MAX_FEATURE_PIXELS;
        let mut plane = if small { self.0.doubled() } else { self.0.clone() };
        loop {
            let (width, height) = (plane.width, plane.height);
            budget.charge(Work::Filter, SEARCHES * width * height)?;
            let mut image = rqrr::PreparedImage::prepare_from_greyscale(width, height, |x, y| {
                grey(plane.data[y * width + x])
            });
            for grid in image.detect_grids() {
                let text = grid.decode().map(|(_, text)| text);
                found.extend(text.ok().filter(|text| !found.contains(text)));
            }
            if width.min(height) < MIN_CODE_SIDE {
                return Ok(found);
            }
            plane = plane.halved();
        }
    }

    fn new(plane: Plane) -> Result<Self, TraceError> {
        let small = plane.width.min(plane.height) < 64;
        let why = TraceError::Picture("the picture is too small");
        if small { Err(why) } else { Ok(Self(plane)) }
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to 0..255")]
fn grey(value: f32) -> u8 {
    value.clamp(0.0, 255.0) as u8
}
