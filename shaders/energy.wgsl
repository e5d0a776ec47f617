// Field energy: W = ½ Σ (ε E² + H²) V, per plane of constant x.      Twin: src/kernel/energy.rs
// E and H half a step apart: good to O(Δt), which is what shut-off needs. ε = Δt/cb, so that no other array is kept.
// One workgroup takes one plane: every thread its points in rising order, then a tree, so that runs repeat to the bit.

const THREADS: u32 = 256u;

@group(0) @binding(5) var<storage, read> e: array<f32>;
// Begins with the plane before the slab.
@group(0) @binding(6) var<storage, read> h: array<f32>;
// Place of each row in `coefficients`, [plane][component][y].
@group(0) @binding(7) var<storage, read> codes: array<u32>;
// [row][z] of cb, first of all.
@group(0) @binding(8) var<storage, read> coefficients: array<f32>;
// For x, y, z in turn: the cell's width about nodes by point, then about points half a cell on.
@group(0) @binding(16) var<storage, read> widths: array<f32>;
// Twice the energy of each plane of the slab.
@group(0) @binding(17) var<storage, read_write> energies: array<f32>;

var<workgroup> partial: array<f32, THREADS>;

fn width_x(half: bool, i: u32) -> f32 {
    return widths[select(0u, dims.nx, half) + i];
}

fn width_y(half: bool, j: u32) -> f32 {
    return widths[2u * dims.nx + select(0u, dims.ny, half) + j];
}

fn width_z(half: bool, k: u32) -> f32 {
    return widths[2u * (dims.nx + dims.ny) + select(0u, dims.nz, half) + k];
}

@compute @workgroup_size(THREADS)
fn energy(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) thread: u32) {
    let i = group.x;
    var total = 0.0;
    for (var component = 0u; component < 3u; component++) {
        // E sits half a cell on along its own axis, H along the two others.
        let along_x = component == 0u;
        let along_y = component == 1u;
        let along_z = component == 2u;
        let e_x = width_x(along_x, dims.first + i);
        let h_x = width_x(!along_x, dims.first + i);
        for (var point = thread; point < dims.ny * dims.nz; point += THREADS) {
            let j = point / dims.nz;
            let k = point % dims.nz;
            let own = at(i, component, j, k);
            let electric = e[own];
            let magnetic = h[at(i + 1u, component, j, k)];
            let cb = coefficients[codes[(i * 3u + component) * dims.ny + j] * dims.nz + k];
            if cb > 0.0 {
                total += dims.dt / cb * electric * electric * e_x * width_y(along_y, j) * width_z(along_z, k);
            }
            total += magnetic * magnetic * h_x * width_y(!along_y, j) * width_z(!along_z, k);
        }
    }
    partial[thread] = total;
    for (var half = THREADS / 2u; half > 0u; half /= 2u) {
        workgroupBarrier();
        if thread < half {
            partial[thread] += partial[thread + half];
        }
    }
    if thread == 0u {
        energies[i] = partial[0];
    }
}
