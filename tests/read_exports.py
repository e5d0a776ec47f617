"""Reads what tests/export.rs wrote, each file by the reader it is meant for, and compares with the S that the test knows."""

import csv
import importlib
import importlib.util
import sys
import types
import warnings
import xml.etree.ElementTree as xml
from pathlib import Path

import numpy as np
import skrf

FOLDER = Path(sys.argv[1])
PORTS = ["opt1", "opt2", "opt3"]
WAVELENGTHS = np.array([1.5, 1.55, 1.6])
C = 2.99792458e14


def s(w, out, into, corner=0):
    """S of the test at wavelength w: e^(-i omega t)."""
    return (0.1 + 0.1 * out + 0.02 * into - 0.01 * corner) * np.exp(1j * (2.9 * w + out - 0.5 * into))


KNOWN = np.array([[[s(w, out, into) for into in range(3)] for out in range(3)] for w in range(3)])


def sax_lumerical():
    """SAX's parser of .dat without SAX's simulator, which needs jax: the module alone, with the names that it takes from `sax`."""
    [home] = importlib.util.find_spec("sax").submodule_search_locations
    sax, parsers = types.ModuleType("sax"), types.ModuleType("sax.parsers")
    sax.__path__, parsers.__path__ = [home], [str(Path(home) / "parsers")]
    sax.IOLike, sax.ExperimentalWarning, sax.C_UM_S = object, UserWarning, C
    sax.read = lambda path: Path(path).read_text()
    sys.modules["sax"], sys.modules["sax.parsers"] = sax, parsers
    return importlib.import_module("sax.parsers.lumerical").parse_lumerical_dat


def check_dat(parse, path, corner):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        table = parse(path)
    assert len(table) == 27 and set(table.mode_in) == set(table.mode_out) == {1}
    for out, to in enumerate(PORTS):
        for into, start in enumerate(PORTS):
            rows = table[(table.port_out == to) & (table.port_in == start)].sort_values("f", ascending=False)
            np.testing.assert_allclose(C / rows.f, WAVELENGTHS, rtol=1e-9)
            expected = np.array([s(w, out, into, corner) for w in range(3)])
            np.testing.assert_allclose(rows.amp * np.exp(1j * rows.phi), expected, rtol=1e-11)
            assert np.abs(np.diff(rows.phi)).max() < np.pi


def by_scikit_rf():
    network = skrf.Network(FOLDER / "known.s3p")
    np.testing.assert_allclose(network.f, C / WAVELENGTHS[::-1], rtol=1e-9)
    # Touchstone's readers take e^(+j omega t).
    np.testing.assert_allclose(network.s, KNOWN[::-1].conj(), rtol=1e-11)
    assert network.z0.real.max() == 1 and (network.is_passive() and network.nports == 3)
    assert network.port_names in (None, PORTS), network.port_names
    pair = skrf.Network(FOLDER / "pair.s2p")
    np.testing.assert_allclose(pair.s, KNOWN[::-1, :2, :2].conj(), rtol=1e-11)


def by_numpy():
    # As gplugins and SAX keep them: wavelengths in um and complex arrays "in@0,out@0".
    with np.load(FOLDER / "known.npz") as arrays:
        np.testing.assert_array_equal(arrays["wavelengths"], WAVELENGTHS)
        assert len(arrays.files) == 10 and arrays["opt1@0,opt2@0"].dtype == np.complex128
        for out, to in enumerate(PORTS):
            for into, start in enumerate(PORTS):
                np.testing.assert_allclose(arrays[f"{start}@0,{to}@0"], KNOWN[:, out, into], rtol=1e-15)


def by_csv():
    with open(FOLDER / "known.csv", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 27
    for row in rows:
        value = 10 ** (float(row["db"]) / 20) * np.exp(1j * float(row["phase_rad"]))
        w = list(WAVELENGTHS).index(float(row["wavelength_um"]))
        np.testing.assert_allclose(value, KNOWN[w, PORTS.index(row["port_out"]), PORTS.index(row["port_in"])], rtol=1e-12)
        np.testing.assert_allclose(float(row["frequency_thz"]), 299.792458 / WAVELENGTHS[w], rtol=1e-14)


def by_sax_and_xml():
    parse = sax_lumerical()
    check_dat(parse, FOLDER / "known.dat", 0)
    table = xml.parse(FOLDER / "known.xml").getroot()
    assert (table.tag, table.get("name")) == ("lumerical_lookup_table", "known")
    corners = []
    for association in table.findall("association"):
        design = {value.get("name"): value.text for value in association.findall("design/value")}
        check_dat(parse, FOLDER / association.find("extracted/value").text, len(corners))
        corners.append((design["corner"], float(design["dw"]), float(design["dh"]), float(design["dt"])))
    assert corners == [("nominal", 0, 0, 0), ("wide & hot", 1e-8, 0, 40)]


by_scikit_rf()
by_numpy()
by_csv()
by_sax_and_xml()
