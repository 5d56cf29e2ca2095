"""Which articles are the same article: the rules, one text after the other."""

from __future__ import annotations

import random
import unicodedata
from dataclasses import replace

import numpy as np
import pytest

from index.analysis.article import analyse_article
from index.analysis.normalise import normalise_text
from index.duplicates.similarity import similar_pairs
from index.duplicates.table import (
    SignatureTable,
)
from tests.copied_texts import BODY, FLOOD, PARAGRAPHS, report, weather
from tests.grouping import DAY, groups_of, row
from tests.helpers import make_article


def are_copies(*bodies: str, titles: tuple[str, ...] = (), **fields: object) -> bool:
    """Whether texts from different sites are one article."""
    fields.setdefault("published", DAY)
    articles = [
        make_article(f"{n}", title, body, source=f"Báo {n}", **fields)
        for n, (body, title) in enumerate(
            zip(bodies, titles or ("Cầu mới",) * len(bodies), strict=True)
        )
    ]
    groups = groups_of(articles)
    assert groups in ([], [[article.id for article in articles]])
    return bool(groups)


# What a reprint does to a text.


@pytest.mark.parametrize(
    "reprint",
    [
        f"(Tin Vùng Cao) - {BODY}",
        f"{BODY}\n\nTheo Tin Vùng Cao",
        f"Báo Bản Mới, 05:30 ngày 1/4\n\n{BODY}\n\nLò Văn Páo",
        "\n\n".join(PARAGRAPHS[1:]),
        "\n\n".join(PARAGRAPHS[:-1]),
        f"{BODY}\n\nCùng chuyên mục: Chợ phiên vùng cao đông vui ngày đầu xuân",
        f"{BODY}\n\nBà con hai bản qua cầu trong buổi sáng khánh thành.",
        BODY.replace("hóa", "hoá").replace("Hà Văn", "Hà  Văn"),
        BODY.replace(", ", " – ").replace("Già làng", "“Già làng”"),
        BODY.upper(),
    ],
    ids=[
        "site's name",
        "source",
        "dateline and byline",
        "first paragraph cut",
        "last paragraph cut",
        "related link",
        "caption",
        "tone marks",
        "dashes and quotes",
        "capitals",
    ],
)
def test_a_reprint_is_a_copy_however_it_was_dressed(reprint: str) -> None:
    assert are_copies(BODY, reprint)
    assert are_copies(BODY, reprint, titles=("Cầu mới", "Niềm vui ở Nậm Ngà"))


def test_decomposed_letters_and_invisible_characters_make_no_difference() -> None:
    decomposed = unicodedata.normalize("NFD", BODY).replace(" cầu", " \u200bcầu")
    assert normalise_text(decomposed) == BODY
    article = make_article("a", body=normalise_text(decomposed))
    signature = analyse_article(article).signature
    assert signature == analyse_article(make_article("b", body=BODY)).signature


def test_an_equal_text_is_a_copy_even_years_later() -> None:
    articles = [
        make_article("cu", "Một", BODY, "2011-01-01", source="Báo A"),
        make_article("moi", "Hai", BODY, "2021-01-01", source="Báo A"),
    ]
    assert groups_of(articles) == [["cu", "moi"]]


# What only looks like a copy.


def test_forecasts_of_two_days_are_two_articles() -> None:
    one, other = weather("3/4", 18, 27, 20), weather("4/4", 19, 26, 35)
    assert not are_copies(one, other)
    assert are_copies(one, one + " Theo Đài huyện")


def test_reports_of_two_provinces_after_one_template_are_two_articles() -> None:
    one = report("Hà Giang", "Vàng Seo Chứ")
    assert not are_copies(one, report("Nghệ An", "Lê Đình Khoát"))
    assert are_copies(one, one.replace("Sáng nay", "Sáng 31/3"))


