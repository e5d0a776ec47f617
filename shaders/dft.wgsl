// Fourier sums: F(f) ← F(f) + field(t_n) e^(+2πi f t_n), compensated (Kahan 1965).      Twin: src/kernel/dft.rs
// Phases are computed in f64 on the host; the factor Δt · `sample_every` is applied when sums are read.

// Arrays per point and frequency: real and imaginary sum, real and imaginary compensation.
const PARTS: u32 = 4u;

// Rows of a monitor's sums in one slab. Row ((plane · components) + component) · frequencies + frequency holds
// [part][point] of the box's points on one plane.
struct Rows {
    first: u32,
    count: u32,
    // First plane, row and point of the box in the slab, points along z and on a plane.
    plane: u32,
    j: u32,
    k: u32,
    width: u32,
    points: u32,
    // Components, four bits each from the lowest, and how many.
    codes: u32,
    components: u32,
    frequencies: u32,
}

@group(0) @binding(5) var<storage, read> e: array<f32>;
// Begins with the plane before the slab.
@group(0) @binding(6) var<storage, read> h: array<f32>;
@group(0) @binding(13) var<uniform> rows: Rows;
// (cos, sin) by [sample][E, H][frequency]
@group(0) @binding(14) var<storage, read> phases: array<vec2f>;
@group(0) @binding(15) var<storage, read_write> sums: array<f32>;

// Compilers simplify (a + b) − a to b unless they cannot see through a.
fn opaque(value: f32) -> f32 {
    return bitcast<f32>(bitcast<u32>(value) ^ tick.zero);
}

fn add(sum_at: u32, lost_at: u32, value: f32) {
    let term = value - sums[lost_at];
    let sum = opaque(sums[sum_at] + term);
    sums[lost_at] = opaque(sum - sums[sum_at]) - term;
    sums[sum_at] = sum;
}

@compute @workgroup_size(LIST)
fn dft(@builtin(global_invocation_id) id: vec3u) {
    let q = list_index(id);
    if q >= rows.count * rows.points {
        return;
    }
    let p = q % rows.points;
    let row = rows.first + q / rows.points;
    let f = row % rows.frequencies;
    let item = row / rows.frequencies;
    let code = (rows.codes >> (4u * (item % rows.components))) & 15u;
    let i = rows.plane + item / rows.components;
    let j = rows.j + p / rows.width;
    let k = rows.k + p % rows.width;
    let is_h = code >= 3u;
    var sample: f32;
    if is_h {
        sample = h[at(i + 1u, code - 3u, j, k)];
    } else {
        sample = e[at(i, code, j, k)];
    }
    let phase = phases[(tick.sample * 2u + u32(is_h)) * rows.frequencies + f];
    let re = q / rows.points * PARTS * rows.points + p;
    let im = re + rows.points;
    let re_lost = im + rows.points;
    let im_lost = re_lost + rows.points;
    add(re, re_lost, sample * phase.x);
    add(im, im_lost, sample * phase.y);
}
