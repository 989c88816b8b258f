"""The moderators' desk."""

from . import comments, log, panels, settings

__all__ = ["comments", "log", "panels", "settings"]
