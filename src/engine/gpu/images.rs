//! Copies on the device, where the domain repeats: what they are made of is lifted from every slab into one buffer, from which all slabs
//! take their copies.

use super::super::EngineError;
use super::boxes::Part;
use super::device::Device;
use super::kernels::list_groups;
use super::pipeline::Pipeline;
use super::slab::{Side, Slab};
use super::uniforms::Copied;
use crate::plan::Plan;
use crate::plan::wrap::Image;

/// The dispatches that lift and copy.
#[derive(Default)]
pub(super) struct Images {
    pub lift: Vec<Part>,
    pub wrap: Vec<Part>,
}

impl Images {
    /// Those of E or of H; `lanes` are the slabs of each set of real fields.
    pub fn new(
        plan: &Plan,
        electric: bool,
        lanes: &[&[Slab]],
        pipelines: [&Pipeline; 2],
        device: &mut Device,
    ) -> Result<Self, EngineError> {
        let images = &plan.images[usize::from(!electric)];
        let mut all = Images::default();
        if images.is_empty() {
            return Ok(all);
        }
        let lifted = device.storage("lifted", lanes.len() * images.len())?;
        for (lane, slabs) in lanes.iter().enumerate() {
            let own = (lane * images.len()) as u32;
            let other = ((lanes.len() - 1 - lane) * images.len()) as u32;
            // With F = a + ib and a turn c + is copies are ca − sb and cb + sa.
            let sign = if lane == 0 { -1.0 } else { 1.0 };
            for slab in *slabs {
                let field = |side: &Side| if electric { side.e.clone() } else { side.h.clone() };
                let copied = |points: usize| Copied { points: points as u32, own, other };
                let mut part = |at: fn(&Image) -> [usize; 3], turned: bool| -> Result<Option<Part>, EngineError> {
                    let within = |(_, image): &(usize, &Image)| slab.planes.contains(&at(image)[0]);
                    let here: Vec<(usize, &Image)> = images.iter().enumerate().filter(within).collect();
                    if here.is_empty() {
                        return Ok(None);
                    }
                    let place = |(_, image): &(usize, &Image)| slab.place(plan, image.component, at(image)) as u32;
                    let places = device.loaded("places", &here.iter().map(place).collect::<Vec<_>>())?;
                    let columns: Vec<u32> = here.iter().map(|(number, _)| *number as u32).collect();
                    let columns = device.loaded("columns", &columns)?;
                    let copied = device.uniform("copied", &copied(here.len()))?;
                    let groups = list_groups(here.len() as u32);
                    let turns: Vec<f64> =
                        here.iter().flat_map(|(_, image)| [image.turn.re, sign * image.turn.im]).collect();
                    let weight = if turned { Some(device.filled("weight", &turns)?) } else { None };
                    let [lift, wrap] = pipelines;
                    let bind = |side: &Side| match &weight {
                        Some(weight) => {
                            wrap.bind(&device.device, [&field(side), weight, &places, &columns, &copied, &lifted])
                        }
                        None => lift.bind(&device.device, [&field(side), &places, &columns, &copied, &lifted]),
                    };
                    Ok(Some(Part { bound: slab.sides.iter().map(bind).collect(), groups }))
                };
                all.lift.extend(part(|image| image.from, false)?);
                all.wrap.extend(part(|image| image.to, true)?);
            }
        }
        Ok(all)
    }
}
