import { compareFigure, emptyReport, type GoldenReport } from './report.ts';
import { FUNNEL_STEPS } from './oracle/funnel.ts';
import type { Measure, Need } from './oracle/measure.ts';
import type { OracleDb, OracleRow } from './oracle/oracle-db.ts';
import {
  cubeSlice,
  describeSlice,
  generateSlices,
  oracleWhere,
  type Slice,
  type SliceWish,
} from './slices.ts';
import { fixedConditions, GOLDEN_VIEWS, type GoldenView } from './views.ts';

/** The side under test: Cube's REST API and the members it offers. */
export interface CubeSide {
  readonly members: ReadonlySet<string>;
  load(query: object): Promise<Record<string, unknown>[]>;
}

export interface Wish extends Pick<SliceWish, 'count' | 'seed' | 'reorganisations'> {
  /** What the source has; figures that need more must be null. */
  readonly has: ReadonlySet<Need>;
  readonly parallel: number;
}

/** Asks both sides every generated slice of every view. */
export async function askEverything(db: OracleDb, cube: CubeSide, wish: Wish): Promise<GoldenReport> {
  const report = emptyReport();
  for (const [nth, view] of GOLDEN_VIEWS.entries()) {
    const slices = await slicesOf(db, view, { ...wish, seed: wish.seed + nth });
    const names = view.measures.map((one) => `${view.name}.${one.member}`);
    report.covered.push(...names.filter((name) => cube.members.has(name)));
    report.absent.push(...names.filter((name) => !cube.members.has(name)));
    await inParallel(slices, wish.parallel, async (slice) => {
      await askSlice(db, cube, view, slice, wish.has, report);
      if (view.name === 'funnel') await askSteps(db, cube, slice, report);
      if (slice.unit !== null) await askUnits(db, cube, view, slice, wish.has, report);
    });
  }
  report.covered.push(...FUNNEL_STEPS.map((one) => `funnel_steps.${one.member}`));
  const views = new Set([...GOLDEN_VIEWS.map((one) => one.name), 'funnel_steps']);
  const known = new Set(report.covered);
  report.unasked = [...cube.members].filter(
    (name) => views.has(name.split('.')[0] ?? '') && !known.has(name),
  );
  return report;
}

async function slicesOf(db: OracleDb, view: GoldenView, wish: Wish): Promise<Slice[]> {
  const [size] = await db.rows(`select count(*)::integer as n from ${view.table}`);
  // a source without this entity is asked all the same: about the days and units that it has
  const table = size?.['n'] === 0 ? 'o.sales' : view.table;
  const attributes = table === view.table ? view.attributes : [];
  const slices = await generateSlices(db, { ...wish, table, attributes, hasDue: view.hasDue === true });
  if (view.fixed.length === 0) return slices;
  const columns = view.fixed.map((one) => one.column).join(', ');
  const found = await db.rows(`select distinct ${columns} from ${view.table} order by all`);
  const combinations = fixedConditions(view, found);
  if (combinations.length === 0) return slices;
  return slices.map((slice, nth) => ({
    ...slice,
    conditions: [...slice.conditions, ...(combinations[nth % combinations.length] ?? [])],
  }));
}

function selectOf(
  view: GoldenView,
  cube: CubeSide,
  has: ReadonlySet<Need>,
): { measures: readonly Measure[]; select: string } {
  const measures = view.measures.filter((one) => cube.members.has(`${view.name}.${one.member}`));
  const columns = measures.map(
    (one) =>
      `${one.needs.every((need) => need.split('|').some((name) => has.has(name as Need))) ? one.sql : 'null'} as "${one.member}"`,
  );
  return { measures, select: columns.join(', ') };
}

async function askSlice(
  db: OracleDb,
  cube: CubeSide,
  view: GoldenView,
  slice: Slice,
  has: ReadonlySet<Need>,
  report: GoldenReport,
): Promise<void> {
  const { measures, select } = selectOf(view, cube, has);
  const [ours] = await db.rows(`select ${select} from ${rowsOf(view, slice, 'null')}`);
  const answer = await cube.load({
    measures: measures.map((one) => `${view.name}.${one.member}`),
    ...cubeSlice(slice, view.name, view.date),
  });
  report.slices += 1;
  for (const { member } of measures) {
    compareFigure(report, view.name, member, slice, ours?.[member], answer[0]?.[`${view.name}.${member}`]);
  }
}

/** The oracle's rows of a slice, each with its unit. */
function rowsOf(view: GoldenView, slice: Slice, unit: string): string {
  if (view.rows !== undefined) return view.rows(slice, unit);
  return `(select *, ${unit} as unit from ${view.table} where ${oracleWhere(slice)})`;
}

