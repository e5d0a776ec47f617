//! Which GPU: what is found, which one `auto` takes and why, how much memory it has.

use super::super::EngineError;
use super::variant::Variant;

/// What the user asks of a GPU.
#[derive(Clone, Debug, Default)]
pub struct Choice {
    /// Part of an adapter's name, in any case; without it the best hardware GPU.
    pub device: Option<String>,
    /// Most bytes in one buffer; without it what the adapter allows.
    pub largest_buffer: Option<u64>,
    /// Most bytes in all; without it what the adapter says it has.
    pub memory: Option<u64>,
    /// A variant instead of the fastest; where it does not fit the first one runs.
    pub variant: Option<Variant>,
    /// Where choices are remembered; without it the user's cache. Given, a software adapter is tuned too.
    pub tuning: Option<std::path::PathBuf>,
}

/// An adapter found here.
#[derive(Clone, Debug, serde::Serialize)]
pub struct Found {
    pub name: String,
    /// "Vulkan", "Metal", "Dx12".
    pub backend: String,
    /// "DiscreteGpu", "IntegratedGpu", "Cpu" …
    pub kind: String,
    pub driver: String,
    /// Most bytes in one buffer that a kernel can bind.
    pub largest_buffer: u64,
    /// Bytes of its own memory, where the adapter tells.
    pub memory: Option<u64>,
    /// Whether `auto` takes this one, and why or why not.
    pub auto: bool,
    pub why: String,
}

/// What a run must know of its adapter.
pub(super) struct Facts {
    /// Adapter and backend.
    pub name: String,
    pub driver: String,
    /// Whether it computes on the CPU.
    pub software: bool,
    /// Most bytes in one buffer.
    pub largest_buffer: u64,
    pub memory: Option<u64>,
}

impl Facts {
    /// Of an adapter, within what a choice allows.
    pub fn new(adapter: &wgpu::Adapter, choice: &Choice) -> Self {
        let (info, largest) = (adapter.get_info(), largest_buffer(&adapter.limits()));
        Facts {
            name: format!("{} ({:?})", info.name, info.backend),
            driver: driver(&info),
            software: software(&info),
            largest_buffer: choice.largest_buffer.map_or(largest, |bytes| bytes.min(largest)),
            memory: choice.memory.or_else(|| memory(adapter)),
        }
    }
}

/// Kernels bind at most so many storage buffers, the portable floor.
pub const STORAGE_BUFFERS: u32 = 8;

/// Every adapter here, the best first.
pub fn list() -> Vec<Found> {
    let adapters = ranked();
    let describe = |(place, adapter): (usize, &wgpu::Adapter)| {
        let info = adapter.get_info();
        let unfit = unfit(adapter);
        let auto = place == 0 && unfit.is_none();
        let taken = || {
            if auto {
                "the best hardware GPU here".to_string()
            } else {
                format!("{} comes first", adapters[0].get_info().name)
            }
        };
        Found {
            kind: format!("{:?}", info.device_type),
            backend: format!("{:?}", info.backend),
            driver: driver(&info),
            name: info.name,
            largest_buffer: largest_buffer(&adapter.limits()),
            memory: memory(adapter),
            auto,
            why: unfit.unwrap_or_else(taken),
        }
    };
    adapters.iter().enumerate().map(describe).collect()
}

/// Whether there is a GPU that `auto` takes.
pub fn hardware() -> bool {
    list().iter().any(|found| found.auto)
}

/// The adapter of a choice.
pub(super) fn choose(choice: &Choice) -> Result<wgpu::Adapter, EngineError> {
    let adapters = ranked();
    let names: Vec<String> = adapters.iter().map(|a| a.get_info().name).collect();
    let found = match names.as_slice() {
        [] => "; none was found".to_string(),
        names => format!("; found: {}", names.join(", ")),
    };
    let mut adapters = adapters.into_iter();
    match &choice.device {
        Some(part) => adapters
            .find(|adapter| contains(&adapter.get_info().name, part))
            .ok_or_else(|| EngineError::NoAdapter(format!(" is called `{part}`{found}"))),
        None => adapters
            .find(|adapter| unfit(adapter).is_none())
            .ok_or_else(|| EngineError::NoAdapter(format!(" is a hardware GPU{found}"))),
    }
}

