#!/usr/bin/env bash
# Cell-steps per second by workload, size, precision, threads, absorbers and Fourier sums; then the main job's seconds by phase.
# The tables of docs/performance.md are this script's. Takes about four minutes on a quiet machine.
set -euo pipefail
root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
bench() { echo "== luxel bench $*"; "$root/dev" bench "$@"; }

bench --plain --threads 1,0 --repeats 5 --seconds 0.7
for size in 32 64 100 256 512; do
    bench --workload W1 --size "$size" --pml 0 --precision f32 --repeats 3 --seconds 1
done
for size in 200 4000; do
    bench --workload W4 --size "$size" --precision f32 --repeats 3 --seconds 1
done
bench --workload W1 --pml 0 --repeats 5
bench --workload W1,W3 --frequencies 100 --precision f32 --repeats 7 --seconds 1.5
out="$(mktemp -d)"
trap 'rm -rf "$out"' EXIT
echo "== luxel run meshes/ebeam_y_1550.toml"
"$root/dev" run "$root/meshes/ebeam_y_1550.toml" --quiet --json --engine cpu -o "$out/y.h5" |
    python3 -c 'import json, sys; run = json.load(sys.stdin); print(run["seconds"], round(run["mcell_steps_per_s"]), "Mcell-steps/s")'
