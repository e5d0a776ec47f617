"""Makes tests/data/synthetic.gds and, with gdstk's flattening and booleans, the areas that tests/gds.rs compares with.

    pip install gdstk; python tests/gds_reference.py
"""

import json
import math
from pathlib import Path

import gdstk

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / "tests" / "data"
# As fine as the reader's own arcs, µm.
ARC_TOLERANCE = 1e-5


def synthetic(path):
    """Everything that a reader can get wrong, one layer each, under nested and transformed references."""
    library = gdstk.Library("synthetic", unit=1e-6, precision=1e-9)
    part = library.new_cell("part")
    # Layer 1: an L (no symmetry that a wrong transform could hide behind), overlapped by a clockwise square.
    part.add(gdstk.Polygon([(0, 0), (3, 0), (3, 1), (1, 1), (1, 2), (0, 2)], layer=1))
    part.add(gdstk.Polygon([(2, 0.5), (2, 1.5), (3, 1.5), (3, 0.5)], layer=1))
    # Layer 2: a ring, its hole cut open by a keyhole.
    part.add(*gdstk.boolean(gdstk.ellipse((5, 5), 2, tolerance=1e-3), gdstk.ellipse((5, 5), 1.2, tolerance=1e-3), "not", layer=2))
    # Layers 10 to 14: paths by type, with turns of 45°, 90° and 120°.
    turns = [(0, 0), (4, 0), (6, 2), (6, 5), (8.6, 3.5)]
    for layer, ends in [(10, "flush"), (11, "round"), (12, "extended"), (14, (0.3, 0.1))]:
        part.add(gdstk.FlexPath(turns, 0.5, ends=ends, simple_path=True, layer=layer, datatype=7))
    part.add(gdstk.Label("part", (3, 1), layer=1, texttype=3))

    arrays = library.new_cell("arrays")
    arrays.add(gdstk.Reference(part, (0, 0), columns=3, rows=2, spacing=(20, 15)))
    arrays.add(gdstk.Reference(part, (0, 60), rotation=math.pi / 2, columns=2, rows=3, spacing=(20, 15)))
    top = library.new_cell("top")
    top.add(gdstk.Reference(arrays, (0, 0)))
    top.add(gdstk.Reference(part, (100, 7), rotation=math.radians(30), magnification=1.5, x_reflection=True))
    top.add(gdstk.Reference(arrays, (200, -50), rotation=math.radians(-45), x_reflection=True))
    library.write_gds(path, timestamp=__import__("datetime").datetime(2026, 1, 1))


def figures(path, cell=None):
    """Union area of each layer, its extent, and the labels."""
    library = gdstk.read_gds(path, tolerance=ARC_TOLERANCE)
    cells = {c.name: c for c in library.cells if c.name != "$$$CONTEXT_INFO$$$"}
    children = {d.name for c in cells.values() for d in c.dependencies(True)}
    (top,) = [c for name, c in cells.items() if name not in children]
    polygons = {}
    for polygon in top.get_polygons():
        polygons.setdefault(f"{polygon.layer}/{polygon.datatype}", []).append(polygon)
    layers = {}
    for name, group in sorted(polygons.items()):
        union = gdstk.boolean(group, [], "or", precision=1e-7)
        box = gdstk.Cell("union").add(*union).bounding_box()
        layers[name] = {"area": sum(p.area() for p in union), "low": box[0], "high": box[1]}
    labels = [[l.text, l.layer, l.texttype, *l.origin] for l in top.get_labels()]
    return {"cell": top.name, "layers": layers, "labels": sorted(labels)}


if __name__ == "__main__":
    DATA.mkdir(exist_ok=True)
    synthetic(DATA / "synthetic.gds")
    files = [DATA / "synthetic.gds", *(ROOT / "meshes" / f"{n}.gds" for n in ("bend_s", "ebeam_y_1550", "straight"))]
    result = {str(f.relative_to(ROOT)): figures(f) for f in files}
    (DATA / "gds_areas.json").write_text(json.dumps(result, indent=1) + "\n")
