type Props = { name: string; value: string; detail: string; hook: string };

/** One number with its name and what it is a part of. */
export function Figure({ name, value, detail, hook }: Props) {
  return (
    <div class="figure" data-testid={hook}>
      <dt>{name}</dt>
      <dd class="figure-value">{value}</dd>
      <dd class="quiet">{detail}</dd>
    </div>
  );
}
