//! GDSII: one cell with everything below it, flattened, in µm. Placement is GDSII's: reflect about x, magnify, turn, move.

mod flatten;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::{Path, PathBuf};

use gds21::{GdsElement, GdsLibrary, GdsStruct};

use super::extrusion::Ring;
use flatten::{Flattening, Placement};

/// Layer and datatype.
pub type LayerId = (i16, i16);

/// KLayout keeps its parameters in a cell of this name, which refers to the real ones.
const CONTEXT_CELL: &str = "$$$CONTEXT_INFO$$$";

/// A cell with everything below it, µm.
#[derive(Clone, Debug, Default)]
pub struct Drawing {
    pub cell: String,
    /// Boundaries, boxes and paths with their widths, as drawn: they overlap and run either way.
    pub polygons: BTreeMap<LayerId, Vec<Ring>>,
    /// Paths again, as centre lines.
    pub paths: Vec<Spine>,
    pub labels: Vec<Label>,
    /// What KLayout recorded about the cell (kfactory and gdsfactory keep their ports here).
    pub context: Vec<String>,
    /// Database units per µm.
    pub per_um: f64,
}

#[derive(Clone, Debug)]
pub struct Spine {
    pub layer: LayerId,
    pub points: Vec<[f64; 2]>,
    pub width: f64,
}

#[derive(Clone, Debug)]
pub struct Label {
    pub layer: LayerId,
    pub text: String,
    pub at: [f64; 2],
}

#[derive(Debug, thiserror::Error)]
pub enum GdsError {
    #[error("cannot read `{}`: {why}", path.display())]
    Unreadable { path: PathBuf, why: String },
    #[error("no cell `{cell}` in `{}`", path.display())]
    NoCell { cell: String, path: PathBuf, there: Vec<String> },
    #[error("`{}` has {} top cells", path.display(), cells.len())]
    SeveralTop { path: PathBuf, cells: Vec<String> },
    #[error("cell `{cell}` in `{}` contains itself", path.display())]
    Circular { cell: String, path: PathBuf },
}

impl GdsError {
    /// What to do about it.
    pub fn help(&self) -> String {
        match self {
            GdsError::Unreadable { .. } => "the path is relative to the job file; convert OASIS to GDSII first".into(),
            GdsError::NoCell { there, .. } => format!("cells there: {}", there.join(", ")),
            GdsError::SeveralTop { cells, .. } if cells.is_empty() => {
                "draw something, or name a cell in layout.cell".into()
            }
            GdsError::SeveralTop { cells, .. } => {
                format!("name one of them in layout.cell: {}", cells.join(", "))
            }
            GdsError::Circular { .. } => "break the loop of references in the layout".into(),
        }
    }
}

/// Reads a file and flattens one cell: the one named, else the only top cell.
pub fn read(path: &Path, cell: Option<&str>) -> Result<Drawing, GdsError> {
    let unreadable = |why| GdsError::Unreadable { path: path.into(), why };
    let bytes = std::fs::read(path).map_err(|error| unreadable(error.to_string()))?;
    let library = GdsLibrary::from_bytes(&legible(&bytes)).map_err(|error| unreadable(plain(error)))?;
    let per_um = 1e-6 / library.units.db_unit();
    if !per_um.is_finite() || per_um <= 0.0 {
        return Err(unreadable(format!("database unit {} m", library.units.db_unit())));
    }
    let cells: HashMap<&str, &GdsStruct> = library.structs.iter().map(|cell| (cell.name.as_str(), cell)).collect();
    let name = choose(&library, path, cell)?;
    let mut flat = Flattening {
        path,
        cells: &cells,
        above: Vec::new(),
        drawing: Drawing {
            cell: name.into(),
            context: context(&library, name),
            // A unit of 1e-9 m is not a binary fraction: divide by the whole number that is meant, so that 7400 gives 7.4.
            per_um: if (per_um - per_um.round()).abs() < 1e-9 * per_um { per_um.round() } else { per_um },
            ..Default::default()
        },
    };
    flat.cell(name, Placement::IDENTITY)?;
    Ok(flat.drawing)
}

/// The same file with texts that gds21 can read: an empty one becomes a blank (it would panic), and what is not UTF-8 question marks.
fn legible(bytes: &[u8]) -> Vec<u8> {
    const TEXT: u8 = 6;
    let mut out = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while let [high, low, record, kind, ..] = *rest {
        let length = usize::from(u16::from_be_bytes([high, low]));
        // The end, or no GDSII: gds21 tells.
        if length < 4 || length > rest.len() {
            break;
        }
        match (kind, length) {
            (TEXT, 4) => out.extend([0, 6, record, kind, b' ', 0]),
            (TEXT, _) if std::str::from_utf8(&rest[4..length]).is_err() => {
                out.extend(&rest[..4]);
                out.extend(rest[4..length].iter().map(|byte| if byte.is_ascii() { *byte } else { b'?' }));
            }
            _ => out.extend(&rest[..length]),
        }
        rest = &rest[length..];
    }
    out.extend(rest);
    out
}

/// gds21's errors are dumps: keep what a user can act on.
fn plain(error: gds21::GdsError) -> String {
    match error {
        gds21::GdsError::Parse { msg, bytepos, .. } => format!("{msg} at byte {bytepos}"),
        gds21::GdsError::Boxed(error) => error.to_string(),
        other => format!("not GDSII ({other})"),
    }
}

