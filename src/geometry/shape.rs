//! What every shape answers: its extent, and how much of a small box it fills.
//!
//! A plane at signed distance s from a box's centre, with unit normal n, leaves the fraction P(U <= -s) behind it, U being the sum
//! of three independent variables uniform on ±|nᵢ|wᵢ/2: the volume is a sum of truncated cubes, the area its derivative
//! (Scardovelli & Zaleski, J. Comput. Phys. 164, 228 (2000), give the same by cases).

/// An axis-aligned box in scene axes, µm: `[low, high]` along x, y, z.
pub type Box3 = [[f64; 2]; 3];

/// How a shape fills a box.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Fill {
    /// Fraction of the box's volume inside the shape, 0 to 1.
    pub fraction: f64,
    /// Derivative of the fraction with respect to the box's centre, 1/µm: it points inwards, and its direction is the
    /// area-weighted normal of the surface within the box.
    pub gradient: [f64; 3],
}

impl Fill {
    /// What two bodies of one material fill together. Walls that cross overlap as if by chance; those that look the same way cover one
    /// another, as the image of what reaches beyond a period does; those that face one another meet.
    pub fn with(&self, other: &Fill) -> Fill {
        let dot = |a: [f64; 3], b: [f64; 3]| a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
        let lengths = (dot(self.gradient, self.gradient) * dot(other.gradient, other.gradient)).sqrt();
        let cosine =
            if self.fraction > 0.0 && lengths > 0.0 { dot(self.gradient, other.gradient) / lengths } else { 0.0 };
        let [f, g] = [self.fraction, other.fraction];
        let sum = |a: f64, b: f64| [0, 1, 2].map(|i| a * self.gradient[i] + b * other.gradient[i]);
        let chance = Fill { fraction: f + g - f * g, gradient: sum(1.0 - g, 1.0 - f) };
        let parallel = match cosine {
            c if c < 0.0 && f + g < 1.0 => Fill { fraction: f + g, gradient: sum(1.0, 1.0) },
            c if c < 0.0 => Fill { fraction: 1.0, gradient: [0.0; 3] },
            _ if f < g => *other,
            _ => *self,
        };
        let part = cosine.abs();
        let mean = |a: f64, b: f64| part * a + (1.0 - part) * b;
        Fill {
            fraction: mean(parallel.fraction, chance.fraction),
            gradient: [0, 1, 2].map(|i| mean(parallel.gradient[i], chance.gradient[i])),
        }
    }
}

/// A solid body. `Extrusion` is not one of these: its fill comes row by row from an exact rasterization (`raster::coverage`).
pub trait Shape: Send + Sync {
    /// Bounding box, µm.
    fn bounds(&self) -> Box3;

    /// Fill of a box that may be taken as small against the shape's curvature.
    fn fill(&self, cell: Box3) -> Fill;
}

#[derive(Clone, Debug)]
pub struct Sphere {
    pub center: [f64; 3],
    pub radius: f64,
}

/// A circular cylinder about scene axis `axis`, with flat ends.
#[derive(Clone, Debug)]
pub struct Cylinder {
    pub center: [f64; 3],
    pub radius: f64,
    pub length: f64,
    pub axis: usize,
}

/// Another shape elsewhere along an axis, µm.
pub struct Displaced {
    pub shape: std::sync::Arc<dyn Shape>,
    pub axis: usize,
    pub by: f64,
}

impl Shape for Displaced {
    fn bounds(&self) -> Box3 {
        let mut bounds = self.shape.bounds();
        bounds[self.axis] = bounds[self.axis].map(|end| end + self.by);
        bounds
    }

    fn fill(&self, mut cell: Box3) -> Fill {
        cell[self.axis] = cell[self.axis].map(|end| end - self.by);
        self.shape.fill(cell)
    }
}

impl Shape for Sphere {
    fn bounds(&self) -> Box3 {
        self.center.map(|c| [c - self.radius, c + self.radius])
    }

    fn fill(&self, cell: Box3) -> Fill {
        round_fill(cell, self.center, self.radius, [1.0; 3])
    }
}

impl Shape for Cylinder {
    fn bounds(&self) -> Box3 {
        [0, 1, 2].map(|a| {
            let reach = if a == self.axis { 0.5 * self.length } else { self.radius };
            [self.center[a] - reach, self.center[a] + reach]
        })
    }

    /// Product of the radial fill and of the overlap along the axis.
    fn fill(&self, cell: Box3) -> Fill {
        let mut across = [1.0; 3];
        across[self.axis] = 0.0;
        let radial = round_fill(cell, self.center, self.radius, across);
        let ([low, high], [bottom, top]) = (cell[self.axis], self.bounds()[self.axis]);
        let overlap = (high.min(top) - low.max(bottom)).max(0.0) / (high - low);
        let mut gradient = radial.gradient.map(|g| g * overlap);
        if overlap > 0.0 {
            let entering = f64::from(high < top) - f64::from(low > bottom);
            gradient[self.axis] = radial.fraction * entering / (high - low);
        }
        Fill { fraction: radial.fraction * overlap, gradient }
    }
}

