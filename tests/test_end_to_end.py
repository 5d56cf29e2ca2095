"""From a folder of pages to a reader's clicks: reindex, serve, Chromium."""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement

from tests.browser import has_browser, open_browser

pytestmark = pytest.mark.skipif(
    not has_browser(), reason="chromium and chromedriver are not installed"
)


@pytest.fixture(scope="module")
def address(sample_site: str) -> str:
    """The address of a real gunicorn over the sample corpus."""
    return sample_site


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator:
    """A headless Chromium."""
    with open_browser(tmp_path_factory.mktemp("profile")) as driver:
        driver.implicitly_wait(5)
        yield driver


def hits(browser) -> list[WebElement]:
    return browser.find_elements(By.CSS_SELECTOR, "li.hit h2 a")


def total(browser) -> int:
    return int(browser.find_element(By.CSS_SELECTOR, ".total").text.split()[0])


def test_a_reader_types_a_query_opens_a_person_narrows_the_date_reads_an_article(
    browser, address: str
) -> None:
    browser.get(address)
    assert browser.find_element(By.TAG_NAME, "html").get_attribute("lang") == "vi"

    box = browser.find_element(By.NAME, "q")
    box.send_keys("ban to chuc trung uong")
    box.submit()
    n_found = total(browser)
    assert n_found >= 5
    marks = [m.text for m in browser.find_elements(By.CSS_SELECTOR, ".snippet mark")]
    assert "Ban Tổ chức Trung ương" in marks

    person = browser.find_element(By.CSS_SELECTOR, ".persons a")
    name = person.find_element(By.TAG_NAME, "span").text
    person.click()
    n_naming = total(browser)
    assert 0 < n_naming <= n_found
    chips = browser.find_elements(By.CSS_SELECTOR, ".chips a")
    assert any(name in chip.text for chip in chips)
    assert all(
        name in hit.text for hit in browser.find_elements(By.CSS_SELECTOR, ".hit")
    )

    bar = browser.find_element(By.CSS_SELECTOR, ".chart a")
    told = bar.find_element(By.TAG_NAME, "title").get_attribute("textContent")
    n_in_bar = int(told.split()[1])
    bar.click()
    assert total(browser) == n_in_bar
    assert "from=" in browser.current_url and "person=" in browser.current_url

    title = hits(browser)[0].text
    hits(browser)[0].click()
    assert browser.find_element(By.TAG_NAME, "h1").text == title
    assert browser.find_elements(By.CSS_SELECTOR, "article mark, main mark")

    browser.back()
    assert total(browser) == n_in_bar
    while chips := browser.find_elements(By.CSS_SELECTOR, ".chips li a:not(.plain)"):
        chips[0].click()
    assert total(browser) == n_found


def test_the_page_and_the_json_say_the_same(browser, address: str) -> None:
    query = "q=%22ph%C3%B2ng+ch%E1%BB%91ng+l%E1%BB%A5t+b%C3%A3o%22&sort=newest"
    browser.get(f"{address}/?{query}")
    with urllib.request.urlopen(f"{address}/api/search?{query}") as answer:
        results = json.load(answer)
    assert total(browser) == results["total"]
    assert [h.text for h in hits(browser)] == [h["title"] for h in results["hits"]]
    shown = [e.text for e in browser.find_elements(By.CSS_SELECTOR, ".snippet")]
    assert shown == [hit["snippet"]["text"] for hit in results["hits"]]


def test_the_page_fits_a_phone(address: str, tmp_path: Path) -> None:
    with open_browser(tmp_path, 360, 740) as phone:
        # A desktop Chromium's window has a least width; a phone's screen has not.
        phone.execute_cdp_cmd(
            "Emulation.setDeviceMetricsOverride",
            {"width": 360, "height": 740, "deviceScaleFactor": 2, "mobile": True},
        )
        for path in ("/", "/?q=h%E1%BB%99i+ngh%E1%BB%8B", "/api"):
            phone.get(address + path)
            width = phone.execute_script("return document.documentElement.scrollWidth")
            assert width <= 360, path


def test_the_browser_asks_no_other_host_and_reports_no_error(
    tmp_path: Path, address: str
) -> None:
    with open_browser(tmp_path) as browser:
        for path in ("/", "/?q=l%C5%A9", "/api", "/articles/khong-co"):
            browser.get(address + path)
            loaded = browser.execute_script(
                "return performance.getEntriesByType('resource').map(e => e.name)"
            )
            assert all(url.startswith(address) for url in loaded), path
        messages = [
            entry["message"]
            for entry in browser.get_log("browser")
            if "404" not in entry["message"]
        ]
        assert messages == []
