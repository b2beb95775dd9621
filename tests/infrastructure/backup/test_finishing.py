"""Who was erased after the backup is erased again, as far as a board can be without them."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID, uuid4

from application.accounts.commands import BeginSoundboard
from application.command import from_system
from application.credits.commands import OpenTariff
from application.credits.standard_tariff import PRICES, standard_plans
from domain.user_account import UserAccount
from domain.values import Role
from infrastructure.backup.finishing import finish
from infrastructure.composition import compose
from infrastructure.container import Container
from projections.members.queries import members
from tests.infrastructure.backup.small_board import nobody_looks, settings_of


@contextmanager
def parts(folder: Path) -> Iterator[Container]:
    """Of which none runs."""
    container = compose(settings_of(folder))
    try:
        yield container
    finally:
        container.close()


def registered(container: Container, name: str, role: Role = Role.MEMBER) -> UUID:
    new = container.accounts.registration(
        name=name, email=f"{name}@board.example", password="correct horse", role=role
    )
    command = asyncio.run(new)
    begins = role is Role.ADMIN
    container.executor.run(BeginSoundboard(command) if begins else command, from_system())
    return command.user_id


def test_whoever_left_since_leaves_again_before_anybody_reads_of_them(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    with parts(tmp_path) as board:
        board.executor.start()
        board.executor.run(OpenTariff(standard_plans(board.settings.free_plan), PRICES), from_system())
        host = registered(board, "host", Role.ADMIN)
        anna, bert = registered(board, "anna"), registered(board, "bert")

    with parts(tmp_path) as restored:
        outcome = finish(restored, [anna, host, uuid4()], nobody_looks)

        assert (outcome.again, outcome.not_there) == (1, 1)
        [(refused, reason)] = outcome.refused
        assert refused == host
        assert "only admin" in reason
        assert restored.soundboard.load(UserAccount, anna).is_erased
        assert restored.log.personal_keys([anna, bert]).keys() == {bert}
        assert {each.user_id for each in restored.queries.run(members)} == {host, bert}
    assert b"anna@board.example" not in (tmp_path / "data" / "read.db").read_bytes()
