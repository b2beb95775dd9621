"""Which part of a file of ten bytes is asked for."""

import pytest

from api.byte_ranges import UnsatisfiableError, span_of


@pytest.mark.parametrize(
    ("header", "span"),
    [
        ("bytes=0-0", (0, 1)),
        ("bytes=3-", (3, 10)),
        ("bytes=3-5", (3, 6)),
        ("bytes=3-99999999999", (3, 10)),
        ("bytes=-4", (6, 10)),
        ("bytes=-400", (0, 10)),
        ("Bytes= 9-9 ", (9, 10)),
    ],
)
def test_one_range_is_given(header: str, span: tuple[int, int]) -> None:
    assert span_of(header, 10) == span


@pytest.mark.parametrize(
    "header",
    [
        None,
        "",
        "bytes",
        "bytes=",
        "bytes=-",
        "bytes=5-3",
        "bytes=a-b",
        "bytes=0-1,4-5",
        "bytes=1_0-",
        "bytes=+1-2",
        "bytes=--1",
        "bytes=\u0663-",
        "items=0-1",
        "bytes=0-1x",
        "bytes=" + "9" * 30 + "-",
    ],
)
def test_what_cannot_be_read_asks_for_the_whole_file(header: str | None) -> None:
    assert span_of(header, 10) is None


@pytest.mark.parametrize(("header", "size"), [("bytes=10-", 10), ("bytes=-0", 10), ("bytes=0-", 0)])
def test_a_range_beyond_the_end_cannot_be_given(header: str, size: int) -> None:
    with pytest.raises(UnsatisfiableError):
        span_of(header, size)
