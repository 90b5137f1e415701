from pathlib import Path

import pytest

from bot.core.message import Language
from bot.flows import load
from bot.flows.model import FlowError
from bot.i18n.catalog import Catalog
from tests.chat import LEAD, WORDS, Chat

#: A catalogue in which everything is translated by itself, so that only other mistakes are found.
ECHO = Catalog({"id": {}, "ms": {}, "en": {}})


def problems(tmp_path: Path, source: str, words: Catalog | None = None) -> list[str]:
    path = tmp_path / "lead.toml"
    path.write_text(source, encoding="utf-8")
    found = [str(problem) for problem in load.check(path, words or ECHO)]
    return [sentence for sentence in found if words or "is not translated" not in sentence]


def translated(language: Language, step: str, text: str, said: str) -> Catalog:
    return Catalog({**ECHO.texts, language: {(step, text): said}})


def test_the_flow_we_ship_has_no_mistakes() -> None:
    assert load.check(Path("bot/flows/lead.toml"), WORDS) == []


MISTAKES = """
[a]
ask = "?"
next = "godbye"
[goodbye]
say = "Bye"
>> [a]: no step called 'godbye'; did you mean 'goodbye'?

[a]
say = "x"
ask = "?"
>> [a]: needs one of say, ask, bands, do, not several

[a]
next = "end"
>> [a]: needs one of say, ask, bands, do

hello = "x"
[a]
ask = "?"
next = "end"
>>: "hello" stands outside a [section]; every step needs one

[a
>>: not valid TOML:

[end]
say = "x"
>> [end]: "end" has a meaning of its own; choose another name

[a]
ask = "?"
retri = "x"
next = "end"
>> [a]: does not know the word "retri"; did you mean 'retry'?

[a]
ask = 3
>> [a]: ask must be text in quotes

[a]
ask = "?"
expect = "mony"
next = "end"
>> [a]: expect = "mony" is none of text, name, company, money, headcount, quantity, phone, email, timeline, datetime; did you mean 'money'?

[a]
ask = "?"
expect = "name"
next = "end"
choices.x = { label = "X" }
>> [a]: has choices, so leave expect out

[a]
ask = "?"
next = "end"
choices.x = "X"
>> [a]: choice x needs a table such as { label = "Yes" }

[a]
ask = "?"
next = "end"
choices.x = { points = 3 }
>> [a]: choice x needs a label

[a]
ask = "?"
next = "end"
choices.x = { label = "X", points = "3" }
>> [a]: choice x: points must be a whole number

[a]
ask = "?"
next = "end"
choices.x = { label = "X", within = "soon" }
>> [a]: choice x: within: "soon" is not a duration: write "90s", "5m", "2h" or "1d"

[a]
ask = "?"
next = "end"
choices.x = { label = "X" }
choices.y = { label = "Y", within = "31d" }
>> [a]: only its last choice may do without within: there come later dates, and those not known

[a]
ask = "?"
next = "end"
choices.x = { label = "X", within = "92d" }
choices.y = { label = "Y", within = "31d" }
>> [a]: its choices with within go from near to far

[a]
ask = "?"
consent = "contact"
next = "end"
choices.ok = { label = "OK" }
>> [a]: asks for consent, so its choices are called yes and no

[a]
ask = "?"
nudge = "x"
nudge_after = "soon"
next = "end"
>> [a]: nudge_after: "soon" is not a duration: write "90s", "5m", "2h" or "1d"

[a]
ask = "?"
nudge = "x"
nudge_after = "31d"
next = "end"
>> [a]: nudge_after is longer than 30 days

[a]
ask = "?"
nudge_after = "2h"
next = "end"
>> [a]: has nudge_after but no nudge to say then

[a]
do = "handof"
reason = "x"
>> [a]: do = "handof" is neither handoff nor enrol; did you mean 'handoff'?

[a]
do = "enrol"
>> [a]: enrol needs a campaign

[a]
bands = [{ score = 1 }]
>> [a]: a band needs next

[a]
bands = [3]
>> [a]: each of the bands is { score = ..., grade = ..., next = ... }

[a]
ask = "?"
>> [a]: a question without a way on: add a step below, or next = "end"

[a]
say = "x"
>>: asks nothing; a flow needs at least one question

[a]
ask = "?"
next = "end"
[b]
say = "x"
>> [b]: nobody can get here: no step before it leads to it

[a]
say = "x"
[b]
say = "y"
next = "a"
[c]
ask = "?"
next = "end"
>> [a]: goes round in a circle without asking anything

[a]
say = "1"
[b]
say = "2"
[c]
say = "3"
[d]
say = "4"
[e]
say = "5"
[f]
ask = "?"
next = "end"
>> [a]: starts 6 messages in a row; at most 5 may come at once

[a]
ask = "?"
[b]
bands = [{ score = 10, next = "end" }]
>> [b]: bands do not reach 0: a person with no points would get stuck

[a]
ask = "Hi {nmae}"
[name]
ask = "?"
next = "end"
>> [a]: nobody fills {nmae}; did you mean 'name'?

[a]
ask = "Hi {name}"
[name]
ask = "?"
next = "end"
>> [a]: {name} is not answered yet on every way to this step

[a]
ask = "?"
[b]
say = "Hi {a"
>> [b]: a brace in "Hi {a" is not a {word} in small letters

[A]
ask = "?"
next = "end"
>> [A]: a step's name is small letters, digits and hyphens, and starts with a letter

[a]
ask = "?"
next = "end"
choices.x = { label = "Something far too long" }
>> [a]: label "Something far too long" (id) has 22 characters; a button takes 20

[a]
ask = "?"
next = "end"
choices.x = { label = "X", also = "both" }
choices.y = { label = "Y", also = "Both" }
>> [a]: "both" (id) means both x and y
"""  # noqa: E501 - a mistake is one line


