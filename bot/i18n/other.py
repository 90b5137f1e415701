"""Notices a message in a language that is none of our three, so that we can say which we speak.

This is all that langdetect is asked: it knows no Malay and takes chat for any language of the world. So it is asked only
about long messages of words that we do not know, and only then loaded.
"""

from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from bot.i18n.evidence import Evidence, weigh

_LEAST_WORDS = 5
#: At most so many in a hundred words may be ours, borrowed or by chance.
_MOST_KNOWN = 30
_SURE = 0.9
#: All 55 would take 60 MB; a language that is missing is taken for a neighbour, and is just as foreign.
_LIKELY = "id en tl vi th zh-cn zh-tw ja ko ta te hi bn ne ur ar fa tr ru uk pl ro es pt fr it de nl sv".split()
#: From here on writing has no spaces between words (Chinese, Japanese).
_NO_SPACES = "\u2e80"


@lru_cache(maxsize=32)  # a first message is asked about twice
def other_language(text: str) -> str:
    """Return the code of the other language ("es"), or nothing if the message is, or may be, in one of ours."""
    if not _puzzling(weigh(text), text):
        return ""
    language, probability = _likeliest(text)
    return language if probability >= _SURE and language not in {"id", "en"} else ""


def warm() -> None:
    """Load what the first puzzling message would wait for: about a second."""
    weigh("warm")
    _langdetect()


def _puzzling(evidence: Evidence, text: str) -> bool:
    known = {word for word, _ in evidence.marked}
    count = sum(word in known for word in evidence.words)
    length = max(len(evidence.words), sum(char >= _NO_SPACES for char in text))
    return length >= _LEAST_WORDS and count * 100 <= _MOST_KNOWN * length


def _likeliest(text: str) -> tuple[str, float]:
    factory, nothing_to_read = _langdetect()
    detector = factory.create()
    detector.append(text)
    try:
        found = detector.get_probabilities()[0]
    except nothing_to_read:
        return "", 0.0
    return found.lang, found.prob


@cache
def _langdetect() -> tuple[Any, type[Exception]]:
    import langdetect  # noqa: PLC0415  # web servers never need its second and its memory
    from langdetect.lang_detect_exception import LangDetectException  # noqa: PLC0415

    factory = langdetect.DetectorFactory()
    folder = Path(langdetect.PROFILES_DIRECTORY)
    factory.load_json_profile([(folder / name).read_text(encoding="utf-8") for name in _LIKELY])
    factory.seed = 0  # else it draws lots, and says another thing each time
    return factory, LangDetectException
