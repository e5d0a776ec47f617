//! S-parameters: modal amplitudes at every port over the amplitude that came in at the driven one, at every wavelength.
//! Amplitudes are in √W, so |S|² is a ratio of powers; phases are at the ports' reference planes, e^(−iωt).

use ndarray::{Array1, Array5};
use num_complex::Complex64;

use super::quantity::SParams;
use crate::engine::{Recording, Sums};
use crate::job::BEAM;
use crate::modes::amplitudes;
use crate::plan::{Drive, Plan, PortPlan};
use crate::raster::Grid;
use crate::units::{TAU, reciprocal};

/// Incoming and outgoing amplitudes of one port, `[frequency][mode]`, √W per unit pulse spectrum.
pub struct PortAmplitudes {
    pub incoming: Vec<Vec<Complex64>>,
    pub outgoing: Vec<Vec<Complex64>>,
}

/// Amplitudes of a port at its reference plane from the sums of its monitor.
pub fn port_amplitudes(grid: &Grid, port: &PortPlan, frequencies: &[f64], sums: &Sums) -> PortAmplitudes {
    let [nu, nv] = port.section.shape();
    let points = nu * nv;
    let (mut incoming, mut outgoing) = (Vec::new(), Vec::new());
    for (f, fields) in frequencies.iter().zip(sums.0.chunks_exact(4 * points)) {
        let profile = |c: usize| to_section_order(port, &fields[c * points..][..points]);
        let [eu, ev, hu, hv] = [0, 1, 2, 3].map(profile);
        let at_reference = |mode: &crate::modes::Mode| {
            let (forward, backward) = amplitudes(mode, grid, &port.section, &eu, &ev, &hu, &hv);
            let shift = Complex64::cis(mode.beta.re * port.offset);
            let (forward, backward) = (forward * shift, backward / shift);
            if port.positive { (backward, forward) } else { (forward, backward) }
        };
        let (inward, outward) = port.basis.at(TAU * f).iter().map(at_reference).unzip();
        incoming.push(inward);
        outgoing.push(outward);
    }
    PortAmplitudes { incoming, outgoing }
}

/// Reorders sums over a section's box (x, y, z) to (u, v).
fn to_section_order(port: &PortPlan, values: &[Complex64]) -> Vec<Complex64> {
    let [nu, nv] = port.section.shape();
    if port.section.axis != 1 {
        return values.to_vec();
    }
    (0..nu).flat_map(|p| (0..nv).map(move |q| values[q * nu + p])).collect()
}

/// What an excitation's results are divided by, with its frequencies: the amplitude that came in at the driven port and mode, or
/// the spectrum of the sources' unit.
pub fn incident(plan: &Plan, excitation: usize, recording: &Recording) -> Vec<(f64, Complex64)> {
    match &plan.drives[excitation] {
        &Drive::Mode { port, mode } => {
            let frequencies = &plan.monitors[port].frequencies;
            let amplitudes = port_amplitudes(&plan.grid, &plan.ports[port], frequencies, &recording.sums[port]);
            let incoming = amplitudes.incoming.iter().map(|modes| modes[mode]);
            frequencies.iter().copied().zip(incoming).collect()
        }
        Drive::Sources(spectrum) | Drive::Beam { spectrum, .. } => spectrum.clone(),
    }
}

/// The divisor at a frequency; 1 where there is none.
pub fn known(incident: &[(f64, Complex64)], frequency: f64) -> Complex64 {
    incident.iter().find(|(known, _)| *known == frequency).map_or(Complex64::ONE, |(_, value)| *value)
}

/// The S-matrix over the band; columns of ports that were not excited, or not reached yet, are NaN. A beam comes after the ports, as one
/// of a single mode.
pub fn scattering(plan: &Plan, recordings: &[Recording]) -> SParams {
    let wavelengths: Vec<f64> = plan.band.iter().map(|&f| reciprocal(f)).collect();
    let (beam, ports) = (plan.ports.len(), plan.scattering_monitors());
    let modes = plan.ports.iter().map(|port| port.port.modes).max().unwrap_or(1);
    let nan = Complex64::new(f64::NAN, f64::NAN);
    let mut s = Array5::from_elem((wavelengths.len(), ports, modes, ports, modes), nan);
    for (excitation, recording) in recordings.iter().enumerate() {
        let (p_in, m_in) = match plan.drives[excitation] {
            Drive::Mode { port, mode } => (port, mode),
            Drive::Beam { .. } => (beam, 0),
            Drive::Sources(_) => continue,
        };
        let incident = incident(plan, excitation, recording);
        for (p, port) in plan.ports.iter().enumerate() {
            let out = port_amplitudes(&plan.grid, port, &plan.band, &recording.sums[p]);
            for (w, modes) in out.outgoing.iter().enumerate() {
                for (m, amplitude) in modes.iter().enumerate() {
                    s[(w, p, m, p_in, m_in)] = amplitude / incident[w].1;
                }
            }
        }
        let Some(reception) = plan.reception() else { continue };
        let sums = recording.sums[beam].0.chunks_exact(4 * plan.monitors[beam].points());
        for (w, (f, sums)) in plan.band.iter().zip(sums).enumerate() {
            s[(w, beam, 0, p_in, m_in)] = reception.amplitude(TAU * f, sums) / incident[w].1;
        }
    }
    let reference = |port: &PortPlan| port.port.center[port.port.facing.axis()];
    let beams = || std::iter::repeat_n(BEAM, ports - beam);
    SParams {
        wavelength_um: Array1::from(wavelengths),
        ports: plan.ports.iter().map(|port| port.port.name.clone()).chain(beams().map(String::from)).collect(),
        modes,
        s,
        reference_um: plan.ports.iter().map(reference).chain(beams().map(|_| f64::NAN)).collect(),
    }
}
