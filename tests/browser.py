"""A small driver for Debian's chromium, without a window, over its DevTools protocol.

``async with open_page() as page`` starts a fresh browser with one empty tab (about a second) and
ends it again; without chromium the test is skipped, loudly.  Waiting happens inside the page, by
its own frames: nothing here sleeps.
"""

import asyncio
import base64
import json
import shutil
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import aiohttp
import pytest

_SWITCHES = (
    "--headless=new",
    "--no-sandbox",  # containers run the tests as root
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--hide-scrollbars",
    "--lang=th",
    "--remote-debugging-port=0",
)
_ANNOUNCED = b"DevTools listening on "
_LIMIT = 64 * 1024 * 1024  # a screenshot comes as one message


class PageFailed(AssertionError):
    """What the browser says went wrong, in its own words."""


class Page:
    """One tab: go somewhere, look, click, type."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket
        self._session: str | None = None
        self._asked: dict[int, asyncio.Future[Any]] = {}
        self._loaded = asyncio.Event()
        self._number = 0
        self.errors: list[str] = []
        """Uncaught exceptions and console errors since the tab was opened."""
        self.tabs: list[str] = []
        """Addresses of the tabs the page has opened besides itself."""

    async def open(self, url: str) -> None:
        self._loaded.clear()
        await self.call("Page.navigate", url=url)
        async with asyncio.timeout(20):
            await self._loaded.wait()

    async def js(self, expression: str) -> Any:
        """The value of an expression in the page; a promise is awaited."""
        answer = await self.call(
            "Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True
        )
        if problem := answer.get("exceptionDetails"):
            raise PageFailed(problem.get("exception", {}).get("description") or problem["text"])
        return answer["result"].get("value")

    async def until(self, expression: str, seconds: float = 45) -> Any:
        """Wait until an expression becomes truthy and return it."""
        return await self.js(f"""new Promise((resolve, reject) => {{
            const end = performance.now() + {seconds * 1000};
            const look = () => {{
                let value = null;
                try {{ value = ({expression}); }} catch (problem) {{ value = null; }}
                if (value) resolve(value);
                else if (performance.now() > end) reject(new Error({
            json.dumps("never became true: " + expression)
        }));
                else requestAnimationFrame(look);
            }};
            look();
        }})""")

    async def text(self, selector: str) -> str:
        """The text a person sees in the first element that matches."""
        return str(await self.until(f"document.querySelector({json.dumps(selector)})?.innerText"))

    async def count(self, selector: str) -> int:
        return int(await self.js(f"document.querySelectorAll({json.dumps(selector)}).length"))

    async def click(self, selector: str) -> None:
        """Click the middle of an element as a mouse does, once nothing else covers it."""
        where = await self.until(f"""(() => {{
            const found = document.querySelector({json.dumps(selector)});
            found.scrollIntoView({{block: "nearest", inline: "nearest", behavior: "instant"}});
            const box = found.getBoundingClientRect();
            const middle = {{x: box.x + box.width / 2, y: box.y + box.height / 2}};
            return found.contains(document.elementFromPoint(middle.x, middle.y)) && middle;
        }})()""")
        for kind in ("mouseMoved", "mousePressed", "mouseReleased"):
            button = "none" if kind == "mouseMoved" else "left"
            await self.call(
                "Input.dispatchMouseEvent", type=kind, button=button, clickCount=1, **where
            )

    async def fill(self, selector: str, text: str) -> None:
        """Replace what stands in a field by typing."""
        await self.until(f"""(() => {{
            const field = document.querySelector({json.dumps(selector)});
            field.focus();
            field.select?.();
            return true;
        }})()""")
        await self.call("Input.insertText", text=text)

    async def press(self, key: str) -> None:
        """Press a key where the focus is: "Enter", "Tab", "Escape", …"""
        code = {"Enter": 13, "Tab": 9, "Escape": 27, "ArrowRight": 39, "ArrowLeft": 37}.get(key, 0)
        down: dict[str, Any] = {"text": "\r"} if key == "Enter" else {}
        at = {"key": key, "code": key, "windowsVirtualKeyCode": code}
        await self.call("Input.dispatchKeyEvent", type="keyDown", **at, **down)
        await self.call("Input.dispatchKeyEvent", type="keyUp", **at)

    async def choose(self, selector: str, value: str) -> None:
        """Choose an option of a select by its value."""
        await self.until(f"""(() => {{
            const list = document.querySelector({json.dumps(selector)});
            if (![...list.options].some((option) => option.value === {json.dumps(value)}))
                return false;
            list.value = {json.dumps(value)};
            list.dispatchEvent(new Event("change", {{bubbles: true}}));
            return true;
        }})()""")

    async def attach(self, selector: str, *files: Path) -> None:
        """Put files into a file field."""
        root = (await self.call("DOM.getDocument"))["root"]["nodeId"]
        node = (await self.call("DOM.querySelector", nodeId=root, selector=selector))["nodeId"]
        await self.call("DOM.setFileInputFiles", nodeId=node, files=[str(file) for file in files])

    async def resize(self, width: int, height: int, *, phone: bool = False) -> None:
        await self.call(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=phone,
        )

    async def screenshot(self, file: Path) -> None:
        shot = await self.call("Page.captureScreenshot", format="png")
        await asyncio.to_thread(file.write_bytes, base64.b64decode(shot["data"]))

    async def call(self, method: str, **params: Any) -> dict[str, Any]:
        """One DevTools command."""
        self._number += 1
        answer = self._asked[self._number] = asyncio.get_running_loop().create_future()
        message = {"id": self._number, "method": method, "params": params}
        if self._session:
            message["sessionId"] = self._session
        await self._socket.send_json(message)
        async with asyncio.timeout(30):
            return dict(await answer)

    async def attach_to_new_tab(self) -> None:
        await self.call("Target.setDiscoverTargets", discover=True)
        tab = await self.call("Target.createTarget", url="about:blank")
        attached = await self.call("Target.attachToTarget", targetId=tab["targetId"], flatten=True)
        self.tabs.clear()
        self._session = attached["sessionId"]
        for domain in ("Page", "Runtime", "Log", "DOM"):
            await self.call(f"{domain}.enable")

    async def close(self) -> None:
        """End the whole browser."""
        self._session = None
        await self.call("Browser.close")

    async def listen(self) -> None:
        """Hand answers to who asked and note events, until the browser hangs up."""
        async for message in self._socket:
            data = json.loads(message.data)
            if "id" in data:
                self._answer(data)
            else:
                self._note(data["method"], data["params"])
        for answer in self._asked.values():
            answer.cancel()

    def _answer(self, data: dict[str, Any]) -> None:
        answer = self._asked.pop(data["id"])
        if answer.done():
            return
        if "error" in data:
            answer.set_exception(PageFailed(data["error"]["message"]))
        else:
            answer.set_result(data["result"])

    def _note(self, event: str, params: dict[str, Any]) -> None:
        match event:
            case "Page.loadEventFired":
                self._loaded.set()
            case "Runtime.exceptionThrown":
                details = params["exceptionDetails"]
                thrown = details.get("exception", {}).get("description")
                self.errors.append(thrown or details["text"])
            case "Runtime.consoleAPICalled" if params["type"] == "error":
                said = [part.get("description") or part.get("value") for part in params["args"]]
                self.errors.append(" ".join(map(str, said)))
            case "Log.entryAdded" if params["entry"]["level"] == "error":
                entry = params["entry"]
                self.errors.append(f"{entry['text']} {entry.get('url', '')}")
            case "Target.targetCreated" if params["targetInfo"].get("openerId"):
                self.tabs.append(params["targetInfo"]["url"])
            case "Target.targetInfoChanged" if params["targetInfo"].get("openerId"):
                self.tabs.append(params["targetInfo"]["url"])


@asynccontextmanager
async def open_page() -> AsyncIterator[Page]:
    """A new browser with one empty tab; skips the test where there is no chromium."""
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        pytest.skip("no chromium on this machine: apt-get install chromium")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        process = await asyncio.create_subprocess_exec(
            program,
            *_SWITCHES,
            f"--user-data-dir={profile}",
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.PIPE,
        )
        try:
            async with asyncio.timeout(30):
                address = await _announced_address(process)
            # no task group here: it would wrap a test's plain assertion into a group
            draining = asyncio.create_task(_drain(process))
            async with _connected(address) as page:
                yield page
            await draining
        finally:
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()


@asynccontextmanager
async def _connected(address: str) -> AsyncIterator[Page]:
    async with (
        aiohttp.ClientSession() as session,
        session.ws_connect(address, max_msg_size=_LIMIT) as socket,
    ):
        page = Page(socket)
        listening = asyncio.create_task(page.listen())
        try:
            await page.attach_to_new_tab()
            yield page
        finally:
            await page.close()
            await listening


async def _announced_address(process: asyncio.subprocess.Process) -> str:
    assert process.stderr is not None
    said: list[str] = []
    async for line in process.stderr:
        if line.startswith(_ANNOUNCED):
            return line.removeprefix(_ANNOUNCED).decode().strip()
        said.append(line.decode(errors="replace"))
    raise PageFailed("chromium ended before it listened: " + "".join(said))


async def _drain(process: asyncio.subprocess.Process) -> None:
    """Chromium talks a lot; a full pipe would stop it."""
    assert process.stderr is not None
    while await process.stderr.read(65_536):
        pass
