"""Coming from WordPress: reading its exports (WXR), and storing all of one but the comments.

    importer = Importer(path)
    importer.check()
    for items in importer.batches():
        with transaction.atomic():
            for stored in importer.store(items): ...

``comments.wordpress`` does so, and stores the comments along with their posts.
"""

from .addresses import reference
from .importer import Importer, Stored
from .items import WxrComment, WxrItem
from .reader import WxrError
from .report import Kind, Report

__all__ = ["Importer", "Kind", "Report", "Stored", "WxrComment", "WxrError", "WxrItem", "reference"]
