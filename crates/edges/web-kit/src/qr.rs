//! Addresses as QR codes (ISO/IEC 18004).

use axum::response::{IntoResponse, Response};
use http::header;
use kernel::ErrorKind;
use qrcode::{Color, EcLevel, QrCode, render::svg};

use crate::error::WebError;

/// The light margin around a code, in modules: what readers need.
const MARGIN: usize = 4;
/// Pixels of a module.
const SCALE: usize = 12;

/// The picture of an address as PNG, black on white, large enough to print; none of an address that is too long.
pub fn png(address: &str) -> Option<Vec<u8>> {
    let code = QrCode::with_error_correction_level(address.as_bytes(), EcLevel::M).ok()?;
    let (modules, colors) = (code.width(), code.to_colors());
    let side = (modules + 2 * MARGIN) * SCALE;
    let module = |pixel: usize| (pixel / SCALE).checked_sub(MARGIN).filter(|at| *at < modules);
    let shade = |pixel: usize| {
        let (column, row) = (module(pixel % side), module(pixel / side));
        let color = column.zip(row).and_then(|(column, row)| colors.get(row * modules + column));
        if color == Some(&Color::Dark) { 0 } else { u8::MAX }
    };
    let pixels: Vec<u8> = (0..side * side).map(shade).collect();
    let (mut picture, size) = (Vec::new(), u32::try_from(side).ok()?);
    let mut encoder = png::Encoder::new(&mut picture, size, size);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.write_header().and_then(|mut writer| writer.write_image_data(&pixels)).ok()?;
    Some(picture)
}

/// The picture of an address, for everybody for a day.
pub fn code(address: &str) -> Result<Response, WebError> {
    let code = QrCode::with_error_correction_level(address.as_bytes(), EcLevel::M)
        .map_err(|_too_long| WebError::new(ErrorKind::TooLarge, "error-form-too-large"))?;
    let picture = code.render::<svg::Color<'_>>().min_dimensions(180, 180).build();
    Ok(([(header::CONTENT_TYPE, "image/svg+xml"), (header::CACHE_CONTROL, "public, max-age=86400")], picture).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_as_png_has_its_margin_and_the_modules_of_the_code() {
        let address = "https://griot.example/l/afi-the";
        let picture = png(address).unwrap();
        let mut reader = png::Decoder::new(std::io::Cursor::new(&picture)).read_info().unwrap();
        let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
        let info = reader.next_frame(&mut pixels).unwrap();
        let code = QrCode::with_error_correction_level(address.as_bytes(), EcLevel::M).unwrap();
        assert_eq!(info.width as usize, (code.width() + 2 * MARGIN) * SCALE);
        let at = |column: usize, row: usize| pixels[(row * SCALE + SCALE / 2) * info.width as usize + column * SCALE + SCALE / 2];
        for row in 0..code.width() {
            for column in 0..code.width() {
                let wanted = if code[(column, row)] == Color::Dark { 0 } else { 255 };
                assert_eq!(at(column + MARGIN, row + MARGIN), wanted, "{column} {row}");
            }
            assert_eq!((at(0, row), at(row, MARGIN - 1)), (255, 255), "the margin is light");
        }
        assert_eq!(png(&"x".repeat(5000)), None);
    }
}
