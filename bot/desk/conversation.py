"""What a prospect says: to the bot, to nobody yet, or to the colleague who took over."""

from bot.core import command, scoring, zones
from bot.core.message import Draft
from bot.desk import consent, effects, handoff, language, lifecycle, pinned, relay
from bot.desk.scene import Scene
from bot.desk.work import Work
from bot.flows import engine, faq, load, money
from bot.flows.model import Heard, State, Turn, World
from store import leads, people
from store.db import Row


def hear(work: Work, person: Row, address: Row, row: Row) -> None:
    """Answer one message of a prospect, or pass it on."""
    conversation = leads.open_conversation(work.c, address.id)
    if _says_nothing(conversation, row):
        return
    scene = Scene(work, person, address, language.choose(work, person, address, row))
    answer = row.payload.get("option") or consent.answered(work, address, row.text)
    # A colleague who is there understands what "can you stop by tomorrow?" means.
    unclear = row.optout == "ask" and (conversation is None or conversation.owner != "rep")
    if row.optout == "stop" or unclear or answer in ("optout:yes", "optout:no"):
        _leaving(scene, conversation, row, answer)
    elif conversation is None:
        _begin(scene, row)
    elif row.optout == "start":
        _come_back(scene, conversation, row)
    elif conversation.owner == "bot":
        _answer(scene, conversation, row)
    else:
        relay.prospect_said(work, conversation, address, row)


def _says_nothing(conversation: Row | None, row: Row) -> bool:
    """A reaction is no word to anybody; a sticker is one from somebody new, and to a colleague."""
    if row.kind == "sticker":
        return conversation is not None and conversation.owner == "bot"
    return row.kind in engine.SILENT


def slow_down(work: Work, person: Row, address: Row) -> None:
    """More messages than anybody can read: said once, the rest of this minute stays unanswered."""
    say = work.desk.rules.voice(person.language)
    text = say("desk", "That's a lot at once! Give me a minute to catch up, then write again.")
    work.post(address, Draft(text), "reply")


def trouble(work: Work, row: Row) -> None:
    """The bot could not deal with a message five times: a person will, and the prospect is told so."""
    channel, external_id = row.sender.split(":", 1)
    address = people.meet(work.c, channel, external_id, work.now)
    member = people.colleague(work.c, address)
    if member is not None:
        say = work.desk.rules.voice(member.language)
        text = say(
            "desk", "Sorry, something went wrong with your last message. Please send it again."
        )
        work.post_to_staff(member, Draft(text), "staff")
        return
    person = people.lock(work.c, address.person_id)
    spoken = language.choose(work, person, address, row)
    conversation = leads.open_conversation(work.c, address.id)
    if conversation is None:
        conversation = _open(Scene(work, person, address, spoken), row)
    say = work.desk.rules.voice(spoken)
    text = say(
        "desk", "Sorry, something went wrong on our side. A colleague will answer you here."
    )
    work.post(address, Draft(text), "notice", conversation_id=conversation.id)
    lead = leads.current(work.c, conversation.id)
    if conversation.owner == "bot" and lead is not None:
        handoff.begin(work, conversation, lead, "trouble")
    elif conversation.owner == "rep":
        relay.unreadable(work, conversation)


def nudge(work: Work, conversation: Row, turn: int) -> None:
    """Ask the engine whether the silence of a prospect deserves a word."""
    if conversation.owner != "bot" or conversation.returned:
        return
    address = people.address_of(work.c, conversation.address_id)
    # Not held: a turn holds the person before the conversation, and this is the other way round.
    person = people.one(work.c, conversation.person_id)
    scene = Scene(work, person, address, work.desk.rules.language(person.language))
    flow = pinned.flow(work, conversation)
    state = State.from_json(conversation.state)
    turned = engine.nudge(flow, state, _world(scene, conversation.id), turn)
    effects.perform(scene, conversation, turned, klass="nudge")


def _currency(work: Work, country: str) -> str:
    return money.CURRENCIES.get(country, work.desk.rules.business.currency)


