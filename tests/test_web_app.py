"""What holds for every answer, and for the package as a whole."""

import ast
import re
from pathlib import Path

import pytest

import web
from tests.web_fakes import (
    FOREIGN,
    FakeSearcher,
    make_client,
    without_our_scripts,
)

WEB = Path(web.__file__).parent
PATHS = [
    "/",
    "/?q=hội",
    "/articles/bao-tinh/001.html?q=hội",
    "/people/Lê Văn An",
    "/api",
    "/nope",
] + [
    "/api/search?q=hội",
    "/api/search?from=x",
    "/livez",
    "/readyz",
    "/openapi.json",
    "/static/style.css",
]


@pytest.fixture(scope="module")
def client():
    return make_client(FakeSearcher())


@pytest.mark.parametrize("path", PATHS)
def test_every_answer_carries_the_security_headers(client, path):
    with client.get(path) as response:
        headers = response.headers
    policy = headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; style-src 'self'")
    assert "unsafe" not in policy and "frame-ancestors 'none'" in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cache-Control"] == "no-cache"
    assert "Set-Cookie" not in headers


@pytest.mark.parametrize("path", PATHS[:5])
def test_pages_have_no_inline_script_or_style_and_no_other_host(client, path):
    page = client.get(path).text
    assert not re.search(FOREIGN, without_our_scripts(page))
    for url in re.findall(r'(?:href|src|action)="([^"]*)"', page):
        assert url.startswith(("/", "#")) or url == (
            "https://bao.example/2020/hoi-nghi-can-bo"
        )


@pytest.mark.parametrize("path", PATHS[:5])
def test_pages_can_be_read_without_seeing_them(client, path):
    page = client.get(path).text
    assert page.count("<h1") == 1
    assert 'href="#main"' in page and 'id="main"' in page
    ids = re.findall(r'\sid="([^"]*)"', page)
    assert len(ids) == len(set(ids))
    for label in re.findall(r'<label[^>]*for="([^"]*)"', page):
        assert label in ids


@pytest.mark.parametrize("path", PATHS[:5])
def test_pages_are_small(client, path):
    assert len(client.get(path).data) < 40_000


def imported_packages(path):
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield node.module.split(".")[0]


@pytest.mark.parametrize(
    "path", sorted(WEB.glob("**/*.py")), ids=lambda path: path.name
)
def test_web_knows_neither_the_index_nor_its_libraries(path):
    assert not {"index", "whoosh", "numpy", "tracuu"} & set(imported_packages(path))


def luminance(colour):
    def linear(part):
        value = int(part, 16) / 255
        return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4

    red, green, blue = (linear(colour[i : i + 2]) for i in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_colours_have_the_contrast_that_wcag_asks_for(scheme):
    css = (WEB / "static" / "style.css").read_text("utf-8")
    block = re.findall(r":root\s*{([^}]*)}", css)[scheme]
    colour = dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6})", block))
    for ink in ("ink", "faint", "accent"):
        for ground in ("paper", "sheet"):
            assert contrast(colour[ink], colour[ground]) >= 4.5, (ink, ground)
    assert contrast(colour["on-accent"], colour["accent"]) >= 4.5
    assert contrast(colour["mark-ink"], colour["mark"]) >= 4.5
    assert contrast(colour["edge"], colour["paper"]) >= 3
