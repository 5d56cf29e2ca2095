"""The OpenAPI 3.1 document: what ``/openapi.json`` serves and ``/api`` explains.

Each room describes operations and the answers they give: `search`, `article`,
`people`, `feeds`, `service`.
"""

from web.api.openapi.document import build_document

__all__ = ["build_document"]
