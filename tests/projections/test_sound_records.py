"""What is known of sounds beside themselves: tags, history, plays, favourites, sums."""

from uuid import uuid4

from domain.aggregate import AggregateRoot
from domain.favourites import Favourites
from domain.identifiers import OPERATOR_ID, SYSTEM_ID
from domain.user_account import UserAccount
from projections.favourites.tables import favourites as favourites_table
from projections.plays.queries import plays
from projections.sound_history.queries import changes_of_sound
from projections.sound_history.sentences import sentence
from projections.sound_tags.queries import TagCount, tags
from projections.sounds.queries import sound
from projections.sounds.statistics import SoundStatistics, sound_statistics
from tests.projections.board import Board
from tests.support.log import NOON
from tests.support.sound_changes import change_sound


def by(board: Board, actor_id: object, changed: AggregateRoot) -> None:
    events = list(changed.collect_events())
    for event in events:
        vars(event)["actor_id"] = actor_id
    board.log.append_events(events)  # type: ignore[arg-type]  # all events are ours


def test_tags_are_counted_without_the_trash_and_what_most_have_comes_first(board: Board) -> None:
    one, two, three = (board.log.sound(title) for title in ("One", "Two", "Three"))
    for each, its_tags in ((one, ["loud", "100%"]), (two, ["loud", "1000"]), (three, ["loud", "old"])):
        each.tag(its_tags, at=NOON)
        board.log.append(each)
    three.tag(["fun"], at=NOON)
    three.trash(at=NOON)
    board.log.append(three)
    assert board.ask(tags) == [TagCount("loud", 2), TagCount("100%", 1), TagCount("1000", 1)]
    assert board.ask(tags, "100%") == [TagCount("100%", 1)]
    three.restore_from_trash(at=NOON)
    board.log.append(three)
    assert TagCount("fun", 1) in board.ask(tags)
    assert board.ask(tags, limit=1, offset=1) == [TagCount("100%", 1)]


def test_the_history_of_a_sound_says_what_became_of_it_and_who_did_it(board: Board) -> None:
    anna, airhorn = board.log.member("Anna"), board.log.sound("Airhorn")
    for number, (what, actor) in enumerate(
        [
            *(("rename", anna), ("describe", anna), ("tag", anna), ("colour", anna), ("edit", None)),
            *(("missing", SYSTEM_ID), ("back", SYSTEM_ID), ("move", SYSTEM_ID), ("ask", OPERATOR_ID)),
            *(("normalize", SYSTEM_ID), ("cannot normalize", SYSTEM_ID), ("content", SYSTEM_ID)),
            *(("touch", SYSTEM_ID), ("trash", anna), ("restore", anna)),
        ]
    ):
        change_sound(airhorn, what, number or 5, at=NOON)
        by(board, actor, airhorn)
    found = board.ask(changes_of_sound, airhorn.id)[::-1]
    assert [(each.actor_name, sentence(each)) for each in found] == [
        (None, "Brought in as “Airhorn”, from Airhorn.mp3"),
        ("Anna", "Called “Éclair 5”"),
        ("Anna", "Described: Said 1"),
        ("Anna", "Tagged fun, loud"),
        ("Anna", "Coloured #000003"),
        (None, "To be heard +4 dB"),
        (None, "Its file went missing"),
        (None, "Its file came back"),
        (None, "Its file was moved to moved/7.mp3"),
        (None, "To be made as loud as the others in 1 pass"),
        (None, "Made as loud as the others: from -30.0 to -16.0 LUFS"),
        (None, "Not made as loud as the others: Reason 10"),
        (None, "Its file has other content now, 0.012 s long"),
        (None, "Its file has another time, and is what it was"),
        ("Anna", "Moved to the trash"),
        ("Anna", "Taken out of the trash"),
    ]
    assert [each.is_by_itself for each in found[5:8]] == [False, True, True]
    assert found[9].is_command_line
    page = board.ask(changes_of_sound, airhorn.id, found[2].position, 1)
    assert [sentence(each) for each in page] == ["Called “Éclair 5”"]


def test_who_is_erased_has_no_name_in_the_history_and_no_favourites(board: Board) -> None:
    anna, ben, airhorn = board.log.member("Anna"), board.log.member("Ben"), board.log.sound("Airhorn")
    airhorn.rename("Foghorn", at=NOON)
    by(board, anna, airhorn)
    for user_id in (anna, ben):
        liked = Favourites.open(user_id, at=NOON)
        liked.add(airhorn.id, at=NOON)
        board.log.append(liked)
    assert board.ask(sound, airhorn.id, anna).is_favourite
    account = board.log.soundboard.load(UserAccount, anna)
    account.erase(reason="", at=NOON)
    board.log.append(account)
    newest = board.ask(changes_of_sound, airhorn.id)[0]
    assert (newest.actor_id, newest.actor_name) == (anna, None)
    rows = board.ask(lambda connection: connection.execute(favourites_table.select()).all())
    assert [tuple(row) for row in rows] == [(ben, airhorn.id)]


def test_the_plays_of_a_sound_are_its_own(board: Board) -> None:
    anna, airhorn, bell = board.log.member(), board.log.sound("Airhorn"), board.log.sound("Bell")
    first, _, second = (board.log.request(each, anna) for each in (airhorn, bell, airhorn))
    found = board.ask(plays, sound_id=airhorn.id)
    assert [each.play_id for each in found] == [second.id, first.id]
    assert board.ask(plays, found[0].position, sound_id=airhorn.id)[0].play_id == first.id
    assert board.ask(plays, sound_id=uuid4()) == []


def test_sums_are_kept_apart_by_type_trash_and_what_is_missing(board: Board) -> None:
    one, two, three = (board.log.sound(title) for title in ("One", "Two", "Three"))
    change_sound(one, "normalize", 700, at=NOON)
    two.mark_missing(at=NOON)
    three.trash(at=NOON)
    board.log.append(one, two, three)
    assert board.ask(sound_statistics) == [
        SoundStatistics("SDB", False, False, 1, 1, 1_500, 1_000, 700),
        SoundStatistics("SDB", False, True, 1, 0, 1_500, 1_000, 0),
        SoundStatistics("SDB", True, False, 1, 0, 1_500, 1_000, 0),
    ]
