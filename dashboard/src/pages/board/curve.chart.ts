import type { EChartsCoreOption } from 'echarts/core';
import { chartText, tooltipStyle, type ChartLook } from '../../lib/chart-theme.ts';
import type { CurvePoint } from './curve.ts';

export interface CurveWords {
  actual: string;
  target: string;
  then: string;
  today: string;
  forecast: string;
  money(value: number | null): string;
  axis(value: number): string;
  at(text: string): string;
  tick(text: string): string;
}

interface CurveInput {
  points: CurvePoint[];
  today: string | null;
  forecast: number | null;
  words: CurveWords;
  look: ChartLook;
}

const lineBase = { type: 'line', showSymbol: false, smooth: false, connectNulls: false } as const;

/** The name of a line stands at its end, so that no legend is needed. */
function endLabel(look: ChartLook, text: string, color: string) {
  return { show: true, formatter: text, ...chartText(look, 11.5), color, distance: look.px(6) };
}

/** Cumulative actual against the target curve, the compared period behind it, today marked. */
export function curveOption({ points, today, forecast, words, look }: CurveInput): EChartsCoreOption {
  const { tokens, px } = look;
  const last = points.findLastIndex((point) => point.actual !== null);
  const isRunning = today !== null && last >= 0 && last < points.length - 1;
  const way =
    forecast !== null && isRunning
      ? points.map((_, i) => (i === last ? points[i]?.actual : i === points.length - 1 ? forecast : null))
      : null;
  return {
    animationDuration: look.still ? 0 : 500,
    grid: { left: px(4), right: px(70), top: px(18), bottom: px(2), containLabel: true },
    tooltip: {
      ...tooltipStyle(look),
      trigger: 'axis',
      axisPointer: { lineStyle: { color: tokens.tick, type: 'dashed' } },
      formatter: (marks: { dataIndex: number }[]) =>
        tooltip(points[marks[0]?.dataIndex ?? -1], words, tokens),
    },
    xAxis: {
      type: 'category',
      data: points.map((point) => point.at),
      boundaryGap: false,
      axisLine: { lineStyle: { color: tokens.line } },
      axisTick: { show: false },
      axisLabel: { ...chartText(look, 11.5), formatter: words.tick, hideOverlap: true, margin: px(10) },
    },
    yAxis: {
      type: 'value',
      splitNumber: 5,
      axisLabel: { ...chartText(look, 11.5), formatter: words.axis },
      splitLine: { lineStyle: { color: tokens.line } },
    },
    series: [
      {
        ...lineBase,
        name: words.then,
        data: points.map((point) => point.then),
        lineStyle: { width: px(1.5), color: tokens.tick },
        itemStyle: { color: tokens.tick },
        endLabel: endLabel(look, words.then, tokens.textFaint),
        labelLayout: { moveOverlap: 'shiftY' },
        z: 1,
      },
      {
        ...lineBase,
        name: words.target,
        data: points.map((point) => point.target),
        lineStyle: { width: px(1.75), color: tokens.warning, type: [px(6), px(4)] },
        itemStyle: { color: tokens.warning },
        endLabel: endLabel(look, words.target, tokens.warningText),
        labelLayout: { moveOverlap: 'shiftY' },
        z: 2,
      },
      {
        ...lineBase,
        name: words.forecast,
        data: way ?? [],
        connectNulls: true,
        lineStyle: { width: px(1.75), color: tokens.second, type: [px(2), px(4)] },
        itemStyle: { color: tokens.second },
        endLabel: endLabel(look, words.forecast, tokens.second),
        labelLayout: { moveOverlap: 'shiftY' },
        z: 2,
      },
      {
        ...lineBase,
        name: words.actual,
        data: points.map((point) => point.actual),
        lineStyle: { width: px(2.75), color: tokens.accent },
        itemStyle: { color: tokens.accent },
        areaStyle: { color: fade(tokens.accent) },
        z: 3,
        ...(isRunning ? todayMark(points[last], words, look) : {}),
      },
    ],
  };
}

function fade(color: string) {
  return {
    type: 'linear',
    ...{ x: 0, y: 0, x2: 0, y2: 1 },
    colorStops: [
      { offset: 0, color: `${color}30` },
      { offset: 1, color: `${color}05` },
    ],
  };
}

function todayMark(point: CurvePoint | undefined, words: CurveWords, { tokens, px, ...look }: ChartLook) {
  if (!point) return {};
  return {
    markLine: {
      silent: true,
      symbol: 'none',
      animation: false,
      lineStyle: { color: tokens.tick, type: 'dashed', width: 1 },
      label: {
        formatter: words.today,
        position: 'end',
        ...chartText({ tokens, px, ...look }, 11),
        distance: px(4),
      },
      data: [{ xAxis: point.at }],
    },
    markPoint: {
      silent: true,
      symbol: 'circle',
      symbolSize: px(9),
      animation: false,
      itemStyle: { color: tokens.accent, borderColor: tokens.card, borderWidth: px(2) },
      label: {
        show: true,
        formatter: words.money(point.actual),
        position: 'left',
        distance: px(6),
        offset: [0, px(-13)],
        padding: [px(2), px(5)],
        borderRadius: px(4),
        backgroundColor: `${tokens.card}d9`,
        ...chartText({ tokens, px, ...look }, 12),
        color: tokens.text,
        fontWeight: 650,
      },
      data: [{ coord: [point.at, point.actual] }],
    },
  };
}

function tooltip(point: CurvePoint | undefined, words: CurveWords, tokens: ChartLook['tokens']): string {
  if (!point) return '';
  const line = (color: string, name: string, value: number | null) =>
    value === null
      ? ''
      : `<div style="display:flex;gap:1.25rem;justify-content:space-between"><span><i style="display:inline-block;width:.5rem;height:.5rem;border-radius:50%;background:${color};margin-inline-end:.4rem"></i>${name}</span><b>${words.money(value)}</b></div>`;
  return [
    `<div style="margin-bottom:.25rem">${words.at(point.at)}</div>`,
    line(tokens.accent, words.actual, point.actual),
    line(tokens.warning, words.target, point.target),
    line(tokens.tick, words.then, point.then),
  ].join('');
}
