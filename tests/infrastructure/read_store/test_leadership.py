from collections.abc import Iterator

import pytest
from sqlalchemy import text

from projections.projector import Recorded
from tests.infrastructure.read_store.projectors import TitlesProjector
from tests.infrastructure.read_store.read_side import ReadSide, eventually, live
from tests.support.postgresql import PostgresqlServer


@pytest.fixture
def shared(postgresql: PostgresqlServer) -> Iterator[ReadSide]:
    url = postgresql.create_database()
    side = ReadSide(url, url)
    yield side
    side.close()


def test_one_of_several_processes_projects(shared: ReadSide) -> None:
    leader, other = shared.follow([TitlesProjector()]), shared.follow([TitlesProjector()])
    assert (leader.is_leading, other.is_leading) == (True, False)


def test_who_stands_by_still_tells_its_listeners(shared: ReadSide) -> None:
    heard: list[Recorded] = []
    shared.follow([TitlesProjector()])
    shared.follow([TitlesProjector()], on_page=[heard.extend])
    shared.log.sound()
    eventually(lambda: len(heard) == 1)


def test_who_stands_by_learns_how_far_the_leader_has_come(shared: ReadSide) -> None:
    leader, other = shared.follow([TitlesProjector()]), shared.follow([TitlesProjector()])
    shared.log.sound()
    leader.wake()
    shared.catch_up(other)
    assert shared.count("titles") == 1


def test_who_stands_by_takes_over_and_misses_nothing(shared: ReadSide) -> None:
    heard: list[Recorded] = []
    leader = shared.follow([TitlesProjector()])
    other = shared.follow([TitlesProjector()], on_page=[heard.extend])
    shared.log.sound("Airhorn")
    shared.catch_up(leader)
    leader.close()
    shared.followers.remove(leader)
    shared.log.sound("Foghorn")
    eventually(lambda: other.is_leading)
    shared.catch_up(other)
    eventually(lambda: len(heard) == 2)
    assert shared.count("titles") == 2


def test_a_leader_whose_session_ended_leads_again_or_another_does(shared: ReadSide) -> None:
    follower = shared.follow([TitlesProjector()])
    shared.ask(
        lambda connection: connection.execute(
            text(
                "SELECT pg_terminate_backend(l.pid) FROM pg_locks l JOIN pg_database d ON d.oid = l.database "
                "WHERE l.locktype = 'advisory' AND d.datname = current_database()"
            )
        )
    )
    shared.log.sound()
    shared.catch_up(follower)
    eventually(lambda: follower.is_leading)
    assert shared.count("titles") == 1


def test_a_rebuild_asked_for_elsewhere_is_carried_out_by_the_leader(shared: ReadSide) -> None:
    shared.follow([TitlesProjector()])
    other = shared.follow([TitlesProjector()])
    shared.log.sound()
    number = other.rebuild("titles")
    eventually(lambda: live(other, "titles").number == number)
    assert shared.count("titles") == 1
