import type { CSSProperties } from 'react';
import type { Bar } from './bar-geometry.ts';

/** Drawn by CSS from four custom properties; the figures stand in text beside it. */
export function TargetBar({ bar }: { bar: Bar }) {
  const style: CSSProperties & Record<`--${string}`, string> = {
    '--trough': percent(bar.trough),
    '--fill': percent(bar.fill),
    '--tick': percent(bar.tick ?? 0),
  };
  return (
    <span className="target-bar" data-state={bar.state} style={style} aria-hidden="true">
      <span className="target-bar-trough" />
      <span className="target-bar-fill" />
      {bar.tick !== null && <span className="target-bar-tick" />}
    </span>
  );
}

function percent(share: number): string {
  return `${(share * 100).toFixed(2)}%`;
}
