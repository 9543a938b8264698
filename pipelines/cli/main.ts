import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { createOutput, type Streams } from './terminal/output.ts';
import { TreelineError } from '../../warehouse/treeline-error.ts';
import type { InitFlags } from './commands/init.ts';
import type { CommandContext } from './context.ts';

type Environment = Readonly<Record<string, string | undefined>>;

const EXIT_FAILED = 1;
const EXIT_USAGE = 2;
const OWNER_ONLY = 0o077;

/**
 * Runs one command line and answers the exit code. Commands are loaded when they are called: `--help` loads neither
 * DuckDB nor Cube.
 */
export async function run(
  argv: readonly string[],
  env: Environment,
  streams: Streams = { out: process.stdout, err: process.stderr },
): Promise<number> {
  // the warehouse, its copies and the log hold what the border keeps: no other user of this machine reads them
  process.umask(OWNER_ONLY);
  const json = argv.includes('--json');
  const output = createOutput(json, streams);
  let exitCode = 0;

  /** Wraps a command: its error is told once, its exit code is not 0. */
  function action<Options>(
    command: (
      context: CommandContext,
      options: Options,
      argument: string | undefined,
      second: string | undefined,
    ) => Promise<number | void>,
  ) {
    return async (...given: unknown[]) => {
      const self = given.at(-1);
      if (!(self instanceof Command)) throw new Error('commander calls an action with its command last');
      const options = self.optsWithGlobals<Options & { config?: string }>();
      const [argument, second] = self.args;
      const config = options.config ?? env['TREELINE_CONFIG'] ?? './treeline.yaml';
      exitCode = (await command({ env, output, json, configPath: config }, options, argument, second)) ?? 0;
    };
  }

  const program = createProgram(action);
  for (const command of [program, ...program.commands]) {
    command.exitOverride().configureOutput({
      writeOut: (text) => streams.out.write(text),
      writeErr: (text) => json || streams.err.write(text),
    });
  }
  try {
    await program.parseAsync([...argv]);
  } catch (error) {
    if (!(error instanceof CommanderError)) {
      output.failure(error);
      return EXIT_FAILED;
    }
    if (error.exitCode === 0) return 0;
    if (json) output.failure(new TreelineError('bad_usage', error.message));
    return EXIT_USAGE;
  }
  return exitCode;
}

type Action = <Options>(
  command: (
    context: CommandContext,
    options: Options,
    argument: string | undefined,
    second: string | undefined,
  ) => Promise<number | void>,
) => (...given: unknown[]) => Promise<void>;

