"""The whole blog in one file, and back: database, uploads, and a list of both with their SHA-256 sums.

A backup is made while the site runs, and is one state of the database. A restore checks every sum before it
touches anything, keeps what was there before, and may be done while the site runs, too.
"""

from .errors import BackupError
from .making import back_up
from .restoring import Restored, restore

__all__ = ["BackupError", "Restored", "back_up", "restore"]
