"""Dates in the names of files and folders, and the texts that contradict them."""

import pytest

from index.corpus.page import RawPage
from index.extract import extract_article
from index.extract.dates.file_names import FORMS, date_in_path

PROSE = (
    "Bà con trong bản góp công làm lại mái trường, ai có gỗ góp gỗ, ai có sức góp "
    "sức, xong trước mùa mưa."
)


@pytest.mark.parametrize("example", [example for _, example in FORMS])
def test_each_form_reads_its_example(example):
    assert str(date_in_path(f"bao/{example}", [PROSE])) == "2020-06-05"


@pytest.mark.parametrize(
    "path",
    [
        "bao/tin.txt",
        "bao/2020/06/tin.txt",
        "bao/2020-13-05-tin.txt",
        "bao/000_20200605abc.txt",
        "bao/1202006051.txt",
        "bao/2020-06-05/dang-lai-2021-07-01.txt",
        "bao/2020-02-31.txt",
    ],
)
def test_a_part_of_a_date_or_two_dates_are_none(path):
    assert date_in_path(path, [PROSE]) is None


@pytest.mark.parametrize(
    "text",
    ["Sáng 17/2, xã họp bàn việc dựng trường.", "Năm 2011, bản dựng lại trường."],
)
def test_a_text_that_contradicts_the_name_wins(text):
    assert date_in_path("bao/2020-06-05.txt", [text]) is None


def test_a_text_of_the_same_days_bears_the_name_out():
    lead = "Sáng 4/6, xã họp bàn việc dựng trường trong năm 2020."
    assert str(date_in_path("bao/2020-06-05.txt", [lead])) == "2020-06-05"


def test_the_name_of_the_file_is_asked_last():
    text = f"Bản Sậy dựng lại mái trường\n05/06/2020 07:30\n\n{PROSE}"
    page = RawPage("text", "bao/2019-01-02.txt", "", text)
    assert extract_article(page).published == "2020-06-05T07:30"
    undated = RawPage(
        "text", "bao/2019-01-02.txt", "", f"Bản Sậy dựng trường\n\n{PROSE}"
    )
    article = extract_article(undated)
    assert (article.published, article.published_from) == ("2019-01-02", "file")
