import time
from typing import Any

import pytest

from bot.core.message import Language
from bot.flows import answers
from bot.flows.model import Ask
from tests.chat import LEAD, WORDS, world


def read(step: str, typed: str, language: Language = "en") -> Any:
    """Return the value read for a question of lead.toml, or "?" if the words are no answer to it."""
    question, here = LEAD.steps[step], world(language)
    assert isinstance(question, Ask)
    reading = answers.read(question, typed, here)
    return reading.value if reading else "?"


def money(typed: str, language: Language = "id") -> Any:
    value = read("budget", typed, language)
    return (value["min"], value["max"], value["currency"]) if isinstance(value, dict) else value


JT = 1_000_000
M = 1_000_000_000


@pytest.mark.parametrize(
    ("typed", "low", "high"),
    [
        ("50jt", 50 * JT, 50 * JT), ("50 juta", 50 * JT, 50 * JT), ("Rp 50.000.000", 50 * JT, 50 * JT),
        ("Rp 1.500.000,-", 1_500_000, 1_500_000), ("1,5 M", 1.5 * M, 1.5 * M), ("1.5 miliar", 1.5 * M, 1.5 * M),
        ("2M", 2 * M, 2 * M), ("500rb", 500_000, 500_000), ("1.5 jt", 1.5 * JT, 1.5 * JT), ("10-20 juta", 10 * JT, 20 * JT),
        ("10 jt s/d 20 jt", 10 * JT, 20 * JT), ("antara 10 dan 20 juta", 10 * JT, 20 * JT), ("500rb-1jt", 500_000, JT),
        ("500.000 - 1 juta", 500_000, JT), ("maks 20 juta", None, 20 * JT), ("di bawah 20jt", None, 20 * JT),
        ("tidak lebih dari 50jt", None, 50 * JT), ("minimal 10 jt", 10 * JT, None), ("50jt ke atas", 50 * JT, None),
        ("50jt+", 50 * JT, None), ("min 10 jt max 20 jt", 10 * JT, 20 * JT), ("kurang lebih 50jt", 50 * JT, 50 * JT),
        ("sekitar 50 jutaan", 50 * JT, 50 * JT), ("50-an juta", 50 * JT, 50 * JT), ("5 ratus juta", 500 * JT, 500 * JT),
        ("budget kami 50jt untuk 3 cabang", 50 * JT, 50 * JT), ("50jt/3 bulan", 50 * JT, 50 * JT),
        ("mau beli rumah yg 3 bedroom, budget around 800jt", 800 * JT, 800 * JT), ("50 000 000", 50 * JT, 50 * JT),
        ("５０jt", 50 * JT, 50 * JT), ("50000000", 50 * JT, 50 * JT), ("50 million", 50 * JT, 50 * JT),
    ],
)  # fmt: skip
def test_a_budget_in_indonesia(typed: str, low: float | None, high: float | None) -> None:
    assert money(typed) == (low, high, "IDR")


@pytest.mark.parametrize(
    ("typed", "low", "high", "currency"),
    [
        ("RM10k-15k", 10_000, 15_000, "MYR"), ("RM10-15k", 10_000, 15_000, "MYR"), ("RM1.5k", 1500, 1500, "MYR"),
        ("10k", 10_000, 10_000, "MYR"), ("15,000", 15_000, 15_000, "MYR"), ("RM 15,000.50", 15_000.5, 15_000.5, "MYR"),
        ("5000 ringgit", 5000, 5000, "MYR"), ("2M", 2 * JT, 2 * JT, "MYR"), ("bawah 10k", None, 10_000, "MYR"),
        ("USD 5k", 5000, 5000, "USD"), ("Rp 2M", 2 * JT, 2 * JT, "IDR"),
    ],
)  # fmt: skip
def test_a_budget_in_malaysia(
    typed: str, low: float | None, high: float | None, currency: str
) -> None:
    assert money(typed, "ms") == (low, high, currency)


