// Coupled components of E: a point also gains w times what its neighbours' own updates gave them, E ← E + w gain, neighbour by
// neighbour.      Twin: src/kernel/couple.rs. The weights are derived in raster/coupling.rs.

// The coupled points that lie in one slab.
struct Coupled {
    first: u32,
    points: u32,
}

@group(0) @binding(10) var<storage, read_write> field: array<f32>;
@group(0) @binding(11) var<storage, read> weight: array<f32>;
// Each point's place in `field`.
@group(0) @binding(19) var<storage, read> places: array<u32>;
@group(0) @binding(26) var<uniform> coupled: Coupled;
@group(0) @binding(27) var<storage, read_write> before: array<f32>;
// Of all slabs.
@group(0) @binding(28) var<storage, read> gains: array<f32>;
// First of each point's entries, and the end.
@group(0) @binding(29) var<storage, read> begin: array<u32>;
@group(0) @binding(30) var<storage, read> columns: array<u32>;

@compute @workgroup_size(LIST)
fn couple(@builtin(global_invocation_id) id: vec3u) {
    let p = list_index(id);
    if p >= coupled.points {
        return;
    }
    var e = field[places[p]];
    for (var entry = begin[p]; entry < begin[p + 1u]; entry++) {
        e += weight[entry] * gains[columns[entry]];
    }
    field[places[p]] = e;
    before[p] = e;
}
