"""The secret key of a local installation: made once, in its data directory, for its owner's eyes only."""

import os
import secrets
from pathlib import Path

from config import environment as env


def read_or_make(path: Path) -> str:
    """Return the key kept in `path`; make it first where there is none. Ends the process where that fails."""
    try:
        key = _read_or_make(path)
    except OSError as error:
        env.refuse(f"the secret key in {path} can't be read or made ({error.strerror}); see to its rights")
    except ValueError:
        key = ""
    if not key:
        env.refuse(f"{path} holds no secret key; remove it, and another one is made")
    return key


def _read_or_make(path: Path) -> str:
    """See above.

    Two processes that start together must end up with the same key: each writes its own to a file of its
    own, one of them gets to link it to the final name, and both read what is there.
    """
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = path.with_name(f"{path.name}.{os.getpid()}")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(64))
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text().strip()
