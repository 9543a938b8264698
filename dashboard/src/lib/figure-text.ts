import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { FigureFormat } from '../../../server/contracts/words.ts';
import { missing, shorten, type Formats } from './format.ts';
import { useFormats } from './use-formats.ts';

/** Words that stand behind a figure in the reader's language. */
export interface UnitWords {
  days: string;
  hours: string;
  minutes: string;
  points: string;
}

interface Written {
  number: string;
  unit: string;
}

export interface FigureWriter {
  /** Number and unit apart, so that the unit can be set smaller. */
  parts(value: number | null, format: FigureFormat): Written;
  text(value: number | null, format: FigureFormat): string;
  /**
   * Now against then: rates differ in points and durations in their own unit, the rest changes in per cent.
   * Null when either is missing or there is nothing to divide by.
   */
  change(
    now: number | null,
    then: number | null,
    format: FigureFormat,
  ): { amount: number; text: string } | null;
}

function partsOf(formats: Formats, words: UnitWords, value: number | null, format: FigureFormat): Written {
  if (value === null) return { number: missing, unit: '' };
  switch (format) {
    case 'money': {
      const short = shorten(formats.language, value);
      return { number: `${short.sign}${formats.currencySign}${short.number}`, unit: short.unit };
    }
    case 'count':
      return { number: formats.count(value), unit: '' };
    case 'rate':
      return { number: formats.rate(value).slice(0, -1), unit: '%' };
    case 'ratio':
    case 'number':
      return { number: formats.number(value, 2), unit: '' };
    case 'days':
    case 'hours':
    case 'minutes':
      return { number: formats.number(value, 1), unit: words[format] };
  }
}

export function createFigureWriter(formats: Formats, words: UnitWords): FigureWriter {
  const spaced = formats.language === 'zh' ? '' : ' ';
  return {
    parts: (value, format) => partsOf(formats, words, value, format),
    text(value, format) {
      const { number, unit } = partsOf(formats, words, value, format);
      const gap = format === 'days' || format === 'hours' || format === 'minutes' ? spaced : '';
      return unit === '' ? number : `${number}${gap}${unit}`;
    },
    change(now, then, format) {
      if (now === null || then === null) return null;
      switch (format) {
        case 'rate':
          return { amount: now - then, text: `${formats.points(now - then)}${words.points}` };
        case 'days':
        case 'hours':
        case 'minutes':
          return { amount: now - then, text: `${formats.signed(now - then, 1)}${spaced}${words[format]}` };
        case 'ratio':
          return { amount: now - then, text: formats.signed(now - then, 1) };
        case 'money':
        case 'count':
        case 'number':
          if (then <= 0) return null;
          return { amount: (now - then) / then, text: formats.change((now - then) / then) };
      }
    },
  };
}

export function useFigureWriter(): FigureWriter {
  const { t } = useTranslation();
  const formats = useFormats();
  return useMemo(
    () =>
      createFigureWriter(formats, {
        days: t('days'),
        hours: t('hours'),
        minutes: t('minutes'),
        points: t('pointsUnit'),
      }),
    [formats, t],
  );
}
