//! Semantic checks of a job.
