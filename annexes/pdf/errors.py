class PdfError(Exception):
    """The PDF could not be made; the message says what to do, in French."""
