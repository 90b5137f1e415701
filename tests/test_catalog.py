import re
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from babel.messages.pofile import read_po

from bot.core.message import Language
from bot.i18n import catalog, numbers
from tests.chat import WORDS

BRACES = re.compile(r"\{\w+\}")
#: What only Indonesians write, and Malaysians notice at once; and the reverse.
INDONESIAN = (
    "bisa karena kantor perusahaan nomor gratis mau coba kirim dikirim kirimkan mengirim terkirim pesan menit detik tim "
    "anggaran situs unggah unduh ponsel telepon telpon uang kapan besok kemarin sore rekan kak saja aja cuma banget "
    "nggak gak ga ngga enggak ketik mengetik diketik tombol manajer manajemen direktur butuh membutuhkan kebutuhan "
    "kabari ngobrol ngomong bicara bilang kontak chat tautan karyawan langganan silakan silahkan penawaran jawaban "
    "bisnis berbeda bareng kartu rekening proyek cabang merek toko jadwal tanggal senin kamis jumat januari februari "
    "maret agustus oktober desember kuartal mobil listrik garansi perawatan cicil dicicil cicilan paham mengerti "
    "kisaran perkiraan gimana dong deh sih kok udah kayak kalian gue makasih oke sip stiker rusak bikin pengen "
    "kualitas aktivitas asisten kode kompetitor paket surel daring ketuk beres secepatnya ganti diganti"
)
MALAY = (
    "nak tak taknak mahu anda awak sila syarikat pejabat ofis nombor percuma mesej minit pasukan bajet telefon emel wang "
    "bila esok petang rakan sahaja je sekejap taip menaip butang pengurus perlukan maklumkan maklumat beritahu "
    "berbual bercakap cakap hantar menghantar dihantar baharu laman kerana cuba tiada takde semula jawapan soalan "
    "perniagaan perkhidmatan berbeza kad akaun projek cawangan kedai talian jadual tarikh isnin khamis jumaat "
    "ahad ogos disember waranti ansuran faham tengok korang encik puan helo pelekat rosak peribadi "
    "persendirian pakej kod kualiti aktiviti julat butiran sesiapa silap"
)
_ENDING = re.compile(r"(?<=..)(nya|lah|kah|pun)$")


def borrowed(text: str, foreign: str) -> set[str]:
    """Return the words of a text that belong to the other language, "nomornya" and "bisakah" included."""
    words = set(re.findall(r"[a-z]+", BRACES.sub("", text).lower()))
    return (words | {_ENDING.sub("", word) for word in words}) & set(foreign.split())


def entries(language: Language) -> list[tuple[str, str, str]]:
    """Return (context, English, translation) of everything in use."""
    with catalog.path(language).open("rb") as source:
        return [(m.context or "", str(m.id), str(m.string)) for m in read_po(source) if m.id]


