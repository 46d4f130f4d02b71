//! A bank's statement as a file (CSV): the table is found by the names of its columns, which are data; every line is read or the
//! file is refused, so that nothing of it is counted wrongly.

use super::written;
use crate::text::fold;
use jiff::civil::Date;
use serde::Deserialize;
use std::collections::BTreeMap;

/// Lines of one file.
const LINES: usize = 5_000;
/// Lines before the head of the table: banks write their name, the account and the period there.
const BEFORE: usize = 60;
/// Faults that are told at once.
const TOLD: usize = 20;
/// Longest text of a line, characters.
const TEXT: usize = 500;

/// The names that banks give to their columns. Case, accents and what follows the name do not matter.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Columns {
    /// The day of the movement.
    pub date: Vec<String>,
    /// The text of the transfer.
    pub text: Vec<String>,
    /// The bank's number of the movement.
    pub reference: Vec<String>,
    /// What came in.
    pub credit: Vec<String>,
    /// What went out.
    pub debit: Vec<String>,
    /// Both in one column, what went out with a minus.
    pub amount: Vec<String>,
}

impl Columns {
    /// With the names of an office's own bank.
    #[must_use]
    pub fn and(mut self, own: Self) -> Self {
        for (into, from) in [
            (&mut self.date, own.date),
            (&mut self.text, own.text),
            (&mut self.reference, own.reference),
            (&mut self.credit, own.credit),
            (&mut self.debit, own.debit),
            (&mut self.amount, own.amount),
        ] {
            into.extend(from);
        }
        self
    }

    fn roles(&self) -> [(Role, &[String]); 6] {
        [
            (Role::Date, &self.date),
            (Role::Text, &self.text),
            (Role::Reference, &self.reference),
            (Role::Credit, &self.credit),
            (Role::Debit, &self.debit),
            (Role::Amount, &self.amount),
        ]
    }

    /// What a column with this head holds: the longest name wins, so that "amount credited" is no "amount".
    fn role(&self, head: &str) -> Option<Role> {
        let head = plain(head);
        let fits = |name: &str| {
            let name = plain(name);
            let there = !name.is_empty()
                && head.strip_prefix(&name).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '));
            there.then_some(name.len())
        };
        let named = |(role, names): (Role, &[String])| {
            names.iter().filter_map(|name| fits(name)).max().map(|most| (most, role))
        };
        self.roles().into_iter().filter_map(named).max_by_key(|(length, _)| *length).map(|(_, role)| role)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Role {
    Date,
    Text,
    Reference,
    Credit,
    Debit,
    Amount,
}

/// Money that came in, as the statement tells it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BankLine {
    /// In the file, from 1.
    pub line: u64,
    /// The day of the movement.
    pub day: Date,
    /// In đồng, above 0.
    pub amount: i64,
    /// The text of the transfer.
    pub text: String,
    /// The bank's number, if the file has one.
    pub reference: Option<String>,
    /// How many lines before it are the same in day, amount and text: two equal transfers are two.
    pub again: u32,
}

/// A statement that was read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Statement {
    /// Money that came in, in the order of the file.
    pub lines: Vec<BankLine>,
    /// Lines of money that went out; they are not looked at.
    pub outgoing: u32,
    /// Lines under the head that are no movements: sums, notes.
    pub other: u32,
}

/// What is wrong with a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wrong {
    /// The day cannot be read, or is none.
    Date,
    /// The amount cannot be read with certainty.
    Amount,
}

/// Why a statement is not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StatementError {
    /// Not a table of text, or none whose head names day, text and amount.
    NoTable,
    /// More lines than are taken at once.
    TooLong,
    /// Lines that cannot be read, by their numbers in the file; nothing of it is taken.
    Lines(Vec<(u64, Wrong)>),
}

/// The text of a file: UTF-8, or UTF-16 with its mark, as spreadsheets save it.
#[must_use]
pub fn decode(bytes: &[u8]) -> Option<String> {
    let units = |rest: &[u8], of: fn([u8; 2]) -> u16| {
        let (pairs, odd) = rest.as_chunks::<2>();
        let units = pairs.iter().map(|pair| of(*pair));
        if odd.is_empty() { char::decode_utf16(units).collect::<Result<String, _>>().ok() } else { None }
    };
    let text = match bytes {
        [0xFF, 0xFE, rest @ ..] => units(rest, u16::from_le_bytes)?,
        [0xFE, 0xFF, rest @ ..] => units(rest, u16::from_be_bytes)?,
        [0xEF, 0xBB, 0xBF, rest @ ..] => std::str::from_utf8(rest).ok()?.to_owned(),
        _ => std::str::from_utf8(bytes).ok()?.to_owned(),
    };
    (!text.contains('\0')).then_some(text)
}

