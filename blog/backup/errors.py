"""The one error of this package."""


class BackupError(Exception):
    """A backup was not made or not restored; the text says why, in one line. Nothing was changed."""
