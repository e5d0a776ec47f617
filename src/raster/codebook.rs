//! Values on a grid's points by row: rows along z that are alike are kept once. In a layered stack or along a straight guide most
//! rows have many twins, so that memory and time go with the interfaces, not with the volume.

use std::collections::HashMap;

use rayon::prelude::*;

/// Values on the points of a grid (C order x, y, z) as distinct rows and which of them stands where.
#[derive(Clone, Debug, PartialEq)]
pub struct Codebook {
    ny: usize,
    nz: usize,
    /// Place in `rows` of the row at (i, j), `[i][j]`.
    pub code: Vec<u32>,
    /// `[row][k]`.
    pub rows: Vec<f64>,
}

impl Codebook {
    /// Values on a grid of this shape; `fill(i, j, row)` writes the row at (i, j).
    pub fn new([nx, ny, nz]: [usize; 3], fill: impl Fn(usize, usize, &mut [f64]) + Sync) -> Self {
        let stretches = (2 * rayon::current_num_threads()).clamp(1, nx);
        let parts: Vec<Codebook> = (0..stretches)
            .into_par_iter()
            .map(|n| {
                let mut collector = Collector::new(ny, nz);
                let mut row = vec![0.0; nz];
                for i in n * nx / stretches..(n + 1) * nx / stretches {
                    for j in 0..ny {
                        fill(i, j, &mut row);
                        collector.add(&row);
                    }
                }
                collector.book
            })
            .collect();
        let mut whole = Collector::new(ny, nz);
        for part in parts {
            let places: Vec<u32> = part.rows.chunks_exact(nz).map(|row| whole.place(row)).collect();
            whole.book.code.extend(part.code.iter().map(|&code| places[code as usize]));
        }
        whole.book
    }

    /// From all values, C order.
    pub fn of_points(shape: [usize; 3], values: &[f64]) -> Self {
        let [_, ny, nz] = shape;
        Codebook::new(shape, |i, j, row| row.copy_from_slice(&values[(i * ny + j) * nz..][..nz]))
    }

    /// One value everywhere.
    pub fn uniform([nx, ny, nz]: [usize; 3], value: f64) -> Self {
        Codebook { ny, nz, code: vec![0; nx * ny], rows: vec![value; nz] }
    }

    pub fn at(&self, [i, j, k]: [usize; 3]) -> f64 {
        self.rows[self.code[i * self.ny + j] as usize * self.nz + k]
    }

    /// Every value by a function of it.
    pub fn map(&self, change: impl Fn(f64) -> f64) -> Self {
        let rows = self.rows.iter().map(|&value| change(value)).collect();
        Codebook { code: self.code.clone(), rows, ..*self }
    }

    /// All values, C order.
    pub fn points(&self) -> Vec<f64> {
        self.code.iter().flat_map(|&code| self.row(code)).copied().collect()
    }

    /// A distinct row.
    pub fn row(&self, code: u32) -> &[f64] {
        &self.rows[code as usize * self.nz..][..self.nz]
    }
}

/// A codebook in the making.
struct Collector {
    book: Codebook,
    /// Places of the rows by hash.
    places: HashMap<u64, Vec<u32>>,
}

impl Collector {
    fn new(ny: usize, nz: usize) -> Self {
        Collector { book: Codebook { ny, nz, code: Vec::new(), rows: Vec::new() }, places: HashMap::new() }
    }

    /// Adds the next row of the grid. Most are like the one before it or the one on the plane before.
    fn add(&mut self, row: &[f64]) {
        let code = &self.book.code;
        let neighbours = [1, self.book.ny].map(|back| code.len().checked_sub(back).map(|at| code[at]));
        let alike = neighbours.into_iter().flatten().find(|&code| self.book.row(code) == row);
        let place = alike.unwrap_or_else(|| self.place(row));
        self.book.code.push(place);
    }

    /// Where a row is kept.
    fn place(&mut self, row: &[f64]) -> u32 {
        // FNV-1a by words (Fowler, Noll & Vo 1991), with the high bits folded back.
        let hash = row.iter().fold(0xcbf2_9ce4_8422_2325_u64, |hash, value| {
            let mixed = (hash ^ value.to_bits()).wrapping_mul(0x0000_0100_0000_01b3);
            mixed ^ (mixed >> 32)
        });
        let same = self.places.entry(hash).or_default();
        let nz = self.book.nz;
        let known = same.iter().find(|&&place| &self.book.rows[place as usize * nz..][..nz] == row);
        if let Some(&place) = known {
            return place;
        }
        let place = (self.book.rows.len() / nz) as u32;
        same.push(place);
        self.book.rows.extend_from_slice(row);
        place
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_values_come_back_and_twins_are_kept_once() {
        let shape = [37, 5, 3];
        let value = |i: usize, j: usize, k: usize| ((i / 7) * 100 + (j % 2) * 10 + k) as f64;
        let book = Codebook::new(shape, |i, j, row| {
            row.iter_mut().enumerate().for_each(|(k, to)| *to = value(i, j, k));
        });
        // Six stretches of seven planes, two kinds of row in each.
        assert_eq!(book.rows.len(), 12 * 3);
        for (n, &found) in book.points().iter().enumerate() {
            let [i, j, k] = [n / 15, n / 3 % 5, n % 3];
            assert_eq!(found, value(i, j, k));
            assert_eq!(book.at([i, j, k]), found);
        }
        assert_eq!(Codebook::of_points(shape, &book.points()), book);
    }
}
