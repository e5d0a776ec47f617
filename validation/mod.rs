//! Cases with known answers, each on every engine here: CPU f64 (the reference), CPU f32, and a GPU adapter. Every file is one
//! case or two: the number, its source, its tolerance and why. `luxel validate` runs them, and so do the tests.

mod absorber_reflection;
mod airy;
mod bends;
mod bent_strips;
mod bessel;
mod bloch_bands;
mod cavity_frequency;
mod chart;
mod convergence;
mod coupler;
mod cpml_reflection;
mod crossing;
mod crystal;
mod dipole;
mod dispersive_films;
mod energy_conservation;
mod escalator;
mod far_cylinders;
mod far_field;
mod films;
mod fresnel_slab;
mod gaussian_beam;
mod grating_coupler;
mod gratings;
mod guide;
mod hadley_ribs;
mod lab;
mod leaky_wire;
mod lithium_niobate;
mod oblique;
mod oblique_films;
mod perturbations;
mod recorded;
mod report;
mod resonators;
mod ring_bus;
mod rings;
mod rod;
mod scatterers;
mod series;
mod sharp_bend;
mod slab_guide;
mod slabs;
mod standing;
mod strips;
mod strips_3d;
mod symmetry;
mod vacuum_dispersion;
mod y_branch;

pub use chart::draw;
pub use report::{Outcome, Report};
pub use series::{DRAWN, Series, comparison};

/// A case: what it holds luxel against, and where that is from.
pub struct Case {
    pub id: &'static str,
    pub what: &'static str,
    pub source: &'static str,
    pub run: fn(&mut Report),
}

