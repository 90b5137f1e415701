"""The environment, read once into one frozen object. Wrong or missing settings are all named at once."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from ipaddress import ip_address
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

#: Who needs a setting: everybody, those who open the database, or those who talk to a network.
Need = Literal["all", "store", "network"]

#: What each command looks at; a setting it does not look at cannot stop it.
COMMANDS: Mapping[str, frozenset[Need]] = {
    **dict.fromkeys(("serve", "web", "worker", "doctor", "restore", "release"), frozenset({"all", "store", "network"})),
    **dict.fromkeys(("leads", "lead", "backup", "db", "staff"), frozenset({"all", "store"})),
    **dict.fromkeys(("check", "chat", "play", "demo"), frozenset({"all"})),
}  # fmt: skip

_POSTGRESQL = re.compile(r"postgres(?:ql)?(?:\+psycopg)?://")
_SQLITE = re.compile(r"sqlite(?:\+pysqlite)?:///(?=[^?])")
_COMMON_KEYS = ("changeme", "secretkey", "default", "password", "0123456789", "example")


class Unusable(Exception):
    """Something a person must mend first; the sentence says what."""


class SettingsError(Exception):
    """What is wrong with the environment, every sentence of it. `problems` keeps them apart."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = tuple(problems)


def _setting(
    meaning: str,
    read: Callable[[str], Any],
    *,
    need: Need,
    default: Any = "",
    required: bool = False,
    secret: bool = False,
) -> Any:
    """Declare a setting: `read` turns the text into the value, or raises ValueError with half a sentence."""
    about = {"meaning": meaning, "read": read, "need": need, "required": required}
    return field(default=default, repr=not secret, metadata=about | {"secret": secret})


def _one_word(text: str) -> str:
    if re.search(r"\s", text):
        raise ValueError("has a space or a line break in it: copy it again")
    return text


def _database(text: str) -> str:
    if found := _POSTGRESQL.match(text):
        return "postgresql+psycopg://" + text[found.end() :]
    found = _SQLITE.match(text)
    if found and ":memory:" not in text:
        return "sqlite:///" + text[found.end() :]
    raise ValueError("must look like sqlite:///sapa.db or postgresql://user:password@host/sapa")


def _url(text: str) -> str:
    """Accept https, or http where nobody else listens in."""
    try:
        url = urlsplit(text)
        host, port = (url.hostname or "").rstrip("."), url.port
    except ValueError:
        raise ValueError("is not an address: write it like https://bot.example.com") from None
    if url.scheme not in {"http", "https"} or not host:
        raise ValueError("must be a whole address, like https://bot.example.com")
    if url.scheme == "http" and not _loopback(host):
        raise ValueError("must begin with https:// (http:// is for this machine only)")
    if url.username or url.query or url.fragment or port == 0 or "\\" in text:
        raise ValueError("must be scheme, host and path only: no user, no ?, no #")
    if "_" in host:
        raise ValueError("has an underscore in its host name, which Twilio refuses")
    return _one_word(text).rstrip("/")


def _loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def _secret_key(text: str) -> str:
    plain = re.sub(r"[^a-z0-9]", "", text.lower())
    if len(text) < 16:
        raise ValueError(
            "is too short: 16 characters or more, best made by `openssl rand -hex 32`"
        )
    if len(set(text)) < 5 or any(
        plain.replace(word, "") in {"", "me"} for word in _COMMON_KEYS
    ):
        raise ValueError("is a key that anybody can guess: make one by `openssl rand -hex 32`")
    return text


def _account(text: str) -> str:
    if not re.fullmatch(r"AC[0-9A-Za-z]{32}", text):
        raise ValueError("must be AC and 32 more characters, as the Twilio console shows it")
    return text


def _whatsapp(text: str) -> str:
    """Reduce the sender to its number, as in `Address.id`."""
    number = re.sub(r"[\s().-]", "", text.removeprefix("whatsapp:"))
    if not re.fullmatch(r"\+?[1-9][0-9]{6,14}", number):
        raise ValueError("must be a number with its country code, like whatsapp:+6281234567890")
    return "+" + number.removeprefix("+")


def _telegram_token(text: str) -> str:
    if not re.fullmatch(r"[0-9]+:[A-Za-z0-9_-]{20,}", text):
        raise ValueError("must look like 123456:ABC..., as BotFather gave it")
    return text


def _telegram_secret(text: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9_-]{16,256}", text):
        raise ValueError(
            "must be 16 to 256 letters, digits, - or _: that is what Telegram takes"
        )
    return text


def _port(text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,5}", text) or not 1 <= int(text) <= 65535:
        raise ValueError("must be a number from 1 to 65535")
    return int(text)


def _seconds(text: str) -> float:
    if not re.fullmatch(r"[0-9]{1,4}(\.[0-9]+)?", text) or not float(text):
        raise ValueError("must be a number of seconds, like 10")
    return float(text)


def _times(text: str) -> float:
    if not re.fullmatch(r"[0-9]{1,2}(\.[0-9]+)?", text) or float(text) < 1:
        raise ValueError("must be a number from 1 to 99")
    return float(text)


