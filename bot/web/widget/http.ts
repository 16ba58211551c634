import type { ErrorBody, Session } from "./protocol";

/** The server answered, and the answer was no. */
export class Refused extends Error {
  constructor(
    readonly status: number,
    readonly body: ErrorBody,
  ) {
    super(body.message);
  }

  /** Whether the same request can never succeed, so that only the customer can do something about it. */
  get isFinal(): boolean {
    return this.status >= 400 && this.status < 500 && ![401, 404, 408, 429].includes(this.status);
  }
}

/** Where and how to ask. */
export interface Request {
  url: string;
  token?: string;
  /** Posted as JSON; a request without it is a GET. */
  body?: object;
  withinMs: number;
}

/** Asks the server and returns its JSON answer; throws `Refused`, or whatever fetch throws when nobody answers. */
export async function ask<Answer>({ url, token, body, withinMs }: Request, stop?: AbortSignal): Promise<Answer> {
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), withinMs);
  stop?.addEventListener("abort", () => abort.abort());
  try {
    const response = await fetch(url, {
      method: body ? "POST" : "GET",
      headers: {
        ...(body && { "Content-Type": "application/json" }),
        ...(token && { Authorization: `Bearer ${token}` }),
      },
      ...(body && { body: JSON.stringify(body) }),
      // The token says who asks: no cookie may ride along from the host page.
      credentials: "omit",
      cache: "no-store",
      signal: abort.signal,
    });
    const answer = response.status === 204 ? {} : await response.json().catch(() => ({}));
    if (response.ok) return answer;
    throw new Refused(response.status, answer.error ?? { code: "internal", message: response.statusText });
  } finally {
    clearTimeout(timer);
  }
}

export function createConversation(base: string, locale: string): Promise<Session> {
  return ask({ url: `${base}/api/widget/conversations`, body: { locale }, withinMs: 15_000 });
}