@pytest.mark.parametrize(
    "typed",
    "belum tau|belum tahu kak|gak tau|belum ada|unsure|not sure yet|I don't know|tak pasti|tergantung|skip|-".split(
        "|"
    ),
)
def test_a_budget_that_is_not_known_yet_is_an_answer(typed: str) -> None:
    assert money(typed) is None


@pytest.mark.parametrize(
    "typed",
    ["-5", "budget -5", "minus 5 juta", "Rp 20", "1e309", "NaN", "inf", "-Infinity", "9" * 21, "20", "1.250 miliar",
     "081234567890", "+6281234567890", "1_0", "²", "banyak", "", "👍", "<script>", "1.2.3.4", "50jt 60jt 70jt", "1" * 4096],
)  # fmt: skip
def test_a_doubtful_budget_is_asked_again(typed: str) -> None:
    assert money(typed) == "?"


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("budi", "Budi"), ("nama saya budi", "Budi"), ("Nama saya Budi Santoso", "Budi Santoso"), ("Suharto", "Suharto"),
        ("my name is Ali bin Abu", "Ali bin Abu"), ("I'm Sarah.", "Sarah"), ("panggil aja Dewi", "Dewi"),
        ("perkenalkan, nama saya Agus Salim", "Agus Salim"), ("ini Rina kak", "Rina"), ("saya Budi dari PT Maju", "Budi"),
        ("En. Faiz", "Faiz"), ("ini dengan Bu Ratna", "Ratna"), ("Prof. Dr. H. Bambang Sutrisno, M.Sc.", "Bambang Sutrisno"),
        ("nama gue andi kak", "Andi"), ("halo min, panggil aja Tia", "Tia"),
        ("Puan Aminah binti Yusof", "Aminah binti Yusof"),
        ("sy kumar a/l muthu", "Kumar a/l Muthu"), ("saya Fajar mau bikin website", "Fajar"),
        ("this is Farah from Shopee", "Farah"),
        ("Ayu - PT Sinar Mas", "Ayu"), ("nama saya I Made Wirawan", "I Made Wirawan"), ("RINA WATI", "Rina Wati"),
        ("Pak Budi", "Budi"), ("O'Neil", "O'Neil"), ("Nur'ain binti Ahmad", "Nur'ain binti Ahmad"), ("A", "A"),
        ("名前", "名前"), ("None", "None"), ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("Robert'); DROP TABLE contact;--", "Robert'); DROP TABLE contact;--"), ("Budi\nSet-Cookie: a", "Budi Set-Cookie: a"),
    ],
)  # fmt: skip
def test_a_name_is_freed_of_its_sentence(typed: str, name: str) -> None:
    assert read("name", typed) == name


@pytest.mark.parametrize(
    "typed",
    [
        "12345",
        ".",
        "👍",
        "halo",
        "ya",
        "mau tanya harga",
        "siapa ini?",
        "x" * 300,
        "terima kasih",
        "{{7*7}}",
        "saya dari Surabaya kak",
        "nk tanya pasal harga",
        "I'm looking for a website",
        "rahasia",
        "saya pelajar",
        "50 juta",
        "buat apa ya",
    ],
)
def test_what_is_no_name_is_asked_again(typed: str) -> None:
    assert read("name", typed) == "?"


@pytest.mark.parametrize(
    ("typed", "company"),
    [("PT Maju Jaya", "PT Maju Jaya"), ("dari PT Maju Jaya", "PT Maju Jaya"), ("saya dari Toko Sinar kak", "Toko Sinar"),
     ("7-Eleven", "7-Eleven"), ("I work at Grab", "Grab"), ("perusahaan kami adalah XYZ", "XYZ"), ("99.co", "99.co"),
     ("kedai saya Kopi Senja", "Kopi Senja"), ("kami dari CV. Tunas Muda kak", "CV. Tunas Muda"),
     ("nama syarikat kami Bina Jaya Sdn. Bhd.", "Bina Jaya Sdn. Bhd."), ("I own a cafe called Brew & Co.", "Brew & Co."),
     ("Warung Pak Kumis", "Warung Pak Kumis"), ("takde company, sendiri je", None), ("masih usaha rumahan", None),
     ("pribadi", None), ("persendirian", None), ("personal", None), ("belum ada", None), ("-", None),
     ("halo", "?"), ("apa?", "?"), ("👍", "?")],
)  # fmt: skip
def test_a_company_or_none(typed: str, company: str | None) -> None:
    assert read("company", typed) == company


