//! The house rules that a reader can trust without looking: imports point upstream only, each foreign library stays in its
//! room, every shader has its twin, rooms are short.

use std::fs;
use std::path::{Path, PathBuf};

/// Modules of src by level; a file imports its own level and lower ones.
const LEVELS: [(&str, usize); 15] = [
    ("units", 0),
    ("yee", 0),
    ("material", 1),
    ("job", 2),
    ("geometry", 3),
    ("raster", 4),
    ("modes", 5),
    ("plan", 6),
    ("engine", 7),
    ("monitor", 8),
    ("results", 9),
    ("link", 10),
    ("validation", 10),
    ("cli", 11),
    ("main", 12),
];

/// Lines that a file may have.
const LONGEST: usize = 500;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every Rust file under src: path from there with `/`, and text.
fn sources() -> Vec<(String, String)> {
    let src = root().join("src");
    let (mut folders, mut files) = (vec![src.clone()], Vec::new());
    while let Some(folder) = folders.pop() {
        for path in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|end| end == "rs") {
                let name = path.strip_prefix(&src).unwrap().to_string_lossy().replace('\\', "/");
                files.push((name, fs::read_to_string(&path).unwrap()));
            }
        }
    }
    assert!(files.len() > 50, "src was not found");
    files
}

fn module(file: &str) -> &str {
    file.split(['/', '.']).next().unwrap_or(file)
}

fn level(module: &str) -> Option<usize> {
    LEVELS.iter().find(|(name, _)| *name == module).map(|(_, level)| *level)
}

/// The code of a file without comments and without its inline tests, which may look at whatever they hold things against.
fn code(text: &str) -> String {
    let body = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or(text);
    body.lines().map(|line| line.split("//").next().unwrap_or(line)).collect::<Vec<_>>().join("\n")
}

/// Names that follow `crate::` in code, in braces too.
fn imports(code: &str) -> Vec<String> {
    let name = |text: &str| text.trim_start().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
    let mut names = Vec::new();
    for rest in code.split("crate::").skip(1) {
        let Some(inside) = rest.strip_prefix('{') else {
            names.push(name(rest));
            continue;
        };
        let (mut depth, mut start) = (1, true);
        for (at, c) in inside.char_indices() {
            if start && depth == 1 && !c.is_whitespace() {
                names.push(name(&inside[at..]));
                start = false;
            }
            match c {
                '{' => depth += 1,
                '}' => depth -= 1,
                ',' => start = depth == 1,
                _ => {}
            }
            if depth == 0 {
                break;
            }
        }
    }
    names
}

/// What is wrong with the imports of a file.
fn import_problems(file: &str, text: &str) -> Vec<String> {
    let own = module(file);
    let wrong = |import: &str| match (level(own), level(import)) {
        _ if own == "lib" || own == import => false,
        // Kernels stand alone and only engines call them.
        _ if own == "kernel" || import == "kernel" => !(own == "engine" && import == "kernel"),
        (Some(own), Some(import)) => import > own,
        _ => true,
    };
    let names = imports(&code(text));
    names.iter().filter(|import| wrong(import)).map(|import| format!("{file} imports {import}")).collect()
}

#[test]
fn imports_point_upstream() {
    let problems: Vec<String> = sources().iter().flat_map(|(file, text)| import_problems(file, text)).collect();
    assert!(problems.is_empty(), "{problems:#?}");
}

#[test]
fn the_test_of_imports_sees_a_wrong_one() {
    let seen = |file, text| import_problems(file, text).len();
    assert_eq!(seen("plan/mod.rs", "use crate::raster::Grid;\nuse crate::kernel::dft;"), 1);
    assert_eq!(seen("monitor/field.rs", "use crate::{plan::{Plan, Pulse}, results::SParams, yee::Component};"), 1);
    assert_eq!(seen("kernel/dft.rs", "let x = crate::units::TAU;"), 1);
    assert_eq!(seen("engine/mod.rs", "use crate::kernel::dft; // crate::cli\n"), 0);
    assert_eq!(seen("somewhere.rs", "use crate::units::TAU;"), 1, "a file without a level");
}

#[test]
fn foreign_libraries_stay_in_their_rooms() {
    for (file, text) in sources() {
        let code = code(&text);
        let uses = |library: &str| {
            let import = format!("use {library}");
            code.contains(&format!("{library}::")) || code.lines().any(|line| line.trim() == import.clone() + ";")
        };
        assert!(!uses("hdf5") || file.starts_with("results/file"), "{file} uses hdf5");
        assert!(!uses("wgpu") || file.starts_with("engine/gpu"), "{file} uses wgpu");
    }
}

#[test]
fn every_shader_has_its_twin() {
    let stems = |folder: &str| -> Vec<String> {
        let paths = fs::read_dir(root().join(folder)).unwrap().map(|entry| entry.unwrap().path());
        let stem = |path: PathBuf| path.file_stem().unwrap().to_string_lossy().into_owned();
        let mut stems: Vec<String> = paths.map(stem).filter(|stem| stem != "grid" && stem != "mod").collect();
        stems.sort();
        stems
    };
    // A `_tiled` shader is another shape of the one it is named after.
    let (tiled, plain): (Vec<String>, Vec<String>) =
        stems("shaders").into_iter().partition(|stem| stem.ends_with("_tiled"));
    assert_eq!(plain, stems("src/kernel"));
    assert!(tiled.iter().all(|stem| plain.contains(&stem.replace("_tiled", ""))), "{tiled:?}");
}

#[test]
fn rooms_are_short() {
    let long = |(file, text): (String, String)| (text.lines().count() > LONGEST).then_some(file);
    let files: Vec<String> = sources().into_iter().filter_map(long).collect();
    assert!(files.is_empty(), "more than {LONGEST} lines: {files:?}");
}
