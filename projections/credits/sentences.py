"""What each line of a statement says to the person who reads it."""

from collections.abc import Mapping
from datetime import tzinfo

from domain.values import CreditAction
from projections.credits.queries import Transaction

DONE: Mapping[str, str] = {
    CreditAction.VLC_PLAY_SOUND: "played",
    CreditAction.AUDIO_EXTRACTION: "extracted",
    CreditAction.TEXT_TO_SPEECH: "spoken",
}
WITHOUT_A_TITLE: Mapping[str, str] = {
    CreditAction.VLC_PLAY_SOUND: "A sound",
    CreditAction.AUDIO_EXTRACTION: "A sound from elsewhere",
    CreditAction.TEXT_TO_SPEECH: "A text",
}


def sentence(entry: Transaction, zone: tzinfo) -> str:
    action = entry.action
    if action in (CreditAction.CREDIT_ADDITION, CreditAction.CREDIT_ADJUSTMENT):
        return f"{_origin(entry)}, {_credits(entry.amount, signed=True)}"
    what = entry.details.get("title") or WITHOUT_A_TITLE.get(action, _in_plain_words(action))
    when = entry.at.astimezone(zone).strftime("%H:%M")
    price = _credits(-entry.amount)
    if entry.state == "spent":
        return f"{what}, {DONE.get(action, 'done')} {when}, {price}"
    if entry.state == "released":
        return f"{what}, {when}: {price} came back. {entry.reason}"
    return f"{what}, asked for {when}, {price} set aside"


def _in_plain_words(action: str) -> str:
    """For one that is newer than these sentences, or older."""
    return action.replace("_", " ").capitalize()


def _origin(entry: Transaction) -> str:
    if entry.action == CreditAction.CREDIT_ADJUSTMENT:
        return f"Put right by a host ({entry.reason})"
    plan = entry.details.get("plan")
    return f"{entry.reason}, {plan} plan" if plan else entry.reason


def _credits(amount: int, *, signed: bool = False) -> str:
    return f"{amount:{'+' if signed else ''},} credit{'' if abs(amount) == 1 else 's'}"
