use luxel::plan::Plan;
fn main() {
    let text = std::fs::read_to_string("meshes/straight.toml").unwrap().replace("= 10\n", "= 6\n");
    let job = luxel::job::read(&text).unwrap();
    let (_, perm, plan) = Plan::of_job(&job, std::path::Path::new("meshes")).unwrap();
    let g = &plan.grid;
    println!("frame {:?} shape {:?} pml {:?}", g.frame, g.shape(), g.axes.each_ref().map(|a| a.pml));
    let ax = g.frame.lattice_axis(0);
    let at = |c: [f64; 3]| { let l = g.frame.to_lattice(c); [0, 1, 2].map(|a| g.axes[a].nearest_node(l[a])) };
    for i in 0..g.axes[ax].cells() {
        let mut p = at([0.0, 0.0, 0.11]);
        p[ax] = i;
        let e: Vec<f64> = (0..3).map(|c| perm.epsilon[g.frame.lattice_axis(c)][g.index(p)]).collect();
        println!("{i} x {:.4} dx {:.4} ex {:.3} ey {:.3} ez {:.3} inv_dual {:.3}", g.axes[ax].nodes[i], g.axes[ax].primal(i), e[0], e[1], e[2], plan.profiles[ax].inverse_dual[i]);
    }
    for a in 0..3 { println!("{:?}", g.axes[a].nodes.windows(2).map(|w| ((w[1] - w[0]) * 1e4).round() / 1e4).collect::<Vec<_>>()); }
}
