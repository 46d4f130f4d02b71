//! The citizen app, as the browser starts it.

fn main() {
    motcua_web::citizen::run();
}
