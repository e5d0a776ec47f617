//! Ampère's law: E(n+1) = ca E(n) + cb ∇×H(n+½).      Twin: shaders/update_e.wgsl
//! ca, cb sit with each E component (Taflove & Hagness 2005, §3.6); differences look back one cell. In an absorber each
//! difference gains ψ (CPML, Roden & Gedney 2000).

use std::ops::Range;

use super::grid::{Line, Psi, Real, Rows, Shared, Simd, row_kernel, stretch, stretch_z};

/// The arrays of the update.
#[derive(Clone, Copy)]
pub struct UpdateE<'a, T> {
    pub simd: Simd,
    pub active: [bool; 3],
    pub rows: Rows,
    pub e: Shared<'a, T>,
    pub h: Shared<'a, T>,
    /// Place of each row in `cb` and `ca`, `[i][component][j]`.
    pub codes: &'a [u32],
    pub ca: Option<&'a [T]>,
    pub cb: &'a [T],
    pub lines: &'a [Line<T>; 3],
    pub psi: Psi<'a, T>,
}

row_kernel! {
    /// Ex along a row: ∂Hz/∂y − ∂Hy/∂z.
    pub fn row_ex(ex: &mut [T], ca: Option<&[T]>, cb: &[T], hz: &[T], hz_y: &[T], iy: T, hy: &[T], hy_z: &[T], iz: &[T]) {
        let n = ex.len();
        let (cb, hz, hz_y, hy, hy_z, iz) = (&cb[..n], &hz[..n], &hz_y[..n], &hy[..n], &hy_z[..n], &iz[..n]);
        if let Some(ca) = ca {
            let ca = &ca[..n];
            for k in 0..n {
                let dy_hz = (hz[k] - hz_y[k]) * iy;
                let dz_hy = (hy[k] - hy_z[k]) * iz[k];
                ex[k] = ca[k] * ex[k] + cb[k] * (dy_hz - dz_hy);
            }
        } else {
            for k in 0..n {
                let dy_hz = (hz[k] - hz_y[k]) * iy;
                let dz_hy = (hy[k] - hy_z[k]) * iz[k];
                ex[k] += cb[k] * (dy_hz - dz_hy);
            }
        }
    }
}

row_kernel! {
    /// Ey along a row: ∂Hx/∂z − ∂Hz/∂x.
    pub fn row_ey(ey: &mut [T], ca: Option<&[T]>, cb: &[T], hx: &[T], hx_z: &[T], iz: &[T], hz: &[T], hz_x: &[T], ix: T) {
        let n = ey.len();
        let (cb, hx, hx_z, hz, hz_x, iz) = (&cb[..n], &hx[..n], &hx_z[..n], &hz[..n], &hz_x[..n], &iz[..n]);
        if let Some(ca) = ca {
            let ca = &ca[..n];
            for k in 0..n {
                let dz_hx = (hx[k] - hx_z[k]) * iz[k];
                let dx_hz = (hz[k] - hz_x[k]) * ix;
                ey[k] = ca[k] * ey[k] + cb[k] * (dz_hx - dx_hz);
            }
        } else {
            for k in 0..n {
                let dz_hx = (hx[k] - hx_z[k]) * iz[k];
                let dx_hz = (hz[k] - hz_x[k]) * ix;
                ey[k] += cb[k] * (dz_hx - dx_hz);
            }
        }
    }
}

row_kernel! {
    /// Ez along a row: ∂Hy/∂x − ∂Hx/∂y.
    pub fn row_ez(ez: &mut [T], ca: Option<&[T]>, cb: &[T], hy: &[T], hy_x: &[T], ix: T, hx: &[T], hx_y: &[T], iy: T) {
        let n = ez.len();
        let (cb, hy, hy_x, hx, hx_y) = (&cb[..n], &hy[..n], &hy_x[..n], &hx[..n], &hx_y[..n]);
        if let Some(ca) = ca {
            let ca = &ca[..n];
            for k in 0..n {
                let dx_hy = (hy[k] - hy_x[k]) * ix;
                let dy_hx = (hx[k] - hx_y[k]) * iy;
                ez[k] = ca[k] * ez[k] + cb[k] * (dx_hy - dy_hx);
            }
        } else {
            for k in 0..n {
                let dx_hy = (hy[k] - hy_x[k]) * ix;
                let dy_hx = (hx[k] - hx_y[k]) * iy;
                ez[k] += cb[k] * (dx_hy - dy_hx);
            }
        }
    }
}

/// Updates E on rows of the plane i.
///
/// # Safety
/// Meanwhile nobody else touches these rows of E and ψ, or writes H on them, on the row before them, and on the plane before.
pub unsafe fn update_e<T: Real>(grid: &UpdateE<'_, T>, i: usize, rows: Range<usize>) {
    let first_row = usize::from(grid.rows.ny > 1);
    for j in rows {
        // On a collapsed y axis a row is its own neighbour and 1/Δy is zero; on the first row and plane E lies on a wall.
        let back = j.max(first_row) - first_row;
        // SAFETY: the caller's promise.
        unsafe {
            if grid.active[0] && j >= first_row {
                ex(grid, i, j, back);
            }
            if grid.active[1] && i > 0 {
                ey(grid, i, j);
            }
            if grid.active[2] && i > 0 && j >= first_row {
                ez(grid, i, j, back);
            }
        }
    }
}

