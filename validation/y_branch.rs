//! The y-branch (Zhang, Opt. Express 21, 1310 (2013); meshes/ebeam_y_1550.gds): its transmission to one arm against recorded runs of
//! Tidy3D and Lumerical at 6 cells per wavelength (gds_fdtd, MIT), and against the compact model of the SiEPIC EBeam design kit (MIT), whose
//! walls are vertical, at three thicknesses of silicon. The upper half alone, by its symmetry.

use super::Report;
use super::recorded::device;
use luxel::engine::Engine;
use luxel::units::db;

/// Wavelength, Tidy3D, Lumerical in dB, the latter between its own wavelengths. Both lose 0.11 and 0.07 dB more at 1.50 and 1.525 µm than luxel
/// does on 20 cells and the kit's model says, so that these are not held, but 1.525 µm on Tidy3D's own nodes: docs/validation.md.
const RECORDED: [[f64; 3]; 4] =
    [[1.525, -3.2376, -3.2796], [1.55, -3.2043, -3.2024], [1.575, -3.1784, -3.2231], [1.6, -3.2033, -3.2039]];

/// Thickness of silicon, µm; wavelength, to an arm and back, dB.
const KIT: [(f64, [[f64; 3]; 11]); 3] = [
    (
        0.21,
        [
            [1.5, -3.2238, -3.1564],
            [1.50943, -3.2041, -3.1396],
            [1.51899, -3.188, -3.1235],
            [1.52866, -3.179, -3.1161],
            [1.53846, -3.1714, -3.1147],
            [1.54839, -3.1796, -3.1207],
            [1.55844, -3.1936, -3.1426],
            [1.56862, -3.1871, -3.1288],
            [1.57894, -3.1828, -3.1306],
            [1.58941, -3.189, -3.1316],
            [1.6, -3.1932, -3.1444],
        ],
    ),
    (
        0.22,
        [
            [1.5, -3.2618, -3.1943],
            [1.50943, -3.2279, -3.166],
            [1.51899, -3.2069, -3.1442],
            [1.52866, -3.187, -3.1263],
            [1.53846, -3.173, -3.1148],
            [1.54839, -3.176, -3.118],
            [1.55844, -3.1817, -3.1298],
            [1.56862, -3.1795, -3.129],
            [1.57894, -3.1769, -3.1258],
            [1.58941, -3.1787, -3.1277],
            [1.6, -3.181, -3.1254],
        ],
    ),
    (
        0.23,
        [
            [1.5, -3.3076, -3.2341],
            [1.50943, -3.2656, -3.1963],
            [1.51899, -3.2312, -3.1677],
            [1.52866, -3.2058, -3.1434],
            [1.53846, -3.1861, -3.1275],
            [1.54839, -3.1774, -3.1169],
            [1.55844, -3.1768, -3.1243],
            [1.56862, -3.1737, -3.1201],
            [1.57894, -3.1714, -3.1258],
            [1.58941, -3.1741, -3.1264],
            [1.6, -3.1762, -3.1278],
        ],
    ),
];

/// The gallery's job for its upper half, with other cells, silicon and wavelengths.
pub fn half(cells_per_wavelength: f64, thickness: f64, sidewall_deg: f64, points: usize) -> String {
    let whole = include_str!("../meshes/ebeam_y_1550.toml");
    let (upper, rest) = whole.split_once("[[port]]\nname = \"opt3\"").unwrap();
    let (_, media) = rest.split_once("[material.Si]").unwrap();
    let changes = [
        ("points = 11", format!("points = {points}")),
        ("cells_per_wavelength = 6", format!("cells_per_wavelength = {cells_per_wavelength}")),
        ("z_um = [0.0, 0.22]", format!("z_um = [0.0, {thickness}]")),
        ("sidewall_deg = 85.0", format!("sidewall_deg = {sidewall_deg}")),
        ("name = \"opt2\"", "name = \"opt2\"\nexcite = false".to_string()),
    ];
    let upper = changes.iter().fold(upper.to_string(), |text, (from, to)| {
        assert!(text.contains(from), "the gallery's job has no `{from}`");
        text.replace(from, to)
    });
    format!("{upper}[symmetry]\ny = 'odd'\ny_um = 0.0\n\n[material.Si]{media}")
}

/// Wavelengths, and transmission to an arm in dB.
pub fn to_an_arm(job: &str, report: impl FnOnce(&[[f64; 2]], &dyn Engine)) {
    let gds = ("ebeam_y_1550.gds", include_bytes!("../meshes/ebeam_y_1550.gds").as_slice());
    device(job, gds, |sparams, engine| {
        let row = |(w, &wavelength): (usize, &f64)| [wavelength, db(sparams.s[(w, 1, 0, 0, 0)].norm())];
        let rows: Vec<[f64; 2]> = sparams.wavelength_um.iter().enumerate().map(row).collect();
        report(&rows, engine);
    });
}

