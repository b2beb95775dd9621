"""Sounds are found, labelled, liked, thrown away and brought back, at the doors of a running board."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.api.test_live_events import heard
from tests.support.answers import code_of
from tests.support.board import Board, Person


def changed(person: Person, method: str, path: str, body: object = None) -> None:
    """It is done, and the person's next reads show it."""
    answer = person.http.request(method, path, json=body)
    assert answer.status_code == 204, answer.text
    person.http.headers["Soundboard-Position"] = answer.headers["soundboard-position"]


def listed(person: Person, **query: Any) -> list[str]:
    return [each["sound_id"] for each in person.get("/sounds/", **query)["items"]]


@pytest.fixture
def buzzer(board: Board, anna: Person, host: Person) -> Iterator[str]:
    """A starter sound, as it was before each test."""
    sound_id = str(anna.sounds()["buzzer"]["sound_id"])
    yield sound_id
    changed(host, "POST", f"/sounds/{sound_id}/restore")
    labels = {"title": "buzzer", "description": "", "tags": [], "colour": ""}
    changed(host, "PATCH", f"/sounds/{sound_id}", labels)


def test_whoever_labels_a_sound_finds_it_by_its_labels(anna: Person, buzzer: str) -> None:
    labels = {"title": "Fógadó", "description": "Loud", "tags": ["So LOUD"], "colour": "#ff8800"}
    changed(anna, "PATCH", f"/sounds/{buzzer}", labels)
    shown = anna.get(f"/sounds/{buzzer}")
    assert {name: shown[name] for name in labels} == labels | {"tags": ["so loud"]}
    assert listed(anna, q="fogad LOUD buzz", tags=["so loud"]) == [buzzer]
    assert listed(anna, q="fogado", tags=["so loud", "quiet"]) == []
    assert {"tag": "so loud", "sounds": 1} in anna.get("/sounds/tags", q="So l")
    changed(anna, "PATCH", f"/sounds/{buzzer}", {"tags": []})
    assert (anna.get(f"/sounds/{buzzer}")["description"], anna.get("/sounds/tags", q="so l")) == ("Loud", [])
    said = [(each["actor_name"], each["sentence"]) for each in anna.get(f"/sounds/{buzzer}/history")["items"]]
    assert said[:2] == [("Anna", "Its tags were taken away"), ("Anna", "Coloured #ff8800")]
    assert said[-1][1].startswith("Brought in as “buzzer”")


@pytest.mark.parametrize(
    ("labels", "code"),
    [
        ({"title": " "}, "invalid_title"),
        ({"title": "\ud800"}, "invalid_title"),
        ({"description": "x" * 501}, "invalid_description"),
        ({"tags": [str(number) for number in range(1_000)]}, "invalid_tag"),
        ({"colour": "red"}, "invalid_colour"),
        ({"colour": None, "name": "Bell"}, "invalid_request"),
    ],
)
def test_labels_that_cannot_be_are_refused_and_nothing_is_changed(
    anna: Person, buzzer: str, labels: dict[str, Any], code: str
) -> None:
    body = json.dumps({"description": "Not this"} | labels)
    answer = anna.http.patch(f"/sounds/{buzzer}", content=body, headers={"Content-Type": "application/json"})
    assert code_of(answer) == (422, code)
    assert anna.get(f"/sounds/{buzzer}")["description"] == ""


def test_a_host_moves_a_sound_to_the_trash_where_it_is_not_played_and_back(
    anna: Person, host: Person, buzzer: str
) -> None:
    assert code_of(anna.http.delete(f"/sounds/{buzzer}")) == (403, "not_yours")
    changed(host, "DELETE", f"/sounds/{buzzer}")
    assert code_of(anna.play(buzzer)) == (409, "sound_trashed")
    assert code_of(anna.http.patch(f"/sounds/{buzzer}", json={"title": "x"})) == (409, "sound_trashed")
    assert buzzer not in listed(host, limit=200)
    assert listed(host, trashed=True) == [buzzer]
    assert host.get(f"/sounds/{buzzer}")["is_trashed"]
    assert host.get("/dashboard/soundboard-statistics")["trashed"] == 1
    assert code_of(anna.http.post(f"/sounds/{buzzer}/restore")) == (403, "not_yours")
    changed(host, "POST", f"/sounds/{buzzer}/restore")
    assert buzzer in listed(host, limit=200)


