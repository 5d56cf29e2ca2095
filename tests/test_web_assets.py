"""The files of the pages: addresses that tell what is in them, kept for good."""

import re

import pytest
from flask import Flask

from tests.web_fakes import FakeSearcher, make_client
from web.assets import asset, register_assets
from web.config import Access

TOKEN = "0123456789abcdef"
GOOD = "max-age=31536000, immutable"


@pytest.fixture
def client():
    return make_client(FakeSearcher())


def address_of(client, ending="style.css"):
    return re.search(rf'"(/static/{ending}\?v=[0-9a-f]+)"', client.get("/").text)[1]


def kept(client, address, **headers):
    with client.get(address, headers=headers) as response:
        return response.status_code, response.headers["Cache-Control"]


@pytest.mark.parametrize("ending", ["style.css", "icon.svg"])
def test_a_file_at_the_address_of_its_content_is_kept_for_good(client, ending):
    address = address_of(client, ending)
    assert kept(client, address) == (200, f"public, {GOOD}")
    with client.get(address) as response:
        tag = response.headers["ETag"]
    assert kept(client, address, **{"If-None-Match": tag}) == (304, f"public, {GOOD}")


@pytest.mark.parametrize("query", ["", "?v=", "?v=000000000000", "?w=1"])
def test_a_file_at_another_address_is_asked_for_again(client, query):
    assert kept(client, "/static/style.css" + query) == (200, "no-cache")


def test_no_error_is_kept_for_good(client):
    version = address_of(client).partition("?")[2]
    for path in ("/static/none.css", "/static/../app.py", "/none"):
        assert kept(client, f"{path}?{version}") == (404, "no-cache")


def test_files_of_a_private_archive_are_kept_by_the_browser_alone():
    client = make_client(FakeSearcher(), access=Access(token=TOKEN))
    shown = {"Authorization": f"Bearer {TOKEN}"}
    page = client.get("/", headers=shown).text
    address = re.search(r'"(/static/style.css\?v=[0-9a-f]+)"', page)[1]
    assert kept(client, address, **shown) == (200, f"private, {GOOD}")
    assert kept(client, address) == (401, "private, no-cache")


def test_another_content_has_another_address(client, tmp_path):
    addresses = set()
    for content in ("a {}", "b {}"):
        (tmp_path / "style.css").write_text(content)
        app = Flask(__name__, static_folder=tmp_path)
        register_assets(app)
        with app.test_request_context():
            addresses.add(asset("style.css"))
            assert asset("none.css").endswith("/none.css")
    assert len(addresses) == 2
