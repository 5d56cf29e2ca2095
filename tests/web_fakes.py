"""A searcher for tests of the web: the real one's methods over a list of articles.

Matching is naive on purpose: a query's words, marks folded away, must occur in
title or body. Facets ignore their own selection, as the real ones do.
"""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from urllib.parse import parse_qsl, urlsplit

import lxml.html
from flask.testing import FlaskClient
from lxml.html import HtmlElement
from werkzeug.test import TestResponse

from index.analysis.collation import collation_key
from index.analysis.names import person_key
from index.article import Article, Person
from index.decisions import KEPT_PARTS, Decision, Reason, write_decisions
from search.deadline import NEVER, Deadline
from search.errors import (
    ArticleNotFoundError,
    PersonNotFoundError,
    QueryError,
    SeveralPersonsError,
)
from search.facets import DateBucket, DateFacet, Facets, PersonCount
from search.profiles import NameCount, PersonProfile, ProfilePart
from search.suggestions import Suggestion
from search.types import (
    N_SIMILAR,
    ClusterHealth,
    Copy,
    Hit,
    IndexStatus,
    Position,
    QueryProblem,
    SearchRequest,
    SearchResults,
    SimilarArticle,
    Snippet,
)
from tests.plain_profile import plain_profile
from web.app import create_app
from web.config import WebConfig

AN = Person("Lê Văn An", "Bí thư Tỉnh ủy")
BINH = Person("Nguyễn Thị Bình", "Chủ tịch UBND tỉnh")
CUONG = Person("Trần Đức Cường")
DUNG = Person("Phạm Tiến Dũng", "Trưởng Ban Tổ chức Tỉnh ủy")
HOSTILE = "<script>alert('&')</script>"

FOREIGN = r"<script|<style|\sstyle=|\son[a-z]+\s*="
"""What no page has, once our own scripts are taken out of it."""

_OURS = re.compile(
    r'<script src="/static/[a-z]+\.js(\?v=[0-9a-f]+)?" type="module"></script>'
)


def without_our_scripts(page: str) -> str:
    """Take out of a page the scripts that are files of ours."""
    return _OURS.sub("", page)


READ = write_decisions(
    [
        Decision(
            "page", "", (Reason("the text was taken from the page by trafilatura"),)
        ),
        Decision("title", "Hội nghị", (Reason("four words or more"),), 3),
        Decision(
            "published",
            "2020-08-18",
            (Reason("a day of a visit may stand above the title"),),
            1,
            False,
        ),
        Decision(
            "published",
            "2020-08-17T09:30",
            (Reason("read in: %(line)s", {"line": "Thứ hai, 17/08/2020 09:30"}),),
            4,
        ),
        Decision(
            "person",
            "Lê Văn An",
            (Reason("a role beside it: %(role)s", {"role": "Bí thư Tỉnh ủy"}),),
        ),
        Decision(
            "person",
            "Trần Phú",
            (Reason("after “%(word)s”", {"word": "đường"}),),
            None,
            False,
        ),
    ]
)
"""What was decided about the first article of the small archive."""

READ_HOSTILE = write_decisions(
    [
        Decision(part, HOSTILE, (Reason("after “%(word)s”", {"word": HOSTILE}),), 1, t)
        for part in KEPT_PARTS
        for t in (True, False)
    ]
    + [Decision("title", HOSTILE, (Reason(HOSTILE), Reason(f"%d{HOSTILE}")))]
)


def make_article(number: int, title: str, body: str = "", **fields: object) -> Article:
    """Make an article with the fields that every article has."""
    return Article(
        id=str(fields.pop("id", f"bao-tinh/{number:03}.html")),
        title=title,
        body=body or f"Đây là nội dung của bài: {title}.",
        path=f"bao-tinh/{number:03}.html",
        content_hash=f"{number:064x}",
        **fields,
    )


