//! One axis of the grid: nodes, primal steps between nodes (for H's differences) and dual steps about nodes (for E's).

/// A rectilinear axis. Nodes ascend, µm; cell i lies between nodes i and i + 1.
#[derive(Clone, Debug, PartialEq)]
pub struct Axis {
    pub nodes: Vec<f64>,
    /// One cell thick and without derivatives: the axis that a 2D grid lacks.
    pub collapsed: bool,
    /// Absorbing cells at the low and the high end; the rest is the domain proper.
    pub pml: [usize; 2],
    /// Whether those of each end are an adiabatic absorber, whose media conduct, and no PML.
    pub adiabatic: [bool; 2],
    /// Whether the low and the high end of the domain proper are magnetic walls (H tangential is zero) and not electric ones. Beyond
    /// such an end lies one dead cell, in which everything is zero: the node at the wall then sees its image by half a dual cell.
    pub magnetic: [bool; 2],
    /// The low end of the domain proper is a plane of symmetry: the other half is its image, even behind a magnetic wall, odd behind
    /// an electric one.
    pub mirror: bool,
    /// The phase by which fields advance over the axis (rad) where it repeats: its first node is then its last one's image. Below the
    /// first lies a cell that is the last one's image; fields in it, and on the last node, are copies.
    pub period: Option<f64>,
}

/// A phase of less than this, rad, or so near to half a turn, leaves real fields real.
const REAL: f64 = 1e-12;

impl Axis {
    /// An axis between electric walls, without absorbers.
    pub fn new(nodes: Vec<f64>) -> Self {
        Axis {
            nodes,
            collapsed: false,
            pml: [0, 0],
            adiabatic: [false; 2],
            magnetic: [false; 2],
            mirror: false,
            period: None,
        }
    }

    /// The axis with absorbing cells added outside each end, as wide as the last one before them.
    pub fn with_absorbers(self, cells: [usize; 2]) -> Self {
        Axis { pml: cells, ..self.padded(cells) }
    }

    /// The axis with magnetic walls at some of its ends.
    pub fn with_magnetic(self, ends: [bool; 2]) -> Self {
        Axis { magnetic: ends, ..self.padded(ends.map(usize::from)) }
    }

    /// The axis repeated, with fields that advance by a phase over it.
    pub fn repeated(self, phase: f64) -> Self {
        let image = self.nodes[0] - self.primal(self.cells() - 1);
        Axis { period: Some(phase), nodes: std::iter::once(image).chain(self.nodes.iter().copied()).collect(), ..self }
    }

    /// Whether fields on it have an imaginary part of their own.
    pub fn is_complex(&self) -> bool {
        self.period.is_some_and(|phase| phase.sin().abs() > REAL)
    }

    /// Where the copy on a repeated axis lies, and what it is a copy of: half a cell on in the cell below, on nodes on the last one.
    pub fn copy(&self, half: bool) -> Option<[usize; 2]> {
        let last = self.cells();
        self.period.map(|_| if half { [0, last - 1] } else { [last, 1] })
    }

    fn padded(self, cells: [usize; 2]) -> Self {
        let [lo, hi] = [self.nodes[0], self.nodes[self.cells()]];
        let [first, last] = [self.primal(0), self.primal(self.cells() - 1)];
        let below = (1..=cells[0]).rev().map(|i| lo - first * i as f64);
        let above = (1..=cells[1]).map(|i| hi + last * i as f64);
        Axis { nodes: below.chain(self.nodes.iter().copied()).chain(above).collect(), ..self }
    }

    /// First and last node of the domain proper: without absorbers and dead cells.
    pub fn proper(&self) -> [usize; 2] {
        let beyond = |end: usize| self.pml[end] + usize::from(self.dead(end));
        [beyond(0), self.cells() - beyond(1)]
    }

    /// Whether a cell that no law advances lies at the low or the high end: behind a magnetic wall, or the image of another.
    fn dead(&self, end: usize) -> bool {
        self.magnetic[end] || (end == 0 && self.period.is_some())
    }

