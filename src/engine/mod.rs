//! Level 7, advancing a plan through time.
