import { backoffMs } from "../../shared/backoff";
import { wholeFrame } from "./defaults";
import type { ClientFrame, ServerFrame } from "./protocol";

const PING_EVERY_MS = 15_000;
const PONG_WITHIN_MS = 10_000;
/** A connection that lived this long counts as a good one. */
const HELD_MS = 5000;
const SESSION_ENDED = 4401;

export type Listener = {
  opened(): void;
  frame(frame: ServerFrame): void;
  closed(): void;
  /** The try failed before the socket opened, or the server said that the session is over: ask who we are. */
  doubted(): void;
};

/** One WebSocket to the desk that comes back by itself until it is stopped. */
export class DeskSocket {
  private socket: WebSocket | null = null;
  private running = false;
  private attempt = 0;
  private retry: ReturnType<typeof setTimeout> | undefined;
  private heartbeat: ReturnType<typeof setInterval> | undefined;
  private pongDue: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly url: string,
    private readonly listener: Listener,
  ) {}

  start(): void {
    if (this.running) return;
    this.running = true;
    this.attempt = 0;
    addEventListener("online", this.comeBackNow);
    document.addEventListener("visibilitychange", this.comeBackNow);
    this.connect();
  }

  stop(): void {
    this.running = false;
    removeEventListener("online", this.comeBackNow);
    document.removeEventListener("visibilitychange", this.comeBackNow);
    clearTimeout(this.retry);
    this.drop();
  }

  /** Send if the line is open; the desk re-opens what it shows after a reconnect, so nothing is queued here. */
  send(frame: ClientFrame): void {
    if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(frame));
  }

  private connect(): void {
    clearTimeout(this.retry);
    const socket = new WebSocket(this.url);
    this.socket = socket;
    let openedAt: number | null = null;
    socket.onopen = () => {
      openedAt = performance.now();
      this.heartbeat = setInterval(() => this.ping(), PING_EVERY_MS);
      this.listener.opened();
    };
    socket.onmessage = (message: MessageEvent<string>) => this.receive(message.data);
    socket.onclose = (event) => {
      this.drop();
      this.listener.closed();
      // A refused handshake looks like any other failure from here: only the server can tell if we are signed in.
      if (event.code === SESSION_ENDED || openedAt === null) this.listener.doubted();
      // Only a line that held proves a healthy server: one that accepts and drops must not be hammered.
      if (openedAt !== null && performance.now() - openedAt > HELD_MS) this.attempt = 0;
      if (event.code !== SESSION_ENDED) this.retryLater();
    };
  }

  private receive(data: string): void {
    clearTimeout(this.pongDue);
    const frame = JSON.parse(data) as ServerFrame;
    // Asked whether we live: a page in the background is told at once, while its own timers may wait for a minute.
    if (frame.type === "beat") return this.ping();
    this.listener.frame(wholeFrame(frame));
  }

  private ping(): void {
    if (this.socket?.readyState !== WebSocket.OPEN) return;
    this.send({ type: "ping" });
    clearTimeout(this.pongDue);
    this.pongDue = setTimeout(() => this.giveUpOnLine(), PONG_WITHIN_MS);
  }

  /** A half-open line (laptop slept, Wi-Fi changed) never says that it closed. */
  private giveUpOnLine(): void {
    this.drop();
    this.listener.closed();
    this.retryLater();
  }

  private drop(): void {
    clearInterval(this.heartbeat);
    clearTimeout(this.pongDue);
    if (!this.socket) return;
    this.socket.onopen = this.socket.onmessage = this.socket.onclose = null;
    this.socket.close();
    this.socket = null;
  }

  private retryLater(): void {
    if (!this.running) return;
    clearTimeout(this.retry);
    this.retry = setTimeout(() => this.connect(), backoffMs(this.attempt++));
  }

  private comeBackNow = (): void => {
    if (!this.running || document.hidden) return;
    // A socket that looks open may have died with the old network: ask it.
    if (this.socket) this.ping();
    else this.connect();
  };
}
