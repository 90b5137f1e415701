"""How a lead looks in a colleague's chat: who, what, why now, in their own words, and what is missing."""

from datetime import datetime, timedelta

from bot.core import privacy
from bot.core.message import Draft, Language, Option, Template, Text
from bot.desk.desk import Rules
from bot.flows import speak
from bot.flows.model import Ask, Bands, Flow
from bot.i18n.catalog import Voice
from store.db import Row


def name(lead: Row, say: Voice) -> str:
    """Return what to call a prospect in a colleague's chat; a number typed as a name stays hidden."""
    known = lead.answers.get("name")
    if not known:
        return str(say("card", "Prospect"))
    return privacy.inline(privacy.mask_digits(str(known)), limit=40)


def card(
    rules: Rules, flow: Flow, lead: Row, handoff: Row, own: str, language: Language
) -> Text:
    """Describe a lead in full. `own` is the prospect's number, which stays hidden."""
    say = flow.words(rules.words).voice(language)
    who = name(lead, say)
    company = lead.answers.get("company")
    title = f"{who}, {_shown(str(company), own, 60)}" if company else who
    lines = [str(say("card", "🔔 New lead #{code}: {title}", code=handoff.code, title=title))]
    lines.append(
        str(
            say(
                "card",
                "Score {score}: {reasons}",
                score=lead.score,
                reasons=_reasons(flow, lead, say),
            )
        )
    )
    if handoff.reason != "qualified":
        lines.append(_why(handoff.reason, say))
    said, missing = _answers(flow, lead, own, say, language)
    lines += said
    if missing:
        lines.append(str(say("card", "Not known yet: {fields}", fields=", ".join(missing))))
    return Text("{card}", {"card": "\n".join(lines)})


def offer(
    lead: Row, handoff: Row, offer_id: int, own: str, say: Voice, language: Language
) -> Draft:
    """The short message with the buttons; it alone can go as a template when the window is closed."""
    who = name(lead, say)
    need = _shown(str(lead.said.get("need") or "-"), own, 60)
    return Draft(
        say("offer", "Take #{code} ({name})?", code=handoff.code, name=who),
        (
            Option(f"offer:{offer_id}:accept", str(say("offer", "Accept"))),
            Option(f"offer:{offer_id}:decline", str(say("offer", "Decline"))),
        ),
        template=Template(
            "lead_offer", language, (handoff.code, str(lead.score), need, str(offer_id))
        ),
    )


def waited(since: datetime, now: datetime, say: Voice) -> str:
    """Say how long somebody has waited."""
    return span(max(now - since, timedelta()), say)


def span(length: timedelta, say: Voice) -> str:
    """Write a length of time: seconds below a minute, then minutes, then hours."""
    seconds = round(length.total_seconds())
    if seconds < 60:
        return str(say("time", "{n} sec", n=seconds))
    if seconds < 7200:
        return str(say("time", "{n} min", n=seconds // 60))
    return str(say("time", "{n} h", n=seconds // 3600))


def _shown(words: str, own: str, limit: int) -> str:
    """Show a prospect's words inside a line of ours, without numbers to call."""
    return privacy.inline(privacy.mask_numbers(words, [own]), limit=limit)


def _reasons(flow: Flow, lead: Row, say: Voice) -> str:
    """List what the score is made of; what is named after a question is named in the reader's language."""
    return (
        ", ".join(f"{points:+d} {_named(flow, why, say)}" for why, points in lead.reasons)
        or "-"
    )


def _named(flow: Flow, why: str, say: Voice) -> str:
    step = flow.steps.get(why)
    return str(say(why, step.label)).lower() if isinstance(step, Ask) and step.label else why


def _why(reason: str, say: Voice) -> str:
    if reason == "asked":
        return str(say("card", "Asked to talk to a person."))
    return str(say("card", "The bot could not go on with this chat."))


def _answers(
    flow: Flow, lead: Row, own: str, say: Voice, language: Language
) -> tuple[list[str], list[str]]:
    """Return the answers as they were typed, and the names of the questions without one."""
    said, missing = [], []
    asked = _road(flow)
    for step in flow.steps.values():
        if not isinstance(step, Ask) or not step.label:
            continue
        label = str(say(step.name, step.label))
        words = lead.said.get(step.name)
        if words is None:
            missing += [label] if step.name in asked else []
        else:
            said.append(
                f"• {label}: “{_shown(words, own, 300)}”"
                f"{_read_as(lead, step, own, say, language)}"
            )
    return said, missing


def _road(flow: Flow) -> set[str]:
    """Name the questions that everybody is asked: side ways begin with a choice, and are not missing when not taken."""
    names: set[str] = set()
    step = next(iter(flow.steps.values()), None)
    while step is not None and step.name not in names:
        names.add(step.name)
        step = None if isinstance(step, Bands) else flow.steps.get(step.next)
    return names


def _read_as(lead: Row, step: Ask, own: str, say: Voice, language: Language) -> str:
    """Show an amount or days as we understood them, beside the words; somebody's number is none."""
    value = lead.answers.get(step.name)
    if not isinstance(value, dict):
        return ""
    shown = speak.table(value, language, say)
    hidden = privacy.mask_numbers(shown, [own]) != shown
    return f" ({shown})" if shown and not hidden else ""
