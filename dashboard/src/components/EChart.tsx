import { BarChart, LineChart } from 'echarts/charts';
import { GridComponent, MarkLineComponent, MarkPointComponent, TooltipComponent } from 'echarts/components';
import { init, use as register, type ECharts, type EChartsCoreOption } from 'echarts/core';
import { LabelLayout } from 'echarts/features';
import { CanvasRenderer } from 'echarts/renderers';
import { useEffect, useRef } from 'react';

register([
  BarChart,
  LineChart,
  GridComponent,
  TooltipComponent,
  MarkLineComponent,
  MarkPointComponent,
  LabelLayout,
  CanvasRenderer,
]);

interface EChartProps {
  option: EChartsCoreOption;
  /** What a screen reader says in place of the drawing; the table behind it holds the figures. */
  label: string;
  onPick?: (name: string) => void;
}

/** Draws an option and follows the size of its box; everything else is the option's. */
export function EChart({ option, label, onPick }: EChartProps) {
  const box = useRef<HTMLDivElement>(null);
  const chart = useRef<ECharts | null>(null);
  const pick = useRef(onPick);
  useEffect(() => {
    pick.current = onPick;
  });

  useEffect(() => {
    if (!box.current) return;
    const drawn = init(box.current);
    chart.current = drawn;
    drawn.on('click', (event) => pick.current?.(event.name));
    const observer = new ResizeObserver(() => drawn.resize());
    observer.observe(box.current);
    return () => {
      observer.disconnect();
      drawn.dispose();
      chart.current = null;
    };
  }, []);

  useEffect(() => chart.current?.setOption(option, { notMerge: true }), [option]);

  return <div ref={box} role="img" aria-label={label} style={{ position: 'absolute', inset: 0 }} />;
}
