import type { StatusAnswer } from '../../../server/contracts/status.ts';
import type { AddressState, PeriodKind } from './address-state.ts';
import { addDays, addMonths, daysBetween, earlier } from './business-date.ts';

/** Business days, both included. */
export interface Span {
  from: string;
  to: string;
}

/** What the reader chose, in days of the calendar's zone. */
export interface Period extends Span {
  kind: PeriodKind;
  today: string;
  /** The part that has happened: figures are read over it. */
  toDate: Span;
  /** Today lies inside, so that there is something left to do. */
  isRunning: boolean;
}

type Calendar = StatusAnswer['calendar'];

export function periodOf(kind: Exclude<PeriodKind, 'custom'>, calendar: Calendar): Period {
  const span = kind === 'day' ? { from: calendar.today, to: calendar.today } : calendar[kind];
  return spanPeriod(kind, span, calendar.today);
}

function spanPeriod(kind: PeriodKind, span: Span, today: string): Period {
  return {
    kind,
    from: span.from,
    to: span.to,
    today,
    toDate: { from: span.from, to: earlier(span.to, today) },
    isRunning: span.from <= today && today <= span.to,
  };
}

export function resolvePeriod(
  state: Pick<AddressState, 'period' | 'from' | 'to'>,
  calendar: Calendar,
): Period {
  if (state.period === 'custom' && state.from !== null && state.to !== null) {
    return spanPeriod('custom', { from: state.from, to: state.to }, calendar.today);
  }
  return periodOf(state.period === 'custom' ? 'month' : state.period, calendar);
}

interface Trail extends Span {
  granularity: 'day' | 'week' | 'month' | 'quarter';
}

/** What a sparkline looks back over: a dozen periods like the chosen one. */
export function trailing(period: Period): Trail {
  const { to } = period.toDate;
  switch (period.kind) {
    case 'day':
      return { granularity: 'day', from: addDays(to, -13), to };
    case 'week':
      return { granularity: 'week', from: addDays(period.from, -7 * 11), to };
    case 'quarter':
      return { granularity: 'month', from: addMonths(period.from, -9), to };
    case 'month':
    case 'year':
      return { granularity: 'month', from: `${addMonths(to, -11).slice(0, 7)}-01`, to };
    case 'custom': {
      const days = daysBetween(period.from, to);
      const granularity = days > 180 ? 'month' : days > 31 ? 'week' : 'day';
      return { granularity, from: period.from, to };
    }
  }
}
