"""Whose page a request comes from: a browser says so, and no page can make it lie."""

from collections.abc import Collection
from urllib.parse import urlsplit

from starlette.requests import HTTPConnection

from api.problems import ForeignOriginError

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
OWN_SITE = frozenset({"same-origin", "none"})


def ensure_ours(connection: HTTPConnection, allowed: Collection[str], *, must_say: bool) -> None:
    """Raises ForeignOriginError for the page of somebody else; with `must_say`, also for who says nothing.

    Programs say nothing, so `must_say` is for what a browser sends by itself, which is cookies.
    """
    origin = connection.headers.get("origin")
    if origin is None:
        if not must_say or connection.headers.get("sec-fetch-site") in OWN_SITE:
            return
    elif origin in allowed or _host(origin) == connection.headers.get("host") != "":
        return
    raise ForeignOriginError("This was not asked for by a page of this board.")


def _host(origin: str) -> str:
    try:
        return urlsplit(origin).netloc
    except ValueError:
        return ""


def is_unsafe(connection: HTTPConnection) -> bool:
    return connection.scope.get("method") not in SAFE_METHODS
