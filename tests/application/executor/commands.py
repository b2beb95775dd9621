"""Commands that no board has: they go wrong on purpose."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from application.command import Command
from application.decision import Decision
from application.ports import Aggregates
from domain.credit_ledger import CreditLedger
from domain.identifiers import ledger_id
from tests.support.aggregates import ANNA
from tests.support.clock import NOON
from tests.support.soundboard import Handler


@dataclass(frozen=True)
class HalfDo(Command[None]):
    """Grants credits, and then fails as no handler should."""


@dataclass(frozen=True)
class Unspeakable:
    thing: object


@dataclass(frozen=True)
class AnswerUnspeakably(Command[Unspeakable]):
    """Grants credits, and answers with what no receipt can hold."""


def wrong_handlers(aggregates: Aggregates) -> Mapping[type[Command[Any]], Handler]:
    def grant() -> CreditLedger:
        ledger = aggregates.load(CreditLedger, ledger_id(ANNA))
        ledger.grant(1_000, reason="Never recorded", at=NOON)
        return ledger

    def half_do(_: HalfDo) -> Decision[None]:
        grant()
        raise ZeroDivisionError

    def answer_unspeakably(_: AnswerUnspeakably) -> Decision[Unspeakable]:
        return Decision([grant()], Unspeakable(object()))

    return {HalfDo: half_do, AnswerUnspeakably: answer_unspeakably}