def _leaving(scene: Scene, conversation: Row | None, row: Row, answer: str) -> None:
    work = scene.work
    if answer == "optout:yes" and row.optout != "stop":  # typed: the door could not know
        consent.withdraw(work, scene.address, row)
    if row.optout == "stop" or answer == "optout:yes":
        consent.confirm_stop(work, scene.address, scene.language, conversation)
        if conversation is not None:
            handoff.stopped(work, conversation)
    elif row.optout == "ask":
        consent.ask_stop(work, scene.address, scene.language)
    elif conversation is not None and conversation.owner == "bot":
        _resume(scene, conversation, row)


def _come_back(scene: Scene, conversation: Row, row: Row) -> None:
    if conversation.owner == "bot":
        _resume(scene, conversation, row)
    else:
        consent.confirm_start(scene.work, scene.address, scene.language)


def _begin(scene: Scene, row: Row) -> None:
    conversation = _open(scene, row)
    flow, world = scene.work.desk.rules.flow, _world(scene, conversation.id)
    turn = engine.begin(flow, world, foreign=language.foreign(row))
    if command.wants_human(row.text) or faq.asked(world.faq, row.text):  # greeted, and answered
        asked = engine.hear(flow, turn.state, _heard(row), world)
        turn = Turn(asked.state, turn.effects[:1] + asked.effects)
    effects.perform(scene, conversation, turn)


def _open(scene: Scene, row: Row) -> Row:
    work = scene.work
    flow = work.desk.rules.flow
    if leads.flow(work.c, flow.name, flow.version) is None:
        frozen = load.freeze(flow, work.desk.rules.words)
        leads.keep_flow(work.c, flow.name, flow.version, frozen, work.now)
    conversation = leads.begin_conversation(
        work.c,
        person_id=scene.person.id,
        address_id=scene.address.id,
        flow=flow.name,
        flow_version=flow.version,
        state=State(flow.name, flow.version).to_json(),
        created_at=work.now,
    )
    effects.capture(scene, conversation, row.payload.get("referral") or {})
    return conversation


def _answer(scene: Scene, conversation: Row, row: Row) -> None:
    if conversation.returned and not command.wants_human(row.text):
        _resume(scene, conversation, row)
        return
    state = State.from_json(conversation.state)
    flow, world = pinned.flow(scene.work, conversation), _world(scene, conversation.id)
    turn = engine.hear(flow, state, _heard(row), world)
    turn = language.perhaps_ask(scene, flow, turn, world)
    if turn.state.enquiry != state.enquiry:
        effects.capture(scene, conversation, {})
    effects.perform(scene, conversation, turn)


def _resume(scene: Scene, conversation: Row, row: Row) -> None:
    """Somebody comes back after a colleague, or after STOP: welcome them, unless they press a button or ask something."""
    leads.change_conversation(scene.work.c, conversation.id, returned=False)
    state = State.from_json(conversation.state)
    flow, world = pinned.flow(scene.work, conversation), _world(scene, conversation.id)
    pressed = row.payload.get("option", "").partition(":")[0] not in ("", "optout", "knock")
    if pressed or faq.asked(world.faq, row.text):
        turn = engine.hear(flow, state, _heard(row), world)
    else:
        turn = engine.resume(flow, state, world)
    if turn.state.enquiry != state.enquiry:
        effects.capture(scene, conversation, {})
    effects.perform(scene, conversation, turn)


def _heard(row: Row) -> Heard:
    return Heard(
        text=row.text,
        option=row.payload.get("option", ""),
        kind=row.kind,
        label=row.payload.get("label", ""),
        foreign=language.foreign(row),
    )


def _world(scene: Scene, conversation_id: int) -> World:
    business = scene.work.desk.rules.business
    country = language.country(scene.work, scene.address)

    def score(state: State) -> scoring.Score:
        lead = leads.current(scene.work.c, conversation_id)
        about = lifecycle.facts(scene.work, lead) if lead else {}
        return scoring.score(state.points, {**about, **state.answers}, business.scoring)

    return World(
        now=scene.work.now,
        language=scene.language,
        words=scene.work.desk.rules.words,
        values={"bot": business.bot, "business": business.name, "privacy": business.privacy},
        country=country,
        currency=_currency(scene.work, country),
        score=score,
        faq=scene.work.desk.rules.faq,
        zone=zones.of(country, business.timezone, business.country),
    )
