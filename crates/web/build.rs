//! Builds the crate again when the pages change. npm builds them beforehand; this script never runs npm
//! (decision 0008).

fn main() {
    println!("cargo:rerun-if-changed=../../web/dist");
}
