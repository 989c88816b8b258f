"""Coming from WordPress with comments and all: ``import_file(path)`` is what the command calls."""

from .importing import import_file

__all__ = ["import_file"]
