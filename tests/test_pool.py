"""Organisations of a process share connections to the apps, and nothing else."""

from aiohttp import web

from bot.pool import Pool, open_session
from simulator.server import running


async def test_the_next_session_finds_the_connection_and_cookies_are_not_kept():
    connections, cookies = set(), []

    async def answer(request: web.Request) -> web.Response:
        connections.add(id(request.transport))
        cookies.append(dict(request.cookies))
        told = web.json_response({})
        told.set_cookie("who", "first")
        return told

    app = web.Application()
    app.router.add_get("/", answer)
    pool = Pool()
    async with running(app) as url:
        for _ in range(2):
            async with open_session(url, pool) as session:
                for _ in range(2):
                    async with session.get(url) as answered:
                        assert answered.status == 200
        assert len(connections) == 1
        assert cookies == [{}] * 4
        await pool.close()
        async with open_session(url, pool) as session, session.get(url) as answered:  # opened anew
            assert answered.status == 200
        await pool.close()
