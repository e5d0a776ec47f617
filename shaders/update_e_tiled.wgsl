// Both laws in one pass, out of place: H(n+½) = H(n−½) − Δt ∇×E(n), then E(n+1) = ca E(n) + cb ∇×H(n+½).
// Twins: src/kernel/update_h.rs, then src/kernel/update_e.rs.
// A workgroup takes a tile of rows and points and marches along x over TILE_X planes. E's differences look back one cell: along
// x the plane before is in registers, along y and z the neighbour's H comes through workgroup memory. The tile's first row and
// point, and the plane before its first, are halo: their H is computed here too, and written by their owner alone.

// Without it ca is 1 and not there.
override LOSSY: bool = false;

@group(0) @binding(3) var<storage, read_write> e_next: array<f32>;
@group(0) @binding(4) var<storage, read_write> h_next: array<f32>;
@group(0) @binding(5) var<storage, read> e: array<f32>;
// Begins with the plane before the first, ends with ψ of H.
@group(0) @binding(6) var<storage, read> h: array<f32>;
// Place of each row in `coefficients`, [plane][component][y].
@group(0) @binding(7) var<storage, read> codes: array<u32>;
// [row][z] of cb, then as much of ca if anything is lossy.
@group(0) @binding(8) var<storage, read> coefficients: array<f32>;

// Most threads of a workgroup, the portable limit. H of each, twice: a plane is written while the one before is still read.
const THREADS: u32 = 256u;
const PLANES: u32 = 2u * THREADS;
var<workgroup> tile_hx: array<f32, PLANES>;
var<workgroup> tile_hy: array<f32, PLANES>;
var<workgroup> tile_hz: array<f32, PLANES>;

fn e_at(i: u32, component: u32, j: u32, k: u32) -> f32 {
    if is_present(component) {
        return e[at(i, component, j, k)];
    }
    return 0.0;
}

fn h_at(i: u32, component: u32, j: u32, k: u32) -> f32 {
    if is_present(3u + component) {
        return h[at(i + 1u, component, j, k)];
    }
    return 0.0;
}

fn e_own(i: u32, j: u32, k: u32) -> vec3f {
    return vec3f(e_at(i, 0u, j, k), e_at(i, 1u, j, k), e_at(i, 2u, j, k));
}

fn stretch_h(p: u32, line: u32, slab: u32, difference: f32, owned: bool) -> f32 {
    let value = cpml(h[dims.psi_h + p], dims.line_h + line, slab, difference);
    if owned {
        h_next[dims.psi_h + p] = value;
    }
    return value;
}

fn stretch_h_x(pair: u32, i: u32, j: u32, k: u32, difference: f32, owned: bool) -> f32 {
    let s = slab_index(dims.first + i, dims.slab_x, dims.cells_x);
    if s == NONE {
        return 0.0;
    }
    return stretch_h(psi_x_at(pair, s, j, k), dims.nx + s, dims.slab_x, difference, owned);
}

fn stretch_h_y(pair: u32, i: u32, j: u32, k: u32, difference: f32, owned: bool) -> f32 {
    let s = slab_index(j, dims.slab_y, dims.cells_y);
    if s == NONE {
        return 0.0;
    }
    return stretch_h(psi_y_at(pair, i, s, k), dims.line_y + dims.ny + s, dims.slab_y, difference, owned);
}

fn stretch_h_z(pair: u32, i: u32, j: u32, k: u32, difference: f32, owned: bool) -> f32 {
    let s = slab_index(k, dims.slab_z, dims.cells_z);
    if s == NONE {
        return 0.0;
    }
    return stretch_h(psi_z_at(pair, i, j, s), dims.line_z + dims.nz + s, dims.slab_z, difference, owned);
}

// H(n+½) at a point; E(n) there is `own`, on the plane after `after`.
fn magnetic(i: u32, j: u32, k: u32, own: vec3f, after: vec3f, owned: bool) -> vec3f {
    let next = j + dims.step_y;
    let in_rows = next < dims.ny;
    let inside = dims.first + i + 1u < dims.nx;
    let ix = lines[dims.line_h + dims.first + i];
    let iy = lines[dims.line_h + dims.line_y + j];
    let iz = lines[dims.line_h + dims.line_z + k];
    let ex = own.x;
    let ey = own.y;
    let ez = own.z;
    var hx = h_at(i, 0u, j, k);
    var hy = h_at(i, 1u, j, k);
    var hz = h_at(i, 2u, j, k);

    // Hx: ∂Ez/∂y − ∂Ey/∂z
    if is_active(3u) && in_rows && k + 1u < dims.nz {
        let ez_y = e_at(i, 2u, next, k);
        let ey_z = e_at(i, 1u, j, k + 1u);
        let dy_ez = (ez_y - ez) * iy + stretch_h_y(0u, i, j, k, ez_y - ez, owned);
        let dz_ey = (ey_z - ey) * iz + stretch_h_z(0u, i, j, k, ey_z - ey, owned);
        hx = hx - dims.dt * (dy_ez - dz_ey);
    }
    // On the last plane of all, H_y and H_z lie beyond the wall.
    // Hy: ∂Ex/∂z − ∂Ez/∂x
    if is_active(4u) && inside && k + 1u < dims.nz {
        let ex_z = e_at(i, 0u, j, k + 1u);
        let ez_x = after.z;
        let dz_ex = (ex_z - ex) * iz + stretch_h_z(1u, i, j, k, ex_z - ex, owned);
        let dx_ez = (ez_x - ez) * ix + stretch_h_x(0u, i, j, k, ez_x - ez, owned);
        hy = hy - dims.dt * (dz_ex - dx_ez);
    }
    // Hz: ∂Ey/∂x − ∂Ex/∂y
    if is_active(5u) && inside && in_rows {
        let ey_x = after.y;
        let ex_y = e_at(i, 0u, next, k);
        let dx_ey = (ey_x - ey) * ix + stretch_h_x(1u, i, j, k, ey_x - ey, owned);
        let dy_ex = (ex_y - ex) * iy + stretch_h_y(1u, i, j, k, ex_y - ex, owned);
        hz = hz - dims.dt * (dx_ey - dy_ex);
    }
    return vec3f(hx, hy, hz);
}

