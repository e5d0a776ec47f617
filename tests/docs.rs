//! The generated pages are what the code prints. `BLESS=1 cargo test --test docs` writes them anew.

use std::fs;
use std::path::Path;

#[test]
fn the_job_reference_is_what_the_schema_prints() {
    kept("docs/job-file.md", &luxel::job::manual());
}

#[test]
fn the_link_reference_is_what_the_schema_prints() {
    kept("docs/link-file.md", &luxel::link::manual());
}

/// The page of the worked example shows what the command prints for it.
#[test]
fn the_link_page_shows_what_is_printed() {
    let text = fs::read_to_string("meshes/link/port.toml").unwrap();
    let file = luxel::link::read(&text).unwrap();
    let printed =
        luxel::link::text(&luxel::link::report(&luxel::link::build(&file, Path::new("meshes/link")).unwrap()));
    let shown = printed.split("\nfigures\n").next().unwrap();
    let page = fs::read_to_string("docs/link.md").unwrap();
    let (before, rest) = page.split_once("\n```text\n").unwrap();
    let (_, after) = rest.split_once("\n```\n").unwrap();
    kept("docs/link.md", &format!("{before}\n```text\n{}\n…\n```\n{after}", shown.trim_end()));
}

/// Whether a file holds this text, or writes it with BLESS.
fn kept(name: &str, printed: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
    if std::env::var_os("BLESS").is_some() {
        fs::write(&path, printed).unwrap();
    }
    let kept = fs::read_to_string(&path).unwrap_or_default();
    assert!(kept == printed, "{name} is stale: run `BLESS=1 cargo test --test docs`");
}

#[test]
fn the_schema_describes_every_table() {
    let schema: serde_json::Value = serde_json::from_str(&luxel::job::json_schema::<luxel::job::Job>()).unwrap();
    assert_eq!(schema["required"], serde_json::json!(["name", "spectrum", "grid"]));
    let manual = luxel::job::manual();
    for section in ["[spectrum]", "[[stack.layer]]", "[[port]]", "[structure.geometry.cuboid]", "[material.NAME]"] {
        assert!(manual.contains(&format!("## `{section}`")), "{section}");
    }
}

#[test]
fn the_validation_report_has_every_case() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/validation.md");
    let kept = fs::read_to_string(path).unwrap_or_default();
    // Measured figures are a machine's; what is held against what is not.
    let headings: Vec<&str> = kept.lines().filter_map(|line| line.strip_prefix("## ")).collect();
    let cases = luxel::validation::CASES;
    let ids: Vec<&str> = cases.iter().map(|case| case.id).collect();
    let how = "docs/validation.md is stale: run `luxel validate --device llvmpipe --markdown >docs/validation.md`";
    assert_eq!(headings[..ids.len().min(headings.len())], ids, "{how}");
    assert!(cases.iter().all(|case| kept.contains(&format!("{}. Against: {}.", case.what, case.source))), "{how}");
    assert!(!kept.contains("| missed |"), "a number in docs/validation.md is beyond its tolerance");
}

#[test]
fn every_drawn_case_has_its_picture() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs");
    let files = fs::read_dir(root.join("images/validation")).unwrap().map(|entry| entry.unwrap().path());
    let mut there: Vec<String> = files.map(|path| path.file_stem().unwrap().to_string_lossy().into_owned()).collect();
    let mut drawn: Vec<String> = luxel::validation::DRAWN.iter().map(|id| id.to_string()).collect();
    there.sort();
    drawn.sort();
    let how = "draw them by `luxel validate --plots docs/images/validation`";
    assert_eq!(there, drawn, "docs/images/validation is stale: {how}");
    let page = fs::read_to_string(root.join("validation.md")).unwrap_or_default();
    let missing: Vec<&String> =
        drawn.iter().filter(|id| !page.contains(&format!("](images/validation/{id}.svg)"))).collect();
    assert!(missing.is_empty(), "docs/validation.md does not show {missing:?}: it is stale");
}
