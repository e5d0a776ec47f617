//! Material files: tables in text (`table`), and the YAML files of refractiveindex.info (github.com/polyanskiy/
//! refractiveindex.info-database): a list DATA of `tabulated nk`, `tabulated n`, `tabulated k` and `formula 1` to `9`. YAML is read by
//! yaml-rust2, which is pure Rust, maintained, and brings two small crates; its values are enough, so there is no serde.

use std::path::Path;

use yaml_rust2::{Yaml, YamlLoader};

use super::formula::Formula;
use super::table::Table;
use super::{Dispersion, MaterialError};

/// What a file says of a material, and the vacuum wavelengths in which it does, µm.
///
/// # Errors
/// A file that cannot be read or understood, with what is wrong and, where there is one, the line.
pub fn read(path: &Path) -> Result<(Dispersion, [f64; 2]), MaterialError> {
    let fail = |why: String| MaterialError::File { path: path.display().to_string(), why };
    let text = std::fs::read_to_string(path).map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => fail("there is no such file".into()),
        _ => fail(error.to_string()),
    })?;
    let is_yaml = path.extension().is_some_and(|end| end == "yml" || end == "yaml");
    if is_yaml {
        return yaml(&text).map_err(fail);
    }
    let table = Table::parse(&text).map_err(fail)?;
    let range = table.range_um();
    Ok((Dispersion::Table(table), range))
}

/// A file of refractiveindex.info. The first entry that gives n and the first that gives k count.
pub fn yaml(text: &str) -> Result<(Dispersion, [f64; 2]), String> {
    let documents = YamlLoader::load_from_str(text).map_err(|error| format!("this is not YAML: {error}"))?;
    let entries = documents.first().and_then(|root| root["DATA"].as_vec()).ok_or("there is no list `DATA`")?;
    let entries: Vec<Entry> = entries.iter().map(entry).collect::<Result<_, _>>()?;
    let index = entries.iter().find(|entry| !matches!(entry, Entry::K(_))).ok_or("there is no entry that gives n")?;
    let loss = entries.iter().find_map(|entry| if let Entry::K(rows) = entry { Some(rows) } else { None });
    match (index, loss) {
        (Entry::Nk(rows), _) => of_rows(rows.clone()),
        (Entry::N(rows), None) => of_rows(rows.iter().map(|&[l, n]| [l, n, 0.0]).collect()),
        (Entry::Formula(formula, range), None) => Ok((Dispersion::Formula(formula.clone()), *range)),
        (Entry::N(rows), Some(loss)) => {
            let n = Table::new(rows.iter().map(|&[l, n]| [l, n, 0.0]).collect())?;
            joined(|l| n.index(l).re, n.range_um(), rows, loss)
        }
        (Entry::Formula(formula, range), Some(loss)) => joined(|l| formula.index(l), *range, &[], loss),
        (Entry::K(_), _) => Err("there is no entry that gives n".into()),
    }
}

enum Entry {
    Nk(Vec<[f64; 3]>),
    N(Vec<[f64; 2]>),
    K(Vec<[f64; 2]>),
    Formula(Formula, [f64; 2]),
}

fn entry(entry: &Yaml) -> Result<Entry, String> {
    let kind = entry["type"].as_str().ok_or("an entry of `DATA` has no `type`")?;
    match kind {
        "tabulated nk" => Ok(Entry::Nk(rows(entry)?)),
        "tabulated n" => Ok(Entry::N(rows(entry)?)),
        "tabulated k" => Ok(Entry::K(rows(entry)?)),
        _ => {
            let number = kind.strip_prefix("formula ").and_then(|number| number.trim().parse().ok());
            let number = number.filter(|number| (1..=9).contains(number)).ok_or_else(|| {
                format!("`{kind}` is none of `tabulated nk`, `tabulated n`, `tabulated k`, `formula 1` to `formula 9`")
            })?;
            let coefficients = numbers(&entry["coefficients"]).ok_or("a formula has no numbers in `coefficients`")?;
            // Older files of the database call it `range`.
            let range = numbers(&entry["wavelength_range"]).or_else(|| numbers(&entry["range"]));
            let range = range.and_then(|range| <[f64; 2]>::try_from(range).ok());
            let range = range.ok_or("a formula has no two numbers in `wavelength_range`")?;
            Ok(Entry::Formula(Formula { number, coefficients: coefficients.into() }, range))
        }
    }
}

/// Numbers in a string, or a single number.
fn numbers(value: &Yaml) -> Option<Vec<f64>> {
    match value {
        Yaml::String(text) => text.split_whitespace().map(|word| word.parse().ok()).collect(),
        Yaml::Real(text) => Some(vec![text.parse().ok()?]),
        Yaml::Integer(number) => Some(vec![*number as f64]),
        _ => None,
    }
}

