//! A cell with what it refers to, flattened: placements and the drawing that they fill.

use std::collections::HashMap;
use std::path::Path;

use gds21::{GdsArrayRef, GdsElement, GdsPath, GdsPoint, GdsStrans, GdsStruct, GdsStructRef};

use super::{Drawing, GdsError, Label, LayerId, Spine};
use crate::geometry::extrusion::Ring;
use crate::geometry::path::{Ends, stroke};

/// Where a cell is placed: p -> matrix p + at, database units.
#[derive(Clone, Copy)]
pub(super) struct Placement {
    matrix: [[f64; 2]; 2],
    at: [f64; 2],
}

impl Placement {
    pub const IDENTITY: Self = Placement { matrix: [[1.0, 0.0], [0.0, 1.0]], at: [0.0, 0.0] };

    fn apply(&self, [x, y]: [f64; 2]) -> [f64; 2] {
        [0, 1].map(|row| self.matrix[row][0] * x + self.matrix[row][1] * y + self.at[row])
    }

    fn magnification(&self) -> f64 {
        let [[a, b], [c, d]] = self.matrix;
        (a * d - b * c).abs().sqrt()
    }

    /// This placement of a reference's own. The flags for absolute angle and magnification are obsolete and ignored, as elsewhere.
    fn then(&self, strans: Option<&GdsStrans>, at: [f64; 2]) -> Self {
        let (angle, mag, flip) = strans.map_or((0.0, 1.0, 1.0), |s| {
            let flip = if s.reflected { -1.0 } else { 1.0 };
            (s.angle.unwrap_or(0.0), s.mag.unwrap_or(1.0), flip)
        });
        let (sin, cos) = sin_cos_deg(angle);
        let own = [[mag * cos, -mag * sin * flip], [mag * sin, mag * cos * flip]];
        let matrix = [0, 1].map(|row| {
            [0, 1].map(|column| self.matrix[row][0] * own[0][column] + self.matrix[row][1] * own[1][column])
        });
        Placement { matrix, at: self.apply(at) }
    }
}

/// Exact for quarter turns, so that Manhattan layouts stay on their grid.
fn sin_cos_deg(angle: f64) -> (f64, f64) {
    let quarters = angle / 90.0;
    if (quarters - quarters.round()).abs() > 1e-12 {
        return angle.to_radians().sin_cos();
    }
    [(0.0, 1.0), (1.0, 0.0), (0.0, -1.0), (-1.0, 0.0)][quarters.round().rem_euclid(4.0) as usize]
}

fn pair(point: &GdsPoint) -> [f64; 2] {
    [f64::from(point.x), f64::from(point.y)]
}

pub(super) struct Flattening<'a> {
    pub path: &'a Path,
    pub cells: &'a HashMap<&'a str, &'a GdsStruct>,
    /// Cells being flattened, outermost first.
    pub above: Vec<&'a str>,
    pub drawing: Drawing,
}

impl<'a> Flattening<'a> {
    pub fn cell(&mut self, name: &str, place: Placement) -> Result<(), GdsError> {
        let Some((&name, &cell)) = self.cells.get_key_value(name) else {
            return Err(GdsError::NoCell {
                cell: name.into(),
                path: self.path.into(),
                there: self.cells.keys().map(|name| name.to_string()).collect(),
            });
        };
        if self.above.contains(&name) {
            return Err(GdsError::Circular { cell: name.into(), path: self.path.into() });
        }
        self.above.push(name);
        for element in &cell.elems {
            match element {
                GdsElement::GdsBoundary(b) => self.polygon((b.layer, b.datatype), &b.xy, &place),
                GdsElement::GdsBox(b) => self.polygon((b.layer, b.boxtype), &b.xy, &place),
                GdsElement::GdsPath(path) => self.path(path, &place),
                GdsElement::GdsTextElem(text) => {
                    let at = self.um(&text.xy, &place);
                    self.drawing.labels.push(Label {
                        layer: (text.layer, text.texttype),
                        text: text.string.clone(),
                        at,
                    });
                }
                GdsElement::GdsStructRef(reference) => self.reference(reference, &place)?,
                GdsElement::GdsArrayRef(array) => self.array(array, &place)?,
                GdsElement::GdsNode(_) => {}
            }
        }
        self.above.pop();
        Ok(())
    }

    fn um(&self, point: &GdsPoint, place: &Placement) -> [f64; 2] {
        place.apply(pair(point)).map(|x| x / self.drawing.per_um)
    }

    fn polygon(&mut self, layer: LayerId, points: &[GdsPoint], place: &Placement) {
        let closed = points.first() == points.last();
        let ring: Ring =
            points[..points.len() - usize::from(closed)].iter().map(|point| self.um(point, place)).collect();
        if ring.len() > 2 {
            self.drawing.polygons.entry(layer).or_default().push(ring);
        }
    }

    fn path(&mut self, path: &GdsPath, place: &Placement) {
        let layer = (path.layer, path.datatype);
        let points: Vec<_> = path.xy.iter().map(|point| self.um(point, place)).collect();
        let scale = place.magnification() / self.drawing.per_um;
        let drawn = f64::from(path.width.unwrap_or(0));
        // A negative width is not magnified.
        let width = if drawn < 0.0 { -drawn / self.drawing.per_um } else { drawn * scale };
        let beyond = |length: Option<i32>| f64::from(length.unwrap_or(0)) * scale;
        let ends = match path.path_type {
            Some(1) => Ends::Round,
            Some(2) => Ends::Extended([0.5 * width; 2]),
            Some(4) => Ends::Extended([beyond(path.begin_extn), beyond(path.end_extn)]),
            _ => Ends::Extended([0.0; 2]),
        };
        if let Some(ring) = stroke(&points, width, ends) {
            self.drawing.polygons.entry(layer).or_default().push(ring);
        }
        self.drawing.paths.push(Spine { layer, points, width });
    }

    fn reference(&mut self, reference: &GdsStructRef, place: &Placement) -> Result<(), GdsError> {
        let inner = place.then(reference.strans.as_ref(), pair(&reference.xy));
        self.cell(&reference.name, inner)
    }

    /// The second point lies `cols` columns from the first, the third `rows` rows.
    fn array(&mut self, array: &GdsArrayRef, place: &Placement) -> Result<(), GdsError> {
        let [origin, across, up] = [0, 1, 2].map(|i| pair(&array.xy[i]));
        for (column, row) in (0..array.cols).flat_map(|c| (0..array.rows).map(move |r| (c, r))) {
            let [u, v] =
                [(column, array.cols), (row, array.rows)].map(|(index, count)| f64::from(index) / f64::from(count));
            let at = [0, 1].map(|a| origin[a] + u * (across[a] - origin[a]) + v * (up[a] - origin[a]));
            self.cell(&array.name, place.then(array.strans.as_ref(), at))?;
        }
        Ok(())
    }
}
