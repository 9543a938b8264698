import { instantOf, type CalendarSettings } from '../calendar/business-day.ts';
import type { Deal, NewsKind } from '../contracts/events.ts';
import type { OrgUnit } from '../contracts/org.ts';
import { scopeFilters } from '../leaderboard/questions.ts';
import { figureIn, idIn, textIn } from '../published/answer-values.ts';
import type { AnswerRow, CubeQuery, SemanticPort, Viewer } from '../semantic-port.ts';
import type { ServerSettings } from '../settings.ts';

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

/** The events told: the measure that is more than 0 on the main owner's row of one, and its amount. */
interface News {
  readonly event: string;
  readonly count: string;
  readonly amount: string;
}

export const NEWS: Readonly<Record<NewsKind, News>> = {
  won: { event: 'won', count: 'sales.won_count', amount: 'sales.won_amount' },
  first_order: { event: 'paid', count: 'sales.new_customer_count', amount: 'sales.revenue' },
  payment: { event: 'collected', count: 'sales.collected_count', amount: 'sales.collected_amount' },
};

/** What the company celebrates, newest first, with the whole amount and the main owner where credit is shared. */
export async function latestNews(
  semantic: SemanticPort,
  settings: CalendarSettings & Pick<ServerSettings, 'celebrated'>,
  asked: DealQuestion,
  viewer: Viewer,
): Promise<Deal[]> {
  const kind = settings.celebrated;
  const news = NEWS[kind];
  const hidesAmounts = viewer.denied?.includes(news.amount) === true;
  const owners = await semantic.query(ownersQuestion(asked, news), viewer);
  const ids = owners.rows.map((row) => idIn(row, 'sales.record_id'));
  if (ids.length === 0) return [];
  const amounts = hidesAmounts ? [] : (await semantic.query(amountsQuestion(asked, news, ids), viewer)).rows;
  const amountOf = new Map(amounts.map((row) => [idIn(row, 'sales.record_id'), figureIn(row, news.amount)]));
  return owners.rows.map((row) => readDeal(row, kind, settings, amountOf));
}

/** The count is 1 on the main owner's row and 0 on those of the others. */
function ownersQuestion(asked: DealQuestion, { event, count }: News): CubeQuery {
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
    measures: [count],
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
      { member: 'sales.event', operator: 'equals', values: [event] },
      { member: count, operator: 'gt', values: ['0'] },
      ...(asked.scope === null ? [] : scopeFilters('sales', 'as_is', asked.scope)),
    ],
    order: [
      ['sales.at', 'desc'],
      ['sales.record_id', 'asc'],
    ],
    limit: asked.limit,
  };
}

function amountsQuestion(asked: DealQuestion, { amount }: News, ids: string[]): CubeQuery {
  return {
    measures: [amount],
    dimensions: ['sales.record_id'],
    timeDimensions: [{ dimension: 'sales.date', dateRange: [asked.from, asked.to] }],
    filters: [{ member: 'sales.record_id', operator: 'equals', values: ids }],
    limit: ids.length,
  };
}

function readDeal(
  row: AnswerRow,
  kind: NewsKind,
  calendar: CalendarSettings,
  amountOf: ReadonlyMap<string, number | null>,
): Deal {
  const id = idIn(row, 'sales.record_id');
  return {
    id,
    kind,
    ownerId: idIn(row, 'sales.owner_id'),
    ownerName: textIn(row, 'sales.owner_name') ?? '',
    unitName: idIn(row, 'sales.org_name'),
    unitPath: idIn(row, 'sales.org_path'),
    customerName: textIn(row, 'sales.customer_name'),
    amount: amountOf.get(id) ?? null,
    at: instantOf(idIn(row, 'sales.at'), calendar),
  };
}
