from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.analysis.normalise import fold
from index.article import Article
from search.did_you_mean.slips import cost, near
from search.did_you_mean.suggesting import suggest
from search.engine import Snapshot
from search.query import parse
from search.searcher import Searcher
from search.types import FEW, SearchRequest
from tests import strategies
from tests.helpers import build_index, make_article, open_snapshot, search


def make_archive() -> list[Article]:
    """Make an archive in which some words are common and stand together."""
    articles = [
        make_article(
            f"hop-{n}",
            "Ban Tổ chức Trung ương họp",
            "Hội nghị quán triệt Nghị quyết. Lãnh đạo thành phố xử lý vi phạm, "
            "cơ quan chính phủ làm việc với bác sĩ Mai.",
            f"2020-05-{n + 1:02}",
            ["Trương Thị Mai", "Nguyễn Xuân Phúc"],
        )
        for n in range(15)
    ]
    articles += [
        make_article(
            f"ten-{n}",
            "Danh sách",
            "Đồng chí Trương Thị Mai và đồng chí Nguyễn Xuân Phúc cùng dự.",
            None,
            ["Trương Thị Mai", "Nguyễn Xuân Phúc"],
        )
        for n in range(15)
    ]
    return articles + [
        make_article(
            "nguoi-khac", "Tin vui", "Bà Trương Thị May bán hàng.", None, ["Bà May"]
        ),
        make_article("tach", "Chúc mừng", "Lời chúc của tổ dân phố."),
        make_article("sai", "Rao vặt", "Chúng tôi bán ngiêm túc, nghiêng chén."),
        make_article("lu", "Mưa lũ", "Nước lũ dâng cao ở bản xa."),
        make_article("chu", "Chữ t", "Cái ổ gà trên đường, chữ t và chữ ngh."),
    ]


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    index_dir: Path = tmp_path_factory.mktemp("archive") / "index"
    build_index(index_dir, make_archive())
    return open_snapshot(index_dir)


def meant(snapshot: Snapshot, text: str, **filters: object) -> str | None:
    """Ask as `search.searcher` does."""
    request = SearchRequest(query=text, **filters)
    query = parse(text)[0]
    n_complete = snapshot.search(query, request, 0).complete
    if n_complete >= FEW:
        return None
    return suggest(snapshot, query, request, n_complete)


SLIPS = [
    # Fingers: a letter left out, struck twice, swapped, the key beside.
    ("hội ngị", "hội nghị"),
    ("hội nghhị", "hội nghị"),
    ("hội ngịh", "hội nghị"),
    ("hội nghj", "hội nghi"),
    ("hoi nghj", "hoi nghi"),
    ("quanr triet", "quan triet"),
    # Marks: another tone, hỏi for ngã, none on one vowel.
    ("tổ chưc họp", "tổ chức họp"),
    ("lảnh đạo", "lãnh đạo"),
    ("nghị quyêt", "nghị quyết"),
    # Ears.
    ("sử lý vi phạm", "xử lý vi phạm"),
    ("vi fạm", "vi phạm"),
    ("chung ương", "trung ương"),
    # Spaces: too few, too many, in the wrong place.
    ("tổchức họp", "tổ chức họp"),
    ("tochuc", "to chuc"),
    ("hộinghịquántriệt", "hội nghị quán triệt"),
    ("h ội nghị", "hội nghị"),
    ("ngh ị quyết", "nghị quyết"),
    ("t ổ chức", "tổ chức"),
    ("tổch ức họp", "tổ chức họp"),
    # Names get their marks and capitals, wherever they stand.
    ("Trương Thị Maj", "Trương Thị Mai"),
    ("Nguyển Xuân Phúc", "Nguyễn Xuân Phúc"),
    ("nguyen xuan fuc", "Nguyễn Xuân Phúc"),
    ("đồng chí nguyen xuan fuc", "đồng chí Nguyễn Xuân Phúc"),
    ("truongthimai", "Trương Thị Mai"),
    # Several slips.
    ("hội ngị quán trịet", "hội nghị quán triệt"),
]


@pytest.mark.parametrize(("typed", "better"), SLIPS)
def test_a_slip_is_mended(snapshot: Snapshot, typed: str, better: str) -> None:
    assert meant(snapshot, typed) == better


KEPT = [
    ('"hội ngị" -lũ', '"hội nghị" -lũ'),
    ("title:(trug -lũ) OR mưaa", "title:(trung -lũ) OR mưa"),
    ("người:Maj hội ngị", None),  # Names are not mended, and it finds nobody.
    ("hội ngị người:Mai", "hội nghị người:Mai"),
    ("HỘI NGỊ", "HỘI NGHỊ"),
    ("Hội Ngị trung ương", "Hội Nghị trung ương"),
    ("hội ngị, nghị quyết", "hội nghị, nghị quyết"),
    ("hội ngị từ:05/2020", "hội nghị từ:05/2020"),
    ("(chính phũ HOẶC hợp) -xe", "(chính phủ HOẶC họp) -xe"),
]


