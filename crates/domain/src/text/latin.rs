//! Canonical composition for the Latin script: all a Vietnamese ward meets, in 3 KB instead of the tables of all Unicode.
//!
//! Other scripts pass through unchanged. A test compares with a full implementation.

use std::sync::OnceLock;

/// For each combining mark: letters and what they become with it, in pairs.
const PAIRS: [(char, &str); 25] = [
    ('\u{0300}', "AÀEÈIÌOÒUÙaàeèiìoòuùÜǛüǜNǸnǹĒḔēḕŌṐōṑWẀwẁÂẦâầĂẰăằÊỀêềÔỒôồƠỜơờƯỪưừYỲyỳ"),
    (
        '\u{0301}',
        "AÁEÉIÍOÓUÚYÝaáeéiíoóuúyýCĆcćLĹlĺNŃnńRŔrŕSŚsśZŹzźÜǗüǘGǴgǵÅǺåǻÆǼæǽØǾøǿÇḈçḉĒḖēḗÏḮïḯKḰkḱMḾmḿÕṌõṍŌṒōṓPṔpṕŨṸũṹWẂwẃÂẤâấĂẮăắÊẾêếÔỐôốƠỚơớƯỨưứ",
    ),
    ('\u{0302}', "AÂEÊIÎOÔUÛaâeêiîoôuûCĈcĉGĜgĝHĤhĥJĴjĵSŜsŝWŴwŵYŶyŷZẐzẑẠẬạậẸỆẹệỌỘọộ"),
    ('\u{0303}', "AÃNÑOÕaãnñoõIĨiĩUŨuũVṼvṽÂẪâẫĂẴăẵEẼeẽÊỄêễÔỖôỗƠỠơỡƯỮưữYỸyỹ"),
    ('\u{0304}', "AĀaāEĒeēIĪiīOŌoōUŪuūÜǕüǖÄǞäǟȦǠȧǡÆǢæǣǪǬǫǭÖȪöȫÕȬõȭȮȰȯȱYȲyȳGḠgḡḶḸḷḹṚṜṛṝ"),
    ('\u{0306}', "AĂaăEĔeĕGĞgğIĬiĭOŎoŏUŬuŭȨḜȩḝẠẶạặ"),
    ('\u{0307}', "CĊcċEĖeėGĠgġIİZŻzżAȦaȧOȮoȯBḂbḃDḊdḋFḞfḟHḢhḣMṀmṁNṄnṅPṖpṗRṘrṙSṠsṡŚṤśṥŠṦšṧṢṨṣṩTṪtṫWẆwẇXẊxẋYẎyẏſẛ"),
    ('\u{0308}', "AÄEËIÏOÖUÜaäeëiïoöuüyÿYŸHḦhḧÕṎõṏŪṺūṻWẄwẅXẌxẍtẗ"),
    ('\u{0309}', "AẢaảÂẨâẩĂẲăẳEẺeẻÊỂêểIỈiỉOỎoỏÔỔôổƠỞơởUỦuủƯỬưửYỶyỷ"),
    ('\u{030A}', "AÅaåUŮuůwẘyẙ"),
    ('\u{030B}', "OŐoőUŰuű"),
    ('\u{030C}', "CČcčDĎdďEĚeěLĽlľNŇnňRŘrřSŠsšTŤtťZŽzžAǍaǎIǏiǐOǑoǒUǓuǔÜǙüǚGǦgǧKǨkǩƷǮʒǯjǰHȞhȟ"),
    ('\u{030F}', "AȀaȁEȄeȅIȈiȉOȌoȍRȐrȑUȔuȕ"),
    ('\u{0311}', "AȂaȃEȆeȇIȊiȋOȎoȏRȒrȓUȖuȗ"),
    ('\u{031B}', "OƠoơUƯuư"),
    ('\u{0323}', "BḄbḅDḌdḍHḤhḥKḲkḳLḶlḷMṂmṃNṆnṇRṚrṛSṢsṣTṬtṭVṾvṿWẈwẉZẒzẓAẠaạEẸeẹIỊiịOỌoọƠỢơợUỤuụƯỰưựYỴyỵ"),
    ('\u{0324}', "UṲuṳ"),
    ('\u{0325}', "AḀaḁ"),
    ('\u{0326}', "SȘsșTȚtț"),
    ('\u{0327}', "CÇcçGĢgģKĶkķLĻlļNŅnņRŖrŗSŞsşTŢtţEȨeȩDḐdḑHḨhḩ"),
    ('\u{0328}', "AĄaąEĘeęIĮiįUŲuųOǪoǫ"),
    ('\u{032D}', "DḒdḓEḘeḙLḼlḽNṊnṋTṰtṱUṶuṷ"),
    ('\u{032E}', "HḪhḫ"),
    ('\u{0330}', "EḚeḛIḬiḭUṴuṵ"),
    ('\u{0331}', "BḆbḇDḎdḏKḴkḵLḺlḻNṈnṉRṞrṟTṮtṯZẔzẕhẖ"),
];

