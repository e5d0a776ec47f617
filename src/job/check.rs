//! What is wrong with a job that reads well: every rule that needs no geometry, all at once.

mod far;
mod materials;
mod numbers;
mod ports;
mod scene;
mod sources;
mod walls;

use super::{Job, Problem, Problems};
pub use materials::help as material_help;

/// Every problem of a parsed job, with its path.
pub fn check(job: &Job) -> Problems {
    let mut report = Report(Vec::new());
    numbers::check(job, &mut report);
    materials::check(job, &mut report);
    walls::check(job, &mut report);
    scene::check(job, &mut report);
    ports::check(job, &mut report);
    sources::check(job, &mut report);
    report.0
}

/// The problems found so far, and the rules that several places share.
struct Report(Problems);

impl Report {
    fn add(&mut self, path: impl Into<String>, message: impl Into<String>, help: impl Into<String>) {
        self.0.push(Problem::new(path, message, help));
    }

    fn positive(&mut self, path: &str, value: f64) {
        if value.is_nan() || value <= 0.0 {
            let message = format!("`{path}` is {value}, but must be above 0");
            self.add(path, message, "give a positive number");
        }
    }

    fn not_negative(&mut self, path: &str, value: f64) {
        if value.is_nan() || value < 0.0 {
            let message = format!("`{path}` is {value}, but must not be below 0");
            self.add(path, message, "give 0 or a positive number");
        }
    }

    fn ascending(&mut self, path: &str, [low, high]: [f64; 2]) {
        if low.is_nan() || high.is_nan() || low >= high {
            let message = format!("`{path}` runs from {low} to {high}, but must ascend");
            let help = match low > high {
                true => format!("write [{high}, {low}]"),
                false => "give it an extent".into(),
            };
            self.add(path, message, help);
        }
    }

    /// A sidewall's angle to the substrate.
    fn sidewall(&mut self, path: &str, angle_deg: f64) {
        if angle_deg.is_nan() || angle_deg <= 45.0 || angle_deg >= 135.0 {
            let message = format!("`{path}` is {angle_deg}°, but must lie between 45° and 135°");
            let help = "90 is vertical; it is the angle between sidewall and substrate";
            self.add(path, message, help);
        }
    }

    /// Names that are empty, used twice, or unfit for a group in the result file.
    fn names<'a>(&mut self, table: &str, names: impl Iterator<Item = &'a str>) {
        let mut seen: Vec<&str> = Vec::new();
        for (i, name) in names.enumerate() {
            let path = format!("{table}[{i}].name");
            if let Some(first) = seen.iter().position(|&earlier| earlier == name) {
                let message = format!("{table} {i} is called `{name}`, as is {table} {first}");
                self.add(&path, message, "give each its own name");
            }
            self.name(&path, name);
            seen.push(name);
        }
    }

    fn name(&mut self, path: &str, name: &str) {
        if !nameable(name) {
            let message = format!("`{path}` is \"{name}\", which cannot name a thing in a file");
            self.add(path, message, "give a name without `/`, `\\` and `@`");
        }
    }
}

/// Whether a group of the result file can have the name.
pub fn nameable(name: &str) -> bool {
    !name.is_empty() && name != "." && name != ".." && !name.contains(['/', '\\', '@', '\0'])
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = r#"
        name = "guide"
        spectrum.wavelength_um = [1.5, 1.6]
        grid.cells_per_wavelength = 10
        domain = { x_um = [-1.0, 3.0], y_um = [-1.5, 1.5], z_um = [-1.0, 1.22] }
        stack.background = "SiO2"
        structure = [{ material = "Si", geometry.cuboid = { x_um = [-9, 9], y_um = [-0.25, 0.25], z_um = [0, 0.22] } }]
        port = [
            { name = "in", center_um = [0, 0, 0.11], facing = "-x" },
            { name = "out", center_um = [2, 0, 0.11], facing = "+x" },
        ]
    "#;

    /// Messages about the good job with some values set.
    fn found(settings: &[(&str, &str)]) -> Vec<String> {
        let text = crate::job::apply(GOOD, settings).unwrap();
        let job = crate::job::read(&text).unwrap();
        check(&job).into_iter().map(|p| format!("{}: {}", p.path, p.message)).collect()
    }

    #[test]
    fn a_good_job_has_no_problem() {
        assert_eq!(found(&[]), [""; 0]);
    }

    #[test]
    fn every_problem_is_found_at_once() {
        let all = found(&[
            ("spectrum.wavelength_um", "[1.6, 1.5]"),
            ("grid.courant", "1.5"),
            ("stack.background", "SiO3"),
            ("port[1].name", "in"),
        ]);
        let paths: Vec<&str> = all.iter().filter_map(|m| m.split(':').next()).collect();
        let wanted = ["spectrum.wavelength_um", "grid.courant", "stack.background", "port[1].name"];
        assert_eq!(paths, wanted, "{all:#?}");
    }

    #[test]
    fn limits_are_where_they_are_said_to_be() {
        // Each pair: the last value allowed and the first refused, or the other way round.
        for (key, good, bad) in [
            ("grid.courant", "1.0", "1.0001"),
            ("grid.max_growth", "2.0", "2.0001"),
            ("grid.max_growth", "1.0001", "1.0"),
            ("grid.cells_per_wavelength", "2", "1.99"),
            ("grid.cells_per_wavelength", "200", "201"),
            ("run.decay", "1e-7", "0.99e-7"),
            ("run.decay", "0.1", "0.11"),
            ("port[0].modes", "1", "0"),
            ("spectrum.points", "1", "0"),
            ("boundary.pml_cells", "4", "3"),
        ] {
            assert_eq!(found(&[(key, good)]), [""; 0], "{key} = {good}");
            assert_eq!(found(&[(key, bad)]).len(), 1, "{key} = {bad}");
        }
        let absorbing = |cells| found(&[("boundary.x", "[\"pml\", \"absorber\"]"), ("boundary.absorber_cells", cells)]);
        assert_eq!((absorbing("10").len(), absorbing("9").len()), (0, 1));
        assert_eq!(found(&[("boundary.absorber_cells", "9")]), [""; 0]);
        assert_eq!(found(&[("run.decay", "1e-9"), ("run.precision", "f64")]), [""; 0]);
    }

    #[test]
    fn nodes_ascend_and_stand_for_the_domain() {
        let found = |key: &str, nodes: &str| found(&[(key, nodes), ("grid.nodes_um.z", "[-1.0, 0.0, 0.22, 1.22]")]);
        let both = found("grid.max_growth", "1.4");
        assert_eq!(both, ["grid.nodes_um.z: `domain.z_um` and the nodes along z are both given"]);
        for (nodes, told) in [
            ("[0.0]", "grid.nodes_um.y: 0 is the only node along y"),
            ("[-1.5, 0.5, 0.5, 1.5]", "grid.nodes_um.y[2]: nodes must ascend, but after 0.5 comes 0.5"),
        ] {
            assert_eq!(found("grid.nodes_um.y", nodes)[0], told);
        }
    }

    #[test]
    fn a_port_keeps_room_for_its_planes() {
        // Four cells of 1.5 µm / (10 × 3.4799, Li's silicon at 1.5 µm) are 0.172 µm.
        assert_eq!(found(&[("domain.x_um", "[-0.173, 3.0]")]), [""; 0]);
        let tight = found(&[("domain.x_um", "[-0.171, 3.0]")]);
        assert!(tight[0].contains("0.171 µm") && tight[0].contains("0.172 µm"), "{tight:?}");
    }
}
