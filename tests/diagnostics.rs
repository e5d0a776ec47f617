//! Every broken job in tests/diagnostics with what luxel says about it, word for word, in the file beside it.
//! `BLESS=1 cargo test --test diagnostics` writes those files anew; read the difference before you keep it.

use std::fs;
use std::path::{Path, PathBuf};

use luxel::job::{self, Problems, diagnostic};

fn problems(text: &str) -> Problems {
    match job::read(text) {
        Ok(job) => job::check(&job),
        Err(problems) => problems,
    }
}

fn files(folder: &str, extension: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let entries = fs::read_dir(&folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display()));
    let mut files: Vec<PathBuf> = entries
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|e| e == extension))
        .collect();
    files.sort();
    assert!(!files.is_empty(), "no {extension} in {}", folder.display());
    files
}

#[test]
fn broken_jobs_are_told_what_is_wrong_and_where() {
    let mut stale = Vec::new();
    for path in files("tests/diagnostics", "toml") {
        let text = fs::read_to_string(&path).unwrap();
        let name = path.file_name().unwrap().to_string_lossy();
        let problems = problems(&text);
        assert!(!problems.is_empty(), "{name} has no problem");
        let shown = diagnostic::render(&name, &text, &problems);
        let expected = path.with_extension("txt");
        if std::env::var_os("BLESS").is_some() {
            fs::write(&expected, &shown).unwrap();
        }
        let wanted = fs::read_to_string(&expected).unwrap_or_default();
        if wanted != shown {
            stale.push(format!("{name}, expected:\n{wanted}\nshown:\n{shown}"));
        }
    }
    assert!(stale.is_empty(), "{}", stale.join("\n"));
}

#[test]
fn every_problem_says_what_to_do_and_has_a_place() {
    for path in files("tests/diagnostics", "toml") {
        let text = fs::read_to_string(&path).unwrap();
        for problem in problems(&text) {
            assert!(!problem.help.is_empty(), "{problem:?}");
            // A key that is missing at the top level, or a file without any port, has no place.
            let is_absent = !problem.path.contains('.') && problem.place(&text).is_none();
            assert!(is_absent || problem.place(&text).is_some(), "{problem:?}");
        }
    }
}

#[test]
fn the_gallery_is_free_of_problems() {
    for path in files("meshes", "toml") {
        let text = fs::read_to_string(&path).unwrap();
        let problems = problems(&text);
        let name = path.display().to_string();
        assert!(problems.is_empty(), "{}", diagnostic::render(&name, &text, &problems));
    }
}

proptest::proptest! {
    /// A file cut, doubled or spoilt anywhere is told what is wrong, and nothing panics.
    #[test]
    fn no_text_is_too_broken(from in 0usize..900, len in 0usize..40, with in "[\\PC\n]{0,6}") {
        let good = include_str!("../meshes/straight.toml");
        let mut chars: Vec<char> = good.chars().collect();
        let from = from.min(chars.len());
        let to = (from + len).min(chars.len());
        chars.splice(from..to, with.chars());
        let text: String = chars.into_iter().collect();
        let found = problems(&text);
        let shown = diagnostic::render("spoilt.toml", &text, &found);
        proptest::prop_assert_eq!(shown.is_empty(), found.is_empty());
        proptest::prop_assert_eq!(diagnostic::json(&text, &found).as_array().map(Vec::len), Some(found.len()));
    }
}
