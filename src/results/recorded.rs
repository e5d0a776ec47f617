//! Flux, far fields, energies and resonances for the terminal and for scripts.

use std::fmt::Write;

use super::{Energy, Far, Flux, Ringing};
use crate::results::file::terahertz;
use crate::units::reciprocal;

/// Power through each monitor at the band's start, middle and end; `None` without flux monitors.
pub fn flux_text(all: &[Flux]) -> Option<String> {
    let first = all.first()?;
    let name = |flux: &Flux| format!("{} from {}", flux.monitor, flux.excitation);
    let wide = all.iter().map(|flux| name(flux).chars().count()).max().unwrap_or(0);
    let mut out = format!("Power over the incident power\n{:<wide$}", "");
    // Writing to a String cannot fail, so the results of `write!` carry nothing.
    let columns = |flux: &Flux| {
        let last = flux.wavelength_um.len() - 1;
        let mut columns = vec![0, last / 2, last];
        columns.dedup();
        columns
    };
    let same = all.iter().all(|flux| flux.wavelength_um == first.wavelength_um);
    if same {
        for w in columns(first) {
            let _ = write!(out, "{:>14}", format!("{:.4} µm", first.wavelength_um[w]));
        }
    }
    for flux in all {
        let _ = write!(out, "\n{:<wide$}", name(flux));
        for w in columns(flux) {
            let at = if same { String::new() } else { format!(" at {:.4} µm", flux.wavelength_um[w]) };
            let _ = write!(out, "{:>14.6e}{at}", flux.power[w]);
        }
    }
    out.push('\n');
    Some(out)
}

pub fn flux_json(all: &[Flux]) -> serde_json::Value {
    let row = |flux: &Flux, w: usize| {
        serde_json::json!({
            "monitor": flux.monitor, "excitation": flux.excitation, "wavelength_um": flux.wavelength_um[w],
            "power": flux.power[w],
        })
    };
    all.iter().flat_map(|flux| (0..flux.power.len()).map(move |w| row(flux, w))).collect()
}

/// Energy and absorption of each box at its middle wavelength; `None` without any.
pub fn energy_text(all: &[Energy]) -> Option<String> {
    all.first()?;
    let mut out = String::from("Energy over the incident power, fs: electric, magnetic; absorbed part\n");
    for energy in all {
        let w = energy.wavelength_um.len() / 2;
        let _ = writeln!(
            out,
            "{:>14.6e} {:>14.6e} {:>14.6e}   {} from {} at {:.4} µm",
            energy.electric_fs[w],
            energy.magnetic_fs[w],
            energy.absorbed[w],
            energy.monitor,
            energy.excitation,
            energy.wavelength_um[w]
        );
    }
    Some(out)
}

pub fn energy_json(all: &[Energy]) -> serde_json::Value {
    let row = |energy: &Energy, w: usize| {
        serde_json::json!({
            "monitor": energy.monitor, "excitation": energy.excitation, "wavelength_um": energy.wavelength_um[w],
            "electric_fs": energy.electric_fs[w], "magnetic_fs": energy.magnetic_fs[w], "absorbed": energy.absorbed[w],
        })
    };
    all.iter().flat_map(|energy| (0..energy.absorbed.len()).map(move |w| row(energy, w))).collect()
}

/// What each far field carries in all and where most of it goes, at its middle wavelength; `None` without any.
pub fn far_text(all: &[Far]) -> Option<String> {
    all.first()?;
    let mut out = String::from("Far fields       total   most per sr (2D: rad)\n");
    for far in all {
        let (w, (theta, phi)) = (far.wavelength_um.len() / 2, strongest(far, far.wavelength_um.len() / 2));
        let _ = writeln!(
            out,
            "{:>22.6e} {:>14.6e} at theta {}°, phi {}°   {} from {} at {:.4} µm",
            far.total[w],
            far.power[(w, theta, phi)],
            far.theta_deg[theta],
            far.phi_deg[phi],
            far.monitor,
            far.excitation,
            far.wavelength_um[w]
        );
    }
    Some(out)
}

/// The direction of most power at a wavelength.
fn strongest(far: &Far, w: usize) -> (usize, usize) {
    let power = far.power.index_axis(ndarray::Axis(0), w);
    let most = power.indexed_iter().max_by(|a, b| a.1.total_cmp(b.1));
    most.map_or((0, 0), |(at, _)| at)
}

pub fn far_json(all: &[Far]) -> serde_json::Value {
    let row = |far: &Far, w: usize| {
        let (theta, phi) = strongest(far, w);
        serde_json::json!({
            "monitor": far.monitor, "excitation": far.excitation, "wavelength_um": far.wavelength_um[w],
            "total": far.total[w], "most": far.power[(w, theta, phi)],
            "theta_deg": far.theta_deg[theta], "phi_deg": far.phi_deg[phi],
        })
    };
    all.iter().flat_map(|far| (0..far.total.len()).map(move |w| row(far, w))).collect()
}

/// The resonances of every probe; `None` without probes.
pub fn ringing_text(all: &[Ringing]) -> Option<String> {
    all.first()?;
    let rows = all.iter().flat_map(|one| one.resonances.iter().map(move |resonance| (one, resonance)));
    let mut out =
        String::from("Resonances   wavelength      frequency            Q    amplitude   error of f, relative\n");
    for (one, r) in rows {
        let _ = writeln!(
            out,
            "{:<4} {:>12.7} µm {:>12.6} THz {:>12.6e} {:>12.3e} {:>12.1e}   {} from {}",
            one.component,
            reciprocal(r.frequency),
            terahertz(r.frequency),
            r.q,
            r.amplitude,
            r.error,
            one.probe,
            one.excitation
        );
    }
    if all.iter().all(|one| one.resonances.is_empty()) {
        out.push_str("none in the band\n");
    }
    Some(out)
}

pub fn ringing_json(all: &[Ringing]) -> serde_json::Value {
    let rows = all.iter().flat_map(|one| one.resonances.iter().map(move |resonance| (one, resonance)));
    rows.map(|(one, r)| {
        serde_json::json!({
            "probe": one.probe, "excitation": one.excitation, "component": one.component,
            "wavelength_um": reciprocal(r.frequency), "frequency_thz": terahertz(r.frequency), "q": r.q,
            "amplitude": r.amplitude, "error": r.error,
        })
    })
    .collect()
}
