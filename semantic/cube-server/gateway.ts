import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { TreelineError } from '../../warehouse/treeline-error.ts';
import { refuseOtherTree } from '../policy/other-tree.ts';
import type { SecurityContext } from '../policy/viewer.ts';
import type { PreparedQuery } from '../query/prepare.ts';
import type { Model } from '../schema/model.ts';
import { arraySchema, readAnswer, unwrapped, type Answer, type CubeResult } from './answer.ts';
import { compiledIn } from './orchestrator.ts';
import type { CubePackages } from './packages.ts';
import type { Publish } from './publish.ts';
import { keepQuestions, type Question } from './questions.ts';
import { errorBody, loadBody } from './rest-response.ts';

/** What must be settled before Cube may see a query. */
export interface Settled {
  readonly prepared: PreparedQuery;
  readonly publish: Publish;
  readonly model: Model;
}

export interface GatewayGround {
  /** Checks a raw query against the current publish. Errors: those of `prepareQuery`, `not_published`. */
  settle(raw: unknown, context: SecurityContext): Promise<Settled>;
  model(): Model;
  /** Milliseconds after which an answer is given up. */
  readonly timeoutMs: number;
  warn(fields: Record<string, unknown>, message: string): void;
}

const compiledSchema = z
  .object({ sql: z.tuple([z.string(), z.array(z.union([z.string(), z.number(), z.boolean(), z.null()]))]) })
  .transform(({ sql: [sql, values] }) => ({ sql, values }));

interface Heard {
  readonly message: unknown;
  readonly status: number;
}

/** What Cube would answer a client, heard instead. */
function listener() {
  let answer: Heard | null = null;
  return {
    res: (message: unknown, extra?: { status?: number }) => {
      answer = { message, status: extra?.status ?? 200 };
    },
    heard: (): Heard => {
      if (answer === null) throw new Error('Cube gave no answer');
      return answer;
    },
  };
}

/** A query as SQL, with what it was checked against. */
export interface CompiledQuery extends Settled, z.infer<typeof compiledSchema> {}

