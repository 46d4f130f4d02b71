//! The book of procedures, made up: in full, and with nothing that may be left out.

use motcua_documents::data::*;

pub fn book(full: bool) -> Book {
    let item = |board: BoardItem| {
        let fact = |text: &str| BookFact {
            text: text.to_owned(),
            only_if: full.then(|| "Bé có bị bỏ rơi không? Không".to_owned()),
            unconfirmed: full,
        };
        let some = |text: &str| full.then(|| text.to_owned());
        let listed = |text: &str| if full { vec![text.to_owned()] } else { vec![] };
        BookItem {
            code: board.code,
            name: board.name,
            field: "Khai sinh, kết hôn, khai tử".into(),
            version: "18/07/2026".into(),
            plain: some("Tờ giấy đầu tiên của đời người."),
            link: board.link,
            visit_required: full,
            who: some("Cha hoặc mẹ của bé."),
            papers: if full { vec![fact("Giấy chứng sinh (1 bản chính)")] } else { vec![] },
            shown: if full { vec![fact("Căn cước")] } else { vec![] },
            fees: if full { vec![fact("Lệ phí đúng hạn: miễn")] } else { vec![] },
            times: if full { vec![fact("Trong ngày: sau 15 giờ thì hôm sau")] } else { vec![] },
            result: some("Giấy khai sinh"),
            notes: listed("Đi làm trong 60 ngày."),
            legal: listed("Luật Hộ tịch số 60/2014/QH13, Điều 14"),
            sources: listed("Cổng Dịch vụ công quốc gia (đọc ngày 18/07/2026)"),
        }
    };
    Book {
        office: super::office(full),
        hours: "Thứ Hai đến thứ Sáu: 07:00 đến 11:30 và 13:00 đến 17:00.".into(),
        items: super::board_items(if full { 8 } else { 1 }).into_iter().map(item).collect(),
        printed: super::moment(23, 9, 0),
    }
}

pub fn report(full: bool) -> ReportPaper {
    let bar =
        |month: u64| ReportBar { label: format!("{month:02}"), received: month * 90 % 130, finished: month * 70 % 120 };
    let row = |cells: &[&str]| cells.iter().map(|cell| (*cell).to_owned()).collect::<Vec<_>>();
    let tables = vec![
        ReportTable {
            title: "Số hồ sơ".into(),
            head: row(&["Chỉ tiêu", "Số hồ sơ"]),
            rows: vec![row(&["Tiếp nhận", "1.141"]), row(&["Sớm hạn", "1.140"])],
        },
        ReportTable {
            title: "Tỷ lệ".into(),
            head: row(&["Tỷ lệ", "Tử số", "Mẫu số", "Tỷ lệ (%)", "Chỉ tiêu giao (%)"]),
            rows: vec![row(&["Chứng thực bản sao điện tử", "479", "480", "99,79", "–"])],
        },
        ReportTable { title: "Quầy".into(), head: row(&["Quầy", "Tiếp nhận"]), rows: vec![] },
    ];
    ReportPaper {
        office: super::office(full),
        from: "01/01/2024".into(),
        to: "31/12/2024".into(),
        running: full,
        paragraph: "Bộ phận đã tiếp nhận 1.141 hồ sơ.".into(),
        bars: if full { (1..=12).map(bar).collect() } else { vec![] },
        tables: if full { tables } else { vec![] },
        source: "QĐ 766/QĐ-TTg (23/11/2026)".into(),
        printed: super::moment(23, 9, 0),
    }
}
