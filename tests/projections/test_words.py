"""Words are found however they are spelt."""

import re

import pytest
from hypothesis import given as for_all
from hypothesis import settings
from hypothesis import strategies as st

from projections.sound_search.spelling import whole_tag, words_of_tags
from projections.words import WORD_LENGTH_MAX, folded, kept, words_of, words_sought


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Air-Horn_2.MP3", ["air", "horn", "2", "mp3"]),
        ("CAFÉ Straße Øre Łódź İzmir", ["cafe", "strasse", "ore", "lodz", "izmir"]),
        ("e\u0301 é", ["e"]),
        ("🎺🎺, 2²", ["🎺🎺", "22"]),
        ("日本語 テスト2", ["日本", "本語", "語", "テス", "スト", "ト", "2"]),
        ("กินข้าว", ["กิ", "ิน", "นข", "ขา", "าว", "ว"]),
        ("हिन्दी ❤️", ["हिनदी", "❤"]),
        (" \t\n!?'\"", []),
        ("x" * 100, ["x" * WORD_LENGTH_MAX]),
    ],
)
def test_a_text_has_these_words(text: str, words: list[str]) -> None:
    assert words_of(text) == words


@for_all(st.text(max_size=60))
@settings(max_examples=60)
def test_words_have_nothing_that_stands_between_words_and_no_sign_of_a_query(text: str) -> None:
    for word in words_of(text):
        assert word
        assert not any(sign.isspace() or sign in "\0'\"\\:*&|!()<>-+^·" for sign in word)
    assert set(words_of(kept(words_of(text)))) >= set(words_of(text))


@for_all(st.text(st.sampled_from("生日快乐ก ิabé2 "), max_size=20), st.integers(0, 20), st.integers(1, 20))
@settings(max_examples=100)
def test_whatever_stands_in_a_text_is_found_from_where_a_word_begins(text: str, at: int, length: int) -> None:
    """Anywhere in a script without spaces, and elsewhere behind a space."""
    begins_within = re.match(r"[ab\u0301é2]", text[at:]) and at and not text[at - 1].isspace()
    part = "" if begins_within else text[at : at + length]
    assert all(any(word.startswith(each) for word in words_of(text)) for each in words_sought(part))


@for_all(st.text(max_size=60))
@settings(max_examples=60)
def test_folding_twice_is_folding_once(text: str) -> None:
    assert folded(folded(text)) == folded(text)


def test_nobody_who_types_a_hash_finds_a_tag_by_it() -> None:
    assert words_of(whole_tag("loud")) != [whole_tag("loud")]
    assert words_of_tags(["loud", "so loud"]).split() == [
        "loud",
        "so",
        whole_tag("loud"),
        whole_tag("so loud"),
    ]
