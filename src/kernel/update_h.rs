//! Faraday's law: H(n+½) = H(n−½) − Δt ∇×E(n).      Twin: shaders/update_h.wgsl
//! μ = 1; differences look ahead one cell. In an absorber each difference gains ψ (CPML, Roden & Gedney 2000).

use std::ops::Range;

use super::grid::{Line, Psi, Real, Rows, Shared, Simd, row_kernel, stretch, stretch_z};

/// The arrays of the update.
#[derive(Clone, Copy)]
pub struct UpdateH<'a, T> {
    pub simd: Simd,
    pub active: [bool; 3],
    pub rows: Rows,
    pub h: Shared<'a, T>,
    pub e: Shared<'a, T>,
    /// −Δt, as a row.
    pub minus_dt: &'a [T],
    pub lines: &'a [Line<T>; 3],
    pub psi: Psi<'a, T>,
}

row_kernel! {
    /// Hx along a row: ∂Ez/∂y − ∂Ey/∂z.
    pub fn row_hx(hx: &mut [T], minus_dt: T, ez: &[T], ez_y: &[T], iy: T, ey: &[T], ey_z: &[T], iz: &[T]) {
        let n = hx.len();
        let (ez, ez_y, ey, ey_z, iz) = (&ez[..n], &ez_y[..n], &ey[..n], &ey_z[..n], &iz[..n]);
        for k in 0..n {
            let dy_ez = (ez_y[k] - ez[k]) * iy;
            let dz_ey = (ey_z[k] - ey[k]) * iz[k];
            hx[k] += minus_dt * (dy_ez - dz_ey);
        }
    }
}

row_kernel! {
    /// Hy along a row: ∂Ex/∂z − ∂Ez/∂x.
    pub fn row_hy(hy: &mut [T], minus_dt: T, ex: &[T], ex_z: &[T], iz: &[T], ez: &[T], ez_x: &[T], ix: T) {
        let n = hy.len();
        let (ex, ex_z, ez, ez_x, iz) = (&ex[..n], &ex_z[..n], &ez[..n], &ez_x[..n], &iz[..n]);
        for k in 0..n {
            let dz_ex = (ex_z[k] - ex[k]) * iz[k];
            let dx_ez = (ez_x[k] - ez[k]) * ix;
            hy[k] += minus_dt * (dz_ex - dx_ez);
        }
    }
}

row_kernel! {
    /// Hz along a row: ∂Ey/∂x − ∂Ex/∂y.
    pub fn row_hz(hz: &mut [T], minus_dt: T, ey: &[T], ey_x: &[T], ix: T, ex: &[T], ex_y: &[T], iy: T) {
        let n = hz.len();
        let (ey, ey_x, ex, ex_y) = (&ey[..n], &ey_x[..n], &ex[..n], &ex_y[..n]);
        for k in 0..n {
            let dx_ey = (ey_x[k] - ey[k]) * ix;
            let dy_ex = (ex_y[k] - ex[k]) * iy;
            hz[k] += minus_dt * (dx_ey - dy_ex);
        }
    }
}

/// Updates H on rows of the plane i.
///
/// # Safety
/// Meanwhile nobody else touches these rows of H and ψ, or writes E on them, on the row after them, and on the plane after.
pub unsafe fn update_h<T: Real>(grid: &UpdateH<'_, T>, i: usize, rows: Range<usize>) {
    // On a collapsed y axis a row is its own neighbour and 1/Δy is zero; the last row and plane lie beyond the wall.
    let (last_row, step) = if grid.rows.ny > 1 { (grid.rows.ny - 1, 1) } else { (1, 0) };
    let inside = i + 1 < grid.rows.nx;
    for j in rows {
        // SAFETY: the caller's promise.
        unsafe {
            if grid.active[0] && j < last_row {
                hx(grid, i, j, j + step);
            }
            if grid.active[1] && inside {
                hy(grid, i, j);
            }
            if grid.active[2] && inside && j < last_row {
                hz(grid, i, j, j + step);
            }
        }
    }
}

