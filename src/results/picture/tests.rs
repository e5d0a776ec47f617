use ndarray::array;

use super::heat::inferno;
use super::*;

#[test]
fn resampling_is_exact_for_a_plane_on_a_graded_grid() {
    let (u, v) = (array![0.0, 0.1, 0.4, 1.0], array![-1.0, 0.0, 0.5]);
    let plane = |u: f64, v: f64| 3.0 * u - 2.0 * v + 1.0;
    let values = Array2::from_shape_fn((4, 3), |(i, j)| plane(u[i], v[j]));
    let (across, down) = ([0.0, 0.05, 0.7, 1.0], [0.5, 0.2, -0.9]);
    let pixels = resample(&values, [&u, &v], &across, &down);
    for ((row, column), value) in pixels.indexed_iter() {
        // Linear interpolation of a plane is the plane, but for roundings of numbers of order one.
        assert!((value - plane(across[column], down[row])).abs() < 1e-14);
    }
}

#[test]
fn the_outline_follows_materials_not_smoothed_points() {
    let x: Array1<f64> = Array1::linspace(-1.0, 1.0, 21);
    let mut epsilon = Array2::from_shape_fn((21, 21), |(i, _)| if x[i].abs() < 0.45 { 12.0 } else { 2.0 });
    epsilon.row_mut(5).fill(2.0);
    epsilon[[5, 3]] = 7.7;
    let plane = PermittivityPlane {
        normal: "z".into(),
        at_um: 0.0,
        axes: ["x".into(), "y".into()],
        coordinates_um: [x.clone(), x.clone()],
        epsilon,
    };
    assert_eq!(outline::levels(&plane), [7.0]);
    let edges = outline::edges(&plane, &[-0.7, -0.6, -0.2, 0.2, 0.6], &[0.6]);
    assert_eq!(edges.row(0).to_vec(), [false, true, true, true, true]);
}

#[test]
fn the_colour_map_grows_lighter_all_the_way() {
    let light = |n: usize| {
        let [r, g, b] = inferno(n as f64 / 100.0).map(f64::from);
        // Luma of Rec. 709.
        0.2126 * r + 0.7152 * g + 0.0722 * b
    };
    assert!((1..=100).all(|n| light(n) > light(n - 1)));
}

#[test]
fn ticks_are_short() {
    assert_eq!(tick(&0.30000000000000004), "0.3");
    assert_eq!(tick(&-40.0), "−40");
    assert_eq!(tick(&1e-17), "0");
    assert_eq!(tick(&2.5e-7), "2.5e-7");
}
