import type { Chat } from "../chat";
import type { HandoffKey } from "./texts";

/** What may be wrong with the moment of a call. The server's reasons are the names of our texts. */
const OF_MOMENT: readonly HandoffKey[] = ["call_past", "call_soon", "call_far", "call_closed"];
const REASONS: readonly HandoffKey[] = [...OF_MOMENT, "call_agreed", "phone_wrong"];

/** Which text says why the customer's choice was refused; null where there is nothing to say. */
export function problemOf({ refusal }: Chat): HandoffKey | null {
  // Where there is no call to cancel, the customer waits here, as they wanted.
  if (!refusal || refusal.error.reason === "no_call") return null;
  const { item, error } = refusal;
  const other = item.kind === "callback" && error.code === "bad_input" ? "call_unreadable" : "wrong";
  return REASONS.find((reason) => reason === error.reason) ?? other;
}

export function isOfMoment(problem: HandoffKey | null): boolean {
  return OF_MOMENT.some((one) => one === problem);
}
