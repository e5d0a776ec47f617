//! stub
use super::*;
pub struct Gpu;
impl Gpu { pub fn new(_: &Plan, _: Option<&str>) -> Result<Gpu, EngineError> { Err(EngineError::NoAdapter(String::new())) } }
pub fn adapters() -> Vec<String> { vec![] }
pub fn hardware_adapter() -> bool { false }
impl Engine for Gpu {
    fn identity(&self) -> Identity { todo!() }
    fn start(&mut self, _: usize) -> Result<(), EngineError> { todo!() }
    fn advance(&mut self, _: usize) -> Result<(), EngineError> { todo!() }
    fn steps(&self) -> usize { todo!() }
    fn energy(&mut self) -> Result<Vec<f64>, EngineError> { todo!() }
    fn sums(&mut self) -> Result<Vec<Sums>, EngineError> { todo!() }
    fn field(&mut self, _: Component) -> Result<Vec<f64>, EngineError> { todo!() }
    fn set_field(&mut self, _: Component, _: &[f64]) -> Result<(), EngineError> { todo!() }
}
