"""How dates are written, for each language that departs from Django's way."""
