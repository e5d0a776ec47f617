//! Faraday's law: H(n+½) = H(n−½) − Δt ∇×E(n).      Twin: shaders/update_h.wgsl
//! μ = 1; differences look ahead one cell. In an absorber each difference gains ψ (CPML, Roden & Gedney 2000).

use super::grid::{Line, Psi, Real, Simd, row, row_kernel, stretch, stretch_z};

/// One plane of constant x. Slices of fields hold three components, `[component][y][z]`.
pub struct UpdateH<'a, T> {
    pub simd: Simd,
    pub active: [bool; 3],
    pub ny: usize,
    pub nz: usize,
    /// Index of the plane.
    pub i: usize,
    pub h: &'a mut [T],
    pub e: &'a [T],
    /// E on the plane after, absent on the last: there H_y and H_z lie beyond the wall.
    pub e_after: Option<&'a [T]>,
    /// −Δt, as a row.
    pub minus_dt: &'a [T],
    pub lines: &'a [Line<T>; 3],
    pub psi: &'a mut Psi<T>,
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

/// Updates H on one plane.
pub fn update_h<T: Real>(mut plane: UpdateH<'_, T>) {
    // On a collapsed y axis a row is its own neighbour and 1/Δy is zero.
    let (rows, step) = if plane.ny > 1 {
        (plane.ny - 1, 1)
    } else {
        (1, 0)
    };
    for j in 0..plane.ny {
        let next = j + step;
        if plane.active[0] && j < rows {
            hx(&mut plane, j, next);
        }
        if let Some(after) = plane.e_after {
            if plane.active[1] {
                hy(&mut plane, j, after);
            }
            if plane.active[2] && j < rows {
                hz(&mut plane, j, next, after);
            }
        }
    }
}

fn hx<T: Real>(plane: &mut UpdateH<'_, T>, j: usize, next: usize) {
    let (ny, nz, simd, dt) = (plane.ny, plane.nz, plane.simd, plane.minus_dt);
    let [_, y, z] = plane.lines;
    let hx = &mut plane.h[row(0, j, ny, nz)][..nz - 1];
    let (ez, ez_y) = (&plane.e[row(2, j, ny, nz)], &plane.e[row(2, next, ny, nz)]);
    let ey = &plane.e[row(1, j, ny, nz)];
    row_hx(
        simd,
        hx,
        dt[0],
        ez,
        ez_y,
        y.inverse[j],
        ey,
        &ey[1..],
        &z.inverse,
    );
    if let Some(s) = y.slab_index(j) {
        let psi = &mut plane.psi.y[row(0, s, 2 * y.slab, nz)];
        stretch(simd, hx, dt, psi, y.b[s], y.c[s], ez_y, ez);
    }
    for (k, s) in z.slabs(0) {
        let psi = &mut plane.psi.z[row(0, j, ny, 2 * z.slab)][s.clone()];
        stretch_z(
            simd,
            &mut hx[k.clone()],
            dt,
            psi,
            &z.b[s.clone()],
            &z.c[s],
            &ey[k.start..],
            &ey[k.start + 1..],
        );
    }
}

fn hy<T: Real>(plane: &mut UpdateH<'_, T>, j: usize, after: &[T]) {
    let (ny, nz, simd, dt) = (plane.ny, plane.nz, plane.simd, plane.minus_dt);
    let [x, _, z] = plane.lines;
    let hy = &mut plane.h[row(1, j, ny, nz)][..nz - 1];
    let ex = &plane.e[row(0, j, ny, nz)];
    let (ez, ez_x) = (&plane.e[row(2, j, ny, nz)], &after[row(2, j, ny, nz)]);
    row_hy(
        simd,
        hy,
        dt[0],
        ex,
        &ex[1..],
        &z.inverse,
        ez,
        ez_x,
        x.inverse[plane.i],
    );
    if let Some(s) = x.slab_index(plane.i) {
        let psi = &mut plane.psi.x[row(0, j, ny, nz)];
        stretch(simd, hy, dt, psi, x.b[s], x.c[s], ez, ez_x);
    }
    for (k, s) in z.slabs(0) {
        let psi = &mut plane.psi.z[row(1, j, ny, 2 * z.slab)][s.clone()];
        stretch_z(
            simd,
            &mut hy[k.clone()],
            dt,
            psi,
            &z.b[s.clone()],
            &z.c[s],
            &ex[k.start + 1..],
            &ex[k.start..],
        );
    }
}

fn hz<T: Real>(plane: &mut UpdateH<'_, T>, j: usize, next: usize, after: &[T]) {
    let (ny, nz, simd, dt) = (plane.ny, plane.nz, plane.simd, plane.minus_dt);
    let [x, y, _] = plane.lines;
    let hz = &mut plane.h[row(2, j, ny, nz)];
    let (ey, ey_x) = (&plane.e[row(1, j, ny, nz)], &after[row(1, j, ny, nz)]);
    let (ex, ex_y) = (&plane.e[row(0, j, ny, nz)], &plane.e[row(0, next, ny, nz)]);
    row_hz(
        simd,
        hz,
        dt[0],
        ey,
        ey_x,
        x.inverse[plane.i],
        ex,
        ex_y,
        y.inverse[j],
    );
    if let Some(s) = x.slab_index(plane.i) {
        let psi = &mut plane.psi.x[row(1, j, ny, nz)];
        stretch(simd, hz, dt, psi, x.b[s], x.c[s], ey_x, ey);
    }
    if let Some(s) = y.slab_index(j) {
        let psi = &mut plane.psi.y[row(1, s, 2 * y.slab, nz)];
        stretch(simd, hz, dt, psi, y.b[s], y.c[s], ex, ex_y);
    }
}
