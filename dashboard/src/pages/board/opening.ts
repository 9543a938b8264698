import type { UnitRow } from './unit-rows.ts';

/** A figure watched for the opening sentence: now, then, and how much of a difference is worth a word. */
export interface Watched {
  key: 'newCustomers' | 'created' | 'won' | 'averageDeal';
  now: number | null;
  then: number | null;
  /** Records behind the thinner of the two figures. */
  records: number | null;
}

export interface OpeningFacts {
  attainment: number | null;
  progressGap: number | null;
  actual: number | null;
  actualThen: number | null;
  isRunning: boolean;
  units: UnitRow[];
  watched: Watched[];
  winRate: Omit<Watched, 'key'>;
}

/** Clauses in reading order; words are the page's. */
export type Clause =
  | { kind: 'met'; attainment: number }
  | { kind: 'ahead' | 'behind'; attainment: number; gap: number }
  | { kind: 'onPace'; attainment: number }
  | { kind: 'missed'; attainment: number }
  | { kind: 'actual'; actual: number; change: number | null }
  | { kind: 'worst'; unit: UnitRow; gap: number }
  | { kind: 'allOnPace'; count: number }
  | { kind: 'fewer' | 'more'; key: Watched['key']; change: number }
  | { kind: 'winRateUp' | 'winRateDown'; points: number };

const worthSaying = { gap: 0.005, unitGap: -0.03, change: 0.1, winRate: 0.01 };
/** From two deals to five is no news: fewer records than this say nothing. */
const enoughRecords = 10;

function standing(facts: OpeningFacts): Clause | null {
  const { attainment, progressGap } = facts;
  if (attainment !== null) {
    if (attainment >= 1) return { kind: 'met', attainment };
    if (!facts.isRunning) return { kind: 'missed', attainment };
    if (progressGap === null || Math.abs(progressGap) < worthSaying.gap)
      return { kind: 'onPace', attainment };
    return { kind: progressGap > 0 ? 'ahead' : 'behind', attainment, gap: Math.abs(progressGap) };
  }
  if (facts.actual === null) return null;
  const then = facts.actualThen;
  return {
    kind: 'actual',
    actual: facts.actual,
    change: then !== null && then > 0 ? facts.actual / then - 1 : null,
  };
}

function below(facts: OpeningFacts): Clause | null {
  const judged = facts.units.filter((unit) => unit.id !== null && unit.progressGap !== null);
  const worst = judged[0];
  if (!worst || worst.progressGap === null || judged.length < 2) return null;
  if (worst.progressGap <= worthSaying.unitGap)
    return { kind: 'worst', unit: worst, gap: -worst.progressGap };
  return worst.progressGap >= 0 ? { kind: 'allOnPace', count: judged.length } : null;
}

/** The largest relative move of the watched figures, if any is large enough. */
function standsOut(facts: OpeningFacts): Clause | null {
  const moves = facts.watched.flatMap(({ key, now, then, records }) =>
    now === null || then === null || then <= 0 || (records ?? 0) < enoughRecords
      ? []
      : [{ key, change: now / then - 1 }],
  );
  const largest = moves.sort((a, b) => Math.abs(b.change) - Math.abs(a.change))[0];
  if (!largest || Math.abs(largest.change) < worthSaying.change) return null;
  return { kind: largest.change < 0 ? 'fewer' : 'more', key: largest.key, change: largest.change };
}

function winRate({ now, then, records }: OpeningFacts['winRate']): Clause | null {
  if (
    (records ?? 0) < enoughRecords ||
    now === null ||
    then === null ||
    Math.abs(now - then) < worthSaying.winRate
  )
    return null;
  return { kind: now > then ? 'winRateUp' : 'winRateDown', points: now - then };
}

/** Where the unit stands, who is behind, what stands out: by fixed rules, so that equal figures say equal things. */
export function openingClauses(facts: OpeningFacts): Clause[] {
  return [standing(facts), below(facts), standsOut(facts), winRate(facts.winRate)].filter(
    (clause) => clause !== null,
  );
}