/// # Safety
/// As [`update_e`].
unsafe fn ex<T: Real>(grid: &UpdateE<'_, T>, i: usize, j: usize, back: usize) {
    let (rows, stride, simd) = (grid.rows, grid.rows.stride, grid.simd);
    let [_, y, z] = grid.lines;
    let own = rows.at(i, 0, j);
    let c = grid.codes[rows.row(i, 0, j)] as usize * stride;
    let (cb, ca) = (&grid.cb[c..c + stride], grid.ca.map(|ca| &ca[c..c + stride]));
    // SAFETY: the rows that the caller lends.
    let (ex, hz, hz_y, hy, hy_z) = unsafe {
        let h = |component, j| grid.h.read(rows.at(i, component, j), stride);
        (grid.e.write(own, stride), h(2, j), h(2, back), h(1, j), grid.h.read(rows.at(i, 1, j) - 1, stride))
    };
    row_ex(simd, ex, ca, cb, hz, hz_y, y.inverse[j], hy, hy_z, &z.inverse);
    if let Some(s) = y.slab_index(j) {
        // SAFETY: ψ of the same row.
        let psi = unsafe { grid.psi.y.write(rows.psi_y(i, 0, s), stride) };
        stretch(simd, ex, cb, psi, y.b[s], y.c[s], hz, hz_y);
    }
    for (k, s) in rows.slabs_z.parts() {
        // SAFETY: ψ of the same row.
        let psi = unsafe { grid.psi.z.write(rows.psi_z(i, 0, j) + s.start, s.len()) };
        stretch_z(
            simd,
            &mut ex[k.clone()],
            &cb[k.clone()],
            psi,
            &z.b[s.clone()],
            &z.c[s],
            &hy_z[k.start..],
            &hy[k.start..],
        );
    }
}

/// # Safety
/// As [`update_e`].
unsafe fn ey<T: Real>(grid: &UpdateE<'_, T>, i: usize, j: usize) {
    let (rows, stride, simd) = (grid.rows, grid.rows.stride, grid.simd);
    let [x, _, z] = grid.lines;
    let own = rows.at(i, 1, j);
    let c = grid.codes[rows.row(i, 1, j)] as usize * stride;
    let (cb, ca) = (&grid.cb[c..c + stride], grid.ca.map(|ca| &ca[c..c + stride]));
    // SAFETY: the rows that the caller lends.
    let (ey, hx, hx_z, hz, hz_x) = unsafe {
        let h = |i, component| grid.h.read(rows.at(i, component, j), stride);
        (grid.e.write(own, stride), h(i, 0), grid.h.read(rows.at(i, 0, j) - 1, stride), h(i, 2), h(i - 1, 2))
    };
    row_ey(simd, ey, ca, cb, hx, hx_z, &z.inverse, hz, hz_x, x.inverse[i]);
    if let Some(s) = x.slab_index(i) {
        // SAFETY: ψ of the same row.
        let psi = unsafe { grid.psi.x.write(rows.psi_x(s, 0, j), stride) };
        stretch(simd, ey, cb, psi, x.b[s], x.c[s], hz_x, hz);
    }
    for (k, s) in rows.slabs_z.parts() {
        // SAFETY: ψ of the same row.
        let psi = unsafe { grid.psi.z.write(rows.psi_z(i, 1, j) + s.start, s.len()) };
        stretch_z(
            simd,
            &mut ey[k.clone()],
            &cb[k.clone()],
            psi,
            &z.b[s.clone()],
            &z.c[s],
            &hx[k.start..],
            &hx_z[k.start..],
        );
    }
}

/// # Safety
/// As [`update_e`].
unsafe fn ez<T: Real>(grid: &UpdateE<'_, T>, i: usize, j: usize, back: usize) {
    let (rows, stride, simd) = (grid.rows, grid.rows.stride, grid.simd);
    let [x, y, _] = grid.lines;
    let own = rows.at(i, 2, j);
    let c = grid.codes[rows.row(i, 2, j)] as usize * stride;
    let (cb, ca) = (&grid.cb[c..c + stride], grid.ca.map(|ca| &ca[c..c + stride]));
    // SAFETY: the rows that the caller lends.
    let (ez, hy, hy_x, hx, hx_y) = unsafe {
        let h = |i, component, j| grid.h.read(rows.at(i, component, j), stride);
        (grid.e.write(own, stride), h(i, 1, j), h(i - 1, 1, j), h(i, 0, j), h(i, 0, back))
    };
    row_ez(simd, ez, ca, cb, hy, hy_x, x.inverse[i], hx, hx_y, y.inverse[j]);
    if let Some(s) = x.slab_index(i) {
        // SAFETY: ψ of the same row.
        let psi = unsafe { grid.psi.x.write(rows.psi_x(s, 1, j), stride) };
        stretch(simd, ez, cb, psi, x.b[s], x.c[s], hy, hy_x);
    }
    if let Some(s) = y.slab_index(j) {
        // SAFETY: ψ of the same row.
        let psi = unsafe { grid.psi.y.write(rows.psi_y(i, 1, s), stride) };
        stretch(simd, ez, cb, psi, y.b[s], y.c[s], hx_y, hx);
    }
}
