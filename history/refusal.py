"""What can't be done, said to the editor."""


class Refused(Exception):  # noqa: N818 - not an error: an answer
    """Its text is whole sentences for whoever asked; `sentences` has them one by one."""

    def __init__(self, *sentences: object):
        self.sentences = [str(sentence) for sentence in sentences]
        super().__init__(" ".join(self.sentences))
