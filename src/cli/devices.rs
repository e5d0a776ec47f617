//! `luxel devices`: engines and adapters found, and which one `auto` takes.

use super::{Done, Failure};
use crate::engine::gpu;
use crate::kernel::Simd;

pub fn devices(json: bool) -> Result<Done, Failure> {
    let adapters = gpu::adapters();
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let auto = if gpu::hardware_adapter() { "gpu" } else { "cpu" };
    if json {
        println!("{}", serde_json::json!({ "auto": auto, "cpu": { "threads": threads }, "adapters": adapters }));
        return Ok(Done::Settled);
    }
    println!("cpu  {threads} threads, {:?}; f32 and f64", Simd::detect());
    for adapter in &adapters {
        println!("gpu  {adapter}");
    }
    if adapters.is_empty() {
        println!("gpu  no adapter: no Vulkan, Metal or DX12 driver was found");
    }
    println!("auto takes the {auto}{}", if auto == "cpu" { ": no hardware GPU is here" } else { "" });
    Ok(Done::Settled)
}
