import { fill } from "../../shared/locale";
import type { Decided } from "../state/protocol";
import { becauseLine, decisionName, otherwiseLine } from "../state/words";
import { useTexts } from "../common/context";
import { Why } from "./why";

export function DecidedLine({ entry }: { entry: Decided }) {
  const texts = useTexts();
  const { entry: words } = texts;
  const line = entry.decision
    ? fill(words.decided, { decision: decisionName(texts, entry.decision) })
    : words.decidedPlain;
  return (
    <Why
      entry={entry}
      line={line}
      facts={[
        [words.rule, entry.rule],
        [words.reason, becauseLine(texts, entry)],
        ...(entry.otherwise ? [[words.otherwiseName, otherwiseLine(texts, entry.otherwise)] as const] : []),
      ]}
    />
  );
}
