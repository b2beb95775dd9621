"""Headers that keep browsers careful: what a page of ours may load, and who may put it in a frame."""

from starlette.types import Scope

Headers = list[tuple[bytes, bytes]]

HSTS_SECONDS = 365 * 24 * 3600
"""A browser that came by TLS once does not come without it for a year."""

DOCS_PATHS = ("/api/docs", "/api/redoc")

NOTHING = b"default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
"""For answers that are data: whatever a browser is made to think they are, they load and run nothing."""

DOCS = (
    NOTHING + b"; connect-src 'self'; script-src 'unsafe-inline' https://cdn.jsdelivr.net; worker-src blob:; "
    b"style-src 'unsafe-inline' https://cdn.jsdelivr.net https://fonts.googleapis.com; "
    b"font-src https://fonts.gstatic.com; "
    b"img-src 'self' data: https://fastapi.tiangolo.com https://cdn.redoc.ly"
)
"""What Swagger UI and ReDoc load, from where FastAPI's pages take it."""

ALWAYS: Headers = [
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
]
CSP = b"content-security-policy"
DATA_HEADERS: Headers = [*ALWAYS, (CSP, NOTHING)]
DOCS_HEADERS: Headers = [*ALWAYS, (CSP, DOCS)]
OVER_TLS: Headers = [(b"strict-transport-security", b"max-age=%d" % HSTS_SECONDS)]


def security_headers(scope: Scope) -> Headers:
    headers = DOCS_HEADERS if scope["path"].startswith(DOCS_PATHS) else DATA_HEADERS
    return headers + OVER_TLS if scope["scheme"] == "https" else headers
