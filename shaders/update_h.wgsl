// Faraday's law: H(n+½) = H(n−½) − Δt ∇×E(n).      Twin: src/kernel/update_h.rs
// μ = 1; differences look ahead one cell. In an absorber each difference gains ψ (CPML, Roden & Gedney 2000).

// Ends with the plane after the slab.
@group(0) @binding(5) var<storage, read> e: array<f32>;
// Begins with the plane before the slab.
@group(0) @binding(6) var<storage, read_write> h: array<f32>;

fn advance(p: u32, curl: f32) {
    h[p] = h[p] - dims.dt * curl;
}

@compute @workgroup_size(TILE_Z, TILE_Y, TILE_X)
fn update_h(@builtin(global_invocation_id) id: vec3u) {
    let k = id.x;
    let j = id.y;
    let i = id.z;
    if k >= dims.nz || j >= dims.ny || i >= dims.planes {
        return;
    }
    let next = j + dims.step_y;
    let in_rows = next < dims.ny;
    let own = i + 1u;
    let after = i + 1u;
    let ix = lines[dims.first + i];
    let iy = lines[dims.line_y + j];
    let iz = lines[dims.line_z + k];
    let ex = e[at(i, 0u, j, k)];
    let ey = e[at(i, 1u, j, k)];
    let ez = e[at(i, 2u, j, k)];

    // Hx: ∂Ez/∂y − ∂Ey/∂z
    if is_active(3u) && in_rows && k + 1u < dims.nz {
        let ez_y = e[at(i, 2u, next, k)];
        let ey_z = e[at(i, 1u, j, k + 1u)];
        let dy_ez = (ez_y - ez) * iy + stretch_y(0u, i, j, k, ez_y - ez);
        let dz_ey = (ey_z - ey) * iz + stretch_z(0u, i, j, k, ey_z - ey);
        advance(at(own, 0u, j, k), dy_ez - dz_ey);
    }
    // On the last plane of all, H_y and H_z lie beyond the wall.
    if dims.first + i + 1u == dims.nx {
        return;
    }
    // Hy: ∂Ex/∂z − ∂Ez/∂x
    if is_active(4u) && k + 1u < dims.nz {
        let ex_z = e[at(i, 0u, j, k + 1u)];
        let ez_x = e[at(after, 2u, j, k)];
        let dz_ex = (ex_z - ex) * iz + stretch_z(1u, i, j, k, ex_z - ex);
        let dx_ez = (ez_x - ez) * ix + stretch_x(0u, i, j, k, ez_x - ez);
        advance(at(own, 1u, j, k), dz_ex - dx_ez);
    }
    // Hz: ∂Ey/∂x − ∂Ex/∂y
    if is_active(5u) && in_rows {
        let ey_x = e[at(after, 1u, j, k)];
        let ex_y = e[at(i, 0u, next, k)];
        let dx_ey = (ey_x - ey) * ix + stretch_x(1u, i, j, k, ey_x - ey);
        let dy_ex = (ex_y - ex) * iy + stretch_y(1u, i, j, k, ex_y - ex);
        advance(at(own, 2u, j, k), dx_ey - dy_ex);
    }
}
