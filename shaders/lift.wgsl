// What copies are made of, beside the fields: lifted ← field.      Twin: src/kernel/lift.rs

// The points of one slab.
struct Copied {
    points: u32,
    // Where the lifted points of the same set of real fields begin, and those of the other one.
    own: u32,
    other: u32,
}

@group(0) @binding(10) var<storage, read> field: array<f32>;
// Each point's place in `field`, and its number among all that are lifted.
@group(0) @binding(19) var<storage, read> places: array<u32>;
@group(0) @binding(30) var<storage, read> columns: array<u32>;
@group(0) @binding(31) var<uniform> copied: Copied;
// Of all slabs.
@group(0) @binding(32) var<storage, read_write> lifted: array<f32>;

@compute @workgroup_size(LIST)
fn lift(@builtin(global_invocation_id) id: vec3u) {
    let p = list_index(id);
    if p >= copied.points {
        return;
    }
    lifted[copied.own + columns[p]] = field[places[p]];
}
