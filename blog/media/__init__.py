"""Uploaded files: checked by what is in them, never by what they are called, and stored clean.

Pictures are decoded and written anew, so that where they were taken, and whatever else hides in a file,
does not come along. Beside each picture stand smaller copies (``renditions``).
"""

from .refusal import RefusedFileError
from .store import MAX_BYTES, change, delete_files, remake, remove, store

__all__ = ["MAX_BYTES", "RefusedFileError", "change", "delete_files", "remake", "remove", "store"]
