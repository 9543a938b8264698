import { loadConfiguration } from '../configuration.ts';
import type { CommandContext } from '../context.ts';
import { fileLog } from '../log.ts';
import { startServer } from '../running-server.ts';
import { unlessStopped, untilStopped } from '../until-stopped.ts';

/** `serve` shows what is published; `up` (isFollowing) also keeps it fresh. */
export async function serve(
  context: CommandContext,
  flags: { readonly port?: number; readonly host?: string },
  isFollowing: boolean,
): Promise<void> {
  const { output } = context;
  const config = loadConfiguration(context.configPath, context.env);
  const where = { host: flags.host ?? config.server.host, port: flags.port ?? config.server.port };
  const server = await startServer(config, fileLog(config, context.env), where);
  await untilStopped(
    async (stopped) => {
      output.say(`Treeline answers at ${server.url}`);
      if (server.firstVisit !== null)
        output.say(
          `Nobody has signed in yet. The administrator \`admin\` sets a password here, once: ${server.firstVisit}`,
        );
      if (config.auth.mode === 'none')
        output.say('Nobody signs in (auth.mode none): whoever uses this machine sees everything.');
      if (isFollowing) {
        const isShown = await unlessStopped(
          server.followSources(output.progress).then(() => true),
          stopped,
        );
        if (isShown === null) return;
      } else if (server.engine.current() === null) {
        output.say(
          'Nothing is published yet: run `treeline sync` in another terminal, or use `treeline up`.',
        );
      }
      const current = server.engine.current();
      if (current !== null) output.say(`Showing version ${current.version}, data as of ${current.asOf}`);
      output.say('Stop with Ctrl-C.');
      await stopped;
    },
    server,
    output,
  );
}
