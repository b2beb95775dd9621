"""What goes wrong between the board and a provider."""


class ProviderError(Exception):
    """The provider did not answer, or not so that it could be trusted. The message is for the log."""


class StrayCallbackError(Exception):
    """What came back is no answer to what this browser began."""
