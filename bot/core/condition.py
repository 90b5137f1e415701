"""One small rule language for scoring, criteria and segments: "budget.min >= 10_000_000 and authority == 'me'".

    and  or  not  ( )      ==  !=  <  <=  >  >=  in  not in      names.with.dots  numbers  'texts'  true  false  none

What is not known is none; comparing it is false, never an error. Case is ignored in texts. A name
alone asks whether it is known and not empty.
"""

import ast
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.core.tree import (
    And,
    Compare,
    Constant,
    Name,
    Not,
    Operator,
    Or,
    Test,
    Tree,
    Value,
    names,
    test,
)

_LONGEST = 500


class ConditionError(ValueError):
    """The rule cannot be read; the sentence says what and where."""


@dataclass(frozen=True, slots=True)
class Condition:
    """A rule as written, and as understood."""

    text: str
    tree: Tree
    _test: Test = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_test", test(self.tree))

    def test(self, facts: Mapping[str, Any]) -> bool:
        return self._test(facts)

    def names(self) -> frozenset[str]:
        """Name every fact the rule asks about."""
        return frozenset(names(self.tree))


def parse(text: str) -> Condition:
    """Read a rule, or raise ConditionError."""
    # Inside TOML a long rule may run over several lines.
    line = text.replace("\r", " ").replace("\n", " ").strip()
    if not line:
        raise ConditionError("the rule is empty")
    if len(line) > _LONGEST:
        raise ConditionError(
            f"the rule is longer than {_LONGEST} characters: make it two rules"
        )
    try:
        tree = ast.parse(line, mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        at = getattr(error, "offset", None) or 1
        raise ConditionError(f"{_hint(line)} (at character {min(at, len(line))})") from None
    return Condition(text, _read(tree))


_HINTS = (
    (r"&&|\|\|", "write the words and, or"),
    (r"!(?!=)", "write the word not"),
    (r"<>|=>|=<", "the signs are == != < <= > >="),
    (r"(?<![=!<>])=(?!=)", "to compare, write == (two signs)"),
    (r"\d[.,]\d{3}[.,]\d{3}", "write large numbers as 10_000_000 or 10000000"),
    (r"\d[a-zA-Z]", "write numbers in full, like 50_000_000, without letters"),
    ("[\u2018\u2019\u201c\u201d]", "texts stand between straight quotes: 'IDR'"),
)


def _hint(line: str) -> str:
    """Guess what was meant, from the mistakes that people make."""
    outside = re.sub(r"'[^']*'|\"[^\"]*\"", "''", line)
    for mistake, sentence in _HINTS:
        if re.search(mistake, outside):
            return sentence
    if outside.count("(") != outside.count(")"):
        return "a parenthesis is missing"
    if "'" in outside.replace("''", "") or '"' in outside:
        return "a quotation mark is missing"
    return (
        "this cannot be read as a rule, such as budget.min >= 10_000_000 and authority == 'me'"
    )


def _read(node: ast.expr) -> Tree:
    match node:
        case ast.BoolOp(op=ast.And()):
            return And(tuple(map(_read, node.values)))
        case ast.BoolOp():
            return Or(tuple(map(_read, node.values)))
        case ast.UnaryOp(op=ast.Not()):
            return Not(_read(node.operand))
        case ast.Compare():
            return _comparison(node)
        case _:
            return _operand(node)


def _comparison(node: ast.Compare) -> Tree:
    """Split a < b < c into its pairs."""
    sides = [_operand(side) for side in (node.left, *node.comparators)]
    pairs = [
        _pair(left, operator, right, node)
        for left, operator, right in zip(sides, node.ops, sides[1:], strict=False)
    ]
    return pairs[0] if len(pairs) == 1 else And(tuple(pairs))


_OPERATORS: Mapping[type[ast.cmpop], Operator] = {
    ast.Eq: "==", ast.NotEq: "!=", ast.Is: "==", ast.IsNot: "!=", ast.Lt: "<", ast.LtE: "<=",
    ast.Gt: ">", ast.GtE: ">=", ast.In: "in", ast.NotIn: "not in",
}  # fmt: skip


def _pair(
    left: Name | Value, operator: ast.cmpop, right: Name | Value, node: ast.Compare
) -> Compare:
    sign = _OPERATORS[type(operator)]
    several = isinstance(right, Value) and isinstance(right.value, tuple)
    if isinstance(left, Value) and isinstance(left.value, tuple):
        raise _wrong(node, "a list stands only after in: source in ('ads', 'web')")
    if several != (sign in {"in", "not in"}) and not (
        sign in {"in", "not in"} and isinstance(right, Name)
    ):
        raise _wrong(node, "in takes a list, and a list takes in: source in ('ads', 'web')")
    return Compare(left, sign, right)


_WORDS: Mapping[str, Constant] = {"true": True, "false": False, "none": None, "null": None}


def _operand(node: ast.expr) -> Name | Value:
    match node:
        case ast.Name(id=word) if word.lower() in _WORDS:
            return Value(_WORDS[word.lower()])
        case ast.Name() | ast.Attribute():
            return Name(_path(node))
        case ast.Constant() | ast.UnaryOp():
            return Value(_constant(node))
        case ast.Tuple() | ast.List() | ast.Set():
            return Value(tuple(map(_constant, node.elts)))
        case _:
            raise _wrong(
                node,
                _FOREIGN.get(type(node), "only comparisons, and, or, not belong in a rule"),
            )


_FOREIGN: Mapping[type[ast.expr], str] = {
    ast.Call: "a rule calls nothing: only names, comparisons, and, or, not",
    ast.BinOp: "a rule does not calculate: compare with the result",
    ast.BoolOp: "put and, or around whole comparisons: a == 1 or a == 2",
    ast.Compare: "compare one thing with another, not with a comparison",
    ast.Subscript: "write names with dots: budget.min",
}


def _path(node: ast.expr) -> tuple[str, ...]:
    match node:
        case ast.Name(id=word) if not word.startswith("_"):
            return (word,)
        case ast.Attribute(value=owner, attr=word) if not word.startswith("_"):
            return (*_path(owner), word)
        case _:
            raise _wrong(node, "names are words with dots between them: budget.min")


def _constant(node: ast.expr) -> Constant:
    match node:
        case ast.Constant(value=str() | int() | float() | bool() | None as value):
            return value
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() | float() as value)):
            return -value
        case ast.Name(id=word) if word.lower() in _WORDS:
            return _WORDS[word.lower()]
        case _:
            raise _wrong(node, "here a number or a text in quotes must stand")


def _wrong(node: ast.expr, sentence: str) -> ConditionError:
    return ConditionError(f"{sentence} (at character {node.col_offset + 1})")
