//! The citizen app's first open: finding a procedure and reading about it. Everything else is the program `citizen`.

fn main() {
    motcua_web::citizen::run_guide();
}
