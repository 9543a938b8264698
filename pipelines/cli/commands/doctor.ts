import { loadConfiguration } from '../configuration.ts';
import type { Config } from '../../config/config.ts';
import type { Advice } from '../../doctor/advice.ts';
import { examine } from '../../doctor/doctor.ts';
import { TreelineError } from '../../../warehouse/treeline-error.ts';
import type { CommandContext } from '../context.ts';
import { controlAddress } from '../control/address.ts';
import { isServed } from '../control/client.ts';

const MARKS = { ok: '✓', warn: '!', error: '✗' } as const;

/** Answers 1 when something keeps Treeline from working, 0 when only warnings stand. */
export async function doctor(context: CommandContext): Promise<number> {
  const advice = await diagnose(context);
  context.output.result({ ok: advice.every((one) => one.severity !== 'error'), advice }, () =>
    advice.map(({ severity, subject, message }) => `${MARKS[severity]} ${subject}: ${message}`),
  );
  return advice.some((one) => one.severity === 'error') ? 1 : 0;
}

async function diagnose(context: CommandContext): Promise<Advice[]> {
  let config: Config;
  try {
    config = loadConfiguration(context.configPath, context.env);
  } catch (error) {
    if (!(error instanceof TreelineError)) throw error;
    return [{ severity: 'error', subject: 'configuration', message: error.message }];
  }
  const isRunning = await isServed(controlAddress(config.warehouse));
  return [
    { severity: 'ok', subject: 'configuration', message: `${context.configPath} is in order.` },
    {
      severity: 'ok',
      subject: 'server',
      message: isRunning
        ? 'a Treeline server runs on this warehouse.'
        : 'no Treeline server runs on this warehouse.',
    },
    ...(await examine(config, context.output.progress)),
  ];
}
