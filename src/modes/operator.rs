//! The transverse eigenproblem as a sparse matrix.
