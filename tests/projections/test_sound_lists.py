"""Lists of sounds, on both databases: what is on them, in which order, and how they go on."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid4

import pytest

from domain.favourites import Favourites
from domain.sound import Sound
from domain.values import SoundType
from projections.sound_search.queries import sought
from projections.sound_tags.queries import TagCount, tags
from projections.sounds import listing
from projections.sounds.listing import Wanted, sounds
from projections.sounds.orders import Sort, place_of
from tests.projections.board import Board

EVERYTHING = Wanted()

BISMILLAH = "\N{ARABIC LIGATURE BISMILLAH AR-RAHMAN AR-RAHEEM}"
"""One sign that stands for eighteen."""


def titles(board: Board, wanted: Wanted = EVERYTHING, sort: Sort = Sort.NEWEST, **more: Any) -> list[str]:
    return [each.title for each in board.ask(sounds, wanted, sort, **more)]


def searched(board: Board, text: str, tags: Sequence[str] = (), **more: Any) -> list[str]:
    return titles(board, Wanted(sought=sought(text, tags)), **more)


def labelled(board: Board, title: str, *, description: str = "", tags: Sequence[str] = ()) -> Sound:
    sound = board.log.sound(title)
    sound.describe(description, at=board.log.now)
    sound.tag(tags, at=board.log.now)
    board.log.append(sound)
    return sound


def favourites_of(board: Board, user_id: UUID, *liked: Sound) -> Favourites:
    favourites = Favourites.open(user_id, at=board.log.now)
    for each in liked:
        favourites.add(each.id, at=board.log.now)
    board.log.append(favourites)
    return favourites


def in_pages(board: Board, wanted: Wanted, sort: Sort, *, descending: bool) -> list[str]:
    """Two at a time, to the end."""
    found: list[str] = []
    after = None
    while page := board.ask(sounds, wanted, sort, descending=descending, after=after, limit=2):
        found += [each.title for each in page]
        after = place_of(page[-1], sort)
    return found


def test_a_title_without_spaces_is_found_by_any_part_of_it(board: Board) -> None:
    labelled(board, "生日快乐歌")
    labelled(board, "กินข้าว")
    for part in ("生日", "快乐", "歌", "日快乐", "生日快乐歌"):
        assert searched(board, part) == ["生日快乐歌"]
    assert searched(board, "ข้าว") == ["กินข้าว"]
    assert searched(board, "快日") == searched(board, "乐生") == []


def test_no_sound_has_signs_alone(board: Board) -> None:
    labelled(board, 'A "quoted" 100 % - bell', tags=["loud"])
    for signs in ('"', "%", "-", "\0", "+ !?", "\u200d"):
        for sort in (Sort.NEWEST, Sort.NAME):
            assert searched(board, signs, sort=sort) == searched(board, signs, ["loud"], sort=sort) == []


def test_tags_of_former_days_are_found_however_they_were_written(board: Board) -> None:
    sound = board.log.sound("Bell")
    sound.trigger_event(Sound.Tagged, tags=["cafe\u0301", "i\u0307stanbul"], timestamp=board.log.now)
    board.log.append(sound)
    labelled(board, "Horn", tags=["CAFÉ", "Istanbul"])
    for tag in ("café", "Cafe\u0301", "istanbul", "İSTANBUL"):
        assert searched(board, "", [tag]) == ["Horn", "Bell"]
    assert board.ask(tags) == [TagCount("café", 2), TagCount("istanbul", 2)]
    assert board.ask(tags, "İs") == [TagCount("istanbul", 2)]


def test_sounds_are_listed_newest_first(board: Board) -> None:
    for title in ("Airhorn", "Foghorn", "Bell"):
        board.log.sound(title)
    assert titles(board) == ["Bell", "Foghorn", "Airhorn"]


def test_a_list_goes_on_after_the_last_one_seen_whatever_came_meanwhile(board: Board) -> None:
    for number in range(5):
        board.log.sound(str(number))
    first = board.ask(sounds, limit=2)
    board.log.sound("new")
    second = board.ask(sounds, after=place_of(first[-1], Sort.NEWEST), limit=2)
    assert [each.title for each in [*first, *second]] == ["4", "3", "2", "1"]


def test_a_list_can_be_entered_anywhere(board: Board) -> None:
    for number in range(3):
        board.log.sound(str(number))
    assert titles(board, limit=5, offset=1) == ["1", "0"]


@pytest.mark.parametrize(
    ("few", "many"), [(0, 1), (0, listing.MANY), (listing.FEW, listing.MANY)], ids=["many", "some", "few"]
)
def test_every_order_goes_up_and_down_and_its_pages_have_each_sound_once(
    board: Board, monkeypatch: pytest.MonkeyPatch, few: int, many: int
) -> None:
    """In all ways of finding what is searched: databases are asked differently for many and for few."""
    monkeypatch.setattr(listing, "FEW", few)
    monkeypatch.setattr(listing, "MANY", many)
    anna = board.log.member()
    made = [board.log.sound(f"Horn {name}") for name in ("éclair", "Apple", "apple", "Zebra", "Ångström")]
    made[2].trash(at=board.log.now)
    board.log.append(made[2])
    for plays, sound in enumerate((made[3], made[0])):
        for _ in range(plays + 1):
            board.log.pass_time(seconds=1)
            board.log.play(sound, anna)
    favourites_of(board, anna, *made)
    expected = {
        Sort.NAME: ["Horn Ångström", "Horn Apple", "Horn éclair", "Horn Zebra"],
        Sort.NEWEST: ["Horn éclair", "Horn Apple", "Horn Zebra", "Horn Ångström"],
        Sort.MOST_PLAYED: ["Horn Apple", "Horn Ångström", "Horn Zebra", "Horn éclair"],
        Sort.RECENTLY_PLAYED: ["Horn Apple", "Horn Ångström", "Horn Zebra", "Horn éclair"],
        Sort.LENGTH: ["Horn éclair", "Horn Apple", "Horn Zebra", "Horn Ångström"],
    }
    for wanted in (
        Wanted(),
        Wanted(sought=sought("horn")),
        Wanted(favourites_of=anna),
        Wanted(favourites_of=anna, sought=sought("ho")),
    ):
        for sort in Sort:
            assert in_pages(board, wanted, sort, descending=False) == expected[sort]
            assert in_pages(board, wanted, sort, descending=True) == expected[sort][::-1]


def test_sounds_are_filtered_by_type_trash_and_whether_their_file_is_there(board: Board) -> None:
    airhorn = board.log.sound("Airhorn")
    hello = board.log.sound("Hello", SoundType.TEXT_TO_SPEECH)
    bell = board.log.sound("Bell")
    bell.mark_missing(at=board.log.now)
    airhorn.trash(at=board.log.now)
    board.log.append(bell, airhorn)
    assert titles(board, Wanted(types=["TTS"])) == [hello.title]
    assert titles(board, Wanted(types=["TTS", "SDB", "nonsense"])) == ["Bell", "Hello"]
    assert titles(board, Wanted(types=[])) == []
    assert titles(board, Wanted(trashed=True)) == ["Airhorn"]
    assert titles(board, Wanted(missing=True)) == ["Bell"]
    assert titles(board, Wanted(missing=False)) == ["Hello"]
    assert searched(board, "airhorn") == []


def test_what_is_searched_is_in_title_description_tags_or_original_name(board: Board) -> None:
    labelled(board, "Größe")
    labelled(board, "Bell", description="Rings.\nFor the CAFÉ", tags=["rock'n'roll"])
    labelled(board, "Trumpet 🎺", tags=["loud"])
    assert searched(board, "grosse") == ["Größe"]
    assert searched(board, "cafe ring") == ["Bell"]
    assert searched(board, "RÖLL") == ["Bell"]
    assert searched(board, "🎺") == ["Trumpet 🎺"]
    assert searched(board, "mp3 tr") == ["Trumpet 🎺"]
    assert searched(board, "bell loud") == []
    assert searched(board, "ell") == []


def test_tags_are_asked_for_as_a_whole_and_all_of_them(board: Board) -> None:
    labelled(board, "One", tags=["loud", "rock'n'roll"])
    labelled(board, "Two", tags=["loud rock", "fun"])
    assert searched(board, "", ["loud"]) == ["One"]
    assert searched(board, "", [" Loud   ROCK"]) == ["Two"]
    assert searched(board, "", ["loud", "rock'n'roll"]) == ["One"]
    assert searched(board, "tw", ["fun"]) == ["Two"]
    assert searched(board, "", ["lou"]) == []


def test_every_way_of_looking_finds_the_same(board: Board, monkeypatch: pytest.MonkeyPatch) -> None:
    labelled(board, "One bell", description="Say 100%", tags=["loud", "rock'n'roll"])
    labelled(board, "Two bells", tags=["loud rock", "fun"])
    labelled(board, "Three", tags=["fun", "loud"])
    asked: list[tuple[str, list[str]]] = [
        *(("bell", []), ("bells", []), ("100", []), ("o b", []), ("e", []), ("mp3", [])),
        *(("", ["loud"]), ("", ["fun", "loud"]), ("be", ["fun"]), ("rock", ["loud"])),
    ]
    found = []
    for few, many in ((listing.FEW, listing.MANY), (0, listing.MANY), (0, 1)):
        monkeypatch.setattr(listing, "FEW", few)
        monkeypatch.setattr(listing, "MANY", many)
        found.append([searched(board, text, tags, sort=Sort.LENGTH) for text, tags in asked])
    assert found[0] == found[1] == found[2]
    assert found[0][:5] == [["Two bells", "One bell"], ["Two bells"], ["One bell"], ["One bell"], []]


def test_a_sound_is_found_by_what_it_is_called_today(board: Board) -> None:
    bell = labelled(board, "Bell", description="Old", tags=["old tag"])
    board.ask(sounds)
    bell.rename("Gong", at=board.log.now)
    bell.describe("", at=board.log.now)
    bell.tag(["new tag"], at=board.log.now)
    board.log.append(bell)
    assert searched(board, "gong new") == ["Gong"]
    assert searched(board, "old") == searched(board, "", ["old tag"]) == []


HOSTILE = [
    *("\"'\\", "a\0b", "NEAR(a b)", "a AND NOT b", "*", "-a", "a:*", "(", "';--", "x" * 10_000),
    *("word " * 2_000, " ".join(map(str, range(2_000))), "é\u0301\u202e\ufeff", BISMILLAH * 500),
]


def test_nothing_that_is_typed_makes_a_search_fail(board: Board) -> None:
    labelled(board, "Bell")
    for text in HOSTILE:
        assert set(searched(board, text, [text], sort=Sort.NAME)) <= {"Bell"}
        assert set(searched(board, text)) <= {"Bell"}


def test_an_empty_text_leaves_nothing_out(board: Board) -> None:
    board.log.sound("Bell")
    assert searched(board, " \t") == ["Bell"]


def test_everybody_has_favourites_of_their_own(board: Board) -> None:
    airhorn, bell = board.log.sound("Airhorn"), board.log.sound("Bell")
    anna, ben = uuid4(), uuid4()
    favourites = favourites_of(board, anna, airhorn, bell)
    assert titles(board, Wanted(favourites_of=ben)) == []
    favourites.remove(bell.id, at=board.log.now)
    board.log.append(favourites)
    assert titles(board, Wanted(favourites_of=anna)) == ["Airhorn"]
    shown = {each.title: each.is_favourite for each in board.ask(sounds, user_id=anna)}
    assert shown == {"Airhorn": True, "Bell": False}
    assert not any(each.is_favourite for each in board.ask(sounds, user_id=ben))
