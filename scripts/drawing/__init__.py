"""What the pictures of the demo blog are drawn with, and how each is drawn (``scripts/draw_demo.py``)."""
