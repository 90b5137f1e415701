"""The form on python-telegram-bot: ConversationHandler, kept by PicklePersistence every second, webhooks by its own server."""

import sys
from collections.abc import Callable, Coroutine
from typing import Any

from telegram import ReplyKeyboardMarkup, ReplyKeyboardRemove, Update
from telegram.ext import (
    ApplicationBuilder,
    ContextTypes,
    ConversationHandler,
    MessageHandler,
    PicklePersistence,
    filters,
)

from benchmarks.form import GREETING, QUESTIONS, THANKS
from benchmarks.telegram import HOOK, SECRET, TOKEN

Context = ContextTypes.DEFAULT_TYPE
Step = Callable[[Update, Context], Coroutine[Any, Any, int]]


async def _ask(update: Update, context: Context, number: int) -> int:
    question = QUESTIONS[number]
    keys = [[choice] for choice in question.choices]
    markup = ReplyKeyboardMarkup(keys) if keys else ReplyKeyboardRemove()
    assert update.message is not None
    assert context.user_data is not None
    words = question.text.format_map(context.user_data)
    await update.message.reply_text(words, reply_markup=markup)
    return number


async def _begin(update: Update, context: Context) -> int:
    assert update.message is not None
    await update.message.reply_text(GREETING)
    return await _ask(update, context, 0)


def _answer(number: int) -> Step:
    async def answer(update: Update, context: Context) -> int:
        assert update.message is not None
        assert context.user_data is not None
        words = update.message.text or ""
        if not QUESTIONS[number].takes(words):
            return await _ask(update, context, number)
        context.user_data[QUESTIONS[number].name] = words
        if number + 1 < len(QUESTIONS):
            return await _ask(update, context, number + 1)
        await update.message.reply_text(THANKS.format_map(context.user_data))
        return ConversationHandler.END

    return answer


def main(port: int, api: str, folder: str) -> None:
    """Serve until told to stop."""
    text = filters.TEXT
    talk: ConversationHandler[Context] = ConversationHandler(
        entry_points=[MessageHandler(text, _begin)],
        states={n: [MessageHandler(text, _answer(n))] for n in range(len(QUESTIONS))},
        fallbacks=[],
        name="form",
        persistent=True,
    )
    kept = PicklePersistence(f"{folder}/talks.pickle", update_interval=1)
    builder = ApplicationBuilder().token(TOKEN).base_url(f"{api}/bot").persistence(kept)
    application = builder.build()
    application.add_handler(talk)
    application.run_webhook(
        listen="127.0.0.1",
        port=port,
        url_path=HOOK[1:],
        secret_token=SECRET,
        webhook_url=f"https://bot.example.com{HOOK}",
    )


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2], sys.argv[3])
