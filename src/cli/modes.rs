//! `luxel modes`: the modes of every port.

use super::prepare::{prepare, warn_of_edges};
use super::run::run_info;
use super::screen::out;
use super::{Done, Failure, JobArgs};
use crate::monitor;
use crate::results::{PortModes, Results, file, picture};

pub fn modes(args: &JobArgs) -> Result<Done, Failure> {
    let prepared = prepare(args)?;
    let plan = &prepared.plan;
    warn_of_edges(args, plan);
    let modes = plan.ports.iter().map(|port| monitor::port_modes(&plan.grid, port, &plan.band)).collect();
    let results = Results { modes, run: run_info(&prepared), ..Results::default() };
    let mut path = args.output(&prepared.job);
    if args.output.is_none() {
        path.set_file_name(format!("{}-modes.h5", prepared.job.name));
    }
    file::write(&path, &results)?;
    let pictures = picture::draw(&results, &path)?;
    if args.json {
        out!("{}", serde_json::json!({ "modes": rows(&results.modes), "output": path }));
    } else if !args.quiet {
        out!("port            mode  wavelength_um      n_eff        n_g  TE fraction");
        for row in rows(&results.modes) {
            let number = |key: &str| row[key].as_f64().unwrap_or(f64::NAN);
            out!(
                "{:<15} {:>4}  {:>13.5}  {:>9.6}  {:>9.6}  {:>11.4}",
                row["port"].as_str().unwrap_or_default(),
                row["mode"],
                number("wavelength_um"),
                number("n_eff"),
                number("n_g"),
                number("te_fraction"),
            );
        }
        out!("wrote {}", path.display());
        pictures.iter().for_each(|picture| out!("wrote {}", picture.display()));
    }
    Ok(Done::Settled)
}

/// One row per port, mode and wavelength.
fn rows(modes: &[PortModes]) -> Vec<serde_json::Value> {
    let row = |port: &PortModes, m: usize, w: usize| {
        serde_json::json!({
            "port": port.port, "mode": m, "wavelength_um": port.wavelength_um[w], "n_eff": port.n_eff[(w, m)].re,
            "n_eff_im": port.n_eff[(w, m)].im, "n_g": port.n_g[(w, m)], "te_fraction": port.te_fraction[(w, m)],
        })
    };
    let of_port = |port: &PortModes| -> Vec<serde_json::Value> {
        let (wavelengths, count) = port.n_eff.dim();
        (0..count).flat_map(|m| (0..wavelengths).map(move |w| (m, w))).map(|(m, w)| row(port, m, w)).collect()
    };
    modes.iter().flat_map(of_port).collect()
}