fn rows<const N: usize>(entry: &Yaml) -> Result<Vec<[f64; N]>, String> {
    let text = entry["data"].as_str().ok_or("a table has no `data`")?;
    let row = |line: &str| -> Result<[f64; N], String> {
        let row: Option<Vec<f64>> = line.split_whitespace().map(|word| word.parse().ok()).collect();
        row.and_then(|row| row.try_into().ok()).ok_or_else(|| format!("`{line}` in `data` is not {N} numbers"))
    };
    text.lines().map(str::trim).filter(|line| !line.is_empty()).map(row).collect()
}

fn of_rows(rows: Vec<[f64; 3]>) -> Result<(Dispersion, [f64; 2]), String> {
    let table = Table::new(rows)?;
    let range = table.range_um();
    Ok((Dispersion::Table(table), range))
}

/// n and k from two entries, where both are known: a table with the wavelengths of either.
fn joined(
    n: impl Fn(f64) -> f64,
    range: [f64; 2],
    of_n: &[[f64; 2]],
    loss: &[[f64; 2]],
) -> Result<(Dispersion, [f64; 2]), String> {
    let k = Table::new(loss.iter().map(|&[l, k]| [l, 0.0, k]).collect())?;
    let [from, to] = k.range_um();
    let (low, high) = (range[0].max(from), range[1].min(to));
    if low >= high {
        return Err(format!("n is known from {} to {} µm, k from {from} to {to} µm: nowhere both", range[0], range[1]));
    }
    let inside = of_n.iter().chain(loss).map(|row| row[0]).filter(|l| (low..=high).contains(l));
    let mut wavelengths: Vec<f64> = inside.chain([low, high]).collect();
    wavelengths.sort_by(f64::total_cmp);
    wavelengths.dedup();
    of_rows(wavelengths.into_iter().map(|l| [l, n(l), k.index(l).im]).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_and_formulas_are_read() {
        // Excerpts of main/Ge/Nunley.yml and main/LiNbO3/Zelmon-o.yml (CC0).
        let table = "DATA:\n  - type: tabulated nk\n    data: |\n        1.531E+0 4.249E+0 4.564E-2\n        1.550E+0 4.250E+0 2.519E-2\n";
        let (dispersion, range) = yaml(table).unwrap();
        assert_eq!(range, [1.531, 1.55]);
        assert_eq!(dispersion.index(1.55), num_complex::Complex64::new(4.25, 0.02519));
        let formula = "COMMENTS: |\n    21 °C\nDATA:\n  - type: formula 2\n    wavelength_range: 0.4 5.0\n    \
            coefficients: 0 2.6734 0.01764 1.2290 0.05914 12.614 474.60\n";
        let (dispersion, range) = yaml(formula).unwrap();
        assert_eq!(range, [0.4, 5.0]);
        assert!((dispersion.index(1.55).re - 2.2111).abs() < 0.5e-4);
    }

    #[test]
    fn n_and_k_of_two_entries_are_joined_where_both_are_known() {
        let text = "DATA:\n  - type: formula 5\n    wavelength_range: 0.5 2.0\n    coefficients: 1.5 0.01 -2\n  - type: tabulated k\n    \
            data: |\n        1.0 0.1\n        1.5 0.2\n        3.0 0.3\n";
        let (dispersion, range) = yaml(text).unwrap();
        assert_eq!(range, [1.0, 2.0]);
        let index = dispersion.index(1.5);
        assert!((index.re - (1.5 + 0.01 / 2.25)).abs() < 1e-15 && index.im == 0.2, "{index}");
        let apart = text.replace("0.5 2.0", "0.5 0.9");
        assert_eq!(yaml(&apart).unwrap_err(), "n is known from 0.5 to 0.9 µm, k from 1 to 3 µm: nowhere both");
    }

    #[test]
    fn what_is_no_material_says_why() {
        let why = |text: &str| yaml(text).unwrap_err();
        assert_eq!(why("DATA: 3"), "there is no list `DATA`");
        assert_eq!(why("DATA:\n  - data: 3"), "an entry of `DATA` has no `type`");
        assert!(why("DATA:\n  - type: formula 10").starts_with("`formula 10` is none of"));
        assert_eq!(why("DATA:\n  - type: tabulated n\n    data: |\n      1 2 3"), "`1 2 3` in `data` is not 2 numbers");
        assert_eq!(
            why("DATA:\n  - type: tabulated k\n    data: |\n      1 2\n      2 2"),
            "there is no entry that gives n"
        );
        assert!(why("a: [").starts_with("this is not YAML"));
    }
}