function createProgram(action: Action): Command {
  const program = new Command('treeline')
    .description('Copies a CRM into a warehouse keyed on the sales organisation, and shows it on boards.')
    .version('0.1.0')
    .showHelpAfterError('Run the command with --help to see what it takes.')
    .enablePositionalOptions(false);

  const command = (name: string, description: string, examples: readonly string[]) => {
    const lines = examples.map((example) => `  $ npx treeline ${example}`);
    return program
      .command(name)
      .description(description)
      .option('-c, --config <file>', 'configuration (default: $TREELINE_CONFIG, then ./treeline.yaml)')
      .option('--json', 'answer with one JSON document on standard output')
      .addHelpText('after', `\nExamples:\n${lines.join('\n')}`);
  };

  command(
    'sync',
    'Reads what changed in the sources, builds and publishes. A running server does it if there is one.',
    ['sync', 'sync --full', 'sync --reconcile', 'sync --entity opportunity --json'],
  )
    .option('--full', 'read everything again, and find rows that were deleted', false)
    .option('--reconcile', 'compare with the sources by ranges of keys, and read what differs', false)
    .option('--entity <name...>', 'only these entities')
    .action(
      action<SyncFlags>(async (context, flags) => (await import('./commands/sync.ts')).sync(context, flags)),
    );

  command('build', 'Computes the star schema from what was landed, tests and publishes it.', [
    'build',
    'build --full --json',
  ])
    .option('--full', 'compute every model from nothing; history in crm_log is kept', false)
    .action(
      action<{ full: boolean }>(async (context, flags) =>
        (await import('./commands/build.ts')).build(context, flags),
      ),
    );

  command('serve', 'Shows the boards of what is published, without reading the sources.', [
    'serve',
    'serve --port 8080',
  ])
    .addOption(portOption())
    .addOption(hostOption())
    .action(
      action<ServeFlags>(async (context, flags) =>
        (await import('./commands/serve.ts')).serve(context, flags, false),
      ),
    );

  command(
    'up',
    'Shows the boards and keeps them fresh: live entities every half second, the rest every minute.',
    ['up', 'up --host 0.0.0.0 --port 8080'],
  )
    .addOption(portOption())
    .addOption(hostOption())
    .action(
      action<ServeFlags>(async (context, flags) =>
        (await import('./commands/serve.ts')).serve(context, flags, true),
      ),
    );

  command('status', 'Tells what is published, how fresh it is, and how the last runs went.', [
    'status',
    'status --json',
  ]).action(action(async (context) => (await import('./commands/status.ts')).status(context)));

  command(
    'query',
    'Asks the semantic layer; the question is a Cube query in JSON, or - to read it from standard input.',
    [
      `query '{"measures":["sales.won_amount"],"dimensions":["sales.org_l2"]}'`,
      'query - --json < question.json',
    ],
  )
    .argument('<json>', 'the Cube query, or -')
    .action(
      action(async (context, _flags, text) =>
        (await import('./commands/query.ts')).query(context, text ?? '-'),
      ),
    );

  command('metrics', 'Lists every metric with its meaning.', ['metrics', 'metrics --language zh'])
    .addOption(new Option('--language <language>', 'en or zh').choices(['en', 'zh']).default('en'))
    .action(
      action<{ language: 'en' | 'zh' }>(async (context, flags) =>
        (await import('./commands/metrics.ts')).metrics(context, flags),
      ),
    );

  command('lineage', 'Tells where a metric or dimension comes from, down to the columns of your CRM.', [
    'lineage sales.won_amount',
    'lineage targets.attainment --language zh',
  ])
    .argument('<member>', 'a name that `treeline metrics` lists')
    .addOption(new Option('--language <language>', 'en or zh').choices(['en', 'zh']).default('en'))
    .action(
      action<{ language: 'en' | 'zh' }>(async (context, flags, member) =>
        (await import('./commands/lineage.ts')).lineage(context, flags, member ?? ''),
      ),
    );

  command('check', 'Runs every test of the models and compares the warehouse with its sources.', [
    'check',
    'check --json',
  ]).action(action(async (context) => (await import('./commands/check.ts')).check(context)));

  command(
    'init',
    'Looks at a database or a folder of exports, recognises known CRMs, and writes a commented configuration.',
    [
      'init --url postgres://reader@crm.example/crm',
      'init --path ./exports --currency USD --timezone Europe/Berlin',
    ],
  )
    .option('--url <url>', 'postgres://… or mysql://…; it is not written down')
    .option('--path <folder>', 'a folder of CSV, Excel, JSON or Parquet files')
    .option('--timezone <zone>', 'the company’s time zone', Intl.DateTimeFormat().resolvedOptions().timeZone)
    .option('--currency <code>', 'the reporting currency', 'CNY')
    .option('--force', 'write over a configuration that exists', false)
    .action(
      action<InitFlags>(async (context, flags) => (await import('./commands/init.ts')).init(context, flags)),
    );

  command(
    'doctor',
    'Looks at configuration, sources, clocks and disk, and says in plain words what is wrong.',
    ['doctor', 'doctor --json'],
  ).action(action(async (context) => (await import('./commands/doctor.ts')).doctor(context)));

  command(
    'backup',
    'Writes a consistent copy of the warehouse, accounts and audit into a new folder, while the server runs.',
    ['backup ./backups/2026-03-31'],
  )
    .argument('<folder>', 'a folder that does not exist yet, or is empty')
    .action(
      action(async (context, _flags, folder) =>
        (await import('./commands/backup.ts')).backup(context, folder ?? ''),
      ),
    );

  command('user', 'Who may come in: list, add, change, link, enable, disable, sign-out, remove.', [
    'user list',
    'user add li.na@example.com --name "Li Na" --role manager --person crm:117',
    'user change li.na@example.com --unit crm:12 crm:15',
    'user link li.na@example.com',
  ])
    .argument('<action>', 'list, add, change, link (to set a password), enable, disable, sign-out or remove')
    .argument('[login]', 'the log-in name: a mail address, or a name without spaces')
    .option('--name <name>', 'the name on the screen')
    .option('--role <role...>', 'administrator, analyst, manager, rep')
    .option('--unit <id...>', 'opens a unit and everything beneath it; * is the whole company')
    .option('--person <id>', 'the employee in the CRM, such as crm:117; none for nobody')
    .action(
      action<UserFlags>(async (context, flags, name, login) =>
        (await import('./commands/user.ts')).user(context, flags, name ?? '', login),
      ),
    );

  command('demo', 'Starts a made-up company with a living CRM, loads it and shows the boards.', [
    'demo',
    'demo --port 4800 --scale medium',
  ])
    .addOption(
      new Option('--scale <size>', 'how large the company is')
        .choices(['tiny', 'small', 'medium', 'large'])
        .default('small'),
    )
    .option('--seed <number>', 'another company for another number', wholeNumber, 1)
    .addOption(portOption())
    .option('--no-simulator', 'nothing happens by itself')
    .option('--fresh', 'throw the demo’s data away and start anew', false)
    .option('--folder <folder>', 'where the demo keeps its data', './data/demo')
    .action(
      action<DemoFlags>(async (context, flags) => (await import('./commands/demo.ts')).demo(context, flags)),
    );

  return program;
}

export interface UserFlags {
  readonly name?: string;
  readonly role?: readonly string[];
  readonly unit?: readonly string[];
  readonly person?: string;
}

export interface SyncFlags {
  readonly full: boolean;
  readonly reconcile: boolean;
  readonly entity?: readonly string[];
}

export interface ServeFlags {
  readonly port?: number;
  readonly host?: string;
}

export interface DemoFlags {
  readonly scale: 'tiny' | 'small' | 'medium' | 'large';
  readonly seed: number;
  readonly port?: number;
  readonly simulator: boolean;
  readonly fresh: boolean;
  readonly folder: string;
}

function portOption(): Option {
  return new Option('--port <number>', 'instead of server.port of the configuration').argParser(portNumber);
}

function hostOption(): Option {
  return new Option('--host <address>', 'instead of server.host; 0.0.0.0 opens the boards to the network');
}

function portNumber(text: string): number {
  const port = wholeNumber(text);
  if (port > 65_535) throw new InvalidArgumentError('A port is a number from 0 to 65535.');
  return port;
}

function wholeNumber(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError('Write a whole number.');
  return Number(text);
}