macro_rules! cases {
    ($(#[$doc:meta])* $name:ident: $($file:ident::$id:ident: $what:literal, $source:literal;)*) => {
        $(#[$doc])*
        pub const $name: &[Case] = &[
            $(Case { id: stringify!($id), what: $what, source: $source, run: $file::$id },)*
        ];
    };
}

cases! {
    /// Those that the tests and `luxel validate` run.
    CASES:
    vacuum_dispersion::vacuum_dispersion: "eigenmode of a box oscillates as the lattice's dispersion says, to round-off",
        "Taflove & Hagness 2005, §4.4";
    crystal::turned_crystal: "oblique wave in a crystal turned within the plane: the lattice's dispersion, to round-off",
        "analytic";
    energy_conservation::energy_conservation: "energy of a closed box with random permittivity on a graded grid",
        "summation by parts of the discrete curls";
    cavity_frequency::cavity_frequency: "resonance of a box on a graded grid: second order, extrapolated",
        "analytic";
    fresnel_slab::fresnel_slab: "R and T of a dielectric slab at normal incidence, 1.50 to 1.60 µm",
        "Airy's formula (Born & Wolf, §7.6)";
    films::films: "R and T of films of silicon, nitride and a lossy one at normal incidence, 5 nm cells",
        "transfer matrix (Born & Wolf, §1.6; B1)";
    dispersive_films::dispersive_films: "R and T of films of a Lorentz and a Drude medium at normal incidence, through resonance and plasma frequency",
        "transfer matrix (B1)";
    oblique_films::oblique_films: "R and T of films at 30°, E across the plane of incidence and in it",
        "transfer matrix (B1)";
    bloch_bands::bloch_bands: "frequencies of Bloch waves in vacuum, along two axes, and in a stack of silicon and silica",
        "the lattice's dispersion; Yariv & Yeh, Photonics 2007, §12.2";
    cpml_reflection::cpml_reflection: "reflection of a plane wave by the absorber at its defaults",
        "a run whose absorbers are too far to answer";
    absorber_reflection::absorber_reflection: "reflection of a plane wave by adiabatic absorbers of 40, 60 and 80 cells: of fourth order in their thickness",
        "Oskooi et al., Opt. Express 16, 11376 (2008), and the lattice's recursion";
    dipole::dipole_power: "power of electric and magnetic dipoles in vacuum, 2D and 3D, through boxes about them",
        "analytic, and the lattice's own density of states";
    gaussian_beam::gaussian_beam: "power and field of a tilted Gaussian beam in 2D, E across the plane and in it",
        "sum over plane waves (Novotny & Hecht 2012, §3.3)";
    grating_coupler::grating_coupler: "2D grating coupler, fibre at 10°: coupling both ways, up, down, back and on, 1.50 to 1.60 µm",
        "finite elements (B5)";
    far_field::far_field: "far fields of electric and magnetic dipoles in vacuum, 2D and 3D, projected from boxes about them",
        "analytic, and the lattice's own waves";
    rings::rings: "resonances of 2D rings by a probe and the matrix pencil, Ez and Hz; three grids extrapolated",
        "exact (B3)";
    oblique::oblique_slab: "frequencies of TE0 and TM0 of a slab guide turned against the grid, 2D and 3D: second order",
        "analytic slab";
    rod::dielectric_rod: "frequencies of HE11, TE01 and TM01 of a round rod, half a wavelength long: second order",
        "analytic step-index guide";
    resonators::disk_resonances: "resonances of a 2D disk, Ez and Hz: f and Q of second order",
        "exact (roots in Bessel and Hankel functions)";
    resonators::ball_resonance: "resonance of a ball, TE: second order",
        "exact (roots in spherical Bessel and Hankel functions)";
    rings::rings_next: "resonances of the same ring, Hz m = 9 and Ez m = 11; three grids extrapolated",
        "exact (B3)";
    rings::rings_large: "frequencies of 12 modes of rings of 2 and 2.5 µm, and a Q of 5e4; three grids extrapolated",
        "exact (B3)";
    rings::meep_ring: "a ring of 3.4 in air, Ez m = 3 to 5, Q of 77 to 1634; three grids extrapolated",
        "exact (B3; the ring of Meep's tutorial)";
    ring_bus::ring_bus: "power through a guide beside a ring in 2D: the dip's place, depth, width and shape; two grids extrapolated",
        "finite elements (B3)";
    scatterers::cylinder_scattering: "scattering of cylinders of silicon and glass (Ez, Hz) in a plane wave; three grids extrapolated",
        "Mie's series (B2)";
    scatterers::sphere_scattering: "scattering of balls of n = 1.5 and 2 in a plane wave, a quarter of each; three grids extrapolated",
        "Mie's series (C1)";
    far_cylinders::cylinder_far_field: "far field by angle of a glass cylinder (Ez, Hz) in a plane wave; three grids extrapolated",
        "Mie's series (Bohren & Huffman 1983, §8.4; its Q is B2's)";
    slab_guide::slab_modes: "n_eff and n_g of TE0 and TM0 of the 220 nm slab: second order, extrapolated",
        "analytic slab (A1_sym_Si220_SiO2_1550), 30 digits";
    slabs::slabs: "n_eff and n_g of six slabs on the transverse lattice alone, TE and TM: second order, extrapolated",
        "analytic slabs (A1), 30 digits";
    strips::strips: "n_eff and n_g of strips and a rib of Si and SiN in oxide; three grids, second order and corners extrapolated",
        "finite elements of order 4 (A2 to A5, A9)";
    hadley_ribs::hadley_ribs: "n_eff of 3 µm wide ribs of 3.44 on 3.40 in air at 1.15 µm; three grids extrapolated",
        "Hadley, J. Lightwave Technol. 20, 1210 (2002) (A_Hadley)";
    coupler::coupler: "TE supermodes of two Si strips, gap 200 nm: n_eff, n_g, coupling length, power crossed",
        "finite elements of order 4 (A11, C3)";
    perturbations::perturbations: "silicon with carriers, niobate in a field, heated strips of Si and SiN",
        "Soref & Bennett 1987, Nedeljkovic et al. 2011; finite elements of order 4 (D)";
    lithium_niobate::lithium_niobate: "n_eff and n_g of a rib of x-cut lithium niobate; three grids, second order and corners extrapolated",
        "finite elements of order 4 (A10)";
    leaky_wire::leaky_wire: "n_eff and loss of a wire that leaks through its oxide into silicon",
        "COST P11, Bienstman et al., Opt. Quantum Electron. 38, 731 (2006); finite elements (A8)";
    bent_strips::bent_strips: "n_eff and loss of a Si strip bent to radii of 1 to 10 µm",
        "finite elements, cylindrical map and PML (A6)";
    slab_guide::slab_guide: "S21, its phase, S11 and TE-TM coupling of the slab guide in 2D",
        "a guide without ends: |S21| = 1, e^(iβL)";
    bends::bends: "power through 90° bends in 2D, TE0 and TM0, R = 1 to 3 µm; extrapolated",
        "finite elements (B6)";
    gratings::bragg_short: "R and T of three grooves in a film, 1.20 to 1.70 µm, in 2D; two grids extrapolated",
        "finite elements (B4)";
    gratings::bragg: "R and T of twenty grooves across their stop band, 1.41 to 1.52 µm, in 2D; two grids extrapolated",
        "finite elements (B4)";
    strips_3d::bend_3d: "power through a 90° bend of a Si strip, R = 1.5 µm, TE0 in 3D; two grids extrapolated",
        "finite elements of order 4 (C_bend3d)";
    strips_3d::taper_3d: "power through a taper of a Si strip, 0.5 to 1.5 µm over 2 µm, TE0 in 3D; two grids extrapolated",
        "finite elements of order 4 (C_taper3d)";
    symmetry::symmetry: "TE0 of a strip by a quarter of it: n_eff and S of the whole",
        "the whole strip on the same grid and engine";
    recorded::straight_strip: "S21 within 0.01 dB of 0 and S11 below −40 dB, 500 × 220 nm strip at 10 cells per wavelength",
        "a guide without ends; layout of gdsfactory, recorded by gds_fdtd";
    recorded::bend_s: "S21 of the 5 × 1 µm S-bend at the recorded mesh of 6 cells per wavelength",
        "Tidy3D and Lumerical, recorded by gds_fdtd";
    y_branch::y_branch: "S21 of the y-branch at the recorded mesh of 6 cells per wavelength, and on 10 cells against its compact model",
        "Tidy3D and Lumerical, recorded by gds_fdtd; SiEPIC EBeam design kit";
    y_branch::y_branch_nodes: "S21 of the y-branch on the nodes of Tidy3D's recorded run",
        "Tidy3D and Lumerical, recorded by gds_fdtd";
    sharp_bend::sharp_bend: "S21 and S11 of a sharp S-bend at 10, 16 and 20 cells per wavelength",
        "Tidy3D and Lumerical, recorded by gds_fdtd on meshes of 6 to 25 cells";
    escalator::escalator: "S of tapers from silicon up into nitride at the recorded mesh of 6 cells per wavelength",
        "Tidy3D and Lumerical, recorded by gds_fdtd; reciprocity";
}

cases! {
    /// Those that take minutes each: `luxel validate --large`.
    LARGE:
    hadley_ribs::hadley_more: "n_eff of the ribs on slabs of 0.1 and 0.4 µm",
        "Hadley, J. Lightwave Technol. 20, 1210 (2002) (A_Hadley)";
    gratings::bragg_band: "R and T of twenty grooves, 1.20 to 1.70 µm, 0.25 and 0.125 µm deep; two grids extrapolated",
        "finite elements (B4)";
    grating_coupler::grating_coupler_band: "2D grating coupler at 21 wavelengths",
        "finite elements (B5)";
    y_branch::y_branch_kit: "S21 of the y-branch of 210 and 230 nm of silicon on 10 cells against its compact model",
        "SiEPIC EBeam design kit";
    recorded::recorded_fine: "S21 of straight guide, S-bend and y-branch at 20 cells per wavelength",
        "the same at the recorded meshes";
    crossing::crossing: "S of a crossing at the recorded mesh of 14 cells per wavelength, TE0 and TM0",
        "Tidy3D, recorded by gds_fdtd";
}