/// Fill by the round body |r| < radius, r being measured along the axes where `across` is 1 (three: a sphere, two: a cylinder).
fn round_fill(cell: Box3, center: [f64; 3], radius: f64, across: [f64; 3]) -> Fill {
    let offset = [0, 1, 2].map(|a| across[a] * (0.5 * (cell[a][0] + cell[a][1]) - center[a]));
    let distance = offset.iter().map(|x| x * x).sum::<f64>().sqrt();
    let normal = if distance > 0.0 {
        offset.map(|x| x / distance)
    } else {
        across.map(|a| a / across.iter().sum::<f64>().sqrt())
    };
    // The surface bends away from its tangent plane: r averaged over the box exceeds r at its centre by ½ Σ ∂²r/∂xᵢ² wᵢ²/12.
    let bend: f64 = (0..3).map(|a| (across[a] - normal[a].powi(2)) * (cell[a][1] - cell[a][0]).powi(2)).sum::<f64>()
        / (24.0 * distance.max(0.5 * radius));
    plane_fill(cell, distance - radius + bend, normal)
}

/// Fill of a box by the half-space behind the plane through `point` with the unit `normal`, which points out of the solid. Exact.
pub fn half_space_fill(cell: Box3, point: [f64; 3], normal: [f64; 3]) -> Fill {
    let distance = (0..3).map(|a| normal[a] * (0.5 * (cell[a][0] + cell[a][1]) - point[a])).sum();
    plane_fill(cell, distance, normal)
}

/// Fill behind a plane at this signed distance from the box's centre (positive: the centre is outside).
fn plane_fill(cell: Box3, distance: f64, normal: [f64; 3]) -> Fill {
    let half = [0, 1, 2].map(|a| 0.5 * normal[a].abs() * (cell[a][1] - cell[a][0]));
    let (behind, density) = uniform_sum(-distance.abs(), half);
    Fill { fraction: if distance > 0.0 { behind } else { 1.0 - behind }, gradient: normal.map(|n| -density * n) }
}

