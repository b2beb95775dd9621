"""Tells what is being measured."""

from collections.abc import Callable

Say = Callable[[str], None]
