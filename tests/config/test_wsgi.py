"""The application that a server loads: its PostgreSQL connections are pooled and limited."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = """
import django
django.setup()
from django.db import connection

def show():
    with connection.cursor() as cursor:
        cursor.execute("SHOW statement_timeout")
        print(connection.pool is not None, cursor.fetchone()[0])

show()
import config.wsgi
show()
connection.close()
connection.close_pool()
"""


@pytest.mark.postgres
def test_postgres_connections_are_pooled_and_limited_from_then_on(postgres_url: str, tmp_path: Path):
    given = {
        "PATH": os.environ["PATH"],
        "ENV_FILE": os.devnull,
        "DATA_DIR": str(tmp_path),
        "DATABASE_URL": postgres_url,
        "DJANGO_SETTINGS_MODULE": "config.settings.development",
    }
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT], cwd=ROOT, env=given, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == ["False 0", "True 30s"]
