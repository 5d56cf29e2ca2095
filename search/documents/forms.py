"""The forms in which texts cite documents, with an example each for docs and tests."""

from __future__ import annotations

FORMS = (
    (
        "a kind and a number with signs",
        "Theo [Nghị quyết số 18-NQ/TW] của Trung ương",
        "Nghị quyết 18-NQ/TW",
    ),
    (
        "spaces in the number",
        "thực hiện [Chỉ thị số 13/2005/CT - TTg] của Thủ tướng",
        "Chỉ thị 13/2005/CT-TTg",
    ),
    (
        "a noun and a number",
        "xử phạt theo [nghị định 100], từ đầu năm",
        "Nghị định 100",
    ),
    (
        "“số” and a number, where the word is a verb as well",
        "tỉnh đã có [thông báo số 45] gửi các xã",
        "Thông báo 45",
    ),
    (
        "two digits or more and what goes on like a citation",
        "theo [quyết định 217] của Thủ tướng",
        "Quyết định 217",
    ),
    (
        "a number and a year",
        "theo [Nghị định 155/2005] của Chính phủ",
        "Nghị định 155/2005",
    ),
    (
        "an issuer before the number",
        "[Công văn của UBND tỉnh số 2900] nêu rõ",
        "Công văn 2900",
    ),
    (
        "a short name of the kind",
        "căn cứ [NĐ 38/2018/NĐ-CP] vừa ban hành",
        "Nghị định 38/2018/NĐ-CP",
    ),
    (
        "a number alone, if its signs tell the kind",
        "các nghị định đã nêu và [15/2020/NĐ-CP]",
        "Nghị định 15/2020/NĐ-CP",
    ),
    (
        "a number of the National Assembly alone",
        "Luật Đầu tư công số [39/2019/QH14]",
        "39/2019/QH14",
    ),
    (
        "a law by its name and year",
        "quy định của [Luật Đất đai (sửa đổi) năm 2013] về giá",
        "Luật Đất đai (sửa đổi) năm 2013",
    ),
    (
        "a law of the list (`search/documents/data/laws.txt`) without a year",
        "phổ biến [Luật Phòng chống tham nhũng] cho cán bộ",
        "Luật Phòng chống tham nhũng",
    ),
    (
        "a law that is not on the list, with its year",
        "theo [Luật GD 2005], trường được",
        "Luật GD 2005",
    ),
    (
        "a constitution with its year",
        "so với [Hiến pháp năm 1992], bản mới",
        "Hiến pháp năm 1992",
    ),
    (
        "a resolution of a session or a congress",
        "học tập [Nghị quyết Trung ương 4 (khóa XII)] ở xã",
        "Nghị quyết Trung ương 4 (khóa XII)",
    ),
)
"""What stands there; an example, the mention in brackets; the document found."""

NOT_CITED = (
    ("what is counted", "Tòa quyết định 5 năm tù; nghị quyết 3 kỳ họp"),
    ("a period", "kế hoạch 2006-2010 và kế hoạch 5 năm"),
    ("a score, a date", "quyết định 2-1; thông báo 5/6/2020"),
    ("law as a subject or in other words", "pháp luật đất đai, khoa Luật Hình sự"),
    ("lawyers, faculties", "Luật sư Trần Văn Tạo, sinh 1942; ĐH Luật Hà Nội 2005"),
    ("commands", "quân lệnh số 1, điều luật số 7"),
)
"""What looks like a citation, and is none."""
