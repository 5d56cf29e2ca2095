"""Persons: who is one, by which name, and with which role."""

import pytest

from index.extract.persons.finding import find_persons


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
    ("Bị cáo Lò Văn Mẫu nhận tội.", "Bị cáo"),
    ("Bạn Lò Văn Mẫu kể lại.", None),
    ("Chính quyền Tổng thống Lò Văn Mẫu im lặng.", "Tổng thống"),
    ("Trưởng bản Suối Bạc - Lò Văn Mẫu kể.", "Trưởng bản Suối Bạc"),
    ("Ông Lò Văn Mẫu, Trưởng thôn Lạc Cầu, kể.", "Trưởng thôn Lạc Cầu"),
    ("Ông Lò Văn Mẫu, Chánh Văn phòng Ban Chỉ huy Phòng, chống thiên tai tỉnh kể.",
     "Chánh Văn phòng Ban Chỉ huy Phòng, chống thiên tai tỉnh"),
    ("Ông Lò Văn Mẫu, Giám đốc Sở Văn hóa, Thể thao và Du lịch kể.",
     "Giám đốc Sở Văn hóa, Thể thao và Du lịch"),
    ("Ông Lò Văn Mẫu, Giám đốc Ban Quản lý dự án giao thông tỉnh kể.",
     "Giám đốc Ban Quản lý dự án giao thông tỉnh"),
    ("Bà Lò Văn Mẫu, Giám đốc Hợp tác xã Măng Ri ủng hộ việc ấy.",
     "Giám đốc Hợp tác xã Măng Ri"),
    ("Bà Lò Văn Mẫu, Bí thư Đảng ủy xã Măng Ri đan gùi bán.",
     "Bí thư Đảng ủy xã Măng Ri"),
    ("Bà Lò Văn Mẫu, Bí thư Huyện ủy Măng Ri và hơn 300 người dân dọn bùn.",
     "Bí thư Huyện ủy Măng Ri"),
    ("Ông Lò Văn Mẫu - giám đốc Sở Y tế tỉnh - thở dài.",
     "giám đốc Sở Y tế tỉnh"),
    ("Ông Lò Văn Mẫu - giám đốc Sở Giáo dục - đào tạo - thở dài.",
     "giám đốc Sở Giáo dục - đào tạo"),
    ("Ông Lò Văn Mẫu, Hiệu trưởng Trường Trung học cơ sở Đăk Tờ Kan nói.",
     "Hiệu trưởng Trường Trung học cơ sở Đăk Tờ Kan"),
    ("Bà Lò Văn Mẫu, Tổng giám đốc Citi Việt Nam cho biết.",
     "Tổng giám đốc Citi Việt Nam"),
    ("Gặp Tổng thống Maudinov, Chủ tịch Lò Văn Mẫu nói.", "Chủ tịch"),
    ("Trưởng đoàn là ông Lò Văn Mẫu, Giám đốc Sở Y tế.", "Giám đốc Sở Y tế"),
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
        "Học sinh Tu Mơ Rông được nghỉ. Ngư dân Cảnh Dương ra khơi.",
        "Nước tràn về Đồng Tháp Mười. Đường ra Tân Sơn Nhất ngập.",
        "Trường CĐ Kỹ thuật Lý Văn Mẫu tuyển sinh.",
        "Trường phổ thông đặc biệt Nguyễn Đình Mẫu khai giảng.",
        "Địa chỉ: 140 Trần Văn Mẫu, P.Tân Định; 60A Hoàng Văn Mẫu, phường 9.",
        "Xe kẹt ở ngã tư Hai Bà Trưng - Phan Văn Mẫu.",
        "Ngập các tuyến đường như Lê Lợi, Trần Quang Mẫu.",
        "Trao đổi với Tuổi Trẻ, đại diện công ty xin lỗi.",
        "Trận mở màn Serie A. Phim của Hãng Thiên Ngân.",
        "Diễn viên Đoàn Nghệ thuật tỉnh và Đoàn Hậu Giang.",
        "Giám đốc Công ty đầu tư xây dựng Phú Hưng Gia.",
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
        ("Họa sĩ Tim O ’ Leed vẽ.", ["Tim O ’ Leed"]),
        ("Ông Song Joong Mau buồn.", ["Song Joong Mau"]),
        ("Bắt hai đối tượng Hoàng Như Mẫu và Nguyễn Bình Lụa.",
         ["Hoàng Như Mẫu", "Nguyễn Bình Lụa"]),
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
