"""A page of somebody else's, open in the same browser: what it can learn of another site is written down."""

import http.server
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

PAGE: Final = b"<!doctype html><title>a shop</title><body><iframe name=hidden></iframe>"

# Asks for an address in each way that a page has, and tells what it could see: what happened, never what time
# it was. A thing that did not happen within eight seconds is told as such.
PROBE: Final = """
async (address) => {
  const soon = (promise) => Promise.race([promise, new Promise((done) => setTimeout(
    () => done("nothing"), 8000))]);
  const element = (tag, name) => soon(new Promise((done) => {
    const made = document.createElement(tag);
    made.onload = () => done("load " + (made.naturalWidth ?? "") + (made.sheet ? made.sheet.disabled : ""));
    made.onerror = () => done("error");
    if (tag === "link") { made.rel = "stylesheet"; }
    made[name] = address;
    document.body.append(made);
  }));
  const asked = (options) => soon(fetch(address, options).then(
    async (answer) => [answer.type, answer.status, answer.redirected, (await answer.text()).length].join(" "),
    () => "refused"));
  const frame = () => soon(new Promise((done) => {
    const made = document.createElement("iframe");
    made.onload = () => {
      let inside = "closed";
      try { inside = made.contentDocument ? "open " + made.contentDocument.title : "closed"; } catch { }
      done("load " + made.contentWindow.length + " " + inside);
    };
    made.src = address;
    document.body.append(made);
  }));
  const found = {
    "history before": history.length,
    img: await element("img", "src"), script: await element("script", "src"),
    link: await element("link", "href"), video: await element("video", "src"),
    object: await element("object", "data"), frame: await frame(),
    "no-cors": await asked({mode: "no-cors", credentials: "include"}),
    cors: await asked({mode: "cors", credentials: "include"}),
    "cors, plain": await asked({mode: "cors", credentials: "omit"}),
    manual: await asked({redirect: "manual", credentials: "include"}),
    post: await asked({method: "POST", mode: "no-cors", credentials: "include",
    body: new URLSearchParams("go=home")}),
  };
  found["history after"] = history.length;
  const timed = performance.getEntriesByName(address);
  found.timed = [...new Set(timed.map((one) => one.transferSize + " " + one.responseStatus))].join(",");
  return found;
}
"""
# Opens a window there, and tells what the page that opened it can see of it.
OPEN: Final = """
async (address) => {
  const opened = window.open(address, "elsewhere");
  await new Promise((done) => setTimeout(done, 600));
  const see = (what) => { try { return String(what()); } catch (error) { return error.name; } };
  const found = {
    closed: opened ? opened.closed : "blocked", frames: opened ? see(() => opened.length) : "",
    history: opened ? see(() => opened.history.length) : "",
    title: opened ? see(() => opened.document.title) : "",
    name: opened ? see(() => opened.name) : "", own: history.length,
  };
  if (opened) { opened.close(); }
  return found;
}
"""


class _Answers(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(PAGE)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def serving() -> Iterator[int]:
    """Serve the page on a loopback port until the `with` ends."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Answers)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
