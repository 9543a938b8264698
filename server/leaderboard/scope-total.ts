import type { LeaderboardAnswer } from '../contracts/leaderboard.ts';
import { figureIn } from '../published/answer-values.ts';
import type { AnswerRow } from '../semantic-port.ts';
import type { BoardWindow } from './board-window.ts';
import { figuresOfScope, type Asked, type Ground } from './figures.ts';
import { oneOf, scopeFilters, spanQuestion } from './questions.ts';

const MEASURES = [
  'targets.target',
  'targets.attainment',
  'targets.gap',
  'targets.required_per_working_day',
  'targets.target_to_date',
];

/** The scope as a whole: what it did, and where it stands against its target for the whole period. */
export async function scopeTotal(
  ground: Ground,
  asked: { readonly value: Asked; readonly target: string | null },
  window: BoardWindow,
): Promise<LeaderboardAnswer['total']> {
  const [value, baseline, target] = await Promise.all([
    figuresOfScope(ground, window.span, asked.value),
    window.baseline === null ? null : figuresOfScope(ground, window.baseline.span, asked.value),
    asked.target === null ? null : targetOfScope(ground, asked.target, window),
  ]);
  const figure = (member: string) => (target === null ? null : figureIn(target, member));
  return {
    value: value.value,
    baselineValue: baseline?.value ?? null,
    target: figure('targets.target'),
    attainment: figure('targets.attainment'),
    gap: figure('targets.gap'),
    requiredPerWorkingDay: figure('targets.required_per_working_day'),
    // the sum of no target is 0, which is no target to date
    targetToDate: figure('targets.target') === null ? null : figure('targets.target_to_date'),
  };
}

async function targetOfScope(ground: Ground, metric: string, window: BoardWindow): Promise<AnswerRow | null> {
  const span = { from: window.period.from, to: window.period.end, until: null };
  const question = spanQuestion('targets', span, {
    measures: MEASURES,
    filters: [
      oneOf('targets.metric', [metric]),
      ...scopeFilters('targets', ground.attribution, ground.scope),
    ],
  });
  return (await ground.semantic.query(question, ground.viewer)).rows[0] ?? null;
}
