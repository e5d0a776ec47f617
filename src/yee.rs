//! The Yee cell: six components and THE table of half-cell offsets (Yee 1966; Taflove & Hagness 2005, §3.6).
//! E at time n, H at time n + ½. Every other file asks here where a component sits.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A field component on the lattice. The discriminant is its row in [`OFFSETS`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize, Serialize, JsonSchema)]
pub enum Component {
    Ex,
    Ey,
    Ez,
    Hx,
    Hy,
    Hz,
}

use Component::*;

pub const COMPONENTS: [Component; 6] = [Ex, Ey, Ez, Hx, Hy, Hz];

/// Whether a component sits half a cell beyond the node, along x, y, z.
const OFFSETS: [[bool; 3]; 6] = [
    [true, false, false],
    [false, true, false],
    [false, false, true],
    [false, true, true],
    [true, false, true],
    [true, true, false],
];

impl Component {
    pub fn e(axis: usize) -> Self {
        COMPONENTS[axis]
    }

    pub fn h(axis: usize) -> Self {
        COMPONENTS[3 + axis]
    }

    /// 0, 1, 2 for x, y, z.
    pub fn axis(self) -> usize {
        self as usize % 3
    }

    pub fn is_e(self) -> bool {
        (self as usize) < 3
    }

    /// Half-cell offsets along x, y, z.
    pub fn half(self) -> [bool; 3] {
        OFFSETS[self as usize]
    }

    /// The same kind of field along another axis.
    pub fn along(self, axis: usize) -> Self {
        COMPONENTS[self as usize / 3 * 3 + axis]
    }

    pub fn name(self) -> &'static str {
        ["Ex", "Ey", "Ez", "Hx", "Hy", "Hz"][self as usize]
    }
}

/// What the scene's axes are called.
pub const AXES: [&str; 3] = ["x", "y", "z"];

/// The two axes after `axis`, in cyclic order: a right-handed (u, v, w) with w = `axis`.
pub fn transverse(axis: usize) -> [usize; 2] {
    [(axis + 1) % 3, (axis + 2) % 3]
}
