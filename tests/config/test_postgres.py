"""PostgreSQL as the application that a server loads uses it: connections are kept, limited, and replaced."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = """
import django
django.setup()
from django.core.signals import request_finished, request_started
from django.db import connection

def show(name):
    with connection.cursor() as cursor:
        cursor.execute(name)
        return cursor.fetchone()[0]

print("before", show("SHOW statement_timeout"))
import config.wsgi
limits = [show(f"SHOW {name}_timeout") for name in ("statement", "lock")]
print("limits", *limits, connection.connection.info.get_parameters()["tcp_user_timeout"])

def request():
    request_started.send(None)
    number = show("SELECT pg_backend_pid()")
    request_finished.send(None)
    return number

first = request()
print("kept", request() == first)
ended = connection.connection.info.backend_pid
import psycopg
with psycopg.connect(os.environ["DATABASE_URL"].replace("postgres:", "postgresql:")) as other:
    other.execute("SELECT pg_terminate_backend(%s, 5000)", [ended])
print("another", request() != first)
"""


@pytest.mark.postgres
def test_connections_are_limited_and_kept_until_they_end(postgres_url: str, tmp_path: Path):
    given = {
        "PATH": os.environ["PATH"],
        "ENV_FILE": os.devnull,
        "DATA_DIR": str(tmp_path),
        "DATABASE_URL": postgres_url,
        "DJANGO_SETTINGS_MODULE": "config.settings.development",
    }
    done = subprocess.run(
        [sys.executable, "-c", f"import os\n{SCRIPT}"],
        cwd=ROOT,
        env=given,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == ["before 0", "limits 30s 20s 30000", "kept True", "another True"]
