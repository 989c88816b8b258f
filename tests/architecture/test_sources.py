"""Habits that a reader of one file cannot see broken."""

import re
import subprocess

import pytest

from tests.architecture.source import ROOT, module_name, python_files

TEMPLATES = sorted(
    path for path in (ROOT / "templates").rglob("*.html") if "email" not in path.relative_to(ROOT).parts
)
INLINE = re.compile(
    r"<style|\sstyle=|\son[a-z]+=[\"']|javascript:|<script(?![^>]*\bsrc=)(?![^>]*ld\+json)(?![^>]*application/json)",
    re.IGNORECASE,
)
SAFE = re.compile(r"\{\{\s*([\w.]+)\s*\|\s*safe")
# Where posts, comments and terms may be written without their verbs: the verbs themselves.
VERBS = (
    "blog.publishing",
    "blog.taxonomy",
    "blog.derived",
    "blog.redirects",
    "blog.revisions",
    "blog.counters",
    "blog.start_blog",
    "blog.site",
    "blog.media",
    "blog.throttle",
    "blog.accounts",
    "blog.roles",
    "blog.search",
    "blog.wordpress",
    "blog.models",
    "comments.closing",
    "comments.submission",
    "comments.editing",
    "comments.moderation",
    "comments.bans",
    "comments.words",
    "comments.notices",
    "comments.housekeeping",
    "comments.counters",
    "comments.derived",
    "comments.search",
    "comments.spam",
    "comments.wordpress",
    "comments.models",
)
WRITES = re.compile(r"\.(?:bulk_create|bulk_update|update|delete|update_or_create|get_or_create)\(")
QUERYSET_WRITE = re.compile(
    r"(?:objects|entries|_rows|bylines|queryset|comments)\b[^\n]*" + WRITES.pattern + r"|^ +insert\(",
    re.MULTILINE,
)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_template_has_nothing_inline(path) -> None:
    assert [match.group() for match in INLINE.finditer(path.read_text())] == []


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_template_trusts_only_what_is_named_html(path) -> None:
    trusted = [
        name
        for name in SAFE.findall(path.read_text())
        if not (name == "html" or name.endswith(("_html", ".html")))
    ]
    assert trusted == []


def test_rows_are_written_by_verbs_only() -> None:
    outside = [
        f"{module_name(path)}: {match.group()}"
        for path in python_files("blog", "comments")
        if not module_name(path).startswith(VERBS)
        for match in QUERYSET_WRITE.finditer(path.read_text())
    ]
    assert outside == []


def test_every_import_in_the_verbs_list_exists() -> None:
    for name in VERBS:
        place = ROOT / name.replace(".", "/")
        assert place.is_dir() or place.with_suffix(".py").is_file(), name


def test_the_project_speaks_of_itself_alone() -> None:
    listed = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split("\n")
    paths = [ROOT / name for name in listed if name and (ROOT / name).is_file()]
    texts = [(path, path.read_bytes()) for path in paths if path.suffix not in {".woff2", ".png", ".jpg"}]
    strange = re.compile(rb"/wor" + rb"k/main|\.\./sh" + rb"ared|/roo" + rb"t/\.|/tmp/br" + rb"ief")
    assert [str(path.relative_to(ROOT)) for path, text in texts if strange.search(text)] == []
