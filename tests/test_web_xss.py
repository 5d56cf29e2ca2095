"""Nothing from pages, file names or addresses is executed: asked of a real Chromium.

Chromium runs without the policy that forbids scripts (CSP), so that escaping has to
hold by itself; the policy is held to account with a page that escapes nothing.
"""

from __future__ import annotations

import json
import re
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import quote, urlencode, urlsplit
from xml.etree import ElementTree

import pytest
from selenium.webdriver import Chrome
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.wait import WebDriverWait

from index.generations import open_current
from index.ledger import read_ledger
from index.reindex import reindex
from tests.browser import has_browser, open_browser, run_server
from tests.helpers import ROOT
from tests.xss_probes import ADDRESSES, EVALUATED, EXECUTED, LOOK, PROBES
from web.exports.atom import NAMESPACE as ATOM
from web.middleware.headers import CONTENT_SECURITY_POLICY
from web.params import SEARCH_PARAMETERS

pytestmark = pytest.mark.skipif(
    not has_browser(), reason="chromium and chromedriver are not installed"
)

TAGS = sorted(
    {"html", "head", "body", "mark", "pre", "div"}
    | {
        tag
        for file in (ROOT / "web/templates").rglob("*.html")
        for tag in re.findall("<([a-z][a-z0-9]*)", file.read_text("utf-8"))
    }
)
"""Elements of our own pages, and of Chromium's page for JSON."""

LAW = "Luật Đất đai; Nghị quyết số 18-NQ/TW"
"""Documents that are cited next to a probe."""

GROUPS = [PROBES[first : first + 10] for first in range(0, len(PROBES), 10)]
VULNERABLE = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<a href=javascript:alert(1)>x</a>",
    "<iframe src=about:blank></iframe>",
    "<base href=/elsewhere/>",
    f"<p>{EVALUATED}</p>",
)


def encoded(text: str) -> str:
    """Encode a text for a path, slashes as well, whatever is in it."""
    return quote(text, safe="", errors="surrogatepass")


def id_of(probes: tuple[str, ...]) -> str:
    """Make an id of probes; what no address can hold would be refused."""
    text = re.sub(r"[\x00-\x1f\x7f]", "", " ".join(probes))
    return re.sub("/+", "/", text)[:290].strip("/")


def query_of(*parameters: tuple[str, str]) -> str:
    return urlencode(parameters, errors="surrogatepass")


