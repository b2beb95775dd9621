"""How words are spelt where they are searched: however somebody types, what they mean is found.

Both databases are given words that are ready, so that both find the same.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from itertools import chain

WORD_LENGTH_MAX = 40
"""Longer ones are found by their beginning."""

WORDS_SOUGHT_MAX = 20
"""Whoever asks for more is answered by the first of them."""

ASCII_WORDS = re.compile(r"[a-z0-9]+")

UNSPACED = re.compile(
    "((?:[々〇]|[\u2e80-\u2fdf]|[\u3041-\u30ff]|[\u31f0-\u31ff]|[\u3400-\u9fff]|[\uf900-\ufaff]"
    "|[\U00020000-\U0003ffff]|[\u0e00-\u0eff]|[\u1000-\u109f]|[\u1780-\u17ff])+)"
)
"""Han, kana, Thai, Lao, Burmese, Khmer: written without spaces, so nobody can tell where a word begins."""

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
    """Each once. A picture is a word too; other signs are what stands between words.

    Where a script has no spaces each sign begins a word, of itself and the next.
    """
    return _words(text, lambda run: [run[at : at + 2] for at in range(len(run))])


def words_sought(text: str) -> Sequence[str]:
    """The same, as they are looked for by how they begin."""
    return _words(text, lambda run: [run[at : at + 2] for at in range(max(1, len(run) - 1))])


def kept(words: Iterable[str]) -> str:
    """As the databases have them."""
    return " ".join(words)


def _words(text: str, of_unspaced: Callable[[str], Iterable[str]]) -> Sequence[str]:
    spelt = folded(text)
    if spelt.isascii():
        return list(dict.fromkeys(word[:WORD_LENGTH_MAX] for word in ASCII_WORDS.findall(spelt)))
    apart = "".join(sign if _is_of_a_word(sign) else " " for sign in spelt).split()
    runs = (run for word in apart for run in UNSPACED.split(word) if run)
    found = (of_unspaced(run) if UNSPACED.match(run) else [run[:WORD_LENGTH_MAX]] for run in runs)
    return list(dict.fromkeys(chain.from_iterable(found)))


def _is_of_a_word(sign: str) -> bool:
    """Also a vowel that is written at a letter, but not how a sign wants to be painted."""
    return sign.isalnum() or unicodedata.category(sign) in {"So", "Mc"} or _is_vowel(sign)


def _is_vowel(sign: str) -> bool:
    return unicodedata.category(sign) == "Mn" and not unicodedata.name(sign, "").startswith("VARIATION")
