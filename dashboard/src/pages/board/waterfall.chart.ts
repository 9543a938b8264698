import type { EChartsCoreOption } from 'echarts/core';
import { chartText, tooltipStyle, type ChartLook } from '../../lib/chart-theme.ts';
import type { Tokens } from '../../lib/tokens.ts';
import type { WaterfallStep } from './waterfall.ts';

interface WaterfallInput {
  steps: readonly WaterfallStep[];
  words: { name(member: string): string; money(value: number): string; axis(value: number): string };
  look: ChartLook;
  /** On a phone the bars lie, one below the other, so that each has room for its name and its figure. */
  isNarrow: boolean;
}

const COLOR: Readonly<Record<WaterfallStep['kind'], (tokens: Tokens) => string>> = {
  level: ({ tick }) => tick,
  comes: ({ good }) => good,
  goes: ({ bad }) => bad,
  won: ({ second }) => second,
};

/** From the opening to the closing: each bar hangs on an invisible one, its figure stands above it (or beside it). */
export function waterfallOption({ steps, words, look, isNarrow }: WaterfallInput): EChartsCoreOption {
  const { tokens, px } = look;
  const names = {
    type: 'category',
    data: steps.map(({ member }) => words.name(member)),
    axisLine: { lineStyle: { color: tokens.line } },
    axisTick: { show: false },
    axisLabel: { ...chartText(look, 12), interval: 0, margin: px(8) },
  };
  const amounts = {
    type: 'value',
    splitNumber: isNarrow ? 2 : 4,
    axisLabel: { ...chartText(look, 11.5), formatter: words.axis },
    splitLine: { lineStyle: { color: tokens.line } },
  };
  const bar = { type: 'bar', stack: 'waterfall', barMaxWidth: px(64), barCategoryGap: '28%' } as const;
  return {
    animationDuration: look.still ? 0 : 500,
    grid: {
      left: px(4),
      right: px(isNarrow ? 64 : 8),
      top: px(isNarrow ? 2 : 22),
      bottom: px(2),
      containLabel: true,
    },
    tooltip: {
      ...tooltipStyle(look),
      trigger: 'item',
      formatter: ({ dataIndex }: { dataIndex: number }) => {
        const step = steps[dataIndex];
        return step ? `${words.name(step.member)} <b>${words.money(step.value)}</b>` : '';
      },
    },
    ...(isNarrow ? { yAxis: { ...names, inverse: true }, xAxis: amounts } : { xAxis: names, yAxis: amounts }),
    series: [
      {
        ...bar,
        silent: true,
        itemStyle: { color: 'transparent' },
        data: steps.map(({ from }) => from),
      },
      {
        ...bar,
        data: steps.map(({ from, to, kind }) => ({
          value: to - from,
          itemStyle: { color: COLOR[kind](tokens), borderRadius: px(3) },
        })),
        // on a phone there is not room for all of them: the axis and the table tell
        labelLayout: { hideOverlap: true },
        label: {
          ...{ show: true, position: isNarrow ? 'right' : 'top', distance: px(4), fontWeight: 600 },
          ...chartText(look, 12),
          color: tokens.text,
          formatter: ({ dataIndex }: { dataIndex: number }) => words.money(steps[dataIndex]?.value ?? 0),
        },
      },
    ],
  };
}
