"""A table of declared things: each entry is declared once, under one key.

Roles, papers, rules, meeting kinds … are entries of such tables.  An app adds
its own entries from its own module, so one more of a kind is one entry.
"""

from collections.abc import Iterator, Mapping
from typing import Generic, Protocol, TypeVar


class Keyed(Protocol):
    """Anything that names itself: a key for code, a label for people."""

    @property
    def key(self) -> str: ...

    @property
    def label(self) -> str: ...


Entry = TypeVar("Entry", bound=Keyed)


class Table(Mapping[str, Entry], Generic[Entry]):
    """Entries by key, in the order of their declaration.

    Raises ValueError when a key is declared twice: two meanings of one word
    are a mistake that must stop the start, not the clerk.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self._entries: dict[str, Entry] = {}

    def add(self, entry: Entry) -> Entry:
        """Enter a declaration and give it back, so that it can be named."""
        if self._entries.get(entry.key, entry) != entry:
            raise ValueError(f"{self.name}: {entry.key!r} is declared twice")
        self._entries[entry.key] = entry
        return entry

    def __getitem__(self, key: str) -> Entry:
        return self._entries[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)

    def choices(self) -> list[tuple[str, str]]:
        """(key, label) pairs.

        A model field is given a module's function that calls this, never the
        list: a list makes a migration for each entry, and a bound method
        cannot be named in a migration.
        """
        return [(entry.key, entry.label) for entry in self._entries.values()]

    def label(self, key: str) -> str:
        """The Chinese label, or the key itself when it is no longer declared."""
        entry = self._entries.get(key)
        return entry.label if entry else key