def make_articles() -> list[Article]:
    """Make a small archive: several years, persons in common, odd cases."""
    day, page = "published", "published_from"
    return [
        make_article(
            1,
            "Hội nghị cán bộ toàn tỉnh về công tác tổ chức xây dựng Đảng",
            "Sáng 17/8, Tỉnh ủy tổ chức hội nghị cán bộ toàn tỉnh, quán triệt Nghị "
            "quyết số 18 và triển khai nhiệm vụ sáu tháng cuối năm.\n\nĐồng chí Lê Văn "
            "An, Bí thư Tỉnh ủy, chủ trì hội nghị. Cùng dự có đồng chí Nguyễn Thị "
            "Bình, Chủ tịch UBND tỉnh.\n\nHội nghị thống nhất chương trình công tác.",
            persons=(AN, BINH),
            authors=("Thu Hà",),
            source="Báo tỉnh",
            url="https://bao.example/2020/hoi-nghi-can-bo",
            decisions=READ,
            **{day: "2020-08-17T09:30", page: "page"},
        ),
        make_article(
            2,
            "Khắc phục hậu quả mưa lũ tại các xã vùng cao",
            "Mưa lũ làm sạt lở nhiều tuyến đường. Lãnh đạo tỉnh đi kiểm tra công tác "
            "khắc phục, chỉ đạo không để người dân nào thiếu lương thực.",
            persons=(BINH,),
            source="Báo tỉnh",
            **{day: "2020-10-09", page: "text"},
        ),
        make_article(
            3,
            "Hội nghị tổng kết năm học mới",
            persons=(BINH, CUONG),
            source="Sở Giáo dục và Đào tạo",
            **{day: "2021-06-02", page: "metadata"},
        ),
        make_article(
            4,
            "Vụ lúa đông xuân được mùa, nông dân phấn khởi",
            source="Báo tỉnh",
            **{day: "2021-06-20", page: "file"},
        ),
        make_article(
            5,
            "Hội nghị giao ban trực tuyến công tác tổ chức xây dựng Đảng quý III",
            persons=(AN, DUNG),
            source="Ban Tổ chức Tỉnh ủy",
            **{day: "2022-09-30", page: "page"},
        ),
        make_article(6, "Hội nghị không rõ ngày", persons=(AN,)),
        make_article(
            7,
            f"Bài {HOSTILE} lạ",
            f"Thân bài {HOSTILE} cũng lạ.",
            id="lạ/../a//b?c=1#d%41.html",
            persons=(Person(f"Tên {HOSTILE}", f"Vai {HOSTILE}"),),
            authors=(HOSTILE,),
            source=HOSTILE,
            url="javascript:alert(1)",
            decisions=READ_HOSTILE,
        ),
    ]


