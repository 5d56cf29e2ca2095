"""The application: everything the service answers over HTTP, put together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Flask

from web.api.article import article_api
from web.api.endpoints import api
from web.api.explain import explain_pages
from web.api.feeds import feeds
from web.assets import register_assets
from web.config import LANGUAGES, WebConfig
from web.encoding import TextResponse
from web.health import health
from web.language.i18n import asked_language, init_languages, language
from web.middleware.access import register_access
from web.middleware.compression import register_compression
from web.middleware.headers import register_headers
from web.middleware.limits import register_limits
from web.middleware.metrics import register_metrics
from web.middleware.notes import register_notes
from web.middleware.problems import register_problems
from web.middleware.proxies import register_proxies
from web.middleware.request_log import register_request_log
from web.middleware.validators import register_validators
from web.pages.article import article_pages
from web.pages.links import language_links
from web.pages.person import people
from web.pages.results import pages
from web.pages.template_filters import register_filters
from web.shared import Shared
from web.state import attach_state

if TYPE_CHECKING:
    from search.searcher import Searcher

_LANGUAGE_NAMES = dict(zip(LANGUAGES, ("Tiếng Việt", "English"), strict=True))


def create_app(
    searcher: Searcher, config: WebConfig | None = None, shared: Shared | None = None
) -> Flask:
    """Build the WSGI application around a searcher.

    Parameters
    ----------
    searcher : Searcher
        Shared by all threads of the process. Its errors become answers: where
        there is no index yet, the app still starts and says so.
    config : WebConfig, optional
        The defaults where absent.
    shared : Shared, optional
        What several processes count together; by default this one for itself.
    """
    config = config or WebConfig()
    shared = shared or Shared()
    app = Flask(__name__)
    app.response_class = TextResponse
    # Ids of articles may hold two slashes in a row, and mean them.
    app.url_map.merge_slashes = False
    # The contract of the JSON answers fixes the order of keys, and people read
    # them: Vietnamese escaped to \\u is neither short nor legible.
    app.json.sort_keys = False
    app.json.ensure_ascii = False
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    attach_state(app, searcher, config)
    init_languages(app, config)
    register_filters(app)
    # What comes before an answer runs in this order; what comes after it in the
    # reverse one, so that the log and the counts have the whole of it.
    register_notes(app, config)
    register_request_log(app, config)
    register_metrics(app, shared.metrics)
    register_compression(app, config.access.is_restricted)
    register_headers(app, config)
    register_limits(app, config, shared)
    register_access(app, config, shared)
    register_validators(app, config)
    register_assets(app)
    register_problems(app)
    register_proxies(app, config.proxies)
    for blueprint in (
        *(pages, article_pages, people),
        *(api, article_api, feeds, health, explain_pages),
    ):
        app.register_blueprint(blueprint)

    @app.context_processor
    def page_values() -> dict[str, object]:
        """Give what the frame of every page shows."""
        current = language()
        return {
            "site_name": config.site_name,
            "language": current,
            "lang": asked_language(),
            "other_languages": [
                (code, _LANGUAGE_NAMES[code], url)
                for code, url in language_links(current)
            ],
        }

    return app
