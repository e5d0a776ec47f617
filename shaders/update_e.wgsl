// Ampère's law: E(n+1) = ca E(n) + cb ∇×H(n+½).      Twin: src/kernel/update_e.rs
// ca, cb sit with each E component (Taflove & Hagness 2005, §3.6); differences look back one cell. In an absorber each
// difference gains ψ (CPML, Roden & Gedney 2000).

// Without it ca is 1 and not there.
override LOSSY: bool = false;

@group(0) @binding(5) var<storage, read_write> e: array<f32>;
// Begins with the plane before the slab.
@group(0) @binding(6) var<storage, read> h: array<f32>;
// Place of each row in `coefficients`, [plane][component][y].
@group(0) @binding(7) var<storage, read> codes: array<u32>;
// [row][z] of cb, then as much of ca if anything is lossy.
@group(0) @binding(8) var<storage, read> coefficients: array<f32>;

fn advance(i: u32, component: u32, j: u32, k: u32, curl: f32) {
    let p = at(i, component, j, k);
    let c = codes[(i * 3u + component) * dims.ny + j] * dims.nz + k;
    var kept = e[p];
    if LOSSY {
        kept *= coefficients[dims.rows * dims.nz + c];
    }
    e[p] = kept + coefficients[c] * curl;
}

@compute @workgroup_size(TILE_Z, TILE_Y, TILE_X)
fn update_e(@builtin(global_invocation_id) id: vec3u) {
    let k = id.x;
    let j = id.y;
    let i = id.z;
    if k >= dims.nz || j >= dims.ny || i >= dims.planes {
        return;
    }
    let first_row = dims.step_y;
    let back = max(j, first_row) - first_row;
    let before = i;
    let own = i + 1u;
    let ix = lines[dims.first + i];
    let iy = lines[dims.line_y + j];
    let iz = lines[dims.line_z + k];
    let hx = h[at(own, 0u, j, k)];
    let hy = h[at(own, 1u, j, k)];
    let hz = h[at(own, 2u, j, k)];

    // Ex: ∂Hz/∂y − ∂Hy/∂z
    if is_active(0u) && j >= first_row && k >= 1u {
        let hz_y = h[at(own, 2u, back, k)];
        let hy_z = h[at(own, 1u, j, k - 1u)];
        let dy_hz = (hz - hz_y) * iy + stretch_y(0u, i, j, k, hz - hz_y);
        let dz_hy = (hy - hy_z) * iz + stretch_z(0u, i, j, k, hy - hy_z);
        advance(i, 0u, j, k, dy_hz - dz_hy);
    }
    // On the first plane of all, E_y and E_z lie on the wall.
    if dims.first + i == 0u {
        return;
    }
    // Ey: ∂Hx/∂z − ∂Hz/∂x
    if is_active(1u) && k >= 1u {
        let hx_z = h[at(own, 0u, j, k - 1u)];
        let hz_x = h[at(before, 2u, j, k)];
        let dz_hx = (hx - hx_z) * iz + stretch_z(1u, i, j, k, hx - hx_z);
        let dx_hz = (hz - hz_x) * ix + stretch_x(0u, i, j, k, hz - hz_x);
        advance(i, 1u, j, k, dz_hx - dx_hz);
    }
    // Ez: ∂Hy/∂x − ∂Hx/∂y
    if is_active(2u) && j >= first_row {
        let hy_x = h[at(before, 1u, j, k)];
        let hx_y = h[at(own, 0u, back, k)];
        let dx_hy = (hy - hy_x) * ix + stretch_x(1u, i, j, k, hy - hy_x);
        let dy_hx = (hx - hx_y) * iy + stretch_y(1u, i, j, k, hx - hx_y);
        advance(i, 2u, j, k, dx_hy - dy_hx);
    }
}