def test_two_parts_with_one_introduction_are_two_articles() -> None:
    lead = PARAGRAPHS[0]
    one = "\n\n".join([lead, *PARAGRAPHS[1:3]])
    other = "\n\n".join([lead, *PARAGRAPHS[3:]])
    assert not are_copies(one, other, titles=("Cây cầu (kỳ 1)", "Cây cầu (kỳ 2)"))


def test_papers_of_one_exam_differ_in_their_number_alone() -> None:
    texts = [f"Gợi ý lời giải mã đề {n}. {BODY}" for n in (201, 202)]
    assert not are_copies(*texts)
    titles = ("Lời giải mã đề 201", "Lời giải mã đề 202")
    assert not are_copies(f"Gợi ý. {BODY}", f"Gợi ý lời giải. {BODY}", titles=titles)


def test_news_that_repeats_what_was_known_is_no_copy_of_it() -> None:
    news = f"{FLOOD}\n\n" + "\n\n".join(PARAGRAPHS[:4])
    assert not are_copies(BODY, news)
    assert not are_copies(BODY, news, published=None)


def test_the_same_site_under_another_title_has_another_article() -> None:
    longer = f"{BODY}\n\nBà con hai bản qua cầu trong buổi sáng khánh thành."
    articles = [
        make_article("a", "Danh sách ủng hộ ngày 1", BODY, DAY, source="Báo A"),
        make_article("b", "Danh sách ủng hộ ngày hai", longer, DAY, source="Báo A"),
    ]
    assert groups_of(articles) == []
    same_title = [articles[0], replace(articles[1], title=articles[0].title)]
    assert groups_of(same_title) == [["a", "b"]]
    other_site = [articles[0], replace(articles[1], source="Báo B")]
    assert groups_of(other_site) == [["a", "b"]]


def test_an_old_text_under_a_new_lead_is_news_again() -> None:
    lead = "Nhìn lại một năm, bà con vẫn nhắc mãi buổi sáng hôm ấy.\n\n"
    for later, expected in (("2021-05-31", [["a", "b"]]), ("2022-03-31", [])):
        articles = [
            make_article("a", "Cầu mới", BODY, DAY, source="Báo A"),
            make_article("b", "Cầu mới", lead + BODY, later, source="Báo B"),
        ]
        assert groups_of(articles) == expected


def test_short_bodies_are_copies_only_under_one_title_and_on_one_day() -> None:
    caption = "Bà con hai bản qua cầu trong buổi sáng khánh thành. Ảnh: Lò Páo"
    assert not are_copies(caption, caption, titles=("Cầu treo", "Chợ phiên"))
    assert are_copies(caption, caption)
    assert are_copies(caption, caption, published=None)
    notices = [
        make_article(f"{day}", "Giá ngô hôm nay", caption, f"2021-04-{day}")
        for day in (10, 11)
    ]
    assert groups_of(notices) == []
    assert not are_copies("Xem video", "Xem video")


def test_a_chain_of_small_changes_does_not_join_its_ends() -> None:
    words = random.Random(5).choices([f"{s}{n}" for s in "abcd" for n in "xyz"], k=600)
    texts = [" ".join(words[n * 12 : n * 12 + 300]) for n in range(12)]
    articles = [
        make_article(f"{n:02}", body=text, published=DAY)
        for n, text in enumerate(texts)
    ]
    groups = groups_of(articles)
    assert len(groups) > 1
    table = SignatureTable.of(map(row, articles))
    for group in groups:
        leader = np.full(len(group) - 1, table.ids.index(group[0]))
        others = np.array([table.ids.index(id_) for id_ in group[1:]])
        assert similar_pairs(table, leader, others).all()


def test_a_group_is_in_the_order_of_its_dates() -> None:
    dated = [("c", None), ("b", "2021-04-02"), ("d", "2021-04-01T07:00"), ("a", None)]
    articles = [make_article(id_, "Cầu", BODY, day) for id_, day in dated]
    assert groups_of(articles) == [["d", "b", "a", "c"]]
