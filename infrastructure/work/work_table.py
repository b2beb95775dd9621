"""The work that is owed: leased to whoever does it, due again when a lease ends, given up at its deadline."""

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, Engine, delete, select, update

from application.work import Work
from infrastructure.databases import WritingDatabase
from infrastructure.log_store.recorder import translated_errors
from infrastructure.log_store.tables import receipts, work

RECEIPTS_KEPT_SECONDS = 48 * 3600
"""How long a repeated request gets its first answer: two days after a lost connection."""

_columns = (work.c.id, work.c.kind, work.c.reference, work.c.attempt, work.c.deadline)


@dataclass(frozen=True)
class Lease:
    """The right to do a piece of work; a later attempt has a higher number."""

    id: UUID
    kind: str
    reference: UUID
    attempt: int
    deadline: float


class WorkTable:
    def __init__(self, writing: WritingDatabase, reading: Engine) -> None:
        self._writing = writing
        self._reading = reading

    def lease(self, ids: Iterable[UUID], *, seconds: float) -> list[Lease]:
        """Leases for those that nobody holds; work that is settled, held or overdue is left out."""
        now = time.time()
        statement = (
            update(work)
            .where(work.c.id.in_(list(ids)), work.c.leased_until < now, work.c.deadline >= now)
            .values(leased_until=now + seconds, attempt=work.c.attempt + 1)
            .returning(*_columns)
        )
        with translated_errors(), self._writing.hasty_transaction() as connection:
            return [Lease(*tuple(row)) for row in connection.execute(statement)]

    def count_as_tried(self, kind: str) -> None:
        """What was owed before a start may have been tried without a trace."""
        statement = update(work).where(work.c.kind == kind).values(attempt=work.c.attempt + 1)
        with translated_errors(), self._writing.transaction() as connection:
            connection.execute(statement)

    def release(self, kind: str, *, untried: bool = False) -> None:
        """Whoever held this work is gone: it is due at once, `untried` as if for the first time."""
        anew = {"leased_until": 0.0, **({"attempt": 0} if untried else {})}
        statement = update(work).where(work.c.kind == kind).values(**anew)
        with translated_errors(), self._writing.transaction() as connection:
            connection.execute(statement)

    def settle(self, ids: Iterable[UUID]) -> None:
        """For work of which no event tells that it was done."""
        with translated_errors(), self._writing.transaction() as connection:
            connection.execute(delete(work).where(work.c.id.in_(list(ids))))

    def ask_again(self, promised: Work) -> None:
        """For work that must be done some day, however often it was tried: it is due as if it were new."""
        statement = update(work).where(work.c.id == promised.id)
        anew = {"asked_at": time.time(), "deadline": promised.deadline.timestamp(), "leased_until": 0.0}
        with translated_errors(), self._writing.transaction() as connection:
            connection.execute(statement.values(**anew, attempt=0))

    def put_off(self, id: UUID, *, seconds: float) -> None:
        """For work whose time has not come: whoever holds it gives it back, and it is due then, untried."""
        anew = {"leased_until": time.time() + seconds, "attempt": 0}
        with translated_errors(), self._writing.transaction() as connection:
            connection.execute(update(work).where(work.c.id == id).values(**anew))

    def due(self, *, older_than: float) -> list[Lease]:
        """What nobody holds although it was asked for some seconds ago: its message may be lost."""
        now = time.time()
        return self._select(
            work.c.leased_until < now, work.c.asked_at < now - older_than, work.c.deadline >= now
        )

    def overdue(self) -> list[Lease]:
        return self._select(work.c.deadline < time.time())

    def owed(self) -> list[Lease]:
        return self._select()

    def open_references(self, kind: str) -> Sequence[UUID]:
        return [each.reference for each in self._select(work.c.kind == kind)]

    def owed_among(self, ids: Iterable[UUID]) -> set[UUID]:
        return {each.id for each in self._select(work.c.id.in_(list(ids)))}

    def is_owed(self, id: UUID) -> bool:
        return bool(self._select(work.c.id == id))

    def forget_old_receipts(self) -> None:
        oldest = time.time() - RECEIPTS_KEPT_SECONDS
        with translated_errors(), self._writing.transaction() as connection:
            connection.execute(delete(receipts).where(receipts.c.given_at < oldest))

    def _select(self, *conditions: ColumnElement[bool]) -> list[Lease]:
        query = select(*_columns).where(*conditions).order_by(work.c.asked_at)
        with translated_errors(), self._reading.connect() as connection:
            return [Lease(*tuple(row)) for row in connection.execute(query)]
