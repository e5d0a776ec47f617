// A field at a point: Σ weight · field over the points about it on one plane.      Twin: src/kernel/probe.rs
// The weights are trilinear; planes are added when samples are read.

// The part of a probe that lies in one slab; its first plane as the field's array counts planes.
struct Point {
    component: u32,
    plane: u32,
    j: u32,
    k: u32,
    planes: u32,
    rows: u32,
    width: u32,
    every: u32,
    samples: u32,
}

@group(0) @binding(10) var<storage, read> field: array<f32>;
// [plane][row][point]
@group(0) @binding(11) var<storage, read> weight: array<f32>;
@group(0) @binding(24) var<uniform> point: Point;
// [sample][plane]
@group(0) @binding(25) var<storage, read_write> values: array<f32>;

@compute @workgroup_size(LIST)
fn probe(@builtin(global_invocation_id) id: vec3u) {
    let i = id.x;
    let sample = tick.step / point.every;
    if i >= point.planes || sample >= point.samples {
        return;
    }
    let area = point.rows * point.width;
    var value = 0.0;
    for (var p = 0u; p < area; p++) {
        let j = point.j + p / point.width;
        let k = point.k + p % point.width;
        value += weight[i * area + p] * field[at(point.plane + i, point.component, j, k)];
    }
    values[sample * point.planes + i] = value;
}
