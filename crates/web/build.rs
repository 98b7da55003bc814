//! The pages are embedded; they are built by npm beforehand, never from here.

fn main() {
    println!("cargo:rerun-if-changed=../../web/dist");
}
