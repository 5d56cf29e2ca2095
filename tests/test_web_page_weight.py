"""Pages are light and quiet: under 50 kB as sent, from one host, without a cookie."""

from urllib.parse import urlsplit

import pytest
from lxml.html import fromstring

from bench.page_weight import FAST, measure
from search.searcher import open_searcher
from tests.browser import has_browser, run_server
from tests.conftest import ARTICLES
from tests.helpers import build_index, make_article
from tests.web_fakes import make_client

MAX_BYTES = 50_000
ACCEPTED = {"Accept-Encoding": "gzip"}
WORDS = "lũ lụt sạt lở cứu hộ làng xã huyện tỉnh đê kè hồ đập mưa bão nước dân nhà"


@pytest.fixture(scope="module")
def index_dir(tmp_path_factory):
    """An archive whose pages of results are full: ten long hits, many people."""
    long = [
        make_article(
            f"{n:02}",
            f"Bài số {n}: khắc phục hậu quả lũ lụt ở các xã vùng cao của huyện {n}",
            " ".join(WORDS.split()[n % 7 :] * 20) + f" Đoạn {n}.",
            f"20{n:02}-0{n % 9 + 1}-11",
            [f"{ho} Thị {ten}" for ho in ("Lê", "Trần", "Đỗ") for ten in ("Hà", "Mai")],
        )
        for n in range(5, 25)
    ]
    index_dir = tmp_path_factory.mktemp("weight") / "index"
    build_index(index_dir, [*ARTICLES, *long])
    return index_dir


@pytest.fixture(scope="module")
def client(index_dir):
    return make_client(open_searcher(index_dir))


def parts_of(client, url):
    """Give the answers that a browser needs to show a page, itself first."""
    page = client.get(url, headers=ACCEPTED)
    tree = fromstring(client.get(url).text)
    asked = tree.xpath(
        "//link[contains('stylesheet icon preload modulepreload', @rel)]/@href"
        " | //script/@src | //img/@src | //iframe/@src | //source/@src | //object/@data"
    )
    assert asked
    answers = [page]
    for address in dict.fromkeys(asked):
        # A path of this host: neither a scheme nor another host (`//`).
        assert address.startswith("/") and not address.startswith("//"), address
        with client.get(address, headers=ACCEPTED) as part:
            assert part.data is not None
            answers.append(part)
    return answers


@pytest.mark.parametrize(
    "url", ["/", "/?q=lũ lụt", "/articles/07?q=lũ lụt", "/?q=zzz", "/api"]
)
def test_a_page_and_what_it_is_made_of_weigh_less_than_50_kb(client, url):
    answers = parts_of(client, url)
    assert all(answer.status_code == 200 for answer in answers)
    assert answers[0].headers["Content-Encoding"] == "gzip"
    assert sum(len(answer.data) for answer in answers) < MAX_BYTES


@pytest.mark.parametrize("url", ["/", "/?q=lũ lụt", "/articles/07?q=lũ lụt"])
def test_no_answer_sets_a_cookie_and_no_page_leads_a_browser_elsewhere(client, url):
    for answer in parts_of(client, url):
        assert "Set-Cookie" not in answer.headers
        policy = answer.headers["Content-Security-Policy"]
        for rule in policy.split("; ")[1:]:
            assert set(rule.split()[1:]) <= {"'self'", "'none'", "data:"}, rule
    # What the style fetches, too.
    style = client.get("/static/style.css", headers={})
    with style:
        assert "@import" not in style.text
        assert "url(" not in style.text.replace("url(data:", "")


@pytest.mark.skipif(not has_browser(), reason="chromium and chromedriver are missing")
def test_a_browser_asks_nobody_else_and_keeps_what_it_has(index_dir, tmp_path):
    with run_server(index_dir) as address:
        url = f"{address}/?q=l%C5%A9+l%E1%BB%A5t"
        first, again = measure(url, FAST, tmp_path)
        assert first.hosts == again.hosts == {urlsplit(address).netloc}
    assert first.n_cookies == again.n_cookies == 0
    assert first.encodings == {"zstd"}
    assert 2000 < first.n_bytes < MAX_BYTES
    # The page is answered 304, and its style is not even asked for.
    assert again.n_from_cache >= 1
    assert 0 < again.n_bytes < 1500
