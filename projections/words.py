"""How words are spelt where they are searched: however somebody types, what they mean is found.

Both databases are given words that are ready, so that both find the same.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence

WORD_LENGTH_MAX = 40
"""Longer ones are found by their beginning."""

WORDS_SOUGHT_MAX = 20
"""Whoever asks for more is answered by the first of them."""

ASCII_WORDS = re.compile(r"[a-z0-9]+")

DOTLESS_I = "\N{LATIN SMALL LETTER DOTLESS I}"

PLAIN = str.maketrans(
    {"ø": "o", "đ": "d", "ħ": "h", "ł": "l", "ŧ": "t", DOTLESS_I: "i", "æ": "ae", "œ": "oe"}
)
"""Letters with something about them that is part of them, and not a mark of its own."""


def folded(text: str) -> str:
    """Without case, and without what stands above or below letters."""
    if text.isascii():
        return text.lower()
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    return "".join(sign for sign in apart if not unicodedata.combining(sign)).translate(PLAIN)


def words_of(text: str) -> Sequence[str]:
    """Each once. A picture is a word too; other signs are what stands between words."""
    spelt = folded(text)
    if not spelt.isascii():
        spelt = "".join(sign if _is_of_a_word(sign) else " " for sign in spelt)
        return list(dict.fromkeys(word[:WORD_LENGTH_MAX] for word in spelt.split()))
    return list(dict.fromkeys(word[:WORD_LENGTH_MAX] for word in ASCII_WORDS.findall(spelt)))


def kept(words: Iterable[str]) -> str:
    """As the databases have them."""
    return " ".join(words)


def _is_of_a_word(sign: str) -> bool:
    return sign.isalnum() or unicodedata.category(sign) == "So"