@pytest.fixture(scope="module")
def index_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The index of an archive that has the probes wherever a page can bring them."""
    folder = tmp_path_factory.mktemp("xss")
    corpus = folder / "<img src=x onerror=alert(1)>"
    corpus.mkdir()
    records = [
        {
            "id": f"{number}/{id_of(group[:5])}",
            "title": f"Tin {' '.join(group)}",
            "body": "\n\n".join(f"Tin về {probe} hôm nay." for probe in group)
            + "".join(f"\n\n{LAW} {probe}" for probe in group),
            "published": f"2020-01-{number + 1:02}",
            "persons": [{"name": probe, "role": probe} for probe in group],
            "authors": list(group),
            "source": group[number % len(group)],
            "url": ADDRESSES[number],
        }
        for number, group in enumerate(GROUPS)
    ]
    # Two copies of each name the other one, with its source and its address.
    copies = [
        {**record, "id": f"{number}/{id_of(group[5:])}"}
        for number, (record, group) in enumerate(zip(records, GROUPS, strict=True))
    ]
    write_ascii_jsonl(corpus / "'\"><svg onload=alert(1)>.jsonl", records + copies)
    for number, probe in enumerate(PROBES):
        name = re.sub("[/\x00\ud800-\udfff]", "\u2215", probe)
        page = f"{probe}\n\nTin về {probe}, bài số {number}, kể lại chuyện hôm qua.\n"
        file = corpus / f"{name[:60]} {number}.txt"
        file.write_text(page, "utf-8", errors="replace")
        if number % 4:
            continue
        html = f"<html><title>{probe}</title><body><h1>{probe}</h1><p>{page}</body>"
        file.with_suffix(".html").write_text(html, "utf-8", errors="replace")
    summary = reindex([corpus], folder / "index", n_workers=1)
    # Of a file that is a probe and little else there may be no text left.
    failures = [failure.place for failure in summary.failures]
    assert [place for place in failures if ".jsonl" in place] == []
    return folder / "index"


@pytest.fixture(scope="module")
def address(index_dir: Path) -> Iterator[str]:
    with run_server(index_dir) as address:
        yield address


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chrome]:
    """A Chromium that notes what is executed, and heeds no policy of a page."""
    with open_browser(tmp_path_factory.mktemp("profile")) as driver:
        driver.execute_cdp_cmd(
            "Page.addScriptToEvaluateOnNewDocument", {"source": EXECUTED}
        )
        driver.execute_cdp_cmd("Page.enable", {})
        driver.execute_cdp_cmd("Page.setBypassCSP", {"enabled": True})
        yield driver


def look(browser: Chrome, url: str) -> list[str]:
    """Open a page and list what in it may not be."""
    browser.get(url)
    found = browser.execute_script(LOOK, TAGS, EVALUATED)
    here, asked = urlsplit(browser.current_url), urlsplit(url)
    if here.netloc != asked.netloc:
        found.append(f"went to {browser.current_url}")
    return found


def check(browser: Chrome, url: str) -> None:
    assert look(browser, url) == [], url


def test_probes_of_articles_are_text_on_the_results_and_on_their_pages(
    browser: Chrome, address: str, index_dir: Path
) -> None:
    for page in (1, 2):
        check(browser, f"{address}/?q=tin&per_page=100&explain=1&page={page}")
    ids = list(read_ledger(open_current(index_dir).path))
    of_records = [id_ for id_ in ids if "/" in id_]
    assert len(of_records) == 2 * len(GROUPS)
    for id_ in [*of_records, *set(ids[::20]).difference(of_records)]:
        query = query_of(("q", f'tin "{id_}"'[:1000]), ("person", PROBES[0]))
        check(browser, f"{address}/articles/{quote(id_)}?{query}")


def test_probes_are_text_in_what_an_article_leads_to(
    browser: Chrome, address: str, index_dir: Path
) -> None:
    [id_, *_] = [i for i in read_ledger(open_current(index_dir).path) if "/" in i]
    check(browser, f"{address}/articles/{quote(id_)}?q=tin")
    for section in ("cited", "similar", "citation", "as-read", "named"):
        assert browser.find_elements("css selector", f".{section}"), section


def names_of(address: str) -> list[str]:
    """List the persons of the archive, as its JSON has them."""
    names = {}
    for page in (1, 2):
        url = f"{address}/api/search?q=tin&per_page=100&page={page}"
        with urllib.request.urlopen(url) as answer:
            for hit in json.load(answer)["hits"]:
                names |= dict.fromkeys(person["name"] for person in hit["persons"])
    return list(names)


def test_probes_are_text_on_pages_about_persons(browser: Chrome, address: str) -> None:
    names = names_of(address)
    assert len(names) > len(PROBES) / 2
    shown = 0
    for name in names:
        check(browser, f"{address}/people/{quote(name, safe='')}")
        shown += bool(browser.find_elements("css selector", "main.person"))
    # A name that begins with a slash, or is none but dots, has no page.
    assert shown > len(names) * 0.9


def test_probes_are_text_among_the_filters(browser: Chrome, address: str) -> None:
    for group in GROUPS:
        pairs = [("q", "tin"), ("person_match", "any"), ("find_person", group[0])]
        pairs += [("person", probe) for probe in group[:5]]
        pairs += [("not_person", probe) for probe in group[5:]]
        check(browser, f"{address}/?{query_of(*pairs)}")
        assert browser.find_elements("css selector", ".person-list .excluded")


def wait_for(browser: Chrome, script: str) -> None:
    WebDriverWait(browser, 10).until(lambda driver: driver.execute_script(script))


def test_names_that_scripts_insert_are_text(browser: Chrome, address: str) -> None:
    names = [name for name in names_of(address) if "alert(1)" in name][:20:2]
    assert len(names) == 10
    n_suggested = 0
    for name in names:
        # Suggested below the box, put into it, and searched for.
        check(browser, f"{address}/?q=tin")
        browser.execute_script(TYPE, "#q", name[:30])
        time.sleep(0.4)
        assert browser.execute_script(LOOK, TAGS, EVALUATED) == [], name
        if not browser.find_elements("css selector", "[role=option]"):
            continue
        n_suggested += 1
        box = browser.find_element("id", "q")
        box.send_keys(Keys.ARROW_DOWN)
        assert box.get_attribute("value") in names_of_options(browser)
        box.send_keys(Keys.ENTER)
        wait_for(browser, "return !document.querySelector('[role=option]')")
        assert browser.execute_script(LOOK, TAGS, EVALUATED) == [], name
        assert urlsplit(browser.current_url).netloc == urlsplit(address).netloc
    assert n_suggested > 2


def names_of_options(browser: Chrome) -> list[str]:
    options = browser.find_elements("css selector", "[role=option]")
    return [option.get_dom_attribute("data-text") for option in options]


TYPE = """
const box = document.querySelector(arguments[0]);
box.focus();
box.value = arguments[1];
box.dispatchEvent(new Event('input', {bubbles: true}));
"""


def test_names_that_are_found_as_one_types_are_text(
    browser: Chrome, address: str
) -> None:
    n_found = 0
    for name in names_of(address)[::12]:
        check(browser, f"{address}/?q=tin")
        browser.execute_script(TYPE, "#find_person", name[:30])
        time.sleep(0.5)
        assert browser.execute_script(LOOK, TAGS, EVALUATED) == [], name
        if browser.find_elements("css selector", ".person-list .all-persons"):
            n_found += 1
    assert n_found > 2


def test_probes_are_text_in_feeds(browser: Chrome, address: str) -> None:
    for group in GROUPS:
        asked = query_of(("q", "tin"), ("person", group[0]), ("not_person", group[1]))
        for path in (f"/search.atom?{asked}", "/search.atom?q=tin"):
            url = address + path
            browser.get(url)
            assert browser.execute_script("return window.__xss") == [], url
            assert urlsplit(browser.current_url).netloc == urlsplit(address).netloc
            with urllib.request.urlopen(url) as answer:
                tree = ElementTree.fromstring(answer.read())
            tags = {element.tag for element in tree.iter()}
            assert all(tag.startswith(f"{{{ATOM}}}") for tag in tags)
            for link in tree.iter(f"{{{ATOM}}}link"):
                assert urlsplit(link.get("href")).scheme in ("http", "https")


def test_probes_in_any_parameter_are_text(browser: Chrome, address: str) -> None:
    for group in GROUPS:
        text = " ".join(group)
        persons = [("person", probe) for probe in group]
        check(browser, f"{address}/?{query_of(('q', text), *persons)}")
        every = [(name, text) for name in (*SEARCH_PARAMETERS[2:], "x", group[0])]
        check(browser, f"{address}/?{query_of(('q', group[1]), *every)}")


def test_probes_in_addresses_are_text_on_error_pages(
    browser: Chrome, address: str
) -> None:
    for group in GROUPS:
        text = encoded(" ".join(group))
        check(browser, f"{address}/{text}?{text}")
        check(browser, f"{address}/articles/{text}?lang={text}")
        check(browser, f"{address}/people/{text}?lang={text}")


def test_probes_are_text_on_the_page_of_the_interface_and_in_json(
    browser: Chrome, address: str
) -> None:
    for group in GROUPS[::2]:
        text = encoded(" ".join(group))
        for path in (
            f"/api?lang={text}",
            f"/api/search?q=tin&sort={text}",
            f"/api/search?q={text}&per_page=5",
            f"/api/suggest?q={text}",
            f"/api/try/article?article_id={text}",
        ):
            check(browser, address + path)
    check(browser, f"{address}/api/suggest?q=tin&limit=20")


def test_what_is_not_html_is_not_taken_for_it(address: str) -> None:
    for path in ("/api/search?q=tin", "/api/suggest?q=t", "/openapi.json", "/readyz"):
        with urllib.request.urlopen(address + path) as answer:
            assert answer.headers.get_content_type() == "application/json"
            assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_what_is_taken_along_is_never_shown_as_a_page(
    address: str, index_dir: Path
) -> None:
    ids = [i for i in read_ledger(open_current(index_dir).path) if "/" in i]
    cited = [f"/api/cite/{quote(id_)}?style=bibtex" for id_ in ids]
    for path in ("/api/search.jsonl?q=tin", "/api/search.csv?q=tin", *cited):
        with urllib.request.urlopen(address + path) as answer:
            told = answer.headers["Content-Disposition"]
            assert re.fullmatch(r'attachment; filename="[a-z0-9.-]+"', told)
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
    for path in (f"/api/cite/{quote(id_)}" for id_ in ids):
        with urllib.request.urlopen(address + path) as answer:
            assert answer.headers.get_content_type() == "text/plain"
            assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_a_page_that_escapes_nothing_is_found_out(browser: Chrome) -> None:
    with vulnerable_server() as address:
        for number, markup in enumerate(VULNERABLE):
            assert look(browser, f"{address}/{number}") != [], markup
        assert "alert(1)" in look(browser, f"{address}/0")
        assert "alert(1)" in look(browser, f"{address}/1")


def test_the_policy_alone_executes_nothing_even_where_nothing_is_escaped(
    browser: Chrome,
) -> None:
    browser.execute_cdp_cmd("Page.setBypassCSP", {"enabled": False})
    try:
        with vulnerable_server(policy=CONTENT_SECURITY_POLICY) as address:
            for number, markup in enumerate(VULNERABLE):
                assert "alert(1)" not in look(browser, f"{address}/{number}"), markup
    finally:
        browser.execute_cdp_cmd("Page.setBypassCSP", {"enabled": True})


@contextmanager
def vulnerable_server(policy: str | None = None) -> Iterator[str]:
    """Serve pages that escape nothing: ``/0`` with the first of `VULNERABLE`…"""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            name = self.path.strip("/")
            body = VULNERABLE[int(name)].encode() if name.isdigit() else b""
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            if policy is not None:
                self.send_header("Content-Security-Policy", policy)
            self.end_headers()
            self.wfile.write(body)

        log_message: Callable[..., None] = staticmethod(lambda *args: None)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def write_ascii_jsonl(file: Path, records: list[dict]) -> None:
    """Write records with everything but ASCII escaped: surrogates cannot be encoded."""
    lines = (json.dumps(record) for record in records)
    file.write_text("\n".join(lines) + "\n", "ascii")