@dataclass(frozen=True, slots=True)
class Settings:
    """One field for each setting; its name in capitals is the name in the environment."""

    database_url: str = _setting(
        "Where everything is kept: `sqlite:///FILE`, or `postgresql://user:password@host/name`.",
        _database, need="store", default="sqlite:///sapa.db", secret=True,
    )  # fmt: skip
    public_url: str = _setting(
        "The address under which Twilio reaches this server: https; http on this machine only.",
        _url, need="network", required=True,
    )  # fmt: skip
    secret_key: str = _setting(
        "Signs what we hand out; 16 characters or more, best made by `openssl rand -hex 32`.",
        _secret_key, need="network", required=True, secret=True,
    )  # fmt: skip
    twilio_account_sid: str = _setting(
        "The account in the Twilio console: AC and 32 characters.",
        _account, need="network", required=True,
    )  # fmt: skip
    twilio_auth_token: str = _setting(
        "The account's token: it signs webhooks and opens the API.",
        _one_word, need="network", required=True, secret=True,
    )  # fmt: skip
    twilio_whatsapp_from: str = _setting(
        "The business's WhatsApp number, with or without `whatsapp:` before it.",
        _whatsapp, need="network", required=True,
    )  # fmt: skip
    twilio_api_url: str = _setting(
        "Where all calls to Twilio go instead of Twilio's own hosts (the sandbox, tests).",
        _url, need="network",
    )  # fmt: skip
    telegram_bot_token: str = _setting(
        "The token BotFather gave; leave it out to do without Telegram.",
        _telegram_token, need="network", secret=True,
    )  # fmt: skip
    telegram_webhook_secret: str = _setting(
        "The word by which Telegram's webhooks are known to be genuine; needed with the token.",
        _telegram_secret, need="network", secret=True,
    )  # fmt: skip
    telegram_api_url: str = _setting(
        "Where all calls to Telegram go instead of Telegram's own host.",
        _url, need="network",
    )  # fmt: skip
    sapa_business: Path = _setting(  # noqa: RUF009 - a path does not change
        "The file with the business's names, hours, rules and staff; `faq.toml` stands beside it.",
        Path, need="all", default=Path("business.toml"),
    )  # fmt: skip
    host: str = _setting(
        "The address this server listens on.", _one_word, need="network", default="127.0.0.1"
    )
    port: int = _setting(
        "The port this server listens on.", _port, need="network", default=8000
    )
    send_timeout: float = _setting(
        "Seconds a provider may take to answer before the outcome counts as unknown.",
        _seconds, need="network", default=10.0,
    )  # fmt: skip
    lease: float = _setting(
        "Seconds a worker may hold a message before another may look after it.",
        _seconds, need="network", default=60.0,
    )  # fmt: skip
    list_delay: float = _setting(
        "Seconds after a call without an answer before a message that is not in the provider's list counts as not sent.",
        _seconds, need="network", default=120.0,
    )  # fmt: skip
    pace: float = _setting(
        "How many times shorter all time-outs, leases and pauses are, these three included: for tests.",
        _times, need="network", default=1.0,
    )  # fmt: skip


def load(environ: Mapping[str, str], *, command: str = "serve") -> Settings:
    """Read what `command` needs, or raise SettingsError. `NAME_FILE` may name a file that holds a secret."""
    settings, problems = look(environ, command=command)
    if problems:
        raise SettingsError(problems)
    return settings


def look(environ: Mapping[str, str], *, command: str = "serve") -> tuple[Settings, list[str]]:
    """Read what `command` needs, and say what is wrong; a wrong setting keeps its default."""
    problems: list[str] = []
    values: dict[str, Any] = {}
    for setting in fields(Settings):
        name, about = setting.name.upper(), setting.metadata
        if about["need"] not in COMMANDS.get(command, COMMANDS["serve"]):
            continue
        try:
            if text := _text(environ, name, secret=about["secret"]):
                values[setting.name] = about["read"](text)
            elif about["required"]:
                problems.append(f"{name} is missing: {about['meaning']}")
        except ValueError as error:
            problems.append(f"{name} {error}.")
    settings = Settings(**values)
    return settings, problems + list(_together(settings))


def _text(environ: Mapping[str, str], name: str, *, secret: bool) -> str:
    text, file = environ.get(name, "").strip(), environ.get(f"{name}_FILE", "").strip()
    if not (secret and file):
        return text
    if text:
        raise ValueError(f"and {name}_FILE are both set: keep one of them")
    try:
        return Path(file).read_text("utf-8").strip()
    except (OSError, UnicodeError):
        raise ValueError(f"cannot be read from {file}, which {name}_FILE names") from None


def _together(settings: Settings) -> Iterator[str]:
    """Say what is wrong only in combination."""
    if settings.telegram_bot_token and not settings.telegram_webhook_secret:
        yield "TELEGRAM_WEBHOOK_SECRET is missing: TELEGRAM_BOT_TOKEN is set, and needs it."
    if settings.lease <= settings.send_timeout:
        yield "LEASE must be longer than SEND_TIMEOUT, or a message is looked after while it is being sent."


def described() -> Iterator[tuple[str, str, str]]:
    """Name every setting, its default as text, and what it means: README's table is tested against this."""
    for setting in fields(Settings):
        default = setting.default
        text = f"{default:g}" if isinstance(default, float) else str(default)
        yield setting.name.upper(), text, setting.metadata["meaning"]


def failpoints(environ: Mapping[str, str]) -> dict[str, tuple[str, int, int]]:
    """Read FAILPOINTS, which only tests set: "outbox.before_finish=kill:2; inbox.before_commit=raise*5".

    By name: what to do, at which passing to begin (the first), and how many times (once).
    """
    armed = {}
    for part in environ.get("FAILPOINTS", "").split(";"):
        name, _, act = part.strip().partition("=")
        act, _, times = act.partition("*")
        act, _, first = act.partition(":")
        if name and act:
            armed[name] = (act, int(first or 1), int(times or 1))
    return armed


def wall_clock_file(environ: Mapping[str, str]) -> Path | None:
    """Read WALL_CLOCK_FILE, which only tests set: by how many seconds the machine's clock is off stands there."""
    name = environ.get("WALL_CLOCK_FILE", "")
    return Path(name) if name else None
