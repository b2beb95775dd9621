"""The write side, whole and real, on a log of its own; only time is ours."""

from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Future
from typing import Any, TypeVar
from uuid import UUID

from application.accounts.handlers import AccountHandlers
from application.accounts.hosts import Hosts
from application.command import Answered, Command, Envelope, envelope
from application.credits.charging import Charging, with_charges
from application.credits.handlers import CreditHandlers
from application.credits.standard_tariff import PRICES, standard_plans
from application.credits.sweep import SweepHandlers
from application.credits.tariff_handlers import TariffHandlers
from application.decision import Commit, Decision
from application.executor.batch import BatchWriter
from application.executor.command_executor import CommandExecutor
from application.executor.working_set import WorkingSet
from application.library.handlers import LibraryHandlers
from application.library.import_handlers import ImportHandlers
from application.plays.handlers import PlayHandlers
from application.ports import Aggregates
from application.process_managers.holding import Holding
from application.process_managers.importing import Importing
from application.process_managers.leaving import Leaving
from application.process_managers.normalizing import Normalizing
from application.process_managers.playing import Playing
from application.process_managers.recharging import Recharging
from application.process_managers.scanning import Scanning
from application.process_managers.speaking import Speaking
from application.sign_in.handlers import SignInHandlers
from application.soundboard import Soundboard
from application.sounds.favourite_handlers import FavouriteHandlers
from application.sounds.handlers import SoundHandlers
from application.speeches.handlers import SpeechHandlers
from domain.aggregate import AggregateRoot, Event
from domain.credit_ledger import CreditLedger
from domain.identifiers import TARIFF_ID, ledger_id
from domain.plan_terms import PlanTerms
from domain.tariff import Tariff
from infrastructure.log_store.log_store import LogStore
from infrastructure.work.work_table import WorkTable
from tests.support.aggregates import ANNA, collected
from tests.support.clock import StandingClock

A = TypeVar("A")
R = TypeVar("R", bound=AggregateRoot)

Outcome = Answered[Any] | BaseException
Asked = tuple[Command[Any], Envelope]
Handler = Callable[..., Decision[Any]]
MoreHandlers = Callable[[Aggregates], Mapping[type[Command[Any]], Handler]]


FREE_PLAN = PlanTerms(
    daily=0,
    maximum=0,
    opening=10,
    cooldown_seconds=0,
    extractions_a_day=5,
    extraction_seconds_max=600,
)
"""Without recharge and cooldown, so that a test says what it wants."""


class OpenSpeakers:
    """Always ready: what is too many or missing is the audio host's test."""

    def ensure_ready(self) -> None:
        return


class Board:
    """One process: given what was, when a command comes, then these events were recorded."""

    def __init__(
        self,
        log: LogStore,
        *,
        free_plan: PlanTerms = FREE_PLAN,
        is_only_writer: bool = False,
        more_handlers: MoreHandlers = lambda _: {},
        listener: Callable[[Commit], None] = lambda _: None,
    ) -> None:
        self.log = log
        self.clock = StandingClock()
        self.soundboard = Soundboard(log)
        self.work_table = WorkTable(log.writing, log.reading)
        self.commits: list[Commit] = []
        working_set = WorkingSet(self.soundboard)
        handlers: dict[type[Command[Any]], Handler] = {
            **AccountHandlers(working_set, self.clock).by_command(),
            **CreditHandlers(working_set, self.clock).by_command(),
            **LibraryHandlers(working_set, self.clock).by_command(),
            **ImportHandlers(working_set, self.clock).by_command(),
            **SoundHandlers(working_set, self.clock).by_command(),
            **FavouriteHandlers(working_set, self.clock).by_command(),
            **SpeechHandlers(working_set, self.clock).by_command(),
            **SignInHandlers(working_set, self.clock).by_command(),
            **SweepHandlers(working_set, self.clock).by_command(),
            **TariffHandlers(working_set, self.clock).by_command(),
            **PlayHandlers(working_set, self.clock, OpenSpeakers(), self.work_table).by_command(),
            **more_handlers(working_set),
        }
        self._writer = BatchWriter(
            self.soundboard,
            log,
            working_set,
            with_charges(handlers, Charging(working_set, self.clock)),
            [
                Playing(),
                Holding(),
                Recharging(),
                Scanning(),
                Importing(),
                Normalizing(of_new_sounds=True),
                Speaking(),
                Leaving(),
            ],
            hosts=Hosts(working_set),
            is_only_writer=is_only_writer,
            after_commit=self._after_commit,
        )
        self._listener = listener
        self._history = log.last_position()
        if self.soundboard.find(Tariff, TARIFF_ID) is None:
            self.given(Tariff.open(standard_plans(free_plan), PRICES, at=self.clock.now()))

    def executor(self) -> CommandExecutor:
        """Not started, so that a test can let commands wait. One at a time: the memory is the same."""
        return CommandExecutor(self._writer)

    def given(self, *aggregates: AggregateRoot) -> None:
        """What led here is history, not news."""
        events = [event for aggregate in aggregates for event in collected(aggregate)]
        self.soundboard.commit(Commit(events=events))
        self._history = self.log.last_position()

    def when(self, command: Command[A], *, key: str | None = None, by: UUID = ANNA) -> A:
        """The answer to the command; raises its refusal."""
        answered: Future[Answered[A]] = self._round([(command, envelope(by, key))])[0]
        return answered.result().answer

    def together(self, *commands: Command[Any]) -> list[Outcome]:
        """Outcomes of commands that all waited before the writer came, and so are one batch."""
        return self.together_from((each, envelope(ANNA)) for each in commands)

    def together_from(self, asked: Iterable[Asked]) -> list[Outcome]:
        return [future.exception() or future.result() for future in self._round(asked)]

    def then(self) -> list[type]:
        """The kinds of the events since what was given, in the order of the log."""
        return [type(event) for event in self.recorded()]

    def recorded(self) -> list[Event]:
        notifications = self.log.recorder.select_notifications(
            self._history, 100_000, inclusive_of_start=False
        )
        return [self.log.event_mapper.to_domain_event(each) for each in notifications]  # type: ignore[misc]

    def events_of(self, id: UUID) -> list[Event]:
        return list(self.soundboard.events.get(id))  # type: ignore[arg-type]  # all events are ours

    def stored(self, kind: type[R], id: UUID) -> R:
        """The aggregate as the log tells it, whatever the memory holds."""
        return self.soundboard.load(kind, id)

    def ledger(self, owner_id: UUID = ANNA) -> CreditLedger:
        return self.stored(CreditLedger, ledger_id(owner_id))

    def _round(self, asked: Iterable[Asked]) -> list[Future[Any]]:
        executor = self.executor()
        futures = [executor.begin(command, envelope) for command, envelope in asked]
        executor.start()
        executor.close()
        return futures

    def _after_commit(self, _: int, commit: Commit) -> None:
        self.commits.append(commit)
        self._listener(commit)
