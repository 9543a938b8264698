import { describe, expect, it } from 'vitest';
import { TreelineError } from '../../../warehouse/treeline-error.ts';
import { createOutput } from './output.ts';
import { tableLines } from './table.ts';

function streams(isTTY = false) {
  const written = { out: '', err: '' };
  const stream = (name: 'out' | 'err') => ({
    isTTY,
    write(text: string) {
      written[name] += text;
      return true;
    },
  });
  return { written, streams: { out: stream('out'), err: stream('err') } };
}

describe('what a command writes', () => {
  it('under --json is one document on standard output and nothing else', () => {
    const { written, streams: given } = streams();
    const output = createOutput(true, given);
    output.progress('building');
    output.say('hello');
    output.result({ version: 3 }, () => ['version 3']);
    expect(JSON.parse(written.out)).toEqual({ version: 3 });
    expect(written.err).toBe('');
  });

  it('under --json tells an error as JSON too', () => {
    const { written, streams: given } = streams();
    createOutput(true, given).failure(new TreelineError('port_taken', 'Port 1 is taken.', { port: 1 }));
    expect(JSON.parse(written.out)).toEqual({
      error: { code: 'port_taken', message: 'Port 1 is taken.', facts: { port: 1 } },
    });
  });

  it('is one message without a stack for what its reader can mend', () => {
    const { written, streams: given } = streams();
    createOutput(false, given).failure(new TreelineError('port_taken', 'Port 1 is taken.'));
    expect(written.err).toBe('error: Port 1 is taken.\n');
    expect(written.out).toBe('');
  });

  it('keeps the stack of a defect', () => {
    const { written, streams: given } = streams();
    createOutput(false, given).failure(new Error('boom'));
    expect(written.err).toMatch(/internal error, please report it: Error: boom\n\s+at /);
  });

  it('rewrites one line of progress on a terminal and clears it before the answer', () => {
    const { written, streams: given } = streams(true);
    const output = createOutput(false, given);
    output.progress('one');
    output.progress('two');
    output.result({}, () => ['done']);
    expect(written.err).toBe('\r\u001b[2K  one\r\u001b[2K  two\r\u001b[2K');
    expect(written.out).toBe('done\n');
  });
});

describe('a table', () => {
  it('aligns figures to the right and counts Chinese characters as two columns', () => {
    expect(
      tableLines(
        ['unit', 'count'],
        [
          ['华东', '12'],
          ['East', '1,200'],
        ],
      ),
    ).toEqual(['unit  count', '────  ─────', '华东     12', 'East  1,200']);
  });
});
