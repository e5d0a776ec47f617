//! Run control on every engine: fields that diverge are found, with the step and the place; a run stops when it is told to.

mod plans;

use std::time::Instant;

use luxel::engine::gpu::{Choice, Gpu};
use luxel::engine::{self, Engine, EngineError, Glance, Stopped, cpu::Cpu};
use luxel::material::Pole;
use luxel::plan::{Coefficients, Plan, polarization};
use luxel::raster::{Codebook, Dispersive, Permittivity};
use luxel::yee::Component;
use num_complex::Complex64;

fn engines(plan: &Plan) -> Vec<Box<dyn Engine + '_>> {
    let mut engines: Vec<Box<dyn Engine>> =
        vec![Box::new(Cpu::<f64>::new(plan, 2).unwrap()), Box::new(Cpu::<f32>::new(plan, 2).unwrap())];
    let device = std::env::var("LUXEL_TEST_DEVICE").unwrap_or("llvmpipe".into());
    match Gpu::new(plan, &Choice { device: Some(device), ..Choice::default() }) {
        Ok(gpu) => engines.push(Box::new(gpu)),
        Err(EngineError::NoAdapter(_)) if std::env::var("REQUIRE_GPU").as_deref() != Ok("1") => {
            println!("skipped: no adapter");
        }
        Err(error) => panic!("{error}"),
    }
    engines
}

#[test]
fn divergence_is_found_and_explained() {
    let mut plan = plans::plan([16, 12, 18], 3, false);
    // H takes steps twenty times as long as E: far above the stability limit, whatever the permittivity of up to 12.
    plan.dt *= 20.0;
    for mut engine in engines(&plan) {
        let ended = engine::run(engine.as_mut(), &plan, 0, &mut |_| true).map(|recording| recording.steps);
        let Err(error @ EngineError::Diverged { step, x_um, .. }) = ended else { panic!("{ended:?}") };
        let x = &plan.grid.axes[0].nodes;
        assert!(step <= 200 && (x[0]..=x[x.len() - 1]).contains(&x_um), "step {step}, x {x_um}");
        let said = error.to_string();
        assert!(said.contains(&format!("at step {step}")) && said.contains("Usual causes"), "{said}");
    }
}

#[test]
fn a_run_ends_when_told_or_when_its_time_is_up() {
    let mut plan = plans::plan([16, 12, 18], 3, false);
    plan.decay = 0.0;
    plan.steps = 250;
    for mut engine in engines(&plan) {
        let asked = engine::run(engine.as_mut(), &plan, 0, &mut |progress| progress.step < 192).unwrap();
        assert_eq!((asked.stopped, asked.steps), (Stopped::Interrupted, 192));
        let limited = engine::run(engine.as_mut(), &plan, 0, &mut |_| true).unwrap();
        assert_eq!((limited.stopped, limited.steps), (Stopped::TimeLimit, 250));
        // What was recorded is there in both cases.
        for recording in [asked, limited] {
            assert!(recording.sums[0].0.iter().any(|sum| sum.norm() > 0.0));
        }
    }
}

/// A glance is the energy at the end of the advance before the last, on every engine the same: what lets a device run on meanwhile.
#[test]
fn a_glance_is_one_advance_old() {
    let plan = plans::plan([16, 12, 18], 3, false);
    for mut engine in engines(&plan) {
        engine.start(0).unwrap();
        let mut before = Glance::default();
        for steps in [20, 1, 33] {
            engine.advance(steps).unwrap();
            assert_eq!(engine.glance().unwrap(), before, "{:?} after {} steps", engine.identity(), engine.steps());
            before = Glance { step: engine.steps(), planes: engine.energy().unwrap() };
        }
        assert!(before.planes.iter().sum::<f64>() > 0.0);
    }
}

/// A closed box of a medium whose ε = 12 is nearly all polarization: the energy counted swings with the phase of what stands in it, far
/// beyond what lossless fields alone could, and is no divergence.
#[test]
fn what_media_hold_is_no_divergence() {
    let mut plan = plans::plan([16, 12, 18], 0, false);
    let pole = Pole { a: Complex64::new(0.0, -20.0), c: Complex64::new(0.0, 110.0) };
    let mut permittivity = Permittivity::uniform(&plan.grid, 1.0);
    let weight = [0, 1, 2].map(|_| Codebook::uniform(plan.grid.shape(), 1.0));
    permittivity.dispersive = vec![Dispersive { poles: vec![pole], weight }];
    plan.coefficients = Coefficients::new(&plan.grid, &permittivity, plan.dt);
    plan.mixtures = polarization::mixtures(&plan.grid, &permittivity, &plan.coefficients, plan.dt);
    // Slow enough for the lowest modes alone, and without a mean, which would stay behind as charge.
    let at = |n: usize| (n as f64 - 60.0) / 18.0;
    let signal: Vec<f64> = (0..120).map(|n| -at(n) * (-at(n) * at(n)).exp()).collect();
    plan.source_steps = signal.len();
    plan.excitations[0].retain(|injection| injection.component == Component::Ez);
    plan.excitations[0].iter_mut().for_each(|injection| {
        injection.weight.fill(1.0);
        injection.signal = signal.clone();
    });
    (plan.decay, plan.steps) = (0.0, 3000);
    for mut engine in engines(&plan).into_iter().take(2) {
        let ended = engine::run(engine.as_mut(), &plan, 0, &mut |_| true).map(|recording| recording.stopped);
        assert!(matches!(ended, Ok(Stopped::TimeLimit)), "{:?}", ended.map_err(|error| error.to_string()));
    }
}

/// What progress and shut-off cost a GPU: the median of pairs with and without looks. A timing, so only on request:
/// `cargo test --release --test control -- --ignored --nocapture`.
#[test]
#[ignore = "a timing, for a quiet machine; CI has a_glance_is_one_advance_old in its place"]
fn looks_do_not_hold_a_gpu_up() {
    for (cells, steps) in [([16, 12, 18], 2000), ([40, 40, 40], 500)] {
        let mut plan = plans::plan(cells, 3, false);
        plan.steps = usize::MAX;
        let device = std::env::var("LUXEL_TEST_DEVICE").unwrap_or("llvmpipe".into());
        let mut gpu = Gpu::new(&plan, &Choice { device: Some(device), ..Choice::default() }).unwrap();
        gpu.start(0).unwrap();
        let mut time = |each: usize| {
            let started = Instant::now();
            for _ in 0..steps / each {
                gpu.advance(each).unwrap();
                gpu.glance().unwrap();
            }
            gpu.finish().unwrap();
            started.elapsed().as_secs_f64()
        };
        time(engine::LOOK_EVERY);
        let mut ratios: Vec<f64> = (0..11).map(|_| time(engine::LOOK_EVERY) / time(steps)).collect();
        ratios.sort_by(f64::total_cmp);
        println!("{cells:?}: with looks / without: {ratios:.3?}");
        assert!(ratios[5] < 1.05, "median {}", ratios[5]);
    }
}
