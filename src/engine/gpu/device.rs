//! An opened GPU: allocations that fail as errors, uploads and read-backs, and what went wrong on it.

use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, OnceLock};

use wgpu::BufferUsages;

use super::super::EngineError;
use super::adapter::{Choice, Facts, choose};

pub(super) struct Device {
    pub device: wgpu::Device,
    pub queue: wgpu::Queue,
    pub facts: Facts,
    /// Bytes from one uniform of a ring to the next.
    pub uniform_stride: u64,
    /// Bytes that the run needs and that it has so far.
    pub need: u64,
    pub allocated: u64,
    /// The first thing that went wrong outside an error scope.
    failure: Arc<OnceLock<String>>,
}

/// Values rounded and sent at a time, so that staging memory stays small beside the fields.
const UPLOAD: usize = 1 << 24;

impl Device {
    pub fn open(choice: &Choice) -> Result<Self, EngineError> {
        let adapter = choose(choice)?;
        let (info, limits) = (adapter.get_info(), adapter.limits());
        let description = wgpu::DeviceDescriptor {
            label: Some("luxel"),
            required_limits: limits.clone(),
            // Buffers here are few and large: do not take memory ahead for small ones.
            memory_hints: wgpu::MemoryHints::MemoryUsage,
            ..Default::default()
        };
        let opened = pollster::block_on(adapter.request_device(&description));
        let (device, queue) = opened.map_err(|error| EngineError::Device {
            step: 0,
            reason: format!("{} does not open: {error}", info.name),
        })?;
        let failure = Arc::new(OnceLock::new());
        let (uncaptured, lost) = (Arc::clone(&failure), Arc::clone(&failure));
        device.on_uncaptured_error(Arc::new(move |error: wgpu::Error| {
            uncaptured.get_or_init(|| error.to_string());
        }));
        device.set_device_lost_callback(move |reason, message| {
            lost.get_or_init(|| format!("{reason:?}: {message}"));
        });
        Ok(Device {
            device,
            queue,
            facts: Facts::new(&adapter, choice),
            uniform_stride: limits.min_uniform_buffer_offset_alignment.max(16).into(),
            need: 0,
            allocated: 0,
            failure,
        })
    }

    /// Refuses a run that needs more bytes than there are.
    pub fn reserve(&mut self, need: u64) -> Result<(), EngineError> {
        self.need = need;
        match self.facts.memory {
            Some(have) if need > have => Err(self.memory_error(need, have, &self.facts.name)),
            _ => Ok(()),
        }
    }

    /// Memory is in proportion to cells, cells to the inverse cube of their size.
    pub fn memory_error(&self, need: u64, have: u64, place: &str) -> EngineError {
        EngineError::Memory { need, have, place: place.to_string(), factor: (need as f64 / have.max(1) as f64).cbrt() }
    }

    /// A buffer of zeros; never of no bytes at all, which could not be bound.
    pub fn buffer(&mut self, label: &str, bytes: u64, usage: BufferUsages) -> Result<wgpu::Buffer, EngineError> {
        let scope = self.device.push_error_scope(wgpu::ErrorFilter::OutOfMemory);
        let buffer = self.device.create_buffer(&wgpu::BufferDescriptor {
            label: Some(label),
            size: bytes.max(16),
            usage,
            mapped_at_creation: false,
        });
        if pollster::block_on(scope.pop()).is_some() {
            let need = self.need.max(self.allocated + bytes);
            return Err(self.memory_error(need, self.allocated, &self.facts.name));
        }
        self.allocated += bytes;
        Ok(buffer)
    }

    /// A buffer of f32 for kernels.
    pub fn storage(&mut self, label: &str, elements: usize) -> Result<wgpu::Buffer, EngineError> {
        let usage = BufferUsages::STORAGE | BufferUsages::COPY_SRC | BufferUsages::COPY_DST;
        self.buffer(label, 4 * elements as u64, usage)
    }

    /// A buffer of f32 for kernels that holds these values.
    pub fn filled(&mut self, label: &str, values: &[f64]) -> Result<wgpu::Buffer, EngineError> {
        let buffer = self.storage(label, values.len())?;
        self.upload(&buffer, 0, values)?;
        Ok(buffer)
    }

    /// A buffer of u32 for kernels.
    pub fn loaded(&mut self, label: &str, values: &[u32]) -> Result<wgpu::Buffer, EngineError> {
        let buffer = self.storage(label, values.len())?;
        for (n, part) in values.chunks(UPLOAD).enumerate() {
            self.queue.write_buffer(&buffer, 4 * (n * UPLOAD) as u64, bytemuck::cast_slice(part));
        }
        Ok(buffer)
    }

    pub fn uniform<T: bytemuck::Pod>(&mut self, label: &str, value: &T) -> Result<wgpu::Buffer, EngineError> {
        let usage = BufferUsages::UNIFORM | BufferUsages::COPY_DST;
        let buffer = self.buffer(label, size_of::<T>() as u64, usage)?;
        self.queue.write_buffer(&buffer, 0, bytemuck::bytes_of(value));
        Ok(buffer)
    }

