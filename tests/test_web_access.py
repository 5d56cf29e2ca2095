"""A private archive is read by who shows what it asks for, and by nobody else."""

from base64 import b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import Authorization

from tests.test_web_problems import check_problem
from tests.web_fakes import FakeSearcher, make_client
from web.config import Access, WebConfig
from web.middleware.access import FAILURES_PER_MINUTE, is_right

TOKEN = "ma-thong-bao-dai-lam"
ACCESS = Access(token=TOKEN, user="bạn đọc", password="mật:khẩu")
RESTRICTED = [
    *("/", "/?q=a", "/api", "/api/search?q=a", "/api/suggest?q=a", "/openapi.json"),
    *("/articles/bao-tinh/001.html", "/metrics", "/static/style.css", "/nope"),
    *("/api/nope", "/api/articles/bao-tinh/001.html"),
]


def basic(user: str, password: str) -> dict[str, str]:
    coded = b64encode(f"{user}:{password}".encode()).decode()
    return {"Authorization": f"Basic {coded}"}


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


@pytest.fixture
def client():
    return make_client(FakeSearcher(), access=ACCESS)


@pytest.mark.parametrize("path", RESTRICTED)
def test_nothing_is_told_without_credentials(client, path):
    for response in (client.get(path), client.head(path), client.post(path)):
        assert response.status_code == 401
        ways = response.headers.getlist("WWW-Authenticate")
        assert [way.partition(" ")[0] for way in ways] == ["Bearer", "Basic"]
        assert response.headers["Cache-Control"] in (
            "private, no-store",
            "private, no-cache",
        )
        assert "Hội nghị" not in response.text


@pytest.mark.parametrize("path", RESTRICTED)
@pytest.mark.parametrize(
    "shown", [bearer(TOKEN), basic("bạn đọc", "mật:khẩu")], ids=["token", "password"]
)
def test_either_way_leads_in(client, path, shown):
    with client.get(path, headers=shown) as response:
        assert response.status_code == (404 if "nope" in path else 200)
        assert response.headers["Cache-Control"].startswith("private, no-")
    assert "WWW-Authenticate" not in response.headers


@pytest.mark.parametrize("path", ["/livez", "/readyz"])
def test_whoever_watches_needs_no_credentials(client, path):
    assert client.get(path).status_code == 200


@pytest.mark.parametrize(
    "shown",
    [
        *(bearer(""), bearer(TOKEN[:-1]), bearer(f"{TOKEN}x"), basic("", "")),
        *(basic("bạn đọc", ""), basic("bạn đọc", TOKEN), basic("", "mật:khẩu")),
        *(basic(TOKEN, TOKEN), bearer("mat:khau"), basic("bạn đọc", "mật:khẩ")),
        *({"Authorization": text} for text in ("x", "Basic", "Basic !", "Digest a=b")),
        {"Authorization": "Bearer"},
    ],
)
def test_wrong_credentials_are_a_problem_document(client, shown):
    response = client.get("/api/search?q=a", headers=shown)
    check_problem(response, 401, "access-denied")
    assert TOKEN not in response.text


def test_only_the_way_that_is_open_is_offered_and_taken():
    client = make_client(FakeSearcher(), access=Access(token=TOKEN))
    response = client.get("/", headers=basic("", ""))
    assert response.status_code == 401
    assert response.headers.getlist("WWW-Authenticate") == ['Bearer realm="tracuu"']
    client = make_client(FakeSearcher(), access=Access(user="a", password="b"))
    assert client.get("/", headers=bearer("")).status_code == 401
    assert client.get("/", headers=basic("a", "b")).status_code == 200


def test_who_guesses_is_soon_not_listened_to(client):
    for _ in range(FAILURES_PER_MINUTE):
        assert client.get("/", headers=bearer("guess")).status_code == 401
    response = client.get("/api/search", headers=bearer("guess"))
    check_problem(response, 429, "too-many-requests")
    # The right token, too: a hit must not be told from a guess.
    assert client.get("/", headers=bearer(TOKEN)).status_code == 429
    other = {"REMOTE_ADDR": "192.0.2.9"}
    answer = client.get("/", headers=bearer(TOKEN), environ_overrides=other)
    assert answer.status_code == 200
    assert client.get("/livez").status_code == 200


def test_to_ask_without_credentials_is_no_guess(client):
    for _ in range(3 * FAILURES_PER_MINUTE):
        assert client.get("/").status_code == 401
    assert client.get("/", headers=bearer(TOKEN)).status_code == 200


def test_secrets_are_in_no_text_of_the_settings():
    shown = repr(WebConfig(access=ACCESS)) + str(ACCESS)
    for secret in (TOKEN, "bạn đọc", "mật:khẩu"):
        assert secret not in shown


@given(st.text(), st.text(), st.text(min_size=1), st.text(min_size=1))
def test_a_password_is_right_where_name_and_password_are(user, given_, name, password):
    shown = Authorization("basic", {"username": user, "password": given_})
    access = Access(user=name, password=password)
    assert is_right(access, shown) == ((user, given_) == (name, password))
    same = Authorization("basic", {"username": name, "password": password})
    assert is_right(access, same)


def test_an_open_archive_asks_for_nothing_and_says_so_nowhere():
    response = make_client(FakeSearcher()).get("/", headers=bearer("anything"))
    assert response.status_code == 200
    assert "WWW-Authenticate" not in response.headers


def test_the_description_says_how_to_get_in(client):
    document = client.get("/openapi.json", headers=bearer(TOKEN)).json
    assert document["security"] == [{"bearer": []}, {"basic": []}]
    assert document["components"]["securitySchemes"]["bearer"] == {
        "type": "http",
        "scheme": "bearer",
    }
    assert "401" in document["paths"]["/api/search"]["get"]["responses"]
