//! The shaders reflected by naga: valid, named and bound as the Rust side says, translated to every backend's language.

use std::collections::{BTreeMap, BTreeSet};
use std::mem::offset_of;

use luxel::engine::gpu::adapter::STORAGE_BUFFERS;
use luxel::engine::gpu::kernels::{Access, KERNELS, Kernel, LIST, LIST_ROW, THREADS};
use luxel::engine::gpu::uniforms::{Blend, Copied, Coupled, Dims, Point, Rows, Sheet, Tick};
use luxel::kernel::dft::PARTS;
use naga::valid::{Capabilities, ModuleInfo, ValidationFlags, Validator};
use naga::{AddressSpace, Module, ShaderStage, StorageAccess, TypeInner};

fn reflect(kernel: &Kernel) -> (Module, ModuleInfo) {
    let module = naga::front::wgsl::parse_str(kernel.source)
        .unwrap_or_else(|error| panic!("{}", error.emit_to_string(kernel.source)));
    let info = Validator::new(ValidationFlags::all(), Capabilities::empty())
        .validate(&module)
        .unwrap_or_else(|error| panic!("{}: {error:?}", kernel.name));
    (module, info)
}

#[test]
fn every_shader_is_one_kernel_of_its_own_name() {
    let files: BTreeSet<String> = std::fs::read_dir("shaders")
        .unwrap()
        .map(|file| file.unwrap().path().file_stem().unwrap().to_string_lossy().into_owned())
        .collect();
    let named = KERNELS.iter().map(|kernel| kernel.name.to_string());
    assert_eq!(files, named.chain(["grid".to_string()]).collect());
    for kernel in KERNELS {
        let (module, _) = reflect(kernel);
        let entries: Vec<_> = module.entry_points.iter().map(|entry| &entry.name).collect();
        assert_eq!(entries, [kernel.name]);
    }
}

#[test]
fn bindings_are_those_of_the_pipelines() {
    for kernel in KERNELS {
        let (module, info) = reflect(kernel);
        let (mut bound, mut ticks) = (Vec::new(), false);
        for (handle, variable) in module.global_variables.iter() {
            let (Some(at), false) = (variable.binding, info.get_entry_point(0)[handle].is_empty()) else {
                continue;
            };
            let access = match variable.space {
                AddressSpace::Uniform => Access::Uniform,
                AddressSpace::Storage { access } if access.contains(StorageAccess::STORE) => Access::ReadWrite,
                AddressSpace::Storage { .. } => Access::Read,
                other => panic!("{}: {other:?}", kernel.name),
            };
            match at.group {
                0 => bound.push((at.binding, variable.name.clone().unwrap(), access)),
                _ => ticks = true,
            }
        }
        bound.sort_by_key(|&(binding, ..)| binding);
        let expected = kernel.bindings.iter();
        let expected: Vec<_> = expected.map(|&(n, name, access)| (n, name.to_string(), access)).collect();
        assert_eq!(bound, expected, "{}", kernel.name);
        assert_eq!(ticks, kernel.ticks, "{}", kernel.name);
        let buffers = bound.iter().filter(|(.., access)| *access != Access::Uniform);
        assert!(buffers.count() <= STORAGE_BUFFERS as usize, "{}", kernel.name);
    }
}

#[test]
fn structs_have_one_layout() {
    macro_rules! layout {
        ($name:ident: $($field:ident)*) => {
            (stringify!($name), (size_of::<$name>(), vec![$((stringify!($field), offset_of!($name, $field))),*]))
        };
    }
    let ours = BTreeMap::from([
        layout!(Dims: nx ny nz cells_x cells_y cells_z slab_x slab_y slab_z line_y line_z step_y components present first planes psi_first rows psi_y psi_z psi_h line_h dt),
        layout!(Tick: step sample zero),
        layout!(Sheet: component plane j k planes rows width terms layers layer by_plane by_row by_point),
        layout!(Point: component plane j k planes rows width every samples),
        layout!(Blend: points poles),
        layout!(Coupled: first points),
        layout!(Copied: points own other),
        layout!(Rows: first count plane j k width points codes components frequencies),
    ]);
    let mut seen = BTreeSet::new();
    for kernel in KERNELS {
        let (module, _) = reflect(kernel);
        for (_, ty) in module.types.iter() {
            let TypeInner::Struct { members, span } = &ty.inner else {
                continue;
            };
            let name = ty.name.as_deref().unwrap();
            let members = members.iter();
            let theirs: Vec<_> = members.map(|m| (m.name.as_deref().unwrap(), m.offset as usize)).collect();
            assert_eq!((*span as usize, theirs), ours[name], "{name} in {}", kernel.name);
            seen.insert(name.to_string());
        }
    }
    assert_eq!(seen.len(), ours.len(), "{seen:?}");
}

#[test]
fn constants_have_one_value() {
    let ours = BTreeMap::from([("PARTS", PARTS as u32), ("LIST", LIST), ("LIST_ROW", LIST_ROW), ("THREADS", THREADS)]);
    let mut seen = BTreeSet::new();
    for kernel in KERNELS {
        let (module, _) = reflect(kernel);
        for (_, constant) in module.constants.iter() {
            let name = constant.name.as_deref().unwrap();
            let value = &module.global_expressions[constant.init];
            if let (Some(ours), naga::Expression::Literal(naga::Literal::U32(theirs))) = (ours.get(name), value) {
                assert_eq!(ours, theirs, "{name} in {}", kernel.name);
                seen.insert(name.to_string());
            }
        }
        // The updates' workgroups are overrides.
        let size = module.entry_points[0].workgroup_size[0];
        match kernel.name {
            "update_e" | "update_h" | "update_e_tiled" => {}
            "energy" => assert_eq!(size, THREADS),
            name => assert_eq!(size, LIST, "{name}"),
        }
    }
    assert!(ours.keys().all(|name| seen.contains(*name)), "{ours:?} of which the shaders have {seen:?}");
}

#[test]
fn every_backend_gets_its_language() {
    for kernel in KERNELS {
        let (module, info) = reflect(kernel);
        let entry = (ShaderStage::Compute, kernel.name);
        for lossy in [0.0, 1.0] {
            let chosen = [("TILE_X", 4.0), ("TILE_Y", 2.0), ("TILE_Z", 32.0), ("LOSSY", lossy)];
            let present = chosen.iter().filter(|(name, _)| {
                let mut overrides = module.overrides.iter();
                overrides.any(|(_, o)| o.name.as_deref() == Some(*name))
            });
            let constants = present.map(|&(name, value)| (name.to_string(), value)).collect();
            let (module, info) =
                naga::back::pipeline_constants::process_overrides(&module, &info, Some(entry), &constants).unwrap();
            let spirv = naga::back::spv::write_vec(&module, &info, &Default::default(), None).unwrap();
            assert!(spirv.len() > 100, "{}", kernel.name);
            let options = naga::back::msl::Options { fake_missing_bindings: true, ..Default::default() };
            let (metal, _) = naga::back::msl::write_string(&module, &info, &options, &Default::default()).unwrap();
            assert!(metal.contains(&format!("kernel void {}", kernel.name)), "{metal}");
            let options = naga::back::hlsl::Options { fake_missing_bindings: true, ..Default::default() };
            let (mut direct, pipeline) = (String::new(), Default::default());
            naga::back::hlsl::Writer::new(&mut direct, &options, &pipeline).write(&module, &info, None).unwrap();
            assert!(direct.contains(&format!("void {}(", kernel.name)), "{direct}");
        }
    }
}