/// Of both directions of the kit's model, which reciprocity makes one: they differ by up to 0.07 dB, by how the power at either end is
/// counted, and half of that is off the mean.
fn kit(rows: &[[f64; 3]; 11], wavelength: f64) -> f64 {
    let after = rows.partition_point(|row| row[0] < wavelength - 1e-6).clamp(1, 10);
    let [before, after] = [rows[after - 1], rows[after]];
    let mean = |row: [f64; 3]| 0.5 * (row[1] + row[2]);
    mean(before) + (wavelength - before[0]) / (after[0] - before[0]) * (mean(after) - mean(before))
}

fn hold_kit(report: &mut Report, (thickness, rows): &(f64, [[f64; 3]; 11])) {
    to_an_arm(&half(10.0, *thickness, 90.0, 11), |found, engine| {
        for &[wavelength, through] in found {
            // 0.011 dB, by which 20 cells differ from 10, and a part of what the model is off from being reciprocal.
            let name = format!("to an arm in dB, {} nm, 10 cells", (1000.0 * thickness).round());
            report.hold(&name, engine, through, kit(rows, wavelength), 0.03);
        }
    });
}

fn hold_recorded(report: &mut Report, name: &str, job: &str, recorded: &[[f64; 3]]) {
    to_an_arm(job, |found, engine| {
        for &[wavelength, tidy3d, lumerical] in recorded {
            let through = found.iter().find(|row| (row[0] - wavelength).abs() < 1e-9).map_or(f64::NAN, |row| row[1]);
            let nearest = through.clamp(tidy3d.min(lumerical), tidy3d.max(lumerical));
            report.hold(name, engine, through, nearest, 0.05);
        }
    });
}

pub fn y_branch(report: &mut Report) {
    hold_recorded(report, "to an arm in dB, recorded at 6 cells", &half(6.0, 0.22, 85.0, 5), &RECORDED[1..]);
    hold_kit(report, &KIT[1]);
}

/// The gallery's job on the nodes that Tidy3D 2.11 lays through gds_fdtd's model of it (`GridSpec.auto`, 6 steps per wavelength), with silicon
/// that disperses as there: steps of 74 by 73 by 73 nm across the whole box about the silicon.
fn on_tidy3d_nodes() -> String {
    let even = |[from, to]: [f64; 2], count: usize| -> Vec<f64> {
        (0..count).map(|i| from + (to - from) * i as f64 / count as f64).collect()
    };
    let x = [even([-8.2, -7.4], 11), even([-7.4, 7.4], 200), even([7.4, 8.2], 11), vec![8.2]].concat();
    let below = [-4.3, -4.121099, -3.942198, -3.763296, -3.584395, -3.405494, -3.259787, -3.15571, -3.07434];
    let core = [([-3.0, -2.5], 7), ([-2.5, -0.25], 31), ([-0.25, 0.25], 7), ([0.25, 2.5], 31), ([2.5, 3.0], 7)];
    let core = core.into_iter().flat_map(|(ends, count)| even(ends, count)).chain([3.0]);
    let y: Vec<f64> = below.into_iter().chain(core).chain(below.into_iter().rev().map(|at| -at)).collect();
    let z = [
        -1.0, -0.821099, -0.642198, -0.463296, -0.317589, -0.178417, -0.07434, 0.0, 0.073333, 0.146667, 0.22, 0.29075,
        0.3615, 0.460549, 0.599219, 0.769479, 0.93974, 1.11,
    ];
    let whole = include_str!("../meshes/ebeam_y_1550.toml");
    let (head, rest) = whole.split_once("[domain]").unwrap();
    let (_, ports) = rest.split_once("# Places").unwrap();
    let (ports, _) = ports.split_once("[[monitor]]").unwrap();
    let head = head.replace("points = 11", "points = 5\ndispersion = true");
    let ports = ["opt2", "opt3"].iter().fold(ports.to_string(), |text, name| {
        text.replace(&format!("name = \"{name}\""), &format!("name = \"{name}\"\nexcite = false"))
    });
    format!("{head}[grid.nodes_um]\nx = {x:?}\ny = {y:?}\nz = {z:?}\n\n# Places{ports}[material.SiO2]\nindex = 1.444\n")
}

pub fn y_branch_nodes(report: &mut Report) {
    hold_recorded(report, "to an arm in dB, on Tidy3D's nodes", &on_tidy3d_nodes(), &RECORDED);
}

pub fn y_branch_kit(report: &mut Report) {
    hold_kit(report, &KIT[0]);
    hold_kit(report, &KIT[2]);
}
