"""Which line is the title: the table of signs, and pages that mislead."""

import pytest

from index.extract.decisions import Trace
from index.extract.pages.kinds import line_kind
from index.extract.pages.lines import split_lines
from index.extract.pages.own_date import split_own_date
from index.extract.pages.title import find_heading
from index.extract.pages.title_signs import SIGNS, Spot

PROSE = (
    "Bà con trong bản góp công làm lại mái trường, ai có gỗ góp gỗ, ai có sức góp "
    "sức, xong trước mùa mưa."
)


def spot_of(example):
    """The line of an example that is marked with ``>``."""
    lines = split_lines("\n".join(line.removeprefix(">") for line in example))
    marked = [line for line in example if line][:]
    index = next(at for at, line in enumerate(marked) if line.startswith(">"))
    return Spot(lines, [line_kind(line) for line in lines], index)


@pytest.mark.parametrize("sign", SIGNS, ids=lambda sign: sign.name)
def test_each_sign_shows_on_its_example(sign):
    assert sign.holds(spot_of(sign.example))


@pytest.mark.parametrize("sign", SIGNS, ids=lambda sign: sign.name)
def test_no_sign_shows_on_every_line(sign):
    plain = spot_of(("Thời sự", ">Suối Bạc hôm nay nắng", "Mùa gặt sớm ở vùng cao"))
    assert not sign.holds(plain) or not sign.holds(spot_of((">Lò Mẫu", "2 ngày trước")))


def title_of(text):
    heading = find_heading(split_lines(text))
    return heading.title if heading else None


@pytest.mark.parametrize(
    ("page", "title"),
    [
        # A long menu, one entry a line, and a clock for the visitor.
        ("\n".join(["Thứ tư, 3/6/2020", *["Mục này", "Góc kia", "Nhà ta"] * 40])
         + "\nThời sự\nThứ tư, 3/6/2020, 11:30 (GMT+7)\nBản Sậy dựng lại trường\n"
         + PROSE,
         "Bản Sậy dựng lại trường"),
        # All sections of a site in one line.
        (f"Thời sự Thế giới Kinh tế Đời sống Giới trẻ Du lịch Thể thao\nThể thao\n"
         f"Cô gái vạn chài lên tuyển\nHà Miên\n12/03/2024 07:45\n{PROSE}",
         "Cô gái vạn chài lên tuyển"),
        # What a player says below the dateline is shorter than the title.
        (f"Bản Sậy dựng lại trường học\nHà Miên\n2 ngày trước\nPhát thanh viên máy\n"
         f"00:00 / 03:41\n{PROSE}",
         "Bản Sậy dựng lại trường học"),
        # A title broken over two lines.
        ("Báo Suối Bạc\nBa đời giữ nghề\ntrên dòng Suối Bạc\n12.03.2015 | 07:45\n"
         + PROSE,
         "Ba đời giữ nghề trên dòng Suối Bạc"),
        # Few words beside a date in brackets are a title, not a dateline.
        (f"Tin số 0 (04/12/2017 18:19)\n\nSáng 4/12, xã họp bàn mùa màng.\n\n{PROSE}",
         "Tin số 0"),
        # The author's name with a degree above the text is no title.
        (f"Giữ đất công ở xã\nNgày 8 tháng 8 năm 2013, 09:05 AM\n"
         f"PGS, TS. LÒ VĂN MẪU\n{PROSE}",
         "Giữ đất công ở xã"),
    ],
)  # fmt: skip
def test_the_title_is_found_among_what_a_site_puts_round_it(page, title):
    assert title_of(page) == title


def test_a_page_of_furniture_alone_has_no_title():
    assert title_of("Chia sẻ\n0:00 / 0:00") is None


def test_a_date_in_brackets_is_split_from_the_title():
    title, found = split_own_date("Bản Sậy dựng trường (05/06/2020 07:30)")
    assert title == "Bản Sậy dựng trường"
    assert found is not None and found.iso == "2020-06-05T07:30"


def test_the_reasons_for_the_title_are_noted_with_its_line():
    trace = Trace()
    find_heading(split_lines(f"Thời sự\n\nBản Sậy dựng lại trường\n\n{PROSE}"), trace)
    (title,) = trace.about("title")
    assert (title.text, title.line) == ("Bản Sậy dựng lại trường", 3)
    assert {str(reason) for reason in title.reasons} <= {sign.name for sign in SIGNS}
    assert [one.text for one in trace.about("line")] == ["Thời sự"]
