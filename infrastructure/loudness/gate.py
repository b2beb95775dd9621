"""How many sounds are normalised at once, however many ask: both cores, and no more."""

from threading import BoundedSemaphore

AT_ONCE = 2

Gate = BoundedSemaphore


def gate() -> Gate:
    return BoundedSemaphore(AT_ONCE)
