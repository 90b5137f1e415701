"""Draws what size costs, from results.json: `python -m benchmarks.plot` draws it anew without measuring."""

import json
from pathlib import Path

import matplotlib as mpl
from matplotlib import pyplot as plt

from benchmarks.table import RESULTS

PICTURE = Path(__file__).parent / "cost.svg"
_LINES = {
    "a turn": "turn_ms",
    "a claim of messages to send": "claim_ms",
    "a look for due timers": "tick_ms",
}


def draw(results: Path = RESULTS, picture: Path = PICTURE) -> None:
    """Draw milliseconds, and memory, against the number of contacts."""
    kept = json.loads(results.read_text("utf-8"))
    sizes = sorted(int(name[3:]) for name in kept if name[:3] == "P8." and name[3:].isdigit())
    # The same picture from the same figures: no date, no random names in it.
    mpl.rcParams["svg.hashsalt"] = "sapa"
    figure, (left, right) = plt.subplots(1, 2, figsize=(10, 4), layout="constrained")
    for label, key in _LINES.items():
        left.plot(sizes, [kept[f"P8.{n}"]["raw"][key] for n in sizes], marker="o", label=label)
    left.set(title="Time, in one process on SQLite", ylabel="milliseconds", yscale="log")
    left.legend()
    right.plot(sizes, [kept[f"P8.{n}"]["value"] for n in sizes], marker="o")
    right.set(title="Memory of sapa serve", ylabel="MB")
    right.axhline(kept[f"P8.{sizes[0]}"]["goal"], linestyle=":", color="grey")
    right.set_ylim(bottom=0)
    for axes in (left, right):
        axes.set(
            xscale="log",
            xlabel="contacts",
        )
        axes.grid(alpha=0.3)
    figure.suptitle(
        "What size costs: each contact has a conversation, a message sent and an armed timer"
    )
    figure.savefig(picture, metadata={"Date": None})
    plt.close(figure)


if __name__ == "__main__":
    draw()
