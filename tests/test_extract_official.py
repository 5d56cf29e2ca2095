"""Official documents: kind and subject, number, day of issue, who signed."""

import pytest

from index.article import Person
from index.corpus.page import RawPage
from index.extract import extract_article
from index.extract.pages.signature import read_signature

TEXT = (
    "Thực hiện Kế hoạch số 15/KH-UBND ngày 20 tháng 01 năm 2020 của tỉnh, huyện báo "
    "cáo kết quả như sau."
)
STATE = f"""ỦY BAN NHÂN DÂN\tCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
HUYỆN SUỐI BẠC\tĐộc lập - Tự do - Hạnh phúc
Số: 112/BC-UBND\tSuối Bạc, ngày 05 tháng 6 năm 2020

BÁO CÁO
Kết quả cải cách hành chính
6 tháng đầu năm 2020

{TEXT}
Trang 1/2
Điều 1. Giữ nguyên mức thu.

Nơi nhận:
- UBND tỉnh;
- Lưu: VT.
KT. CHỦ TỊCH
PHÓ CHỦ TỊCH
(Đã ký)
Lò Văn Mẫu
"""
PARTY_LETTER = f"""TỈNH ỦY SUỐI BẠC
BAN TỔ CHỨC
*
Số 735-CV/BTCTU
V/v báo cáo phát triển đảng viên
ĐẢNG CỘNG SẢN VIỆT NAM
Suối Bạc, ngày 02 tháng 4 năm 2024

Kính gửi: - Các huyện ủy,

{TEXT}
T/M BAN TỔ CHỨC
TRƯỞNG BAN
Vi Thị Lụa
"""


def read(text):
    return extract_article(RawPage("text", "cong-bao/a.txt", "hash", text))


def test_a_report_of_the_state_is_called_by_its_kind_and_subject():
    got = read(STATE)
    assert got.title == "BÁO CÁO Kết quả cải cách hành chính 6 tháng đầu năm 2020"
    assert (got.published, got.published_from) == ("2020-06-05", "page")
    assert got.source == "ỦY BAN NHÂN DÂN HUYỆN SUỐI BẠC"
    assert got.authors == ()
    assert got.persons == (Person("Lò Văn Mẫu", "Phó Chủ tịch"),)


def test_the_number_stays_in_the_text_and_recipients_and_page_numbers_go():
    assert read(STATE).body.split("\n\n") == [
        "Số: 112/BC-UBND",
        TEXT,
        "Điều 1. Giữ nguyên mức thu.",
    ]


def test_a_letter_of_the_party_is_called_by_its_subject():
    got = read(PARTY_LETTER)
    assert got.title == "V/v báo cáo phát triển đảng viên"
    assert got.published == "2024-04-02"
    assert got.source == "BAN TỔ CHỨC"
    assert Person("Vi Thị Lụa", "Trưởng ban") in got.persons
    assert "Kính gửi: - Các huyện ủy," in got.body


@pytest.mark.parametrize(
    "head",
    [
        "ĐẢNG CỘNG SẢN VIỆT NAM\nTỈNH ỦY SUỐI BẠC\nTrang chủ",
        "Cộng hòa xã hội chủ nghĩa Việt Nam tròn 75 tuổi",
    ],
)
def test_a_page_that_only_names_the_country_or_the_party_is_no_document(head):
    got = read(f"{head}\n\nBản Sậy dựng lại mái trường\n05/06/2020 07:30\n\n{TEXT}")
    assert got.title == "Bản Sậy dựng lại mái trường"
    assert got.published == "2020-06-05T07:30"


@pytest.mark.parametrize(
    ("lines", "signers"),
    [
        (["CHỦ TỊCH", "(Đã ký)", "Y Khăm Mẫu"], [Person("Y Khăm Mẫu", "Chủ tịch")]),
        (["T/M ĐẢNG ỦY", "PHÓ BÍ THƯ THƯỜNG TRỰC", "Vi Lụa"],
         [Person("Vi Lụa", "Phó Bí thư Thường trực")]),
        (["- Lưu: VT.", "Lò Văn Mẫu"], []),
        ([], []),
    ],
)  # fmt: skip
def test_the_last_office_above_a_name_is_the_signers(lines, signers):
    assert read_signature(lines) == signers
