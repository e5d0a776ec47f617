//! The GPU engine against the CPU's, in f32 both: each kernel alone, whole runs, and the GPU against itself.

mod plans;

use luxel::engine::cpu::Cpu;
use luxel::engine::gpu::{Choice, Gpu, Variant, adapter};
use luxel::engine::{Engine, EngineError, Sums};
use luxel::plan::Plan;
use luxel::yee::{COMPONENTS, Component};
use plans::{Random, plan};

/// The adapter that LUXEL_TEST_DEVICE names, else the best one here, a software one too; without any the test is skipped, or
/// fails where REQUIRE_GPU is set.
fn choice() -> Option<Choice> {
    let wanted = std::env::var("LUXEL_TEST_DEVICE").unwrap_or_default().to_lowercase();
    let Some(found) = adapter::list().into_iter().find(|found| found.name.to_lowercase().contains(&wanted)) else {
        let required = std::env::var_os("REQUIRE_GPU").is_some_and(|value| value == "1");
        assert!(!required, "REQUIRE_GPU=1 and there is no adapter");
        println!("skipped: no adapter");
        return None;
    };
    Some(Choice { device: Some(found.name), ..Choice::default() })
}

/// A choice of each kind of variant.
fn kinds(plan: &Plan, choice: &Choice) -> [Choice; 2] {
    [false, true].map(|fused| {
        let variant = Variant::all(plan).iter().find(|variant| variant.is_fused() == fused);
        Choice { variant: variant.copied(), ..choice.clone() }
    })
}