def shown(language: Language) -> list[tuple[str, str]]:
    """Return (English, translation) of what people read, without the synonyms they may type."""
    with catalog.path(language).open("rb") as source:
        return [
            (str(m.id), str(m.string))
            for m in read_po(source)
            if m.id and not any("people may type" in comment for comment in m.auto_comments)
        ]


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Extract the texts of the code as it is now, the way `make texts` does."""
    pot = tmp_path_factory.mktemp("texts") / "sapa.pot"
    babel = [sys.executable, "-m", "babel.messages.frontend", "--quiet", "extract"]
    subprocess.run(
        [*babel, "-F", "babel.cfg", "-k", "say:1c,2", "-o", str(pot), "."], check=True
    )
    return pot


@pytest.mark.parametrize("language", ["id", "ms"])
def test_every_text_of_flows_and_code_is_translated(language: Language, template: Path) -> None:
    with template.open("rb") as source:
        texts = {(m.context or "", str(m.id)) for m in read_po(source) if m.id}
    missing = {text for text in texts if not WORDS.knows(language, *text)}

    assert len(texts) > 100
    assert not missing, "run `make texts` and fill in locales/*/LC_MESSAGES/sapa.po"


@pytest.mark.parametrize("language", ["id", "ms"])
def test_translations_keep_the_braces(language: Language) -> None:
    for context, english, said in entries(language):
        assert set(BRACES.findall(said)) == set(BRACES.findall(english)), (context, said)


@pytest.mark.parametrize("language", ["id", "ms", "en"])
def test_what_reads_like_a_button_fits_on_one(language: Language) -> None:
    for context, english, _said in entries("id"):
        if (
            len(english) <= 20
            and not BRACES.search(english)
            and english[0].isupper()
            and english[-1] not in ".?!"
        ):
            said = WORDS.translate(language, context, english)
            assert len(said.encode("utf-16-le")) // 2 <= 20, (context, said)


def test_english_is_written_once_in_place() -> None:
    assert not any(said for _context, _english, said in entries("en"))


@pytest.mark.parametrize(("language", "foreign"), [("ms", INDONESIAN), ("id", MALAY)])
def test_neither_language_borrows_the_words_of_the_other(
    language: Language, foreign: str
) -> None:
    assert not [
        said for _context, _english, said in entries(language) if borrowed(said, foreign)
    ]


def test_indonesian_calls_people_kak_and_malay_calls_them_anda() -> None:
    assert not [
        said
        for _, said in shown("id")
        if re.search(r"\b(anda|kakak|bapak|ibu|saudara)\b", said, re.IGNORECASE)
    ]
    assert not [
        said
        for _, said in shown("ms")
        if re.search(r"\b(kak|kakak|tuan|puan|kamu)\b", said, re.IGNORECASE)
    ]
    assert not [said for _, said in shown("ms") if re.search(r"(?<=[a-z,] )Anda\b", said)]


def test_only_colleagues_are_kamu_or_awak() -> None:
    familiar = {
        context
        for language in ("id", "ms")
        for context, _english, said in entries(language)
        if re.search(r"\b(kamu|awak)\b", said, re.IGNORECASE)
    }

    assert familiar <= {"done", "relay", "staff"}


def test_a_text_is_kept_apart_from_what_fills_it() -> None:
    text = WORDS.voice("id")("money", "up to {amount}", amount="{amount}")

    assert text.pattern == "maksimal {amount}"
    assert str(text) == "maksimal {amount}"


def test_what_nobody_translated_is_said_in_english() -> None:
    assert str(WORDS.voice("ms")("nowhere", "Hello {name}", name="Ali")) == "Hello Ali"


def test_a_guess_of_babel_is_no_translation(tmp_path: Path) -> None:
    po = catalog.path("id", tmp_path)
    po.parent.mkdir(parents=True)
    po.write_text(
        'msgid "a"\nmsgstr "b"\n\n#, fuzzy\nmsgid "c"\nmsgstr "d"\n', encoding="utf-8"
    )
    words = catalog.load(tmp_path)

    assert words.translate("id", "", "a") == "b"
    assert words.translate("id", "", "c") == "c"
    assert not words.knows("id", "", "c")


@pytest.mark.parametrize(
    ("amount", "currency", "language", "written"),
    [
        (50_000_000, "IDR", "id", "Rp50.000.000"), (50_000_000, "IDR", "en", "Rp50,000,000"),
        (15_000, "MYR", "ms", "RM15,000"), (15_000, "MYR", "id", "RM15.000"), (1500.5, "MYR", "ms", "RM1,500.50"),
        (1000, "USD", "en", "US$1,000"), (1000, "THB", "en", "THB 1,000"),
    ],
)  # fmt: skip
def test_amounts_are_written_as_the_reader_writes_them(
    amount: float, currency: str, language: Language, written: str
) -> None:
    assert numbers.money(amount, currency, language) == written


@pytest.mark.parametrize(
    ("low", "high", "written"),
    [(10, 10, "RM10"), (10, 20, "RM10 - RM20"), (None, 20, "hingga RM20"), (10, None, "sekurang-kurangnya RM10"),
     (None, None, "")],
)  # fmt: skip
def test_a_budget_has_one_end_or_two(low: int | None, high: int | None, written: str) -> None:
    value = {"min": low, "max": high, "currency": "MYR"}

    assert numbers.span(value, "ms", WORDS.voice("ms")) == written


def test_a_moment_is_written_with_its_day() -> None:
    monday = datetime(2026, 8, 17, 8, tzinfo=ZoneInfo("Asia/Jakarta"))

    assert numbers.moment(monday, "id") == "Senin, 17 Agustus 08.00"
    assert numbers.moment(monday, "ms") == "Isnin, 17 Ogos 08:00"
    assert numbers.moment(monday, "en") == "Monday, 17 August 08:00"
