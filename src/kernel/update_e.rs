//! Ampère's law: E(n+1) = ca E(n) + cb ∇×H(n+½).      Twin: shaders/update_e.wgsl
//! ca, cb sit with each E component (Taflove & Hagness 2005, §3.6); differences look back one cell. In an absorber each
//! difference gains ψ (CPML, Roden & Gedney 2000).

use std::ops::Range;

use super::grid::{At, Families, LANES, Line, Psi, Real, Rows, Shared, Simd, Slabs, cpml, cut, each_kind, row_kernel};

/// The arrays of the update.
#[derive(Clone, Copy)]
pub struct UpdateE<'a, T> {
    pub simd: Simd,
    pub families: Families,
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

/// The rows that the update of a row of E touches: `hz_y` is Hz on the row before, `hz_x` on the plane before, `hy_z` one point
/// back; `psi_xy` is ψ of Ey in the absorber along x.
struct Row<'a, T> {
    ex: &'a mut [T],
    ey: &'a mut [T],
    ez: &'a mut [T],
    ca_x: &'a [T],
    ca_y: &'a [T],
    ca_z: &'a [T],
    cb_x: &'a [T],
    cb_y: &'a [T],
    cb_z: &'a [T],
    hx: &'a [T],
    hy: &'a [T],
    hz: &'a [T],
    hx_y: &'a [T],
    hz_y: &'a [T],
    hy_x: &'a [T],
    hz_x: &'a [T],
    hx_z: &'a [T],
    hy_z: &'a [T],
    psi_xy: &'a mut [T],
    psi_xz: &'a mut [T],
    psi_yx: &'a mut [T],
    psi_yz: &'a mut [T],
    psi_zx: &'a mut [T],
    psi_zy: &'a mut [T],
}

row_kernel! {
    /// E along a row. `A` and `B`: the families of components that there are (see [`Families`]); `X`, `Y`: the row lies in an
    /// absorber along x, y; `LOSSY`: without it ca is 1 and not read.
    pub fn row_e<const A, const B, const X, const Y, const LOSSY>(
        ex: &mut [T], ey: &mut [T], ez: &mut [T], ca_x: &[T], ca_y: &[T], ca_z: &[T], cb_x: &[T], cb_y: &[T], cb_z: &[T], hx: &[T], hy: &[T],
        hz: &[T], hx_y: &[T], hz_y: &[T], hy_x: &[T], hz_x: &[T], hx_z: &[T], hy_z: &[T], psi_xy: &mut [T],
        psi_xz: &mut [T], psi_yx: &mut [T], psi_yz: &mut [T], psi_zx: &mut [T], psi_zy: &mut [T], at: At<T>, z: &Line<T>,
        slabs: Slabs,
    ) {
        let mut row = Row {
            ex, ey, ez, ca_x, ca_y, ca_z, cb_x, cb_y, cb_z, hx, hy, hz, hx_y, hz_y, hy_x, hz_x, hx_z, hy_z, psi_xy, psi_xz, psi_yx,
            psi_yz, psi_zx, psi_zy,
        };
        let [low, inner, high] = slabs.spans();
        span::<T, A, B, X, Y, true, LOSSY>(&mut row, at, z, low, 0);
        span::<T, A, B, X, Y, false, LOSSY>(&mut row, at, z, inner, 0);
        span::<T, A, B, X, Y, true, LOSSY>(&mut row, at, z, high, slabs.low);
    }
}

