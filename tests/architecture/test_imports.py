"""The import law: config -> comments -> blog -> libraries, and inside an app from the edge to the leaves."""

import pytest

from tests.architecture.source import imports_of, module_name, python_files

LEAVES = (
    "blog.markup",
    "blog.pagecache",
    "blog.safe_fetch",
    "blog.slugs",
    "blog.statements",
    "blog.converters",
    "comments.mentions",
)
# What lies lower may not import what lies higher; the first match is a module's layer.
LAYERS = (
    ("leaves", LEAVES),
    ("models", ("blog.models", "comments.models")),
    (
        "edge",
        tuple(
            f"{app}.{name}"
            for app in ("blog", "comments")
            for name in (
                "admin",
                "feeds",
                "sitemaps",
                "forms",
                "templatetags",
                "views",
                "management",
                "urls",
                "context",
            )
        ),
    ),
    ("verbs", ("blog", "comments")),
)
HEIGHT = {"leaves": 0, "models": 1, "verbs": 2, "edge": 3}
NOT_ALLOWED = {"blog": ("comments", "config"), "comments": ("config",)}
# Each of these has one home, so that it can be replaced there.
ONE_HOME = {
    "bleach": "blog.markup",
    "nh3": "blog.markup",
    "markdown": "blog.markup",
    "pygments": "blog.markup",
}


def layer_of(module: str) -> str | None:
    for layer, prefixes in LAYERS:
        if any(module == prefix or module.startswith(f"{prefix}.") for prefix in prefixes):
            return layer
    return None


FILES = python_files()


@pytest.mark.parametrize("path", FILES, ids=[module_name(path) for path in FILES])
def test_imports_go_one_way(path) -> None:
    module = module_name(path)
    app = module.partition(".")[0]
    wrong = []
    for imported in imports_of(path):
        top = imported.partition(".")[0]
        if top in NOT_ALLOWED.get(app, ()):
            wrong.append(f"{module} imports {imported}: {app} may not know {top}")
        if top in ONE_HOME and not module.startswith(ONE_HOME[top]):
            wrong.append(f"{module} imports {imported}: only {ONE_HOME[top]} may")
        mine, theirs = layer_of(module), layer_of(imported)
        if (
            app != "config"
            and mine
            and theirs
            and HEIGHT[theirs] > HEIGHT[mine]
            and top in ("blog", "comments")
        ):
            wrong.append(f"{module} ({mine}) imports {imported} ({theirs})")
    assert wrong == []


def test_no_module_has_a_name_without_an_edge() -> None:
    vague = {"utils", "helpers", "services", "common", "misc", "core", "manager2"}
    assert [module_name(path) for path in FILES if vague & set(module_name(path).split("."))] == []
