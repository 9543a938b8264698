import { TreelineError } from '../../../warehouse/treeline-error.ts';
import type { Progress } from '../engine/operations.ts';

/** Where a command writes: what it found on stdout, what it is doing on stderr. */
export interface Output {
  readonly progress: Progress;
  /** The one answer of a command: its JSON document, or its lines for people. */
  result(value: unknown, lines: () => readonly string[]): void;
  /** A line for people while a command keeps running; silent under `--json`. */
  say(line: string): void;
  /** The one error of a command. */
  failure(error: unknown): void;
}

export interface Streams {
  readonly out: Pick<NodeJS.WriteStream, 'write'>;
  readonly err: Pick<NodeJS.WriteStream, 'write' | 'isTTY'>;
}

const CLEAR_LINE = '\r\u001b[2K';

export function createOutput(json: boolean, streams: Streams): Output {
  const { out, err } = streams;
  let pending = false;

  function endProgress(): void {
    if (pending) err.write(CLEAR_LINE);
    pending = false;
  }

  return {
    progress(text) {
      if (err.isTTY) {
        err.write(`${CLEAR_LINE}  ${text}`);
        pending = true;
      } else if (!json) {
        err.write(`${text}\n`);
      }
    },
    result(value, lines) {
      endProgress();
      const text = json ? JSON.stringify(value, null, 2) : lines().join('\n');
      out.write(`${text}\n`);
    },
    say(line) {
      endProgress();
      if (!json) err.write(`${line}\n`);
    },
    failure(error) {
      endProgress();
      if (json) out.write(`${JSON.stringify({ error: asFields(error) }, null, 2)}\n`);
      else err.write(`${asText(error)}\n`);
    },
  };
}

function asFields(error: unknown): {
  code: string;
  message: string;
  facts: Readonly<Record<string, unknown>>;
} {
  if (error instanceof TreelineError) return { code: error.code, message: error.message, facts: error.facts };
  return { code: 'internal', message: error instanceof Error ? error.message : String(error), facts: {} };
}

/** What its reader can mend is one message; a defect of ours keeps its stack, to be reported. */
function asText(error: unknown): string {
  if (error instanceof TreelineError) return `error: ${error.message}`;
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return `internal error, please report it: ${text}`;
}
