"""Make `.venv`, or bring it up to date with a requirements file; `make` runs this with the system's Python.

Only the standard library, and only syntax that an old Python can read far enough to say that it is too old.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

if sys.version_info < (3, 11):  # noqa: UP036
    sys.exit(
        "Parley needs Python 3.11 or later, not "
        + sys.version.split()[0]
        + "; try: make PYTHON=python3.11 run"
    )

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
ENVIRONMENT = os.environ | {"UV_SYSTEM_CERTS": "1", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}


def say(line: str) -> None:
    """Print at once, before what the installers print."""
    print(line, flush=True)


def succeeds(*command: str | Path) -> bool:
    """Run a command, its output shown; tell if it went well."""
    return subprocess.run(command, env=ENVIRONMENT, check=False).returncode == 0


def make_venv() -> None:
    """Create the environment; say what to do on systems that ship Python without the means to."""
    if not succeeds(sys.executable, "-m", "venv", "--clear", VENV):
        shutil.rmtree(VENV, ignore_errors=True)
        sys.exit("The environment could not be made; on Debian and Ubuntu: apt install python3-venv")


def install(requirements: Path) -> None:
    """Install exactly what the file names, hashes checked: by uv where there is one, else by pip."""
    wanted = ("--require-hashes", "--quiet", "-r", requirements)
    uv = shutil.which("uv")
    if uv:
        if succeeds(uv, "pip", "install", "--python", PYTHON, *wanted):
            return
        say("uv could not install this; trying pip.")
    if not succeeds(PYTHON, "-m", "pip", "install", *wanted):
        sys.exit(f"pip could not install {requirements.name}; the lines above say why.")


def main(name: str) -> None:
    """Install requirements file `name` unless it is installed already, as its checksum in `.venv` tells."""
    requirements = ROOT / name
    checksum = hashlib.sha256(requirements.read_bytes()).hexdigest()
    stamp = VENV / f"{name}.sha256"
    if PYTHON.exists() and stamp.exists() and stamp.read_text() == checksum:
        return
    say(f"Installing {name} into .venv: once, and it may take a minute.")
    if not PYTHON.exists():
        make_venv()
    install(requirements)
    stamp.write_text(checksum)


if __name__ == "__main__":
    main(sys.argv[1])
