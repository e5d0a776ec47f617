//! Boxes with finer steps: zones of the sizing function, like those of the materials in them.

use super::extent::Extent;
use super::features::Zone;
use crate::job::{Job, Problem};
use crate::yee::AXES;

/// The zones that the job's boxes add along an axis to those of the materials there, which `cells` per wavelength made.
pub(super) fn zones(
    axis: usize,
    job: &Job,
    cells: f64,
    extents: &[Extent; 3],
    there: &[Zone],
    background: f64,
) -> Result<Vec<Zone>, Problem> {
    let mut zones = Vec::new();
    for (i, refine) in job.grid.refine.iter().enumerate() {
        let Some([lo, hi]) = [refine.x_um, refine.y_um, refine.z_um][axis] else { continue };
        let [from, to] = extents[axis].simulated();
        if hi <= from || lo >= to {
            let name = AXES[axis];
            let part = if extents[axis].mirror.is_some() { "what is simulated of the domain" } else { "the domain" };
            return Err(Problem::new(
                format!("grid.refine[{i}].{name}_um"),
                format!("the box spans {lo} to {hi} µm along {name}, outside {part}, {from:.3} to {to:.3} µm"),
                "move it into the domain",
            ));
        }
        if let Some(size) = refine.cell_um {
            zones.push(Zone { lo, hi, step: size.per_axis()[axis] });
        }
        if let Some(finer) = refine.cells_per_wavelength {
            let by = cells / finer;
            zones.push(Zone { lo, hi, step: background * by });
            let within =
                there.iter().map(|zone| Zone { lo: zone.lo.max(lo), hi: zone.hi.min(hi), step: zone.step * by });
            zones.extend(within.filter(|zone| zone.lo < zone.hi));
        }
    }
    Ok(zones)
}
