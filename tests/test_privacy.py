import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.phone import e164
from bot.core.privacy import BAR, MASK, inline, leak, mask_numbers, quote

BUDI = "+6281234567890"
SARI = "+6281200001001"
AHMAD = "+60123456789"
WJ = "\u2060"


@pytest.mark.parametrize(
    "written",
    [
        "+6281234567890",
        "6281234567890",
        "081234567890",
        "006281234567890",
        "+62 812-3456-7890",
        "0812 3456 7890",
        "0812.3456.7890",
        "(0812) 3456-7890",
        "+62 (0)812 3456 7890",
        "0812\u20113456\u20117890",
        "0 8 1 2 3 4 5 6 7 8 9 0",
        "0812\u200b3456\u200b7890",
        "0812/3456/7890",
        "0812_3456_7890",
        "0812\n3456\n7890",
        "０８１２３４５６７８９０",
        "٠٨١٢٣٤٥٦٧٨٩٠",
        "0️⃣8️⃣1️⃣2️⃣3️⃣4️⃣5️⃣6️⃣7️⃣8️⃣9️⃣0️⃣",
        "812-3456-7890",
    ],
)
def test_ones_own_number_is_hidden_however_it_is_written(written: str) -> None:
    masked = mask_numbers(f"WA saya {written} ya kak", [BUDI])

    assert masked.startswith("WA saya ")
    assert masked.endswith(" ya kak")
    assert MASK in masked
    assert leak(f"WA saya {written} ya kak", [BUDI])


def test_ids_of_other_networks_are_taken_as_they_are() -> None:
    assert (
        mask_numbers("saya ID.ab12 ok", ["ID.ab12", "", "whatsapp:" + BUDI])
        == f"saya {MASK} ok"
    )
    assert leak("tulis ke @Sari_Jkt", ["sari_jkt"]) == "Sari_Jkt"
    assert leak("sarinah", ["sari"]) is None


def test_a_number_glued_to_words_is_still_ones_own() -> None:
    assert mask_numbers("wa081234567890ya", [BUDI]) == f"wa{MASK}ya"


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("hub 0857-1111-2222", f"hub {MASK}"),
        ("call +65 8123 4567 now", f"call {MASK} now"),
        ("628571111222 atau 0857 1111 222", f"{MASK} atau {MASK}"),
        ("(021) 555-1234 ext 3", f"{MASK} ext 3"),
        ("pejabat 03-1234 5678", f"pejabat {MASK}"),
        ("60123456789", MASK),
        ("WA:08571111222", f"WA:{MASK}"),
        ("wa08571111222", f"wa{MASK}"),
        ("08571111222 50 juta", f"{MASK} 50 juta"),
        ("62.857.1111.2222", MASK),
        ("628.571.111.222", MASK),
    ],
)
def test_other_peoples_numbers_are_hidden_too(text: str, masked: str) -> None:
    assert mask_numbers(text) == masked


@pytest.mark.parametrize(
    "text",
    [
        "Rp 150.000.000",
        "Rp150.000.000,00",
        "50 juta",
        "62.000.000",
        "628.500.000",
        "Rp 628571111222",
        "628000000 rupiah",
        "RM15,000 - RM20,000",
        "10.000.000 - 50.000.000",
        "budget 0 sampai 100.000.000",
        "budget 0 - 10.000.000",
        "+10.000.000 - 20.000.000",
        "62.800.000 - 75.000.000",
        "01-02-2026 10.30",
        "17/08/2026 08:00",
        "2026-08-17 08:00-17:00",
        "08.00-17.00 2 orang",
        "order INV-20260814-0012",
        "no pesanan ORD-0812345678",
        "#0812345678",
        "2026081400123",
        "resi 1234567890",
        "rumah no 12 RT 01 RW 02",
        "12.500.000.000",
    ],
)
def test_amounts_dates_and_orders_are_left_alone(text: str) -> None:
    assert mask_numbers(text, [BUDI]) == text


@pytest.mark.parametrize(
    "text",
    [
        "hubungi saya di 0812-0000-1001",
        "wa.me/6281200001001",
        "https://WA.ME/qr/ABC",
        "wa。me/1",
        "t.me/sari",
        "sari.t.me",
        "https://telegram.me/sari",
        "https://api.whatsapp.com/send?phone=1",
        "chat.whatsapp.com/AbC",
        "tg://resolve?domain=sari",
        "８１２ ００００ １００１",
    ],
)
def test_a_colleague_cannot_tell_a_prospect_how_to_go_round_us(text: str) -> None:
    assert leak(text, [SARI, AHMAD])


@pytest.mark.parametrize(
    "text",
    [
        "Harganya Rp 12.000.010,01 kak",
        "lihat tokodigital.example/harga",
        "kirim ke halo@tokodigital.example",
        "best.me great.me",
        "pesanan 81200001 sudah dikirim",
    ],
)
def test_ordinary_words_of_a_colleague_pass(text: str) -> None:
    assert leak(text, [SARI, AHMAD]) is None


