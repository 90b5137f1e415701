"""Results: one figure a line on the screen, everything in results.json."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.figures import Better, attained

Raw = Mapping[str, Any]
RESULTS = Path(__file__).parent / "results.json"


@dataclass(frozen=True, slots=True)
class Figure:
    """What was measured. Without a goal it stands there to be compared."""

    name: str
    what: str
    value: float
    goal: float | None
    better: Better
    raw: Raw

    @property
    def share(self) -> float | None:
        """How far the goal is reached: 1 is just reached."""
        return None if self.goal is None else attained(self.value, self.goal, self.better)

    def to_json(self) -> dict[str, Any]:
        about = {"value": self.value, "goal": self.goal, "better": self.better}
        return about | {"what": self.what, "raw": dict(self.raw)}


def whole(parts: Sequence[Figure]) -> Figure:
    """Sum up a row of several parts: its value is how far the part that is worst off reaches its own goal."""
    judged = [part for part in parts if part.share is not None]
    worst = min(judged, key=lambda part: part.share or 0)
    name = worst.name.partition(".")[0]
    what = f"the worst of its parts, as a share of its goal: {worst.name}"
    return Figure(name, what, worst.share or 0, 1, "higher", {})


def line(figure: Figure) -> str:
    """Return a figure as one line of the table."""
    if figure.share is None:
        verdict = ""
    else:
        sign = ">=" if figure.better == "higher" else "<="
        verdict = f"{sign} {figure.goal:<6.3g} {'ok' if figure.share >= 1 else 'MISSED'}"
    raw = ", ".join(f"{name} {_short(value)}" for name, value in figure.raw.items())
    return f"{figure.name:<18} {figure.value:>8.3g}  {verdict:<16} {figure.what}\n{'':<29}{raw}"


def _short(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:.4g}"
    if isinstance(value, (list, tuple)):
        return "/".join(_short(each) for each in value)
    return str(value)


def keep(figures: Sequence[Figure], machine: Raw, path: Path = RESULTS) -> None:
    """Write the figures; rows that this run left out stay as they were."""
    kept = json.loads(path.read_text("utf-8")) if path.exists() else {}
    fresh = {figure.name.partition(".")[0] for figure in figures}
    kept = {name: old for name, old in kept.items() if name.partition(".")[0] not in fresh}
    kept |= {figure.name: _rounded(figure.to_json()) for figure in figures}
    kept["machine"] = dict(machine)
    text = json.dumps(dict(sorted(kept.items())), indent=1, ensure_ascii=False)
    path.write_text(text + "\n", "utf-8")


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return float(f"{value:.4g}")
    if isinstance(value, Mapping):
        return {name: _rounded(each) for name, each in value.items()}
    return [_rounded(each) for each in value] if isinstance(value, list) else value
