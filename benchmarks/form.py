"""The six-question form of bot/flows/lead.toml as the peers are given it: the same words, the same buttons."""

from dataclasses import dataclass

GREETING = (
    "Hi! I'm Mira, the virtual assistant at Toko Digital. "
    "How we look after your data: https://tokodigital.example/privasi"
)
THANKS = "Thank you, {name}, that's all I need. I'm passing this on to a colleague, who will write to you right here."


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked, and what may be chosen; without choices anything can be typed."""

    name: str
    text: str
    choices: tuple[str, ...] = ()

    def takes(self, words: str) -> bool:
        if self.name == "budget":
            return any(sign.isdigit() for sign in words)
        return words in self.choices if self.choices else bool(words.strip())


QUESTIONS = (
    Question(
        "consent",
        "I have a few short questions, so that the right colleague can help you. "
        "May I keep your answers for that? You can type STOP at any time.",
        ("Yes", "No thanks"),
    ),
    Question("name", "What is your name?"),
    Question(
        "company",
        "Nice to meet you, {name}! Which company are you with? "
        'If it is for yourself, just type "personal".',
    ),
    Question(
        "need",
        "What can we help you with?",
        ("New website", "Online shop", "Online ads", "Something else"),
    ),
    Question(
        "budget",
        'Roughly what budget do you have in mind? A number or a range is fine, such as "50 million".',
    ),
    Question(
        "timeline",
        "When would you like to start?",
        ("This month", "In 1-3 months", "Later"),
    ),
    Question(
        "authority",
        "Last question: who decides about this?",
        ("I do", "We decide together", "Someone else"),
    ),
)
