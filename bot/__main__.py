"""The command `sapa`."""

import json
import os
import sys
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar

import click

from bot import settings
from bot.core.message import Language
from bot.settings import Settings, Unusable

#: What a wrong setting, file or database leads to.
EXPECTED = (settings.SettingsError, Unusable, TimeoutError, OSError)

F = TypeVar("F", bound=Callable[..., Any])


class Refused(click.ClickException):
    """Says what is wrong, one sentence a line, and ends with 2."""

    exit_code = 2

    def show(self, file: Any = None) -> None:
        """Print without click's own prefix."""
        for line in self.message.splitlines():
            click.echo(f"sapa: {line}", err=True)


class Commands(click.Group):
    """Says what a person can mend in a sentence; only our own mistakes show a traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command."""
        try:
            return super().invoke(ctx)
        except EXPECTED as error:
            raise Refused(str(error)) from None


def configured(command: str) -> Callable[[F], Callable[..., Any]]:
    """Hand the settings that `command` needs to a command as its first argument."""

    def wrap(run: F) -> Callable[..., Any]:
        @wraps(run)
        def inner(*args: Any, **kwargs: Any) -> Any:
            return run(settings.load(os.environ, command=command), *args, **kwargs)

        return inner

    return wrap


@click.group(cls=Commands)
@click.version_option(package_name="sapa")
def main() -> None:
    """Sapa greets prospects on WhatsApp and hands qualified leads to people in time."""


@main.command()
@click.option("--port", default=8080, show_default=True, help="Where the page is.")
def demo(port: int) -> None:
    """See it: three phones on a page, on this machine alone."""
    from bot import demo as show

    show.run(_business(), port)


@main.command()
@configured("serve")
def serve(env: Settings) -> None:
    """Run everything in one process (SQLite), or one web server and one worker (PostgreSQL)."""
    from bot import serve as run

    run.everything(env)


@main.command()
@configured("web")
def web(env: Settings) -> None:
    """Run the web server alone; needs PostgreSQL."""
    from bot import serve as run

    run.web(env)


@main.command()
@configured("worker")
def worker(env: Settings) -> None:
    """Run one worker alone; needs PostgreSQL."""
    from bot import serve as run

    run.worker(env)


@main.command()
def check() -> None:
    """Check business.toml, faq.toml and the flow; say what is wrong and where."""
    from bot import app

    problems = app.check(_business())
    for problem in problems:
        click.echo(problem)
    if problems:
        sys.exit(1)
    click.echo("business.toml, faq.toml and the flow are in order.")


@main.command()
@click.argument("language", type=click.Choice(["id", "ms", "en"]))
def chat(language: str) -> None:
    """Talk to the flow in this terminal, as a prospect would."""
    from bot.play import terminal

    terminal.run(_business(), language)


@main.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--update", is_flag=True, help="Write what really happened into the file.")
def play(file: Path, *, update: bool) -> None:
    """Play a transcript, and say where it went differently from what the file says."""
    from bot.play import script

    same, shown = script.run(file, _business(), update=update)
    click.echo(shown, nl=False)
    if not same and not update:
        sys.exit(1)


@main.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@configured("leads")
def leads(env: Settings, *, as_json: bool) -> None:
    """List the leads."""
    from bot import leads as listed

    for line in listed.everyone(env, as_json=as_json):
        click.echo(line)


@main.command()
@click.argument("number", type=click.IntRange(1, 2**62))
@configured("lead")
def lead(env: Settings, number: int) -> None:
    """Show everything about one lead: every word with its state, and every fact."""
    from bot import leads as listed

    lines = listed.one(env, number)
    if lines is None:
        raise Refused(f"there is no lead {number}; `sapa leads` lists them")
    for line in lines:
        click.echo(line)


@main.command()
@click.argument("file", type=click.Path(path_type=Path))
@configured("backup")
def backup(env: Settings, file: Path) -> None:
    """Copy the SQLite database into FILE while everything runs, and check the copy."""
    from bot import backup as copies

    click.echo(copies.backup(env, file))


@main.command()
@click.argument("file", type=click.Path(path_type=Path), required=False)
@configured("restore")
def restore(env: Settings, file: Path | None) -> None:
    """Put a backup into place (SQLite), or declare the database restored (PostgreSQL)."""
    from bot import backup as copies

    for line in copies.restore(env, file):
        click.echo(line)


@main.command()
@click.option("--unread", is_flag=True, help="Even if the provider cannot tell what was said.")
@configured("release")
def release(env: Settings, *, unread: bool) -> None:
    """Let messages out again after a restore."""
    from bot import backup as copies

    for line in copies.release(env, unread=unread):
        click.echo(line)


@main.command()
def doctor() -> None:
    """Say what is missing before going live."""
    from bot import doctor as look

    problems = list(look.problems(os.environ))
    for sentence in problems:
        click.echo(f"missing: {sentence}")
    for sentence in look.advice(os.environ):
        click.echo(f"advice:  {sentence}")
    if problems:
        sys.exit(1)
    click.echo("Nothing is missing.")


@main.command("bench-answers")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@click.option(
    "--predictions", type=click.Path(path_type=Path), help="Write what was read here."
)
def bench_answers(file: Path, predictions: Path | None, *, as_json: bool) -> None:
    """Measure how well replies are read: FILE holds one labelled reply a line."""
    from bot.measure import answers

    for line in answers.bench(file, predictions, as_json=as_json):
        click.echo(line)


@main.command("explain-language")
@click.argument("text")
@click.option("--country", default="", help="Of their phone: ID, MY, SG, BN.")
@click.option("--current", type=click.Choice(["id", "ms", "en"]), help="Spoken so far.")
def explain_language(text: str, country: str, current: Language | None) -> None:
    """Say what a message would make of the language, and why."""
    from bot.measure import explain

    for line in explain.lines(text, country.upper(), current):
        click.echo(line)


@main.command("bench-language")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="The scores as one JSON object.")
@click.option("--predictions", type=click.Path(path_type=Path), help="Write every row here.")
def bench_language(file: Path, *, as_json: bool, predictions: Path | None) -> None:
    """Measure how well the language of labelled messages is told."""
    from bot.measure import language

    report = language.measure(file)
    if predictions:
        language.write(report, predictions)
    click.echo(json.dumps(report.as_json()) if as_json else "\n".join(report.lines()))


def _business() -> Path:
    return settings.load(os.environ, command="check").sapa_business


if __name__ == "__main__":
    main()
