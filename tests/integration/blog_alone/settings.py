"""The test settings, without the comments."""

from pathlib import Path

from config.settings.test import *  # noqa: F403
from config.settings.test import INSTALLED_APPS, TEMPLATES

INSTALLED_APPS = [app for app in INSTALLED_APPS if not app.startswith("comments")]
ROOT_URLCONF = "tests.integration.blog_alone.urls"
TEMPLATES = [{**TEMPLATES[0], "DIRS": [Path(__file__).parent / "templates", *TEMPLATES[0]["DIRS"]]}]
