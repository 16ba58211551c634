import { backoffMs } from "../shared/backoff";
import { openPoll } from "./poll_link";
import type { ConversationState, Link, Outgoing, Receiver, Resume } from "./protocol";
import { openSocket } from "./socket_link";

const SOCKET_TRIES = 2;
const STEADY_MS = 5_000;

/** What the connection needs from its owner: the words of the server go there, and from there comes what to resume. */
export interface ConnectionOwner extends Receiver {
  /** What to resume; null when there is nothing to connect for. May ask the server for a new conversation. */
  resume(): Promise<Resume | null>;
  ready(state: ConversationState): void;
  /** The server does not know the conversation. */
  forget(): void;
  statusChanged(isReady: boolean): void;
}

/** Keeps one link open: reconnects with backoff, and polls where WebSockets fail twice in a row. */
export class Connection {
  #link: Link | null = null;
  #isReady = false;
  #isStarting = false;
  #isAskedAgain = false;
  #attempt = 0;
  #readyAt = 0;
  #socketFailures = 0;
  #retry: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly base: string,
    private readonly owner: ConnectionOwner,
  ) {}

  get isReady(): boolean {
    return this.#isReady;
  }

  /** Connects now, without waiting for the backoff; makes sure of a link that is already there. */
  wake(): void {
    if (this.#link) {
      if (this.#isReady) this.#link.probe();
      return;
    }
    void this.#start();
  }

  /** Gives up the present link and tries again soon. */
  drop(): void {
    this.#link?.close();
    this.#link = null;
    this.#setReady(false);
    this.#schedule();
  }

  /** Ends everything until the next `wake`. */
  stop(): void {
    this.drop();
    clearTimeout(this.#retry);
  }

  deliver(item: Outgoing): void {
    if (this.#isReady) this.#link?.deliver(item);
    else this.wake();
  }

  typing(): void {
    if (this.#isReady) this.#link?.typing();
  }

  locale(locale: Resume["locale"]): void {
    if (this.#isReady) this.#link?.locale(locale);
  }

  async #start(): Promise<void> {
    if (this.#link) return;
    if (this.#isStarting) {
      // What there is to connect for may have come after the start had looked.
      this.#isAskedAgain = true;
      return;
    }
    this.#isStarting = true;
    this.#isAskedAgain = false;
    clearTimeout(this.#retry);
    try {
      const resume = await this.owner.resume();
      if (resume) this.#open(resume);
    } catch {
      this.#schedule();
    } finally {
      this.#isStarting = false;
      if (this.#isAskedAgain) this.#schedule(true);
    }
  }

  #open(resume: Resume): void {
    const open = this.#socketFailures >= SOCKET_TRIES ? openPoll : openSocket;
    this.#link = open(this.base, resume, this.owner, {
      ready: (state) => {
        this.#readyAt = performance.now();
        if (open === openSocket) this.#socketFailures = 0;
        this.#setReady(true);
        this.owner.ready(state);
      },
      lost: (why) => {
        const wasReady = this.#isReady;
        // A server that lets go of us at once is in trouble, and coming back quickly would not help it.
        if (wasReady && performance.now() - this.#readyAt > STEADY_MS) this.#attempt = 0;
        this.#link = null;
        this.#setReady(false);
        // A poll that ends leaves one try to the socket before the next poll.
        if (open === openPoll) this.#socketFailures = SOCKET_TRIES - 1;
        else if (!wasReady) this.#socketFailures++;
        if (why === "unknown") this.owner.forget();
        this.#schedule(why === "down" && open === openSocket && this.#socketFailures >= SOCKET_TRIES);
      },
    });
  }

  #setReady(isReady: boolean): void {
    if (this.#isReady === isReady) return;
    this.#isReady = isReady;
    this.owner.statusChanged(isReady);
  }

  #schedule(atOnce = false): void {
    clearTimeout(this.#retry);
    this.#retry = setTimeout(() => void this.#start(), atOnce ? 0 : backoffMs(this.#attempt++));
  }
}