def test_what_leaks_is_named_as_it_was_written() -> None:
    assert leak("ini: ０８１２ 0000 1001.", [SARI]) == "０８１２ 0000 1001"


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("+62 812-0000-1001", SARI),
        ("+62 (0)812 0000 1001", SARI),
        ("+62 0812 0000 1001", SARI),
        ("0062 812 0000 1001", SARI),
        ("+60 12-345 6789", AHMAD),
        ("+1 415 523 8886", "+14155238886"),
    ],
)
def test_numbers_are_kept_in_one_form(written: str, kept: str) -> None:
    assert e164(written) == kept


@pytest.mark.parametrize(
    "written", ["0812 0000 1001", "62812", "+62 abc", "", "+6281200001001123456"]
)
def test_numbers_without_a_country_are_refused(written: str) -> None:
    with pytest.raises(ValueError, match="country code"):
        e164(written, "ID")


def show(text: str) -> str:
    return quote(text, cut="[...]")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("halo", "│ halo"),
        ("satu\ndua", "│ satu\n│ dua"),
        ("satu\u2028dua\x85tiga\r\nempat", "│ satu\n│ dua\n│ tiga\n│ empat"),
        ("✅ Lead accepted", "│ ▫ Lead accepted"),
        ("⚠️ 🔔 ⏰", "│ ▫ ▫ ▫"),
        ("#A7 done", f"│ #{WJ}A7 done"),
        ("@semua", f"│ @{WJ}semua"),
        ("*tebal* _miring_", f"│ *{WJ}tebal*{WJ} _{WJ}miring_{WJ}"),
        ("```kode```", f"│ {f'`{WJ}' * 3}kode{f'`{WJ}' * 3}"),
        ("lihat https://contoh.com/a_b*c", "│ lihat contoh.com/a_b%2Ac"),
        ("https://bca.co.id@evil.tld/login", "│ evil.tld/login"),
        ("https://bca.co.id%2F@evil.tld", "│ evil.tld"),
        ("HTTPS://EVIL.TLD:8080/x", "│ evil.tld:8080/x"),
        ("https://bc\u0430.co.id/x", "│ xn--bc-8kc.co.id/x"),
        ("https://good.com\\@evil.com", "│ good.com/@evil.com"),
        ("javascript:alert(1)", "│ javascript:alert(1)"),
        ("intent://x", f"│ intent:{WJ}//x"),
        ("\u202egnp.exe", "│ gnp.exe"),
        ("a\u200bb\x1b[31m", "│ ab[31m"),
        ("z" + "\u0301" * 50, "│ z" + "\u0301" * 3),
        ("👨\u200d👩\u200d👧 🇮🇩", "│ 👨\u200d👩\u200d👧 🇮🇩"),
        ("{{7*7}} %(x)s", f"│ {{{{7*{WJ}7}}}} %(x)s"),
        ("", "│"),
    ],
)  # fmt: skip
def test_what_a_prospect_wrote_is_framed_and_inert(text: str, shown: str) -> None:
    assert show(text) == shown


def test_a_long_text_is_cut_with_our_own_mark() -> None:
    lines = show("baris\n" * 5000).split("\n")

    assert len(lines) == 41
    assert lines[-1] == "[...]"
    assert len(show("kata " * 1000)) <= 1500
    assert show("kata " * 1000).endswith("\n[...]")


def test_forty_lines_fit_and_are_not_cut() -> None:
    assert "[...]" not in show("\n".join(["x"] * 40))


def test_links_beyond_five_are_counted() -> None:
    shown = show(" ".join(f"https://x{n}.com" for n in range(200)))

    assert shown.count(".com") == 5
    assert shown.endswith("🔗 +195")


@given(st.text(max_size=3000))
def test_no_line_of_a_prospect_stands_outside_the_frame(text: str) -> None:
    shown = show(text)

    assert all(line.startswith((BAR.strip(), "🔗 +", "[...]")) for line in shown.split("\n"))
    assert len(shown.splitlines()) == shown.count("\n") + 1
    assert len(shown.encode("utf-16-le")) <= 2 * 1500


@given(st.text(alphabet="@#*_~`✅😀e\u0301\u200d\n", min_size=1000, max_size=4000))
def test_marks_do_not_make_it_longer_than_a_message(text: str) -> None:
    assert len(show(text).encode("utf-16-le")) <= 2 * 1500


def test_a_name_stays_in_its_line() -> None:
    assert inline("Budi\n✅ Lead accepted") == "Budi ▫ Lead accepted"
    assert inline("Sari\u202e") == "Sari"
    assert inline("أحمد") == "\u2068أحمد\u2069"
    assert len(inline("x" * 500)) == 120


@pytest.mark.parametrize(
    "text", ["0 8" * 1300, "+" * 4000, "0-" * 2000, "1 " * 2000, "08" * 2000]
)
def test_no_text_takes_long(text: str) -> None:
    mask_numbers(text, [BUDI, "+999123456789"])
    leak(text, [SARI])
