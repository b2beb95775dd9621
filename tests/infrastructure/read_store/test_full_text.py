"""An index of words lives and dies with its generation, and finds what the rows have."""

from sqlalchemy import Connection, inspect, text

from infrastructure.read_store.schema import SCHEMA
from projections.sound_search.projector import SoundSearchProjector
from projections.sound_search.queries import sought
from tests.infrastructure.read_store.read_side import ReadSide, eventually, live


def found(read_side: ReadSide, words: str) -> int:
    def count(connection: Connection) -> int:
        return len(connection.execute(sought(words).positions(connection.dialect)).all())

    return int(read_side.ask(count))


def names_left(read_side: ReadSide) -> set[str]:
    def names(connection: Connection) -> set[str]:
        there = inspect(connection)
        schema = None if connection.dialect.name == "sqlite" else SCHEMA
        return {*there.get_table_names(schema), *there.get_view_names(schema)}

    return {each for each in read_side.ask(names) if each.startswith("sound_words")}


def test_a_rebuilt_index_finds_what_the_one_before_found_and_that_one_goes(read_side: ReadSide) -> None:
    follower = read_side.follow([SoundSearchProjector()])
    bell = read_side.log.sound("Bell")
    read_side.log.sound("Airhorn")
    bell.rename("Gong", at=read_side.log.now)
    read_side.log.append(bell)
    read_side.catch_up(follower)
    at_first = names_left(read_side)
    for number in (2, 3):
        assert follower.rebuild("sound_search") == number
        eventually(lambda number=number: live(follower, "sound_search").number == number)  # type: ignore[misc]  # bound
        assert live(follower, "sound_search").rows_differing == 0
        assert (found(read_side, "gon"), found(read_side, "bell"), found(read_side, "mp3")) == (1, 1, 2)
    assert read_side.verifier([SoundSearchProjector()]).verify("sound_search").is_equal
    assert not [each for each in names_left(read_side) if "__g1" in each]
    assert len(names_left(read_side)) > len(at_first)
    follower.drop_previous("sound_search")
    assert {each.replace("__g3", "__g1") for each in names_left(read_side)} == at_first


def test_rows_that_are_deleted_are_not_found_any_more(read_side: ReadSide) -> None:
    follower = read_side.follow([SoundSearchProjector()])
    read_side.log.sound("Bell")
    read_side.catch_up(follower)
    with follower._database.transaction() as connection:  # noqa: SLF001
        connection.execute(text("DELETE FROM sound_words__g1"))
    assert found(read_side, "bell") == 0


def test_what_has_no_words_cannot_be_an_instruction(read_side: ReadSide) -> None:
    read_side.catch_up(read_side.follow([SoundSearchProjector()]))
    assert found(read_side, 'x") OR 1=1 --') == 0
