"""Put the Nu HTML checker into `.venv`, where there are Java to run it and npm to fetch it.

pip knows none that is younger than 2020. Where it can't be had nothing is said here: the tests name what they
leave out.
"""

import base64
import hashlib
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

VERSION = "26.9.27"
# The package, as npm tells it.
SHA512 = "TkQd5DFfOaWC9ebtvozTsrH2Vaod3jYg+vrOeREzIXxBexLz9+rS2DNtjn7+RPUiZhgli0SghgBX6RJRNea0KA=="
VENV = Path(__file__).resolve().parent.parent / ".venv"
JAR = VENV / "share" / f"vnu-{VERSION}.jar"
TIMEOUT = 300  # seconds, for 30 MB


def fetch(folder: Path) -> Path | None:
    """Let npm bring the package into `folder`, as a file: nothing of it is run."""
    command = ["npm", "pack", f"vnu-jar@{VERSION}", "--silent", "--fetch-retries=1"]
    try:
        subprocess.run(command, cwd=folder, check=True, capture_output=True, timeout=TIMEOUT)
    except (subprocess.SubprocessError, OSError):
        return None
    return next(folder.glob("*.tgz"), None)


def unpack(package: Path) -> None:
    """Take the jar out of the package, if it is the one we know."""
    if base64.b64encode(hashlib.sha512(package.read_bytes()).digest()).decode() != SHA512:
        sys.exit(f"What npm brought as vnu-jar {VERSION} is something else; it was thrown away.")
    jar = package.with_suffix(".jar")
    with tarfile.open(package) as files, jar.open("wb") as copy:
        shutil.copyfileobj(files.extractfile("package/build/dist/vnu.jar"), copy)
    JAR.parent.mkdir(exist_ok=True)
    jar.replace(JAR)


def main() -> None:
    """Do nothing where the checker is there already, or could not be run."""
    if JAR.exists() or not (shutil.which("java") and shutil.which("npm")):
        return
    print("Fetching the Nu HTML checker into .venv: once.", flush=True)
    with tempfile.TemporaryDirectory(dir=VENV) as folder:
        package = fetch(Path(folder))
        if package:
            unpack(package)


if __name__ == "__main__":
    main()
