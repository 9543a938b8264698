import { BYTES_OF_MB } from '../sources/throttle.ts';

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

/** What a large table without a watermark costs. */
export function noWatermarkAdvice(subject: string, table: string, rows: number): Advice {
  return {
    severity: 'warn',
    subject,
    message: `${table} (about ${Math.round(rows).toLocaleString('en')} rows) has no watermark: every sync adds up the checksums of all its rows. Name a column that rises with every change as "watermark", if there is one.`,
  };
}

/** Whether a table can be read whole at the rate that its source is slowed down to. */
export function slowReadAdvice(
  subject: string,
  limits: { readonly maxReadMbPerSecond: number | null; readonly statementTimeoutSeconds: number },
  table: string,
  bytes: number,
): Advice[] {
  if (limits.maxReadMbPerSecond === null) return [];
  const seconds = Math.round(bytes / BYTES_OF_MB / limits.maxReadMbPerSecond);
  if (seconds < limits.statementTimeoutSeconds) return [];
  return [
    {
      severity: 'warn',
      subject,
      message: `${table} takes about ${seconds} s at ${limits.maxReadMbPerSecond} MB/s, and statement_timeout_s is ${limits.statementTimeoutSeconds}: a full read would be given up. Raise statement_timeout_s above that, or max_read_mb_per_s.`,
    },
  ];
}
