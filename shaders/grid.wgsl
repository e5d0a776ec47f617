// What the kernels share: one slab of planes, index arithmetic, the CPML recursion.      Twin: src/kernel/grid.rs
// Prepended to every other file. A name has one binding number throughout.

// A slab of planes of constant x, and the lattice it is part of.
struct Dims {
    // Points stored along x, y, z.
    nx: u32,
    ny: u32,
    nz: u32,
    // Cells along x, y, z, and those of the absorber at each end.
    cells_x: u32,
    cells_y: u32,
    cells_z: u32,
    slab_x: u32,
    slab_y: u32,
    slab_z: u32,
    // Where the lines of y and z begin in `lines`.
    line_y: u32,
    line_z: u32,
    // From a row to its neighbour: 0 on a collapsed y axis, where a row is its own and 1/Δy is zero, else 1.
    step_y: u32,
    // Bit c is set where component c (E then H) is active, and where it may differ from zero.
    components: u32,
    present: u32,
    // The slab's first plane, how many it has, and the slab index of the first of them that lies in an x absorber.
    first: u32,
    planes: u32,
    psi_first: u32,
    // Distinct rows of coefficients.
    rows: u32,
    // Where ψ along y and along z begins in `psi`, and where ψ of H begins in `h`.
    psi_y: u32,
    psi_z: u32,
    psi_h: u32,
    // Where the lines of H begin where `lines` holds those of E and then those of H.
    line_h: u32,
    dt: f32,
}

// Where a kernel stands in time. `zero` is 0, which the compiler does not know.
struct Tick {
    step: u32,
    sample: u32,
    zero: u32,
}

@group(0) @binding(0) var<uniform> dims: Dims;
// For x, y, z in turn: 1/(κΔ) by point, then b and c by slab point.
@group(0) @binding(1) var<storage, read> lines: array<f32>;
// ψ along x, y, z: [slab plane][2][y][z], then [plane][2][slab point along y][z], then [plane][2][y][slab point along z].
@group(0) @binding(2) var<storage, read_write> psi: array<f32>;
@group(1) @binding(0) var<uniform> tick: Tick;

// Planes, rows and points of a workgroup of the update kernels.
override TILE_X: u32 = 1u;
override TILE_Y: u32 = 4u;
override TILE_Z: u32 = 64u;
// Threads of a workgroup of the kernels that walk a list, and the most threads along x of one dispatch.
const LIST: u32 = 64u;
const LIST_ROW: u32 = 4194240u;

const NONE: u32 = 0xffffffffu;

fn is_active(component: u32) -> bool {
    return ((dims.components >> component) & 1u) == 1u;
}

fn is_present(component: u32) -> bool {
    return ((dims.present >> component) & 1u) == 1u;
}

// Index in an array that holds three components interleaved by plane: [i][component][j][k].
fn at(i: u32, component: u32, j: u32, k: u32) -> u32 {
    return ((i * 3u + component) * dims.ny + j) * dims.nz + k;
}

// Place in a list longer than one row of threads.
fn list_index(id: vec3u) -> u32 {
    return id.y * LIST_ROW + id.x;
}

// Place in the slab arrays of point i, if it lies in an absorber: the low slab first, then the high one.
fn slab_index(i: u32, slab: u32, cells: u32) -> u32 {
    if i < slab {
        return i;
    }
    if slab > 0u && i + slab >= cells && i < cells {
        return i + 2u * slab - cells;
    }
    return NONE;
}

// ψ ← b ψ + c δ on unscaled differences δ; `line` is where b of this slab point is, `slab` the absorber's cells.
fn cpml(psi: f32, line: u32, slab: u32, difference: f32) -> f32 {
    return lines[line] * psi + lines[line + 2u * slab] * difference;
}

// Where ψ is of slab point s; `pair` tells the two components apart that have one.
fn psi_x_at(pair: u32, s: u32, j: u32, k: u32) -> u32 {
    return (((s - dims.psi_first) * 2u + pair) * dims.ny + j) * dims.nz + k;
}

fn psi_y_at(pair: u32, i: u32, s: u32, k: u32) -> u32 {
    return dims.psi_y + ((i * 2u + pair) * 2u * dims.slab_y + s) * dims.nz + k;
}

fn psi_z_at(pair: u32, i: u32, j: u32, s: u32) -> u32 {
    return dims.psi_z + ((i * 2u + pair) * dims.ny + j) * 2u * dims.slab_z + s;
}

fn stretch(p: u32, line: u32, slab: u32, difference: f32) -> f32 {
    let value = cpml(psi[p], line, slab, difference);
    psi[p] = value;
    return value;
}

// What a difference along x gains at a point.
fn stretch_x(pair: u32, i: u32, j: u32, k: u32, difference: f32) -> f32 {
    let s = slab_index(dims.first + i, dims.slab_x, dims.cells_x);
    if s == NONE {
        return 0.0;
    }
    return stretch(psi_x_at(pair, s, j, k), dims.nx + s, dims.slab_x, difference);
}

fn stretch_y(pair: u32, i: u32, j: u32, k: u32, difference: f32) -> f32 {
    let s = slab_index(j, dims.slab_y, dims.cells_y);
    if s == NONE {
        return 0.0;
    }
    return stretch(psi_y_at(pair, i, s, k), dims.line_y + dims.ny + s, dims.slab_y, difference);
}

fn stretch_z(pair: u32, i: u32, j: u32, k: u32, difference: f32) -> f32 {
    let s = slab_index(k, dims.slab_z, dims.cells_z);
    if s == NONE {
        return 0.0;
    }
    return stretch(psi_z_at(pair, i, j, s), dims.line_z + dims.nz + s, dims.slab_z, difference);
}
