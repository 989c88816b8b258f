"""The moderators' desk."""

from . import comments, settings

__all__ = ["comments", "settings"]
