"""WCAG 2.2 AA of every page and state, by axe-core in a real Chromium."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By
from selenium.webdriver.support.wait import WebDriverWait

from tests.axe import violations
from tests.browser import has_browser, look_as, open_browser

pytestmark = pytest.mark.skipif(
    not has_browser(), reason="chromium and chromedriver are not installed"
)

FOUND = "/?q=" + quote("hội nghị")
PAGES = {
    "start": "/",
    "start in English": "/?lang=en",
    "results": FOUND,
    "results in English": FOUND + "&lang=en",
    "all articles": "/?q=&sort=newest",
    "second page": "/?q=&page=2",
    "filters": FOUND
    + f"&person={quote('Tạ Hữu Khiêm')}&person={quote('Lù Văn Phương')}"
    f"&not_person={quote('Cao Thị Ngân Hà')}&from=2019&to=2021",
    "unknown date": "/?q=&date=unknown",
    "explained": FOUND + "&explain=1",
    "did you mean": "/?q=" + quote("hội ngị cán bộ toàn tỉnh"),
    "another keyboard": "/?q=toor+chuwcs",
    "nothing found": "/?q=zzzzxq",
    "wrong query and dates": '/?q="hội&from=tháng+tám&sort=x',
    "past the end": FOUND + "&page=99",
    "an article": "/articles/204d42b0e48a5af9?q=" + quote("nông thôn mới"),
    "a person": "/people/" + quote("Tạ Hữu Khiêm"),
    "a person in English": "/people/" + quote("Cao Thị Ngân Hà") + "?lang=en",
    "no such person": "/people/" + quote("Không Ai Cả"),
    "several persons": "/people/" + quote("ha"),
    "the JSON interface": "/api",
    "no such page": "/nope",
    "no such article": "/articles/nope",
}
ERRORS = {"no such page", "no such article", "no such person", "several persons"}
OPEN_ALL = "document.querySelectorAll('details').forEach(one => { one.open = true })"
LOOKS = {"light": (1200, 900, "light"), "dark phone": (360, 740, "dark")}


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chrome]:
    with open_browser(tmp_path_factory.mktemp("profile")) as driver:
        driver.set_script_timeout(60)
        yield driver


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("page", PAGES)
def test_no_page_keeps_anybody_out(
    browser: Chrome, sample_site: str, page: str, look: str
) -> None:
    look_as(browser, *LOOKS[look])
    browser.get(sample_site + PAGES[page])
    is_error = bool(browser.find_elements(By.CSS_SELECTOR, ".status-code"))
    assert is_error == (page in ERRORS)
    browser.execute_script(OPEN_ALL)
    assert violations(browser) == []


@pytest.mark.parametrize("look", LOOKS)
def test_an_article_keeps_nobody_out(
    browser: Chrome, sample_site: str, look: str
) -> None:
    look_as(browser, *LOOKS[look])
    browser.get(sample_site + FOUND)
    browser.find_element(By.CSS_SELECTOR, ".hit h2 a").click()
    assert browser.find_elements(By.CSS_SELECTOR, ".body mark")
    assert violations(browser) == []


@pytest.mark.parametrize("look", LOOKS)
def test_open_suggestions_keep_nobody_out(
    browser: Chrome, sample_site: str, look: str
) -> None:
    look_as(browser, *LOOKS[look])
    browser.get(sample_site + "/")
    box = browser.find_element(By.ID, "q")
    box.send_keys("le")
    WebDriverWait(browser, 10).until(
        lambda _: browser.find_elements(By.CSS_SELECTOR, "#suggestions li")
    )
    box.send_keys("\ue015")  # Arrow down.
    assert violations(browser) == []


def test_axe_finds_what_is_wrong(browser: Chrome, tmp_path: Path) -> None:
    page = tmp_path / "bad.html"
    page.write_text("<title>x</title><img src=x><p style='color:#aaa'>Khó đọc</p>")
    browser.get(page.as_uri())
    found = "\n".join(violations(browser))
    assert "image-alt" in found and "color-contrast" in found
    assert "html-has-lang" in found
