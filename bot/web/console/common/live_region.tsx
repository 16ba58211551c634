import { useShared } from "./context";

/** Spoken, not seen; apart from the transcript, which would be read again as a whole by some readers. */
export function LiveRegion() {
  const { parts } = useShared();
  return (
    <div class="only-spoken" aria-live="polite" aria-relevant="additions">
      {parts.announcer.said.value.map(({ id, text }) => (
        <p key={id}>{text}</p>
      ))}
    </div>
  );
}
