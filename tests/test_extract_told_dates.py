"""The day of publication that a text tells, rule by rule."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.extract.dates.forms import calendar_day
from index.extract.dates.known_days import KNOWN_EVENTS, founding_days, lunar_year
from index.extract.dates.leads import find_lead
from index.extract.dates.told_dates import date_from_text, lead_day
from index.extract.dates.told_years import RULES
from index.extract.pages.text_page import read_text_page


@pytest.mark.parametrize(
    ("rule", "text", "day"),
    [(rule, *example) for rule in RULES for example in rule.examples],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_each_rule_reads_its_examples(rule, text, day):
    told = date_from_text([text])
    assert told is not None
    assert told.day.isoformat() == day
    assert told.reason.template == rule.reason
    assert str(told.reason) != rule.reason


def test_each_rule_has_a_name_of_its_own_and_an_example():
    assert len({rule.reason for rule in RULES}) == len(RULES)
    assert all(rule.examples and "%(cited)s" in rule.reason for rule in RULES)


TOLD = [
    ("Chiều 5/9/2022, trường tổ chức lễ khai giảng.", "2022-09-05"),
    ("Chiều 11/12, tỉnh thông qua kế hoạch đầu tư công năm 2024.", "2023-12-11"),
    ("Sáng 2/12, huyện khai mạc kỳ họp.\nKỳ họp bàn việc năm 2022, nhiệm vụ năm 2023.",
     "2022-12-02"),
    ("Ngày 28/11, huyện tổ chức tuyển quân năm 2020.", "2019-11-28"),
    ("Sáng 1/4, chi cục triển khai nhiệm vụ quý II/2021.", "2021-04-01"),
    ("Ngày 9/1, xã giao ban, đánh giá công tác quý IV/2021.", "2022-01-09"),
    ("Ngày 12/7, huyện bàn nhiệm vụ nửa cuối năm 2024.", "2024-07-12"),
    ("Chiều 14/11, huyện họp. Từ nay đến hết năm 2021, các xã phải làm xong đường.",
     "2021-11-14"),
    ("Sáng 22/8, sở tổng kết năm học 2020-2021, triển khai nhiệm vụ năm học 2021-2022.",
     "2021-08-22"),
    ("Sáng 31/5, trường bế giảng.\nNăm học 2021-2022, trường có 310 em.", "2022-05-31"),
    ("Sáng 5/8, xã khai mạc hội thao.\nHội thao diễn ra đến ngày 9/8/2019.",
     "2019-08-05"),
    ("Thứ tư, ngày 16/3, huyện họp về Chỉ thị số 10 ngày 2/3/2022.", "2022-03-16"),
    ("Sáng 20/7, Đại hội Công đoàn huyện lần thứ X, nhiệm kỳ 2023-2028 đã khai mạc.",
     "2023-07-20"),
    ("Tối qua 14/9, làng mở hội.\nTừ đầu năm 2019 đến nay, làng có 3.000 khách.",
     "2019-09-15"),
    ("Sáng 28/9, hội kỷ niệm 25 năm Ngày thành lập.\nHội thành lập ngày 2/10/1996.",
     "2021-09-28"),
    ("Tối 30/4, xã mừng kỷ niệm 40 năm Ngày Giải phóng miền Nam.\nCụ Tư kể về ngày "
     "30/4/1975.", "2015-04-30"),
    ("Chiều 4/7, thanh tra sở kiểm tra Kỳ thi tốt nghiệp THPT năm 2022.", "2022-07-04"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "day"), TOLD)
def test_the_year_follows_from_what_the_text_cites(text, day):
    told = date_from_text(text.split("\n"))
    assert told is not None
    assert told.day.isoformat() == day


UNKNOWN = [
    # No year, or none that is the lead's.
    "Sáng 17/02, huyện phổ biến các văn bản mới.",
    "Sáng 30/2, xã sơ kết công tác năm 2020.",
    "Mùa lũ năm 2020 đến sớm.",
    "Ngày 9/9, làng đón khách. Năm 2022, làng đón 9.000 lượt.",
    # Terms and horizons.
    "Ngày 3/8, xã bàn kế hoạch phát triển du lịch đến năm 2030.",
    "Chiều 22/10, hội bàn kết quả giai đoạn 2016-2020 và phương hướng 2021-2025.",
    "Sáng 12/3, huyện sơ kết việc thực hiện Nghị quyết nhiệm kỳ 2020-2025.",
    # Documents that stay in force for years.
    "Sáng 5/6, chi bộ học Chỉ thị số 05-CT/TW ngày 15/5/2016 và liên hệ.",
    "Sáng 16/8, chi bộ họp.\nBí thư giới thiệu Quy định số 22 ngày 28/7/2021.",
    "Sáng 8/5, xã tìm hiểu Luật Thanh niên có hiệu lực từ ngày 01/01/2021.",
    # Announced.
    "Ngày 8/5 tới đây, xã sẽ tổng kết phong trào năm 2021.",
    "Ngày 19/5 tới, huyện tổ chức hội thi năm 2024.",
    "Từ ngày 1/3 đến 5/3, bưu điện phát lương hưu năm 2020.",
    # Remembered, or of every year.
    "Sáng 30/4/1975, ông Tư vào thành phố. Năm ấy ông tròn hai mươi.",
    "Sáng 27/7, xã viếng nghĩa trang. Ông An hy sinh ngày 27/7/1972.",
    "Ngày 1/6 hằng năm, trường tổ chức ngày hội, năm 2019 có 400 em.",
    "Ngày 10/3 âm lịch, làng khai mạc lễ hội năm 2019.",
    "Ngày 1/4 vừa qua, xã khai mạc lễ hội năm 2019.",
    # What the text knows came later.
    "Sáng 20/8, làng họp. Từ ngày 1/8/2015 đến nay làng có điện, năm 2019 có nước.",
    "Sáng 26/8, tỉnh phổ biến Kế hoạch số 2, ngày 16/8/2021. Trong 7 tháng đầu năm "
    "2023 giá lúa tăng.",
    # Two readings.
    "Ngày 7/12, huyện bàn kế hoạch năm 2025.",
]


@pytest.mark.parametrize("text", UNKNOWN)
def test_what_cannot_be_known_stays_unknown(text):
    assert date_from_text(text.split("\n")) is None


LEADS = [
    ("– Chiều nay (28/6), huyện họp.", 28, 6),
    ("BTN - Sáng 17/02, huyện họp.", 17, 2),
    ("(BTN) - Ngày 5-12, huyện họp.", 5, 12),
    ("Hà Nội, 5/6 - Huyện họp.", 5, 6),
    ("Hà Nội (BTN 5/6) - Huyện họp.", 5, 6),
    ("Thực hiện Kế hoạch số 12, sáng 17/02, huyện họp.", 17, 2),
    ("Thực hiện Kế hoạch số 12, ngày 5/1/2024, sáng 17/02, huyện họp.", 17, 2),
    ("Tại Suối Bạc, chiều 28/6, huyện họp.", 28, 6),
    ("Đoàn đã làm việc với xã vào chiều 5/9.", 5, 9),
    ("Sáng thứ Sáu, 14/6, huyện họp.", 14, 6),
    ("Sáng mùng 6 Tết (15/2), xã mở hội.", 15, 2),
    ("Trong 2 ngày 14 và 15/8, huyện mở lớp.", 15, 8),
    ("Từ ngày 30/9 đến 5/10, huyện tổ chức hội thao.", 5, 10),
    ("Hôm qua 12/3, huyện họp.", 12, 3),
]


@pytest.mark.parametrize(("text", "day", "month"), LEADS)
def test_the_day_of_the_news_is_found_at_the_opening(text, day, month):
    assert lead_day([text]) == (day, month)


def test_a_caption_may_stand_before_the_lead():
    assert lead_day(["Quang cảnh hội nghị.", "Sáng 5/9, huyện họp."]) == (5, 9)
    assert lead_day(["Bà con " + "góp công " * 12, "Sáng 5/9, huyện họp."]) is None


def test_what_was_yesterday_is_published_today():
    lead = find_lead(["Tối qua, 28/2, làng mở hội."])
    assert lead.written(lead.in_year(2023)) == date(2023, 3, 1)


def test_a_weekday_leaves_the_years_that_have_it():
    lead = find_lead(["Sáng thứ Sáu, 14/6, huyện họp."])
    years = [year for year in range(2010, 2025) if lead.in_year(year)]
    assert years == [2013, 2019, 2024]


@given(st.dates(date(1996, 1, 1), date(2048, 12, 31)), st.integers(0, 31))
def test_a_document_made_known_within_a_month_tells_the_year(issued, later):
    held = issued + timedelta(days=later)
    text = f"Sáng {held:%d/%m}, huyện phổ biến Quy định số 9, ngày {issued:%d/%m/%Y}."
    told = date_from_text([text])
    assert told is not None
    assert told.day == held


@given(
    st.dates(date(1996, 1, 1), date(2048, 12, 31)),
    st.dates(date(1996, 1, 1), date(2048, 12, 31)),
)
def test_no_day_after_the_visit_is_told(held, visit):
    text = f"Sáng {held:%d/%m}, huyện họp. Tính đến ngày {held:%d/%m/%Y}, có 9 xã đạt."
    told = date_from_text([text], visit)
    assert (told.day if told else None) == (held if held <= visit else None)


WORDS = st.sampled_from(
    ["Sáng 5/6,", "Hôm qua 28/2,", "năm 2020", "tháng 6/2019", "quý II/2020", "từ",
     "đến nay", "kỷ niệm 75 năm", "Ngày Thương binh", "(27/7/1947)", "Tết Giáp Thìn",
     "tổng kết", "triển khai nhiệm vụ", "năm học 2019-2020", "6 tháng đầu năm 2021",
     "Quyết định số 5, ngày 1/6/2018", "trước ngày 30/6/2018", "huyện", "họp", ".", ",",
     "(", "–", "\n", "sẽ", "31/2/2020", "nhiệm kỳ 2020-2025", "đại hội"]
)  # fmt: skip


@given(st.lists(WORDS, max_size=40))
def test_whatever_the_text_the_day_told_is_the_leads(words):
    paragraphs = " ".join(words).split("\n")
    told = date_from_text(paragraphs)
    if told is not None:
        lead = find_lead(paragraphs)
        years = (told.day.year - 1, told.day.year)
        held = [day for year in years if (day := lead.in_year(year))]
        assert told.day in map(lead.written, held)
        assert str(told.reason)


@pytest.mark.parametrize("name", sorted(founding_days()))
def test_the_anniversary_of_each_known_day_tells_its_year(name):
    began = founding_days()[name]
    held = calendar_day(2017, began.month, began.day)
    text = f"Sáng {held:%d/%m}, xã kỷ niệm {2017 - began.year} năm {name}."
    told = date_from_text([text])
    assert told is not None
    assert told.day == held


def test_elections_are_on_sundays():
    days = [day for pattern, day in KNOWN_EVENTS if "bầu cử" in pattern]
    assert len(days) >= 6
    assert {day.weekday() for day in days} == {6}


def test_lunar_years_follow_the_cycle_of_sixty():
    stems = "giáp ất bính đinh mậu kỷ canh tân nhâm quý".split()
    branches = "tý sửu dần mão thìn tỵ ngọ mùi thân dậu tuất hợi".split()
    # 1984 began a cycle with Giáp Tý; stem and branch advance together.
    for year in range(1990, 2050):
        n = year - 1984
        assert lunar_year(stems[n % 10], branches[n % 12]) == year


LEAD = "Chiều nay (28/6), huyện bàn nhiệm vụ 6 tháng cuối năm 2021 với các xã."
OTHER = "Chiều 7/12, huyện thông qua dự toán ngân sách năm 2019 với sự nhất trí cao."
PLAIN = (
    "Bà con trong bản góp công làm lại mái trường, ai có gỗ góp gỗ, ai có sức góp "
    "sức, xong trước mùa mưa."
)
PUBLISHED = [
    # A date of visit that contradicts the text loses.
    (f"Thứ hai, 04/07/2022\n\nHuyện bàn việc cuối năm\n\n{LEAD}\n",
     ("2021-06-28", "text")),
    (f"Thứ bảy, 15/11/2025 - 10:22\n\nHuyện thông qua nghị quyết\n\n{OTHER}\n",
     ("2018-12-07", "text")),
    # So does one of which the text knows nothing better.
    ("Thứ bảy, 15/11/2025 - 10:22\n\nHuyện họp bàn việc\n\nChiều 7/12, huyện họp với "
     "các xã về việc làm đường.\n", (None, None)),
    # Set apart above the title, a bare day proves nothing by itself.
    (f"Thứ hai, 04/07/2022\n\nBản Sậy dựng lại trường\n\n{PLAIN}\n", (None, None)),
    # A clock that the lead does not contradict is the article's.
    (f"Thứ ba, 29/06/2021 - 10:22\n\nHuyện bàn việc cuối năm\n\n{LEAD}\n",
     ("2021-06-29T10:22", "page")),
    (f"Thứ bảy, 15/11/2025 - 10:22\n\nBản Sậy dựng lại trường\n\n{PLAIN}\n",
     ("2025-11-15T10:22", "page")),
    # A dateline below the title wins over the clock above it.
    (f"Chủ nhật, 22/11/2026 10:20\nBản Sậy dựng trường\n05/06/2020 07:30\n{PLAIN}",
     ("2020-06-05T07:30", "page")),
    # The page says that the date is the article's, whatever the lead's day.
    (f"Đăng lúc 15/11/2025 10:22\n\nHuyện thông qua nghị quyết\n\n{OTHER}\n",
     ("2025-11-15T10:22", "page")),
]  # fmt: skip


@pytest.mark.parametrize(("page", "published"), PUBLISHED)
def test_the_date_of_a_page_is_weighed_against_its_text(page, published):
    article = read_text_page(page)
    assert (article.published, article.published_from) == published
