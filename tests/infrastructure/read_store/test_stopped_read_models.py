from collections.abc import Sequence

import pytest
from sqlalchemy import Column, Integer, MetaData, Table

from domain.play import Play
from domain.sound import Sound
from projections.projector import Projector, Recorded, Tables
from projections.set_wise import insert_rows
from projections.writes import Writes
from tests.infrastructure.read_store.projectors import StartsProjector, TitlesProjector
from tests.infrastructure.read_store.read_side import ReadSide, eventually, live


class MistypedProjector(Projector):
    """Asks the database for what is not there."""

    name = "mistyped"
    version = 1
    tables = (Table("mistyped", MetaData(), Column("number", Integer, primary_key=True)),)
    topics = frozenset({Sound.Registered.TOPIC})

    def project(self, writes: Writes, tables: Tables, page: Sequence[Recorded]) -> None:
        absent = Table("no_such_table", MetaData(), Column("number", Integer))
        insert_rows(writes, absent, [{"number": 1}])


def test_a_projector_that_raises_stops_alone_and_says_so(read_side: ReadSide) -> None:
    follower = read_side.follow([TitlesProjector(fails_at="Foghorn"), StartsProjector()])
    read_side.log.sound("Airhorn")
    read_side.catch_up(follower)
    read_side.log.play(read_side.log.sound("Foghorn"), read_side.log.member())
    read_side.catch_up(follower, ["starts"])
    stopped = live(follower, "titles")
    assert (stopped.state, stopped.position) == ("broken", 1)
    assert stopped.error == "ValueError: Foghorn is too loud"
    assert (read_side.count("titles"), read_side.count("starts")) == (1, 1)


def test_a_projector_with_a_fault_in_its_statement_stops_alone_too(read_side: ReadSide) -> None:
    follower = read_side.follow([MistypedProjector(), TitlesProjector()])
    read_side.log.sound()
    read_side.catch_up(follower, ["titles"])
    assert "no_such_table" in (live(follower, "mistyped").error or "")


def test_the_others_go_on_after_that(read_side: ReadSide) -> None:
    follower = read_side.follow([TitlesProjector(fails_at="Foghorn"), StartsProjector()])
    foghorn, anna = read_side.log.sound("Foghorn"), read_side.log.member()
    for _ in range(3):
        read_side.log.play(foghorn, anna)
        read_side.catch_up(follower, ["starts"])
    assert read_side.count("starts") == 3


@pytest.mark.parametrize("state", [b"this is not an event", b"\xff\xfe", b'{"a":"x\0y"}'])
def test_an_unreadable_event_stops_only_who_reads_it(read_side: ReadSide, state: bytes) -> None:
    follower = read_side.follow([TitlesProjector(), StartsProjector()])
    read_side.log.append_damaged(Play.Started.TOPIC, state)
    read_side.log.sound("Airhorn")
    read_side.catch_up(follower, ["titles"])
    assert live(follower, "titles").error is None
    assert "play.started" in (live(follower, "starts").error or "")


def test_an_unreadable_event_that_nobody_reads_stops_nobody(read_side: ReadSide) -> None:
    follower = read_side.follow([TitlesProjector()])
    read_side.log.append_unreadable("nobody.knows")
    read_side.log.sound()
    read_side.catch_up(follower)
    assert read_side.count("titles") == 1


def test_it_is_tried_again_at_the_next_start(read_side: ReadSide) -> None:
    read_side.follow([TitlesProjector(fails_at="Foghorn")])
    read_side.log.sound("Foghorn")
    eventually(lambda: live(read_side.followers[0], "titles").state == "broken", within=3)
    mended = read_side.restart([TitlesProjector()])
    read_side.catch_up(mended)
    assert live(mended, "titles").state == "live"
    assert read_side.count("titles") == 1


def test_it_is_mended_by_a_rebuild(read_side: ReadSide) -> None:
    projector = TitlesProjector(fails_at="Foghorn")
    follower = read_side.follow([projector])
    read_side.log.sound("Foghorn")
    eventually(lambda: live(follower, "titles").state == "broken", within=3)
    projector.fails_at = None
    number = follower.rebuild("titles")
    eventually(lambda: live(follower, "titles").number == number)
    read_side.catch_up(follower)
    assert read_side.count("titles") == 1


def test_a_rebuild_that_fails_leaves_what_is_read_as_it_was(read_side: ReadSide) -> None:
    projector = TitlesProjector()
    follower = read_side.follow([projector])
    read_side.log.sound("Foghorn")
    read_side.catch_up(follower)
    projector.fails_at = "Foghorn"
    number = follower.rebuild("titles")
    eventually(lambda: any(each.state == "broken" for each in follower.generations()))
    assert (live(follower, "titles").number, read_side.count("titles")) == (number - 1, 1)
