"""The form on aiogram's FSM, webhooks by aiohttp; its storage is its own for Redis, or the one here for SQLite."""

import json
import sqlite3
import sys
from collections.abc import Mapping
from typing import Any

from aiogram import Bot, Dispatcher
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State
from aiogram.fsm.storage.base import BaseStorage, StateType, StorageKey
from aiogram.fsm.storage.redis import RedisStorage
from aiogram.types import KeyboardButton, Message, ReplyKeyboardMarkup, ReplyKeyboardRemove
from aiogram.webhook.aiohttp_server import SimpleRequestHandler
from aiohttp import web

from benchmarks.form import GREETING, QUESTIONS, THANKS
from benchmarks.telegram import HOOK, SECRET, TOKEN


class SqliteStorage(BaseStorage):
    """State and answers of each chat in SQLite, synchronous=FULL: written for this comparison, since aiogram brings none.

    Statements run in the event loop's own thread, which is faster than handing them to another.
    """

    def __init__(self, path: str) -> None:
        self._connection = sqlite3.connect(path, isolation_level=None)
        for pragma in ("journal_mode=WAL", "synchronous=FULL"):
            self._connection.execute(f"PRAGMA {pragma}")
        self._connection.execute(
            "CREATE TABLE talk (chat INTEGER PRIMARY KEY, state TEXT, data TEXT NOT NULL DEFAULT '{}')"
        )

    async def set_state(self, key: StorageKey, state: StateType = None) -> None:
        name = state.state if isinstance(state, State) else state
        self._write("state", key.chat_id, name)

    async def get_state(self, key: StorageKey) -> str | None:
        return self._read("state", key.chat_id)

    async def set_data(self, key: StorageKey, data: Mapping[str, Any]) -> None:
        self._write("data", key.chat_id, json.dumps(dict(data)))

    async def get_data(self, key: StorageKey) -> dict[str, Any]:
        found = self._read("data", key.chat_id)
        return dict(json.loads(found)) if found else {}

    async def close(self) -> None:
        self._connection.close()

    def _read(self, column: str, chat: int) -> str | None:
        query = f"SELECT {column} FROM talk WHERE chat = ?"
        found = self._connection.execute(query, (chat,)).fetchone()
        return found[0] if found else None

    def _write(self, column: str, chat: int, value: str | None) -> None:
        self._connection.execute(
            f"INSERT INTO talk (chat, {column}) VALUES (?, ?) "
            f"ON CONFLICT (chat) DO UPDATE SET {column} = excluded.{column}",
            (chat, value),
        )


async def _ask(message: Message, state: FSMContext, number: int, known: dict[str, Any]) -> None:
    question = QUESTIONS[number]
    keys = [[KeyboardButton(text=choice)] for choice in question.choices]
    markup = ReplyKeyboardMarkup(keyboard=keys) if keys else ReplyKeyboardRemove()
    await state.set_state(str(number))
    await message.answer(question.text.format_map(known), reply_markup=markup)


async def _hear(message: Message, state: FSMContext) -> None:
    at = await state.get_state()
    known = await state.get_data()
    words = message.text or ""
    if at is None:
        await message.answer(GREETING)
        await _ask(message, state, 0, known)
        return
    question = QUESTIONS[int(at)]
    if not question.takes(words):
        await _ask(message, state, int(at), known)
        return
    known = await state.update_data({question.name: words})
    if int(at) + 1 < len(QUESTIONS):
        await _ask(message, state, int(at) + 1, known)
        return
    await state.set_state(None)
    await message.answer(THANKS.format_map(known))


def main(storage: str, port: int, api: str) -> None:
    """Serve until told to stop; `storage` is a redis:// address or a file."""
    kept: BaseStorage
    if storage.startswith("redis://"):
        kept = RedisStorage.from_url(storage)
    else:
        kept = SqliteStorage(storage)
    session = AiohttpSession(api=TelegramAPIServer.from_base(api))
    bot, dispatcher = Bot(TOKEN, session=session), Dispatcher(storage=kept)
    dispatcher.message.register(_hear)
    application = web.Application()
    SimpleRequestHandler(dispatcher, bot, secret_token=SECRET).register(application, path=HOOK)
    web.run_app(application, host="127.0.0.1", port=port, print=None)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), sys.argv[3])