@pytest.mark.parametrize("case", MISTAKES.strip().split("\n\n"))
def test_a_mistake_is_named_with_its_place_and_a_sentence_that_helps(
    tmp_path: Path, case: str
) -> None:
    source, _, sentence = case.partition("\n>>")
    found = problems(tmp_path, source)

    assert [line for line in found if line.startswith(f"lead.toml{sentence}")], found


@pytest.mark.parametrize(
    ("extra", "sentence"),
    [
        (
            "".join(f'choices.c{n} = {{ label = "C{n}" }}\n' for n in range(11)),
            "has 11 choices; WhatsApp shows at most 10",
        ),
        (
            f'choices.{"x" * 63} = {{ label = "X" }}',
            f"choice {'x' * 63}: its name and the step's are together over 64 bytes",
        ),
        (
            f'[b]\nsay = "{"x" * 1601}"',
            f'"{"x" * 39}…" (id) may grow to 1601 characters; at most 1600 fit',
        ),
        (
            f'retry = "{"x" * 1025}"\nchoices.x = {{ label = "X" }}',
            f'"{"x" * 39}…" (id) may grow to 1025 characters; at most 1024 fit',
        ),
    ],
)
def test_what_whatsapp_would_refuse_is_refused_before(
    tmp_path: Path, extra: str, sentence: str
) -> None:
    found = problems(tmp_path, f'[a]\nask = "?"\n{extra}')

    assert [line for line in found if line.endswith(sentence)], found


def test_a_brace_is_fine_when_every_way_has_asked(tmp_path: Path) -> None:
    source = """
        [name]
        ask = "?"
        [need]
        ask = "{name}?"
        [need.choices]
        x = { label = "X" }
        y = { label = "Y", next = "bye" }
        [more]
        ask = "{name}, more?"
        [bye]
        say = "{name}, {business} says goodbye"
    """
    assert problems(tmp_path, source) == []


def test_a_text_that_nobody_translated_is_named(tmp_path: Path) -> None:
    found = problems(
        tmp_path, '[a]\nask = "What?"\nnext = "end"', translated("id", "a", "What?", "Apa?")
    )

    assert found == ['lead.toml [a]: "What?" is not translated (ms)']


def test_a_translation_keeps_the_braces(tmp_path: Path) -> None:
    source = '[name]\nask = "?"\n[b]\nsay = "Bye {name}"'
    found = problems(tmp_path, source, translated("id", "b", "Bye {name}", "Dadah {nama}"))

    assert 'lead.toml [b]: "Dadah {nama}" (id) has other braces than "Bye {name}"' in found


def test_a_label_must_fit_in_every_language(tmp_path: Path) -> None:
    source = '[a]\nask = "?"\nnext = "end"\n[a.choices]\nx = { label = "X" }'
    found = problems(tmp_path, source, translated("ms", "a", "X", "Kedai dalam talian baharu"))

    assert (
        'lead.toml [a]: label "Kedai dalam talian baharu" (ms) has 25 characters; a button takes 20'
        in found
    )


def test_a_broken_flow_cannot_be_loaded(tmp_path: Path) -> None:
    path = tmp_path / "x.toml"
    path.write_text("[a]\nsya = 'x'")

    with pytest.raises(FlowError, match=r"x\.toml \[a\]: needs one of say, ask, bands, do"):
        load.load(path)


def test_a_pinned_flow_keeps_its_words_when_the_catalogue_changes() -> None:
    chat = Chat("id")
    other = Catalog({language: {} for language in WORDS.texts})
    pinned = load.thaw(load.freeze(LEAD, other))

    assert pinned == LEAD
    assert pinned.words(other).translate("id", "need", "New website") == "Website baru"
    assert chat.texts[1].startswith("Saya mau tanya beberapa hal")


def test_the_version_changes_with_the_file_and_with_its_translations() -> None:
    one = load.parse('[a]\nask = "What?"\nnext = "end"', "x")
    versions = {
        one.version,
        load.parse('[a]\nask = "Which?"\nnext = "end"', "x").version,
        load.pin(one, ECHO).version,
        load.pin(one, translated("id", "a", "What?", "Apa?")).version,
    }

    assert len(versions) == 4
    assert load.pin(one, ECHO).version == load.pin(one, ECHO).version
