"""The moderators' desk."""

from . import bans, comments, log, panels, settings, words

__all__ = ["bans", "comments", "log", "panels", "settings", "words"]
