// What the step before left for coupled points that disperse, before what they gain is taken: E ← E + left.      Twin: src/kernel/recall.rs

// The part of a mixture that lies in one slab.
struct Blend {
    points: u32,
    poles: u32,
}

@group(0) @binding(10) var<storage, read_write> field: array<f32>;
@group(0) @binding(18) var<uniform> blend: Blend;
// Each point's place in `field`.
@group(0) @binding(19) var<storage, read> places: array<u32>;
// What is left for the next step, then S: [pole][part][point].
@group(0) @binding(21) var<storage, read_write> state: array<f32>;

@compute @workgroup_size(LIST)
fn recall(@builtin(global_invocation_id) id: vec3u) {
    let p = list_index(id);
    if p >= blend.points {
        return;
    }
    field[places[p]] = field[places[p]] + state[p];
    state[p] = 0.0;
}
