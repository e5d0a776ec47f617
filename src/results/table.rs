//! The S-table in the terminal, and what is derived from S.
