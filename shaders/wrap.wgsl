// Copies where the domain repeats, turned by a Bloch phase: field ← cos · own + sin · other, with what was lifted from the same set
// of real fields and from the other one.      Twin: src/kernel/wrap.rs

// The points of one slab.
struct Copied {
    points: u32,
    // Where the lifted points of the same set of real fields begin, and those of the other one.
    own: u32,
    other: u32,
}

@group(0) @binding(10) var<storage, read_write> field: array<f32>;
// cos and sin of each point.
@group(0) @binding(11) var<storage, read> weight: array<f32>;
// Each point's place in `field`, and the number of what it is a copy of among all that are lifted.
@group(0) @binding(19) var<storage, read> places: array<u32>;
@group(0) @binding(30) var<storage, read> columns: array<u32>;
@group(0) @binding(31) var<uniform> copied: Copied;
// Of all slabs.
@group(0) @binding(32) var<storage, read> lifted: array<f32>;

@compute @workgroup_size(LIST)
fn wrap(@builtin(global_invocation_id) id: vec3u) {
    let p = list_index(id);
    if p >= copied.points {
        return;
    }
    let own = lifted[copied.own + columns[p]];
    let other = lifted[copied.other + columns[p]];
    field[places[p]] = weight[2u * p] * own + weight[2u * p + 1u] * other;
}
