"""Fixtures that many tests share."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from hypothesis import settings
from lxml.html import HtmlElement

from index.article import Article
from search.searcher import Searcher
from tests import conformance
from tests.browser import run_server
from tests.helpers import ROOT, SHARED, make_article, searcher_over
from tests.web_fakes import make_client, page_of

if conformance.IS_ASKED_FOR:
    conformance.use_cluster()

# How long an example takes says more of the machine than of the code.
settings.register_profile("tests", deadline=None)
settings.load_profile("tests")

ARTICLES = (
    make_article(
        "to-chuc",
        "Ban Tổ chức Trung ương giao ban tháng 5",
        "Đồng chí Lê Thị Hà chủ trì hội nghị.\n\nBan Tổ chức Trung ương quán triệt "
        "Nghị quyết số 18-NQ/TW về sắp xếp tổ chức bộ máy.",
        "2020-05-06T10:30",
        ["Lê Thị Hà"],
    ),
    make_article(
        "lu-lut",
        "Miền Trung khắc phục lũ lụt",
        "Trung tâm chỉ huy tổ chức cứu hộ. Ông Trần Văn Bình ương ngạnh ở lại làng. "
        "Ban chỉ huy họp với bà Lê Thị Hà.",
        "2020-10-20",
        ["Lê Thị Hà", "Trần Văn Bình"],
    ),
    make_article(
        "mua-vang",
        "Được mùa lúa ở Tiền Giang",
        "Vụ đông xuân năm nay nông dân được mùa, lúa chín vàng đồng.",
        "2021-03-02",
    ),
    make_article(
        "con-cho",
        "Chợ phiên vùng cao",
        "Người ta bán chó ở góc chợ. Không ai biết chò là cây gì.",
        None,
        ["TRẦN VĂN BÌNH"],
    ),
    make_article(
        "truong-hoc",
        "Trường học vùng lũ mở cửa lại",
        "Đường đến trường đã thông. Học sinh được tặng sách.",
        "2020-11-05T07:00",
        ["Trương Văn Đường"],
    ),
)


@pytest.fixture(scope="session")
def articles() -> tuple[Article, ...]:
    """A few small articles about different things."""
    return ARTICLES


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Iterator[None]:
    report = yield
    if conformance.IS_ASKED_FOR:
        conformance.fail_skipped(report)
    return report


@pytest.fixture(scope="module", autouse=True)
def no_library_is_left() -> Iterator[None]:
    """Remove what the tests of a file made in a cluster."""
    yield
    conformance.delete_libraries()


@pytest.fixture(scope="module" if conformance.IS_ASKED_FOR else "session")
def searcher(tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    """A searcher over `ARTICLES`."""
    return searcher_over(tmp_path_factory.mktemp("sample") / "index", ARTICLES)


@pytest.fixture
def client(searcher: Searcher) -> FlaskClient:
    """A client of the web over whatever searcher the tests of a file have."""
    return make_client(searcher)


@pytest.fixture
def open_page(client: FlaskClient) -> Callable[[str], HtmlElement]:
    """Open a page that is expected to be there, parsed."""
    return lambda url: page_of(client.get(url))


@pytest.fixture(scope="session")
def sample_index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The index of the sample corpus, made by the command line."""
    index_dir = tmp_path_factory.mktemp("sample-corpus") / "index"
    command = [sys.executable, "-m", "tracuu", "reindex", "--json"]
    done = subprocess.run(
        [*command, str(ROOT / "corpus"), "--index", str(index_dir)],
        capture_output=True,
        check=True,
    )
    summary = json.loads(done.stdout)
    assert summary["failed"] == 0 and summary["added"] >= 30
    return index_dir


@pytest.fixture(scope="session")
def sample_site(sample_index: Path) -> Iterator[str]:
    """The address of a real gunicorn over that index."""
    with run_server(sample_index) as address:
        yield address


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of measuring material beside the project; skips without it."""
    if not SHARED.is_dir():
        pytest.skip("../shared is not here: nothing to measure against")
    return SHARED
