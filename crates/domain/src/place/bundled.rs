//! The ward lists of all provinces, carried by the server only; the phone asks for the one it needs.

/// Current and dissolved wards of a province, as [`super::Gazetteer::add_wards`] reads them; `None` for an unknown code.
#[cfg(not(target_arch = "wasm32"))]
pub fn all_wards_csv(province: &str) -> Option<&'static str> {
    macro_rules! bundled {
        ($($code:literal)*) => {
            match province {
                $($code => Some(concat!(
                    include_str!(concat!("../../data/wards/", $code, ".csv")),
                    include_str!(concat!("../../data/old_wards/", $code, ".csv")),
                )),)*
                _ => None,
            }
        };
    }
    bundled! {
        "01" "04" "08" "11" "12" "14" "15" "19" "20" "22" "24" "25"
        "31" "33" "37" "38" "40" "42" "44" "46" "48" "51" "52" "56"
        "66" "68" "75" "79" "80" "82" "86" "91" "92" "96"
    }
}
