// Polarization of media that disperse: S ← κ S + β (1 + κ) E for each pole, after E has gained what the step before left for it:
// −2 w cb/Δt Re (change of S).      Twin: src/kernel/polarize.rs
// Trapezoidal recursion of complex-conjugate poles (Han, Dutton & Fan 2006); its form is derived in plan/polarization.rs.

// The part of a mixture that lies in one slab.
struct Blend {
    points: u32,
    poles: u32,
}

@group(0) @binding(10) var<storage, read_write> field: array<f32>;
@group(0) @binding(18) var<uniform> blend: Blend;
// Each point's place in `field`.
@group(0) @binding(19) var<storage, read> places: array<u32>;
// By pole: κ − 1 and β (1 + κ), real and imaginary, and the medium's number.
@group(0) @binding(20) var<storage, read> recursions: array<f32>;
@group(0) @binding(11) var<storage, read> weight: array<f32>;
// What is left for the next step, then S: [pole][part][point].
@group(0) @binding(21) var<storage, read_write> state: array<f32>;

@compute @workgroup_size(LIST)
fn polarize(@builtin(global_invocation_id) id: vec3u) {
    let p = list_index(id);
    let n = blend.points;
    if p >= n {
        return;
    }
    let e = field[places[p]] + state[p];
    field[places[p]] = e;
    var left = 0.0;
    for (var pole = 0u; pole < blend.poles; pole++) {
        let r = 5u * pole;
        let decay_re = recursions[r];
        let decay_im = recursions[r + 1u];
        let drive_re = recursions[r + 2u];
        let drive_im = recursions[r + 3u];
        let medium = u32(recursions[r + 4u]);
        let at_re = (1u + 2u * pole) * n + p;
        let at_im = at_re + n;
        let re = state[at_re];
        let im = state[at_im];
        let change = decay_re * re - decay_im * im + drive_re * e;
        state[at_im] = im + (decay_re * im + decay_im * re + drive_im * e);
        state[at_re] = re + change;
        left += weight[medium * n + p] * change;
    }
    state[p] = left;
}
