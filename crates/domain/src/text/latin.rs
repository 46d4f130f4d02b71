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

/// The blocks in which letters with marks stand, as they follow each other in [`table`]: Latin-1 to Latin Extended-B, and Latin Extended
/// Additional.
const BLOCKS: [(u32, u32); 2] = [(0xC0, 0x250), (0x1E00, 0x1F00)];

/// Where a letter stands in the table.
fn place(letter: char) -> Option<usize> {
    let code = letter as u32;
    let mut before = 0;
    for (from, to) in BLOCKS {
        if (from..to).contains(&code) {
            return Some((before + code - from) as usize);
        }
        before += to - from;
    }
    None
}

/// For each letter of the blocks what it is made of: letter and mark.
fn table() -> &'static [Option<(char, char)>] {
    static TABLE: OnceLock<Vec<Option<(char, char)>>> = OnceLock::new();
    TABLE.get_or_init(|| {
        let all = BLOCKS.iter().map(|(from, to)| to - from).sum::<u32>();
        let mut rows = vec![None; all as usize];
        for (mark, pairs) in PAIRS {
            let mut letters = pairs.chars();
            while let (Some(base), Some(whole)) = (letters.next(), letters.next()) {
                if let Some(row) = place(whole).and_then(|at| rows.get_mut(at)) {
                    *row = Some((base, mark));
                }
            }
        }
        rows
    })
}

/// The one letter that a letter and a mark make, if there is one.
fn joined(base: char, mark: char) -> Option<char> {
    let (_, pairs) = PAIRS.iter().find(|(other, _)| *other == mark)?;
    let mut letters = pairs.chars();
    while let (Some(letter), Some(whole)) = (letters.next(), letters.next()) {
        if letter == base {
            return Some(whole);
        }
    }
    None
}

/// The lower case of a letter of the Latin script; other scripts stay as they are. The pairs of capital and small letters of Unicode's Latin
/// blocks stand side by side, so no table of all scripts is needed.
pub(super) fn lower(c: char) -> char {
    let code = c as u32;
    let small = match code {
        0x41..=0x5A | 0xC0..=0xD6 | 0xD8..=0xDE => code + 0x20,
        // I with a dot keeps its dot.
        0x130 => 0x69,
        0x178 => 0xFF,
        0x100..=0x137
        | 0x14A..=0x177
        | 0x1A0..=0x1A5
        | 0x1DE..=0x1EF
        | 0x1F4..=0x1F5
        | 0x1F8..=0x21F
        | 0x222..=0x233
        | 0x246..=0x24F => code | 1,
        0x1E00..=0x1E95 | 0x1EA0..=0x1EFF => code | 1,
        0x139..=0x148 | 0x179..=0x17E | 0x1AF..=0x1B0 | 0x1B3..=0x1B6 | 0x1CD..=0x1DC => code + (code & 1),
        _ => code,
    };
    char::from_u32(small).unwrap_or(c)
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
    match place(c).and_then(|at| *table().get(at)?) {
        Some((base, mark)) => {
            decompose(base, out);
            out.push(mark);
        }
        None => out.push(c),
    }
}

/// Puts marks into the order of their classes, those of one class as they came. There are two or three; the library's sort would be the
/// largest part of this file on the phone.
fn sort(marks: &mut [char]) {
    for end in 1..marks.len() {
        let mut at = end;
        while at > 0 && class(marks[at - 1]) > class(marks[at]) {
            marks.swap(at - 1, at);
            at -= 1;
        }
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
        sort(marks);
    }
    let mut out: Vec<char> = Vec::with_capacity(apart.len());
    let (mut letter, mut last) = (None, 0);
    for c in apart {
        let own = class(c);
        let whole = letter.filter(|_| last < own).and_then(|at: usize| Some((at, joined(out[at], c)?)));
        match whole {
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
