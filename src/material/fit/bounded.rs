//! Least squares under linear bounds: min |A x − b| with G x ≥ h, by way of the nearest point of a polyhedron and nonnegative least
//! squares (Lawson & Hanson 1974, chapter 23).

use faer::Mat;

/// Singular values below this fraction of the greatest are raised to it: directions that the data hardly see stay short.
const FLOOR: f64 = 1e-10;

/// The solution, or `None` where the bounds contradict each other. `bounds` are rows of G with their h.
pub fn solve(matrix: &Mat<f64>, right: &[f64], bounds: &[(Vec<f64>, f64)]) -> Option<Vec<f64>> {
    let size = matrix.ncols();
    // Where there are fewer rows than unknowns, rows of zeros make the factors square.
    let rows = matrix.nrows().max(size);
    let lengths: Vec<f64> = matrix.col_iter().map(|column| column.norm_l2().max(f64::MIN_POSITIVE)).collect();
    let full = |i: usize, j: usize| if i < matrix.nrows() { matrix[(i, j)] / lengths[j] } else { 0.0 };
    let svd = Mat::from_fn(rows, size, full).thin_svd().ok()?;
    let singular: Vec<f64> = svd.S().column_vector().iter().copied().collect();
    let floored: Vec<f64> = singular.iter().map(|value| value.max(FLOOR * singular[0])).collect();
    let padded = Mat::from_fn(rows, 1, |i, _| right.get(i).copied().unwrap_or(0.0));
    let target = svd.U().transpose() * padded;
    // x = L V S⁻¹ (y + target), so that |A x − b|² is |y|² and what no x can change.
    let back = |y: &[f64]| -> Vec<f64> {
        let inner = Mat::from_fn(size, 1, |k, _| (y[k] + target[(k, 0)]) / floored[k]);
        let x = svd.V() * inner;
        (0..size).map(|j| x[(j, 0)] / lengths[j]).collect()
    };
    let mut polyhedron = Mat::<f64>::zeros(size + 1, bounds.len());
    for (m, (row, least)) in bounds.iter().enumerate() {
        let scaled = Mat::from_fn(1, size, |_, j| row[j] / lengths[j]) * svd.V();
        let inner: Vec<f64> = (0..size).map(|k| scaled[(0, k)] / floored[k]).collect();
        let length = inner.iter().map(|g| g * g).sum::<f64>().sqrt().max(f64::MIN_POSITIVE);
        let at_target: f64 = inner.iter().enumerate().map(|(k, g)| g * target[(k, 0)]).sum();
        inner.iter().enumerate().for_each(|(k, g)| polyhedron[(k, m)] = g / length);
        polyhedron[(size, m)] = (least - at_target) / length;
    }
    Some(back(&nearest(&polyhedron)?))
}

/// The point y nearest to 0 with Σ_k E_km y_k ≥ E_nm for every column m, n being the last row.
fn nearest(polyhedron: &Mat<f64>) -> Option<Vec<f64>> {
    let size = polyhedron.nrows() - 1;
    let mut goal = vec![0.0; size + 1];
    goal[size] = 1.0;
    let weights = nonnegative(polyhedron, &goal);
    let residual: Vec<f64> = (0..=size)
        .map(|k| weights.iter().enumerate().map(|(m, u)| polyhedron[(k, m)] * u).sum::<f64>() - goal[k])
        .collect();
    let height = residual[size];
    // Its square is the residual's, which vanishes where no point satisfies all.
    (height.abs() > 1e-14).then(|| residual[..size].iter().map(|r| -r / height).collect())
}

