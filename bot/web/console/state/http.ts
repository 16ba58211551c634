import type { Problem } from "./protocol";

const LONGEST_WAIT_MS = 15_000;
const LONGEST_UPLOAD_MS = 300_000;

/** The server understood and said no; why is worth showing to the agent (see `refusalLine`). */
export class Refused extends Error {
  readonly code: string;

  constructor(readonly problem: Problem) {
    super(problem.message);
    this.code = problem.code;
  }
}

/** Nobody knows whether the server heard us: only requests that are safe to repeat may be retried. */
export class NoAnswer extends Error {}

export function get<Answer>(path: string): Promise<Answer> {
  return request<Answer>("GET", path);
}

export function post<Answer>(path: string, body: object, within = LONGEST_WAIT_MS): Promise<Answer> {
  return request<Answer>("POST", path, body, within);
}

/** Send a file as it is. */
export function upload<Answer>(path: string, file: File): Promise<Answer> {
  return request<Answer>("POST", path, file, LONGEST_UPLOAD_MS);
}

async function request<Answer>(
  method: string,
  path: string,
  body?: object,
  within = LONGEST_WAIT_MS,
): Promise<Answer> {
  let response: Response;
  let answer: unknown;
  try {
    response = await fetch(path, {
      method,
      credentials: "same-origin",
      headers: headersOf(body),
      ...(body && { body: body instanceof Blob ? body : JSON.stringify(body) }),
      signal: AbortSignal.timeout(within),
    });
    answer = response.status === 204 ? null : await response.json().catch(() => null);
  } catch (cause) {
    throw new NoAnswer("no answer", { cause });
  }
  if (response.ok) return answer as Answer;
  const problem = (answer as { error?: Problem } | null)?.error;
  // An error without our shape was written by something in between, e.g. a proxy without its server.
  if (!problem) throw new NoAnswer(`status ${response.status}`);
  throw new Refused(problem);
}

function headersOf(body?: object): Record<string, string> {
  if (!body) return {};
  // A header that no form of another site can set: it keeps forged requests out.
  const own = { "X-Baton-Request": "1" };
  if (!(body instanceof File)) return { "Content-Type": "application/json", ...own };
  // A name may hold half a character, which cannot be encoded.
  const name = encodeURIComponent(body.name.replace(/\p{Surrogate}/gu, "\ufffd"));
  return { "Content-Type": "application/octet-stream", "X-File-Name": name, ...own };
}
