"""Tests of whole servers: of several on one database only where that is one that several can share."""

from django.conf import settings

IS_POSTGRES = settings.DATABASES["default"]["ENGINE"].endswith("postgresql")
collect_ignore = [] if IS_POSTGRES else ["test_two_servers.py"]
