"""Where the browser goes after it was elsewhere: back to the page, and nowhere else."""

import re
from typing import Any
from urllib.parse import urlencode

from starlette.responses import RedirectResponse

from infrastructure.settings import Settings

NEXT_LENGTH_MAX = 512

LOCAL_PATH = re.compile(r"/[!-\[\]-~]*")
"""No backslash, and nothing that browsers leave out or take for a slash."""


def local_path(given: str) -> str:
    """A path of ours, or the front page."""
    path = re.split(r"[?#]", given, maxsplit=1)[0]
    is_ours = len(given) <= NEXT_LENGTH_MAX and LOCAL_PATH.fullmatch(given) and "//" not in path
    return given if is_ours else "/"


def back_to_page(settings: Settings, outcome: str, **more: Any) -> RedirectResponse:
    """`more` is told to the page as well, but for what is None."""
    told = {"outcome": outcome, **{name: value for name, value in more.items() if value is not None}}
    return RedirectResponse(
        f"{settings.page_address}/auth/callback?{urlencode(told)}",
        status_code=303,
        headers={"Cache-Control": "no-store"},
    )
