"""Which soundboard this is."""

from importlib.metadata import version

VERSION = version("soundboard")
