"""Sound out of the speakers: the audio host, a child process, and the parent's side of it."""
