"""Why a backup cannot be made, or cannot be restored.

BackupError
├── NoBoardError
├── InvalidBackupError
│   └── NewerBackupError
└── NotEmptyError
"""


class BackupError(Exception):
    """The message is for whoever stands at the terminal."""


class NoBoardError(BackupError):
    """There is nothing that could be backed up."""


class InvalidBackupError(BackupError):
    """The file is no backup of ours, or not what it was when it was made."""


class NewerBackupError(InvalidBackupError):
    """A newer program made it, and knows what this one does not."""


class NotEmptyError(BackupError):
    """Something is there already, where a board should be restored."""
