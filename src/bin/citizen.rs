//! The whole citizen app, as the browser starts it with the first dossier.

fn main() {
    motcua_web::citizen::run();
}
