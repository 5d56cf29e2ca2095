"""Forms of dates, datelines, and dates told by the text."""

from datetime import date

import pytest

from index.extract.dates.datelines import FORMS, find_dates, is_dateline, local_time
from index.extract.dates.told_dates import date_from_text
from index.extract.pages.text_page import read_text_page

WRITTEN = [
    ("(04/12/2017 18:19)", "2017-12-04T18:19"),
    ("10/08/2018 - 19:27", "2018-08-10T19:27"),
    ("16:33' 25/8/2020", "2020-08-25T16:33"),
    ("Thứ tư, 3/6/2020, 11:30 (GMT+7)", "2020-06-03T11:30"),
    ("Thứ 4, ngày 3 tháng 6 năm 2020", "2020-06-03"),
    ("ngày 5 tháng 6 năm 2020", "2020-06-05"),
    ("21 tháng 09 năm 2025", "2025-09-21"),
    ("10.08.2018", "2018-08-10"),
    ("10-8-2018", "2018-08-10"),
    ("03/03/21 | 14h05", "2021-03-03T14:05"),
    ("3/3/2021 2:05:11 CH", "2021-03-03T14:05"),
    ("3/3/2021 12:05 SA", "2021-03-03T00:05"),
    ("3/3/2021 9:05 AM", "2021-03-03T09:05"),
    ("2020-06-05T11:30:00+07:00", "2020-06-05T11:30"),
    ("2020-06-05T20:30:00Z", "2020-06-06T03:30"),
    ("2020-06-05", "2020-06-05"),
    ("Suối Bạc, ngày 3 tháng 3 năm 2021", "2021-03-03"),
    ("08 giờ 15 phút, ngày 02/01/2019", "2019-01-02T08:15"),
    ("Friday, November 22, 2019 3:45 PM", "2019-11-22T15:45"),
    ("Monday, 22/12/2014 10:30", "2014-12-22T10:30"),
    ("Đăng lúc 5h52 ngày 24/12/2017 - Lượt xem: 1.203", "2017-12-24T05:52"),
    ("VH - 14:20, 23/11/2007", "2007-11-23T14:20"),
    ("Lần cập nhật cuối: 05:03 ngày 09/11/2015", "2015-11-09T05:03"),
    ("Đăng ngày: 05/06/2018 16:10 | Cập nhật: 07/06/2018 20:10", "2018-06-05T16:10"),
]


@pytest.mark.parametrize(("line", "iso"), WRITTEN)
def test_each_form_is_read_day_first(line, iso):
    assert find_dates(line)[0].iso == iso
    assert is_dateline(line)


@pytest.mark.parametrize(("name", "example"), [(k, v[1]) for k, v in FORMS.items()])
def test_each_form_reads_its_example(name, example):
    for one in example.split(", "):
        assert len(find_dates(one)) == 1, name


@pytest.mark.parametrize(
    "line",
    ["31/02/2020", "29/2/2019", "13/13/2020", "Số 18-NQ/TW", "2015-2020", "1.2.3",
     "0:00 / 0:00", "4/11 đơn vị", "1.192/1.312 đại hội", "192.168.10.20", ""],
)  # fmt: skip
def test_what_the_calendar_has_not_is_no_date(line):
    assert find_dates(line) == []


def test_a_sentence_with_a_date_is_no_dateline():
    assert not is_dateline("Ngày 10/8/2018, huyện sơ kết phong trào thi đua")


def test_a_stamp_without_a_date_is_unknown():
    assert local_time("hôm qua") is None


TOLD = [
    (["Sáng 17/02, huyện phổ biến Quy định số 9, ngày 02/02/2023 của tỉnh."],
     date(2023, 2, 17)),
    (["– Chiều nay (28/6), huyện bàn nhiệm vụ 6 tháng cuối năm 2021."],
     date(2021, 6, 28)),
    (["Sáng 28/12, xã tổng kết công tác năm 2023, triển khai nhiệm vụ năm 2024."],
     date(2023, 12, 28)),
    (["Sáng 5/1, xã tổng kết công tác năm 2023, triển khai nhiệm vụ năm 2024."],
     date(2024, 1, 5)),
    (["Sáng 3/1, xã phổ biến Kế hoạch số 4, ngày 27/12/2022 của huyện."],
     date(2023, 1, 3)),
    (["Sáng 26/8, sở sơ kết một năm thực hiện Kế hoạch số 2, ngày 16/8/2021."],
     date(2022, 8, 26)),
    (["Trưa nay (12/9), nước rút. Mưa từ ngày 9/9/2024 đến nay làm ngập 20 nhà."],
     date(2024, 9, 12)),
    (["Chiều 5/9/2022, trường tổ chức lễ khai giảng."], date(2022, 9, 5)),
]  # fmt: skip


@pytest.mark.parametrize(("paragraphs", "day"), TOLD)
def test_the_year_follows_from_what_the_text_cites(paragraphs, day):
    assert date_from_text(paragraphs) == day


@pytest.mark.parametrize(
    "lead",
    [
        "Sáng 17/02, huyện phổ biến các văn bản mới.",
        "Ngày 8/5 tới đây, xã sẽ tổng kết phong trào năm 2021.",
        "Ngày 3/2, xã mít tinh kỷ niệm 90 năm ngày thành lập Đảng (3/2/1930).",
        "Sáng 30/2, xã sơ kết công tác năm 2020.",
        "Từ ngày 1/3 đến 5/3, bưu điện phát lương hưu năm 2020.",
        "Mùa lũ năm 2020 đến sớm.",
        "Sáng 20/8, làng họp. Từ ngày 1/8/2015 đến nay làng có điện, năm 2019 có nước.",
        "Sáng 26/8, tỉnh phổ biến Kế hoạch số 2, ngày 16/8/2021. Trong 7 tháng đầu năm "
        "2023 giá lúa tăng.",
    ],
)
def test_what_cannot_be_known_stays_unknown(lead):
    assert date_from_text([lead]) is None


LEAD = "Chiều nay (28/6), huyện bàn nhiệm vụ 6 tháng cuối năm 2021 với các xã."
PLAIN = (
    "Bà con trong bản góp công làm lại mái trường, ai có gỗ góp gỗ, ai có sức góp "
    "sức, xong trước mùa mưa."
)


def test_a_date_of_visit_that_contradicts_the_text_loses():
    page = read_text_page(f"Thứ hai, 04/07/2022\n\nHuyện bàn việc cuối năm\n\n{LEAD}\n")
    assert (page.published, page.published_from) == ("2021-06-28", "text")


def test_a_bare_day_set_apart_above_the_title_proves_nothing_by_itself():
    page = read_text_page(
        f"Thứ hai, 04/07/2022\n\nBản Sậy dựng lại trường\n\n{PLAIN}\n"
    )
    assert (page.published, page.published_from) == (None, None)


def test_a_dateline_below_the_title_wins_over_the_clock_above_it():
    page = read_text_page(
        f"Chủ nhật, 22/11/2026 10:20\nBản Sậy dựng trường\n05/06/2020 07:30\n{PLAIN}"
    )
    assert (page.published, page.published_from) == ("2020-06-05T07:30", "page")