/// Cumulative probability and density at `at` <= 0 of the sum of three independent variables uniform on ±`half[i]`.
fn uniform_sum(at: f64, half: [f64; 3]) -> (f64, f64) {
    let reach: f64 = half.iter().sum();
    if at <= -reach {
        return (0.0, 0.0);
    }
    // Widths under 1e-5 of the whole change the result by less than 1e-5 and would drown it in round-off.
    let wide: Vec<f64> = half.into_iter().filter(|h| *h > 1e-5 * reach).collect();
    let order = wide.len() as i32;
    let (mut volume, mut area) = (0.0, 0.0);
    for signs in 0..1_u32 << wide.len() {
        let shift: f64 = (0..wide.len()).map(|i| [wide[i], -wide[i]][(signs >> i & 1) as usize]).sum();
        if at + shift > 0.0 {
            let sign = [1.0, -1.0][signs.count_ones() as usize % 2];
            area += sign * (at + shift).powi(order - 1);
            volume += sign * (at + shift).powi(order);
        }
    }
    let scale: f64 = wide.iter().map(|h| 2.0 * h).product();
    let factorial = f64::from((1..=order).product::<i32>());
    ((volume / (factorial * scale)).clamp(0.0, 0.5), (area * f64::from(order) / (factorial * scale)).max(0.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unit(v: [f64; 3]) -> [f64; 3] {
        let norm = v.iter().map(|x| x * x).sum::<f64>().sqrt();
        v.map(|x| x / norm)
    }

    fn moved(cell: Box3, axis: usize, by: f64) -> Box3 {
        let mut cell = cell;
        cell[axis] = cell[axis].map(|x| x + by);
        cell
    }

    #[test]
    fn planes_cut_known_volumes() {
        let cube = [[0.0, 1.0]; 3];
        let fraction = |point, normal| half_space_fill(cube, point, unit(normal)).fraction;
        // x + y + z < 1 cuts off a tetrahedron of volume 1/6, < 1/2 one of 1/48, < 3/2 half the cube.
        let diagonal = [1.0, 1.0, 1.0];
        let cases = [
            (fraction([1.0, 0.0, 0.0], diagonal), 1.0 / 6.0),
            (fraction([0.5, 0.0, 0.0], diagonal), 1.0 / 48.0),
            (fraction([1.5, 0.0, 0.0], diagonal), 0.5),
            (fraction([2.5, 0.0, 0.0], diagonal), 47.0 / 48.0),
            (fraction([0.3, 0.0, 0.0], [1.0, 0.0, 0.0]), 0.3),
            (fraction([0.3, 0.0, 0.0], [-1.0, 0.0, 0.0]), 0.7),
            (fraction([0.5, 0.0, 0.0], [1.0, 1.0, 0.0]), 0.125),
            (fraction([2.0, 0.0, 0.0], [1.0, 0.0, 0.0]), 1.0),
        ];
        for (found, exact) in cases {
            // Round-off of eight cubes of order one, each over 48 h³.
            assert!((found - exact).abs() < 1e-13, "{found} != {exact}");
        }
        // Nearly axis-aligned normals: the dropped or the small width costs less than its own 1e-5.
        for tilt in [1e-12, 1e-6, 3e-5, 1e-3] {
            let found = fraction([0.3, 0.5, 0.5], [1.0, tilt, 0.5 * tilt]);
            assert!((found - 0.3).abs() < 1e-5, "tilt {tilt}: {found}");
        }
    }

    #[test]
    fn gradients_are_derivatives() {
        let cell = [[0.1, 0.14], [-0.02, 0.03], [0.2, 0.23]];
        let plane = |cell| half_space_fill(cell, [0.125, 0.0, 0.21], unit([0.3, -1.0, 0.5]));
        let sphere = Sphere { center: [-0.5, -0.3, -0.2], radius: 0.815 };
        let rod = Cylinder { center: [-0.5, 0.1, 0.1], radius: 0.634, length: 0.23, axis: 2 };
        // A plane's is exact up to the difference quotient; round bodies leave out that the normal turns along the box, w/(8R).
        let fills: [(&dyn Fn(Box3) -> Fill, f64); 3] =
            [(&plane, 1e-6), (&|cell| sphere.fill(cell), 1e-2), (&|cell| rod.fill(cell), 1e-2)];
        for (fill, tolerance) in fills {
            let here = fill(cell);
            assert!(here.fraction > 0.05 && here.fraction < 0.95, "{here:?}");
            let scale = here.gradient.iter().fold(0.0_f64, |m, g| m.max(g.abs()));
            for axis in 0..3 {
                let step = 1e-6;
                let rise = fill(moved(cell, axis, step)).fraction - fill(moved(cell, axis, -step)).fraction;
                let error = rise / (2.0 * step) - here.gradient[axis];
                assert!(error.abs() < tolerance * scale, "axis {axis}: {error}");
            }
        }
    }

    #[test]
    fn bodies_of_one_material_cover_meet_or_cross() {
        let fill = |fraction, gradient| Fill { fraction, gradient };
        let wall = fill(0.3, [0.0, 20.0, 0.0]);
        assert_eq!(wall.with(&wall), wall);
        assert_eq!(wall.with(&fill(0.5, [0.0, 20.0, 0.0])), fill(0.5, [0.0, 20.0, 0.0]));
        assert_eq!(wall.with(&fill(0.7, [0.0, -20.0, 0.0])), fill(1.0, [0.0; 3]));
        assert_eq!(wall.with(&fill(0.5, [0.0, -20.0, 0.0])), fill(0.8, [0.0; 3]));
        let corner = wall.with(&fill(0.5, [10.0, 0.0, 0.0]));
        assert!((corner.fraction - 0.65).abs() < 1e-12 && corner.gradient == [7.0, 10.0, 0.0], "{corner:?}");
    }

    /// Volume by filling a uniform grid of cubes.
    fn volume(shape: &dyn Shape, step: f64) -> f64 {
        let n = (1.3 / step) as i32;
        let interval = |i: i32| [f64::from(i) * step, f64::from(i + 1) * step];
        let mut sum = 0.0;
        for (i, j) in (-n..n).flat_map(|i| (-n..n).map(move |j| (i, j))) {
            for k in -n..n {
                sum += shape.fill([interval(i), interval(j), interval(k)]).fraction;
            }
        }
        sum * step.powi(3)
    }

    #[test]
    fn round_bodies_have_their_volumes() {
        use std::f64::consts::PI;
        let sphere = Sphere { center: [0.01, -0.02, 0.03], radius: 1.0 };
        let rod = Cylinder { center: [0.01, -0.02, 0.03], radius: 0.9, length: 1.234, axis: 1 };
        // Ten cells a radius. A tangent plane alone would be off by (w/R)²/4 = 2.5e-3; with the bend (w/R)⁴ remains.
        for (found, exact) in [(volume(&sphere, 0.1), 4.0 / 3.0 * PI), (volume(&rod, 0.1), PI * 0.81 * 1.234)] {
            assert!((found / exact - 1.0).abs() < 1e-4, "{found} != {exact}");
        }
        assert_eq!(rod.bounds()[1], [-0.02 - 0.617, -0.02 + 0.617]);
    }
}