/** One question for all units of a depth: as many slices as there are units, the people above them being one too. */
async function askUnits(
  db: OracleDb,
  cube: CubeSide,
  view: GoldenView,
  slice: Slice,
  has: ReadonlySet<Need>,
  report: GoldenReport,
): Promise<void> {
  const depth = String(slice.unit?.depth ?? 1);
  const all = { ...slice, unit: null };
  const { measures, select } = selectOf(view, cube, has);
  const path = slice.attribution === 'as_is' ? 'is_path' : 'then_path';
  const dimension = `${view.name}.${slice.attribution === 'as_is' ? 'org' : 'org_then'}_l${depth}_id`;
  const ours = await db.rows(
    `select unit, ${select} from ${rowsOf(view, all, `${path}[${depth}]`)} group by unit`,
  );
  const theirs = await cube.load({
    measures: measures.map((one) => `${view.name}.${one.member}`),
    dimensions: [dimension],
    ...cubeSlice(all, view.name, view.date),
  });
  const byUnit = new Map(theirs.map((row) => [row[dimension] ?? null, row]));
  report.slices += ours.length;
  for (const row of ours) {
    const found = byUnit.get(row['unit'] ?? null);
    byUnit.delete(row['unit'] ?? null);
    const named: Slice = {
      ...all,
      conditions: [...all.conditions, { member: dimension, column: '', value: String(row['unit']) }],
    };
    for (const { member } of measures) {
      const theirs =
        found === undefined && Number(row[member] ?? 0) === 0
          ? row[member]
          : found?.[`${view.name}.${member}`];
      compareFigure(report, view.name, member, named, row[member], theirs);
    }
  }
  // a unit without events may be missing on either side, or stand there for its people; then nothing is claimed of it
  for (const [unit, row] of byUnit) {
    const claims = measures.filter(({ member }) => Number(row[`${view.name}.${member}`] ?? 0) !== 0);
    for (const { member } of claims) {
      const named: Slice = {
        ...all,
        conditions: [...all.conditions, { member: dimension, column: '', value: String(unit) }],
      };
      compareFigure(report, view.name, member, named, null, row[`${view.name}.${member}`]);
    }
  }
}

async function askSteps(db: OracleDb, cube: CubeSide, slice: Slice, report: GoldenReport): Promise<void> {
  const found = await db.rows(`select max(step_count) as n from o.funnel where ${oracleWhere(slice)}`);
  const steps = Array.from({ length: Number(found[0]?.['n'] ?? 0) }, (_, i) => i + 1);
  const select = steps.flatMap((k) =>
    FUNNEL_STEPS.map((one) => `${one.sql(k)} as "${one.member}_${String(k)}"`),
  );
  const ours: OracleRow =
    select.length === 0
      ? {}
      : ((await db.rows(`select ${select.join(', ')} from o.funnel where ${oracleWhere(slice)}`))[0] ?? {});
  const answer = await cube.load({
    measures: FUNNEL_STEPS.map((one) => `funnel_steps.${one.member}`),
    dimensions: ['funnel_steps.step_rank'],
    ...cubeSlice(slice, 'funnel_steps'),
  });
  const byRank = new Map(answer.map((row) => [Number(row['funnel_steps.step_rank']), row]));
  if (byRank.size !== steps.length) {
    report.mismatches.push({
      view: 'funnel_steps',
      member: 'step_rank',
      slice: describeSlice(slice),
      oracle: String(steps.length),
      cube: [...byRank.keys()].join(','),
    });
  }
  for (const k of steps) {
    for (const { member } of FUNNEL_STEPS) {
      const theirs = byRank.get(k)?.[`funnel_steps.${member}`];
      compareFigure(
        report,
        'funnel_steps',
        member,
        {
          ...slice,
          conditions: [...slice.conditions, { member: 'step_rank', column: '', value: String(k) }],
        },
        ours[`${member}_${String(k)}`],
        theirs,
      );
    }
  }
  const counts = steps.map((k) => Number(byRank.get(k)?.['funnel_steps.count'] ?? 0));
  if (counts.some((count, at) => at > 0 && count > (counts[at - 1] ?? 0))) {
    report.mismatches.push({
      view: 'funnel_steps',
      member: 'count rises',
      slice: describeSlice(slice),
      oracle: 'never',
      cube: counts.join(' → '),
    });
  }
}

async function inParallel<T>(
  items: readonly T[],
  lanes: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  let next = 0;
  await Promise.all(
    Array.from({ length: lanes }, async () => {
      for (let item = items[next++]; item !== undefined; item = items[next++]) await work(item);
    }),
  );
}