/// Bytes of one buffer that a kernel can bind whole. Indices are 32 bits wide, of elements of 4 bytes.
fn largest_buffer(limits: &wgpu::Limits) -> u64 {
    let bound = limits.max_storage_buffer_binding_size.min(limits.max_buffer_size);
    bound.min(4 * (u32::MAX as u64)) / 4 * 4
}

/// Bytes of device memory: the Vulkan heaps of the device's own. Metal and DX12 do not tell through wgpu.
#[cfg(any(windows, target_os = "linux"))]
fn memory(adapter: &wgpu::Adapter) -> Option<u64> {
    // SAFETY: the handles are only asked for properties, while `adapter` keeps them alive.
    unsafe {
        let vulkan = adapter.as_hal::<wgpu::hal::api::Vulkan>()?;
        let properties =
            vulkan.shared_instance().raw_instance().get_physical_device_memory_properties(vulkan.raw_physical_device());
        // Bit 0 of a heap's flags: memory local to the device (VK_MEMORY_HEAP_DEVICE_LOCAL_BIT).
        let heaps = properties.memory_heaps_as_slice().iter();
        Some(heaps.filter(|heap| heap.flags.as_raw() & 1 == 1).map(|heap| heap.size).sum())
    }
}

#[cfg(not(any(windows, target_os = "linux")))]
fn memory(_: &wgpu::Adapter) -> Option<u64> {
    None
}

/// Adapters, the best first: those that `auto` may take before the others, then by kind, then as the system lists them.
fn ranked() -> Vec<wgpu::Adapter> {
    let instance = wgpu::Instance::new(wgpu::InstanceDescriptor {
        backends: wgpu::Backends::VULKAN | wgpu::Backends::METAL | wgpu::Backends::DX12,
        flags: wgpu::InstanceFlags::empty(),
        ..wgpu::InstanceDescriptor::new_without_display_handle()
    });
    let mut adapters = pollster::block_on(instance.enumerate_adapters(wgpu::Backends::all()));
    let rank = |kind| match kind {
        wgpu::DeviceType::DiscreteGpu => 0,
        wgpu::DeviceType::IntegratedGpu => 1,
        wgpu::DeviceType::VirtualGpu => 2,
        wgpu::DeviceType::Other => 3,
        wgpu::DeviceType::Cpu => 4,
    };
    adapters.sort_by_key(|adapter| (unfit(adapter).is_some(), rank(adapter.get_info().device_type)));
    adapters
}

/// Why `auto` never takes an adapter, if so.
fn unfit(adapter: &wgpu::Adapter) -> Option<String> {
    let info = adapter.get_info();
    let buffers = adapter.limits().max_storage_buffers_per_shader_stage;
    if buffers < STORAGE_BUFFERS {
        return Some(format!("binds {buffers} storage buffers, {STORAGE_BUFFERS} are needed"));
    }
    software(&info).then(|| "software: slower than the CPU engine; only --device takes it".to_string())
}

/// Whether an adapter computes on the CPU.
fn software(info: &wgpu::AdapterInfo) -> bool {
    let named = ["llvmpipe", "swiftshader", "basic render"].iter().any(|name| contains(&info.name, name));
    named || info.device_type == wgpu::DeviceType::Cpu
}

fn driver(info: &wgpu::AdapterInfo) -> String {
    format!("{} {}", info.driver, info.driver_info).trim().to_string()
}

fn contains(name: &str, part: &str) -> bool {
    name.to_lowercase().contains(&part.to_lowercase())
}
