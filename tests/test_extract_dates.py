"""Forms of dates and datelines."""

import pytest

from index.extract.dates.datelines import find_dates, is_dateline, local_time
from index.extract.dates.forms import FORMS

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
    ("2020/06/05 08:30", "2020-06-05T08:30"),
    ("05/06/2020 11:30 GMT+0700", "2020-06-05T11:30"),
    ("05/06/2020 11:30 (GMT+9)", "2020-06-05T09:30"),
    ("05/06/2020 20:30 UTC", "2020-06-06T03:30"),
    ("05/06/2020 1:30 UTC-5", "2020-06-05T13:30"),
    ("05/06/2020 lúc 11:30 trưa", "2020-06-05T11:30"),
    ("05/06/2020 lúc 1:30 trưa", "2020-06-05T13:30"),
    ("12:05 CH 05/06/2020", "2020-06-05T12:05"),
    ("31/12/89", "1989-12-31"),
]


@pytest.mark.parametrize(("line", "iso"), WRITTEN)
def test_each_form_is_read_day_first(line, iso):
    assert find_dates(line)[0].iso == iso
    assert is_dateline(line)


@pytest.mark.parametrize(
    ("name", "example"), [(k, one) for k, v in FORMS.items() for one in v[1]]
)
def test_each_form_reads_its_examples(name, example):
    assert len(find_dates(example)) == 1, name


@pytest.mark.parametrize(
    "line",
    ["31/02/2020", "29/2/2019", "13/13/2020", "Số 18-NQ/TW", "2015-2020", "1.2.3",
     "06/13/2020", "2020/13/06", "0905.06.2020", "05/06/2020/QĐ-UBND",
     "ngày 10/3/2020 âm lịch", "10/3/2020 (âm lịch)", "ÂL: 14/4/2020",
     "0:00 / 0:00", "4/11 đơn vị", "1.192/1.312 đại hội", "192.168.10.20", ""],
)  # fmt: skip
def test_what_the_calendar_has_not_is_no_date(line):
    assert find_dates(line) == []


def test_a_day_with_its_lunar_day_beside_it_is_the_day():
    found = find_dates("Thứ sáu, 05/06/2020 (âm lịch: 14/4/2020)")
    assert [one.iso for one in found] == ["2020-06-05"]


def test_a_line_of_many_days_gives_each_of_them_in_order():
    days = [f"{1 + n % 28:02}/{1 + n % 12:02}/2020" for n in range(3000)]
    found = find_dates(" và ".join(days))
    assert [one.day.strftime("%d/%m/%Y") for one in found] == days


def test_a_sentence_with_a_date_is_no_dateline():
    assert not is_dateline("Ngày 10/8/2018, huyện sơ kết phong trào thi đua")


def test_a_stamp_without_a_date_is_unknown():
    assert local_time("hôm qua") is None
