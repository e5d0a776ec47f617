//! A set of real fields on the CPU with all that goes with them: one in most runs; where a Bloch vector makes fields complex, one of
//! their real parts and one of their imaginary parts.

use std::ops::Range;

use rayon::prelude::*;

use super::Source;
use super::aligned::Aligned;
use super::coupling::Coupled;
use super::meter::Meter;
use super::monitor::{Gather, Monitor};
use super::polarization::Polarization;
use super::schedule::Work;
use crate::kernel::grid::{Families, Line, Psi, Real, Rows, Shared, Simd};
use crate::kernel::update_e::UpdateE;
use crate::kernel::update_h::UpdateH;
use crate::plan::Plan;
use crate::yee::Component;

pub struct Lane<'a, T> {
    /// `[i][component][j][k]` with padded rows.
    pub e: Aligned<T>,
    h: Aligned<T>,
    /// ψ of the absorbers along x, y, z.
    psi_e: [Aligned<T>; 3],
    psi_h: [Aligned<T>; 3],
    polarizations: Vec<Polarization<'a, T>>,
    pub coupled: Coupled<T>,
    pub sources: Vec<Source<T>>,
    pub monitors: Vec<Monitor<'a, T>>,
    /// Twice the energy of each row, `[i][j]`.
    pub energies: Vec<T>,
}

/// What the lanes of an engine share.
pub struct Media<'e, T> {
    pub plan: &'e Plan,
    pub simd: Simd,
    pub rows: Rows,
    pub ca: Option<&'e [T]>,
    pub cb: &'e [T],
    pub lines_e: &'e [Line<T>; 3],
    pub lines_h: &'e [Line<T>; 3],
    pub meter: &'e Meter<T>,
}

impl<'a, T: Real> Lane<'a, T> {
    pub fn new(plan: &'a Plan, rows: Rows) -> Self {
        let zeros = |points| Aligned::new(points);
        Lane {
            e: zeros(rows.points()),
            h: Aligned::staggered(rows.points(), 9),
            psi_e: rows.psi_points().map(zeros),
            psi_h: rows.psi_points().map(zeros),
            polarizations: plan.mixtures.iter().map(|mixture| Polarization::new(plan, mixture)).collect(),
            coupled: Coupled::new(plan, rows),
            sources: Vec::new(),
            monitors: plan.monitors.iter().map(Monitor::new).collect(),
            energies: vec![T::default(); rows.nx * rows.ny],
        }
    }

    pub fn clear(&mut self) {
        let fields = [&mut self.e, &mut self.h].into_iter().chain(&mut self.psi_e).chain(&mut self.psi_h);
        fields.for_each(|field| field.fill(T::default()));
        self.polarizations.iter_mut().for_each(Polarization::clear);
        self.coupled.remember(&self.e);
        self.monitors.iter_mut().for_each(Monitor::clear);
    }

    pub fn array(&mut self, component: Component) -> &mut Aligned<T> {
        if component.is_e() { &mut self.e } else { &mut self.h }
    }

    /// Takes the energy of all rows.
    pub fn measure(&mut self, meter: &Meter<T>, media: (&[u32], &[T]), rows: Rows, pool: &rayon::ThreadPool) {
        let [nx, ny] = rows.cells();
        let arrays = [Shared::new(&mut self.e), Shared::new(&mut self.h), Shared::new(&mut self.energies)];
        // SAFETY: each plane's rows are taken by one thread, and no field is written.
        pool.install(|| (0..nx).into_par_iter().for_each(|i| unsafe { meter.take(arrays, media, i, 0..ny) }));
    }
}

impl<'e, T: Real> Media<'e, T> {
    /// What a stretch of steps works on in a lane; the energy is taken at the end of step `measure`.
    pub fn work(
        &self,
        lane: &'e mut Lane<'_, T>,
        steps: Range<usize>,
        measure: usize,
        probes: Vec<(Gather<'e, T>, usize)>,
    ) -> Work<'e, T> {
        let (every, dt) = (self.plan.sample_every, self.plan.dt);
        let times = steps.clone().filter(|step| step.is_multiple_of(every)).map(|step| dt * (step + 1) as f64);
        let gathers = lane.monitors.iter_mut().map(|monitor| monitor.gather(times.clone(), dt)).collect();
        let active = |component| self.plan.active[component as usize];
        let families = |a, b| Families { a: active(a), b: active(b) };
        let (simd, rows) = (self.simd, self.rows);
        let (e, h) = (Shared::new(&mut lane.e), Shared::new(&mut lane.h));
        Work {
            e: UpdateE {
                simd,
                families: families(Component::Ey, Component::Ex),
                rows,
                e,
                h,
                codes: &self.plan.coefficients.code,
                ca: self.ca,
                cb: self.cb,
                lines: self.lines_e,
                psi: psi(&mut lane.psi_e),
            },
            h: UpdateH {
                simd,
                families: families(Component::Hx, Component::Hy),
                rows,
                h,
                e,
                minus_dt: T::of(-dt),
                lines: self.lines_h,
                psi: psi(&mut lane.psi_h),
            },
            polarizations: lane.polarizations.iter_mut().map(Polarization::stepping).collect(),
            coupled: lane.coupled.stepping(),
            sources: &lane.sources,
            gathers,
            probes,
            meter: self.meter,
            energies: Shared::new(&mut lane.energies),
            measure,
            sample_every: every,
            first: steps.start,
        }
    }
}

fn psi<T>(arrays: &mut [Aligned<T>; 3]) -> Psi<'_, T> {
    let [x, y, z] = arrays;
    Psi { x: Shared::new(x), y: Shared::new(y), z: Shared::new(z) }
}
