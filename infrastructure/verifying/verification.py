"""Checks the log's seals, replays what can be replayed, and compares it with what people are shown."""

import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from eventsourcing.persistence import PersistenceError

from infrastructure.read_store.verification import Verifier
from infrastructure.seals.chain import Chain, Sealed
from infrastructure.seals.seal import Head
from infrastructure.seals.sealer import Sealer
from infrastructure.verifying.faults import Fault, Faults, or_its_failure
from infrastructure.verifying.ledgers import LedgerCheck
from infrastructure.verifying.snapshots import SnapshotCheck

SEALS, LEDGERS, SNAPSHOTS, READ_MODELS = "seals", "ledgers", "snapshots", "read models"

OnProgress = Callable[[str, int, int], None]
"""What is checked, how much of it is done, and of how much. What it raises ends the verification."""

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Findings:
    """All is well when there are no faults. What was not asked for is empty."""

    ledgers: int
    read_models: int
    log: Sealed | None
    faults: Sequence[Fault]


class Verification:
    """Works on a running board: everything is compared as it was at one position of the log."""

    def __init__(
        self,
        ledgers: LedgerCheck,
        snapshots: SnapshotCheck,
        models: Verifier,
        *,
        sealer: Sealer,
        chain: Chain,
    ) -> None:
        self._ledgers = ledgers
        self._snapshots = snapshots
        self._models = models
        self._sealer = sealer
        self._chain = chain

    def verify(self, on_progress: OnProgress, *, against: Head | None = None) -> Findings:
        """`against` is a head of the log that was exported before."""
        faults = Faults()
        log = self._verify_log(faults, against, on_progress)
        ledgers = self._ledgers.verify(faults, lambda done, of: on_progress(LEDGERS, done, of))
        self._snapshots.verify(faults, lambda done, of: on_progress(SNAPSHOTS, done, of))
        models = self._models.models
        for done, model in enumerate(models):
            on_progress(READ_MODELS, done, len(models))
            faults.note(or_its_failure("read model", model, self._faults_of(model)))
        return Findings(ledgers, len(models), log, faults.told())

    def verify_ledgers(self, on_progress: OnProgress) -> Findings:
        faults = Faults()
        ledgers = self._ledgers.verify(faults, lambda done, of: on_progress(LEDGERS, done, of))
        return Findings(ledgers, 0, None, faults.told())

    def _verify_log(self, faults: Faults, against: Head | None, on_progress: OnProgress) -> Sealed:
        try:
            self._sealer.seal_all()
        except PersistenceError:
            logger.exception("not sealed; what is sealed already is verified")
        return self._chain.verify(
            faults, against=against, on_progress=lambda done, of: on_progress(SEALS, done, of)
        )

    def _faults_of(self, model: str) -> Iterator[Fault]:
        found = self._models.verify(model)
        if not found.is_equal:
            detail = f"At position {found.position} it is not what a rebuild gives."
            yield Fault("read model", model, detail)
