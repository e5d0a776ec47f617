//! Faraday's law: H(n+½) = H(n−½) − Δt ∇×E(n).      Twin: shaders/update_h.wgsl
//! μ = 1; differences look ahead one cell. In an absorber each difference gains ψ (CPML, Roden & Gedney 2000).

use std::ops::Range;

use super::grid::{At, Families, LANES, Line, Psi, Real, Rows, Shared, Simd, Slabs, cpml, cut, each_kind, row_kernel};

/// The arrays of the update.
#[derive(Clone, Copy)]
pub struct UpdateH<'a, T> {
    pub simd: Simd,
    pub families: Families,
    pub rows: Rows,
    pub h: Shared<'a, T>,
    pub e: Shared<'a, T>,
    pub minus_dt: T,
    pub lines: &'a [Line<T>; 3],
    pub psi: Psi<'a, T>,
}

/// The rows that the update of a row of H touches: `ez_y` is Ez on the next row, `ez_x` on the next plane, `ey_z` one point on;
/// `psi_xy` is ψ of Hy in the absorber along x.
struct Row<'a, T> {
    hx: &'a mut [T],
    hy: &'a mut [T],
    hz: &'a mut [T],
    ex: &'a [T],
    ey: &'a [T],
    ez: &'a [T],
    ex_y: &'a [T],
    ez_y: &'a [T],
    ey_x: &'a [T],
    ez_x: &'a [T],
    ex_z: &'a [T],
    ey_z: &'a [T],
    psi_xy: &'a mut [T],
    psi_xz: &'a mut [T],
    psi_yx: &'a mut [T],
    psi_yz: &'a mut [T],
    psi_zx: &'a mut [T],
    psi_zy: &'a mut [T],
}

row_kernel! {
    /// H along a row. `A` and `B`: the families of components that there are (see [`Families`]); `X`, `Y`: the row lies in an
    /// absorber along x, y.
    pub fn row_h<const A, const B, const X, const Y>(
        hx: &mut [T], hy: &mut [T], hz: &mut [T], ex: &[T], ey: &[T], ez: &[T], ex_y: &[T], ez_y: &[T], ey_x: &[T],
        ez_x: &[T], ex_z: &[T], ey_z: &[T], psi_xy: &mut [T], psi_xz: &mut [T], psi_yx: &mut [T], psi_yz: &mut [T],
        psi_zx: &mut [T], psi_zy: &mut [T], minus_dt: T, at: At<T>, z: &Line<T>, slabs: Slabs,
    ) {
        let mut row = Row {
            hx, hy, hz, ex, ey, ez, ex_y, ez_y, ey_x, ez_x, ex_z, ey_z, psi_xy, psi_xz, psi_yx, psi_yz, psi_zx, psi_zy,
        };
        let [low, inner, high] = slabs.spans();
        span::<T, A, B, X, Y, true>(&mut row, minus_dt, at, z, low, 0);
        span::<T, A, B, X, Y, false>(&mut row, minus_dt, at, z, inner, 0);
        span::<T, A, B, X, Y, true>(&mut row, minus_dt, at, z, high, slabs.low);
    }
}

