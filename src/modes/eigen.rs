//! Eigenvalues of A y = λ S y nearest to a shift: Krylov–Schur on the inverse of A − σS, times S (Stewart, SIAM J. Matrix Anal. Appl. 23, 601 (2002)), by a
//! sparse LU.

use faer::dyn_stack::{MemBuffer, MemStack, StackReq};
use faer::linalg::solvers::SolveCore;
use faer::matrix_free::LinOp;
use faer::matrix_free::eigen::{PartialEigenParams, partial_eigen, partial_eigen_scratch};
use faer::sparse::SparseColMat;
use faer::sparse::linalg::solvers::Lu;
use faer::{Col, ColRef, Conj, Mat, MatMut, MatRef, Par, c64};

use super::ModeError;
use super::number::Number;

/// A residual of the inverse, whose wanted eigenvalues are near 0.1 (A's are n²): n_eff is then good to about 1e-11.
const TOLERANCE: f64 = 1e-13;

struct Inverse<T: Number> {
    lu: Lu<usize, T>,
    coupling: Option<SparseColMat<usize, T>>,
    size: usize,
}

impl<T: Number> std::fmt::Debug for Inverse<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "inverse of order {}", self.size)
    }
}

impl<T: Number> LinOp<T> for Inverse<T> {
    fn apply_scratch(&self, _: usize, _: Par) -> StackReq {
        StackReq::EMPTY
    }

    fn nrows(&self) -> usize {
        self.size
    }

    fn ncols(&self) -> usize {
        self.size
    }

    fn apply(&self, mut out: MatMut<'_, T>, rhs: MatRef<'_, T>, _: Par, _: &mut MemStack) {
        match &self.coupling {
            Some(coupling) => out.copy_from(coupling * rhs),
            None => out.copy_from(rhs),
        }
        self.lu.solve_in_place_with_conj(Conj::No, out);
    }

    fn conj_apply(&self, out: MatMut<'_, T>, rhs: MatRef<'_, T>, par: Par, s: &mut MemStack) {
        self.apply(out, rhs, par, s)
    }
}

/// Up to `count` λ − σ of least magnitude of a matrix A − σS, S = 1 without a coupling, rising in magnitude, with their vectors; of a real matrix the real ones.
pub(super) fn smallest<T: Number>(
    matrix: &SparseColMat<usize, T>,
    coupling: Option<SparseColMat<usize, T>>,
    count: usize,
) -> Result<Vec<(T, Vec<T>)>, ModeError> {
    let size = matrix.nrows();
    let lu = matrix.sp_lu().map_err(|e| ModeError::Solver(format!("{e:?}")))?;
    let inverse = Inverse { lu, coupling, size };
    let wanted = count.min(size);
    // Every symmetry of the guide must be in the start vector: noise, the same each time.
    let noise = |i: usize| ((i as f64 + 1.0) * 12.9898).sin() * 43758.5453;
    let start = Col::from_fn(size, |i| T::real(noise(i) - noise(i).floor() - 0.5));
    let params = PartialEigenParams { max_restarts: 200, ..Default::default() };
    let mut vectors = Mat::<c64>::zeros(size, wanted);
    let mut values = vec![c64::new(0.0, 0.0); wanted];
    let scratch = partial_eigen_scratch(&inverse, wanted, Par::Seq, params);
    let info = partial_eigen(
        vectors.as_mut(),
        &mut values,
        &inverse,
        start.as_ref(),
        TOLERANCE,
        Par::Seq,
        MemStack::new(&mut MemBuffer::new(scratch)),
        params,
    );
    let found = info.n_converged_eigen.min(wanted);
    Ok((0..found)
        .filter(|&k| T::COMPLEX || values[k].im.abs() <= 1e-9 * values[k].re.abs())
        .map(|k| (T::real(1.0) / T::of(values[k]), turned(vectors.col(k))))
        .collect())
}

/// An eigenvector may come times any phase: turned so that its largest entry is real.
fn turned<T: Number>(vector: ColRef<'_, c64>) -> Vec<T> {
    let larger = |a: c64, b: &c64| if b.norm() > a.norm() { *b } else { a };
    let largest = vector.iter().fold(c64::new(0.0, 0.0), larger);
    let turn = largest.conj() / largest.norm();
    vector.iter().map(|x| T::of(x * turn)).collect()
}
