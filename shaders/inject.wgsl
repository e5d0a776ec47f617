// Sources: field ← field + Σ weight · signal(n) over terms, on a box of points; layers of it may have signals of their own.
// Twin: src/kernel/inject.rs
//
// The sheets of a one-way source are the incident fields that the updates beside the source plane miss (Taflove & Hagness
// 2005, §5.6).

// The part of a source that lies in one slab; its first plane as the field's array counts planes.
struct Sheet {
    component: u32,
    plane: u32,
    j: u32,
    k: u32,
    planes: u32,
    rows: u32,
    width: u32,
    terms: u32,
    // Signals side by side in a term, the first plane's, and from a plane, row or point to the next.
    layers: u32,
    layer: u32,
    by_plane: u32,
    by_row: u32,
    by_point: u32,
}

@group(0) @binding(9) var<uniform> sheet: Sheet;
@group(0) @binding(10) var<storage, read_write> field: array<f32>;
// [term][plane][row][point]
@group(0) @binding(11) var<storage, read> weight: array<f32>;
// [step][term][layer]
@group(0) @binding(12) var<storage, read> signal: array<f32>;

@compute @workgroup_size(LIST)
fn inject(@builtin(global_invocation_id) id: vec3u) {
    let p = list_index(id);
    let area = sheet.rows * sheet.width;
    if p >= sheet.planes * area {
        return;
    }
    let i = p / area;
    let j = p % area / sheet.width;
    let k = p % sheet.width;
    let layer = sheet.layer + i * sheet.by_plane + j * sheet.by_row + k * sheet.by_point;
    let place = at(sheet.plane + i, sheet.component, sheet.j + j, sheet.k + k);
    var value = field[place];
    for (var term = 0u; term < sheet.terms; term++) {
        value += weight[term * sheet.planes * area + p] * signal[(tick.step * sheet.terms + term) * sheet.layers + layer];
    }
    field[place] = value;
}
