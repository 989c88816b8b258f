"""The moderation log is append-only: nothing in the product changes or deletes its rows."""

import ast
from pathlib import Path

import pytest

from tests.architecture.source import module_name, python_files

# How its rows are reached, and what may not be done to them there.
LOG = {"ModerationLog", "moderation_log"}
CHANGES = {
    "update",
    "bulk_update",
    "update_or_create",
    "get_or_create",
    "delete",
    "_raw_delete",
    "set",
    "clear",
}


def changes_of_the_log(tree: ast.AST) -> list[str]:
    """The calls such as ``ModerationLog.objects.filter(…).update(…)``."""
    calls = (node for node in ast.walk(tree) if isinstance(node, ast.Call))
    return [ast.unparse(call) for call in calls if _changes(call) and LOG & _names_in(call.func)]


def _changes(call: ast.Call) -> bool:
    return isinstance(call.func, ast.Attribute) and call.func.attr in CHANGES


def _names_in(node: ast.AST) -> set[str]:
    names = {child.id for child in ast.walk(node) if isinstance(child, ast.Name)}
    return names | {child.attr for child in ast.walk(node) if isinstance(child, ast.Attribute)}


@pytest.mark.parametrize("path", python_files("blog", "comments"), ids=module_name)
def test_log_is_only_added_to(path: Path) -> None:
    assert changes_of_the_log(ast.parse(path.read_text())) == []


@pytest.mark.parametrize(
    "code",
    [
        "ModerationLog.objects.filter(comment=comment).delete()",
        "comment.moderation_log.update(reason='')",
        "models.ModerationLog.objects.order_by('pk')[:5].update(by=None)",
    ],
)
def test_changes_of_the_log_are_seen(code: str) -> None:
    assert changes_of_the_log(ast.parse(code)) == [code]


def test_raw_statements_do_not_name_its_table() -> None:
    named = [module_name(path) for path in python_files() if "comments_moderationlog" in path.read_text()]
    # A link to its list at the desk is none.
    assert [name for name in named if not name.startswith("comments.admin")] == []
