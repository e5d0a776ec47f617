//! One axis of the grid: nodes, primal steps between nodes (for H's differences) and dual steps about nodes (for E's).

/// A rectilinear axis. Nodes ascend, µm; cell i lies between nodes i and i + 1.
#[derive(Clone, Debug, PartialEq)]
pub struct Axis {
    pub nodes: Vec<f64>,
    /// One cell thick and without derivatives: the axis that a 2D grid lacks.
    pub collapsed: bool,
    /// Absorbing cells at the low and the high end; the rest is the domain proper.
    pub pml: [usize; 2],
}

impl Axis {
    /// An axis without absorbers.
    pub fn new(nodes: Vec<f64>) -> Self {
        Axis { nodes, collapsed: false, pml: [0, 0] }
    }

    /// The axis with `cells` absorbing cells added outside each end, as wide as the last one before them.
    pub fn with_absorber(self, cells: usize) -> Self {
        let [lo, hi] = [self.nodes[0], self.nodes[self.cells()]];
        let [first, last] = [self.primal(0), self.primal(self.cells() - 1)];
        let below = (1..=cells).rev().map(|i| lo - first * i as f64);
        let above = (1..=cells).map(|i| hi + last * i as f64);
        Axis { nodes: below.chain(self.nodes).chain(above).collect(), collapsed: self.collapsed, pml: [cells; 2] }
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

    /// Width of the dual cell about node i, µm; at the walls the mirrored half cells.
    pub fn dual(&self, i: usize) -> f64 {
        if self.collapsed {
            return self.primal(0);
        }
        let before = self.primal(i.max(1) - 1);
        let after = self.primal(i.min(self.cells() - 1));
        0.5 * (before + after)
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

    /// Range of nodes where E tangential may be non-zero: all but the walls.
    pub fn interior(&self) -> std::ops::Range<usize> {
        if self.collapsed { 0..1 } else { 1..self.cells() }
    }

    /// The domain proper, without its absorbers, µm.
    pub fn inside(&self) -> [f64; 2] {
        [self.nodes[self.pml[0]], self.nodes[self.cells() - self.pml[1]]]
    }

    pub fn smallest_step(&self) -> f64 {
        (0..self.cells()).map(|i| self.primal(i)).fold(f64::INFINITY, f64::min)
    }
}
