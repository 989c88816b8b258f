"""Why a file is not taken."""


class RefusedFileError(ValueError):
    """Its text is a sentence for the person who uploaded the file."""
