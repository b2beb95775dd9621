"""What the bodies of requests have in common."""

from typing import Annotated

from fastapi import Query
from pydantic import BaseModel, ConfigDict, Field

from domain.reasons import REASON_LENGTH_MAX

Reason = Annotated[str, Field(min_length=1, max_length=REASON_LENGTH_MAX)]

AskedReason = Annotated[str, Query(alias="reason", min_length=1, max_length=REASON_LENGTH_MAX)]
"""For methods that have no body."""


class Strict(BaseModel):
    """Nothing comes in that was not asked for: a name misspelt is not taken for one that was left out."""

    model_config = ConfigDict(extra="forbid")


class Why(Strict):
    reason: Reason