/// H on a span of whole vectors; `Z`: it lies in an absorber along z, with its ψ from `s` on.
#[inline(always)]
fn span<T: Real, const A: bool, const B: bool, const X: bool, const Y: bool, const Z: bool>(
    row: &mut Row<'_, T>,
    minus_dt: T,
    at: At<T>,
    z: &Line<T>,
    points: Range<usize>,
    s: usize,
) {
    // Whole vectors, which spares the compiler's loop its rest.
    let (p, n) = (points.start, points.len() / LANES * LANES);
    let (iz, [x, y]) = (&z.inverse[p..][..n], [X, Y].map(|here| if here { (p, n) } else { (0, 0) }));
    let (s, count) = if Z { (s, n) } else { (0, 0) };
    let (bz, cz) = (&z.b[s..][..count], &z.c[s..][..count]);
    cut!(row, (p, n); ex ey ez ex_y ez_y ey_x ez_x ex_z ey_z);
    cut!(mut row, (p, n); hx hy hz);
    cut!(mut row, x; psi_xy psi_xz);
    cut!(mut row, y; psi_yx psi_yz);
    cut!(mut row, (s, count); psi_zx psi_zy);
    for k in 0..n {
        // Hx: ∂Ez/∂y − ∂Ey/∂z
        if A {
            let mut dy_ez = T::default();
            if B {
                dy_ez = (ez_y[k] - ez[k]) * at.iy;
            }
            if Y {
                dy_ez += cpml(&mut psi_yx[k], at.by, at.cy, ez_y[k] - ez[k]);
            }
            let mut dz_ey = (ey_z[k] - ey[k]) * iz[k];
            if Z {
                dz_ey += cpml(&mut psi_zx[k], bz[k], cz[k], ey_z[k] - ey[k]);
            }
            hx[k] += minus_dt * (dy_ez - dz_ey);
        }
        // Hy: ∂Ex/∂z − ∂Ez/∂x
        if B {
            let mut dz_ex = (ex_z[k] - ex[k]) * iz[k];
            if Z {
                dz_ex += cpml(&mut psi_zy[k], bz[k], cz[k], ex_z[k] - ex[k]);
            }
            let mut dx_ez = (ez_x[k] - ez[k]) * at.ix;
            if X {
                dx_ez += cpml(&mut psi_xy[k], at.bx, at.cx, ez_x[k] - ez[k]);
            }
            hy[k] += minus_dt * (dz_ex - dx_ez);
        }
        // Hz: ∂Ey/∂x − ∂Ex/∂y
        if A {
            let mut dx_ey = (ey_x[k] - ey[k]) * at.ix;
            if X {
                dx_ey += cpml(&mut psi_xz[k], at.bx, at.cx, ey_x[k] - ey[k]);
            }
            let mut dy_ex = T::default();
            if B {
                dy_ex = (ex_y[k] - ex[k]) * at.iy;
            }
            if Y {
                dy_ex += cpml(&mut psi_yz[k], at.by, at.cy, ex_y[k] - ex[k]);
            }
            hz[k] += minus_dt * (dx_ey - dy_ex);
        }
    }
}

/// Updates H on rows of the plane i.
///
/// # Safety
/// Meanwhile nobody else touches these rows of H and ψ, or writes E on them, on the row after them, and on the plane after.
pub unsafe fn update_h<T: Real>(grid: &UpdateH<'_, T>, i: usize, rows: Range<usize>) {
    let [x, y, _] = grid.lines;
    for j in rows {
        // On a collapsed y axis a row is its own neighbour and 1/Δy is zero.
        let next = (j + 1).min(grid.rows.ny - 1);
        let at = At::new(x, i, y, j);
        // SAFETY: the caller's promise.
        unsafe { each_kind!(at, grid.families, row(grid, i, [j, next], at)) };
    }
}

/// # Safety
/// As [`update_h`].
#[inline(always)]
unsafe fn row<T: Real, const A: bool, const B: bool, const X: bool, const Y: bool>(
    grid: &UpdateH<'_, T>,
    i: usize,
    [j, next]: [usize; 2],
    at: At<T>,
) {
    let (rows, stride, psi) = (grid.rows, grid.rows.stride, grid.psi);
    // SAFETY: the rows that the caller lends.
    unsafe {
        let h = |component| grid.h.write(rows.at(i, component, j), stride);
        let e = |i, component, j| grid.e.read(rows.at(i, component, j), stride);
        let ahead = |component| grid.e.read(rows.at(i, component, j) + 1, stride);
        let x = |which| psi.x.write(rows.psi_x(at.slab_x, which, j), if X { stride } else { 0 });
        let y = |which| psi.y.write(rows.psi_y(i, which, at.slab_y), if Y { stride } else { 0 });
        let z = |which| psi.z.write(rows.psi_z(i, which, j), rows.slabs_z.count());
        row_h::<T, A, B, X, Y>(
            grid.simd,
            h(0),
            h(1),
            h(2),
            e(i, 0, j),
            e(i, 1, j),
            e(i, 2, j),
            e(i, 0, next),
            e(i, 2, next),
            e(i + 1, 1, j),
            e(i + 1, 2, j),
            ahead(0),
            ahead(1),
            x(0),
            x(1),
            y(0),
            y(1),
            z(0),
            z(1),
            grid.minus_dt,
            at,
            &grid.lines[2],
            rows.slabs_z,
        );
    }
}
