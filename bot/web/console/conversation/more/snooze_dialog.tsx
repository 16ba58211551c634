import { useId, useState } from "preact/hooks";
import { moment } from "../../state/words";
import { ConfirmDialog } from "../../common/confirm_dialog";
import { useLocale, useShared, useTexts } from "../../common/context";

type Props = { onCancel: () => void; onConfirm: (until: Date) => void };

const MINUTE_MS = 60_000;
const MORNING_HOUR = 9;

/** Puts a conversation aside: three usual times are one click, any other can be picked. */
export function SnoozeDialog({ onCancel, onConfirm }: Props) {
  const { snooze } = useTexts();
  const locale = useLocale();
  const { clock } = useShared().parts;
  const id = useId();
  const [now] = useState(() => clock.now.peek());
  const [picked, setPicked] = useState("");
  const until = picked ? new Date(picked) : null;
  const choices: [keyof typeof snooze.choices, Date][] = [
    ["halfHour", new Date(now + 30 * MINUTE_MS)],
    ["twoHours", new Date(now + 120 * MINUTE_MS)],
    ["tomorrow", tomorrowMorning(now)],
  ];
  return (
    <ConfirmDialog
      title={snooze.title}
      text={snooze.text}
      confirm={snooze.confirm}
      isReady={until !== null && until.getTime() > now}
      onCancel={onCancel}
      onConfirm={() => until && onConfirm(until)}
    >
      <div class="snooze-choices">
        {choices.map(([name, at]) => (
          <button
            key={name}
            type="button"
            class="button snooze-choice"
            data-testid={`snooze-${name}`}
            onClick={() => onConfirm(at)}
          >
            {snooze.choices[name]} <span class="quiet">{moment(at.toISOString(), now, locale)}</span>
          </button>
        ))}
      </div>
      <div class="field">
        <label for={id}>{snooze.pick}</label>
        <input
          id={id}
          type="datetime-local"
          data-testid="snooze-until"
          min={localMinute(now)}
          value={picked}
          onInput={(event) => setPicked(event.currentTarget.value)}
        />
      </div>
    </ConfirmDialog>
  );
}

function tomorrowMorning(now: number): Date {
  const morning = new Date(now);
  morning.setDate(morning.getDate() + 1);
  morning.setHours(MORNING_HOUR, 0, 0, 0);
  return morning;
}

/** As the field writes it: local time to the minute. */
function localMinute(at: number): string {
  const offset = new Date(at).getTimezoneOffset() * MINUTE_MS;
  return new Date(at - offset).toISOString().slice(0, 16);
}
