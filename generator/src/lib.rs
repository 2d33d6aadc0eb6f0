//! The generator.
pub mod analyze;
pub mod diagnostic;
pub mod ir;
pub mod names;
pub mod emit;
pub mod render;
