"""How a word at the command line ends, where neither 0 nor 1 says it."""

NOT_WHOLE = 3
"""It did what it could, and something is missing."""
