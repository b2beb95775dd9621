"""Words are found however they are spelt."""

import pytest
from hypothesis import given as for_all
from hypothesis import settings
from hypothesis import strategies as st

from projections.sound_search.spelling import whole_tag, words_of_tags
from projections.words import WORD_LENGTH_MAX, folded, kept, words_of


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Air-Horn_2.MP3", ["air", "horn", "2", "mp3"]),
        ("CAFÉ Straße Øre Łódź İzmir", ["cafe", "strasse", "ore", "lodz", "izmir"]),
        ("e\u0301 é", ["e"]),
        ("🎺🎺, 2²", ["🎺🎺", "22"]),
        ("日本語 テスト", ["日本語", "テスト"]),
        (" \t\n!?'\"", []),
        ("x" * 100, ["x" * WORD_LENGTH_MAX]),
    ],
)
def test_a_text_has_these_words(text: str, words: list[str]) -> None:
    assert words_of(text) == words


@for_all(st.text(max_size=60))
@settings(max_examples=60, deadline=None)
def test_words_have_nothing_that_stands_between_words_and_no_sign_of_a_query(text: str) -> None:
    for word in words_of(text):
        assert word
        assert not any(sign.isspace() or sign in "\0'\"\\:*&|!()<>-+^·" for sign in word)
    assert words_of(kept(words_of(text))) == words_of(text)


@for_all(st.text(max_size=60))
@settings(max_examples=60, deadline=None)
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
