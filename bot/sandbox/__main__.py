"""The sandbox alone, in its own process: python -m bot.sandbox --product http://127.0.0.1:8000."""

import signal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click

from bot.sandbox.cast import PROSPECTS, Cast, Person
from bot.sandbox.provider import Account, Pace
from bot.sandbox.sandbox import ACCOUNT, LIVELY, Product, Sandbox


@click.command(help=__doc__)
@click.option("--product", default=Product().url, help="Where webhooks are posted.")
@click.option("--public", default="", help="The outer address to sign, behind a proxy.")
@click.option("--webhook", default=Product().webhook, help="Its path; #rc=3&rp=all retries.")
@click.option("--port", default=8765, help="0 takes a free one.")
@click.option("--sid", default=ACCOUNT.sid)
@click.option("--token", default=ACCOUNT.token)
@click.option("--from", "sender", default=ACCOUNT.sender, help="The business's number.")
@click.option("--business", default="Sapa", help="The business's name on the phones.")
@click.option("--zone", default="Asia/Jakarta", help="The business's time zone.")
@click.option("--staff", multiple=True, metavar="ROLE:NAME:NUMBER", help="rep:Sari:+62811..")
@click.option(
    "--log", type=click.Path(path_type=Path), help="Where the accept log is appended."
)
@click.option("--brisk", is_flag=True, help="No pauses: for a bench rather than for people.")
def main(**options: Any) -> None:
    """Run until interrupted."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with _sandbox(**options) as sandbox:
        click.echo(f"The sandbox is at {sandbox.url}")
        for name, value in sandbox.environ.items():
            click.echo(f"{name}={value}")
        _until_interrupted()


def _sandbox(**given: Any) -> Sandbox:
    people = (*PROSPECTS, *(_person(words) for words in given["staff"]))
    sender = given["sender"].removeprefix("whatsapp:")
    return Sandbox(
        Product(given["product"], given["public"], given["webhook"]),
        account=Account(given["sid"], given["token"], sender),
        cast=Cast(given["business"], ZoneInfo(given["zone"]), people),
        pace=Pace() if given["brisk"] else LIVELY,
        log=given["log"],
        port=given["port"],
    )


def _person(words: str) -> Person:
    role, _, rest = words.partition(":")
    name, _, number = rest.partition(":")
    if role not in ("rep", "manager") or not number:
        raise click.BadParameter(f'"{words}": write rep:Sari:+62811 or manager:Bos:+62812')
    return Person(number, name, ("rep",) if role == "rep" else ("manager",))


def _until_interrupted() -> None:
    try:
        signal.pause()
    except KeyboardInterrupt:
        click.echo("")


if __name__ == "__main__":
    main()