/// Letter with mark, letter, mark; sorted by the first.
fn table() -> &'static [(char, char, char)] {
    static TABLE: OnceLock<Vec<(char, char, char)>> = OnceLock::new();
    TABLE.get_or_init(|| {
        let mut rows = Vec::with_capacity(512);
        for (mark, pairs) in PAIRS {
            let mut letters = pairs.chars();
            while let (Some(base), Some(whole)) = (letters.next(), letters.next()) {
                rows.push((whole, base, mark));
            }
        }
        rows.sort_unstable();
        rows
    })
}

/// Whether a character is a mark that sits on the letter before it.
pub(super) fn is_mark(c: char) -> bool {
    matches!(c, '\u{0300}'..='\u{036F}' | '\u{1AB0}'..='\u{1AFF}' | '\u{1DC0}'..='\u{1DFF}' | '\u{20D0}'..='\u{20FF}'
        | '\u{FE20}'..='\u{FE2F}')
}

/// The canonical combining class of the marks U+0300 to U+036F; 0 for everything else.
fn class(c: char) -> u8 {
    match c as u32 {
        0x0334..=0x0338 => 1,
        0x0321 | 0x0322 | 0x0327 | 0x0328 => 202,
        0x031B => 216,
        0x0316..=0x0319 | 0x031C..=0x0320 | 0x0323..=0x0326 | 0x0329..=0x0333 => 220,
        0x0339..=0x033C | 0x0347..=0x0349 | 0x034D | 0x034E | 0x0353..=0x0356 | 0x0359 | 0x035A => 220,
        0x0315 | 0x031A | 0x0358 => 232,
        0x035C | 0x035F | 0x0362 => 233,
        0x035D | 0x035E | 0x0360 | 0x0361 => 234,
        0x0345 => 240,
        0x034F => 0,
        0x0300..=0x036F => 230,
        _ => 0,
    }
}

/// The letter and its marks, one after the other.
pub(super) fn decompose(c: char, out: &mut Vec<char>) {
    let c = match c {
        '\u{0340}' => '\u{0300}',
        '\u{0341}' => '\u{0301}',
        '\u{0343}' => '\u{0313}',
        '\u{0344}' => {
            out.extend(['\u{0308}', '\u{0301}']);
            return;
        }
        other => other,
    };
    let found = if c < '\u{00C0}' { None } else { table().binary_search_by_key(&c, |row| row.0).ok() };
    match found.and_then(|at| table().get(at)) {
        Some((_, base, mark)) => {
            decompose(*base, out);
            out.push(*mark);
        }
        None => out.push(c),
    }
}

/// NFC of text in the Latin script.
pub(super) fn compose(text: &str) -> Vec<char> {
    if !text.chars().any(|c| matches!(c, '\u{0300}'..='\u{036F}')) {
        return text.chars().collect();
    }
    let mut apart = Vec::with_capacity(text.len());
    text.chars().for_each(|c| decompose(c, &mut apart));
    for marks in apart.chunk_by_mut(|a, b| class(*a) > 0 && class(*b) > 0) {
        marks.sort_by_key(|c| class(*c));
    }
    let mut out: Vec<char> = Vec::with_capacity(apart.len());
    let (mut letter, mut last) = (None, 0);
    for c in apart {
        let own = class(c);
        let joined = letter.filter(|_| last < own).and_then(|at: usize| {
            let row = table().iter().find(|row| row.1 == out[at] && row.2 == c)?;
            Some((at, row.0))
        });
        match joined {
            Some((at, whole)) => out[at] = whole,
            None => {
                if own == 0 {
                    letter = Some(out.len());
                }
                last = own;
                out.push(c);
            }
        }
    }
    out
}
