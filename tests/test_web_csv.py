"""All hits as CSV: harmless, readable by spreadsheets, whole or noticeably not."""

import csv
import http.client
import io
import unicodedata
import urllib.request

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.errors import IndexNotFoundError, TimeLimitError
from search.types import SearchRequest
from tests.programs import running
from tests.web_fakes import FakeSearcher, link, make_article, make_client, page_of
from web.exports.csv_rows import COLUMNS, neutralise, write_csv
from web.state import MAX_EXPORTS

URL = "/api/search.csv"


@pytest.fixture
def searcher():
    return FakeSearcher()


@pytest.fixture
def client(searcher):
    return make_client(searcher, time_limit=3)


def rows_of(text):
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text[1:], newline=""), strict=True))


def test_all_hits_are_rows_below_the_names_of_the_columns(client, searcher):
    response = client.get(URL, query_string={"q": "hội nghị", "from": "2020"})
    assert response.status_code == 200
    assert response.content_type == "text/csv; charset=utf-8"
    assert "attachment" in response.headers["Content-Disposition"]
    head, first, *others = rows_of(response.data.decode("utf-8"))
    assert tuple(head) == COLUMNS
    article = searcher.articles[0]
    assert first[:-1] == [
        article.id,
        article.title,
        "2020-08-17T09:30",
        "Báo tỉnh",
        "Thu Hà",
        "Lê Văn An; Nguyễn Thị Bình",
        article.url,
    ]
    assert article.body.startswith(first[-1])
    assert len(others) == 2


def test_what_finds_nothing_is_a_table_without_rows(client):
    assert rows_of(client.get(URL + "?q=zzz").text) == [list(COLUMNS)]


@pytest.mark.parametrize(
    ("query", "status"),
    [("from=x", 400), ("q=*", 400), ("page=2", 400), ("cursor=x", 400)],
)
def test_a_bad_request_is_a_problem_document(client, query, status):
    response = client.get(f"{URL}?{query}")
    assert response.status_code == status
    assert response.content_type == "application/problem+json"


@pytest.mark.parametrize(
    "error", [IndexNotFoundError(path="x"), TimeLimitError(seconds=3)]
)
def test_an_error_before_the_first_hits_is_a_problem_document(client, searcher, error):
    searcher.error = error
    response = client.get(URL)
    assert response.status_code == 503
    assert response.headers["Retry-After"]
    assert response.content_type == "application/problem+json"


def test_an_error_midway_is_the_last_row_and_breaks_the_connection_off(
    client, searcher
):
    searcher.error_midway = TimeLimitError(seconds=3)
    response = client.get(URL, buffered=False)
    assert response.status_code == 200
    pieces = []
    with pytest.raises(TimeLimitError):
        pieces.extend(response.iter_encoded())
        pytest.fail("the end of the list came")
    # `extend` kept what came before the error.
    rows = rows_of(b"".join(pieces).decode("utf-8"))
    assert len(rows) == 4
    assert "còn thiếu" in rows[-1][1]
    assert len(rows[-1]) == len(COLUMNS)


PROGRAM = """
from search.errors import TimeLimitError
from tests.web_fakes import FakeSearcher
from web.config import WebConfig
from web.serving.server import serve

class SlowSearcher(FakeSearcher):
    def __init__(self):
        super().__init__()
        self.error_midway = TimeLimitError(seconds=3)

serve(SlowSearcher, WebConfig(), host="127.0.0.1", port=0, workers=1,
      announce=lambda address: print(address, flush=True))
"""


def test_who_downloads_notices_that_the_list_is_not_whole_and_the_log_has_no_query():
    with running(PROGRAM) as program:
        url = f"{program.line()}{URL}?q=hoi"
        with urllib.request.urlopen(url, timeout=10) as answer:
            with pytest.raises(http.client.IncompleteRead) as caught:
                answer.read()
    assert "còn thiếu" in rows_of(caught.value.partial.decode("utf-8"))[-1][1]
    assert "TimeLimitError" in program.errors
    assert "hoi" not in program.errors


def test_lists_that_are_read_slowly_leave_threads_for_others(client):
    open_lists = [
        client.get(f"{URL}?q=hoi", buffered=False) for _ in range(MAX_EXPORTS)
    ]
    refused = client.get(f"{URL}?q=hoi")
    assert refused.status_code == 503
    assert refused.json["type"].endswith("#too-many-exports")
    assert int(refused.headers["Retry-After"]) > 0
    assert client.get("/api/search?q=hoi").status_code == 200
    for answer in open_lists:
        answer.close()
    assert client.get(f"{URL}?q=hoi").status_code == 200


def test_lists_that_fail_before_they_begin_take_no_room(client, searcher):
    searcher.error = TimeLimitError(seconds=3)
    for _ in range(MAX_EXPORTS + 1):
        assert client.get(f"{URL}?q=hoi").json["type"].endswith("#time-limit")


def test_hits_are_sent_piece_by_piece(searcher):
    pieces = searcher.all_hits(SearchRequest())
    rows = write_csv(pieces, "broken off")
    next(rows)
    next(rows)
    assert len([*pieces]) == 3, "more was taken than was sent"


def test_the_page_of_results_leads_to_the_same_search(client):
    page = page_of(client.get("/?q=hội nghị&sort=newest&from=2020&page=1&per_page=2"))
    address = link(page, "Tải về CSV")
    assert address.startswith(URL)
    assert len(rows_of(client.get(address).text)) == 4
    # What the strict reading would refuse is not offered.
    assert "Tải về CSV" not in client.get("/?q=hội nghị&from=x").text
    assert "Tải về CSV" not in client.get("/?q=zzz").text


@pytest.mark.parametrize(
    "cell",
    ["=1+1", "+84", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "\t", " =1", "\u200b=1"]
    + ["＝1", "＋1", "－1", "＠a", "\u00a0＝1", "﹦1", "\ufeff=1", "\x00=1"],
)
def test_what_a_spreadsheet_would_run_gets_an_apostrophe(cell):
    assert neutralise(cell) == "'" + cell


@pytest.mark.parametrize("cell", ["", "lũ", "5=5", "'=1", " lũ -1", "a@b.vn", "“=1”"])
def test_other_cells_stay_as_they_are(cell):
    assert neutralise(cell) == cell


hostile = st.text(
    st.sampled_from("=+-@＝＋－＠﹢\t\r\n \u200b\u00a0\ufeff\x00\x0b\"',;ab1")
    | st.characters(exclude_categories=())
)


@given(hostile)
def test_no_cell_begins_as_a_formula_and_each_is_told_back(cell):
    given = neutralise(cell)
    # Programs of many countries divide cells at semicolons.
    for part, was in zip(given.split(";"), cell.split(";"), strict=True):
        assert part in (was, "'" + was)
        assert not part.startswith(("\t", "\r", "\n"))
        seen = unicodedata.normalize("NFKC", part).strip()
        unseen = "".join(c for c in seen if unicodedata.category(c)[0] in "CZ")
        assert not seen.lstrip(unseen).startswith(("=", "+", "-", "@"))
    assert neutralise(given) == given


@given(st.lists(hostile, min_size=1, max_size=4))
def test_whatever_pages_hold_the_table_reads_back(titles):
    searcher = FakeSearcher([make_article(n, t) for n, t in enumerate(titles)])
    text = "".join(write_csv(searcher.all_hits(SearchRequest()), ""))
    rows = rows_of(text.encode("utf-8").decode("utf-8"))[1:]
    expected = [neutralise(t).encode("utf-8", "replace").decode() for t in titles]
    assert [row[1] for row in rows] == expected
