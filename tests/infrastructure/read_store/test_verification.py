import pytest
from sqlalchemy import text

from infrastructure.read_store.errors import OtherVersionError, UnknownReadModelError
from tests.infrastructure.read_store.projectors import TitlesInCapitalsProjector, TitlesProjector
from tests.infrastructure.read_store.read_side import ReadSide


def test_read_models_equal_their_rebuild(read_side: ReadSide) -> None:
    follower = read_side.follow()
    sound, anna = read_side.log.sound("Türöffner 🚪"), read_side.log.member()
    read_side.log.play(sound, anna)
    read_side.log.fail(read_side.log.request(sound, anna))
    read_side.catch_up(follower)
    assert set(read_side.equals_its_rebuild().values()) == {True}


def test_what_was_tampered_with_does_not(read_side: ReadSide) -> None:
    follower = read_side.follow([TitlesProjector()])
    read_side.log.sound("Airhorn")
    read_side.catch_up(follower)
    with follower._database.transaction() as connection:  # noqa: SLF001
        connection.execute(text("UPDATE titles__g1 SET title = 'Silence'"))
    assert not read_side.verifier([TitlesProjector()]).verify("titles").is_equal


def test_another_version_cannot_be_judged(read_side: ReadSide) -> None:
    read_side.follow([TitlesProjector()])
    with pytest.raises(OtherVersionError):
        read_side.verifier([TitlesInCapitalsProjector()]).verify("titles")
    with pytest.raises(UnknownReadModelError):
        read_side.verifier([]).verify("titles")
