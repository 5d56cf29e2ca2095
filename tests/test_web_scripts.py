"""What scripts add to the pages, in a real Chromium: suggestions, keys, dragging."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from urllib.parse import parse_qsl, quote, urlsplit

import pytest
from selenium.common.exceptions import StaleElementReferenceException
from selenium.webdriver import ActionChains, Chrome
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.wait import WebDriverWait

from tests.browser import has_browser, look_as, open_browser

pytestmark = pytest.mark.skipif(
    not has_browser(), reason="chromium and chromedriver are not installed"
)

FOUND = "/?q=" + quote("hội nghị")


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chrome]:
    with open_browser(tmp_path_factory.mktemp("profile")) as driver:
        yield driver


@pytest.fixture
def open_page(browser: Chrome, sample_site: str) -> Callable[[str], None]:
    look_as(browser, 1200, 900, "light")
    return lambda path: browser.get(sample_site + path)


@pytest.fixture
def touched(browser: Chrome) -> Iterator[Chrome]:
    """The browser as a phone."""
    look_as(browser, 360, 740, "light")
    enable = "Emulation.setTouchEmulationEnabled"
    browser.execute_cdp_cmd(enable, {"enabled": True, "maxTouchPoints": 1})
    yield browser
    browser.execute_cdp_cmd(enable, {"enabled": False})


def touch(browser: Chrome, kind: str, *at: float) -> None:
    """Put a finger somewhere, move it there, or take it away."""
    points = [{"x": at[0], "y": at[1]}] if at else []
    event = {"type": kind, "touchPoints": points}
    browser.execute_cdp_cmd("Input.dispatchTouchEvent", event)


def one(browser: Chrome, selector: str) -> WebElement:
    return browser.find_element(By.CSS_SELECTOR, selector)


def every(browser: Chrome, selector: str) -> list[WebElement]:
    return browser.find_elements(By.CSS_SELECTOR, selector)


def wait(browser: Chrome, until: Callable[[], object]) -> object:
    # What was found may be gone a moment later, with the page that it was on.
    gone = [StaleElementReferenceException]
    return WebDriverWait(browser, 10, ignored_exceptions=gone).until(lambda _: until())


def names_listed(browser: Chrome) -> list[str]:
    """Read the list of people at one moment: it may be another at the next."""
    return browser.execute_script(
        "return [...document.querySelectorAll('.person-list .name')]"
        ".map(name => name.textContent)"
    )


def state(browser: Chrome) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(browser.current_url).query, keep_blank_values=True))


def focused(browser: Chrome) -> WebElement:
    return browser.switch_to.active_element


def press(browser: Chrome, *keys: str) -> None:
    ActionChains(browser).send_keys(*keys).perform()


def offered(browser: Chrome) -> list[WebElement]:
    return [each for each in every(browser, "#suggestions li") if each.is_displayed()]


def test_persons_are_suggested_first_and_chosen_by_keys(browser, open_page):
    open_page("/?lang=en")
    box = one(browser, "#q")
    box.send_keys("le thi")
    first = wait(browser, lambda: offered(browser))[0]
    name, kind = (span.text for span in first.find_elements(By.TAG_NAME, "span"))
    assert kind == "person" and name.startswith("Lê Thị")
    assert box.get_attribute("aria-expanded") == "true"
    assert "Suggestions:" in one(browser, "form.search [role=status]").text
    box.send_keys(Keys.ARROW_DOWN)
    assert box.get_attribute("value") == name
    assert box.get_attribute("aria-activedescendant") == first.get_attribute("id")
    assert first.get_attribute("aria-selected") == "true"
    box.send_keys(Keys.ENTER)
    wait(browser, lambda: "person" in state(browser))
    assert state(browser) == {"q": "", "person": name, "lang": "en"}
    assert every(browser, ".hit")


def test_arrows_go_around_and_come_back_to_what_was_typed(browser, open_page):
    open_page("/")
    box = one(browser, "#q")
    box.send_keys("hội")
    options = wait(browser, lambda: offered(browser))
    box.send_keys(Keys.ARROW_UP)
    assert box.get_attribute("value") == options[-1].get_attribute("data-text")
    box.send_keys(Keys.ARROW_DOWN)
    assert box.get_attribute("value") == "hội"
    assert box.get_attribute("aria-activedescendant") is None


def test_escape_closes_the_suggestions_and_keeps_what_was_typed(browser, open_page):
    open_page("/")
    box = one(browser, "#q")
    box.send_keys("hội")
    wait(browser, lambda: offered(browser))
    box.send_keys(Keys.ARROW_DOWN, Keys.ESCAPE)
    assert not offered(browser)
    assert box.get_attribute("value") == "hội"
    assert box.get_attribute("aria-expanded") == "false"
    box.send_keys(Keys.ESCAPE)
    assert focused(browser) != box
    assert box.get_attribute("value") == "hội"


def test_an_answer_that_comes_late_leaves_the_suggestion_that_was_gone_to(
    browser, open_page
):
    open_page("/")
    box = one(browser, "#q")
    box.send_keys("hội")
    wait(browser, lambda: offered(browser))
    browser.execute_script(
        """
        const ask = window.fetch;
        window.fetch = async (...asked) => {
          await new Promise((go) => setTimeout(go, 200));
          return ask(...asked);
        };
        """
    )
    box.send_keys(" ", Keys.ARROW_DOWN)
    gone_to = box.get_attribute("aria-activedescendant")
    assert gone_to
    time.sleep(0.6)
    assert box.get_attribute("aria-activedescendant") == gone_to
    chosen = browser.find_element(By.ID, gone_to)
    assert box.get_attribute("value") == chosen.get_attribute("data-text")


def test_words_are_composed_undisturbed_by_suggestions(browser, open_page):
    open_page("/")
    one(browser, "#q").click()
    for composed in ("h", "hô", "hôi", "hội"):
        end = {"selectionStart": len(composed), "selectionEnd": len(composed)}
        browser.execute_cdp_cmd("Input.imeSetComposition", {"text": composed, **end})
    wait(browser, lambda: offered(browser))
    assert one(browser, "#q").get_attribute("value") == "hội"
    browser.execute_cdp_cmd("Input.insertText", {"text": "hội"})
    assert one(browser, "#q").get_attribute("value") == "hội"
    assert "q" not in state(browser)


def test_the_suggestion_gone_to_is_seen_where_the_system_chooses_colours(
    browser, open_page
):
    open_page("/")
    forced = {"name": "forced-colors", "value": "active"}
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [forced]})
    box = one(browser, "#q")
    box.send_keys("le thi")
    wait(browser, lambda: offered(browser))
    box.send_keys(Keys.ARROW_DOWN)
    first, second = offered(browser)[:2]
    assert first.value_of_css_property("outline-style") == "solid"
    assert second.value_of_css_property("outline-style") == "none"


def test_a_suggestion_is_chosen_by_a_touch(touched, sample_site):
    touched.get(sample_site + "/")
    one(touched, "#q").send_keys("le thi")
    first = wait(touched, lambda: offered(touched))[0]
    name = first.get_attribute("data-text")
    touch(touched, "touchStart", first.rect["x"] + 20, first.rect["y"] + 12)
    touch(touched, "touchEnd")
    wait(touched, lambda: "person" in state(touched))
    assert state(touched)["person"] == name


def test_a_suggestion_is_chosen_by_a_click(browser, open_page):
    open_page("/")
    one(browser, "#q").send_keys("hội ng")
    words = wait(
        browser,
        lambda: [
            each
            for each in offered(browser)
            if each.get_attribute("data-kind") == "words"
        ],
    )[0]
    text = words.get_attribute("data-text")
    words.click()
    wait(browser, lambda: state(browser))
    assert state(browser)["q"] == text


def test_slash_goes_to_the_box_and_can_be_turned_off(browser, open_page):
    open_page(FOUND)
    press(browser, "/")
    box = one(browser, "#q")
    assert focused(browser) == box
    assert box.get_attribute("value") == "hội nghị"
    press(browser, "a/b")  # In the box it is a letter, in place of what was chosen.
    assert box.get_attribute("value") == "a/b"
    browser.execute_script("document.querySelector('.keys').open = true")
    browser.execute_script("document.getElementById('slash-key').click()")
    open_page(FOUND)
    press(browser, "/")
    assert focused(browser) != one(browser, "#q")
    browser.execute_script("document.getElementById('slash-key').click()")
    press(browser, "/")
    assert focused(browser) == one(browser, "#q")


def test_arrows_go_from_the_box_to_the_hits_and_escape_back(browser, open_page):
    open_page(FOUND)
    box, hits = one(browser, "#q"), every(browser, ".hit h2 a")
    box.click()
    press(browser, Keys.ARROW_DOWN)
    assert focused(browser) == hits[0]
    press(browser, Keys.ARROW_DOWN)
    assert focused(browser) == hits[1]
    press(browser, Keys.ARROW_UP, Keys.ARROW_UP)
    assert focused(browser) == box
    press(browser, Keys.ARROW_DOWN, Keys.ESCAPE)
    assert focused(browser) == box
    press(browser, Keys.ARROW_DOWN)
    title = hits[0].text
    press(browser, Keys.ENTER)
    wait(browser, lambda: "/articles/" in browser.current_url)
    assert one(browser, "h1").text == title


def test_dragging_over_the_chart_chooses_a_time_and_back_takes_it_back(
    browser, open_page
):
    open_page(FOUND + "&lang=en")
    buckets = every(browser, ".chart .bucket")
    assert len(buckets) >= 4
    first, last = buckets[1], buckets[3]
    drag = ActionChains(browser).move_to_element(first).click_and_hold()
    drag.move_to_element(last).perform()
    labels = [each.get_attribute("data-label") for each in (first, last)]
    assert one(browser, ".chosen").text == " – ".join(labels)
    assert len(every(browser, ".chart .dragged")) == 3
    days = first.get_attribute("data-from"), last.get_attribute("data-to")
    before = browser.current_url
    ActionChains(browser).release().perform()
    wait(browser, lambda: "from" in state(browser))
    found = state(browser)
    assert (found["from"], found["to"]) == days
    assert found["q"] == "hội nghị" and found["lang"] == "en"
    browser.back()
    wait(browser, lambda: browser.current_url == before)
    assert not every(browser, ".chart .dragged")


def test_dragging_by_touch_over_the_time_that_is_chosen_draws_the_page_anew(
    touched, sample_site
):
    days = "2019-01-01", "2022-12-31"
    # Written as our own links write it.
    touched.get(f"{sample_site}/?q=hội&from={days[0]}&to={days[1]}")
    left, top, width = touched.execute_script(
        """
        window.isOld = true;
        history.replaceState(null, "", location.href + "#people");
        const chart = document.querySelector(".chart");
        chart.scrollIntoView({block: "center", behavior: "instant"});
        const box = chart.getBoundingClientRect();
        return [box.left, box.top, box.width];
        """
    )
    touch(touched, "touchStart", left + 2, top + 30)
    touch(touched, "touchMove", left + width / 2, top + 30)
    touch(touched, "touchMove", left + width - 2, top + 30)
    wait(touched, lambda: not every(touched, ".chart .bucket:not(.dragged)"))
    touch(touched, "touchEnd")
    wait(touched, lambda: not touched.execute_script("return window.isOld"))
    assert (state(touched)["from"], state(touched)["to"]) == days
    assert not every(touched, ".chart .dragged")


def test_two_fingers_zoom_on_the_chart_as_everywhere(browser, open_page):
    open_page(FOUND)
    allowed = one(browser, ".chart").value_of_css_property("touch-action")
    assert set(allowed.split()) == {"pan-y", "pinch-zoom"}


def test_escape_gives_up_a_drag(browser, open_page):
    open_page(FOUND)
    buckets = every(browser, ".chart .bucket")
    drag = ActionChains(browser).move_to_element(buckets[0]).click_and_hold()
    drag.move_to_element(buckets[2]).perform()
    press(browser, Keys.ESCAPE)
    assert not every(browser, ".chart .dragged")
    ActionChains(browser).release().perform()
    assert "from" not in state(browser)


def test_a_click_on_a_bar_narrows_to_it(browser, open_page):
    open_page(FOUND)
    bar = one(browser, ".chart a.bucket")
    days = bar.get_attribute("data-from"), bar.get_attribute("data-to")
    bar.click()
    wait(browser, lambda: "from" in state(browser))
    assert (state(browser)["from"], state(browser)["to"]) == days


def test_names_are_found_in_the_list_while_typing(browser, open_page):
    open_page("/?q=")
    names = names_listed(browser)
    one(browser, "#find_person").send_keys("lê")
    wait(browser, lambda: names_listed(browser) != names)
    found = names_listed(browser)
    assert found and all("Lê" in name for name in found)
    # A screen reader tells how many, and does not read them all out.
    wait(browser, lambda: one(browser, ".names-found").text)
    assert one(browser, ".names-found").text == f"{len(found)} tên trong danh sách"
    assert one(browser, ".names-found").get_attribute("role") == "status"
    assert not every(browser, ".facets [aria-live]")
    # Nothing else of the page moved, and the address stays.
    assert "find_person" not in state(browser)
    assert every(browser, ".hit")


def test_without_scripts_everything_is_a_link_or_a_form(
    tmp_path, sample_site: str
) -> None:
    with open_browser(tmp_path, 1200, 900) as plain:
        plain.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
        plain.get(sample_site + "/")
        one(plain, "#q").send_keys("hội nghị", Keys.ENTER)
        wait(plain, lambda: every(plain, ".hit"))
        one(plain, "#find_person").send_keys("ha", Keys.ENTER)
        wait(plain, lambda: every(plain, ".all-persons"))
        names = every(plain, ".person-list .name")
        assert names and all("Hà" in each.text for each in names)
        one(plain, "a.exclude").click()
        wait(plain, lambda: "not_person" in state(plain))
        one(plain, ".chart a.bucket").click()
        wait(plain, lambda: "from" in state(plain))
        one(plain, ".chips a").click()
        wait(plain, lambda: "not_person" not in state(plain))
        # What only scripts can do is not shown.
        assert not one(plain, "#slash-key").is_displayed()
        assert one(plain, ".chosen").text == ""


def test_nothing_moves_while_the_page_loads_its_scripts(browser, open_page):
    """The layout does not shift (CLS) by more than nothing."""
    open_page(FOUND)
    shift = browser.execute_async_script(
        """
        const done = arguments[0];
        let total = 0;
        new PerformanceObserver(list => {
          for (const entry of list.getEntries()) total += entry.value;
        }).observe({type: "layout-shift", buffered: true});
        setTimeout(() => done(total), 300);
        """
    )
    assert shift == 0


def test_nothing_beside_them_moves_where_the_keys_are_shown(browser, open_page):
    open_page("/")
    places = """
        return [...document.querySelectorAll(".keys summary, .colophon > p")].map(
            (each) => [each.getBoundingClientRect().x, each.offsetTop]
        );
    """
    before = browser.execute_script(places)
    browser.execute_script("document.querySelector('.keys').open = true")
    assert one(browser, ".keys dl").is_displayed()
    assert browser.execute_script(places) == before
