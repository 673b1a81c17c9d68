"""Learners without browsers: a server of a hub's, a kernel, and the messages of a page."""

import asyncio
import json
from time import perf_counter
from urllib.request import Request, urlopen
from uuid import uuid4

from tornado.httpclient import HTTPRequest
from tornado.websocket import websocket_connect

from tests.browser import PATIENCE

TICK, STOPS = 0.05, 40  # seconds from one move of a drag to the next; stops that it goes through
TOKEN = uuid4().hex
SERVICE = f"""
c.JupyterHub.services = [{{"name": "class", "api_token": "{TOKEN}"}}]
scopes = ["admin:users", "admin:servers", "access:servers"]
c.JupyterHub.load_roles = [{{"name": "class", "scopes": scopes, "services": ["class"]}}]
c.JupyterHub.concurrent_spawn_limit = 100
"""
ASK = "print([*lab.controls.values()][-1].widget.model_id, lab.panel.image.model_id)"


class Learner:
    """One of them; the hub has the settings `SERVICE`."""

    def __init__(self, address: str, name: str):
        self.address, self.name, self.base = address, name, f"{address}/user/{name}"

    def ask(self, url, method="GET", content=None):
        data = None if content is None else json.dumps(content).encode()
        request = Request(url, data, {"Authorization": f"token {TOKEN}"}, method=method)
        with urlopen(request, timeout=PATIENCE) as answer:
            return json.loads(answer.read() or "null")

    async def come(self, *cells):
        """A server, a kernel, and cells that have run; returns the seconds that it took."""
        start, user = perf_counter(), f"{self.address}/hub/api/users/{self.name}"
        await asyncio.to_thread(self.ask, user, "POST")
        await asyncio.to_thread(self.ask, f"{user}/server", "POST")
        while not (await asyncio.to_thread(self.ask, user))["servers"].get("", {}).get("ready"):
            await asyncio.sleep(0.1)
        kernel = await asyncio.to_thread(self.ask, f"{self.base}/api/kernels", "POST", {})
        url = f"ws{self.base[4:]}/api/kernels/{kernel['id']}/channels"
        headers = {"Authorization": f"token {TOKEN}"}
        self.messages = asyncio.Queue()  # like a page, it takes them also while it waits for none
        self.socket = await websocket_connect(
            HTTPRequest(url, headers=headers),
            on_message_callback=self.messages.put_nowait,
            max_message_size=10**9,
        )
        for cell in cells:
            await self.run(cell)
        return perf_counter() - start

    async def send(self, kind, content):
        header = {"msg_id": uuid4().hex, "msg_type": kind, "version": "5.3"}
        header |= {"session": self.name, "username": self.name, "date": ""}
        parts = {"parent_header": {}, "metadata": {}, "buffers": [], "channel": "shell"}
        await self.socket.write_message(json.dumps({"header": header, "content": content} | parts))
        return header["msg_id"]

    async def heard(self, wanted):
        """The first message of which `wanted(kind, content, parent)` is true."""
        while (text := await self.messages.get()) is not None:
            message = json.loads(text)
            parent = message["parent_header"].get("msg_id")
            if wanted(message["header"]["msg_type"], message["content"], parent):
                return message["content"]
        raise ConnectionError(f"the server of {self.name} has hung up")

    async def run(self, code) -> str:
        """What a cell prints."""
        content, printed = {"code": code, "silent": False, "store_history": True}, []
        sent = await self.send("execute_request", content)

        def ends(kind, content, parent):
            if kind == "error":
                raise RuntimeError("\n".join(content["traceback"]))
            if kind == "stream" and parent == sent:
                printed.append(content["text"])
            return parent == sent and content.get("execution_state") == "idle"

        await self.heard(ends)
        return "".join(printed)

    async def drag(self, seconds: float) -> list[float]:
        """Seconds from each tick of a drag to the first picture that comes of it."""
        slider, frame = (await self.run(ASK)).split()
        waits, end = [], perf_counter() + seconds
        while (start := perf_counter()) < end:
            data = {"method": "update", "state": {"index": len(waits) % STOPS}, "buffer_paths": []}
            sent = await self.send("comm_msg", {"comm_id": slider, "data": data})

            def shows(kind, content, parent, sent=sent):
                of_the_frame = kind == "comm_msg" and content["comm_id"] == frame
                return of_the_frame and parent == sent and "source" in content["data"]["state"]

            await self.heard(shows)
            waits.append(perf_counter() - start)
            await asyncio.sleep(TICK - waits[-1])
        return waits