def test_favourites_are_everybodys_own_also_in_the_stream(
    board: Board, anna: Person, ben: Person, buzzer: str
) -> None:
    with board.listen(anna) as annas, board.listen(ben) as bens:
        annas.recv()
        bens.recv()
        changed(anna, "PUT", f"/sounds/{buzzer}/favourite")
        assert listed(anna, favourites=True) == [buzzer]
        assert anna.get(f"/sounds/{buzzer}")["is_favourite"]
        changed(anna, "DELETE", f"/sounds/{buzzer}/favourite")
        changed(anna, "PATCH", f"/sounds/{buzzer}", {"colour": "#00ff00"})
        [added, removed] = [
            each for each in heard(annas, "sound.coloured") if each["type"].startswith("favourites.")
        ]
        others = heard(bens, "sound.coloured")
    liked = {"owner_id": str(anna.user_id), "sound_id": buzzer}
    assert (added["type"], added["data"]) == ("favourites.added", liked)
    assert (removed["type"], removed["data"]) == ("favourites.removed", liked)
    assert not [each for each in others if each["type"].startswith("favourites.")]
    assert (others[-1]["id"], others[-1]["data"]) == (buzzer, {"colour": "#00ff00"})
    assert listed(anna, favourites=True) == listed(ben, favourites=True) == []
    absent = anna.http.put(f"/sounds/{anna.user_id}/favourite")
    assert code_of(absent) == (404, "not_found")


@pytest.mark.parametrize("sort", ["name", "newest", "most_played", "recently_played", "length"])
def test_pages_of_every_order_follow_each_other_and_a_cursor_of_another_order_is_refused(
    anna: Person, sort: str
) -> None:
    whole = listed(anna, sort=sort, order="asc", limit=200)
    paged, cursor = [], None
    while page := anna.get(
        "/sounds/", sort=sort, order="asc", limit=5, **({"cursor": cursor} if cursor else {})
    ):
        paged += [each["sound_id"] for each in page["items"]]
        if page["next"] is None:
            break
        cursor = page["next"]
    assert paged == whole
    assert listed(anna, sort=sort, order="desc", limit=200) == whole[::-1]
    others = [{"sort": sort, "order": "desc"}, {"sort": "name" if sort == "length" else "length"}]
    for other in others:
        answer = anna.http.get("/sounds/", params={"cursor": cursor, **other})
        assert code_of(answer) == (422, "invalid_cursor")
        assert sort in answer.json()["detail"]


def test_a_search_takes_whatever_fits_into_an_address(anna: Person) -> None:
    for text in ("\"*' OR 1=1 --", "a\0b", "x" * 10_000, "word " * 2_000, "é" * 4_000, "-!?"):
        answer = anna.http.get("/sounds/", params={"q": text, "tags": [text[:100]], "sort": "name"})
        assert answer.status_code == 200, answer.text


def test_the_numbers_of_the_board_add_up(anna: Person) -> None:
    shown = anna.get("/dashboard/soundboard-statistics")
    assert shown["sounds"] == len(listed(anna, limit=200)) == shown["by_type"]["SDB"]["sounds"]
    assert shown["by_type"]["EXT"]["storage_bytes"] == {"originals": 0, "normalized": 0}
    assert shown["duration_ms"] == sum(each["duration_ms"] for each in anna.sounds().values())
    assert shown["storage_bytes"]["originals"] == sum(each["size_bytes"] for each in anna.sounds().values())
    assert shown["playlists"] == 0


def test_a_sound_lists_its_plays(anna: Person, bell: str) -> None:
    play_id = anna.play(bell).json()["play_id"]
    assert anna.get(f"/sounds/{bell}/plays", limit=1)["items"][0]["play_id"] == play_id
    assert {each["sound_id"] for each in anna.get(f"/sounds/{bell}/plays")["items"]} == {bell}
