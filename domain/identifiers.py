"""Identifiers that follow from what they name, so that no table is needed to find them."""

from datetime import date
from functools import lru_cache
from uuid import UUID, uuid5

_NAMESPACE = UUID("6f8e2c1a-4d0b-5b6e-9a57-8d3c1f0e7b42")

REMEMBERED_MAX = 10_000
"""Identifiers that are asked for again and again while somebody plays."""

_VERSION_AT = 76
_VERSION = 0xF << _VERSION_AT
"""In the number that an identifier is."""

BY_TIME = 7
"""The version of identifiers that begin with the moment they were made."""

_MOMENT = 0xFFFF_FFFF_FFFF << 80

LIBRARY_ID = uuid5(_NAMESPACE, "library:main")
TARIFF_ID = uuid5(_NAMESPACE, "tariff:main")
ROSTER_ID = uuid5(_NAMESPACE, "admins:main")
SYSTEM_ID = uuid5(_NAMESPACE, "actor:system")
OPERATOR_ID = uuid5(_NAMESPACE, "actor:operator")


@lru_cache(REMEMBERED_MAX)
def ledger_id(user_id: UUID) -> UUID:
    return uuid5(_NAMESPACE, f"ledger:{user_id}")


def sweep_id(day: date) -> UUID:
    return uuid5(_NAMESPACE, f"recharge:{day.isoformat()}")


def favourites_id(user_id: UUID) -> UUID:
    return uuid5(_NAMESPACE, f"favourites:{user_id}")


def sign_in_id(user_id: UUID) -> UUID:
    return uuid5(_NAMESPACE, f"sign_in:{user_id}")


def claim_id(kind: str, value: str) -> UUID:
    return uuid5(_NAMESPACE, f"claim:{kind}:{value}")


def sound_id(origin: UUID, name: str) -> UUID:
    """Of version 8, as nothing else here has it: who chooses a sound's id takes that of no other thing."""
    return UUID(int=uuid5(origin, name).int & ~_VERSION | 8 << _VERSION_AT)


def may_be_of_a_sound(id: UUID) -> bool:
    """Made by chance, or for a sound. What follows from a name is where the board looks for other things."""
    return id.version in {4, BY_TIME, 8}


def command_id(actor_id: UUID, idempotency_key: str) -> UUID:
    """The same for a repetition, so that a command tried again names what it named before."""
    return uuid5(actor_id, f"command:{idempotency_key}")


@lru_cache(REMEMBERED_MAX)
def work_id(kind: str, reference: UUID) -> UUID:
    """Of the same moment as what it is for, if that tells one: in an index the newest lie together."""
    id = uuid5(reference, f"work:{kind}")
    return UUID(int=id.int & ~_MOMENT | reference.int & _MOMENT) if reference.version == BY_TIME else id
