"""What an older index holds keeps nothing else on a page away."""

import pytest

from index.article import Person
from tests.web_fakes import FakeSearcher, make_article, make_client

HALF = "\ud800"
PATHS = ["/?q=hội", "/api/search?q=hội", "/search.atom?q=hội", "/api/search.jsonl"]
PATHS += ["/api/search.csv", "/articles/mot", "/api/articles/mot", "/api/cite/mot"]
PATHS += ["/api/cite/mot?style=bibtex", "/people/Lê Văn An", "/api/people/Lê Văn An"]


@pytest.mark.parametrize("encoding", ["identity", "gzip"])
@pytest.mark.parametrize("path", PATHS)
def test_half_a_character_in_an_index_is_answered(path, encoding):
    article = make_article(
        1,
        f"Hội nghị {HALF}",
        f"Hội nghị {HALF} họp hôm nay.",
        id="mot",
        source=f"Báo {HALF} tỉnh",
        authors=(f"Thu {HALF} Nga",),
        url=f"https://bao.example/{HALF}",
        persons=(Person("Lê Văn An", f"Bí thư {HALF}"),),
        published="2020-08-17",
    )
    client = make_client(FakeSearcher([article]))
    with client.get(path, headers={"Accept-Encoding": encoding}) as answer:
        assert answer.status_code == 200
        assert answer.data
        if encoding == "identity":
            assert "Hội nghị" in answer.text or "Lê Văn An" in answer.text