    /// Rounds values once and writes them from element `start` on.
    pub fn upload(&self, buffer: &wgpu::Buffer, start: usize, values: &[f64]) -> Result<(), EngineError> {
        for (n, values) in values.chunks(UPLOAD).enumerate() {
            let rounded: Vec<f32> = values.iter().map(|&value| value as f32).collect();
            let offset = 4 * (start + n * UPLOAD) as u64;
            self.queue.write_buffer(buffer, offset, bytemuck::cast_slice(&rounded));
            if values.len() == UPLOAD {
                self.wait(self.queue.submit([]), 0)?;
            }
        }
        Ok(())
    }

    /// Elements of a buffer, given as stretches, one after the other.
    pub fn read(
        &mut self,
        buffer: &wgpu::Buffer,
        stretches: impl Iterator<Item = Range<usize>> + Clone,
        step: usize,
    ) -> Result<Vec<f32>, EngineError> {
        let bytes = 4 * stretches.clone().map(|stretch| stretch.len() as u64).sum::<u64>();
        let allocated = self.allocated;
        let usage = BufferUsages::COPY_DST | BufferUsages::MAP_READ;
        let staging = self.buffer("read-back", bytes, usage)?;
        self.allocated = allocated;
        let mut encoder = self.device.create_command_encoder(&Default::default());
        let mut to = 0;
        for stretch in stretches {
            let (from, size) = (4 * stretch.start as u64, 4 * stretch.len() as u64);
            encoder.copy_buffer_to_buffer(buffer, from, &staging, to, size);
            to += size;
        }
        let submitted = self.queue.submit([encoder.finish()]);
        let slice = staging.slice(..bytes);
        slice.map_async(wgpu::MapMode::Read, |_| {});
        self.wait(submitted, step)?;
        self.mapped(slice, step)
    }

    /// What a buffer holds whose mapping has been asked for and whose submission is done.
    pub fn mapped(&self, slice: wgpu::BufferSlice<'_>, step: usize) -> Result<Vec<f32>, EngineError> {
        let mapped = slice.get_mapped_range();
        let mapped = mapped.map_err(|error| self.failed(step, &error.to_string()))?;
        Ok(bytemuck::cast_slice(&mapped).to_vec())
    }

    /// Blocks until a submission is done; `step` is the last known to be good.
    pub fn wait(&self, submitted: wgpu::SubmissionIndex, step: usize) -> Result<(), EngineError> {
        let poll = wgpu::PollType::Wait { submission_index: Some(submitted), timeout: None };
        // wgpu panics where a wait finds the device lost.
        match catch_unwind(AssertUnwindSafe(|| self.device.poll(poll))) {
            Ok(Ok(_)) => self.check(step),
            Ok(Err(error)) => Err(self.failed(step, &error.to_string())),
            Err(_) => Err(self.failed(step, "the driver gave up waiting for it")),
        }
    }

    /// Whether anything has gone wrong so far.
    pub fn check(&self, step: usize) -> Result<(), EngineError> {
        match self.failure.get() {
            None => Ok(()),
            Some(reason) => Err(self.failed(step, reason)),
        }
    }

    fn failed(&self, step: usize, otherwise: &str) -> EngineError {
        let reason = self.failure.get().map_or(otherwise, String::as_str);
        EngineError::Device { step, reason: format!("{}: {reason}", self.facts.name) }
    }
}

#[cfg(test)]
mod tests {
    use super::super::adapter::list;
    use super::*;

    fn open() -> Option<Device> {
        let Some(found) = list().into_iter().next() else {
            let required = std::env::var_os("REQUIRE_GPU").is_some_and(|value| value == "1");
            assert!(!required, "REQUIRE_GPU=1 and there is no adapter");
            println!("skipped: no adapter");
            return None;
        };
        let device = Some(found.name);
        Some(Device::open(&Choice { device, ..Choice::default() }).unwrap())
    }

    #[test]
    fn what_goes_up_comes_down() {
        let Some(mut device) = open() else { return };
        let buffer = device.filled("values", &[1.0, 2.5, -3.0, 4.0, 5.0]).unwrap();
        device.upload(&buffer, 3, &[7.0]).unwrap();
        let stretches = [3..5, 0..2].into_iter();
        assert_eq!(device.read(&buffer, stretches, 0).unwrap(), [7.0, 5.0, 1.0, 2.5]);
    }

    #[test]
    fn a_lost_device_is_an_error_with_its_step() {
        let Some(mut device) = open() else { return };
        let buffer = device.storage("values", 8).unwrap();
        device.device.destroy();
        let error = device.read(&buffer, std::iter::once(0..8), 42).err().unwrap();
        assert!(matches!(error, EngineError::Device { step: 42, .. }), "{error}");
    }

    #[test]
    fn an_error_outside_a_scope_is_found_at_the_next_look() {
        let Some(mut device) = open() else { return };
        device.check(0).unwrap();
        // More than any adapter's limit: invalid, not out of memory.
        let _ = device.buffer("too large", 1 << 60, BufferUsages::STORAGE);
        let error = device.check(7).err().unwrap();
        assert!(matches!(error, EngineError::Device { step: 7, .. }), "{error}");
        assert!(error.to_string().contains("too large"), "{error}");
    }
}
