"""The model. Importing it makes the name of every stored event known."""

from domain.aggregate import AggregateRoot
from domain.claim import Claim
from domain.credit_ledger import CreditLedger
from domain.play import Play
from domain.sound import Sound
from domain.sound_library import SoundLibrary
from domain.user_account import UserAccount

AGGREGATES: tuple[type[AggregateRoot], ...] = (Claim, CreditLedger, Play, Sound, SoundLibrary, UserAccount)

__all__ = ["AGGREGATES", "Claim", "CreditLedger", "Play", "Sound", "SoundLibrary", "UserAccount"]
