"""Random and hostile requests, as bytes: what hostile_queries.py sends.

Each kind is a function from a random generator to a `Request`. Most are queries,
since these reach deepest: well formed by our grammar, wrong in every way, and dear.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import quote, quote_from_bytes

MEGABYTE = 1_000_000
_ESCAPED_SURROGATE = "%ED%A0%80"
_SIGNS = [*"()\"“”«»-|*:+=/\\.,;&?%#!~^$[]{}<>'`@_（）｜－：＊＂", "OR", "HOẶC", "AND"]
_FIELDS = (
    "title: tiêu_đề: person: người: author: source: nguồn: from: đến: date:".split()
)
_DATES = "2020 08/2020 17/8/2020 2020-08-17 0000 9999 31/02/2020 99/99 1/1/1".split()
_PLANES = [
    (0x20, 0x7E),
    (0xA0, 0x24F),
    (0x300, 0x36F),
    (0x590, 0x6FF),
    (0xE00, 0xE7F),
    (0x1E00, 0x1EFF),
    (0x2000, 0x206F),
    (0x3000, 0x30FF),
    (0x4E00, 0x9FFF),
    (0xE000, 0xF8FF),
    (0xFE00, 0xFFEF),
    (0x1F300, 0x1FAFF),
    (0x20000, 0x2A6DF),
    (0xE0000, 0xE007F),
    (0xF0000, 0x10FFFD),
]


@dataclass(frozen=True, slots=True)
class Request:
    """One request.

    Attributes
    ----------
    kind : str
    data : bytes
        As it is sent.
    method : str
        By which its answer is read: one to HEAD has no body.
    is_whole : bool
        Whether it is one of HTTP, so that there has to be an answer.
    """

    kind: str
    data: bytes
    method: str = "GET"
    is_whole: bool = True


class Drawer:
    """Draws requests.

    Parameters
    ----------
    rng : random.Random
    words : sequence of str
        Syllables that the archive has.
    ids : sequence of str
        Articles that it has.
    """

    def __init__(
        self, rng: random.Random, words: Sequence[str], ids: Sequence[str]
    ) -> None:
        self._rng = rng
        self._words = words
        self._ids = ids
        self._kinds: dict[Callable[[], Request], int] = {
            self._well_formed: 16,
            self._signs: 14,
            self._dear: 1,
            self._unicode: 12,
            self._bytes: 12,
            self._long: 5,
            self._parameters: 12,
            self._csv: 1,
            self._articles: 8,
            self._paths: 7,
            self._methods: 6,
            self._headers: 5,
            self._no_http: 5,
            self._huge: 1,
        }

    def draw(self) -> Request:
        """Draw one."""
        kinds = [*self._kinds]
        [kind] = self._rng.choices(kinds, [*self._kinds.values()])
        return kind()

    def _well_formed(self) -> Request:
        return self._search("well formed", quote(self._query(3)), self._filters())

    def _signs(self) -> Request:
        pieces = [*_SIGNS, *_FIELDS, *_DATES, " ", " ", " "]
        pieces += self._rng.sample(self._words, 20)
        text = "".join(self._rng.choices(pieces, k=self._rng.randint(1, 60)))
        return self._search("signs in any order", quote(text), self._filters())

    def _dear(self) -> Request:
        rng, words = self._rng, self._words
        letters = [word[:2] for word in words if len(word) > 1]
        text = rng.choice(
            [
                lambda: '"' + " ".join(rng.choices(words[:50], k=60)) + '"',
                lambda: " OR ".join(rng.choices(words, k=60)),
                lambda: " ".join(rng.choices(words[:100], k=64)),
                lambda: " ".join(f"-{word}" for word in rng.choices(words, k=60)),
                lambda: " ".join(f"{two}*" for two in rng.choices(letters, k=8)),
                lambda: " OR ".join(f"{two}*" for two in rng.choices(letters, k=8)),
                lambda: "(" * 200 + rng.choice(words) + ")" * 200,
                lambda: "-(" * 150 + rng.choice(words) + ")" * 150,
                lambda: " ".join(f"({word} OR" for word in rng.choices(words, k=30)),
                lambda: " ".join(
                    self._garbled(word) for word in rng.choices(words, k=12)
                ),
                lambda: "title:(" + " ".join(rng.choices(words, k=50)) + ")",
                lambda: "person:(" + " ".join(rng.choices(words, k=60)) + ")",
                lambda: " ".join(f"ngày:{date}" for date in rng.choices(_DATES, k=40)),
            ]
        )()
        return self._search("dear queries", quote(text[:1000]), self._filters())

    def _garbled(self, word: str) -> str:
        letters = [*word]
        self._rng.shuffle(letters)
        return "".join(letters)

    def _unicode(self) -> Request:
        rng = self._rng
        text = "".join(
            chr(rng.randint(*rng.choice(_PLANES))) for _ in range(rng.randint(1, 60))
        )
        return self._search("unicode", quote(text), self._filters())

    def _bytes(self) -> Request:
        rng = self._rng
        raw = quote_from_bytes(rng.randbytes(rng.randint(1, 40)), safe="")
        odd = ["%00", "%0d%0a", "%", "%zz", "%ff%fe", "%c0%80", _ESCAPED_SURROGATE]
        odd += ["%ED%B0%80", "%F4%90%80%80", "%E2%80%8B", "%EF%BB%BF", "+", "%2B"]
        text = "".join(rng.choices([raw, *odd, quote(rng.choice(self._words))], k=6))
        return self._search("controls, surrogates, no UTF-8", text, self._filters())

    def _long(self) -> Request:
        rng = self._rng
        text = rng.choice(
            [
                lambda: rng.choice("aàđ1́") * rng.randint(500, 1000),
                lambda: "/".join(rng.choices("abcđ123", k=500)),
                lambda: "18-NQ/TW" * 120,
                lambda: " ".join("a" for _ in range(500)),
                lambda: "ngh" * 330 + "*",
                lambda: "toorr chuwcs" * 80,
                lambda: quote(rng.choice(self._words)) * 40,
            ]
        )()
        return self._search("long words", quote(text[:1000]), self._filters())

    def _parameters(self) -> Request:
        rng = self._rng
        names = "q person from to sort page per_page cursor explain lang limit".split()
        values = ["", "0", "-1", "1", "2", "99", "100", "101", "10000", "10001", "1e3"]
        values += ["９", "9" * 300, "true", "1", "vi", "en", "xx", "newest", "oldest"]
        values += [*_DATES, "a" * 300, "AAAA" * 20, rng.choice(self._words), "null"]
        n = rng.choice([2, 4, 8, 300])
        pairs = [f"{rng.choice(names)}={quote(rng.choice(values))}" for _ in range(n)]
        if rng.random() < 0.2:
            pairs += [f"{quote(rng.choice(self._words))}=1"]
        path = rng.choice(["/api/search", "/", "/api/suggest", "/api/search.csv"])
        query = "&".join(pairs)[:7500]
        return self._get("parameters, too many and twice", f"{path}?{query}")

    def _csv(self) -> Request:
        query = quote(self._query(2))
        return self._get("all hits as CSV", f"/api/search.csv?q={query}")

    def _articles(self) -> Request:
        rng = self._rng
        id_ = rng.choice(
            [
                quote(rng.choice(self._ids)),
                quote_from_bytes(rng.randbytes(rng.randint(1, 30)), safe=""),
                "../" * rng.randint(1, 20) + "etc/passwd",
                "%2e%2e%2f" * 5 + "etc/passwd",
                "%00",
                "a" * 5000,
                "/" * rng.randint(1, 50),
            ]
        )
        query = rng.choice(["", f"?q={quote(self._query(2))}", "?q=%00", "?x=1"])
        paths = ["/articles/", "/people/"]
        paths += [f"/api/{kind}/" for kind in ("articles", "people", "similar", "cite")]
        path = rng.choice(paths)
        return self._get("articles", f"{path}{id_}{query}")

    def _paths(self) -> Request:
        rng = self._rng
        known = ["/", "/api", "/livez", "/readyz", "/openapi.json", "/static/style.css"]
        known += ["/api/try/article?id=a%2Fb", "/api/try/search?q=%00", "/api/try/x"]
        known += ["/static/../app.py", "/static/%2e%2e/app.py", "//evil.example/", "/%"]
        known += [
            "http://evil.example/",
            "/;a=b",
            "/?%00",
            "/api/",
            "/favicon.ico",
            "*",
        ]
        known += ["/" + quote_from_bytes(rng.randbytes(12), safe="")]
        return self._get("other addresses", rng.choice(known))

    def _methods(self) -> Request:
        rng = self._rng
        method = rng.choice("POST PUT DELETE PATCH OPTIONS HEAD TRACE XYZZY".split())
        path = rng.choice(
            ["/", "/api/search?q=a", "/api/search.csv?q=a", "/livez", "/x"]
        )
        body = rng.randbytes(rng.choice([0, 10, 5000]))
        head = f"{method} {path} HTTP/1.1\r\nHost: a\r\n"
        head += f"Content-Length: {len(body)}\r\n\r\n"
        return Request("other methods", head.encode() + body, method)

    def _headers(self) -> Request:
        rng = self._rng
        lines = rng.choice(
            [
                [f"X-{n}: {n}" for n in range(rng.choice([50, 99, 150, 500]))],
                ["Accept-Language: " + "vi," * 500, "Accept: " + "*/*," * 300],
                ["Cookie: " + "a=b; " * 1000],
                ["X-Forwarded-For: 1.2.3.4", "X-Forwarded-Prefix: /evil"],
                ["X-Forwarded-Host: evil.example", "Forwarded: for=_x;host=evil"],
                ["If-None-Match: *", "If-Modified-Since: yesterday"],
                ["Range: bytes=0-0,-1,5-2"],
                ["Authorization: Basic %%%", "Expect: 100-continue"],
                ["If-None-Match: " + 'W/"x",' * 900, "Accept-Encoding: zstd, gzip"],
                ["Accept-Encoding: *;q=0", 'If-Range: "x"', "Range: bytes=0-9"],
                ["X-A: " + chr(rng.randint(128, 255)) * 20],
            ]
        )
        head = "".join(f"{line}\r\n" for line in lines)
        host = rng.choice(["a", "a" * 64, "a..b", "<b>", "a:99999", "[::1", "xn--"])
        path = rng.choice(["/api/search?q=a", "/search.atom?q=a", "/opensearch.xml"])
        text = f"GET {path} HTTP/1.1\r\nHost: {host}\r\n{head}\r\n"
        return Request("headers", text.encode("latin-1"))

    def _no_http(self) -> Request:
        rng = self._rng
        data = rng.choice(
            [
                rng.randbytes(rng.randint(1, 300)),
                b"GET\r\n\r\n",
                b"GET / HTTP/9.9\r\n\r\n",
                b"GET /api/search?q=\xff\xfe HTTP/1.1\r\nHost: a\r\n\r\n",
                b"GET /api/search?q=l\xc5\xa9 HTTP/1.1\r\nHost: a\r\n\r\n",
                b"GET /a\x00b HTTP/1.1\r\nHost: a\r\n\r\n",
                b"GET / HTTP/1.1\r\nHost: a\r\nContent-Length: -5\r\n\r\n",
                b"GET / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
                b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
                b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked, x\r\n\r\n",
                b"GET / HTTP/1.1\r\nNo colon\r\n\r\n",
                b"GET / HTTP/1.1\r\nX\x00Y: 1\r\n\r\n",
                b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
                b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
                b"GET / HTTP/1.1\r\nHost: a",
            ]
        )
        return Request("no HTTP, or half of one", data, is_whole=False)

    def _huge(self) -> Request:
        query = self._rng.choice([b"a", b"%C5%A9", b"(", b"q=1&"])
        many = query * (MEGABYTE // len(query))
        data = self._rng.choice(
            [
                b"GET /api/search?q=" + many + b" HTTP/1.1\r\nHost: a\r\n\r\n",
                b"GET / HTTP/1.1\r\nHost: a\r\nX: " + many + b"\r\n\r\n",
                b"GET / HTTP/1.1\r\nHost: a\r\n"
                + b"X: 1\r\n" * (MEGABYTE // 6)
                + b"\r\n",
                b"POST /api/search HTTP/1.1\r\nHost: a\r\n"
                b"Content-Length: 1000000\r\n\r\n" + many,
            ]
        )
        return Request("a megabyte", data, is_whole=False)

    def _query(self, depth: int) -> str:
        """Draw a query by the grammar of docs/query-language.md."""
        rng = self._rng
        kind = rng.random()
        if depth == 0 or kind < 0.4:
            return rng.choice(self._words)
        if kind < 0.5:
            return '"' + " ".join(rng.choices(self._words, k=rng.randint(1, 6))) + '"'
        if kind < 0.55:
            return rng.choice(self._words)[:3] + "*"
        if kind < 0.65:
            return rng.choice(_FIELDS[:7]) + self._query(0)
        if kind < 0.7:
            return rng.choice(_FIELDS[7:]) + rng.choice(_DATES)
        if kind < 0.75:
            return "-" + self._query(depth - 1)
        joint = " OR " if rng.random() < 0.3 else " "
        parts = [self._query(depth - 1) for _ in range(rng.randint(2, 4))]
        text = joint.join(parts)
        return text if rng.random() < 0.6 else f"({text})"

    def _filters(self) -> str:
        rng = self._rng
        found = ""
        if rng.random() < 0.15:
            found += f"&from={rng.choice(_DATES[:4])}"
        if rng.random() < 0.15:
            found += f"&person={quote(' '.join(rng.choices(self._words, k=3)))}"
        if rng.random() < 0.2:
            found += f"&sort={rng.choice(['relevance', 'newest', 'oldest'])}"
        if rng.random() < 0.15:
            found += f"&page={rng.choice([1, 2, 5, 100])}"
        if rng.random() < 0.1:
            found += "&explain=1"
        if rng.random() < 0.05:
            found += "&per_page=100"
        return found

    def _search(self, kind: str, query: str, filters: str) -> Request:
        path = self._rng.choice(["/api/search", "/", "/api/suggest"])
        if path == "/api/suggest":
            filters = ""
        return self._get(kind, f"{path}?q={query}{filters}")

    def _get(self, kind: str, address: str) -> Request:
        text = f"GET {address} HTTP/1.1\r\nHost: a\r\n\r\n"
        return Request(kind, text.encode("utf-8"))
