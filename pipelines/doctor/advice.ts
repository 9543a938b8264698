/** One thing that was looked at. */
export interface Advice {
  readonly severity: 'ok' | 'warn' | 'error';
  /** What was looked at: `disk`, `crm`, `crm.opportunity`. */
  readonly subject: string;
  /** What is so and, unless all is well, what to do. */
  readonly message: string;
}

/** Tables smaller than this are read whole in no time: an index would not be felt. */
export const FELT_ROWS = 50_000;

/** Clocks may differ by this much before watermarks and "as of" mislead, in milliseconds. */
const CLOCK_TOLERANCE_MS = 5_000;

/** Compares a server's clock with ours; `asked` is our time in the middle of the question. */
export function clockAdvice(subject: string, server: Date, asked: Date): Advice {
  const ahead = server.getTime() - asked.getTime();
  if (Math.abs(ahead) <= CLOCK_TOLERANCE_MS) {
    return { severity: 'ok', subject, message: 'its clock agrees with this machine’s.' };
  }
  const seconds = Math.round(Math.abs(ahead) / 1000);
  return {
    severity: 'warn',
    subject,
    message: `its clock is ${seconds} s ${ahead > 0 ? 'ahead of' : 'behind'} this machine’s: new deals may show late or with a wrong hour. Set both by NTP.`,
  };
}

/** What a watermark without an index costs, measured. */
export function missingIndexAdvice(
  subject: string,
  what: { table: string; column: string; rows: number; lookMs: number; cure: string },
): Advice {
  return {
    severity: 'warn',
    subject,
    message:
      `${what.table}.${what.column} has no index: each look for changes reads all of its ${what.rows.toLocaleString('en')} rows` +
      ` (${Math.round(what.lookMs)} ms just now). ${what.cure}`,
  };
}
