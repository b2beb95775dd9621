"""Receipts: the same request with the same key gets the same answer, once, also after a restart."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import fields
from typing import Any, get_type_hints
from uuid import UUID

from eventsourcing.persistence import Transcoder

from application.command import Command, Envelope, answer_type
from application.errors import IdempotencyKeyReusedError
from application.executor.waiting_room import Waiting
from application.ports import LogReader
from application.records import Receipt, ReceiptKey


class Receipts:
    def __init__(self, log: LogReader, transcoder: Transcoder) -> None:
        self._log = log
        self._transcoder = transcoder

    def known(self, batch: Iterable[Waiting]) -> dict[ReceiptKey, Receipt]:
        asked = [_kept_as(each.envelope) for each in batch if each.envelope.idempotency_key is not None]
        return dict(self._log.receipts(asked)) if asked else {}

    def of(self, waiting: Waiting, answer: object) -> Receipt | None:
        if waiting.envelope.idempotency_key is None:
            return None
        state = None if answer is None else {f.name: getattr(answer, f.name) for f in fields(answer)}  # type: ignore[arg-type]
        kept_as = _kept_as(waiting.envelope)
        return Receipt(*kept_as, _fingerprint(waiting.command), self._transcoder.encode(state))

    def answer(self, waiting: Waiting, known: Mapping[ReceiptKey, Receipt]) -> tuple[Any] | None:
        """The answer that was given before, in a box, as it may be None; no box where there was none."""
        if waiting.envelope.idempotency_key is None:
            return None
        if (receipt := known.get(_kept_as(waiting.envelope))) is None:
            return None
        if receipt.fingerprint != _fingerprint(waiting.command):
            raise IdempotencyKeyReusedError("This Idempotency-Key came with another request before.")
        state = self._transcoder.decode(receipt.answer)
        kind = answer_type(type(waiting.command))
        return (None if kind is None else _typed(kind, state),)


def _kept_as(envelope: Envelope) -> ReceiptKey:
    """A client may write anything into its key, names too: only a hash of it is kept."""
    key = (envelope.idempotency_key or "").encode(errors="surrogatepass")
    return envelope.actor_id, hashlib.sha256(key).hexdigest()


def _typed(kind: type, state: Mapping[str, Any]) -> Any:
    """JSON does not keep the type of identifiers."""
    types = get_type_hints(kind)
    return kind(**{name: UUID(value) if types[name] is UUID else value for name, value in state.items()})


def _fingerprint(command: Command[Any]) -> str:
    return hashlib.sha256(repr(command).encode()).hexdigest()
