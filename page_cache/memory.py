"""What a server process keeps in its memory of the current folder: the entries it served last, and what can't be kept."""

from collections import OrderedDict

from .entries import Entry
from .requests import Key

LARGEST = 16 * 1024 * 1024  # bytes of bodies
MOST = 2000  # keys


class Memory:
    """Belongs to one folder: forget() everything when another one is current."""

    def __init__(self):
        self.folder = ""
        self.forget("")

    def forget(self, folder: str) -> None:
        self.folder = folder
        self.entries: OrderedDict[Key, Entry] = OrderedDict()
        self.size = 0
        self.unkept: OrderedDict[Key, None] = OrderedDict()

    def remember(self, key: Key, entry: Entry) -> None:
        self.entries[key] = entry
        self.size += size_of(entry)
        while self.size > LARGEST or len(self.entries) > MOST:
            _key, oldest = self.entries.popitem(last=False)
            self.size -= size_of(oldest)

    def get(self, key: Key) -> Entry | None:
        entry = self.entries.get(key)
        if entry:
            self.entries.move_to_end(key)
        return entry

    def note_unkept(self, key: Key) -> None:
        self.unkept[key] = None
        if len(self.unkept) > MOST:
            self.unkept.popitem(last=False)


def size_of(entry: Entry) -> int:
    return sum(map(len, entry.bodies.values()))
