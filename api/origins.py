"""Whose page a request comes from: a browser says so, and no page can make it lie."""

from collections.abc import Collection
from urllib.parse import urlsplit

from starlette.requests import HTTPConnection

from api.cookies import is_secure
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
    elif origin in allowed or _is_of_this_board(origin, connection):
        return
    raise ForeignOriginError("This was not asked for by a page of this board.")


def _is_of_this_board(origin: str, connection: HTTPConnection) -> bool:
    """A page that came without TLS may be anybody's, where the board has TLS."""
    try:
        page = urlsplit(origin)
    except ValueError:
        return False
    is_right_scheme = page.scheme == "https" or (page.scheme == "http" and not is_secure(connection))
    return is_right_scheme and page.netloc == connection.headers.get("host") != ""


def is_unsafe(connection: HTTPConnection) -> bool:
    return connection.scope.get("method") not in SAFE_METHODS
