import { MomentIn } from "./moment_in";

export function Moment({ at }: { at: string }) {
  return (
    <span class="moment">
      <MomentIn words="{time}" at={at} />
    </span>
  );
}