/// Reads a statement.
///
/// # Errors
/// See [`StatementError`].
pub fn read(text: &str, columns: &Columns) -> Result<Statement, StatementError> {
    let text = [&text.replace("\r\n", "\n"), "\n"].concat();
    let text = text.as_str();
    for delimiter in [b',', b';', b'\t', b'|'] {
        let records = records(text, delimiter)?;
        if let Some((at, roles)) = head(&records, columns) {
            return table(&records[at + 1..], &roles);
        }
    }
    Err(StatementError::NoTable)
}

type Record = (u64, Vec<String>);

fn records(text: &str, delimiter: u8) -> Result<Vec<Record>, StatementError> {
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(delimiter).from_reader(text.as_bytes());
    let (mut all, mut record) = (Vec::new(), csv::StringRecord::new());
    while reader.read_record(&mut record).map_err(|_| StatementError::NoTable)? {
        if all.len() >= BEFORE + LINES {
            return Err(StatementError::TooLong);
        }
        // Where a record begins is counted back from its end: empty lines before it are not its own.
        let inside: usize = record.iter().map(|cell| cell.matches('\n').count()).sum();
        let line = reader.position().line().saturating_sub(1 + inside as u64);
        all.push((line, record.iter().map(|cell| cell.trim().to_owned()).collect()));
    }
    Ok(all)
}

/// The line of the table's head, and what its columns hold.
fn head(records: &[Record], columns: &Columns) -> Option<(usize, BTreeMap<Role, usize>)> {
    records.iter().take(BEFORE).enumerate().find_map(|(at, (_, cells))| {
        let mut roles = BTreeMap::new();
        for (column, cell) in cells.iter().enumerate() {
            if let Some(role) = columns.role(cell) {
                roles.entry(role).or_insert(column);
            }
        }
        let has = |role| roles.contains_key(&role);
        (has(Role::Date) && has(Role::Text) && (has(Role::Credit) || has(Role::Amount))).then_some((at, roles))
    })
}

fn table(records: &[Record], roles: &BTreeMap<Role, usize>) -> Result<Statement, StatementError> {
    if records.len() > LINES {
        return Err(StatementError::TooLong);
    }
    let mut statement = Statement::default();
    let mut faults = Vec::new();
    let mut seen: BTreeMap<(Date, i64, String), u32> = BTreeMap::new();
    for (line, cells) in records {
        let cell = |role| roles.get(&role).and_then(|column| cells.get(*column)).map_or("", String::as_str);
        let dated = cell(Role::Date);
        // Sums and notes below the table have words or nothing where the day stands.
        if !dated.bytes().any(|b| b.is_ascii_digit()) {
            statement.other += 1;
            continue;
        }
        let Some(day) = written::day(dated) else {
            faults.push((*line, Wrong::Date));
            continue;
        };
        let coming = if roles.contains_key(&Role::Credit) { cell(Role::Credit) } else { cell(Role::Amount) };
        let going = cell(Role::Debit);
        let empty = |text: &str| text.is_empty() || text == "-";
        let amount = match (empty(coming), empty(going)) {
            (true, true) => None,
            (true, false) => written::amount(going).map(|amount| -amount.abs()),
            (false, _) => written::amount(coming),
        };
        match amount {
            None => faults.push((*line, Wrong::Amount)),
            Some(..=0) => statement.outgoing += 1,
            Some(amount) => {
                let text: String = cell(Role::Text).split_whitespace().collect::<Vec<_>>().join(" ");
                let text: String = text.chars().take(TEXT).collect();
                let times = seen.entry((day, amount, super::text::squeeze(&text))).or_default();
                let again = *times;
                *times += 1;
                let reference = Some(cell(Role::Reference)).filter(|text| !empty(text)).map(str::to_owned);
                statement.lines.push(BankLine { line: *line, day, amount, text, reference, again });
            }
        }
    }
    if faults.is_empty() {
        Ok(statement)
    } else {
        faults.truncate(TOLD);
        Err(StatementError::Lines(faults))
    }
}

/// Words only, without accents and case.
fn plain(text: &str) -> String {
    let folded: String = fold(text).chars().map(|c| if c.is_alphanumeric() { c } else { ' ' }).collect();
    folded.split_whitespace().collect::<Vec<_>>().join(" ")
}
