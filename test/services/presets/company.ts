/**
 * A made-up company with two years of selling, as plain facts: each preset's fixture writes it down the way its CRM
 * would. The same for every run.
 */

/** The present of every preset test: the data end here. */
export const NOW = new Date('2025-06-20T04:00:00Z');
const FIRST = Date.parse('2023-06-01T00:00:00Z');
const DAY = 86_400_000;

export interface Unit {
  readonly n: number;
  readonly name: string;
  readonly parent: number | null;
}

export interface Person {
  readonly n: number;
  readonly name: string;
  readonly login: string;
  readonly unit: number;
  readonly manager: number | null;
  readonly isHead: boolean;
  readonly isActive: boolean;
}

export interface Customer {
  readonly n: number;
  readonly name: string;
  readonly isCompany: boolean;
  readonly owner: number;
  readonly created: Date;
}

export type Outcome = 'open' | 'won' | 'lost';

/** `stage` 0–3 are open; 4 is won, 5 is lost. */
export interface StageMove {
  readonly at: Date;
  readonly from: number;
  readonly to: number;
}

export interface OwnerMove {
  readonly at: Date;
  readonly from: number;
  readonly to: number;
}

export interface Deal {
  readonly n: number;
  readonly name: string;
  readonly description: string;
  readonly customer: number | null;
  readonly owner: number | null;
  readonly created: Date;
  /** When it was a lead before it became a deal; null for a deal from the start. */
  readonly leadSince: Date | null;
  readonly moves: readonly StageMove[];
  readonly handovers: readonly OwnerMove[];
  readonly outcome: Outcome;
  /** The open stage that it stands in, or stood in last. */
  readonly openStage: number;
  readonly closed: Date | null;
  readonly expectedClose: string;
  readonly amount: string | null;
  readonly currency: 'USD' | 'EUR';
  readonly lostReason: string | null;
  readonly source: string | null;
  readonly isDeleted: boolean;
  readonly updated: Date;
}

export interface Lead {
  readonly n: number;
  readonly name: string;
  readonly company: string;
  readonly owner: number | null;
  readonly created: Date;
  readonly isLost: boolean;
  readonly source: string | null;
}

export interface Meeting {
  readonly n: number;
  readonly deal: number;
  readonly owner: number;
  readonly at: Date;
  readonly minutes: number;
  readonly kind: 'call' | 'meeting';
}

export interface Company {
  readonly units: readonly Unit[];
  readonly people: readonly Person[];
  readonly customers: readonly Customer[];
  readonly deals: readonly Deal[];
  readonly leads: readonly Lead[];
  readonly meetings: readonly Meeting[];
}

