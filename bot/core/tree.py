"""What a rule is made of, and whether it holds. The tree is public, so that it can become SQL, too."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal, assert_never

Operator = Literal["==", "!=", "<", "<=", ">", ">=", "in", "not in"]
Constant = str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class Name:
    """A fact, such as budget.min."""

    path: tuple[str, ...]

    def __str__(self) -> str:
        return ".".join(self.path)


@dataclass(frozen=True, slots=True)
class Value:
    """A constant, or several in a list."""

    value: Constant | tuple[Constant, ...]


@dataclass(frozen=True, slots=True)
class Compare:
    left: Name | Value
    operator: Operator
    right: Name | Value


@dataclass(frozen=True, slots=True)
class Not:
    part: "Tree"


@dataclass(frozen=True, slots=True)
class And:
    parts: "tuple[Tree, ...]"


@dataclass(frozen=True, slots=True)
class Or:
    parts: "tuple[Tree, ...]"


Tree = Name | Value | Compare | Not | And | Or


def names(tree: Tree) -> Iterator[str]:
    match tree:
        case Name():
            yield str(tree)
        case Value():
            pass
        case Compare(left, _, right):
            yield from names(left)
            yield from names(right)
        case Not(part):
            yield from names(part)
        case And(parts) | Or(parts):
            for part in parts:
                yield from names(part)
        case _:
            assert_never(tree)


#: Says whether a rule holds for these facts.
Test = Callable[[Mapping[str, Any]], bool]


def test(tree: Tree) -> Test:
    """Return the rule as a function: rules are read once, and asked at every turn."""
    match tree:
        case Name() | Value():
            known = _value(tree)
            return lambda facts: _known(known(facts))
        case Compare(left, operator, right):
            compare, one, other = _COMPARE[operator], _value(left), _value(right)
            return lambda facts: compare(one(facts), other(facts))
        case Not(part):
            inner = test(part)
            return lambda facts: not inner(facts)
        case And(parts):
            every = [test(part) for part in parts]
            return lambda facts: all(one(facts) for one in every)
        case Or(parts):
            some = [test(part) for part in parts]
            return lambda facts: any(one(facts) for one in some)
        case _:
            assert_never(tree)


def _value(side: Name | Value) -> Callable[[Mapping[str, Any]], Any]:
    if isinstance(side, Value):
        value = side.value
        return lambda _: value
    first, *rest = side.path

    def look(facts: Mapping[str, Any]) -> Any:
        found = facts.get(first)
        for word in rest:
            found = found.get(word) if isinstance(found, Mapping) else None
        return found

    return look


def _known(value: Any) -> bool:
    """Tell whether there is anything: a budget of which neither end is known is nothing."""
    if isinstance(value, Mapping):
        return any(_known(part) for part in value.values())
    return bool(value)


def _same(one: Any, other: Any) -> bool:
    if isinstance(one, str) and isinstance(other, str):
        return one.casefold() == other.casefold()
    # Python takes True for 1; nobody who writes a rule does.
    return isinstance(one, bool) == isinstance(other, bool) and bool(one == other)


def _ordered(one: Any, other: Any, test: Callable[[Any, Any], bool]) -> bool:
    """Compare two numbers or two texts; anything else is not comparable, hence false."""
    if isinstance(one, str) and isinstance(other, str):
        return test(one.casefold(), other.casefold())
    return _number(one) and _number(other) and test(one, other)


def _number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _contains(one: Any, other: Any) -> bool:
    """Look in a list for the same, or in a text for a part of it."""
    if isinstance(one, str) and isinstance(other, str):
        return one.casefold() in other.casefold()
    return isinstance(other, tuple | list | set | frozenset) and any(
        _same(one, item) for item in other
    )


_COMPARE: Mapping[Operator, Callable[[Any, Any], bool]] = {
    "==": _same,
    "!=": lambda one, other: not _same(one, other),
    "<": lambda one, other: _ordered(one, other, lambda a, b: a < b),
    "<=": lambda one, other: _ordered(one, other, lambda a, b: a <= b),
    ">": lambda one, other: _ordered(one, other, lambda a, b: a > b),
    ">=": lambda one, other: _ordered(one, other, lambda a, b: a >= b),
    "in": _contains,
    "not in": lambda one, other: not _contains(one, other),
}
