// What E's own update gave a coupled point in this step: gain = E − E before.      Twin: src/kernel/gain.rs

// The coupled points that lie in one slab.
struct Coupled {
    first: u32,
    points: u32,
}

@group(0) @binding(10) var<storage, read> field: array<f32>;
// Each point's place in `field`.
@group(0) @binding(19) var<storage, read> places: array<u32>;
@group(0) @binding(26) var<uniform> coupled: Coupled;
@group(0) @binding(27) var<storage, read> before: array<f32>;
// Of all slabs.
@group(0) @binding(28) var<storage, read_write> gains: array<f32>;

@compute @workgroup_size(LIST)
fn gain(@builtin(global_invocation_id) id: vec3u) {
    let p = list_index(id);
    if p >= coupled.points {
        return;
    }
    gains[coupled.first + p] = field[places[p]] - before[p];
}