class FakeSearcher:
    """Answers from a list of articles; raises `error` from everything if set."""

    def __init__(self, articles: list[Article] | None = None) -> None:
        self.articles = make_articles() if articles is None else articles
        self.error: Exception | None = None
        self.health: ClusterHealth | None = None
        self.error_midway: Exception | None = None
        self.seconds_left: list[float] = []
        self.requests: list[SearchRequest] = []
        self.incomplete: tuple[ProfilePart, ...] = ()

    def prepare(self) -> None:
        """Have nothing to open."""
        self._fail()

    def check_whole(self) -> None:
        """Have nothing to read."""
        self._fail()

    def search(
        self,
        request: SearchRequest,
        *,
        strict: bool = False,
        deadline: Deadline = NEVER,
    ) -> SearchResults:
        """Find articles; a ``*`` in a query is its one problem."""
        self.seconds_left.append(deadline.left())
        self._fail()
        self.requests.append(request)
        problems = self._find_problems(request.query, strict)
        found = self._find(request)
        whenever = replace(request, date_from=None, date_to=None, undated=False)
        anyone = replace(request, persons=(), without=())
        start = (request.page - 1) * request.per_page
        if request.after is not None:
            ids = [article.id for article in found]
            start = ids.index(request.after.id) + 1
        shown = found[start : start + request.per_page]
        return SearchResults(
            query=request.query,
            total=len(found),
            complete=len(found),
            took_ms=2.3456,
            page=start // request.per_page + 1,
            per_page=request.per_page,
            generation=7,
            suggestion="hội nghị" if request.query == "hội ngị" else None,
            hits=tuple(self._hit(article, request) for article in shown),
            facets=Facets(
                _date_facet(self._find(whenever), request),
                _person_counts(self._find(anyone), request),
            ),
            problems=problems,
            first=start + 1,
            next=Position(True, 0, None, shown[-1].id)
            if shown and start + len(shown) < len(found)
            else None,
        )

    def all_hits(
        self,
        request: SearchRequest,
        *,
        strict: bool = False,
        time_limit: float | None = None,
    ) -> Iterator[tuple[Hit, ...]]:
        """Give all hits, two at a time; `error_midway` is raised after the first."""
        self._fail()
        self._find_problems(request.query, strict)
        found = self._find(request)
        for at in range(0, len(found), 2):
            yield tuple(self._hit(article, request) for article in found[at : at + 2])
            if self.error_midway:
                raise self.error_midway

    def article(self, article_id: str, *, deadline: Deadline = NEVER) -> Article:
        """Find an article by its id."""
        self._fail()
        for article in self.articles:
            if article.id == article_id:
                return article
        raise ArticleNotFoundError(id=article_id)

    def person(self, name: str, *, deadline: Deadline = NEVER) -> PersonProfile:
        """Tell what the articles say that name a person; near are its namesakes."""
        self._fail()
        counts = Counter(p.name for a in self.articles for p in a.persons)
        keys = {person_key(each): each for each in counts}
        near = [NameCount(n, counts[n]) for n in counts if fold(n) == fold(name)]
        if person_key(name) in keys:
            name = keys[person_key(name)]
        elif len(near) > 1:
            raise SeveralPersonsError(name, tuple(near))
        elif near:
            name = near[0].name
        else:
            last = fold(name).split()[-1:]
            near = [
                NameCount(n, counts[n]) for n in counts if fold(n).split()[-1:] == last
            ]
            raise PersonNotFoundError(name, tuple(near))
        found = plain_profile(self.articles, [], name)
        return replace(found, incomplete=self.incomplete)

    def also_in(
        self, article_id: str, *, deadline: Deadline = NEVER
    ) -> tuple[Copy, ...]:
        """List the other articles with the same body."""
        self._fail()
        return self._copies(self.article(article_id))

    def similar(
        self, article_id: str, n: int = N_SIMILAR, *, deadline: Deadline = NEVER
    ) -> tuple[SimilarArticle, ...]:
        """List the other articles of the same source; refused where time is up."""
        deadline.check()
        self._fail()
        one = self.article(article_id)
        return tuple(
            SimilarArticle(a.id, a.title, a.url, a.source, a.published)
            for a in self.articles
            if a.source == one.source and a is not one
        )[:n]

    def suggestions(self, text: str, limit: int) -> list[Suggestion]:
        """Offer the persons and titles that have the typed text anywhere."""
        self._fail()
        typed = fold(text).strip()
        if not typed:
            return []
        persons = _person_counts(self.articles, SearchRequest())
        offered = [Suggestion(p.name, "person", p.count) for p in persons]
        offered += [Suggestion(a.title, "title", 1) for a in self.articles]
        return [s for s in offered if typed in fold(s.text)][:limit]

    def highlight(
        self, query: str, text: str, *, in_title: bool = False
    ) -> tuple[tuple[int, int], ...]:
        """Find the words of a query in a text."""
        self._fail()
        words = {fold(word) for word in re.findall(r"\w+", query)}
        return tuple(
            match.span()
            for match in re.finditer(r"\w+", text)
            if fold(match[0]) in words
        )

    def status(self, *, with_health: bool = False) -> IndexStatus:
        """Describe the archive; as one in a cluster if `health` is set."""
        self._fail()
        health = self.health if with_health else None
        return IndexStatus(
            7,
            "2026-01-02T03:04:05",
            len(self.articles),
            0,
            1,
            "whoosh",
            cluster=health,
        )

    def _fail(self) -> None:
        if self.error:
            raise self.error

    def _find_problems(self, query: str, strict: bool) -> tuple[QueryProblem, ...]:
        if (offset := query.find("*")) < 0:
            return ()
        if strict:
            raise QueryError("a star in “%(query)s”", offset, query=query)
        return (QueryProblem("a star in “%(query)s”", {"query": query}, offset),)

    def _find(self, request: SearchRequest) -> list[Article]:
        words = [fold(word) for word in re.findall(r"\w+", request.query)]
        first, last = request.date_from, request.date_to
        found = []
        for article in self.articles:
            names = {person.name for person in article.persons}
            text = fold(f"{article.title}\n{article.body}")
            day = _day(article)
            in_range = not (first or last) or (
                day and (first or date.min) <= day <= (last or date.max)
            )
            if request.undated:
                in_range = day is None
            asked = [name in names for name in request.persons]
            enough = any(asked) or not asked if request.any_person else all(asked)
            if (
                all(word in text for word in words)
                and enough
                and names.isdisjoint(request.without)
                and in_range
            ):
                found.append(article)
        return found

    def _copies(self, article: Article) -> tuple[Copy, ...]:
        return tuple(
            Copy(other.id, other.title, other.url, other.source, other.published)
            for other in self.articles
            if other.body == article.body and other is not article
        )

    def _hit(self, article: Article, request: SearchRequest) -> Hit:
        text = article.body[:200]
        return Hit(
            id=article.id,
            title=article.title,
            title_highlights=self.highlight(request.query, article.title),
            url=article.url,
            source=article.source,
            published=article.published,
            authors=article.authors,
            persons=article.persons,
            score=1.23456 if request.query else 0.0,
            snippet=Snippet(text, self.highlight(request.query, text)),
            also_in=self._copies(article),
        )


