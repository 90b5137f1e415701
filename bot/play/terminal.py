"""The flow in a terminal: type what a prospect would type; no settings, no network, nothing kept."""

import logging
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import click

from bot import app
from bot.core.message import Address
from bot.play.stage import Stage

#: A number from which each language is the one we would begin with.
_NUMBERS = {"id": "+6281200000001", "ms": "+60120000001", "en": "+6580000001"}


def run(business_file: Path, language: str) -> None:
    """Talk until the input ends."""
    logging.disable()  # nobody works here, so alerts have nowhere to go
    try:
        _talk(business_file, language)
    finally:
        logging.disable(logging.NOTSET)


def _talk(business_file: Path, language: str) -> None:
    stage = Stage(app.Files(business_file).read(), app.rehearsal)
    stage.cast("you", Address("whatsapp", _NUMBERS[language]))
    click.echo(
        "You are a prospect. Type, or [press a button]; “+ 3 min” lets time pass; Ctrl-D ends."
    )
    for line in _lines():
        try:
            _do(stage, line)
        except LookupError as error:
            click.echo(f"  {error}")
        for fact in stage.happened():
            click.echo(click.style(f"  ! {fact}", dim=True))
        for _, sent in stage.heard():
            for words in sent.lines():
                click.echo(f"  {words}")


def _do(stage: Stage, line: str) -> None:
    if line.startswith("+ ") and line.split()[1].isdecimal():
        stage.passes(timedelta(minutes=int(line.split()[1])))
    else:
        stage.says("you", line)


def _lines() -> Iterator[str]:
    while True:
        try:
            line = click.prompt("you", prompt_suffix="> ", default="", show_default=False)
        except (EOFError, click.Abort):
            click.echo()
            return
        if line:
            yield line
