"""Makes the read store ready for the read models that this code has."""

from collections.abc import Sequence

from sqlalchemy import Connection, text

from infrastructure.databases import WritingDatabase
from infrastructure.read_store.generations import begin, forget, give_role, load, of_role
from infrastructure.read_store.schema import SCHEMA, bookkeeping, show, show_as_this_version
from projections.projector import Projector

SETUP_LOCK = 0x72656164


def set_up(database: WritingDatabase, projectors: Sequence[Projector]) -> None:
    with database.transaction() as connection:
        if not database.is_sqlite:
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": SETUP_LOCK})
            connection.execute(text(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}"))
        bookkeeping.create_all(connection)
        for projector in projectors:
            _set_up_model(connection, projector)


def _set_up_model(connection: Connection, projector: Projector) -> None:
    """The first generation is live at once; of another version than the live one, it is built beside it."""
    known = load(connection, projector.name, is_to_change=True)
    live = of_role(known, "live")
    if live is None:
        show(connection, projector, begin(connection, projector, "live", known))
        return
    if live.version != projector.version:
        show_as_this_version(connection, projector, live.number, live.tables.split())
    building = of_role(known, "building")
    if building is not None and building.version != projector.version:
        forget(connection, building)
        building = None
    if live.version == projector.version or building is not None:
        return
    previous = of_role(known, "previous")
    if previous is not None and previous.version == projector.version:
        give_role(connection, previous, "building")
    else:
        begin(connection, projector, "building", known)
