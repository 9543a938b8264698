import type { Language } from '../../lib/format.ts';

const STEPS: [unit: Intl.RelativeTimeFormatUnit, seconds: number][] = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
];

/** "4 分钟前"; null within the last minute, or when clocks disagree and it lies ahead. */
export function ago(instant: Date, now: Date, language: Language): string | null {
  const seconds = (now.getTime() - instant.getTime()) / 1000;
  const step = STEPS.find(([, size]) => seconds >= size);
  if (step === undefined) return null;
  const format = new Intl.RelativeTimeFormat(language === 'zh' ? 'zh-CN' : 'en', {
    numeric: 'always',
    style: 'short',
  });
  return format.format(-Math.floor(seconds / step[1]), step[0]);
}
