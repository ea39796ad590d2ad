"""What ``/metrics`` tells, and that it tells it of nobody."""

import aiohttp
from office_bench import BEGINS, PEOPLE, SECRET, office
from prometheus_client.parser import text_string_to_metric_families

from simulator.stage import App, FaultKind

DONE = "#1 เสร็จ ลงเว็บไซต์แล้ว"


async def figures(url: str) -> tuple[str, dict[tuple[str, ...], float]]:
    async with aiohttp.ClientSession() as session, session.get(f"{url}/metrics") as answer:
        text = await answer.text()
    return text, {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


async def test_what_happened_and_how_things_stand_is_told_of_nobody(tmp_path):
    async with office(tmp_path / "data") as stage, stage.bot() as service:
        await stage.begin()
        before, start = await figures(service.url)
        stage.fault(App.LINE, FaultKind.STATUS, "/message/reply", status=400)
        await stage.say("treasury", "kanya", DONE)
        await stage.say("treasury", "kanya", "#ค้าง")
        text, now = await figures(service.url)

        def grew(*name: str) -> float:
            return now[name] - start.get(name, 0)

        assert grew("tidtam_events_received_total", "line") == 2
        assert grew("tidtam_events_handled_total", "done") == 2
        assert grew("tidtam_webhook_seconds_count", "line") == 2
        assert grew("tidtam_sends_total", "line", "sent") >= 1
        assert now["tidtam_oldest_event_seconds",] == 0
        assert now["tidtam_last_backup_seconds",] == -1
        assert now["tidtam_database_bytes", "database"] > 0
        assert now["tidtam_database_bytes", "log"] > 0
        assert now["tidtam_notices", "owed"] == 0
        private = [*PEOPLE.values(), *PEOPLE, SECRET, "กองคลัง", "line:", str(BEGINS.year)]
        assert not [word for word in private if word in before + text]


async def test_figures_are_not_for_who_comes_through_the_proxy(tmp_path):
    async with office(tmp_path / "data") as stage, stage.bot() as service:
        headers = {"X-Forwarded-For": "203.0.113.5"}
        async with (
            aiohttp.ClientSession() as session,
            session.get(f"{service.url}/metrics", headers=headers) as answer,
        ):
            assert answer.status == 404
