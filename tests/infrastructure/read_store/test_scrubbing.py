"""What is left of erased people in the read models, and how it goes."""

from uuid import UUID

from sqlalchemy import text

from domain.user_account import UserAccount
from infrastructure.read_store.follower import Follower
from projections.members.projector import MembersProjector
from tests.infrastructure.read_store.read_side import ReadSide, eventually, generations_of, live
from tests.support.log import unseal


class StoppingMembers(MembersProjector):
    """Stops at whom it is told to."""

    stops_at: UUID | None = None

    def project(self, writes, tables, page) -> None:  # type: ignore[no-untyped-def]  # as the other one
        if any(each.event.originator_id == self.stops_at for each in page):
            raise ValueError("It was told to.")
        super().project(writes, tables, page)


def rebuild(follower: Follower) -> None:
    number = follower.rebuild("members")
    eventually(lambda: live(follower, "members").number == number)


def erase(read_side: ReadSide, user_id: UUID) -> int:
    account = read_side.log.soundboard.load(UserAccount, user_id)
    account.erase(reason="", at=read_side.log.now)
    return read_side.log.append(account)


def roles(follower: Follower) -> set[str]:
    return {each.role for each in generations_of(follower, "members")}


def names(read_side: ReadSide) -> list[str]:
    return sorted(
        read_side.ask(lambda connection: connection.execute(text("SELECT name FROM members")).scalars().all())
    )


def test_a_previous_generation_that_still_has_them_is_dropped(read_side: ReadSide) -> None:
    anna, _ = read_side.log.member("Anna"), read_side.log.member("Ben")
    follower = read_side.follow()
    read_side.catch_up(follower)
    rebuild(follower)
    position = erase(read_side, anna)
    read_side.catch_up(follower)
    assert roles(follower) == {"live", "previous"}
    assert follower.scrubbing.is_level(position)
    follower.scrubbing.rewrite(position)
    assert roles(follower) == {"live"}
    assert names(read_side) == ["Ben"]
    eventually(follower.scrubbing.empty_wal)
    assert read_side.equals_its_rebuild()["members"]


def test_a_previous_generation_that_let_them_go_itself_is_kept(read_side: ReadSide) -> None:
    anna = read_side.log.member("Anna")
    follower = read_side.follow()
    position = erase(read_side, anna)
    read_side.catch_up(follower)
    rebuild(follower)
    follower.scrubbing.rewrite(position)
    assert roles(follower) == {"live", "previous"}


def test_it_is_not_level_while_one_that_tells_of_people_has_stopped(read_side: ReadSide) -> None:
    members = StoppingMembers(unseal)
    follower = read_side.follow([members])
    anna = read_side.log.member("Anna")
    read_side.catch_up(follower)
    members.stops_at = anna
    position = erase(read_side, anna)
    follower.wake()
    eventually(lambda: live(follower, "members").error is not None)
    assert not follower.scrubbing.is_level(position)
    members.stops_at = None
    follower = read_side.restart([members])
    eventually(lambda: follower.scrubbing.is_level(position))


def test_tables_that_were_written_anew_are_written_on(read_side: ReadSide) -> None:
    follower = read_side.follow()
    for round_ in range(3):
        position = erase(read_side, read_side.log.member(f"Anna {round_}"))
        read_side.log.member(f"Ben {round_}")
        read_side.catch_up(follower)
        follower.scrubbing.rewrite(position)
    assert names(read_side) == ["Ben 0", "Ben 1", "Ben 2"]
    assert read_side.equals_its_rebuild()["members"]
