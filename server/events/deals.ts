import { instantOf, type CalendarSettings } from '../calendar/business-day.ts';
import type { Deal } from '../contracts/events.ts';
import type { OrgUnit } from '../contracts/org.ts';
import { scopeFilters } from '../leaderboard/questions.ts';
import { figureIn, idIn, textIn } from '../published/answer-values.ts';
import type { AnswerRow, CubeQuery, SemanticPort, Viewer } from '../semantic-port.ts';

export interface DealQuestion {
  /** First business day looked at. */
  readonly from: string;
  readonly to: string;
  /** Local moment before which deals are left out. */
  readonly since: string | null;
  /** Null: the whole company. */
  readonly scope: OrgUnit | null;
  readonly limit: number;
}

const AMOUNT = 'sales.won_amount';

/** Won deals, newest first, with the whole amount and the main owner where credit is shared. */
export async function wonDeals(
  semantic: SemanticPort,
  calendar: CalendarSettings,
  asked: DealQuestion,
  viewer: Viewer,
): Promise<Deal[]> {
  const hidesAmounts = viewer.denied?.includes(AMOUNT) === true;
  const owners = await semantic.query(ownersQuestion(asked), viewer);
  const ids = owners.rows.map((row) => idIn(row, 'sales.record_id'));
  if (ids.length === 0) return [];
  const amounts = hidesAmounts ? [] : (await semantic.query(amountsQuestion(asked, ids), viewer)).rows;
  const amountOf = new Map(amounts.map((row) => [idIn(row, 'sales.record_id'), figureIn(row, AMOUNT)]));
  return owners.rows.map((row) => readDeal(row, calendar, amountOf));
}

/** `won_count` is 1 on the main owner's row and 0 on those of the others. */
function ownersQuestion(asked: DealQuestion): CubeQuery {
  const columns = [
    'record_id',
    'at',
    'owner_id',
    'owner_name',
    'org_id',
    'org_name',
    'org_path',
    'customer_name',
  ];
  return {
    measures: ['sales.won_count'],
    dimensions: columns.map((column) => `sales.${column}`),
    timeDimensions: [
      { dimension: 'sales.date', dateRange: [asked.from, asked.to] },
      ...(asked.since === null
        ? []
        : [
            {
              dimension: 'sales.at',
              dateRange: [asked.since, '9999-12-31T00:00:00.000'] satisfies [string, string],
            },
          ]),
    ],
    filters: [
      { member: 'sales.event', operator: 'equals', values: ['won'] },
      { member: 'sales.won_count', operator: 'gt', values: ['0'] },
      ...(asked.scope === null ? [] : scopeFilters('sales', 'as_is', asked.scope)),
    ],
    order: [
      ['sales.at', 'desc'],
      ['sales.record_id', 'asc'],
    ],
    limit: asked.limit,
  };
}

function amountsQuestion(asked: DealQuestion, ids: string[]): CubeQuery {
  return {
    measures: [AMOUNT],
    dimensions: ['sales.record_id'],
    timeDimensions: [{ dimension: 'sales.date', dateRange: [asked.from, asked.to] }],
    filters: [{ member: 'sales.record_id', operator: 'equals', values: ids }],
    limit: ids.length,
  };
}

function readDeal(
  row: AnswerRow,
  calendar: CalendarSettings,
  amountOf: ReadonlyMap<string, number | null>,
): Deal {
  const id = idIn(row, 'sales.record_id');
  return {
    id,
    ownerId: idIn(row, 'sales.owner_id'),
    ownerName: textIn(row, 'sales.owner_name') ?? '',
    unitName: idIn(row, 'sales.org_name'),
    unitPath: idIn(row, 'sales.org_path'),
    customerName: textIn(row, 'sales.customer_name'),
    amount: amountOf.get(id) ?? null,
    at: instantOf(idIn(row, 'sales.at'), calendar),
  };
}
