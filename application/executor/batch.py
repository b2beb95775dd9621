"""Carries out a batch of commands: each is decided, all are committed together, and each gets its outcome."""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from eventsourcing.persistence import IntegrityError, PersistenceError

from application.accounts.hosts import Hosts
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

    def add(self, news: Commit) -> None:
        self.commit.events += news.events
        self.commit.entailed.work += news.entailed.work
        self.commit.entailed.records += news.entailed.records
        self.commit.entailed.snapshots += news.entailed.snapshots
        for record in news.entailed.records:
            if isinstance(record, Receipt):
                self.receipts[record.actor_id, record.key] = record


@dataclass(frozen=True)
class Decided:
    """An answer that waits for its commit; `last_event` counts within the batch, 0 where nothing changed."""

    answer: object
    last_event: int
    is_repeated: bool = False


class BatchWriter:
    def __init__(
        self,
        soundboard: Soundboard,
        log: LogReader,
        working_set: WorkingSet,
        handlers: Mapping[type[Command[Any]], Callable[[Any], Decision[Any]]],
        process_managers: Sequence[ProcessManager],
        *,
        hosts: Hosts,
        is_only_writer: bool,
        after_commit: AfterCommit,
    ) -> None:
        self._soundboard = soundboard
        self._log = log
        self._working_set = working_set
        self._handlers = handlers
        self._process_managers = process_managers
        self._hosts = hosts
        self._is_only_writer = is_only_writer
        self._after_commit = after_commit
        self._receipts = Receipts(log, soundboard.mapper.transcoder)
        self._last_position = log.last_position()
        self._known_until = self._last_position

    def carry_out(self, waiting: Sequence[Waiting]) -> list[Outcome]:
        try:
            return self._together(waiting)
        except IntegrityError:
            self._working_set.forget_all()  # somebody else writes: what is in memory may be old
            return self._halved(waiting) if len(waiting) > 1 else [self._alone(waiting[0])]
        except PersistenceError as error:
            return [self._unavailable(error)] * len(waiting)

    def _halved(self, waiting: Sequence[Waiting]) -> list[Outcome]:
        """Whatever conflicts is soon by itself, and its neighbours still share a commit with others."""
        middle = len(waiting) // 2
        return self.carry_out(waiting[:middle]) + self.carry_out(waiting[middle:])

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
            last_position = self._log.last_position()  # first: what comes meanwhile is looked at next time
            self._working_set.forget(self._log.changed_since(self._known_until))
            self._known_until = last_position
            self._last_position = max(self._last_position, last_position)

    def _decide(self, waiting: Waiting, batch: Batch) -> Decided | Exception:
        is_refused = True
        try:
            if (given := self._receipts.answer(waiting, batch.receipts)) is not None:
                return Decided(given[0], last_event=0, is_repeated=True)
            if (asked := waiting.envelope.as_host) is not None:
                self._hosts.ensure_still(waiting.envelope.actor_id, asked)
            decision = self._handlers[type(waiting.command)](waiting.command)
            news = self._news(decision, waiting)
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
        self._accept(decision, news, batch)
        return Decided(decision.answer, last_event=len(batch.commit.events) if news.events else 0)

    def _news(self, decision: Decision[Any], waiting: Waiting) -> Commit:
        """What one command adds to the batch: until all of it is known, none of it counts."""
        news = Commit()
        for aggregate in decision.changed:
            events: list[Event] = list(aggregate.pending_events)  # type: ignore[arg-type]  # all events are ours
            for event in events:
                vars(event).update(
                    command_id=waiting.envelope.command_id,
                    actor_id=waiting.envelope.actor_id,
                    caused_by=waiting.envelope.caused_by,
                )
            news.events += events
            if is_snapshot_due(aggregate, len(events)):
                news.entailed.snapshots.append(Snapshot.take(aggregate))
        for event in news.events:
            for manager in self._process_managers:
                news.entailed.work += manager.react(event)
        news.entailed.records += decision.records
        if (receipt := self._receipts.of(waiting, decision.answer)) is not None:
            news.entailed.records.append(receipt)
        return news

    def _accept(self, decision: Decision[Any], news: Commit, batch: Batch) -> None:
        for aggregate in decision.changed:
            self._working_set.decided(aggregate, aggregate.collect_events())  # type: ignore[arg-type]  # our events
        batch.add(news)

    def _commit(self, commit: Commit) -> Sequence[int]:
        positions: Sequence[int] = ()
        if commit.events or commit.entailed.records:
            positions = self._soundboard.commit(commit)
        if positions:
            if positions[0] == self._known_until + 1:  # nobody else wrote in between
                self._known_until = positions[-1]
            self._last_position = max(self._last_position, positions[-1])
            self._tell(commit)
        return positions

    def _tell(self, commit: Commit) -> None:
        """Whoever listens cannot undo what is durable."""
        try:
            self._after_commit(self._last_position, commit)
        except Exception:
            logger.exception("told of a commit, a listener failed")

    def _outcome(self, decided: Decided | Exception, positions: Sequence[int]) -> Outcome:
        if isinstance(decided, Exception):
            return decided
        position = positions[decided.last_event - 1] if decided.last_event else self._last_position
        return Answered(decided.answer, position, decided.is_repeated)

    def _unavailable(self, error: PersistenceError) -> StoreUnavailableError:
        logger.error("log store unavailable: %s", error)
        self._working_set.forget_all()
        return StoreUnavailableError("The log store did not answer. Nothing was recorded. Try again.")


def is_snapshot_due(aggregate: AggregateRoot, events: int) -> bool:
    return aggregate.version // SNAPSHOT_EVERY > (aggregate.version - events) // SNAPSHOT_EVERY
