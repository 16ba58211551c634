/** An id made by the sender: the same id again is the same message, so a retry is safe. */
export function clientId(): string {
  // randomUUID is missing in insecure contexts, e.g. a test server reached by its LAN address.
  if (typeof crypto.randomUUID === "function") return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
