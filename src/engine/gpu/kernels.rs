//! The shaders as data: sources and bindings (tests/layout.rs compares them).

/// A shader: its file's stem is its entry point and its name everywhere.
pub struct Kernel {
    pub name: &'static str,
    pub source: &'static str,
    /// Group 0 by binding number.
    pub bindings: &'static [(u32, &'static str, Access)],
    /// Whether it reads the [`Tick`](super::uniforms::Tick) in group 1.
    pub ticks: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    Uniform,
    Read,
    ReadWrite,
}
use Access::{Read, ReadWrite, Uniform};

macro_rules! kernels {
    ($($(#[$doc:meta])* $name:ident = $stem:literal, $ticks:literal: $($binding:literal $of:ident $access:ident),*;)*) => {
        $(
            $(#[$doc])*
            pub static $name: Kernel = Kernel {
                name: $stem,
                source: concat!(
                    include_str!("../../../shaders/grid.wgsl"),
                    include_str!(concat!("../../../shaders/", $stem, ".wgsl"))
                ),
                bindings: &[$(($binding, stringify!($of), $access)),*],
                ticks: $ticks,
            };
        )*
        pub static KERNELS: &[&Kernel] = &[$(&$name),*];
    };
}

// Entry point, whether it ticks, and its bindings.
kernels! {
    UPDATE_E = "update_e", false: 0 dims Uniform, 1 lines Read, 2 psi ReadWrite, 5 e ReadWrite, 6 h Read,
        7 codes Read, 8 coefficients Read;
    UPDATE_H = "update_h", false: 0 dims Uniform, 1 lines Read, 2 psi ReadWrite, 5 e Read, 6 h ReadWrite;
    /// Both updates in one pass: E's variant that holds H's too.
    UPDATE_E_TILED = "update_e_tiled", false: 0 dims Uniform, 1 lines Read, 2 psi ReadWrite, 3 e_next ReadWrite,
        4 h_next ReadWrite, 5 e Read, 6 h Read, 7 codes Read, 8 coefficients Read;
    INJECT = "inject", true: 0 dims Uniform, 9 sheet Uniform, 10 field ReadWrite, 11 weight Read, 12 signal Read;
    POLARIZE = "polarize", false: 10 field ReadWrite, 11 weight Read, 18 blend Uniform, 19 places Read,
        20 recursions Read, 21 state ReadWrite;
    RECALL = "recall", false: 10 field ReadWrite, 18 blend Uniform, 19 places Read, 21 state ReadWrite;
    GAIN = "gain", false: 10 field Read, 19 places Read, 26 coupled Uniform, 27 before Read, 28 gains ReadWrite;
    COUPLE = "couple", false: 10 field ReadWrite, 11 weight Read, 19 places Read, 26 coupled Uniform,
        27 before ReadWrite, 28 gains Read, 29 begin Read, 30 columns Read;
    LIFT = "lift", false: 10 field Read, 19 places Read, 30 columns Read, 31 copied Uniform, 32 lifted ReadWrite;
    WRAP = "wrap", false: 10 field ReadWrite, 11 weight Read, 19 places Read, 30 columns Read, 31 copied Uniform,
        32 lifted Read;
    DFT = "dft", true: 0 dims Uniform, 5 e Read, 6 h Read, 13 rows Uniform, 14 phases Read, 15 sums ReadWrite;
    PROBE = "probe", true: 0 dims Uniform, 10 field Read, 11 weight Read, 24 point Uniform, 25 values ReadWrite;
    ENERGY = "energy", false: 0 dims Uniform, 5 e Read, 6 h Read, 7 codes Read, 8 coefficients Read, 16 widths Read,
        17 energies ReadWrite;
}

/// Most threads of a workgroup, the portable limit.
pub const THREADS: u32 = 256;
/// Threads of a workgroup that walks a list, and of such a dispatch's row (65,535 workgroups, the portable limit).
pub const LIST: u32 = 64;
pub const LIST_ROW: u32 = LIST * 65_535;

/// Workgroups that walk a list of so many threads.
pub fn list_groups(threads: u32) -> [u32; 3] {
    [threads.div_ceil(LIST).clamp(1, LIST_ROW / LIST), threads.div_ceil(LIST_ROW), 1]
}