export function defineGateway({ gateway: { ApiGateway } }: CubePackages, ground: GatewayGround) {
  type LoadRequest = Parameters<InstanceType<typeof ApiGateway>['load']>[0];
  type MetaRequest = Parameters<InstanceType<typeof ApiGateway>['meta']>[0];

  return class TreelineGateway extends ApiGateway {
    /** The SQL interface needs the native addon. */
    protected override createSQLServerInstance() {
      return Object.create(null);
    }

    private readonly questions = keepQuestions();

    /** One answer. Errors: those of `settle`, `invalid_query`, `query_timeout`, `organisation_changed`. */
    async answer(raw: unknown, securityContext: SecurityContext): Promise<Answer> {
      const { prepared, publish, model } = await ground.settle(raw, securityContext);
      const context = { securityContext, requestId: randomUUID(), publishedVersion: publish.version };
      const key = this.questions.keyOf(model.version, prepared.sent, securityContext);
      const deadline = performance.now() + ground.timeoutMs;
      for (;;) {
        const question = this.questions.get(key);
        const { message, status } = await (question === undefined
          ? this.ask({ query: prepared.sent, context, res: () => undefined })
          : this.askAgain(question, context));
        if (status < 400 && !isContinueWait(message)) {
          const result =
            question === undefined ? unwrapped(message) : { ...question, array: arraySchema.parse(message) };
          // Cube compiles for the model of the moment, which a publish may have changed since
          if (question === undefined && ground.model() === model) this.keep(key, result, context);
          const answer = readAnswer(result, prepared, model);
          refuseOtherTree(answer.publish, securityContext.frame);
          return answer;
        }
        if (status < 400 && performance.now() < deadline) continue;
        throw this.failure(message, status);
      }
    }

    private keep(key: string, { aliases, annotation }: CubeResult, context: object): void {
      const compiled = compiledIn(context);
      if (compiled !== undefined) this.questions.keep(key, { compiled, aliases, annotation });
    }

    /** The SQL that Cube asks DuckDB, the policy of the viewer inside. Errors: those of `settle`. */
    async sqlOf(raw: unknown, securityContext: SecurityContext): Promise<CompiledQuery> {
      const { prepared, publish, model } = await ground.settle(raw, securityContext);
      const context = { securityContext, requestId: randomUUID() };
      const [, normalized] = await this.getNormalizedQueries(prepared.sent, context);
      const compiler = await this.getCompilerApi(context);
      const compiled = compiledSchema.parse(
        await compiler.getSql(this.coerceForSqlQuery(normalized[0], context)),
      );
      return { ...compiled, prepared, publish, model };
    }

    private async ask(request: LoadRequest): Promise<Heard> {
      const answer = listener();
      await super.load({ ...request, res: answer.res });
      return answer.heard();
    }

    /** The array of rows, without compiling anew what was compiled before. */
    private async askAgain({ compiled }: Question, context: LoadRequest['context']): Promise<Heard> {
      try {
        const orchestrator = await this.getAdapterApi(context);
        const { requestId } = context;
        const { data } = await orchestrator.executeQuery({ ...compiled, context, requestId });
        return { message: data, status: 200 };
      } catch (e) {
        const answer = listener();
        this.handleError({ e, context, query: {}, res: answer.res, requestStarted: new Date() });
        return answer.heard();
      }
    }

    private failure(message: unknown, status: number): Error {
      const text = textOf(message);
      if (status < 400 || /timeout/i.test(text)) {
        return new TreelineError(
          'query_timeout',
          `The query took longer than ${Math.round(ground.timeoutMs / 1000)} seconds. Ask for a shorter period or fewer groups.`,
          { seconds: Math.round(ground.timeoutMs / 1000) },
        );
      }
      if (status === 400) return new TreelineError('invalid_query', `Cube refuses the query: ${text}`);
      return new Error(`Cube failed with status ${status}: ${text}`);
    }

    /** `/cubejs-api/v1/load`. */
    override async load({ query, context, res, queryType }: LoadRequest): Promise<void> {
      try {
        const raw = typeof query === 'string' ? readText(query) : query;
        const answer = await this.answer(raw, context.securityContext);
        await res(loadBody(answer, raw, queryType === 'multi'));
      } catch (error) {
        const { status, body } = errorBody(error);
        if (status >= 500) ground.warn({ error }, 'a query failed');
        await res(body, { status });
      }
    }

    /** `/cubejs-api/v1/meta`, without what the viewer may not name. */
    override async meta(request: MetaRequest): Promise<void> {
      const { denied, masked }: SecurityContext = request.context.securityContext;
      const { descriptions, members: known } = ground.model();
      const say = <T extends { name: string }>(member: T) => ({
        ...member,
        ...descriptions.get(member.name),
      });
      const open = <T extends { name: string }>(members: readonly T[]) =>
        members
          .filter(({ name }) => known.has(name) && !denied.includes(name))
          .map((one) => ({ ...say(one), ...(masked.includes(one.name) ? { isMasked: true } : {}) }));
      await super.meta({
        ...request,
        res: (message) => {
          if ('error' in message) return request.res(message);
          const cubes = message.cubes.map((cube) => ({
            ...say(cube),
            measures: open(cube.measures),
            dimensions: open(cube.dimensions),
          }));
          return request.res({ ...message, cubes });
        },
      });
    }
  };
}

/** A query as an address carries it. Errors: `invalid_query`. */
function readText(query: string): unknown {
  try {
    return JSON.parse(query);
  } catch (cause) {
    throw new TreelineError('invalid_query', 'The query in the address is not JSON.', {}, cause);
  }
}

function isContinueWait(message: unknown): boolean {
  return textOf(message) === 'Continue wait';
}

function textOf(message: unknown): string {
  return typeof message === 'object' &&
    message !== null &&
    'error' in message &&
    typeof message.error === 'string'
    ? message.error
    : '';
}
