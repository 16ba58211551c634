import { bodyOf } from "./outbox";
import type { ErrorBody, Link, LinkLife, Receiver, Resume, ServerFrame } from "./protocol";

const READY_WITHIN_MS = 10_000;
const PING_EVERY_MS = 20_000;
const PONG_WITHIN_MS = 10_000;
const UNKNOWN_CONVERSATION = 4404;

/** Reaches the server by WebSocket: says hello, passes on what arrives, and notices when the other side has gone. */
export function openSocket(base: string, resume: Resume, receiver: Receiver, life: LinkLife): Link {
  let over = false;
  let heartbeat: ReturnType<typeof setInterval> | undefined;
  let deadline = setTimeout(() => lose("down"), READY_WITHIN_MS);
  let socket: WebSocket;

  function finish(): void {
    over = true;
    clearInterval(heartbeat);
    clearTimeout(deadline);
    socket?.close();
  }

  function lose(why: "unknown" | "down"): void {
    if (over) return;
    finish();
    life.lost(why);
  }

  function send(frame: object): void {
    if (!over && socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(frame));
  }

  function probe(): void {
    clearTimeout(deadline);
    deadline = setTimeout(() => lose("down"), PONG_WITHIN_MS);
    send({ type: "ping" });
  }

  function failed(id: string | undefined, error: ErrorBody): void {
    if (id) receiver.refused(id, error);
    else lose(error.code === "not_found" ? "unknown" : "down");
  }

  function receive(frame: ServerFrame): void {
    switch (frame.type) {
      case "ready":
        clearTimeout(deadline);
        heartbeat = setInterval(probe, PING_EVERY_MS);
        return life.ready(frame.state);
      case "event":
        return receiver.event(frame.event);
      case "state":
        return receiver.state(frame.state);
      case "ack":
        return receiver.ack(frame.id, frame.seq);
      case "typing":
        return receiver.typing(frame.from);
      case "pong":
        return clearTimeout(deadline);
      case "error":
        return failed(frame.id, frame.error);
    }
  }

  try {
    socket = new WebSocket(`${base.replace(/^http/, "ws")}/api/widget/socket`);
    socket.onopen = () => {
      const { session, after, locale } = resume;
      send({ type: "hello", ...session, after, locale });
    };
    socket.onmessage = ({ data }) => {
      if (!over) receive(JSON.parse(data) as ServerFrame);
    };
    socket.onclose = ({ code }) => lose(code === UNKNOWN_CONVERSATION ? "unknown" : "down");
  } catch {
    // The constructor throws where the page forbids it; the owner must have its link before it hears of the loss.
    setTimeout(() => lose("down"));
  }

  return {
    deliver: (item) => send({ type: item.kind, ...bodyOf(item) }),
    typing: () => send({ type: "typing" }),
    locale: (locale) => send({ type: "locale", locale }),
    probe,
    close: () => {
      if (!over) finish();
    },
  };
}
