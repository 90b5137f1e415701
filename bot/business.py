"""business.toml read into typed rules. Every mistake in it is named with its key and a sentence that helps."""

import tomllib
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Any, Literal, cast, get_args
from zoneinfo import ZoneInfo

from bot.core import condition, readers
from bot.core.form import Form, FormError, Problem, nearest
from bot.core.hours import DAYS, Hours, Interval
from bot.core.message import LANGUAGES, Address, Language
from bot.core.permission import TEMPLATES
from bot.core.scoring import Criteria, Rule

Role = Literal["rep", "manager", "marketer"]

_DAY_OFF: tuple[Interval, ...] = ()
_roles = partial(readers.several, get_args(Role))

#: What [qualify] may ask about besides the flow's answers.
FACTS = ("score", "source")
_PARTS = {"budget": ("min", "max", "currency", "period")}


class BusinessError(FormError):
    """What is wrong with the file, all of it."""


@dataclass(frozen=True, slots=True)
class Sla:
    """The promises. The first three run from the moment a lead qualified; `silence` from each unanswered word."""

    offer: timedelta = timedelta(seconds=60)
    remind: timedelta = timedelta(minutes=3)
    breach: timedelta = timedelta(minutes=5)
    silence: timedelta = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class StaffMember:
    """A colleague. Prospects see the name, and nothing else."""

    name: str
    roles: tuple[Role, ...]
    address: Address
    language: Language


@dataclass(frozen=True, slots=True)
class Business:
    """Everything business.toml says."""

    name: str
    bot: str
    privacy: str
    country: str
    language: Language
    timezone: ZoneInfo
    currency: str
    hours: Hours
    sla: Sla
    scoring: tuple[Rule, ...]
    qualify: Criteria
    templates: Mapping[str, Mapping[Language, str]]
    staff: tuple[StaffMember, ...]
    #: Messages a second, by channel.
    rates: Mapping[str, int]

    def template(self, name: str, language: Language) -> str | None:
        """Return the Content SID of a template, in the business's language if the reader's has none."""
        versions = self.templates.get(name, {})
        return versions.get(language) or versions.get(self.language)

    def unknown_names(self, fields: Collection[str], file: str) -> list[Problem]:
        """Say which rules ask for what no question answers: a misspelt fact would be none for ever."""
        known = [*fields, *(f"{f}.{part}" for f in fields for part in _PARTS.get(f, ()))]
        scored = {f"scoring[{n}].if": rule.condition for n, rule in enumerate(self.scoring, 1)}
        judged = {"qualify.mql": self.qualify.mql, "qualify.sql": self.qualify.sql}
        return [
            Problem(file, key, f'no question answers "{name}"; {nearest(name, allowed)}')
            for rules, allowed in ((scored, known), (judged, [*known, *FACTS]))
            for key, rule in rules.items()
            for name in sorted(rule.names() - set(allowed))
        ]


def load(path: Path) -> Business:
    """Read the file, or raise BusinessError."""
    try:
        text = path.read_text("utf-8-sig")
    except (OSError, UnicodeError) as error:
        why = "is not UTF-8 text" if isinstance(error, UnicodeError) else "cannot be read"
        sentence = f"{path} {why}; SAPA_BUSINESS says which file to take"
        raise BusinessError([Problem(path.name, "", sentence)]) from None
    return parse(text, path.name)


def parse(text: str, file: str = "business.toml") -> Business:
    """Understand the text of a business file, or raise BusinessError."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        sentence = f"{error}. Texts and durations stand between quotation marks"
        raise BusinessError([Problem(file, "", sentence)]) from None
    problems: list[Problem] = []
    business = _business(Form(file, data, problems))
    if problems:
        raise BusinessError(problems)
    return business


def _business(form: Form) -> Business:
    about = form.table("business")
    country = about.read("country", readers.country, hint='country = "ID"')
    language = about.read("language", readers.language, hint='language = "id"')
    timezone = about.read("timezone", readers.zone, hint='timezone = "Asia/Jakarta"')
    business = Business(
        name=about.read("name", readers.line, hint='name = "Toko Digital"'),
        bot=about.read("bot", readers.line, hint='bot = "Mira", what the bot calls itself'),
        privacy=about.read("privacy", readers.link, hint="the address of your privacy notice"),
        country=country,
        language=language,
        timezone=timezone,
        currency=about.read("currency", readers.currency, hint='currency = "IDR"'),
        hours=_hours(form.table("hours"), timezone),
        sla=_sla(form.table("sla")),
        scoring=tuple(map(_rule, form.tables("scoring"))),
        qualify=_qualify(form.table("qualify")),
        templates=_templates(form.table("templates")),
        staff=_staff(form.tables("staff"), country, language),
        rates=_rates(form.table("rates")),
    )
    about.close()
    form.close()
    return business


def _hours(form: Form, timezone: ZoneInfo) -> Hours:
    week = tuple(form.read(day, readers.hours, _DAY_OFF) for day in DAYS)
    holidays = form.read("holidays", readers.dates, frozenset[date]())
    form.close()
    return Hours(week, timezone, holidays)


def _sla(form: Form) -> Sla:
    plain = Sla()
    sla = Sla(
        offer=form.read("offer", readers.length, plain.offer),
        remind=form.read("remind", readers.length, plain.remind),
        breach=form.read("breach", readers.length, plain.breach),
        silence=form.read("silence", readers.length, plain.silence),
    )
    form.close()
    return sla


def _rule(form: Form) -> Rule:
    rule = Rule(
        form.read("if", readers.rule, hint='if = "budget.min >= 50_000_000"'),
        form.read("points", partial(readers.integer, -1000, 1000), hint="points = 30"),
        form.read(
            "why", readers.line, hint='why = "budget", the reason a rep reads beside the points'
        ),
    )
    form.close()
    return rule


def _qualify(form: Form) -> Criteria:
    criteria = Criteria(
        mql=form.read("mql", readers.rule, condition.parse("score >= 60")),
        sql=form.read(
            "sql", readers.rule, condition.parse("budget and authority and need and timeline")
        ),
    )
    form.close()
    return criteria


def _templates(form: Form) -> Mapping[str, Mapping[Language, str]]:
    templates = {name: _template(form.table(name)) for name in TEMPLATES if name in form}
    form.close(TEMPLATES)
    return templates


def _template(form: Form) -> Mapping[Language, str]:
    versions = {name: form.read(name, readers.content) for name in LANGUAGES if name in form}
    form.close(LANGUAGES)
    return versions


def _staff(forms: list[Form], country: str, language: Language) -> tuple[StaffMember, ...]:
    address = partial(_own_address, set(), country or "")
    return tuple(_member(form, address, language or "en") for form in forms)


def _own_address(taken: set[Address], country: str, value: Any) -> Address:
    address = readers.address(country, value)
    if address in taken:
        raise ValueError(f'"{value}" is given to two colleagues: each needs their own')
    taken.add(address)
    return address


def _member(form: Form, address: Callable[[Any], Address], language: Language) -> StaffMember:
    member = StaffMember(
        name=form.read("name", readers.line, hint='name = "Sari", what prospects may read'),
        roles=cast("tuple[Role, ...]", form.read("roles", _roles, hint='roles = ["rep"]')),
        address=form.read("address", address, hint='address = "whatsapp:+6281234567890"'),
        language=form.read("language", readers.language, language),
    )
    form.close()
    return member


def _rates(form: Form) -> Mapping[str, int]:
    rates = {"whatsapp": form.read("whatsapp", partial(readers.integer, 1, 1000), 80)}
    form.close()
    return rates
