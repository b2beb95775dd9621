"""Complete lines out of a stream that arrives in chunks."""


class Lines:
    def __init__(self) -> None:
        self._rest = b""

    def feed(self, chunk: bytes) -> bytes:
        """The lines completed by this chunk, each with its end; empty when there is none."""
        complete, newline, rest = (self._rest + chunk).rpartition(b"\n")
        self._rest = rest
        return complete + newline
