//! Owns the way from decoded text to a [`crate::page::Page`]: HTML and plain text differ here, and
//! nowhere behind it.

pub mod html;
pub mod selectors;
pub mod text;
