//! Ampère's law: E(n+1) = ca E(n) + cb ∇×H(n+½).      Twin: shaders/update_e.wgsl
//! ca, cb sit with each E component (Taflove & Hagness 2005, §3.6); differences look back one cell. In an absorber each
//! difference gains ψ (CPML, Roden & Gedney 2000).

use super::grid::{Line, Psi, Real, Simd, row, row_kernel, stretch, stretch_z};

/// One plane of constant x. Slices of fields hold three components, `[component][y][z]`.
pub struct UpdateE<'a, T> {
    pub simd: Simd,
    pub active: [bool; 3],
    pub ny: usize,
    pub nz: usize,
    /// Index of the plane.
    pub i: usize,
    pub e: &'a mut [T],
    pub h: &'a [T],
    /// H on the plane before, absent on the first: there E_y and E_z lie on the wall.
    pub h_before: Option<&'a [T]>,
    pub ca: Option<&'a [T]>,
    pub cb: &'a [T],
    pub lines: &'a [Line<T>; 3],
    pub psi: &'a mut Psi<T>,
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

/// Updates E on one plane.
pub fn update_e<T: Real>(mut plane: UpdateE<'_, T>) {
    let first_row = usize::from(plane.ny > 1);
    for j in 0..plane.ny {
        // On a collapsed y axis a row is its own neighbour and 1/Δy is zero.
        let back = j.max(first_row) - first_row;
        if plane.active[0] && j >= first_row {
            ex(&mut plane, j, back);
        }
        if let Some(before) = plane.h_before {
            if plane.active[1] {
                ey(&mut plane, j, before);
            }
            if plane.active[2] && j >= first_row {
                ez(&mut plane, j, back, before);
            }
        }
    }
}

fn ex<T: Real>(plane: &mut UpdateE<'_, T>, j: usize, back: usize) {
    let (ny, nz, simd) = (plane.ny, plane.nz, plane.simd);
    let [_, y, z] = plane.lines;
    let own = row(0, j, ny, nz);
    let (ex, cb) = (&mut plane.e[own.clone()], &plane.cb[own.clone()]);
    let ca = plane.ca.map(|ca| &ca[own][1..]);
    let (hz, hz_y) = (&plane.h[row(2, j, ny, nz)], &plane.h[row(2, back, ny, nz)]);
    let hy = &plane.h[row(1, j, ny, nz)];
    row_ex(
        simd,
        &mut ex[1..],
        ca,
        &cb[1..],
        &hz[1..],
        &hz_y[1..],
        y.inverse[j],
        &hy[1..],
        hy,
        &z.inverse[1..],
    );
    if let Some(s) = y.slab_index(j) {
        let psi = &mut plane.psi.y[row(0, s, 2 * y.slab, nz)];
        stretch(simd, ex, cb, psi, y.b[s], y.c[s], hz, hz_y);
    }
    for (k, s) in z.slabs(1) {
        let psi = &mut plane.psi.z[row(0, j, ny, 2 * z.slab)][s.clone()];
        stretch_z(
            simd,
            &mut ex[k.clone()],
            &cb[k.clone()],
            psi,
            &z.b[s.clone()],
            &z.c[s],
            &hy[k.start - 1..],
            &hy[k.start..],
        );
    }
}

fn ey<T: Real>(plane: &mut UpdateE<'_, T>, j: usize, before: &[T]) {
    let (ny, nz, simd) = (plane.ny, plane.nz, plane.simd);
    let [x, _, z] = plane.lines;
    let own = row(1, j, ny, nz);
    let (ey, cb) = (&mut plane.e[own.clone()], &plane.cb[own.clone()]);
    let ca = plane.ca.map(|ca| &ca[own][1..]);
    let hx = &plane.h[row(0, j, ny, nz)];
    let (hz, hz_x) = (&plane.h[row(2, j, ny, nz)], &before[row(2, j, ny, nz)]);
    row_ey(
        simd,
        &mut ey[1..],
        ca,
        &cb[1..],
        &hx[1..],
        hx,
        &z.inverse[1..],
        &hz[1..],
        &hz_x[1..],
        x.inverse[plane.i],
    );
    if let Some(s) = x.slab_index(plane.i) {
        let psi = &mut plane.psi.x[row(0, j, ny, nz)];
        stretch(simd, ey, cb, psi, x.b[s], x.c[s], hz_x, hz);
    }
    for (k, s) in z.slabs(1) {
        let psi = &mut plane.psi.z[row(1, j, ny, 2 * z.slab)][s.clone()];
        stretch_z(
            simd,
            &mut ey[k.clone()],
            &cb[k.clone()],
            psi,
            &z.b[s.clone()],
            &z.c[s],
            &hx[k.start..],
            &hx[k.start - 1..],
        );
    }
}

fn ez<T: Real>(plane: &mut UpdateE<'_, T>, j: usize, back: usize, before: &[T]) {
    let (ny, nz, simd) = (plane.ny, plane.nz, plane.simd);
    let [x, y, _] = plane.lines;
    let own = row(2, j, ny, nz);
    let (ez, cb) = (&mut plane.e[own.clone()], &plane.cb[own.clone()]);
    let ca = plane.ca.map(|ca| &ca[own]);
    let (hy, hy_x) = (&plane.h[row(1, j, ny, nz)], &before[row(1, j, ny, nz)]);
    let (hx, hx_y) = (&plane.h[row(0, j, ny, nz)], &plane.h[row(0, back, ny, nz)]);
    row_ez(
        simd,
        ez,
        ca,
        cb,
        hy,
        hy_x,
        x.inverse[plane.i],
        hx,
        hx_y,
        y.inverse[j],
    );
    if let Some(s) = x.slab_index(plane.i) {
        let psi = &mut plane.psi.x[row(1, j, ny, nz)];
        stretch(simd, ez, cb, psi, x.b[s], x.c[s], hy, hy_x);
    }
    if let Some(s) = y.slab_index(j) {
        let psi = &mut plane.psi.y[row(1, s, 2 * y.slab, nz)];
        stretch(simd, ez, cb, psi, y.b[s], y.c[s], hx_y, hx);
    }
}