fn advance(i: u32, component: u32, j: u32, k: u32, own: f32, curl: f32) -> f32 {
    let c = codes[(i * 3u + component) * dims.ny + j] * dims.nz + k;
    var kept = own;
    if LOSSY {
        kept *= coefficients[dims.rows * dims.nz + c];
    }
    return kept + coefficients[c] * curl;
}

// E(n+1) at a point from E(n) and H(n+½) there, H on the plane before, and the tile's H, where the point is `own_at`.
fn electric(i: u32, j: u32, k: u32, own: vec3f, own_h: vec3f, before: vec3f, own_at: u32) -> vec3f {
    let first_row = dims.step_y;
    let back_at = own_at - TILE_Z * dims.step_y;
    let inside = dims.first + i > 0u;
    let ix = lines[dims.first + i];
    let iy = lines[dims.line_y + j];
    let iz = lines[dims.line_z + k];
    let hx = own_h.x;
    let hy = own_h.y;
    let hz = own_h.z;
    var ex = own.x;
    var ey = own.y;
    var ez = own.z;

    // Ex: ∂Hz/∂y − ∂Hy/∂z
    if is_active(0u) && j >= first_row && k >= 1u {
        let hz_y = tile_hz[back_at];
        let hy_z = tile_hy[own_at - 1u];
        let dy_hz = (hz - hz_y) * iy + stretch_y(0u, i, j, k, hz - hz_y);
        let dz_hy = (hy - hy_z) * iz + stretch_z(0u, i, j, k, hy - hy_z);
        ex = advance(i, 0u, j, k, ex, dy_hz - dz_hy);
    }
    // On the first plane of all, E_y and E_z lie on the wall.
    // Ey: ∂Hx/∂z − ∂Hz/∂x
    if is_active(1u) && inside && k >= 1u {
        let hx_z = tile_hx[own_at - 1u];
        let hz_x = before.z;
        let dz_hx = (hx - hx_z) * iz + stretch_z(1u, i, j, k, hx - hx_z);
        let dx_hz = (hz - hz_x) * ix + stretch_x(0u, i, j, k, hz - hz_x);
        ey = advance(i, 1u, j, k, ey, dz_hx - dx_hz);
    }
    // Ez: ∂Hy/∂x − ∂Hx/∂y
    if is_active(2u) && inside && j >= first_row {
        let hy_x = before.y;
        let hx_y = tile_hx[back_at];
        let dx_hy = (hy - hy_x) * ix + stretch_x(1u, i, j, k, hy - hy_x);
        let dy_hx = (hx - hx_y) * iy + stretch_y(1u, i, j, k, hx - hx_y);
        ez = advance(i, 2u, j, k, ez, dx_hy - dy_hx);
    }
    return vec3f(ex, ey, ez);
}

// Everything that may differ from zero is written, so that what no law moves goes on too.
fn write(i: u32, j: u32, k: u32, e_new: vec3f, h_new: vec3f) {
    if is_present(0u) {
        e_next[at(i, 0u, j, k)] = e_new.x;
    }
    if is_present(1u) {
        e_next[at(i, 1u, j, k)] = e_new.y;
    }
    if is_present(2u) {
        e_next[at(i, 2u, j, k)] = e_new.z;
    }
    if is_present(3u) {
        h_next[at(i + 1u, 0u, j, k)] = h_new.x;
    }
    if is_present(4u) {
        h_next[at(i + 1u, 1u, j, k)] = h_new.y;
    }
    if is_present(5u) {
        h_next[at(i + 1u, 2u, j, k)] = h_new.z;
    }
}

@compute @workgroup_size(TILE_Z, TILE_Y, 1)
fn update_e_tiled(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) thread: vec3u) {
    // Before the first point or row of all these wrap round, beyond the grid.
    let k = group.x * (TILE_Z - 1u) + thread.x - 1u;
    let j = group.y * (TILE_Y - dims.step_y) + thread.y - dims.step_y;
    let there = j < dims.ny && k < dims.nz;
    let owned = there && thread.x >= 1u && thread.y >= dims.step_y;
    let place = thread.y * TILE_Z + thread.x;
    let first = group.z * TILE_X;
    let end = min(first + TILE_X, dims.planes);
    var own = vec3f();
    var before = vec3f();
    if there {
        own = e_own(first, j, k);
    }
    if owned && first > 0u {
        before = magnetic(first - 1u, j, k, e_own(first - 1u, j, k), own, false);
    }
    for (var i = first; i < end; i++) {
        let own_at = (i & 1u) * THREADS + place;
        var after = vec3f();
        var own_h = vec3f();
        if there {
            after = e_own(i + 1u, j, k);
            own_h = magnetic(i, j, k, own, after, owned);
        }
        tile_hx[own_at] = own_h.x;
        tile_hy[own_at] = own_h.y;
        tile_hz[own_at] = own_h.z;
        workgroupBarrier();
        if owned {
            write(i, j, k, electric(i, j, k, own, own_h, before, own_at), own_h);
        }
        before = own_h;
        own = after;
    }
}
