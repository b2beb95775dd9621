"""What every read model has in common: it keeps its tables level with the log."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from sqlalchemy import Table

from domain.aggregate import Event
from projections.full_text import FullText
from projections.writes import Writes


@dataclass(frozen=True)
class Recorded:
    """An event and its place in the log."""

    position: int
    event: Event


Tables = Mapping[Table, Table]
"""From a read model's table, as queries name it, to the one of the generation that is written."""


class Projector(ABC):
    """Keeps the tables of one read model level with the log. It never decides and never calls out."""

    name: ClassVar[str]
    """Its row among the positions: never change."""

    version: ClassVar[int]
    """Grows with its tables or its rules: a new version is built beside the old."""

    tables: ClassVar[Sequence[Table]]

    full_texts: ClassVar[Sequence[FullText]] = ()
    """Indexes of words, of tables above. Not for what is personal: nothing scrubs them."""

    topics: ClassVar[frozenset[str]]
    """The events it reads. One of these that cannot be decoded stops it; others pass it by."""

    is_personal: ClassVar[bool] = False
    """Its rows tell of people in plain text: no copy of them outlives the person."""

    @abstractmethod
    def project(self, writes: Writes, tables: Tables, page: Sequence[Recorded]) -> None:
        """Fold these events and say what they change: it is written as the position moves, or not at all."""
