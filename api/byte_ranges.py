"""Which part of a file somebody asks for (RFC 9110, section 14)."""

import re
from typing import NamedTuple

RANGE = re.compile(r"bytes=[ \t]*(?:(\d{1,18})-(\d{0,18})|-(\d{1,18}))[ \t]*", re.ASCII | re.IGNORECASE)


class Span(NamedTuple):
    start: int
    end: int
    """The first byte that is not part of it."""


class UnsatisfiableError(Exception):
    """The file ends before the range begins."""


def span_of(header: str | None, size: int) -> Span | None:
    """None for the whole file: nothing was asked for, or several ranges, or what cannot be read.

    Raises UnsatisfiableError.
    """
    found = RANGE.fullmatch(header or "")
    if found is None:
        return None
    first, last, suffix = found.groups()
    if suffix is not None:
        start, end = max(0, size - int(suffix)), size
    else:
        start, end = int(first), min(size, int(last) + 1) if last else size
        if last and int(last) < start:
            return None
    if start >= end:
        raise UnsatisfiableError
    return Span(start, end)
