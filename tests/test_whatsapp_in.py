"""What Twilio posts, and what we make of it. W numbers are those of the catalogue of bad input."""

import pytest

from bot.channels.base import BadWebhook
from bot.core.message import Address, Receipt
from tests.postman import (
    NOW,
    OURS,
    SARI,
    form,
    heard,
    sid,
    signed,
    whatsapp,
)


def test_a_text_is_a_message_from_their_number() -> None:
    said = heard(Body="Halo, masih ada unit 2BR?")

    assert said.id == sid(1)
    assert said.sender == Address("whatsapp", SARI)
    assert said.text == "Halo, masih ada unit 2BR?"
    assert (said.kind, said.name, said.at, said.option) == ("text", "Sari W", NOW, "")


def test_a_text_keeps_its_spaces_and_line_breaks() -> None:
    assert heard(Body="  halo \n\nkak ").text == "  halo \n\nkak "


def test_a_pressed_button_brings_its_id_and_the_message_it_stood_under() -> None:
    said = heard(
        MessageType="button",
        Body="BSD",
        ButtonText="BSD",
        ButtonPayload="area:bsd",
        OriginalRepliedMessageSid=sid(9001),
        OriginalRepliedMessageSender=f"whatsapp:{OURS}",
    )

    assert (said.kind, said.option, said.label, said.text) == (
        "button",
        "area:bsd",
        "BSD",
        "BSD",
    )
    assert said.reply_to == sid(9001)


def test_a_choice_from_a_list_is_a_pressed_button() -> None:
    said = heard(
        MessageType="interactive", Body="Rp 1-2 M", ListId="bud:1-2", ListTitle="Rp 1-2 M"
    )

    assert (said.kind, said.option, said.label) == ("button", "bud:1-2", "Rp 1-2 M")


def test_w34_a_button_without_an_id_is_known_by_its_words() -> None:
    said = heard(MessageType="button", Body="", ButtonText="Terima")

    assert (said.kind, said.option, said.label, said.text) == ("button", "", "Terima", "Terima")


def test_w33_an_id_longer_than_any_of_ours_is_no_id() -> None:
    said = heard(MessageType="button", Body="Ya", ButtonText="Ya", ButtonPayload="x" * 257)

    assert (said.option, said.label) == ("", "Ya")


def test_the_answer_to_a_whatsapp_form_is_not_understood_and_not_guessed_at() -> None:
    said = heard(MessageType="interactive", Body="Sent", InteractiveData='{"a": 1}')

    assert (said.kind, said.text) == ("unsupported", "")


MEDIA: dict[str, str] = {"NumMedia": "1", "MediaUrl0": "https://api.twilio.com/x/Media/ME1"}


@pytest.mark.parametrize(
    ("fields", "kind", "text"),
    [
        ({"MessageType": "image", "Body": "Ini denahnya"}, "image", "Ini denahnya"),
        ({"MessageType": "image", "Body": ""}, "image", ""),
        ({"MessageType": "video", "Body": "Lihat"}, "video", "Lihat"),
        ({"MessageType": "audio", "Body": ""}, "audio", ""),
        ({"MessageType": "document", "Body": "slip-gaji.pdf"}, "document", ""),
        ({"MessageType": "sticker", "Body": ""}, "sticker", ""),
        ({"MessageType": "contacts", "Body": ""}, "contact", ""),
    ],
)
def test_w17_to_w27_only_captions_are_words(
    fields: dict[str, str], kind: str, text: str
) -> None:
    said = heard(**MEDIA, **fields)

    assert (said.kind, said.text, said.media) == (kind, text, 1)


@pytest.mark.parametrize(
    ("content_type", "kind"),
    [
        ("image/jpeg", "image"), ("audio/ogg", "audio"), ("video/mp4", "video"),
        ("text/x-vcard", "contact"), ("application/pdf", "document"), ("", "document"),
    ],
)  # fmt: skip
def test_without_a_type_the_file_tells_the_kind(content_type: str, kind: str) -> None:
    fields = form(**MEDIA, MediaContentType0=content_type)
    del fields["MessageType"]
    (said,) = whatsapp().receive(signed(fields))

    assert not isinstance(said, Receipt)
    assert said.kind == kind


@pytest.mark.parametrize("count", ["abc", "-1", "1", "999", "1.5", "\u0661"])
def test_w23_files_that_are_not_there_do_not_count(count: str) -> None:
    said = heard(NumMedia=count, Body="Halo")

    assert (said.media, said.text, said.kind) == (0, "Halo", "text")


