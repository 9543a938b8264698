import type { CubeSide } from './ask.ts';
import { sameFigure, type Mismatch } from './compare.ts';
import type { OracleDb } from './oracle/oracle-db.ts';

/** A view whose rows are compared one by one: every class of every customer, not only how many are in it. */
interface Rows {
  readonly view: string;
  /** Members that name the row. */
  readonly key: readonly string[];
  /** Member → the oracle's column. */
  readonly columns: Readonly<Record<string, string>>;
  readonly from: string;
}

const VIEWS: readonly Rows[] = [
  {
    view: 'customers',
    key: ['customer_id'],
    columns: {
      ...{ customer_id: 'key', quadrant: 'quadrant', customer_stage: 'stage', lifecycle_stage: 'lifecycle' },
      ...{ r_score: 'r', f_score: 'f', m_score: 'm', rfm_segment: 'rfm_segment', revenue_abc: 'revenue_abc' },
      ...{ abc_class: 'level', created_date: 'created', first_paid_date: 'first_paid' },
      ...{ last_paid_date: 'last_paid', last_contact_date: 'contact', source: 'source' },
      ...{ customer_industry: 'industry', org_id: 'is_unit', org_then_id: 'then_unit' },
      ...{ churn_risk: 'null', forecast_refusal: `'few_buyers'` },
    },
    from: 'o.customers',
  },
  {
    view: 'customer_months',
    key: ['customer_id', 'date'],
    columns: {
      ...{ customer_id: 'key', date: 'day', quadrant: 'quadrant', previous_quadrant: 'previous_quadrant' },
      ...{ is_finished: 'is_finished', org_id: 'is_unit', org_then_id: 'then_unit' },
    },
    from: 'o.customer_months',
  },
  {
    view: 'cohorts',
    key: ['customer_id', 'month_no'],
    columns: {
      ...{
        customer_id: 'key',
        month_no: 'month_no',
        date: 'day',
        month: 'month',
        is_finished: 'is_finished',
      },
    },
    from: 'o.cohorts',
  },
];

/** Lists every row of both sides and says which ones differ. */
export async function compareCustomerRows(db: OracleDb, cube: CubeSide): Promise<Mismatch[]> {
  const mismatches: Mismatch[] = [];
  for (const { view, key, columns, from } of VIEWS) {
    const members = Object.keys(columns);
    const select = Object.entries(columns).map(([member, sql]) => `${sql} as "${member}"`);
    const ours = await db.rows(`select ${select.join(', ')} from ${from}`);
    const theirs = await cube.load({
      dimensions: members.map((member) => `${view}.${member}`),
      ungrouped: true,
      limit: 50_000,
    });
    const keyOf = (row: Record<string, unknown>, prefix: string): string =>
      key.map((member) => plain(row[`${prefix}${member}`])).join(' ');
    const found = new Map(theirs.map((row) => [keyOf(row, `${view}.`), row]));
    for (const row of ours) {
      const slice = keyOf(row, '');
      const other = found.get(slice);
      found.delete(slice);
      for (const member of members) {
        const [oracle, answer] = [plain(row[member]), plain(other?.[`${view}.${member}`])];
        if (!sameFigure(oracle, answer)) {
          mismatches.push({ view, member, slice, oracle: String(oracle), cube: String(answer) });
        }
      }
    }
    for (const slice of found.keys()) {
      mismatches.push({ view, member: 'a row too many', slice, oracle: 'null', cube: slice });
    }
  }
  return mismatches;
}

/** A day without the time that Cube gives it; everything else as text. */
function plain(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  return String(value).replace(/T00:00:00\.000$/, '');
}
