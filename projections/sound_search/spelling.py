"""How tags are spelt among words: by their own words, and each by a word for the whole of it."""

from collections.abc import Iterable
from hashlib import sha256

from domain.sound_labels import as_tag
from projections.words import kept, words_of

MARK = "·"
"""Nobody can look for it: it is between words. To the databases it is a letter."""

NOBODYS_WORD = 2 * MARK
"""No sound has it."""

HASH_DIGITS = 16


def whole_tag(tag: str) -> str:
    """One word, whatever the tag is made of, and however it was written."""
    return MARK + sha256(as_tag(tag).encode()).hexdigest()[:HASH_DIGITS]


def words_of_tags(tags: Iterable[str]) -> str:
    written = list(tags)
    return kept([*words_of(" ".join(written)), *map(whole_tag, written)])