def fold(text: str) -> str:
    """Lower-case a text and take its marks away."""
    decomposed = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def _day(article: Article) -> date | None:
    return date.fromisoformat(article.published[:10]) if article.published else None


def _date_facet(articles: list[Article], request: SearchRequest) -> DateFacet:
    days = sorted(day for article in articles if (day := _day(article)))
    unknown = len(articles) - len(days)
    if request.date_from and request.date_to:
        days = [d for d in days if request.date_from <= d <= request.date_to]
        span = (request.date_from, request.date_to)
    elif days:
        span = (days[0], days[-1])
    else:
        return DateFacet("year", (), unknown)
    n_days = (span[1] - span[0]).days
    interval = "year" if n_days > 366 else "month" if n_days > 31 else "day"
    buckets, first = [], _bucket(span[0], interval)[0]
    while first <= span[1]:
        first, last = _bucket(first, interval)
        n = sum(first <= day <= last for day in days)
        buckets.append(DateBucket(first, last, n))
        first = last + timedelta(days=1)
    return DateFacet(interval, tuple(buckets), unknown)


def _bucket(day: date, interval: str) -> tuple[date, date]:
    if interval == "year":
        return day.replace(month=1, day=1), day.replace(month=12, day=31)
    if interval == "month":
        last = monthrange(day.year, day.month)[1]
        return day.replace(day=1), day.replace(day=last)
    return day, day


def _person_counts(
    articles: list[Article], request: SearchRequest
) -> tuple[PersonCount, ...]:
    counts = Counter(person.name for article in articles for person in article.persons)
    chosen = {*request.persons, *request.without}
    typed = fold(request.find_person).split()
    for name in chosen:
        counts.setdefault(name, 0)
    return tuple(
        PersonCount(name, n, name in request.persons, name in request.without)
        for name, n in sorted(
            counts.items(), key=lambda pair: (-pair[1], collation_key(pair[0]))
        )
        if name in chosen or all(f" {word}" in f" {fold(name)}" for word in typed)
    )


def make_client(searcher: FakeSearcher, **settings: object) -> FlaskClient:
    """Make a test client of an app around a searcher."""
    return create_app(searcher, WebConfig(**settings)).test_client()


def page_of(response: TestResponse) -> HtmlElement:
    """Parse a page that is expected to be there."""
    assert response.status_code == 200, response.text
    return lxml.html.fromstring(response.text)


def texts(page: HtmlElement, selector: str) -> list[str]:
    """List the texts of the elements an XPath finds, white space made single."""
    return [" ".join(each.text_content().split()) for each in page.xpath(selector)]


def link(page: HtmlElement, text: str) -> str:
    """Find where the one link leads whose text contains `text`."""
    [element] = [a for a in page.xpath(".//a") if text in a.text_content()]
    return element.get("href")


def state(url: str) -> list[tuple[str, str]]:
    """Read an address as its parameters."""
    return parse_qsl(urlsplit(url).query, keep_blank_values=True)