def test_w22_ten_files_are_counted() -> None:
    assert heard(**{**MEDIA, "NumMedia": "10", "MessageType": "image"}).media == 10


@pytest.mark.parametrize("latitude", ["-6.3019", "999", "NaN", "x"])
def test_w26_a_location_is_not_an_answer(latitude: str) -> None:
    said = heard(MessageType="location", Body="", Latitude=latitude, Longitude="106.65")

    assert (said.kind, said.text) == ("location", "")
    assert said.raw["Latitude"] == latitude


@pytest.mark.parametrize("kind", ["reaction", "unsupported", "order", "edited", "revoked"])
def test_w28_to_w30_what_cannot_be_read_is_silent(kind: str) -> None:
    said = heard(MessageType=kind, Body="👍")

    assert (said.kind in {"reaction", "unsupported"}, said.text) == (True, "")


def test_w45_joining_twilios_sandbox_is_not_said_to_us() -> None:
    assert heard(Body="join happy-tiger").kind == "unsupported"
    assert heard(Body="join us tomorrow").kind == "text"


def test_w37_and_w15_unknown_fields_are_kept_and_do_no_harm() -> None:
    said = heard(Forwarded="true", BrandNewField="of next year")

    assert said.raw["Forwarded"] == "true"
    assert said.raw["BrandNewField"] == "of next year"


@pytest.mark.parametrize("quoted", ["", "SM1", "x" * 500, sid(9001) + "\n"])
def test_w38_a_quoted_message_that_is_no_id_is_none(quoted: str) -> None:
    assert heard(OriginalRepliedMessageSid=quoted).reply_to == ""


def test_w39_an_advertisement_is_kept_as_it_came() -> None:
    headline = '<script>"Rumah" 🏠 https://x.example/?a=1&b=2'
    said = heard(
        ReferralSourceType="ad",
        ReferralSourceId="120210000000000001",
        ReferralHeadline=headline,
        ReferralCtwaClid="ARAbc123",
        ReferralNumMedia="1",
    )

    assert said.referral == {
        "ReferralSourceType": "ad",
        "ReferralSourceId": "120210000000000001",
        "ReferralHeadline": headline,
        "ReferralCtwaClid": "ARAbc123",
    }


def test_without_an_advertisement_there_is_no_referral() -> None:
    assert heard(ReferralNumMedia="0", ReferralBody="").referral == {}


@pytest.mark.parametrize("name", ["", "🏠" * 200, "\u202eireB", "<b>Bos</b>", "Manager Budi"])
def test_w40_a_profile_name_is_never_an_identity(name: str) -> None:
    said = heard(ProfileName=name)

    assert (said.name, said.sender) == (name, Address("whatsapp", SARI))


def test_w41_words_in_a_group_are_not_said_to_us() -> None:
    channel = whatsapp()

    assert channel.receive(signed(form(Author="whatsapp:+628999"))) == []
    assert channel.receive(signed(form(From="whatsapp:120363041@g.us"))) == []


# Who they are


@pytest.mark.parametrize(
    "id_", ["ID.1000000000000001", "US.ENT.118157992128868", "user_8997x", SARI]
)
def test_w10_somebody_without_a_number_has_an_address(id_: str) -> None:
    said = heard(From=f"whatsapp:{id_}", ExternalUserId=f"whatsapp:{id_}")

    assert said.sender == Address("whatsapp", id_)


def test_w10_the_id_takes_the_place_of_a_number_that_is_withheld() -> None:
    assert heard(From="").sender == Address("whatsapp", "ID.1000000000000001")


def test_a_number_is_preferred_to_the_id_beside_it() -> None:
    assert heard().sender == Address("whatsapp", SARI)


@pytest.mark.parametrize(
    "sender",
    [
        SARI, "messenger:123456", "whatsapp:12345", "whatsapp:+1234", "whatsapp:TOKODIGITAL",
        "whatsapp:+62811100022a", "whatsapp:+628111000222\n", "whatsapp:+\u0661\u0661\u0661\u0661\u0661\u0661",
        "whatsapp:whatsapp:+628111000222", "whatsapp:ID.", "whatsapp:id.123", "whatsapp:ID." + "1" * 129,
    ],
)  # fmt: skip
def test_w09_an_address_of_another_kind_is_refused(sender: str) -> None:
    with pytest.raises(BadWebhook) as refused:
        heard(From=sender)

    assert refused.value.status == 400
