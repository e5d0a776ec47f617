//! Materials