/// Name of the cell to flatten.
fn choose<'a>(library: &'a GdsLibrary, path: &Path, cell: Option<&str>) -> Result<&'a str, GdsError> {
    let names = || {
        let names = library.structs.iter().map(|cell| cell.name.as_str());
        names.filter(|name| *name != CONTEXT_CELL)
    };
    if let Some(cell) = cell {
        return names().find(|name| *name == cell).ok_or_else(|| GdsError::NoCell {
            cell: cell.into(),
            path: path.into(),
            there: names().map(String::from).collect(),
        });
    }
    let placed: BTreeSet<&str> = library
        .structs
        .iter()
        .filter(|cell| cell.name != CONTEXT_CELL)
        .flat_map(|cell| &cell.elems)
        .filter_map(|element| match element {
            GdsElement::GdsStructRef(reference) => Some(reference.name.as_str()),
            GdsElement::GdsArrayRef(array) => Some(array.name.as_str()),
            _ => None,
        })
        .collect();
    let tops: Vec<&str> = names().filter(|name| !placed.contains(name)).collect();
    match tops[..] {
        [top] => Ok(top),
        _ => Err(GdsError::SeveralTop { path: path.into(), cells: tops.into_iter().map(String::from).collect() }),
    }
}

/// Properties that KLayout's context cell gives its reference to a cell.
fn context(library: &GdsLibrary, cell: &str) -> Vec<String> {
    library
        .structs
        .iter()
        .filter(|context| context.name == CONTEXT_CELL)
        .flat_map(|context| &context.elems)
        .filter_map(|element| match element {
            GdsElement::GdsStructRef(reference) if reference.name == cell => Some(reference),
            _ => None,
        })
        .flat_map(|reference| &reference.properties)
        .map(|property| property.value.clone())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use gds21::{GdsBox, GdsPoint, GdsStructRef};

    fn saved(cells: &[(&str, Vec<GdsElement>)]) -> tempfile::NamedTempFile {
        let mut library = GdsLibrary::new("test");
        for (name, elements) in cells {
            let mut cell = GdsStruct::new(*name);
            cell.elems = elements.clone();
            library.structs.push(cell);
        }
        let file = tempfile::NamedTempFile::new().expect("a temporary file");
        library.save(file.path()).expect("gds21 writes its own");
        file
    }

    fn placed(name: &str) -> GdsElement {
        GdsElement::GdsStructRef(GdsStructRef { name: name.into(), ..Default::default() })
    }

    #[test]
    fn boxes_are_polygons_and_the_context_cell_is_no_top() {
        let corners = GdsPoint::vec(&[(0, 0), (7400, 0), (7400, 2750), (0, 2750), (0, 0)]);
        let element = GdsElement::GdsBox(GdsBox {
            layer: 4,
            boxtype: 2,
            xy: corners.try_into().expect("five points"),
            ..Default::default()
        });
        let file = saved(&[(CONTEXT_CELL, vec![placed("device")]), ("device", vec![element])]);
        let drawing = read(file.path(), None).expect("a drawing");
        assert_eq!(drawing.cell, "device");
        let ring = vec![[0.0, 0.0], [7.4, 0.0], [7.4, 2.75], [0.0, 2.75]];
        assert_eq!(drawing.polygons[&(4, 2)], vec![ring]);
    }

    #[test]
    fn texts_that_are_empty_or_of_another_alphabet_are_read_past() {
        let text = |string: &str| {
            GdsElement::GdsTextElem(gds21::GdsTextElem { string: string.into(), layer: 7, ..Default::default() })
        };
        let file = saved(&[("a", vec![text("e"), text("caf?")])]);
        let mut bytes = std::fs::read(file.path()).expect("bytes");
        let find = |bytes: &[u8], what: &[u8]| bytes.windows(what.len()).position(|part| part == what).expect("there");
        // STRING is record 25; gds21 pads to whole words. "e" is emptied, and "?" becomes Latin-1's é.
        let empty = find(&bytes, &[0, 6, 25, 6, b'e', 0]);
        bytes.splice(empty..empty + 6, [0, 4, 25, 6]);
        let accent = find(&bytes, b"caf?") + 3;
        bytes[accent] = 0xe9;
        std::fs::write(file.path(), bytes).expect("written");
        let labels = read(file.path(), None).expect("a drawing").labels;
        assert_eq!(labels.iter().map(|label| label.text.as_str()).collect::<Vec<_>>(), [" ", "caf?"]);
    }

    #[test]
    fn errors_list_what_is_there() {
        let file = saved(&[("a", vec![]), ("b", vec![placed("a")]), ("c", vec![])]);
        let error = |cell| read(file.path(), cell).expect_err("an error");
        assert_eq!(error(None).help(), "name one of them in layout.cell: b, c");
        assert_eq!(error(Some("d")).help(), "cells there: a, b, c");
        assert!(error(Some("d")).to_string().starts_with("no cell `d`"));

        let missing = read(Path::new("nowhere.gds"), None).expect_err("an error");
        assert!(missing.to_string().contains("nowhere.gds"), "{missing}");
        std::fs::write(file.path(), "no layout").expect("written");
        assert!(matches!(error(None), GdsError::Unreadable { .. }));

        let file = saved(&[("a", vec![placed("b")]), ("b", vec![placed("a")])]);
        let error = read(file.path(), Some("a")).expect_err("an error");
        assert!(matches!(error, GdsError::Circular { .. }), "{error}");
    }
}
