import { loadConfiguration } from '../configuration.ts';
import { beginDemoCrm, type DemoCrm } from '../../demo/demo-crm.ts';
import { TreelineError } from '../../../warehouse/treeline-error.ts';
import type { CommandContext } from '../context.ts';
import { controlAddress } from '../control/address.ts';
import { isServed } from '../control/client.ts';
import { openDemoFolder, type DemoFolder } from '../demo-folder.ts';
import { fileLog } from '../log.ts';
import type { DemoFlags } from '../main.ts';
import type { RunningServer } from '../running-server.ts';
import type { Output } from '../terminal/output.ts';
import { unlessStopped, untilStopped } from '../until-stopped.ts';

const HOST = '127.0.0.1';
const FIRST_PORT = 4700;
/** Ports tried after the first, when they are taken. */
const OTHER_PORTS = 50;
const ACCOUNTS_AFTER_MS = 3_000;

/** A made-up company: its CRM, loaded and shown, until Ctrl-C. Errors: `server_running`, `demo_folder_taken`. */
export async function demo(context: CommandContext, flags: DemoFlags): Promise<void> {
  const { output } = context;
  const started = performance.now();
  const step = (text: string) => output.say(`${seconds(started)}  ${text}`);
  const folder = await openDemoFolder(flags.folder);
  if (await isServed(controlAddress(folder.warehouse))) {
    throw new TreelineError(
      'server_running',
      `The demo in ${flags.folder} already runs. Use it, stop it, or name another folder: --folder <folder>.`,
      { folder: flags.folder },
    );
  }
  if (flags.port !== undefined) await refuseTakenPort(flags.port);
  if (flags.fresh) await folder.empty();

  const parts: { close(): Promise<void> }[] = [];
  const all = {
    async close() {
      for (const part of parts.splice(0).toReversed()) await part.close();
    },
  };
  await untilStopped(
    async (stopped) => {
      step(`Making up a company with a CRM of its own (${flags.scale}, seed ${flags.seed})`);
      // Cube takes a moment to load: meanwhile the CRM's process fills its tables
      const loading = Promise.all([import('../running-server.ts'), import('../engine/open-semantic.ts')]);
      const begun = beginCrm(flags, folder, output);
      parts.push({ close: () => begun.stop() });
      const crm = await unlessStopped(begun.ready, stopped);
      if (crm === null) return;
      step(crmSentence(crm));
      if (!crm.stats.reused) await folder.dropWarehouse();
      await folder.writeConfig(crm.url);
      const config = loadConfiguration(folder.config, context.env);
      const [{ startServer }] = await loading;
      const server = await onFreePort(flags.port, output, (port) =>
        startServer(config, fileLog(config, context.env), { host: HOST, port }),
      );
      parts.push(server);
      step(`Copying it into a warehouse and building the star schema (boards open at ${server.url})`);
      const isShown = await unlessStopped(
        server.followSources(output.progress).then(() => true),
        stopped,
      );
      if (isShown === null) return;
      const current = server.engine.current();
      if (current !== null) step(`Published version ${current.version}, data as of ${current.asOf}`);
      output.say(invitation(server, crm, folder, flags.simulator));
      // accounts open while the visitor looks at the first screen, so that the first click does not wait for them
      const soon = setTimeout(() => void server.engine.directory().catch(() => undefined), ACCOUNTS_AFTER_MS);
      soon.unref();
      await stopped;
      clearTimeout(soon);
    },
    all,
    output,
  );
}

function beginCrm(flags: DemoFlags, folder: DemoFolder, output: Output): ReturnType<typeof beginDemoCrm> {
  return beginDemoCrm({
    ...{ dir: folder.crm, seed: flags.seed, scale: flags.scale, simulator: flags.simulator },
    onProgress: ({ done, of, what }) =>
      output.progress(`${what} (${Math.floor((100 * done) / Math.max(of, 1))} %)`),
    onWarning: (message) => output.say(message),
  });
}

/** Told before the CRM is made, not after. */
async function refuseTakenPort(port: number): Promise<void> {
  const { listen } = await import('../../../server/http/listen.ts');
  const probe = await listen(HOST, port, () => undefined);
  await probe.close();
}

/** A taken port is told and stepped over, unless the user named it. */
async function onFreePort(
  wanted: number | undefined,
  output: Output,
  start: (port: number) => Promise<RunningServer>,
): Promise<RunningServer> {
  if (wanted !== undefined) return await start(wanted);
  for (let port = FIRST_PORT; ; port += 1) {
    try {
      return await start(port);
    } catch (error) {
      const isTaken = error instanceof TreelineError && error.code === 'port_taken';
      if (!isTaken || port >= FIRST_PORT + OTHER_PORTS) throw error;
      output.say(`Port ${port} is taken, trying ${port + 1}.`);
    }
  }
}

function crmSentence(crm: DemoCrm): string {
  const rows = Object.values(crm.stats.rows).reduce((total, count) => total + count, 0);
  const how = crm.stats.reused ? 'found as it was left' : 'filled';
  return `The CRM is ${how}: ${rows.toLocaleString('en')} rows`;
}

function invitation(server: RunningServer, crm: DemoCrm, folder: DemoFolder, isAlive: boolean): string {
  const win =
    "update biz_opportunity set stage_code = 'WON' where id = (select id from biz_opportunity" +
    " join biz_stage using (pipeline_code, stage_code) where stage_kind = 'O' and not is_deleted" +
    ' order by amount desc nulls last limit 1)';
  return [
    '',
    `  The wall         ${server.url}/tv`,
    `  The board        ${server.url}/board`,
    `  The leaderboard  ${server.url}/leaderboard`,
    `  As somebody      ${server.url}/sign-in   (an executive, a manager, a rep …: one click)`,
    '',
    `  The CRM          ${crm.url}`,
    `  Win a deal       psql "${crm.url}" -c "${win}"`,
    `  Other commands   npx treeline status --config ${folder.config}`,
    '',
    isAlive
      ? '  Sales people are at work in the CRM: watch the wall. Stop with Ctrl-C.'
      : '  Nothing happens by itself (--no-simulator). Stop with Ctrl-C.',
  ].join('\n');
}

function seconds(since: number): string {
  return `${((performance.now() - since) / 1000).toFixed(1).padStart(5)} s`;
}