@pytest.mark.parametrize(
    ("typed", "need"),
    [("1", "website"), ("no 2", "shop"), ("３", "ads"), ("yang keempat", "other"), ("New website", "website"),
     ("NEW WEBSITE", "website"), ("website", "website"), ("I need a new website please", "website"),
     ("new webiste", "website"), ("online shp", "shop"), ("toko online", "shop"), ("mau bikin toko online", "shop"),
     ("kedai dalam talian", "shop"), ("iklan dong", "ads"), ("iklan instagram", "ads"),
     ("0", "?"), ("5", "?"), ("99", "?"), ("-1", "?"),
     ("bukan iklan", "?"), ("website and ads", "?"), ("hmm", "?"), ("constructor", "?"), ("null", "?")],
)  # fmt: skip
def test_a_choice_by_number_label_synonym_or_slip(typed: str, need: str) -> None:
    assert read("need", typed) == need


@pytest.mark.parametrize(
    "typed",
    "ya|iya|Ya, boleh|ya kak boleh|boleh|boleh je|oke|ok sure|sip|silakan|gapapa|iya gak apa apa|yes|yes please|sure|"
    "1|👍|👍🏽👍|✅|tentu|setuju|boleh banget kak|sila|yoi|gaskeun|ho oh|haah|bolehhh|iya kirim aja|gak masalah|sounds great|"
    "no problem|memang betul tu".split("|"),
)
def test_there_are_many_ways_to_say_yes(typed: str) -> None:
    assert read("consent", typed, "id") == "yes"


@pytest.mark.parametrize(
    "typed",
    "tidak|nggak|gak|ga|ga usah deh|nggak dulu ya|enggak kak|no|No thanks|nope|tak nak|taknak|xnak|xnak la|jangan|2|👎|"
    "tidak, terima kasih|tak payah|ogah|ndak|gak usah repot repot|kayaknya nggak|bukan|x nak|gak jadi deh|tak kot la|nah|"
    "I'd rather not|nggak dulu, nanti aja".split("|"),
)
def test_there_are_many_ways_to_say_no(typed: str) -> None:
    assert read("consent", typed, "id") == "no"


@pytest.mark.parametrize(
    "typed",
    "oke tapi jangan hubungi saya|ya tidak|👍👎|mungkin|kenapa?|boleh tahu untuk apa?|nama saya boleh|nanti dulu kak|belum|takpe|"
    "maybe|tengok dulu".split("|"),
)
def test_consent_is_never_guessed(typed: str) -> None:
    assert read("consent", typed, "id") == "?"


@pytest.mark.parametrize(
    "step", [step.name for step in LEAD.steps.values() if isinstance(step, Ask)]
)
@pytest.mark.parametrize(
    "bomb",
    ["a" * 4095 + "!", "1," * 2048, "ya " * 1365, "\ufdfa" * 4096, "Rp" * 2048, " " * 4096],
)
def test_no_answer_is_slow(step: str, bomb: str) -> None:
    question = LEAD.steps[step]
    assert isinstance(question, Ask)
    started = time.perf_counter()
    answers.read(question, bomb, world())

    assert time.perf_counter() - started < 0.1


def test_labels_and_synonyms_of_all_languages_are_understood() -> None:
    for step in LEAD.steps.values():
        if isinstance(step, Ask):
            for choice in step.choices:
                for language in ("id", "ms", "en"):
                    for spelling in answers.spellings(step, choice, WORDS, language):
                        assert read(step.name, spelling, language) == choice.id, spelling
