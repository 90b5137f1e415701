"""The provider's error codes that the sandbox speaks, each with Twilio's own sense."""

from dataclasses import dataclass

MEANING = {
    20003: "Authenticate",
    20404: "The requested resource was not found",
    20422: "Invalid Parameter",
    20429: "Too Many Requests",
    20500: "Internal Server Error",
    20503: "Service Unavailable",
    21211: "The 'To' number is not a valid phone number",
    21408: "Permission to send to this region has not been enabled",
    21603: "A 'From' phone number is required",
    21604: "A 'To' phone number is required",
    21610: "Attempt to send to unsubscribed recipient",
    21614: "'To' number is not a valid mobile number",
    21617: "The concatenated message body exceeds the 1600 character limit",
    21619: "A text message body or media urls must be specified",
    21655: "The ContentSid is Invalid",
    21656: "The Content Variables parameter is invalid",
    21658: "Parameter exceeded character limit",
    35118: "Scheduling needs a Messaging Service; the sandbox has none",
    63003: "Channel could not find To address",
    63007: "Twilio could not find a Channel with the specified From address",
    63012: "Channel provider returned an internal service error",
    63013: "This message send failed because it violates Channel provider's policy",
    63014: "Message delivery failed because it was blocked by a user action",
    63016: "Failed to send freeform message because you are outside the allowed window",
    63018: "Rate limit exceeded for Channel",
    63021: "Channel invalid content error",
    63024: "Invalid message recipient",
    63028: "Number of parameters provided does not match the expected number of parameters",
    63031: "Channels message cannot have the same From and To",
    63032: "User's number is part of an experiment; the message was not sent",
    63049: "Meta chose not to deliver this marketing message",
}


class Refusal(Exception):
    """The provider says no at once; nothing was accepted."""

    def __init__(self, code: int, why: str = "", status: int = 400) -> None:
        super().__init__(why or MEANING.get(code, "The request was refused"))
        self.code = code
        self.status = status

    def to_json(self) -> dict[str, object]:
        return {
            "code": self.code,
            "message": str(self),
            "more_info": f"https://www.twilio.com/docs/errors/{self.code}",
            "status": self.status,
        }


@dataclass(frozen=True, slots=True)
class Failure:
    """The provider said yes, and later that the message did not arrive."""

    code: int
    why: str = ""

    def __str__(self) -> str:
        return self.why or MEANING.get(self.code, "The message was not delivered")
