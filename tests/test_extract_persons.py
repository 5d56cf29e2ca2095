"""Persons: who is one, by which name, and with which role."""

import pytest

from index.extract.persons import find_persons


def persons(text, title="Tin trong ngày"):
    return [(person.name, person.role) for person in find_persons(title, text)]


def names(text):
    return [name for name, _ in persons(text)]


ROLES = [
    ("Đồng chí Lò Văn Mẫu, Ủy viên Ban Thường vụ, Phó Trưởng Ban Thường trực, "
     "Ban Tổ chức Tỉnh ủy chủ trì hội nghị.",
     "Ủy viên Ban Thường vụ, Phó Trưởng Ban Thường trực, Ban Tổ chức Tỉnh ủy"),
    ("Đến dự có Phó Bí thư Thường trực Tỉnh ủy Long An - Lò Văn Mẫu; các sở, ngành.",
     "Phó Bí thư Thường trực Tỉnh ủy Long An"),
    ("Bí thư Tỉnh ủy Hà Giang Lò Văn Mẫu nói vậy.", "Bí thư Tỉnh ủy Hà Giang"),
    ("Ông Lò Văn Mẫu (phó giám đốc Sở Y tế) cho hay.", "phó giám đốc Sở Y tế"),
    ("Ông Lò Văn Mẫu - chủ tịch UBND xã Đồng Thông - nói.",
     "chủ tịch UBND xã Đồng Thông"),
    ("Chủ tịch HĐND, ông Lò Văn Mẫu cho biết.", "Chủ tịch HĐND"),
    ("Bộ trưởng Bộ Tài nguyên và Môi trường Lò Văn Mẫu trả lời.",
     "Bộ trưởng Bộ Tài nguyên và Môi trường"),
    ("Thứ trưởng Bộ Nội vụ Lò Văn Mẫu ký văn bản.", "Thứ trưởng Bộ Nội vụ"),
    ("Nguyên Thủ tướng Lò Văn Mẫu dự lễ.", "Nguyên Thủ tướng"),
    ("Nhà báo Lò Văn Mẫu kể lại.", "Nhà báo"),
    ("Ông Lò Văn Mẫu kể lại.", None),
]  # fmt: skip


@pytest.mark.parametrize(("text", "role"), ROLES)
def test_the_stated_role_is_cut_where_it_ends(text, role):
    assert persons(text) == [("Lò Văn Mẫu", role)]


@pytest.mark.parametrize(
    "text",
    [
        "Xe đi theo đường Nguyễn Thị Mẫu rồi rẽ trái.",
        "Trường THPT Nguyễn Văn Mẫu khai giảng.",
        "Học tập tư tưởng Hồ Chí Minh.",
        "Làm theo tư tưởng, đạo đức, phong cách Hồ Chí Minh.",
        "Mưa to ở TP. Hồ Chí Minh và thành phố Hồ Chí Minh.",
        "Đoàn TNCS Hồ Chí Minh phát động.",
        "Giải thưởng Lê Thị Mẫu được trao.",
        "Công ty TNHH Trần Văn Mẫu nộp thuế.",
        "Bệnh viện Nguyễn Văn Mẫu quá tải.",
        "Các tỉnh Hà Giang, Cao Bằng, Thái Nguyên, Lâm Đồng.",
        "Ban Tổ chức Trung ương, Bộ Kế hoạch và Đầu tư, Sở Nội vụ.",
        "Ảnh: Nguyễn Văn Mẫu",
        "Tổng thống Mỹ tới thăm Hà Nội.",
        "Chuyên gia của Mekong Report dự báo.",
    ],
)
def test_streets_schools_prizes_and_bodies_are_no_persons(text):
    assert names(text) == []


@pytest.mark.parametrize(
    ("text", "want"),
    [
        ("Ông Lò Văn Mẫu đến. Sau đó ông Mẫu về.", ["Lò Văn Mẫu"]),
        ("Bà Nguyễn Thị Kim Mẫu nói. Bà Kim Mẫu cười.", ["Nguyễn Thị Kim Mẫu"]),
        ("Đồng chí Lò Văn Mẫu và đồng chí Vi Thị Lụa.", ["Lò Văn Mẫu", "Vi Thị Lụa"]),
        ("Tổng thống Nga Ivan Maudinov tới.", ["Ivan Maudinov"]),
        ("Ông Kim Mau - un và ông Kim Mau-un.", ["Kim Mau-un"]),
        ("Chủ tịch UBND huyện Suối Bạc Nguyễn Văn Mẫu ký.", ["Nguyễn Văn Mẫu"]),
        ("Ông Lò Văn M. nói. Bà Ann M. Leed về.", ["Lò Văn M", "Ann M. Leed"]),
        ("Gồm các ông: Nguyễn Văn Mẫu, Lật Thư Chiếm và Vi Lụa.",
         ["Nguyễn Văn Mẫu", "Lật Thư Chiếm", "Vi Lụa"]),
    ],
)  # fmt: skip
def test_each_person_is_one_entry_by_the_full_name(text, want):
    got = [name.replace(" - ", "-") for name in names(text)]
    assert got == want


def test_spellings_of_one_name_are_one_person_in_the_commonest_spelling():
    text = "Bà Lê Thị Hoà đến. Bà Lê Thị Hòa nói. Bà Lê Thị Hòa về."
    assert names(text) == ["Lê Thị Hòa"]


def test_authors_are_no_persons():
    found = find_persons("Tin", "Chuyện của Trần Thị Mẫu.", ["Trần Thị Mẫu"])
    assert found == ()


def test_an_office_outranks_an_occupation():
    text = "Đại biểu Lò Văn Mẫu hỏi. Ông Lò Văn Mẫu, Giám đốc Sở Y tế, cười."
    assert persons(text) == [("Lò Văn Mẫu", "Giám đốc Sở Y tế")]
