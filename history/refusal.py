"""What can't be done, said to the editor."""


class Refused(Exception):  # noqa: N818 - not an error: an answer
    """Its text is a whole sentence for whoever asked."""
