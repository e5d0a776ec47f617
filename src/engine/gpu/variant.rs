//! Variants of the update: one law in several shapes of work. Which is fastest is the adapter's to say (`tune`); what they compute
//! differs by round-off alone, and a variant's bits are its own on every run.

use std::fmt;

use super::slab;
use crate::plan::Plan;

/// How the fields are advanced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Variant {
    /// Whether one pass advances H and E, out of place, or one pass each.
    pub(super) fused: bool,
    /// Planes, rows and points of a workgroup. Fused, the first row and point are halo, and planes are those marched over.
    pub(super) tile: [u32; 3],
}

const fn two_pass(x: u32, y: u32, z: u32) -> Variant {
    Variant { fused: false, tile: [x, y, z] }
}

const fn fused(x: u32, y: u32, z: u32) -> Variant {
    Variant { fused: true, tile: [x, y, z] }
}

/// In 3D and in 2D, where there is one row; the first is taken unless another is known to be faster. Threads are 256 at most and a
/// fused tile in 3D has two rows or more.
const SOLID: [Variant; 9] = [
    two_pass(1, 4, 64),
    two_pass(4, 1, 64),
    two_pass(2, 4, 32),
    two_pass(1, 1, 256),
    fused(16, 8, 32),
    fused(32, 8, 32),
    fused(64, 8, 32),
    fused(32, 16, 16),
    fused(32, 4, 64),
];
const FLAT: [Variant; 7] = [
    two_pass(4, 1, 64),
    two_pass(8, 1, 32),
    two_pass(1, 1, 256),
    fused(8, 1, 64),
    fused(16, 1, 64),
    fused(16, 1, 256),
    fused(64, 1, 64),
];

impl Variant {
    /// Every variant for a plan's dimensions, two-pass ones first.
    pub fn all(plan: &Plan) -> &'static [Variant] {
        if plan.grid.shape()[1] == 1 { &FLAT } else { &SOLID }
    }

    /// Those that a device has room for: the fused pass needs the grid in one slab, its fields twice, and no copies between H and E.
    pub fn offered(plan: &Plan, largest_buffer: u64, memory: Option<u64>) -> Vec<Variant> {
        let slabs = slab::split(plan, largest_buffer).unwrap_or_default();
        let room = match slabs.as_slice() {
            [one] => {
                memory.is_none_or(|have| super::choose::needed(plan, &slabs) + slab::side_bytes(plan, one) <= have)
            }
            _ => false,
        } && plan.images.iter().all(Vec::is_empty);
        Self::all(plan).iter().copied().filter(|variant| room || !variant.fused).collect()
    }

    pub fn is_fused(self) -> bool {
        self.fused
    }

    /// Planes of a workgroup, made even over so many in all.
    pub(super) fn planes(self, all: usize) -> u32 {
        let all = all as u32;
        if self.fused { all.div_ceil(all.div_ceil(self.tile[0])) } else { self.tile[0] }
    }

    /// Rows and points that a workgroup writes.
    pub(super) fn owned(self) -> [u32; 2] {
        let [_, y, z] = self.tile;
        if self.fused { [(y - 1).max(1), z - 1] } else { [y, z] }
    }
}

impl fmt::Display for Variant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [x, y, z] = self.tile;
        write!(f, "{} {x}x{y}x{z}", if self.fused { "fused" } else { "two-pass" })
    }
}
