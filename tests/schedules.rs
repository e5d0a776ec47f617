//! The CPU's tiled schedule gives the plain one's bits: f32 and f64, odd sizes, any tile, depth and number of threads.

mod plans;

use luxel::engine::Engine;
use luxel::engine::cpu::{Cpu, Schedule};
use luxel::plan::Plan;
use luxel::yee::COMPONENTS;
use proptest::prelude::*;

/// Bits of all fields, energies and sums after 70 steps.
fn bits(engine: &mut dyn Engine) -> Vec<u64> {
    engine.start(0).unwrap();
    engine.advance(37).unwrap();
    engine.advance(33).unwrap();
    let fields: Vec<u64> =
        COMPONENTS.into_iter().flat_map(|c| engine.field(c).unwrap()).map(|value| value.to_bits()).collect();
    let energies: Vec<u64> = engine.energy().unwrap().into_iter().map(f64::to_bits).collect();
    let sums = engine.sums().unwrap().into_iter().flat_map(|sums| sums.0);
    let probes: Vec<u64> = engine.probes().unwrap().into_iter().flatten().map(f64::to_bits).collect();
    let sums = sums.flat_map(|sum| [sum.re.to_bits(), sum.im.to_bits()]);
    fields.into_iter().chain(energies).chain(sums).chain(probes).collect()
}

fn schedule(depth: usize, rows: usize) -> Schedule {
    Schedule::Tiled { depth, rows }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    /// Cells of odd sizes, full vectors and less than one, with and without absorbers, loss and a collapsed axis.
    #[test]
    fn tiled_equals_plain_whatever_the_sizes(
        (nx, ny, nz) in (5_usize..24, 1_usize..20, 5_usize..40), slab in 0_usize..4, lossy: bool, every in 1_usize..40,
        threads in 1_usize..5, depth in 1_usize..12, rows in 1_usize..25, coupled: bool,
    ) {
        let slab = slab.min((nx - 1) / 4).min((nz - 1) / 4).min(if ny > 1 { (ny - 1) / 2 } else { slab });
        let mut plan = plans::plan([nx, if ny < 4 { 1 } else { ny }, nz], slab, lossy);
        if coupled {
            plans::couple(&mut plan);
        }
        plan.sample_every = every;
        let plain = bits(&mut Cpu::<f32>::new(&plan, 1).unwrap().with_schedule(Schedule::Plain));
        prop_assert!(plain.iter().any(|&bits| bits != 0), "nothing was computed");
        let tiled = bits(&mut Cpu::<f32>::new(&plan, threads).unwrap().with_schedule(schedule(depth, rows)));
        prop_assert!(tiled == plain);
        let plain = bits(&mut Cpu::<f64>::new(&plan, 1).unwrap().with_schedule(Schedule::Plain));
        let tiled = bits(&mut Cpu::<f64>::new(&plan, threads).unwrap().with_schedule(schedule(depth, rows)));
        prop_assert!(tiled == plain);
    }
}

fn compare(mut plan: Plan) {
    plan.sample_every = 13;
    let one = bits(&mut Cpu::<f32>::new(&plan, 1).unwrap().with_schedule(Schedule::Plain));
    let one_f64 = bits(&mut Cpu::<f64>::new(&plan, 1).unwrap().with_schedule(Schedule::Plain));
    assert!(one.iter().any(|&bits| bits != 0), "nothing was computed");
    for threads in [1, 2, 3] {
        for (depth, rows) in [(1, 5), (3, 1), (8, 2), (8, 7), (5, 100)] {
            let schedule = schedule(depth, rows);
            let f32 = bits(&mut Cpu::<f32>::new(&plan, threads).unwrap().with_schedule(schedule));
            let f64 = bits(&mut Cpu::<f64>::new(&plan, threads).unwrap().with_schedule(schedule));
            assert!(f32 == one, "f32, {threads} threads, {schedule:?}");
            assert!(f64 == one_f64, "f64, {threads} threads, {schedule:?}");
        }
    }
}

#[test]
fn tiled_equals_plain_in_3d() {
    compare(plans::plan([17, 23, 29], 4, false));
    compare(plans::plan([14, 11, 70], 3, true));
    let mut plan = plans::plan([17, 13, 40], 3, false);
    plans::disperse(&mut plan);
    compare(plan.clone());
    plans::couple(&mut plan);
    compare(plan);
}

#[test]
fn tiled_equals_plain_in_2d() {
    let mut plan = plans::plan([31, 1, 45], 4, false);
    compare(plan.clone());
    plans::couple(&mut plan);
    compare(plan);
}