/// min |E u − f| with u ≥ 0.
fn nonnegative(matrix: &Mat<f64>, goal: &[f64]) -> Vec<f64> {
    let count = matrix.ncols();
    let (mut u, mut free) = (vec![0.0_f64; count], Vec::<usize>::new());
    for _ in 0..10 * count.max(10) {
        let residual = |k: usize| goal[k] - (0..count).map(|m| matrix[(k, m)] * u[m]).sum::<f64>();
        let left: Vec<f64> = (0..goal.len()).map(residual).collect();
        let pull = |m: usize| left.iter().enumerate().map(|(k, r)| matrix[(k, m)] * r).sum::<f64>();
        let next = (0..count).filter(|m| !free.contains(m)).map(|m| (pull(m), m)).max_by(|a, b| a.0.total_cmp(&b.0));
        let Some((_, next)) = next.filter(|(pull, _)| *pull > 1e-13) else { break };
        free.push(next);
        loop {
            let trial = among(matrix, goal, &free);
            let blocked = free.iter().zip(&trial).filter(|(_, value)| **value <= 0.0);
            let step = |(m, value): (&usize, &f64)| u[*m] / (u[*m] - value).max(f64::MIN_POSITIVE);
            let step = blocked.map(step).fold(f64::INFINITY, f64::min);
            if step == f64::INFINITY {
                free.iter().zip(&trial).for_each(|(&m, &value)| u[m] = value);
                break;
            }
            free.iter().zip(&trial).for_each(|(&m, &value)| u[m] += step.min(1.0) * (value - u[m]));
            free.retain(|&m| u[m] > 1e-15);
            (0..count).filter(|m| !free.contains(m)).for_each(|m| u[m] = 0.0);
            if free.is_empty() {
                break;
            }
        }
    }
    u
}

/// Unbounded least squares over some columns.
fn among(matrix: &Mat<f64>, goal: &[f64], columns: &[usize]) -> Vec<f64> {
    use faer::linalg::solvers::SolveLstsq;
    if columns.len() > matrix.nrows() {
        return vec![0.0; columns.len()];
    }
    let part = Mat::from_fn(matrix.nrows(), columns.len(), |k, j| matrix[(k, columns[j])]);
    let right = Mat::from_fn(goal.len(), 1, |k, _| goal[k]);
    let solution = part.col_piv_qr().solve_lstsq(&right);
    (0..columns.len()).map(|j| solution[(j, 0)]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bounds_bind_where_they_should() {
        // (x − 1)² + (y + 2)²: free at (1, −2); with y ≥ 0 at (1, 0); with x + y ≥ 2 too at (2, 0) or (1.5, .5)? The nearest point of
        // both half planes to (1, −2) is (2, 0): on the line the foot is (2.5, −0.5), below y = 0.
        let matrix = Mat::from_fn(2, 2, |i, j| f64::from(i == j));
        let solve = |bounds: &[(Vec<f64>, f64)]| solve(&matrix, &[1.0, -2.0], bounds).unwrap();
        let near = |found: Vec<f64>, wanted: [f64; 2]| {
            assert!((0..2).all(|i| (found[i] - wanted[i]).abs() < 1e-12), "{found:?} {wanted:?}");
        };
        near(solve(&[]), [1.0, -2.0]);
        near(solve(&[(vec![0.0, 1.0], -3.0)]), [1.0, -2.0]);
        near(solve(&[(vec![0.0, 1.0], 0.0)]), [1.0, 0.0]);
        near(solve(&[(vec![0.0, 1.0], 0.0), (vec![1.0, 1.0], 2.0)]), [2.0, 0.0]);
    }

    #[test]
    fn contradictions_have_no_solution() {
        let matrix = Mat::from_fn(1, 1, |_, _| 1.0);
        assert_eq!(solve(&matrix, &[0.0], &[(vec![1.0], 1.0), (vec![-1.0], 0.0)]), None);
    }

    #[test]
    fn nonnegative_least_squares_meets_its_conditions() {
        // Kuhn and Tucker: the gradient is 0 where u > 0 and does not pull inwards where u = 0.
        let matrix = Mat::from_fn(5, 8, |i, j| ((i * 8 + j) as f64 * 12.9898).sin());
        let goal = [1.0, -0.5, 0.3, 0.8, -1.0];
        let u = nonnegative(&matrix, &goal);
        for m in 0..8 {
            let pull: f64 =
                (0..5).map(|k| matrix[(k, m)] * (goal[k] - (0..8).map(|j| matrix[(k, j)] * u[j]).sum::<f64>())).sum();
            assert!(u[m] >= 0.0 && pull <= 1e-12 && (u[m] == 0.0 || pull.abs() <= 1e-12), "{m}: {} {pull}", u[m]);
        }
        assert!(u.iter().any(|&value| value > 0.0));
    }
}
