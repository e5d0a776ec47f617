//! Modes of the same β: any combination of them is a mode, so one choice is made. Within each group the vectors are turned to be
//! orthogonal in Σ e × h and extremal in the horizontal field's share, the most horizontal (TE-like) first.

use faer::{Mat, Side};

use super::number::Number;
use super::operator::Operator;
use super::window::TRANSVERSE;

/// Values of (β̃/ω̃)² closer than this relative distance are one; far above the solver's error, and over 1,000 wavelengths
/// no phase that matters.
const SAME: f64 = 1e-9;

/// Complex vectors stay as they are: loss and absorbers tell such modes apart.
pub(super) fn separate<T: Number>(operator: &Operator<T>, horizontal: usize, pairs: &mut [(T, Vec<T>)]) {
    if T::COMPLEX {
        return;
    }
    let near = |a: &(T, Vec<T>), b: &(T, Vec<T>)| (a.0 - b.0).complex().re < SAME * a.0.complex().re;
    for group in pairs.chunk_by_mut(near) {
        if group.len() > 1 {
            turn(operator, horizontal, group);
        }
    }
}

fn turn<T: Number>(operator: &Operator<T>, horizontal: usize, group: &mut [(T, Vec<T>)]) {
    let window = &operator.window;
    let size = group.len();
    let points = window.points();
    let fields: Vec<_> =
        group.iter().map(|(value, y)| operator.fields(y, value.square_root() * operator.omega).0).collect();
    let e: Vec<_> = group.iter().map(|(_, y)| operator.e(y)).collect();
    let power = Mat::from_fn(size, size, |i, j| {
        let (eu, ev) = e[i].split_at(points);
        let power: T = window.cross([eu, ev], [&fields[j][0], &fields[j][1]]);
        power.complex().re
    });
    let part = |i: usize| &e[i][horizontal * points..];
    let share = Mat::from_fn(size, size, |i, j| {
        let share: T = window.integrate(TRANSVERSE[horizontal], |k| part(i)[k] * part(j)[k]);
        share.complex().re
    });
    // share x = τ power x, by Cholesky of power: y = Lᵀ x, L⁻¹ share L⁻ᵀ y = τ y.
    let Ok(cholesky) = power.llt(Side::Lower) else {
        return;
    };
    let lower = cholesky.L();
    let solve = |m: &Mat<f64>| {
        let mut m = m.clone();
        lower.solve_lower_triangular_in_place(&mut m);
        m
    };
    let inner = solve(&solve(&share).transpose().to_owned());
    let Ok(eigen) = inner.self_adjoint_eigen(Side::Lower) else {
        return;
    };
    let mut mix = eigen.U().to_owned();
    lower.transpose().solve_upper_triangular_in_place(&mut mix);
    let old: Vec<Vec<T>> = group.iter().map(|(_, y)| y.clone()).collect();
    for (k, (_, y)) in group.iter_mut().enumerate() {
        let column = size - 1 - k; // eigenvalues rise; the largest share comes first
        for (point, value) in y.iter_mut().enumerate() {
            *value = (0..size).map(|i| old[i][point] * mix[(i, column)]).sum();
        }
    }
}
