"""A log with its seals, and somebody who has the database's password and means no good."""

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, delete, insert, select, text, update

from infrastructure.log_store.log_store import LogStore
from infrastructure.log_store.tables import events, seals
from infrastructure.seals.chain import Chain, Sealed
from infrastructure.seals.seal import Head
from infrastructure.seals.seal_table import SealTable
from infrastructure.seals.sealer import Sealer
from infrastructure.seals.stored_events import StoredEvents
from infrastructure.verifying.faults import Fault, Faults
from tests.contracts.streams import a_stream
from tests.support.clock import StandingClock

SEGMENT = 10


class SealedLog:
    def __init__(self, url: str) -> None:
        self.store = LogStore(url)
        self.clock = StandingClock()
        self.events = StoredEvents(self.store.reading)
        self.seals = SealTable(self.store.writing, self.store.reading)
        self.chain = Chain(self.events, self.seals)
        self.sealer = self.make_sealer()
        self._is_guarded = True

    def make_sealer(self, segment_events: int = SEGMENT, **more: float) -> Sealer:
        return Sealer(self.events, self.seals, self.clock, segment_events=segment_events, **more)

    def append(self, many: int) -> Sequence[int]:
        """Each in a stream of its own; their positions."""
        return list(self.store.recorder.insert_events([each for _ in range(many) for each in a_stream(1)]))

    def skip_a_position(self) -> int:
        """As PostgreSQL does for a transaction that is undone."""
        skipped = self.append(1)[0] + 1
        with self.store.writing.transaction() as connection:
            if self.store.is_sqlite:
                connection.execute(text("UPDATE sqlite_sequence SET seq = seq + 1 WHERE name = 'events'"))
            else:
                connection.execute(text("SELECT nextval('events_position_seq')"))
        return skipped

    # What is found out.

    def verify(self, against: Head | None = None) -> tuple[Sequence[Fault], Sealed]:
        faults = Faults()
        sealed = self.chain.verify(faults, against=against)
        return faults.told(), sealed

    def faults(self, against: Head | None = None) -> list[tuple[str, str]]:
        return [(each.what, each.where) for each in self.verify(against)[0]]

    def how(self) -> dict[str, str]:
        """What became of which event, in a word."""
        words = ("altered", "missing", "inserted")
        return {each.where: next(word for word in words if word in each.detail) for each in self.verify()[0]}

    # What somebody else does.

    def row(self, position: int) -> dict[str, Any]:
        with self.store.reading.connect() as connection:
            return dict(
                connection.execute(select(events).where(events.c.position == position)).mappings().one()
            )

    def alter(self, position: int, **values: Any) -> None:
        self.forge(update(events).where(events.c.position == position).values(values))

    def delete(self, *conditions: ColumnElement[bool]) -> None:
        self.forge(delete(events).where(*conditions))

    def delete_seals(self, *conditions: ColumnElement[bool]) -> None:
        self.forge(delete(seals).where(*conditions))

    def insert(self, position: int) -> None:
        [forged] = a_stream(1)
        self.forge(insert(events).values(position=position, **vars(forged)))

    def alter_seal(self, number: int, change: Callable[[Any], Any], column: str) -> None:
        with self.store.reading.connect() as connection:
            was = connection.execute(select(seals.c[column]).where(seals.c.number == number)).scalar_one()
        self.forge(update(seals).where(seals.c.number == number).values({column: change(was)}))

    def forge_seal(self, number: int) -> None:
        """With a head that fits what the events are now."""
        was = self.seals.find(number)
        assert was is not None
        found = b"".join(self.events.entries(was.first_position, was.last_position))
        forged = was.with_entries(found)
        values = {"entries": forged.entries, "head": forged.head}
        self.forge(update(seals).where(seals.c.number == number).values(values))

    def forge(self, statement: Any) -> None:
        if self._is_guarded:
            self._disarm()
        with self.store.writing.transaction() as connection:
            connection.execute(statement)

    def _disarm(self) -> None:
        self._is_guarded = False
        with self.store.writing.transaction() as connection:
            for table in ("events", "seals"):
                if self.store.is_sqlite:
                    for change in ("update", "delete"):
                        connection.execute(text(f"DROP TRIGGER {table}_no_{change}"))
                else:
                    connection.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER USER"))

    def close(self) -> None:
        self.store.close()
