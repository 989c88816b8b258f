"""An import from beginning to end: posts by ``blog.wordpress``, their comments by this package."""

from collections.abc import Callable
from pathlib import Path

from django.db import transaction

from blog.wordpress import Importer, Report

from . import storing


def import_file(
    path: Path,
    *,
    dry_run: bool = False,
    report: Report | None = None,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Report:
    """Import the WordPress export at ``path`` and return the report.

    Whatever is there from an earlier run is left as it is, and each portion is stored in one
    transaction, so a run that was interrupted is completed by the next. ``progress`` is told how many of
    how many items are done. With ``dry_run`` nothing is written.

    Raises :class:`blog.wordpress.WxrError`, before anything is written, where the file can't be read.
    """
    importer = Importer(path, dry_run=dry_run, report=report)
    total = importer.check()
    done = 0
    for items in importer.batches():
        prepared = storing.prepare(items, importer)
        with transaction.atomic():
            storing.store(importer.store(items), prepared, importer)
        done += len(items)
        progress(done, total)
    return importer.report
