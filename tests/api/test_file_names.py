"""A title becomes a name that every system can write, and a header that no title can break."""

import pytest
from hypothesis import given as for_all
from hypothesis import settings
from hypothesis import strategies as st

from api.file_names import content_disposition, file_name


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Air horn", "Air horn.wav"),
        ("../../etc/passwd", "_.._etc_passwd.wav"),
        ('a"b;c\\d', "a_b_c_d.wav"),
        ("CON", "_CON.wav"),
        ("nul.txt", "_nul.txt.wav"),
        ("...", "sound.wav"),
        ("right\u202eto left", "right to left.wav"),
        ("Zoë", "Zoë.wav"),
        ("two\r\nlines: x", "two lines_ x.wav"),
    ],
)
def test_a_title_becomes_a_name(title: str, name: str) -> None:
    assert file_name(title, ".wav") == name


@settings(max_examples=50)
@for_all(st.text(max_size=100))
def test_no_title_breaks_out_of_its_name(title: str) -> None:
    name = file_name(title, ".wav")
    assert not set('<>:"/\\|?*\r\n\0') & set(name)
    assert name.endswith(".wav")
    assert not name.startswith(".")
    header = content_disposition("attachment", name)
    assert header.isascii()
    assert header.isprintable()
    assert header.count('"') == 2


def test_letters_that_come_apart_break_nothing() -> None:
    wide = "\N{FULLWIDTH QUOTATION MARK}\N{FULLWIDTH SOLIDUS}\N{CARE OF}"
    header = content_disposition("attachment", file_name(wide, ".wav"))
    assert header.partition("; filename*=")[0] == 'attachment; filename="__c_o.wav"'


def test_a_name_that_is_not_ascii_is_told_both_ways() -> None:
    expected = "attachment; filename=\"Zoe.wav\"; filename*=UTF-8''Zo%C3%AB.wav"
    assert content_disposition("attachment", "Zoë.wav") == expected