/** A number from 0 to 1, the same series for the same seed (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const UNITS: readonly Unit[] = [
  { n: 1, name: 'Sales', parent: null },
  { n: 2, name: 'Nord', parent: 1 },
  { n: 3, name: 'Süd & "West"', parent: 1 },
  { n: 4, name: '华东', parent: 1 },
  { n: 5, name: 'Hamburg', parent: 2 },
  { n: 6, name: 'Bremen', parent: 2 },
  { n: 7, name: 'München', parent: 3 },
];

const TEXTS = [
  '<p>Wants a <b>demo</b> &amp; a quote</p>',
  'Line one\nLine two;\twith "quotes", commas',
  '需要报价 😀',
  "O'Brien \\ backslash",
  '',
];

export function makeCompany(seed = 7): Company {
  const random = seeded(seed);
  const below = (limit: number): number => Math.floor(random() * limit);
  const chance = (share: number): boolean => random() < share;
  const pick = <T>(list: readonly T[]): T => list[below(list.length)] as T;

  // one head per unit, two sellers in each unit without units below it and one in "华东" beside its head
  const people: Person[] = [];
  for (const unit of UNITS) {
    const above = people.find((one) => one.isHead && one.unit === unit.parent);
    const head = people.length + 1;
    const add = (name: string, isHead: boolean): void => {
      const n = people.length + 1;
      const manager = isHead ? (above?.n ?? null) : head;
      // seller 9 has left, her deals stayed
      people.push({ n, name, login: `p${n}@example.org`, unit: unit.n, manager, isHead, isActive: n !== 9 });
    };
    add(`Head ${unit.name}`, true);
    if (unit.n > 3) for (const sign of ['Ä', '王']) add(`${sign} ${unit.name}`, false);
  }
  const sellers = people.filter((one) => !one.isHead || one.unit === 2).map((one) => one.n);

  const customers = Array.from({ length: 120 }, (_, index): Customer => ({
    n: index + 1,
    name: `${pick(['Acme', '云图科技', 'Müller & Söhne', "L'Oréal", 'Data 🚀'])} ${index + 1}`,
    isCompany: index % 5 !== 0,
    owner: pick(sellers),
    created: new Date(FIRST + below(300) * DAY + below(86_400) * 1000),
  }));

  const deals = Array.from({ length: 420 }, (_, index): Deal => makeDeal(index + 1));

  function makeDeal(n: number): Deal {
    const created = new Date(FIRST + below(700) * DAY + below(86_400) * 1000);
    let at = created.getTime();
    const later = (days: number): Date => {
      at = Math.max(at + 1000, Math.min(at + 60_000 + below(days * 86_400) * 1000, NOW.getTime() - DAY));
      return new Date(at);
    };
    const moves: StageMove[] = [];
    let stage = 0;
    let openStage = 0;
    const move = (to: number, days: number): void => {
      if (to === stage) return;
      moves.push({ at: later(days), from: stage, to });
      stage = to;
      if (to < 4) openStage = to;
    };
    const steps = below(4);
    for (let step = 0; step < steps; step++)
      move(chance(0.85) ? Math.min(stage + 1, 3) : Math.max(stage - 1, 0), 25);
    const outcome: Outcome = chance(0.38) ? 'won' : chance(0.5) ? 'lost' : 'open';
    if (outcome === 'lost' && chance(0.2)) {
      // lost, taken up again, lost again
      move(5, 20);
      move(openStage, 20);
    }
    if (outcome !== 'open') move(outcome === 'won' ? 4 : 5, 30);
    const closed = outcome === 'open' ? null : new Date(at);

    const handovers: OwnerMove[] = [];
    let owner: number | null = pick(sellers);
    if (chance(0.25)) {
      const to = pick(sellers.filter((one) => one !== owner));
      handovers.push({
        at: new Date(created.getTime() + (at - created.getTime()) / 2 + 1000),
        from: owner,
        to,
      });
      owner = to;
    }
    const hasNobody = handovers.length === 0 && chance(0.03);
    return {
      n,
      name: `Deal ${n} ${pick(['', '– Größe', '合同', '🔥'])}`.trim(),
      description: pick(TEXTS),
      customer: chance(0.95) ? pick(customers).n : null,
      owner: hasNobody ? null : owner,
      created,
      leadSince: chance(0.2) ? new Date(created.getTime() - below(20) * DAY - 3_600_000) : null,
      moves,
      handovers,
      outcome,
      openStage,
      closed,
      expectedClose: new Date(created.getTime() + below(120) * DAY).toISOString().slice(0, 10),
      amount: chance(0.04) ? null : (below(20_000_000) / 100).toFixed(2),
      currency: chance(0.25) ? 'EUR' : 'USD',
      lostReason: outcome === 'lost' ? pick(['Too expensive', 'Competitor']) : null,
      source: pick(['Web', 'Partner', null]),
      isDeleted: chance(0.04),
      updated: new Date(Math.max(at, created.getTime()) + 5000),
    };
  }

  const leads = Array.from({ length: 90 }, (_, index): Lead => ({
    n: index + 1,
    name: `Lead ${index + 1} ${pick(TEXTS.slice(0, 1))}`,
    company: pick(['Neu GmbH', '新公司']),
    owner: chance(0.8) ? pick(sellers) : null,
    created: new Date(FIRST + below(700) * DAY + below(86_400) * 1000),
    isLost: chance(0.4),
    source: pick(['Web', 'Partner', null]),
  }));

  const meetings = Array.from({ length: 260 }, (_, index): Meeting => {
    const deal = pick(deals.filter((one) => one.owner !== null));
    return {
      n: index + 1,
      deal: deal.n,
      owner: deal.owner ?? 0,
      at: new Date(deal.created.getTime() + below(20) * 3_600_000),
      minutes: 5 + below(90),
      kind: chance(0.6) ? 'call' : 'meeting',
    };
  });
  return { units: UNITS, people, customers, deals, leads, meetings };
}

/** `YYYY-MM-DD HH:MM:SS` in UTC, as CRMs store it without a zone. */
export function naive(at: Date): string {
  return at.toISOString().slice(0, 19).replace('T', ' ');
}
