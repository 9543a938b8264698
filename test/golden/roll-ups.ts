import type { CubeSide } from './ask.ts';
import type { Mismatch } from './compare.ts';

/** Measures that add up over units and over time. */
const ADDITIVE: Readonly<Record<string, readonly string[]>> = {
  sales: [
    'created_count', 'created_amount', 'won_count', 'won_amount', 'lost_count', 'lost_amount', 'reopened_count',
    'order_count', 'revenue', 'refund_amount', 'net_revenue', 'new_customer_count', 'collected_amount',
    'collected_count', 'repaid_amount', 'due_amount', 'due_collected_amount',
  ],
  activities: ['call_count', 'connected_call_count', 'visit_count', 'verified_visit_count', 'meeting_count', 'on_duty_days'],
  leads: [
    'lead_count', 'valid_count', 'invalid_count', 'contacted_count', 'intent_count', 'converted_count', 'won_count', 'cost',
  ],
  tasks: ['assigned_count', 'done_count', 'contacted_count', 'converted_count', 'control_count'],
  touchpoints: ['touch_count', 'cost', 'attributed_won_amount'],
  targets: ['target', 'actual'],
  customer_months: ['buyer_count', 'order_count', 'net_revenue', 'to_e_count'],
}; // prettier-ignore

/** What a question about them must group by. */
const FIXED: Readonly<Record<string, readonly string[]>> = {
  targets: ['targets.metric'],
  touchpoints: ['touchpoints.model'],
};

const DEEPEST = 6;

/**
 * What must hold whatever the figures are: a unit is its children and its own people (the group without a unit one
 * level down), a year is its months, and both attributions give one total.
 */
export async function checkRollUps(
  cube: CubeSide,
  dateRange: readonly [string, string],
): Promise<Mismatch[]> {
  const mismatches: Mismatch[] = [];
  for (const [view, members] of Object.entries(ADDITIVE)) {
    const measures = members.map((member) => `${view}.${member}`).filter((name) => cube.members.has(name));
    const fixed = FIXED[view] ?? [];
    const ask = async (
      dimensions: readonly string[],
      granularity?: string,
    ): Promise<Map<string, Map<string, bigint>>> =>
      sumBy(
        await cube.load({
          measures,
          dimensions: [...fixed, ...dimensions],
          timeDimensions: [
            { dimension: `${view}.date`, dateRange, ...(granularity === undefined ? {} : { granularity }) },
          ],
          limit: 50_000,
        }),
        [...fixed, ...dimensions.slice(0, 1)],
        measures,
      );
    const total = await ask([]);
    const compare = (
      what: string,
      expected: Map<string, Map<string, bigint>>,
      found: Map<string, Map<string, bigint>>,
    ): void => {
      for (const [key, sums] of expected) {
        for (const [member, sum] of sums) {
          const other = found.get(key)?.get(member) ?? 0n;
          if (other !== sum)
            mismatches.push({
              view,
              member,
              slice: `${what} ${key}`,
              oracle: String(sum),
              cube: String(other),
            });
        }
      }
    };
    for (const side of ['org', 'org_then']) {
      for (let depth = 1; depth < DEEPEST; depth += 1) {
        const own = `${view}.${side}_l${String(depth)}_id`;
        const below = `${view}.${side}_l${String(depth + 1)}_id`;
        compare(`${own} = its children and own people`, await ask([own]), await ask([own, below]));
        if (depth === 1) compare(`${side} total`, total, fold(await ask([own])));
      }
    }
    compare('the months', total, await ask([], 'month'));
  }
  return mismatches;
}

/** Exact sums (in hundredths) of each measure by the values of some dimensions. */
function sumBy(
  rows: readonly Record<string, unknown>[],
  dimensions: readonly string[],
  measures: readonly string[],
): Map<string, Map<string, bigint>> {
  const sums = new Map<string, Map<string, bigint>>();
  for (const row of rows) {
    const key = dimensions.map((one) => String(row[one])).join(' / ');
    const own = sums.get(key) ?? new Map<string, bigint>();
    for (const measure of measures) own.set(measure, (own.get(measure) ?? 0n) + hundredths(row[measure]));
    sums.set(key, own);
  }
  return sums;
}

/** The same sums without the last dimension. */
function fold(sums: Map<string, Map<string, bigint>>): Map<string, Map<string, bigint>> {
  const folded = new Map<string, Map<string, bigint>>();
  for (const [key, own] of sums) {
    const rest = key.split(' / ').slice(0, -1).join(' / ');
    const into = folded.get(rest) ?? new Map<string, bigint>();
    for (const [member, sum] of own) into.set(member, (into.get(member) ?? 0n) + sum);
    folded.set(rest, into);
  }
  return folded;
}

function hundredths(figure: unknown): bigint {
  if (figure === null || figure === undefined) return 0n;
  const [whole = '0', fraction = ''] = String(figure).split('.');
  const cents = BigInt(`${whole.replace('-', '')}${fraction.padEnd(2, '0').slice(0, 2)}`);
  return whole.startsWith('-') ? -cents : cents;
}
