//! NumPy's `.npz`: a zip of `.npy` arrays (NEP 1, version 1.0), `wavelengths` in µm and a complex array `in@0,out@0` per pair.

use std::io::{Cursor, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::{ExchangeError, known, present};
use crate::results::SParams;
use crate::results::table::at;

/// The file's bytes. Pairs that were not excited are left out.
pub fn npz(sparams: &SParams) -> Result<Vec<u8>, ExchangeError> {
    let wavelengths: Vec<u8> = sparams.wavelength_um.iter().flat_map(|w| w.to_le_bytes()).collect();
    let count = sparams.wavelength_um.len();
    let mut arrays = vec![("wavelengths".to_string(), array("<f8", count, &wavelengths))];
    let channels = present(sparams);
    for &into in &channels {
        for &out in channels.iter().filter(|&&out| known(sparams, out, into)) {
            let values = (0..count).map(|w| at(sparams, w, out, into));
            let bytes: Vec<u8> = values.flat_map(|s| [s.re.to_le_bytes(), s.im.to_le_bytes()]).flatten().collect();
            let [from, to] = [into, out].map(|[port, mode]| format!("{}@{mode}", sparams.ports[port]));
            arrays.push((format!("{from},{to}"), array("<c16", count, &bytes)));
        }
    }
    zipped(&arrays).map_err(|why| ExchangeError::Whole(why.to_string()))
}

fn zipped(arrays: &[(String, Vec<u8>)]) -> zip::result::ZipResult<Vec<u8>> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    for (name, bytes) in arrays {
        zip.start_file(format!("{name}.npy"), options)?;
        zip.write_all(bytes)?;
    }
    Ok(zip.finish()?.into_inner())
}

/// A `.npy` of one dimension.
fn array(kind: &str, length: usize, bytes: &[u8]) -> Vec<u8> {
    const MAGIC: &[u8] = b"\x93NUMPY\x01\x00";
    let mut header = format!("{{'descr': '{kind}', 'fortran_order': False, 'shape': ({length},), }}");
    // Magic, the header's length in two bytes and the header fill whole blocks of 64; the last byte is a newline.
    let filled = (MAGIC.len() + 2 + header.len() + 1).next_multiple_of(64);
    header += &" ".repeat(filled - MAGIC.len() - 2 - header.len() - 1);
    header.push('\n');
    [MAGIC, &(header.len() as u16).to_le_bytes(), header.as_bytes(), bytes].concat()
}
