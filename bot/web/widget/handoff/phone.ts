const FEWEST_DIGITS = 6;
const MOST_DIGITS = 20;

/** Whether somebody could be called there: digits as people write them, also in full width. */
export function isPhone(text: string): boolean {
  const digits = text.replace(/\D/g, "").length;
  return /^\+?[\d ()-]+$/.test(text) && digits >= FEWEST_DIGITS && digits <= MOST_DIGITS;
}

/** What an East Asian keyboard may write, as the server reads it: ＋８５２ → +852, and no blanks around. */
export function plainPhone(text: string): string {
  return text.normalize("NFKC").replace(/[\u2010-\u2015\u2212]/g, "-").trim();
}
