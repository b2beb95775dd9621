"""The sounds that a new Soundboard begins with, synthesised by the program itself."""

from infrastructure.starter_sounds.writer import write_starter_sounds

__all__ = ["write_starter_sounds"]
