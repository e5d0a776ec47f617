//! `luxel devices`: engines and adapters found, and which one `auto` takes.

use super::screen::out;
use super::{Done, Failure};
use crate::engine::{Simd, gpu};

pub fn devices(json: bool) -> Result<Done, Failure> {
    let adapters = gpu::adapter::list();
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let auto = if adapters.iter().any(|adapter| adapter.auto) { "gpu" } else { "cpu" };
    if json {
        out!("{}", serde_json::json!({ "auto": auto, "cpu": { "threads": threads }, "adapters": adapters }));
        return Ok(Done::Settled);
    }
    out!("cpu  {threads} threads, {:?}; f32 and f64", Simd::detect());
    for adapter in &adapters {
        let gib = |bytes: u64| bytes as f64 / (1_u64 << 30) as f64;
        let memory = adapter.memory.map_or("memory unknown".into(), |bytes| format!("{:.1} GiB", gib(bytes)));
        out!("gpu  {} ({}, {}, {})", adapter.name, adapter.backend, adapter.kind, adapter.driver);
        out!("     {memory}, buffers up to {:.2} GiB; auto: {}", gib(adapter.largest_buffer), adapter.why);
    }
    if adapters.is_empty() {
        out!("gpu  no adapter: no Vulkan, Metal or DX12 driver was found");
    }
    out!("auto takes the {auto}{}", if auto == "cpu" { ": no hardware GPU is here" } else { "" });
    Ok(Done::Settled)
}
