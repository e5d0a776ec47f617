"""Reads the file that tests/results.rs wrote by h5py, xarray and netCDF4, and compares with the values it knows."""

import sys

import h5py
import netCDF4
import numpy as np
import xarray as xr

PATH = sys.argv[1]
PORTS = ["opt1", "sortie é"]
S_DIMS = ("wavelength", "port_out", "mode_out", "port_in", "mode_in")
THROUGH = 0.5 * np.exp(0.1j * np.arange(3))
LOSS = 20 * np.log10(2)
# The file holds f64 as it was computed here; fields of an f32 run are rounded once to 2^-24.
SINGLE = 2.0**-23


def group(name):
    return xr.open_dataset(PATH, engine="h5netcdf", group=name)


def check_scattering(s):
    np.testing.assert_allclose(s[:, 1, 0, 0, 0], THROUGH, rtol=1e-15)
    np.testing.assert_allclose(s[:, 0, 0, 0, 0], 0.01 - 0.02j, rtol=1e-15)
    assert np.isnan(s[:, 0, 0, 0, 1]).all()


def by_xarray():
    sparams = group("sparams")
    assert sparams.S.dims == S_DIMS and sparams.S.dtype == np.complex128
    assert list(sparams.port_out.values) == PORTS and list(sparams.port_in.values) == PORTS
    assert list(sparams.mode_in.values) == [0, 1]
    np.testing.assert_array_equal(sparams.wavelength, [1.5, 1.55, 1.6])
    assert sparams.wavelength.units == "um" and sparams.wavelength.long_name == "vacuum wavelength"
    check_scattering(sparams.S.values)
    one = sparams.S.sel(wavelength=1.55, port_out="sortie é", port_in="opt1", mode_out=0, mode_in=0)
    np.testing.assert_allclose(one, THROUGH[1], rtol=1e-15)
    check_scattering((sparams.S_re + 1j * sparams.S_im).values)
    loss = sparams.insertion_loss_db
    assert loss.dims == ("wavelength", "port_out", "port_in") and loss.units == "dB"
    np.testing.assert_allclose(loss.sel(port_out="sortie é", port_in="opt1"), LOSS, rtol=1e-14)
    assert sparams.return_loss_db.dims == ("wavelength", "port")
    np.testing.assert_allclose(sparams.return_loss_db, -10 * np.log10(5e-4), rtol=1e-14)
    np.testing.assert_array_equal(sparams.reference_um, [-7.4, 7.4])
    assert sparams.attrs["time_convention"] == "exp(-i omega t)"
    assert sparams.attrs["reciprocity_db"] == 0 and 0.25 < sparams.attrs["passivity"] < 1
    for name in ("normalization", "reference_planes"):
        assert sparams.attrs[name]

    modes = group("modes/sortie é")
    assert modes.n_eff.dims == ("wavelength", "mode") and modes.Ey.dims == ("mode", "y", "z")
    np.testing.assert_allclose(modes.n_eff[2], [2.3 + 1e-6j, 1.8 + 1e-6j], rtol=1e-15)
    np.testing.assert_allclose(modes.loss_db_per_cm[0, 0], 4 * np.pi * 1e-6 / 1.5e-4 * 10 / np.log(10), rtol=1e-14)
    assert modes.y.units == "um" and modes.Ey.sel(mode=1, y=0, z=0, method="nearest") == 0

    plane = group("fields/plane")
    assert plane.Ey.dims == ("excitation", "wavelength", "x", "y", "z") and plane.Ey.units == "um-1"
    assert list(plane.excitation.values) == ["opt1@0", "sortie é@0"]
    x, y = plane.x.values[:, None], plane.y.values[None, :]
    expected = 2 * 2 * np.exp(2j * np.pi * x - y * y)
    actual = plane.Ey.sel(excitation="sortie é@0", wavelength=1.6).squeeze("z")
    np.testing.assert_allclose(actual, expected, atol=4 * SINGLE)
    alone = group("fields/alone")
    assert alone.Hz.dims == ("wavelength", "x", "y", "z") and alone.attrs["excitation"] == "opt1@0"

    flux = group("flux/out")
    assert flux.power.dims == ("excitation", "wavelength") and list(flux.excitation.values) == ["opt1@0", "sources"]
    np.testing.assert_array_equal(flux.power.sel(excitation="sources"), [3, 6])
    np.testing.assert_array_equal(group("flux/lone").power, [5, 10])

    energy = group("energy/box")
    assert energy.magnetic.dims == ("excitation", "wavelength") and energy.electric.units == "fs"
    np.testing.assert_array_equal(energy.electric.sel(excitation="sources"), [3, 6])
    np.testing.assert_array_equal(energy.magnetic.sel(excitation="opt1@0"), [4, 5])
    np.testing.assert_array_equal(group("energy/lone").absorbed, [35, 40])

    far = group("far/up")
    assert far.E_theta.dims == ("excitation", "wavelength", "theta", "phi") and far.theta.units == "degree"
    assert far.E_phi.sel(excitation="sources", wavelength=1.6, theta=90, phi=45) == -3 * (2 + 11j)
    assert far.power.sel(excitation="opt1@0", wavelength=1.5, theta=180, phi=0) == 1 + 400
    np.testing.assert_array_equal(far.total.sel(excitation="sources"), [3, 6])
    lone = group("far/lone")
    assert lone.power.dims == ("wavelength", "theta", "phi") and lone.attrs["excitation"] == "sources"

    probe = group("probes/p")
    assert probe.Ez.dims == ("excitation", "time") and probe.Hx.dims == ("excitation", "time_h")
    assert probe.time.units == "fs" and float(probe.time[1] - probe.time_h[1]) == 0.25
    np.testing.assert_array_equal(probe.Ez.sel(excitation="opt1@0"), [0, 1, 4, 9, 16])
    np.testing.assert_array_equal(probe.Hx.sel(excitation="sources"), [0, -1, -4, np.nan, np.nan])
    lone = group("probes/lone")
    assert lone.Ez.dims == ("time",) and lone.attrs["excitation"] == "sources"
    assert float(lone.Ez.sel(time=1.5)) == 4

    ringing = group("resonances/p")
    assert list(ringing.component.values) == ["Ez", "Ez", "Hx"] and ringing.q.dims == ("resonance",)
    assert list(ringing.excitation.values) == ["opt1@0", "opt1@0", "sources"]
    np.testing.assert_allclose(ringing.wavelength * ringing.frequency, 1, rtol=1e-15)
    np.testing.assert_allclose(ringing.frequency_thz, [179.8754748, 185.87132396, 179.8754748], rtol=1e-12)
    assert ringing.frequency_thz.units == "THz" and (ringing.error == 1e-9).all()

    epsilon = group("permittivity/z")
    assert epsilon.epsilon.dims == ("x", "y") and epsilon.attrs["at_um"] == 0.11
    assert float(epsilon.epsilon.sel(x=0, y=0, method="nearest")) == 12
    assert group("permittivity/z_2").attrs["at_um"] == 0.5

    corners = group("corners")
    assert corners.S.dims == ("corner", *S_DIMS) and list(corners.corner.values) == ["nominal", "wide"]
    assert complex(corners.S.sel(corner="wide", wavelength=1.6, port_out="b", port_in="a").item()) == 0.4j
    assert [float(corners[name].sel(corner="wide")) for name in ("dw_nm", "dh_nm", "dt_k")] == [10, -2, 40]
    modulator = group("modulator")
    assert modulator.phase_rad.dims == ("wavelength", "voltage") and modulator.attrs["kind"] == "mzm"
    assert float(modulator.phase_rad.sel(wavelength=1.6, voltage=-1)) == 1.25 and modulator.voltage.units == "V"
    thermal = group("thermal")
    assert float(thermal.phase_rad.sel(power=20)) == 3 and thermal.power.units == "mW"

    run = group("run")
    assert run.job.item() == 'name = "known"\n# grüße, µm\n'
    assert run.attrs["cells"] == 1200 and list(run.attrs["steps"]) == [1000, 1100]
    assert list(run.attrs["stopped"]) == ["decayed", "time limit"] and run.attrs["dt_fs"] == 0.0195
    names = "name version engine adapter precision shape decay setup_s raster_s stepping_s output_s mcell_steps_per_s"
    assert set(names.split()) <= set(run.attrs)