/// # Safety
/// As [`update_h`].
unsafe fn hx<T: Real>(grid: &UpdateH<'_, T>, i: usize, j: usize, next: usize) {
    let (rows, stride, simd, dt) = (grid.rows, grid.rows.stride, grid.simd, grid.minus_dt);
    let [_, y, z] = grid.lines;
    // SAFETY: the rows that the caller lends.
    let (hx, ez, ez_y, ey, ey_z) = unsafe {
        let e = |component, j| grid.e.read(rows.at(i, component, j), stride);
        (
            grid.h.write(rows.at(i, 0, j), stride),
            e(2, j),
            e(2, next),
            e(1, j),
            grid.e.read(rows.at(i, 1, j) + 1, stride),
        )
    };
    row_hx(simd, hx, dt[0], ez, ez_y, y.inverse[j], ey, ey_z, &z.inverse);
    if let Some(s) = y.slab_index(j) {
        // SAFETY: ψ of the same row.
        let psi = unsafe { grid.psi.y.write(rows.psi_y(i, 0, s), stride) };
        stretch(simd, hx, dt, psi, y.b[s], y.c[s], ez_y, ez);
    }
    for (k, s) in rows.slabs_z.parts() {
        // SAFETY: ψ of the same row.
        let psi = unsafe { grid.psi.z.write(rows.psi_z(i, 0, j) + s.start, s.len()) };
        stretch_z(simd, &mut hx[k.clone()], dt, psi, &z.b[s.clone()], &z.c[s], &ey[k.start..], &ey_z[k.start..]);
    }
}

/// # Safety
/// As [`update_h`].
unsafe fn hy<T: Real>(grid: &UpdateH<'_, T>, i: usize, j: usize) {
    let (rows, stride, simd, dt) = (grid.rows, grid.rows.stride, grid.simd, grid.minus_dt);
    let [x, _, z] = grid.lines;
    // SAFETY: the rows that the caller lends.
    let (hy, ex, ex_z, ez, ez_x) = unsafe {
        let e = |i, component| grid.e.read(rows.at(i, component, j), stride);
        (
            grid.h.write(rows.at(i, 1, j), stride),
            e(i, 0),
            grid.e.read(rows.at(i, 0, j) + 1, stride),
            e(i, 2),
            e(i + 1, 2),
        )
    };
    row_hy(simd, hy, dt[0], ex, ex_z, &z.inverse, ez, ez_x, x.inverse[i]);
    if let Some(s) = x.slab_index(i) {
        // SAFETY: ψ of the same row.
        let psi = unsafe { grid.psi.x.write(rows.psi_x(s, 0, j), stride) };
        stretch(simd, hy, dt, psi, x.b[s], x.c[s], ez, ez_x);
    }
    for (k, s) in rows.slabs_z.parts() {
        // SAFETY: ψ of the same row.
        let psi = unsafe { grid.psi.z.write(rows.psi_z(i, 1, j) + s.start, s.len()) };
        stretch_z(simd, &mut hy[k.clone()], dt, psi, &z.b[s.clone()], &z.c[s], &ex_z[k.start..], &ex[k.start..]);
    }
}

/// # Safety
/// As [`update_h`].
unsafe fn hz<T: Real>(grid: &UpdateH<'_, T>, i: usize, j: usize, next: usize) {
    let (rows, stride, simd, dt) = (grid.rows, grid.rows.stride, grid.simd, grid.minus_dt);
    let [x, y, _] = grid.lines;
    // SAFETY: the rows that the caller lends.
    let (hz, ey, ey_x, ex, ex_y) = unsafe {
        let e = |i, component, j| grid.e.read(rows.at(i, component, j), stride);
        (grid.h.write(rows.at(i, 2, j), stride), e(i, 1, j), e(i + 1, 1, j), e(i, 0, j), e(i, 0, next))
    };
    row_hz(simd, hz, dt[0], ey, ey_x, x.inverse[i], ex, ex_y, y.inverse[j]);
    if let Some(s) = x.slab_index(i) {
        // SAFETY: ψ of the same row.
        let psi = unsafe { grid.psi.x.write(rows.psi_x(s, 1, j), stride) };
        stretch(simd, hz, dt, psi, x.b[s], x.c[s], ey_x, ey);
    }
    if let Some(s) = y.slab_index(j) {
        // SAFETY: ψ of the same row.
        let psi = unsafe { grid.psi.y.write(rows.psi_y(i, 1, s), stride) };
        stretch(simd, hz, dt, psi, y.b[s], y.c[s], ex, ex_y);
    }
}
