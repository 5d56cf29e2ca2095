"""What is printed: the text and what one has to know of it, dark on light."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

import pytest
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By

from tests.browser import has_browser, open_browser

pytestmark = pytest.mark.skipif(
    not has_browser(), reason="chromium and chromedriver are not installed"
)


@pytest.fixture(scope="module")
def paper(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chrome]:
    """A browser that shows what would be printed where the screen is dark."""
    with open_browser(tmp_path_factory.mktemp("profile")) as driver:
        dark = {"name": "prefers-color-scheme", "value": "dark"}
        driver.execute_cdp_cmd(
            "Emulation.setEmulatedMedia", {"media": "print", "features": [dark]}
        )
        yield driver


def is_shown(driver: Chrome, selector: str) -> bool:
    return driver.find_element(By.CSS_SELECTOR, selector).is_displayed()


def test_paper_is_light_where_the_screen_is_dark(paper: Chrome, sample_site: str):
    paper.get(sample_site + "/?q=" + quote("hội nghị"))
    body = paper.find_element(By.TAG_NAME, "body")
    assert body.value_of_css_property("background-color") == "rgba(253, 252, 249, 1)"
    assert body.value_of_css_property("color") == "rgba(29, 27, 24, 1)"
    root = paper.find_element(By.TAG_NAME, "html")
    assert root.value_of_css_property("color-scheme") == "light"
    for control in (".facets", ".hits > .note", ".masthead .search"):
        assert not is_shown(paper, control)


def test_what_a_name_does_not_say_is_printed_with_it(paper: Chrome, sample_site: str):
    paper.get(sample_site + "/people/" + quote("Tạ Hữu Khiêm"))
    assert is_shown(paper, ".person-head .note")
    assert not is_shown(paper, ".masthead .search")


def test_an_article_is_printed_with_its_address_and_without_controls(
    paper: Chrome, sample_site: str
):
    paper.get(sample_site + "/?q=" + quote("hội nghị"))
    href = paper.find_element(By.CSS_SELECTOR, ".hit h2 a").get_attribute("href")
    paper.get(href)
    assert is_shown(paper, ".body")
    assert is_shown(paper, ".printed-address")
    for control in (".back", ".reading .note", ".citation", ".masthead .search"):
        assert not is_shown(paper, control)