def by_h5py():
    with h5py.File(PATH) as file:
        s = file["sparams/S"]
        assert s.dtype == np.complex128
        check_scattering(s[:])
        assert [d.keys()[0] for d in s.dims] == list(S_DIMS)
        assert file["sparams/wavelength"].is_scale and s.dims[0]["wavelength"][1] == 1.55
        assert file["fields/plane/Ey"].dtype == np.complex64
        assert file["fields/plane/Ey"].compression == "gzip" and file["fields/plane/Ey"].shuffle
        users = file["sparams/port_out"].attrs["REFERENCE_LIST"]
        assert (file[users[0][0]].name, users[0][1]) == ("/sparams/S", 1)
        assert file["run/job"].asstr()[()].startswith("name")


def by_netcdf4():
    with netCDF4.Dataset(PATH) as file:
        sparams = file["sparams"]
        assert sparams["S_re"].dimensions == S_DIMS
        check_scattering(sparams["S_re"][:].filled(np.nan) + 1j * sparams["S_im"][:].filled(np.nan))
        assert list(sparams["port_in"][:]) == PORTS and sparams["wavelength"].units == "um"
        assert sparams.time_convention == "exp(-i omega t)"
        assert file["modes/opt1"]["Ey_re"].dimensions == ("mode", "y", "z")
        assert file["probes/p"]["Ez"].dimensions == ("excitation", "time")
        assert list(file["resonances/p"]["component"][:]) == ["Ez", "Ez", "Hx"]
        assert file["permittivity/z"]["epsilon"].dimensions == ("x", "y")
        assert file["corners"]["S_re"].dimensions == ("corner", *S_DIMS) and file["thermal"]["power"].units == "mW"
        assert set(file["fields"].groups) == {"plane", "alone"}
        assert list(file["fields/plane"]["excitation"][:]) == ["opt1@0", "sortie é@0"]
        assert file["run"].stopped == ["decayed", "time limit"] and file["run"]["job"][...].startswith("name")


by_h5py()
by_netcdf4()
by_xarray()
