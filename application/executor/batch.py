"""Carries out a batch of commands: each is decided, all are committed together, and each gets its outcome."""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from eventsourcing.persistence import IntegrityError, PersistenceError

from application.command import Answered, Command
from application.decision import Commit, Decision
from application.errors import ApplicationError, ConflictError, StoreUnavailableError
from application.executor.receipts import Receipts
from application.executor.waiting_room import Outcome, Waiting
from application.executor.working_set import WorkingSet
from application.ports import LogReader
from application.records import Receipt, ReceiptKey
from application.soundboard import Soundboard
from application.work import ProcessManager
from domain.aggregate import AggregateRoot, Event, Snapshot
from domain.errors import DomainError

TRIES_MAX = 5
"""How often a command that lost to another process is decided anew."""

SNAPSHOT_EVERY = 100
"""Events of a stream from one snapshot to the next."""

logger = logging.getLogger(__name__)

AfterCommit = Callable[[int, Commit], None]


@dataclass
class Batch:
    """What was decided so far, and what it will be answered once it is durable."""

    commit: Commit = field(default_factory=Commit)
    receipts: dict[ReceiptKey, Receipt] = field(default_factory=dict)


@dataclass(frozen=True)
class Decided:
    """An answer that waits for its commit; `last_event` counts within the batch, 0 where nothing changed."""

    answer: object
    last_event: int


class BatchWriter:
    def __init__(
        self,
        soundboard: Soundboard,
        log: LogReader,
        working_set: WorkingSet,
        handlers: Mapping[type[Command[Any]], Callable[[Any], Decision[Any]]],
        process_managers: Sequence[ProcessManager],
        *,
        is_only_writer: bool,
        after_commit: AfterCommit,
    ) -> None:
        self._soundboard = soundboard
        self._log = log
        self._working_set = working_set
        self._handlers = handlers
        self._process_managers = process_managers
        self._is_only_writer = is_only_writer
        self._after_commit = after_commit
        self._receipts = Receipts(log, soundboard.construct_transcoder())
        self._last_position = log.last_position()

    def carry_out(self, waiting: Sequence[Waiting]) -> list[Outcome]:
        try:
            return self._together(waiting)
        except IntegrityError:
            return [self._alone(each) for each in waiting]
        except PersistenceError as error:
            return [self._unavailable(error)] * len(waiting)

    def _alone(self, waiting: Waiting) -> Outcome:
        """Another process was quicker: one command a transaction, decided on what is there now."""
        for _ in range(TRIES_MAX):
            try:
                return self._together([waiting])[0]
            except IntegrityError:
                continue
            except PersistenceError as error:
                return self._unavailable(error)
        return ConflictError("This is there already, or others were quicker every time.")

    def _together(self, waiting: Sequence[Waiting]) -> list[Outcome]:
        is_committed = False
        try:
            self._freshen()
            batch = Batch(receipts=self._receipts.known(waiting))
            decided = [self._decide(each, batch) for each in waiting]
            positions = self._commit(batch.commit)
            is_committed = True
        finally:
            self._working_set.settle_batch(is_committed=is_committed)
        return [self._outcome(each, positions) for each in decided]

    def _freshen(self) -> None:
        """Forgets what other processes changed meanwhile."""
        if not self._is_only_writer:
            self._working_set.forget(self._log.changed_since(self._last_position))
            self._last_position = self._log.last_position()

    def _decide(self, waiting: Waiting, batch: Batch) -> Decided | Exception:
        is_refused = True
        try:
            if (given := self._receipts.answer(waiting, batch.receipts)) is not None:
                return Decided(given[0], last_event=0)
            decision = self._handlers[type(waiting.command)](waiting.command)
            events = self._collect(decision, waiting, batch.commit)
            is_refused = False
        except (DomainError, ApplicationError) as refusal:
            return refusal
        except PersistenceError:
            raise
        except Exception as error:
            logger.exception("command failed", extra={"command": type(waiting.command).__name__})
            return error
        finally:
            self._working_set.settle_command(is_refused=is_refused)
        if (receipt := self._receipts.of(waiting, decision.answer)) is not None:
            batch.receipts[receipt.actor_id, receipt.key] = receipt
            batch.commit.entailed.records.append(receipt)
        return Decided(decision.answer, last_event=len(batch.commit.events) if events else 0)

    def _collect(self, decision: Decision[Any], waiting: Waiting, commit: Commit) -> int:
        """Adds what was decided to what will be committed; how many events that is."""
        events: list[Event] = []
        for aggregate in decision.changed:
            news: list[Event] = list(aggregate.collect_events())  # type: ignore[arg-type]  # all events are ours
            for event in news:
                vars(event).update(
                    command_id=waiting.envelope.command_id,
                    actor_id=waiting.envelope.actor_id,
                    caused_by=waiting.envelope.caused_by,
                )
            events += news
            self._working_set.decided(aggregate, news)
            if is_snapshot_due(aggregate, len(news)):
                commit.entailed.snapshots.append(Snapshot.take(aggregate))
        for event in events:
            for manager in self._process_managers:
                commit.entailed.work += manager.react(event)
        commit.events += events
        commit.entailed.records += decision.records
        return len(events)

    def _commit(self, commit: Commit) -> Sequence[int]:
        positions: Sequence[int] = ()
        if commit.events or commit.entailed.records:
            positions = self._soundboard.commit(commit)
        if positions:
            self._last_position = max(self._last_position, positions[-1])
            self._after_commit(self._last_position, commit)
        return positions

    def _outcome(self, decided: Decided | Exception, positions: Sequence[int]) -> Outcome:
        if isinstance(decided, Exception):
            return decided
        position = positions[decided.last_event - 1] if decided.last_event else self._last_position
        return Answered(decided.answer, position)

    def _unavailable(self, error: PersistenceError) -> StoreUnavailableError:
        logger.error("log store unavailable: %s", error)
        self._working_set.forget_all()
        return StoreUnavailableError("The log store did not answer. Nothing was recorded. Try again.")


def is_snapshot_due(aggregate: AggregateRoot, events: int) -> bool:
    return aggregate.version // SNAPSHOT_EVERY > (aggregate.version - events) // SNAPSHOT_EVERY
