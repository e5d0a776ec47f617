//! GDSII.
