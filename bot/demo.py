"""The demo: the whole product on this machine, with a stand-in for Twilio and three phones on a page."""

import logging
import secrets
import socket
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import click

from bot import logs, serve, settings
from bot.app import Files
from bot.business import Business
from bot.clock import Clock
from bot.core.message import LANGUAGES
from bot.core.permission import TEMPLATES
from bot.desk import waiting
from bot.desk.desk import Desk, Rules
from bot.sandbox.bubble import Role
from bot.sandbox.cast import PROSPECTS, Cast, Due, Person
from bot.sandbox.sandbox import LIVELY, Sandbox

#: What the templates say on the phones; on the real WhatsApp they are approved by Meta (docs/go-live.md).
_BODIES = {
    "lead_offer": "New lead {{1}}, score {{2}}: {{3}}. Will you take it?",
    "lead_reminder": "Lead {{1}} is waiting for you. Tap to open the chat.",
    "breach_alert": "Lead {{1}} has waited too long. What shall we do?",
    "knock": "We have an answer for you. Would you like to read it?",
}
_BUTTONS = {
    "lead_offer": {"offer:{{4}}:accept": "Accept", "offer:{{4}}:decline": "Decline"},
    "lead_reminder": {"word:leads": "My leads"},
    "breach_alert": {
        "sla:{{2}}:reassign": "Reassign",
        "sla:{{2}}:takeover": "Take over",
        "sla:{{2}}:extend": "5 more minutes",
    },
    "knock": {"knock:yes": "Yes, please"},
}


class Stocked(Files):
    """The files of the business, with the sandbox's templates where it has none of its own."""

    def read(self) -> Rules:
        """Read them, and fill in the templates."""
        rules = super().read()
        known = {name: dict.fromkeys(LANGUAGES, _sid(name)) for name in TEMPLATES}
        business = replace(rules.business, templates={**known, **rules.business.templates})
        return replace(rules, business=business)


def run(business_file: Path, port: int) -> None:
    """Run until interrupted."""
    logs.configure(logging.WARNING)
    clock = Clock()
    files = Stocked(business_file)
    business = files.read().business
    desks: list[Desk] = []
    cast = Cast(business.name, business.timezone, _people(business), sla=_clocks(desks, clock))
    serve.free("127.0.0.1", port)
    with (
        Sandbox(clock=clock, cast=cast, pace=LIVELY, port=port) as sandbox,
        tempfile.TemporaryDirectory(prefix="sapa-demo-") as folder,
    ):
        for name, body in _BODIES.items():
            sandbox.template(_sid(name), body, buttons=_BUTTONS[name], name=name)
        env = _settings(sandbox, Path(folder))
        sandbox.aim(env.public_url)
        with serve.running(env, files, clock) as desk:
            desks.append(desk)
            click.echo(f"Sapa is running. Open {sandbox.url} and say hello. Ctrl-C ends it.")
            serve.until_told()


def _people(business: Business) -> Sequence[Person]:
    staff = (
        Person(member.address.id, member.name, _roles(member.roles), member.language)
        for member in business.staff
    )
    return (*PROSPECTS, *staff)


def _roles(roles: Sequence[str]) -> tuple[Role, ...]:
    phones: tuple[Role, ...] = ("rep", "manager")
    return tuple(role for role in phones if role in roles)


def _clocks(desks: Sequence[Desk], clock: Clock) -> Callable[[], list[Due]]:
    def due() -> list[Due]:
        return [
            Due(phone, f"#{one.code} first reply", one.due_at, one.since)
            for desk in desks
            for one in waiting.clocks(desk, clock.now())
            for phone in (one.prospect, one.holder)
            if phone
        ]

    return due


def _settings(sandbox: Sandbox, folder: Path) -> settings.Settings:
    port = _free_port()
    environ = {
        **sandbox.environ,
        "DATABASE_URL": f"sqlite:///{folder}/demo.db",
        "PUBLIC_URL": f"http://127.0.0.1:{port}",
        "PORT": str(port),
        "SECRET_KEY": secrets.token_hex(32),
    }
    return settings.load(environ, command="serve")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _sid(name: str) -> str:
    return "HX" + name.encode().hex()[:32].ljust(32, "0")
