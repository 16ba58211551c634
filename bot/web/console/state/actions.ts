import { signal } from "@preact/signals";
import { NoAnswer, post, Refused } from "./http";
import type { Notice, Notices } from "./notices";

/** What the agent asks the server to do: one request at a time about one thing, and a notice when it fails. */
export class Actions {
  /** Tickets, conversations and "presence" with a request under way: their controls wait for the answer. */
  readonly underWay = signal<ReadonlySet<string>>(new Set());

  constructor(
    private readonly notices: Notices,
    private readonly refused: (problem: Refused) => void,
  ) {}

  /** Says whether it was done. */
  async do(about: string, failed: Notice["failed"], path: string, body: object): Promise<boolean> {
    return (await this.ask(about, failed, path, body)) !== undefined;
  }

  /** Returns what the server answers; undefined where it was not done. */
  async ask<Answer>(about: string, failed: Notice["failed"], path: string, body: object): Promise<Answer | undefined> {
    if (this.underWay.value.has(about)) return undefined;
    this.underWay.value = new Set(this.underWay.value).add(about);
    try {
      return await post<Answer>(path, body);
    } catch (problem) {
      this.tell(failed, problem);
      return undefined;
    } finally {
      this.underWay.value = new Set([...this.underWay.value].filter((one) => one !== about));
    }
  }

  private tell(failed: Notice["failed"], problem: unknown): void {
    if (problem instanceof Refused) {
      this.refused(problem);
      this.notices.show(failed, problem.problem);
    } else if (problem instanceof NoAnswer) {
      this.notices.show(failed, null);
    } else {
      throw problem;
    }
  }
}

export function ticketPath(ticketId: string, action: string): string {
  return `/api/console/tickets/${encodeURIComponent(ticketId)}/${action}`;
}

export function conversationPath(conversationId: string, action: string): string {
  return `/api/console/conversations/${encodeURIComponent(conversationId)}/${action}`;
}
