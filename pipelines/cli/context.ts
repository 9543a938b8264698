import type { Output } from './terminal/output.ts';

/** What every command is given. */
export interface CommandContext {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly output: Output;
  readonly json: boolean;
  readonly configPath: string;
}
