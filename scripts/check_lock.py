"""Fail when pyproject.toml asks for something that the lock files don't hold. Asks no registry."""

import re
import sys
import tomllib
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
LOCKED = re.compile(r"^([A-Za-z0-9._-]+)(?:\[([^\]]*)\])?==(\S+)", re.MULTILINE)


def read_lock(name: str) -> dict[str, str]:
    """Return the version of each package that the lock file pins."""
    return {canonicalize_name(found[1]): found[3] for found in LOCKED.finditer((ROOT / name).read_text())}


def problems(wanted: list[str], lock: dict[str, str], name: str) -> list[str]:
    """Return a line for each requirement that the lock doesn't meet."""
    found = []
    for requirement in map(Requirement, wanted):
        pinned = lock.get(canonicalize_name(requirement.name))
        if pinned is None:
            found.append(f"{name} lacks {requirement.name}")
        elif pinned not in requirement.specifier:
            found.append(
                f"{name} has {requirement.name} {pinned}, pyproject.toml wants {requirement.specifier}"
            )
    return found


def main() -> None:
    """Compare both lists with their locks, and the locks with each other."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    run, dev = read_lock("requirements.txt"), read_lock("requirements-dev.txt")
    found = problems(project["dependencies"], run, "requirements.txt")
    found += problems(project["optional-dependencies"]["dev"], dev, "requirements-dev.txt")
    found += [
        f"requirements-dev.txt has {name} {dev.get(name)}, requirements.txt {pin}"
        for name, pin in run.items()
        if dev.get(name) != pin
    ]
    if found:
        sys.exit("\n".join([*found, "Run `make lock`, and commit what it writes."]))


if __name__ == "__main__":
    main()
