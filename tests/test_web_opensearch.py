"""The search in a browser: its description, and suggestions in the address bar."""

import json
from urllib.parse import quote

import lxml.etree
import pytest

from tests.web_fakes import FakeSearcher, make_client, page_of, texts

OPENSEARCH = {"o": "http://a9.com/-/spec/opensearch/1.1/"}
URL = "/api/suggest.opensearch"


@pytest.fixture
def client():
    return make_client(FakeSearcher())


def described(response):
    assert response.status_code == 200
    expected = "application/opensearchdescription+xml; charset=utf-8"
    assert response.content_type == expected
    root = lxml.etree.fromstring(response.data)
    assert root.tag == f"{{{OPENSEARCH['o']}}}OpenSearchDescription"
    # What the specification asks for: OpenSearch 1.1, draft 6.
    [short_name] = values(root, "o:ShortName/text()")
    [about] = values(root, "o:Description/text()")
    assert 1 <= len(short_name) <= 16
    assert 1 <= len(about) <= 1024
    for url in values(root, "o:Url"):
        assert url.get("template").startswith(("http://", "https://"))
        assert url.get("type")
    return root


def values(root, path):
    return root.xpath(path, namespaces=OPENSEARCH)


def template(root, kind):
    [found] = values(root, f"o:Url[@type='{kind}']/@template")
    return found


def filled_in(root, kind, text):
    return template(root, kind).replace("{searchTerms}", quote(text))


def test_every_page_tells_browsers_of_the_search(client):
    for path in ("/", "/?q=hoi", "/articles/bao-tinh/001.html", "/api", "/?lang=en"):
        page = page_of(client.get(path))
        [told] = page.xpath("//head/link[@rel='search']")
        assert told.get("type") == "application/opensearchdescription+xml"
        assert told.get("title") == "Tra Cứu"
        described(client.get(told.get("href")))
        assert ("lang=en" in told.get("href")) == ("lang=en" in path)


def test_the_templates_lead_to_a_page_a_feed_and_suggestions(client):
    root = described(client.get("/opensearch.xml"))
    found = client.get(filled_in(root, "text/html", "hội nghị & cán bộ"))
    assert page_of(found).xpath("//input[@id='q']/@value") == ["hội nghị & cán bộ"]
    feed = client.get(filled_in(root, "application/atom+xml", "hội nghị"))
    assert feed.mimetype == "application/atom+xml"
    told = client.get(filled_in(root, "application/x-suggestions+json", "hội"))
    assert json.loads(told.text)[0] == "hội"
    [icon] = values(root, "o:Image/text()")
    with client.get(icon) as picture:
        assert picture.mimetype == "image/svg+xml"


def test_a_description_is_in_the_reader_s_language(client):
    vietnamese = described(client.get("/opensearch.xml"))
    wished = described(client.get("/opensearch.xml", headers={"Accept-Language": "en"}))
    asked = described(client.get("/opensearch.xml?lang=en"))
    languages = [values(r, "string(o:Language)") for r in (vietnamese, wished, asked)]
    assert languages == ["vi", "en", "en"]
    about = [values(r, "string(o:Description)") for r in (vietnamese, wished)]
    assert about == ["Tìm trong kho lưu trữ: Tra Cứu", "Search the archive: Tra Cứu"]
    # The pages speak what the browser wishes for, unless the address had asked.
    assert "lang" not in template(wished, "text/html")
    assert "lang=en" in template(asked, "text/html")
    assert texts(page_of(client.get(filled_in(asked, "text/html", "hội"))), "//h1") == [
        "Results"
    ]


def test_addresses_are_those_of_the_proxy():
    client = make_client(FakeSearcher(), proxies=1)
    forwarded = {"Proto": "https", "Host": "bao.example", "Prefix": "/kho"}
    headers = {f"X-Forwarded-{name}": value for name, value in forwarded.items()}
    root = described(client.get("/opensearch.xml", headers=headers))
    for url in values(root, "o:Url/@template | o:Image/text()"):
        assert url.startswith("https://bao.example/kho/"), url
    told = json.loads(client.get(f"{URL}?q=h", headers=headers).text)
    for url in told[3]:
        assert url.startswith("https://bao.example/kho/?q="), url


def test_a_name_of_any_length_and_kind_is_told():
    name = "Kho báo chí <&> tỉnh Lâm Đồng" * 100
    root = described(make_client(FakeSearcher(), site_name=name).get("/opensearch.xml"))
    assert values(root, "string(o:ShortName)") == name[:16].strip()


def test_suggestions_are_four_lists_as_browsers_read_them(client):
    response = client.get(f"{URL}?q=Bình")
    assert response.content_type == "application/x-suggestions+json"
    typed, offered, about, urls = json.loads(response.text)
    plain = client.get("/api/suggest?q=Bình").json
    assert typed == "Bình"
    assert offered == [each["text"] for each in plain["suggestions"]]
    assert offered[0] == "Nguyễn Thị Bình"
    assert about[0] == "Người · 3 bài viết"
    assert len(offered) == len(about) == len(urls)
    for text, url in zip(offered, urls, strict=True):
        page = page_of(client.get(url))
        assert text in page.text_content() or page.xpath("//input[@name='q']/@value")
        assert page.xpath("//li[@class='hit']")


def test_nothing_typed_nothing_suggested_and_bad_requests_are_refused(client):
    assert json.loads(client.get(URL).text) == ["", [], [], []]
    assert len(json.loads(client.get(f"{URL}?q=h&limit=2").text)[1]) == 2
    for query in ("limit=0", "x=1", "q=" + "a" * 201, "lang=fr"):
        response = client.get(f"{URL}?{query}")
        assert response.status_code == 400
        assert response.content_type == "application/problem+json"
    assert client.get("/opensearch.xml?q=a").status_code == 400
