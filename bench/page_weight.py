"""What a page weighs in a real Chromium, and how long it takes at 2G.

PYTHONPATH=. .venv/bin/python bench/page_weight.py [--index INDEX]

Each page is opened with an empty cache, in a browser of its own, and then once more
in the same one. Every request of the browser counts, whether the page or the browser
itself made it; bytes are those on the wire, with headers. At 2G: 250 kbit/s down,
50 kbit/s up and 300 ms more for each request (Chromium's own throttling, which adds
nothing for the connection itself).
"""

from __future__ import annotations

import argparse
import json
import statistics
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote, urlsplit
from urllib.request import urlopen

from selenium.webdriver import Chrome
from selenium.webdriver.support.ui import WebDriverWait

from index.reindex import reindex
from tests.browser import open_browser, run_server
from tests.helpers import ROOT

QUERY = quote("phòng chống lụt bão")
KBIT = 1000 / 8
SLOW = {
    "offline": False,
    "latency": 300,
    "downloadThroughput": 250 * KBIT,
    "uploadThroughput": 50 * KBIT,
}
FAST = {
    "offline": False,
    "latency": 0,
    "downloadThroughput": -1,
    "uploadThroughput": -1,
}
HEADINGS = (
    " page ",
    " requests, hosts, cookies ",
    " bytes ",
    " painted, ms ",
    " at 2G, ms ",
    " again: bytes ",
    " again at 2G, ms ",
)
PAINTED = """
    const [painted] = performance.getEntriesByName('first-contentful-paint');
    return document.readyState == 'complete' && painted ? painted.startTime : null;
"""


@dataclass
class Weight:
    """What one opening of a page cost."""

    n_requests: int = 0
    n_from_cache: int = 0
    n_bytes: int = 0
    hosts: set[str] = field(default_factory=set)
    encodings: set[str] = field(default_factory=set)
    n_cookies: int = 0
    painted_ms: float = 0.0


def main() -> None:
    """Serve the sample corpus, or another index, and print a table of its pages."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--index", type=Path)
    parser.add_argument("--runs", type=int, default=5)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        index_dir = asked.index or folder / "index"
        if asked.index is None:
            reindex([ROOT / "corpus"], index_dir)
        with run_server(index_dir, "--log-requests", "none") as address:
            print("|".join(("", *HEADINGS, "")))
            print("|".join(("", *["---"] * len(HEADINGS), "")))
            for page, path in pages_of(address):
                print(row_of(page, address + path, asked.runs, folder), flush=True)


def pages_of(address: str) -> Iterator[tuple[str, str]]:
    """List the pages that are weighed."""
    yield "start", "/"
    yield "results", f"/?q={QUERY}"
    with urlopen(f"{address}/api/search?q={QUERY}") as answer:
        found = json.load(answer)["hits"][0]["id"]
    yield "article", f"/articles/{quote(found)}?q={QUERY}"


def row_of(page: str, url: str, runs: int, folder: Path) -> str:
    """Weigh a page, and write what it weighs as a row of a table."""
    fast = [measure(url, FAST, folder) for _ in range(runs)]
    slow = [measure(url, SLOW, folder) for _ in range(runs)]
    first, again = fast[0]
    encodings = ", ".join(sorted(first.encodings))
    counts = (first.n_requests, len(first.hosts), first.n_cookies)
    cells = (
        page,
        ", ".join(map(str, counts)),
        f"{middle(fast, 0, 'n_bytes'):,.0f} ({encodings})",
        f"{middle(fast, 0, 'painted_ms'):,.0f}",
        f"{middle(slow, 0, 'painted_ms'):,.0f}",
        f"{middle(fast, 1, 'n_bytes'):,.0f}, {again.n_from_cache} file kept",
        f"{middle(slow, 1, 'painted_ms'):,.0f}",
    )
    return f"| {' | '.join(cells)} |"


def middle(runs: list[tuple[Weight, Weight]], which: int, name: str) -> float:
    """Give the median of the first openings (0) or of the second ones (1)."""
    return statistics.median(getattr(run[which], name) for run in runs)


def measure(
    url: str, conditions: dict[str, object], folder: Path
) -> tuple[Weight, Weight]:
    """Open a page in a new browser, and once more after another page."""
    with (
        tempfile.TemporaryDirectory(dir=folder) as profile,
        open_browser(Path(profile)) as browser,
    ):
        # The driver's own first page is no page of ours.
        browser.get("about:blank")
        browser.execute_cdp_cmd("Network.enable", {})
        browser.execute_cdp_cmd("Network.emulateNetworkConditions", conditions)
        browser.get_log("performance")
        first = weigh(browser, url)
        browser.get("about:blank")
        browser.get_log("performance")
        return first, weigh(browser, url)


def weigh(browser: Chrome, url: str) -> Weight:
    """Open a page and read off what went over the network."""
    browser.get(url)
    wait = WebDriverWait(browser, 60)
    weight = Weight(painted_ms=wait.until(lambda b: b.execute_script(PAINTED)))
    # The icon of the page comes after everything else.
    browser.execute_async_script("setTimeout(arguments[0], 1500)")
    for method, told in events_of(browser):
        if method == "Network.requestWillBeSent":
            # An extension of the browser's own, or data in the page, is no request.
            if told["request"]["url"].startswith(("http:", "https:")):
                weight.n_requests += 1
                weight.hosts.add(urlsplit(told["request"]["url"]).netloc)
        elif method == "Network.responseReceived":
            headers = {k.lower(): v for k, v in told["response"]["headers"].items()}
            weight.encodings |= {headers.get("content-encoding", "")} - {""}
            weight.n_from_cache += bool(told["response"].get("fromDiskCache"))
        elif method == "Network.requestServedFromCache":
            weight.n_from_cache += 1
        elif method == "Network.loadingFinished":
            weight.n_bytes += told["encodedDataLength"]
    cookies = browser.execute_cdp_cmd("Network.getAllCookies", {})["cookies"]
    weight.n_cookies = len(cookies)
    return weight


def events_of(browser: Chrome) -> Iterator[tuple[str, dict]]:
    """List what Chromium told of its network since it was last asked."""
    for entry in browser.get_log("performance"):
        message = json.loads(entry["message"])["message"]
        yield message["method"], message["params"]


if __name__ == "__main__":
    main()
