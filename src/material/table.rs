//! Tables of n and k by wavelength, and what lies between their rows: cubics that keep to the rows' own rise and fall (Fritsch &
//! Carlson, SIAM J. Numer. Anal. 17, 238 (1980); slopes by Fritsch & Butland's weighted harmonic mean), so that k ≥ 0 stays so.

use std::borrow::Cow;

use num_complex::Complex64;

/// Fewest rows that a band is judged by.
const ROWS: usize = 9;

/// Rows of vacuum wavelength in µm, n and k, by rising wavelength.
#[derive(Clone, Debug, PartialEq)]
pub struct Table(pub Cow<'static, [[f64; 3]]>);

impl Table {
    /// A table in any order of rows.
    ///
    /// # Errors
    /// What is wrong with it, for a reader: too few rows, one twice, or a value that is no index.
    pub fn new(mut rows: Vec<[f64; 3]>) -> Result<Self, String> {
        if let Some([wavelength, n, k]) = rows.iter().find(|[l, n, k]| !(*l > 0.0 && *n >= 0.0 && *k >= 0.0)) {
            return Err(format!("{wavelength} µm has n = {n} and k = {k}, but n and k must be 0 or more"));
        }
        rows.sort_by(|a, b| a[0].total_cmp(&b[0]));
        if let Some(pair) = rows.windows(2).find(|pair| pair[0][0] == pair[1][0]) {
            return Err(format!("{} µm is there twice", pair[0][0]));
        }
        if rows.len() < 2 {
            return Err(format!("there are {} rows, but at least 2 are needed", rows.len()));
        }
        Ok(Table(rows.into()))
    }

    /// A table in text: two or three numbers in a line (wavelength in µm, n, and k or 0), parted by commas, semicolons, tabs or
    /// spaces. Empty lines, lines from `#` on, and headings before the first row are passed over.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut rows = Vec::new();
        for (number, line) in text.lines().enumerate() {
            let line = line.split('#').next().unwrap_or("").trim();
            let words =
                line.split(|c: char| matches!(c, ',' | ';') || c.is_whitespace()).filter(|word| !word.is_empty());
            let numbers: Result<Vec<f64>, _> = words.map(str::parse::<f64>).collect();
            match numbers.as_deref() {
                Ok([]) => {}
                Ok([wavelength, n]) => rows.push([*wavelength, *n, 0.0]),
                Ok([wavelength, n, k]) => rows.push([*wavelength, *n, *k]),
                Err(_) if rows.is_empty() => {}
                Ok(many) => return Err(format!("line {} has {} numbers, not 2 or 3", number + 1, many.len())),
                Err(_) => return Err(format!("line {} is `{line}`, not 2 or 3 numbers", number + 1)),
            }
        }
        Table::new(rows)
    }

    /// Shortest and longest wavelength, µm.
    pub fn range_um(&self) -> [f64; 2] {
        let of = |row: Option<&[f64; 3]>| row.map_or(f64::NAN, |row| row[0]);
        [of(self.0.first()), of(self.0.last())]
    }

    /// n + ik at a wavelength; beyond the table that of its last row.
    pub fn index(&self, wavelength_um: f64) -> Complex64 {
        let [short, long] = self.range_um();
        let wavelength = wavelength_um.clamp(short, long);
        let after = self.0.partition_point(|row| row[0] <= wavelength).clamp(1, self.0.len() - 1);
        Complex64::new(self.cubic(after - 1, wavelength, 1), self.cubic(after - 1, wavelength, 2))
    }

    /// The rows that speak of a band, µm: those within it, and as many beyond both its ends as make at least [`ROWS`].
    pub fn about(&self, [short, long]: [f64; 2]) -> &[[f64; 3]] {
        let mut from = self.0.partition_point(|row| row[0] < short).saturating_sub(1);
        let mut to = (self.0.partition_point(|row| row[0] <= long) + 1).min(self.0.len());
        while to - from < ROWS.min(self.0.len()) {
            (from, to) = (from.saturating_sub(1), (to + 1).min(self.0.len()));
        }
        &self.0[from..to]
    }

    /// Hermite's cubic between rows i and i + 1.
    fn cubic(&self, i: usize, wavelength: f64, column: usize) -> f64 {
        let [low, high] = [self.0[i], self.0[i + 1]];
        let step = high[0] - low[0];
        let t = (wavelength - low[0]) / step;
        let [from, to] = [self.slope(i, column) * step, self.slope(i + 1, column) * step];
        let value = (1.0 + 2.0 * t) * (1.0 - t).powi(2) * low[column] + t * (1.0 - t).powi(2) * from;
        value + t * t * (3.0 - 2.0 * t) * high[column] + t * t * (t - 1.0) * to
    }

    fn slope(&self, i: usize, column: usize) -> f64 {
        let rise = |i: usize| (self.0[i + 1][column] - self.0[i][column]) / (self.0[i + 1][0] - self.0[i][0]);
        let last = self.0.len() - 1;
        if i == 0 || i == last {
            return rise(if i == 0 { 0 } else { last - 1 });
        }
        let ([before, after], step) = ([rise(i - 1), rise(i)], |i: usize| self.0[i + 1][0] - self.0[i][0]);
        if before * after <= 0.0 {
            return 0.0;
        }
        let [w1, w2] = [2.0 * step(i) + step(i - 1), step(i) + 2.0 * step(i - 1)];
        (w1 + w2) / (w1 / before + w2 / after)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_of_every_habit_are_read() {
        let wanted = [[0.5, 1.5, 0.1], [0.6, 1.4, 0.2]];
        for text in [
            "wavelength_um,n,k\n0.5,1.5,0.1\n0.6,1.4,0.2\n",
            "# silicon\n0.6\t1.4\t0.2\n\n0.5 1.5 0.1 # last",
            "0.5; 1.5; 0.1\r\n0.6; 1.4; 0.2\r\n",
        ] {
            assert_eq!(*Table::parse(text).unwrap().0, wanted, "{text:?}");
        }
        assert_eq!(Table::parse("1 2\n2 3").unwrap().0[1], [2.0, 3.0, 0.0]);
    }

    #[test]
    fn what_is_no_table_says_why() {
        let why = |text: &str| Table::parse(text).unwrap_err();
        assert_eq!(why("1 2 3\n2 x 3"), "line 2 is `2 x 3`, not 2 or 3 numbers");
        assert_eq!(why("1 2 3 4"), "line 1 has 4 numbers, not 2 or 3");
        assert_eq!(why("1 2\n1 3"), "1 µm is there twice");
        assert_eq!(why("1 2"), "there are 1 rows, but at least 2 are needed");
        assert_eq!(why("1 2 -1\n2 2 0"), "1 µm has n = 2 and k = -1, but n and k must be 0 or more");
    }

    #[test]
    fn a_band_is_spoken_of_by_the_rows_about_it() {
        let table = Table::new((0..40).map(|i| [1.0 + 0.1 * i as f64, 1.5, 0.0]).collect()).unwrap();
        let ends = |band: [f64; 2]| {
            table.about(band).iter().map(|row| row[0]).fold([9.0, 0.0], |[a, b], l| [l.min(a), l.max(b)])
        };
        let near = |found: [f64; 2], wanted: [f64; 2]| (0..2).all(|i| (found[i] - wanted[i]).abs() < 1e-9);
        assert!(near(ends([2.05, 3.95]), [2.0, 4.0]), "{:?}", ends([2.05, 3.95]));
        assert!(near(ends([2.04, 2.06]), [1.6, 2.5]), "{:?}", ends([2.04, 2.06]));
        assert!(near(ends([1.02, 1.03]), [1.0, 1.8]), "{:?}", ends([1.02, 1.03]));
        assert_eq!(Table::parse("1 2\n2 3").unwrap().about([1.2, 1.3]).len(), 2);
    }

    #[test]
    fn between_rows_it_is_smooth_and_keeps_to_them() {
        // n = 1.4 + 0.01/λ², rows 50 nm apart. Slopes of Fritsch and Butland are of second order, h² f'''/12 at most, and enter by
        // h/4: 1.4e-5 here, and three times that next to the ends, where they are of first order.
        let n = |l: f64| 1.4 + 0.01 / (l * l);
        let rows = (0..=20).map(|i| 0.6 + 0.05 * i as f64).map(|l| [l, n(l), 0.0]);
        let table = Table::new(rows.collect()).unwrap();
        for i in 0..=400 {
            let l = 0.65 + 0.9 * i as f64 / 400.0;
            assert!((table.index(l).re - n(l)).abs() < 5e-5, "{l}");
        }
        let step = Table::parse("1 1 0\n2 1 0\n3 2 1\n4 2 1").unwrap();
        for i in 0..=300 {
            let index = step.index(1.0 + 0.01 * i as f64);
            let inside = |value: f64, low: f64| (low - 1e-15..=low + 1.0 + 1e-15).contains(&value);
            assert!(inside(index.re, 1.0) && inside(index.im, 0.0), "{index}");
        }
        assert_eq!(step.index(9.0), Complex64::new(2.0, 1.0));
    }
}