    /// The cells in which fields are advanced: all but those behind magnetic walls and images.
    pub fn live(&self) -> std::ops::Range<usize> {
        usize::from(self.dead(0))..self.cells() - usize::from(self.magnetic[1])
    }

    pub fn cells(&self) -> usize {
        self.nodes.len() - 1
    }

    /// Points stored per component: nodes 0..=n, or one where the axis is collapsed.
    pub fn stored(&self) -> usize {
        if self.collapsed { 1 } else { self.nodes.len() }
    }

    /// Width of cell i, µm.
    pub fn primal(&self, i: usize) -> f64 {
        self.nodes[i + 1] - self.nodes[i]
    }

    /// Width of the dual cell about node i, µm; at electric walls with the mirrored half cell, at magnetic ones without.
    pub fn dual(&self, i: usize) -> f64 {
        if self.collapsed {
            return self.primal(0);
        }
        if self.magnetic[0] && i == 1 {
            return 0.5 * self.primal(1);
        }
        if self.magnetic[1] && i + 1 == self.cells() {
            return 0.5 * self.primal(i - 1);
        }
        let i = if self.period.is_some() && i == self.cells() { 1 } else { i };
        let before = self.primal(i.max(1) - 1);
        let after = self.primal(i.min(self.cells() - 1));
        0.5 * (before + after)
    }

    /// Width of the cell about a point; none about copies, which are counted where they are from.
    pub fn own_width(&self, i: usize, half: bool) -> f64 {
        if self.copy(half).is_some_and(|[copy, _]| copy == i) { 0.0 } else { self.width(i, half) }
    }

    /// Width of the cell about a point: primal for points half a cell beyond the node, else dual.
    pub fn width(&self, i: usize, half: bool) -> f64 {
        if half && i < self.cells() { self.primal(i) } else { self.dual(i.min(self.cells())) }
    }

    /// Coordinate of a point, µm. On a collapsed axis every point lies at the middle.
    pub fn coordinate(&self, i: usize, half: bool) -> f64 {
        if self.collapsed {
            return 0.5 * (self.nodes[0] + self.nodes[1]);
        }
        if !half {
            return self.nodes[i];
        }
        match self.nodes.get(i + 1) {
            Some(next) => 0.5 * (self.nodes[i] + next),
            None => self.nodes[i] + 0.5 * self.primal(i - 1),
        }
    }

    /// Interval of the averaging box about a point, µm: its own primal cell, or half a cell to either side of its node.
    pub fn interval(&self, i: usize, half: bool) -> [f64; 2] {
        let last = self.cells();
        if self.collapsed || half {
            let i = i.min(last - 1);
            return [self.nodes[i], self.nodes[i + 1]];
        }
        let before = self.primal(i.max(1) - 1);
        let after = self.primal(i.min(last - 1));
        [self.nodes[i] - 0.5 * before, self.nodes[i] + 0.5 * after]
    }

    /// Node nearest to a coordinate.
    pub fn nearest_node(&self, at: f64) -> usize {
        let after = self.nodes.partition_point(|&node| node < at).min(self.cells());
        let before = after.max(1) - 1;
        if at - self.nodes[before] <= self.nodes[after] - at { before } else { after }
    }

    /// Range of nodes where E tangential is advanced: all but the walls and copies.
    pub fn interior(&self) -> std::ops::Range<usize> {
        if self.collapsed { 0..1 } else { 1..self.cells() }
    }

    /// Nodes that lie on no wall, nor where fields turn by a phase.
    pub fn inner(&self) -> std::ops::Range<usize> {
        let walls = [self.magnetic[0] || self.is_complex(), self.magnetic[1]].map(usize::from);
        1 + walls[0]..self.cells() - walls[1]
    }

    /// The domain proper, µm.
    pub fn inside(&self) -> [f64; 2] {
        self.proper().map(|node| self.nodes[node])
    }

    pub fn smallest_step(&self) -> f64 {
        (0..self.cells()).map(|i| self.primal(i)).fold(f64::INFINITY, f64::min)
    }
}
