"""The demo: an invented town's group blog, for looking at and trying out.

    from comments.demo import load, NotLocalError, NotEmptyError

It is a blog like any other, made by the verbs from the files in ``content/``; more of it is more files.
"""

from .accounts import Account
from .loading import NotEmptyError, NotLocalError, load

__all__ = ["Account", "NotEmptyError", "NotLocalError", "load"]