/// E on a span of whole vectors; `Z`: it lies in an absorber along z, with its ψ from `s` on.
#[inline(always)]
fn span<T: Real, const A: bool, const B: bool, const X: bool, const Y: bool, const Z: bool, const LOSSY: bool>(
    row: &mut Row<'_, T>,
    at: At<T>,
    z: &Line<T>,
    points: Range<usize>,
    s: usize,
) {
    // Whole vectors, which spares the compiler's loop its rest.
    let (p, n) = (points.start, points.len() / LANES * LANES);
    let (iz, [x, y, loss]) = (&z.inverse[p..][..n], [X, Y, LOSSY].map(|here| if here { (p, n) } else { (0, 0) }));
    let (s, count) = if Z { (s, n) } else { (0, 0) };
    let (bz, cz) = (&z.b[s..][..count], &z.c[s..][..count]);
    cut!(row, (p, n); cb_x cb_y cb_z hx hy hz hx_y hz_y hy_x hz_x hx_z hy_z);
    cut!(row, loss; ca_x ca_y ca_z);
    cut!(mut row, (p, n); ex ey ez);
    cut!(mut row, x; psi_xy psi_xz);
    cut!(mut row, y; psi_yx psi_yz);
    cut!(mut row, (s, count); psi_zx psi_zy);
    for k in 0..n {
        // Ex: ∂Hz/∂y − ∂Hy/∂z
        if B {
            let mut dy_hz = T::default();
            if A {
                dy_hz = (hz[k] - hz_y[k]) * at.iy;
            }
            if Y {
                dy_hz += cpml(&mut psi_yx[k], at.by, at.cy, hz[k] - hz_y[k]);
            }
            let mut dz_hy = (hy[k] - hy_z[k]) * iz[k];
            if Z {
                dz_hy += cpml(&mut psi_zx[k], bz[k], cz[k], hy[k] - hy_z[k]);
            }
            let kept = if LOSSY { ca_x[k] * ex[k] } else { ex[k] };
            ex[k] = kept + cb_x[k] * (dy_hz - dz_hy);
        }
        // Ey: ∂Hx/∂z − ∂Hz/∂x
        if A {
            let mut dz_hx = (hx[k] - hx_z[k]) * iz[k];
            if Z {
                dz_hx += cpml(&mut psi_zy[k], bz[k], cz[k], hx[k] - hx_z[k]);
            }
            let mut dx_hz = (hz[k] - hz_x[k]) * at.ix;
            if X {
                dx_hz += cpml(&mut psi_xy[k], at.bx, at.cx, hz[k] - hz_x[k]);
            }
            let kept = if LOSSY { ca_y[k] * ey[k] } else { ey[k] };
            ey[k] = kept + cb_y[k] * (dz_hx - dx_hz);
        }
        // Ez: ∂Hy/∂x − ∂Hx/∂y
        if B {
            let mut dx_hy = (hy[k] - hy_x[k]) * at.ix;
            if X {
                dx_hy += cpml(&mut psi_xz[k], at.bx, at.cx, hy[k] - hy_x[k]);
            }
            let mut dy_hx = T::default();
            if A {
                dy_hx = (hx[k] - hx_y[k]) * at.iy;
            }
            if Y {
                dy_hx += cpml(&mut psi_yz[k], at.by, at.cy, hx[k] - hx_y[k]);
            }
            let kept = if LOSSY { ca_z[k] * ez[k] } else { ez[k] };
            ez[k] = kept + cb_z[k] * (dx_hy - dy_hx);
        }
    }
}

/// Updates E on rows of the plane i.
///
/// # Safety
/// Meanwhile nobody else touches these rows of E and ψ, or writes H on them, on the row before them, and on the plane before.
pub unsafe fn update_e<T: Real>(grid: &UpdateE<'_, T>, i: usize, rows: Range<usize>) {
    let [x, y, _] = grid.lines;
    // On the first plane and row E lies on a wall or looks no further back: a difference of a row with itself is zero.
    let before = i.saturating_sub(1);
    for j in rows {
        let back = j.saturating_sub(1);
        let at = At::new(x, i, y, j);
        // SAFETY: the caller's promise.
        unsafe { each_kind!(at, grid.families, lossy(grid, [i, before], [j, back], at)) };
    }
}

/// # Safety
/// As [`update_e`].
#[inline(always)]
unsafe fn lossy<T: Real, const A: bool, const B: bool, const X: bool, const Y: bool>(
    grid: &UpdateE<'_, T>,
    i: [usize; 2],
    j: [usize; 2],
    at: At<T>,
) {
    // SAFETY: the caller's promise.
    unsafe {
        match grid.ca {
            Some(ca) => row::<T, A, B, X, Y, true>(grid, ca, i, j, at),
            None => row::<T, A, B, X, Y, false>(grid, &[], i, j, at),
        }
    }
}

/// # Safety
/// As [`update_e`].
#[inline(always)]
unsafe fn row<T: Real, const A: bool, const B: bool, const X: bool, const Y: bool, const LOSSY: bool>(
    grid: &UpdateE<'_, T>,
    ca: &[T],
    [i, before]: [usize; 2],
    [j, back]: [usize; 2],
    at: At<T>,
) {
    let (rows, stride, psi) = (grid.rows, grid.rows.stride, grid.psi);
    let place = |component| grid.codes[rows.row(i, component, j)] as usize * stride;
    let [cx, cy, cz] = [0, 1, 2].map(place);
    let ca = |c: usize| if LOSSY { &ca[c..c + stride] } else { &[] };
    let cb = |c: usize| &grid.cb[c..c + stride];
    // SAFETY: the rows that the caller lends.
    unsafe {
        let e = |component| grid.e.write(rows.at(i, component, j), stride);
        let h = |i, component, j| grid.h.read(rows.at(i, component, j), stride);
        let behind = |component| grid.h.read(rows.at(i, component, j) - 1, stride);
        let x = |which| psi.x.write(rows.psi_x(at.slab_x, which, j), if X { stride } else { 0 });
        let y = |which| psi.y.write(rows.psi_y(i, which, at.slab_y), if Y { stride } else { 0 });
        let z = |which| psi.z.write(rows.psi_z(i, which, j), rows.slabs_z.count());
        row_e::<T, A, B, X, Y, LOSSY>(
            grid.simd,
            e(0),
            e(1),
            e(2),
            ca(cx),
            ca(cy),
            ca(cz),
            cb(cx),
            cb(cy),
            cb(cz),
            h(i, 0, j),
            h(i, 1, j),
            h(i, 2, j),
            h(i, 0, back),
            h(i, 2, back),
            h(before, 1, j),
            h(before, 2, j),
            behind(0),
            behind(1),
            x(0),
            x(1),
            y(0),
            y(1),
            z(0),
            z(1),
            at,
            &grid.lines[2],
            rows.slabs_z,
        );
    }
}
