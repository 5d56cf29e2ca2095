"""Bylines: what is one, what it says, and what it must not take."""

import pytest

from index.extract.pages.bylines import read_byline
from index.extract.pages.ending import find_ending
from index.extract.pages.lines import split_lines

READ = [
    ("Hà Miên", ["Hà Miên"]),
    ("THU SƯƠNG", ["Thu Sương"]),
    ("Tin: Bích ThảoẢnh: Duy Khoa", ["Bích Thảo", "Duy Khoa"]),
    ("Bài, ảnh: Hà Thu - Đức Anh", ["Hà Thu", "Đức Anh"]),
    ("Tin: Hà Thu Ảnh: Đức Anh", ["Hà Thu", "Đức Anh"]),
    ("Tin bài Hà Thu - Ảnh Đức Anh", ["Hà Thu", "Đức Anh"]),
    ("Ghi chép của Hà Thu", ["Hà Thu"]),
    ("Được đăng bởi Hà Thu vào lúc 21:40", ["Hà Thu"]),
    ("Lò Văn Mẫu - Công chức Văn hóa xã", ["Lò Văn Mẫu"]),
    ("Tác giả bài viết: Lò Văn Mẫu - PX03", ["Lò Văn Mẫu"]),
    ("PGS.TS. LÒ VĂN MẪU", ["Lò Văn Mẫu"]),
    ("Hà Thu hathu@example.vn", ["Hà Thu"]),
    ("Anh Quân", ["Anh Quân"]),
    ("Y Khăm Mẫu", ["Y Khăm Mẫu"]),
    ("Theo Trí thức trẻ", []),
    ("Bài và ảnh: Hà Thu", ["Hà Thu"]),
    ("Tác giả: Hà Thu", ["Hà Thu"]),
    ("Video: Vinh Lộc", ["Vinh Lộc"]),
    ("Hà Thu, Đức Anh và Mai Vân", ["Hà Thu", "Đức Anh", "Mai Vân"]),
    ("Hà Thu (tổng hợp)", ["Hà Thu"]),
    ("Hà Thu (Theo VOV)", ["Hà Thu"]),
    ("Hà Thu/VOV", ["Hà Thu"]),
    ("Theo Trần Hà", ["Trần Hà"]),
    ("Theo VOV", []),
    ("Theo Chinhphu.vn", []),
    ("(Theo TTXVN)", []),
    ("TS Lò Văn Mẫu", ["Lò Văn Mẫu"]),
    ("Vi Lụa - Ảnh: Tư liệu", ["Vi Lụa"]),
    ("Biên dịch: Vi Lụa", ["Vi Lụa"]),
    ("Mai Vân Tuổi Trẻ", ["Mai Vân"]),
    ("Theo Mai Vân Người lao động", ["Mai Vân"]),
    ("Theo Mai Vân Báo Lao động", ["Mai Vân"]),
    ("Theo Nông Thôn Ngày Nay", []),
    ("Theo Tiếp Thị và Gia Đình", []),
    ("Vi Lụa (TTXVN/Vietnam+)", ["Vi Lụa"]),
    ("PV", []),
    ("T.H", []),
]


@pytest.mark.parametrize(("line", "names"), READ)
def test_each_form_of_byline_is_read(line, names):
    assert read_byline(line) == names


@pytest.mark.parametrize(
    "line",
    [
        "Hội nghị bế mạc chiều cùng ngày.",
        "Theo kế hoạch, công trình xong trước Tết",
        "Ảnh hưởng của bão còn kéo dài",
        "Bài học kinh nghiệm",
        "Đồng chí Lò Văn Mẫu - Nhà lãnh đạo tận tụy của bản",
        "Đại biểu dự hội nghị",
        "Nguyễn Văn Mẫu.",
        "Ai chịu trách nhiệm?",
        "Tin Tức Khoa Học - Công Nghệ",
        "Có Không",
        "Latest News",
        "ỦY BAN NHÂN DÂN TỈNH",
        "Hà Nội",
    ],
)
def test_a_sentence_or_caption_is_no_byline(line):
    assert not read_byline(line)


def take_byline(texts):
    """Give the lines of the text and the names that end it."""
    lines = split_lines("\n".join(texts))
    ending = find_ending(lines, is_signed=False)
    names = [read_byline(lines[at].text) for at in ending.byline]
    return texts[: ending.n_text], [name for some in names for name in some]


def test_the_byline_does_not_steal_the_last_sentence():
    body = ["Mở đầu câu chuyện.", "Người ra đón là Nguyễn Văn Mẫu."]
    assert take_byline(body) == (body, [])


def test_the_only_line_is_never_a_byline():
    assert take_byline(["Hà Miên"]) == (["Hà Miên"], [])


def test_unknown_furniture_below_a_labelled_byline_goes():
    lines = ["Mở đầu câu chuyện.", "Tin, ảnh: Hà Thu", "Hôm nay có gì", "Góc đọc"]
    assert take_byline(lines) == (["Mở đầu câu chuyện."], ["Hà Thu"])


def test_names_on_lines_of_their_own_are_all_authors_in_order():
    lines = ["Mở đầu câu chuyện.", "Tin: Hà Thu", "Ảnh: Đức Anh"]
    assert take_byline(lines) == (["Mở đầu câu chuyện."], ["Hà Thu", "Đức Anh"])
