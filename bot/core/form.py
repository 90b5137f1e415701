"""A TOML table read key by key. What is wrong is collected: file, key, and a sentence that helps."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, TypeVar, cast

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake: in which file, at which key, and what to do about it."""

    file: str
    key: str
    sentence: str

    def __str__(self) -> str:
        where = f"{self.file} [{self.key}]" if self.key else self.file
        return f"{where}: {self.sentence}"


class FormError(Exception):
    """What is wrong with a file, all of it."""

    def __init__(self, problems: Collection[Problem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = tuple(problems)


class Form:
    """One table of a file. Readers turn a value into what is meant, or raise ValueError with a sentence.

    After a problem the value read is None, whatever its type says: look at `problems` before use.
    """

    def __init__(
        self, file: str, data: Mapping[str, Any], problems: list[Problem], key: str = ""
    ) -> None:
        self.file = file
        self.problems = problems
        self.key = key
        self._data = data
        self._known: list[str] = []

    def __contains__(self, name: str) -> bool:
        return name in self._data

    def wrong(self, name: str, sentence: str) -> None:
        self.problems.append(Problem(self.file, self._at(name), sentence))

    def read(
        self, name: str, reader: Callable[[Any], T], default: T | None = None, *, hint: str = ""
    ) -> T:
        """Read one value. Without a default it must be there; `hint` then says what to write."""
        self._known.append(name)
        if name in self._data:
            try:
                return reader(self._data[name])
            except ValueError as error:
                self.wrong(name, str(error))
        elif default is None:
            self.wrong(name, f"is missing: {hint}" if hint else "is missing")
        return cast("T", default)

    def table(self, name: str) -> "Form":
        """Open the table [name]; one that is not there is empty."""
        self._known.append(name)
        data = self._data.get(name, {})
        if not isinstance(data, dict):
            self.wrong(name, f"must be a table: begin it with [{self._at(name)}]")
            data = {}
        return Form(self.file, data, self.problems, self._at(name))

    def tables(self, name: str) -> "list[Form]":
        """Open every [[name]], counted from 1 as people count."""
        self._known.append(name)
        rows = self._data.get(name, [])
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            self.wrong(
                name, f"is a list: begin each entry with [[{self._at(name)}]], two brackets"
            )
            rows = []
        return [
            Form(self.file, row, self.problems, f"{self._at(name)}[{number}]")
            for number, row in enumerate(rows, start=1)
        ]

    def names(self) -> tuple[str, ...]:
        return tuple(self._data)

    def close(self, also: Iterable[str] = ()) -> None:
        """Refuse the keys that nobody read: a misspelt key must not be a silent default."""
        known = [*self._known, *also]
        for name in self._data:
            if name not in known:
                self.wrong(name, f"is not a key that is known here; {nearest(name, known)}")

    def _at(self, name: str) -> str:
        return f"{self.key}.{name}" if self.key and name else self.key or name


def nearest(word: str, known: Iterable[str]) -> str:
    """Suggest what was probably meant, or name all there is."""
    known = list(known)
    close = get_close_matches(word, known, n=1, cutoff=0.6)
    return f'did you mean "{close[0]}"?' if close else f"there are {', '.join(known)}"
