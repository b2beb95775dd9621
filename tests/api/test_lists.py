"""Lists: a page at a time, filtered, and kind to those who ask wrongly."""

from typing import Any

import pytest

from tests.support.board import Person


def test_sounds_are_filtered_by_type(anna: Person) -> None:
    assert len(anna.sounds(types="SDB")) >= 8
    assert anna.sounds(types="TTS") == {}
    assert len(anna.sounds(types=["TTS", "SDB"])) >= 8


def test_an_unknown_type_gives_an_empty_list(anna: Person) -> None:
    assert anna.sounds(types="nonsense") == {}


def test_pages_follow_each_other_without_gap_or_repetition(anna: Person) -> None:
    whole = [each["sound_id"] for each in anna.get("/sounds/", limit=200)["items"]]
    paged: list[str] = []
    cursor = None
    while True:
        page = anna.get("/sounds/", limit=3, **({"cursor": cursor} if cursor else {}))
        paged += [each["sound_id"] for each in page["items"]]
        if (cursor := page["next"]) is None:
            break
    assert paged == whole


def test_limit_and_offset_work_too(anna: Person) -> None:
    whole = anna.get("/sounds/", limit=200)["items"]
    assert anna.get("/sounds/", limit=2, offset=3)["items"] == whole[3:5]


@pytest.mark.parametrize(
    "query",
    [
        {"limit": 0},
        {"limit": 10**9},
        {"limit": "many"},
        {"offset": -1},
        {"cursor": "???"},
        {"cursor": "bm9uc2Vuc2U"},
        {"cursor": "x" * 300},
        {"types": ["SDB"] * 21},
        {"types": ["SDB", "a\0b"]},
    ],
)
def test_a_list_asked_for_wrongly_is_422(anna: Person, query: dict[str, Any]) -> None:
    answer = anna.http.get("/sounds/", params=query)
    assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json")


@pytest.mark.parametrize("query", [{"period": "fortnight"}, {"limit": 101}, {"sound_type": "nonsense"}])
def test_top_sounds_asked_for_wrongly_are_422(anna: Person, query: dict[str, Any]) -> None:
    assert anna.http.get("/dashboard/top-sounds", params=query).status_code == 422


@pytest.mark.parametrize("position", ["-1", "x", "1" * 30, "1.5", "٣"])
def test_a_position_that_is_none_is_422(anna: Person, position: str) -> None:
    answer = anna.http.get("/plays", headers={b"Soundboard-Position": position.encode()})
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_position")


def test_a_position_that_is_not_reached_in_time_is_503(anna: Person) -> None:
    answer = anna.http.get("/plays", headers={"Soundboard-Position": "1000000000"})
    assert (answer.status_code, answer.json()["code"]) == (503, "read_model_behind")
    assert answer.headers["retry-after"] == "1"