@pytest.mark.parametrize(("typed", "better"), KEPT)
def test_everything_but_the_words_stays_as_typed(
    snapshot: Snapshot, typed: str, better: str | None
) -> None:
    assert meant(snapshot, typed) == better


@pytest.mark.parametrize(
    "typed",
    [
        "Trương Thị May",  # A rare name, rightly typed.
        "truong thi may",
        "lời chúc",  # Chức is far commoner.
        "mưa lũ bản xa",
        "ổ gà",
        "lũ",
        "dân phố vui",  # Finds nothing, and each word is in its place.
        "chở",  # Well spelled, and nothing beside it to tell otherwise.
        "hội EVN",  # An abbreviation.
        "xyzzy",
        "18-NQ/TW",
        "2020",
        "???",
        "-họp -ở -của",
        "",
    ],
)
def test_a_good_query_is_left_alone_however_little_it_finds(
    snapshot: Snapshot, typed: str
) -> None:
    assert meant(snapshot, typed) is None


def test_where_little_is_found_only_a_near_certain_slip_is_mended(
    snapshot: Snapshot,
) -> None:
    # One article has both words, apart; tổ chức stands in fifteen.
    assert snapshot.count(parse("tổ chúc")[0]) == 1
    assert meant(snapshot, "tổ chúc") == "tổ chức"
    # Both stand together in an article: somebody writes just so.
    assert snapshot.count(parse("bán ngiêm")[0]) == 1
    assert meant(snapshot, "bán ngiêm") is None


def test_a_suggestion_has_results_under_the_filters(snapshot: Snapshot) -> None:
    asked = {"persons": ("Trương Thị Mai",)}
    assert meant(snapshot, "hội ngị", **asked) == "hội nghị"
    assert meant(snapshot, "hội ngị", persons=("Bà May",)) is None


def test_a_good_query_that_a_filter_narrows_is_left_alone(snapshot: Snapshot) -> None:
    assert meant(snapshot, "hội nghị", persons=("Bà May",)) is None


def test_in_a_long_query_only_unknown_words_are_looked_at(snapshot: Snapshot) -> None:
    long = "ban tổ chức trung ương họp hội nghị quán triệt nghị quyết lãnh đạo thành"
    assert meant(snapshot, f"{long} phố vi phạn") == f"{long} phố vi phạm"
    assert meant(snapshot, f"{long} phổ dân") is None


@given(st.text(max_size=40) | strategies.texts())
def test_nothing_that_can_be_typed_raises(snapshot: Snapshot, text: str) -> None:
    first = meant(snapshot, text)
    assert first is None or snapshot.count(parse(first)[0]) > 0
    assert meant(snapshot, text) == first


@pytest.mark.parametrize(
    ("typed", "better"),
    [
        ("lũ lụtt", "lũ lụt"),
        ("lut mien trug", "lut mien trung"),
        ("trườg", "trường"),
        ("chợ phiênn", "chợ phiên"),
        ('"tổ chưc trung ương"', '"tổ chức trung ương"'),
    ],
)
def test_the_searcher_offers_it(searcher: Searcher, typed: str, better: str) -> None:
    results = search(searcher, typed)
    assert results.complete == 0
    assert results.suggestion == better
    assert search(searcher, better).complete > 0


def test_slips_of_a_kind_are_told_apart_by_their_price() -> None:
    assert cost("lảnh", "lãnh") < cost("lánh", "lãnh")
    assert cost("sử", "xử") < cost("kử", "xử")
    assert cost("nghhị", "nghị") < cost("ngkhị", "nghị") < cost("bghịt", "nghị")
    assert cost("truong", "truong") == 0


def test_one_slip_away_are_dropped_doubled_swapped_and_wrong_letters() -> None:
    assert {"chc", "chuuc", "chcu", "choc", "truc"} <= {*near("chuc")}
    assert list(near("b")) == list(near("18")) == []


NAMES = [
    (("truong", "thi", "may"), ["Trương Thị Mai"]),
    (("mai", "truong"), ["Trương Thị Mai"]),
    (("may", "ba"), ["Bà May"]),
    (("phuc",), []),
    (("xyz", "zyx"), []),
    ((), []),
]


@pytest.mark.parametrize(("folded", "names"), NAMES)
def test_names_that_lack_one_syllable_at_most_are_like_it(
    snapshot: Snapshot, folded: tuple[str, ...], names: list[str]
) -> None:
    found = snapshot.names_like(folded, 10)
    assert [name for name, _ in found][: len(names)] == names
    assert bool(found) == bool(names)
    assert len(snapshot.names_like(folded, 1)) <= 1


def test_a_limit_changes_no_price_up_to_it() -> None:
    marked = "nước nuốc đường người ngưòi nghị ngị tổ trân chân".split()
    typed = [*marked, *map(fold, marked)]
    for meant in (
        *typed,
        *(other for word in map(fold, marked) for other in near(word)),
    ):
        for word in typed:
            price = cost(word, meant)
            for limit in (1.4, 1.5, 2.7, 4.0):
                limited = cost(word, meant, limit)
                assert limited == price if price <= limit else limited > limit
