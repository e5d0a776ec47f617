"""Plots S-parameters and |E|² of a result file: python plot_results.py OUT.h5 MONITOR PICTURE.png"""

import sys

import matplotlib.pyplot as plt
import numpy as np
import xarray as xr

path, monitor, picture = sys.argv[1:]
s = xr.open_dataset(path, engine="h5netcdf", group="sparams").S.isel(mode_out=0, mode_in=0)
fields = xr.open_dataset(path, engine="h5netcdf", group=f"fields/{monitor}")

figure, (left, right) = plt.subplots(1, 2, figsize=(11, 4), layout="constrained")
for entry in s.stack(pair=("port_in", "port_out")).transpose("pair", "wavelength"):
    if np.isfinite(entry).all():
        label = f"{entry.port_in.item()} → {entry.port_out.item()}"
        left.plot(s.wavelength, 20 * np.log10(abs(entry)), label=label)
left.set(xlabel="wavelength (µm)", ylabel="|S|² (dB)")
left.legend()

intensity = sum(abs(fields[name]) ** 2 for name in ("Ex", "Ey", "Ez") if name in fields)
intensity = intensity.isel(wavelength=0, excitation=0, missing_dims="ignore").squeeze()
horizontal, vertical = intensity.dims
intensity.plot(ax=right, x=horizontal, y=vertical, cmap="inferno", cbar_kwargs={"label": "|E|²"})
right.set_aspect("equal")
figure.savefig(picture, dpi=150)
