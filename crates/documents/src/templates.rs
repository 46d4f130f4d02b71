//! The office's own papers, as they are shipped; a procedure's form comes with the procedure.

macro_rules! shipped {
    ($($(#[$doc:meta])* $name:ident = $path:literal;)*) => {
        $($(#[$doc])* pub const $name: &str = concat!("papers/", $path);)*

        /// Name and text of each.
        pub(crate) const SHIPPED: &[(&str, &str)] = &[
            $(($name, include_str!(concat!("../../../papers/", $path, ".typ"))),)*
        ];
    };
}

shipped! {
    /// What the others share: page, heading, signatures, access to the data. Not a paper.
    PARTS = "parts";
    /// Words for stable codes. Not a paper.
    WORDS = "words";
    /// The frame of application forms. Not a paper.
    FORMS = "forms";
    RECEIPT = "receipt";
    SUPPLEMENT = "supplement";
    REFUSAL = "refusal";
    EXTENSION = "extension";
    STOP = "stop";
    CONTROL = "control";
    REGISTER = "register";
    /// For a procedure without a form of its own: all answers by section.
    FORM = "form";
    POSTER = "poster";
    BOARD = "board";
    CHECKLIST = "checklist";
    TICKET = "ticket";
}
