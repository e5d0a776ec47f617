//! `luxel modes`: the modes of every port.

use num_complex::Complex64;

use super::prepare::{Prepared, prepare};
use super::run::run_info;
use super::screen::out;
use super::{Done, Failure, JobArgs, warn};
use crate::modes::{Basis, Form};
use crate::monitor::{self, PortModes};
use crate::plan::PortPlan;
use crate::results::{Results, file, picture};
use crate::units::{TAU, reciprocal};

pub fn modes(args: &JobArgs) -> Result<Done, Failure> {
    let prepared = prepare(args)?;
    let modes = prepared.plan.ports.iter().map(|port| of_port(&prepared, port)).collect::<Result<Vec<_>, _>>()?;
    if !args.quiet {
        warn_of(&modes);
    }
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
        table(&results.modes);
        out!("wrote {}", path.display());
        pictures.iter().for_each(|picture| out!("wrote {}", picture.display()));
    }
    Ok(Done::Settled)
}

/// A port's modes: the run's own, or where the window absorbs or media do, complex ones.
fn of_port(prepared: &Prepared, port: &PortPlan) -> Result<PortModes, Failure> {
    let (plan, permittivity, section) = (&prepared.plan, &prepared.permittivity, &port.section);
    if permittivity.sigma.is_none() && section.form.pml == Form::default().pml {
        return Ok(monitor::port_modes(&plan.grid, port, &plan.band));
    }
    let [short, long] = prepared.job.spectrum.wavelength_um.map(|wavelength| TAU * reciprocal(wavelength));
    let basis = Basis::<Complex64>::new(&plan.grid, permittivity, section, [long, short], plan.dt, port.port.modes)
        .map_err(|error| Failure::Other(format!("port `{}`: {error}; {}", port.port.name, error.help())))?;
    Ok(monitor::basis_modes(&plan.grid, port, &basis, &plan.band))
}

/// Of modes that their window cuts anywhere in the band.
fn warn_of(modes: &[PortModes]) {
    for port in modes {
        let worst =
            port.edge_fraction.columns().into_iter().map(|edges| edges.fold(0.0, |most: f64, &edge| most.max(edge)));
        worst.enumerate().for_each(|(m, edge)| warn::of_edge(&port.port, m, edge));
    }
}

/// Modes marked * are not confined to their window.
fn table(modes: &[PortModes]) {
    out!("port            mode  wavelength_um      n_eff        n_g  D ps/nm/km    loss dB/cm  area um2  TE fraction");
    for row in rows(modes) {
        let number = |key: &str| row[key].as_f64().unwrap_or(f64::NAN);
        out!(
            "{:<15} {:>4}  {:>13.5}  {:>9.6}  {:>9.6}  {:>10.1}  {:>12.4e}  {:>8.4}  {:>11.4}{}",
            row["port"].as_str().unwrap_or_default(),
            row["mode"],
            number("wavelength_um"),
            number("n_eff"),
            number("n_g"),
            number("dispersion_ps_per_nm_km"),
            number("loss_db_per_cm"),
            number("effective_area_um2"),
            number("te_fraction"),
            if row["confined"] == true { "" } else { " *" },
        );
    }
}

/// One row per port, mode and wavelength.
fn rows(modes: &[PortModes]) -> Vec<serde_json::Value> {
    let of_port = |port: &PortModes| -> Vec<serde_json::Value> {
        let (loss, confined) = (port.loss_db_per_cm(), port.confined());
        let row = |m: usize, w: usize| {
            let at = (w, m);
            serde_json::json!({
                "port": port.port, "mode": m, "wavelength_um": port.wavelength_um[w],
                "n_eff": port.n_eff[at].re, "n_eff_im": port.n_eff[at].im, "n_g": port.n_g[at],
                "dispersion_ps_per_nm_km": port.dispersion[at], "loss_db_per_cm": loss[at],
                "effective_area_um2": port.area_um2[at], "te_fraction": port.te_fraction[at],
                "edge_fraction": port.edge_fraction[at], "confined": confined[at],
            })
        };
        let (wavelengths, count) = port.n_eff.dim();
        (0..count).flat_map(|m| (0..wavelengths).map(move |w| (m, w))).map(|(m, w)| row(m, w)).collect()
    };
    modes.iter().flat_map(of_port).collect()
}