/// A plan on both engines, started on its first excitation, with random fields if asked.
fn pair<'a>(plan: &'a Plan, choice: &Choice, random: bool) -> [Box<dyn Engine + 'a>; 2] {
    let cpu = Cpu::<f32>::new(plan, 1).unwrap();
    let gpu = Gpu::new(plan, choice).unwrap();
    assert!(choice.variant.is_none_or(|variant| variant == gpu.variant()));
    let mut engines: [Box<dyn Engine + 'a>; 2] = [Box::new(cpu), Box::new(gpu)];
    for engine in &mut engines {
        start(engine.as_mut(), plan, random);
    }
    engines
}

fn start(engine: &mut dyn Engine, plan: &Plan, random: bool) {
    engine.start(0).unwrap();
    let mut numbers = Random(11);
    for component in COMPONENTS.into_iter().filter(|_| random) {
        let mut values = numbers.signed(plan.grid.points());
        // Points on the walls and beyond a component's own range are zero by the grid's contract.
        let [_, ny, nz] = plan.grid.shape();
        for (p, value) in values.iter_mut().enumerate() {
            let at = [p / (ny * nz), p / nz % ny, p % nz];
            let own = |a: usize| {
                let axis = &plan.grid.axes[a];
                if component.half()[a] { at[a] < axis.cells() } else { axis.interior().contains(&at[a]) }
            };
            if !(0..3).all(own) {
                *value = 0.0;
            }
        }
        engine.set_field(component, &values).unwrap();
    }
}

fn peak(values: impl Iterator<Item = f64>) -> f64 {
    values.fold(0.0, |peak, value| peak.max(value.abs()))
}

/// Largest difference of any component's field, by that component's peak.
fn field_error(engines: &mut [Box<dyn Engine + '_>; 2]) -> f64 {
    error_of(&COMPONENTS, engines)
}

fn error_of(components: &[Component], engines: &mut [Box<dyn Engine + '_>; 2]) -> f64 {
    let [cpu, gpu] = engines;
    let errors = components.iter().map(|&component| {
        let (a, b) = (cpu.field(component).unwrap(), gpu.field(component).unwrap());
        assert_eq!(a.len(), b.len());
        let largest = peak(a.iter().copied());
        assert!(largest > 1e-3, "nothing moved: {component:?} peaks at {largest:e}");
        peak(a.iter().zip(&b).map(|(a, b)| a - b)) / largest
    });
    peak(errors)
}

/// Largest difference of any monitor's sums, by that monitor's peak.
fn sums_error(a: &[Sums], b: &[Sums]) -> f64 {
    let errors = a.iter().zip(b).map(|(Sums(a), Sums(b))| {
        assert_eq!(a.len(), b.len());
        let largest = peak(a.iter().map(|a| a.norm()));
        assert!(largest > 1e-6, "nothing was recorded: peak {largest:e}");
        peak(a.iter().zip(b).map(|(a, b)| (a - b).norm())) / largest
    });
    peak(errors)
}

/// Largest difference of any active component's samples, by their peak.
fn probes_error(plan: &Plan, a: &[Vec<f64>], b: &[Vec<f64>]) -> f64 {
    assert_eq!(a.len(), plan.probes.len());
    let none = plan.active.iter().all(|active| !active);
    let pairs = plan.probes.iter().zip(a.iter().zip(b)).filter(|(p, _)| none || plan.active[p.component as usize]);
    peak(pairs.map(|(probe, (a, b))| {
        assert_eq!(a.len(), b.len());
        let largest = peak(a.iter().copied());
        assert!(largest > 1e-6, "{probe:?} recorded nothing: peak {largest:e}");
        peak(a.iter().zip(b).map(|(a, b)| a - b)) / largest
    }))
}

/// Largest relative difference of a plane's energy, by the largest plane's.
fn energy_error(engines: &mut [Box<dyn Engine + '_>; 2]) -> f64 {
    let [a, b] = engines.each_mut().map(|engine| engine.energy().unwrap());
    assert_eq!(a.len(), b.len());
    peak(a.iter().zip(&b).map(|(a, b)| a - b)) / peak(a.into_iter())
}

const SHAPES: [[usize; 3]; 2] = [[14, 11, 70], [40, 1, 70]];

#[test]
fn each_update_alone_equals_its_twin() {
    let Some(choice) = choice() else { return };
    for cells in SHAPES {
        for lossy in [false, true] {
            for electric in [true, false] {
                let mut plan = plan(cells, 4, lossy);
                plan.active = COMPONENTS.map(|component| component.is_e() == electric);
                plan.excitations.clear();
                for choice in kinds(&plan, &choice) {
                    let mut engines = pair(&plan, &choice, true);
                    for engine in &mut engines {
                        engine.advance(4).unwrap();
                    }
                    let error = field_error(&mut engines);
                    // Four sums of a dozen terms, each rounded to 6e-8, in two orders.
                    assert!(error <= 1e-6, "{cells:?} {:?} lossy {lossy} E {electric}: {error:e}", choice.variant);
                }
            }
        }
    }
}

#[test]
fn sources_sums_and_energy_alone_equal_their_twins() {
    let Some(choice) = choice() else { return };
    for cells in SHAPES {
        let mut plan = plan(cells, 4, true);
        plan.active = [false; 6];
        for choice in kinds(&plan, &choice) {
            let mut engines = pair(&plan, &choice, true);
            for engine in &mut engines {
                engine.advance(45).unwrap();
            }
            // One product and one sum per step; a fused one rounds once less.
            let error = field_error(&mut engines);
            assert!(error <= 1e-6, "{cells:?} fields: {error:e}");
            let [cpu, gpu] = engines.each_mut().map(|engine| engine.sums().unwrap());
            let error = sums_error(&cpu, &gpu);
            assert!(error <= 1e-6, "{cells:?} sums: {error:e}");
            let [cpu, gpu] = engines.each_mut().map(|engine| engine.probes().unwrap());
            let error = probes_error(&plan, &cpu, &gpu);
            assert!(error <= 1e-6, "{cells:?} probes: {error:e}");
            // Some 5,000 positive terms a plane in another order: at worst rows of 70 × 6e-8.
            let error = energy_error(&mut engines);
            assert!(error <= 4e-6, "{cells:?} energy: {error:e}");
        }
    }
}

/// A run on both engines from its sources, and random fields if asked, held to the house's bar.
fn run_and_compare(plan: &Plan, choice: &Choice, steps: usize, random: bool) {
    let mut engines = pair(plan, choice, random);
    for engine in &mut engines {
        engine.advance(steps).unwrap();
    }
    // Round-off of 6e-8 a step that adds up at random, with room for fused multiply-adds.
    let bar = 2e-5_f64.max(2e-7 * (steps as f64).sqrt());
    let active: Vec<Component> = COMPONENTS.into_iter().filter(|&c| plan.active[c as usize]).collect();
    let fields = error_of(&active, &mut engines);
    let energy = energy_error(&mut engines);
    let [cpu, gpu] = engines.each_mut().map(|engine| engine.sums().unwrap());
    let sums = sums_error(&cpu, &gpu);
    let [cpu, gpu] = engines.each_mut().map(|engine| engine.probes().unwrap());
    let probes = probes_error(plan, &cpu, &gpu);
    let case = format!("{:?} {}", plan.grid.shape(), engines[1].identity().adapter);
    println!("{case}, {steps} steps: fields {fields:.1e}, energy {energy:.1e}, sums {sums:.1e}, probes {probes:.1e}");
    for (what, error) in [("fields", fields), ("energy", energy), ("sums", sums), ("probes", probes)] {
        assert!(error <= bar, "{case} {what}: {error:e}");
    }
}

#[test]
fn a_run_with_absorbers_sources_and_monitors_equals_the_cpu() {
    let Some(choice) = choice() else { return };
    for (cells, lossy) in [([48, 48, 48], true), ([30, 20, 25], false), ([30, 1, 40], false), ([30, 1, 40], true)] {
        let plan = plan(cells, 8, lossy);
        for choice in kinds(&plan, &choice) {
            run_and_compare(&plan, &choice, 60, false);
        }
    }
}

#[test]
fn media_that_disperse_and_components_that_are_coupled_equal_the_cpu() {
    let Some(choice) = choice() else { return };
    for cells in [[30, 20, 25], [30, 1, 40]] {
        let mut plan = plan(cells, 6, false);
        plans::disperse(&mut plan);
        plans::couple(&mut plan);
        for choice in kinds(&plan, &choice) {
            run_and_compare(&plan, &choice, 60, false);
        }
    }
}

#[test]
fn a_domain_that_repeats_equals_the_cpu_in_slabs_too() {
    let Some(choice) = choice() else { return };
    // Real and complex fields; rows that fill whole vectors and rows that do not.
    let phases = [[Some(0.0), Some(0.0), Some(0.0)], [Some(0.7), None, Some(-1.1)], [None, None, Some(2.0)]];
    for (cells, phases) in [[14, 11, 31], [20, 1, 40], [12, 13, 14]].into_iter().zip(phases) {
        let mut plan = plans::repeated(cells, phases);
        plans::disperse(&mut plan);
        plans::couple(&mut plan);
        let planes = 3 * plan.grid.shape()[1] * plan.grid.shape()[2] * 4;
        for largest_buffer in [None, Some(6 * planes as u64)] {
            let choice = Choice { largest_buffer, ..choice.clone() };
            assert_eq!(Gpu::new(&plan, &choice).unwrap().slabs() > 1, largest_buffer.is_some());
            for random in [false, true] {
                run_and_compare(&plan, &choice, 60, random);
            }
        }
    }
}

#[test]
fn every_variant_equals_the_cpu() {
    let Some(choice) = choice() else { return };
    // Two marches and two tiles each way at least, none of them full.
    for (cells, lossy) in [([67, 17, 69], true), ([69, 1, 263], false)] {
        let plan = plan(cells, 5, lossy);
        for &variant in Variant::all(&plan) {
            run_and_compare(&plan, &Choice { variant: Some(variant), ..choice.clone() }, 20, true);
        }
    }
}

#[test]
fn each_family_of_components_runs_alone_in_2d() {
    use Component::{Ex, Ey, Ez, Hx, Hy, Hz};
    let Some(choice) = choice() else { return };
    for family in [[Ex, Ez, Hy], [Ey, Hx, Hz]] {
        let mut plan = plan([37, 1, 45], 6, true);
        plan.active = COMPONENTS.map(|component| family.contains(&component));
        plan.excitations[0].retain(|injection| family.contains(&injection.component));
        plan.monitors.truncate(1);
        for choice in kinds(&plan, &choice) {
            run_and_compare(&plan, &choice, 41, false);
        }
    }
}

/// Everything an engine can tell, to the bit.
fn everything(engine: &mut dyn Engine) -> (Vec<Vec<f64>>, Vec<f64>, Vec<Sums>) {
    let fields = COMPONENTS.map(|component| engine.field(component).unwrap());
    let values = fields.into_iter().chain(engine.probes().unwrap()).collect();
    (values, engine.energy().unwrap(), engine.sums().unwrap())
}

#[test]
fn slabs_and_repetition_change_no_bit() {
    let Some(choice) = choice() else { return };
    let mut plan = plan([40, 40, 40], 6, false);
    plans::disperse(&mut plan);
    plans::couple(&mut plan);
    let run = |engine: &mut dyn Engine, parts: &[usize]| {
        start(engine, &plan, true);
        for &count in parts {
            engine.advance(count).unwrap();
        }
        assert_eq!(engine.steps(), 20);
        everything(engine)
    };
    let references = kinds(&plan, &choice).map(|mut choice| {
        let mut whole = Gpu::new(&plan, &choice).unwrap();
        assert_eq!(whole.slabs(), 1);
        let reference = run(&mut whole, &[20]);
        assert!(run(&mut whole, &[1, 12, 7]) == reference, "a second run differs");
        // Six planes of E or H, so eight slabs or more; the box monitor's sums are cut at rows too.
        choice.largest_buffer = Some(6 * 3 * 41 * 41 * 4);
        let mut split = Gpu::new(&plan, &choice).unwrap();
        assert!(split.slabs() >= 8, "{} slabs", split.slabs());
        assert!(!split.variant().is_fused(), "the fused pass needs one slab");
        (reference, run(&mut split, &[20]))
    });
    let [(two_pass, split), (_, split_too)] = &references;
    assert!(split == two_pass && split_too == two_pass, "slabs differ");
}

#[test]
fn the_fastest_variant_is_found_once_and_remembered() {
    let Some(choice) = choice() else { return };
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("cache").join("tuning.json");
    let plan = plan([20, 18, 24], 3, false);
    let tuned = || Gpu::new(&plan, &Choice { tuning: Some(file.clone()), ..choice.clone() }).unwrap().variant();
    let first = tuned();
    let kept = std::fs::read_to_string(&file).unwrap();
    assert!(kept.contains(&first.to_string()) && kept.contains("3D"), "{kept}");
    // What is kept is taken without a trial, whatever it is.
    let other = Variant::all(&plan).iter().find(|&&variant| variant != first).unwrap();
    std::fs::write(&file, kept.replace(&first.to_string(), &other.to_string())).unwrap();
    assert_eq!(tuned(), *other);
    // A trial leaves no field behind, and a broken file is no error.
    std::fs::write(&file, "{").unwrap();
    let choice = Choice { tuning: Some(file.clone()), ..choice };
    run_and_compare(&plan, &choice, 20, false);
}

#[test]
fn the_fused_pass_is_left_out_where_its_second_copy_does_not_fit() {
    let Some(choice) = choice() else { return };
    let plan = plan([20, 20, 20], 4, false);
    let [_, fused] = kinds(&plan, &choice);
    // E, H and their coefficients once take some 9 × 4 × 21³ bytes and ψ; E and H twice 6 × 4 × 21³ more.
    let little = Choice { memory: Some(700_000), ..fused.clone() };
    assert!(!Gpu::new(&plan, &little).unwrap().variant().is_fused());
    assert!(Gpu::new(&plan, &fused).unwrap().variant().is_fused());
}

#[test]
fn sums_lose_nothing_over_thousands_of_samples() {
    let Some(choice) = choice() else { return };
    let mut plan = plan([5, 4, 6], 1, false);
    plan.active = [false; 6];
    plan.excitations.clear();
    plan.sample_every = 1;
    plan.monitors.truncate(2);
    plan.monitors[1].components = vec![Component::Ey];
    let steps = 4000;
    let mut gpu = Gpu::new(&plan, &choice).unwrap();
    gpu.start(0).unwrap();
    let value = f64::from(0.1_f32);
    gpu.set_field(Component::Ey, &vec![value; plan.grid.points()]).unwrap();
    gpu.advance(steps).unwrap();
    let expected = value * steps as f64 * plan.dt;
    // Compensated, a sum errs by about 2 × 6e-8 however long it is; naive, by 4e-5 here (measured).
    let Sums(sums) = &gpu.sums().unwrap()[1];
    let error = (sums[0].re / expected - 1.0).abs();
    assert!(error <= 3e-7, "{error:e}");
}

#[test]
fn what_cannot_run_is_refused_with_numbers() {
    let plan = plan([6, 5, 7], 1, true);
    let nobody = Choice { device: Some("no such GPU".to_string()), ..Choice::default() };
    let refused = Gpu::new(&plan, &nobody).err().unwrap();
    assert!(refused.to_string().contains("`no such GPU`"), "{refused}");

    let Some(choice) = choice() else { return };
    let little = Choice { memory: Some(10_000), ..choice.clone() };
    let refused = Gpu::new(&plan, &little).err().unwrap();
    let EngineError::Memory { need, have, factor, .. } = refused else {
        panic!("{refused}");
    };
    // 7 · 6 · 8 points: E, H with one plane more, ca and cb are 3.4e4 bytes already.
    assert!(need > 16_000 && have == 10_000 && factor > 1.1, "{need} {have} {factor}");

    let narrow = Choice { largest_buffer: Some(700), ..choice };
    let refused = Gpu::new(&plan, &narrow).err().unwrap();
    assert!(refused.to_string().contains("two planes"), "{refused}");
}
