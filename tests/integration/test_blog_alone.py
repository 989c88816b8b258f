"""The blog knows nothing of the comments: with them left out, and their partial emptied, it still runs."""

import os
import subprocess
import sys

from tests.architecture.source import ROOT


def test_blog_runs_without_comments() -> None:
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.integration.blog_alone.settings"}
    environment.pop("DATABASE_URL", None)
    done = subprocess.run(
        [sys.executable, "-m", "tests.integration.blog_alone.walk"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
