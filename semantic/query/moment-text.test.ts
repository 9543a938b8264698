import { expect, it } from 'vitest';
import { isMoment } from './moment-text.ts';

it.each(['2026-11-20', '2024-02-29', '2000-02-29', '0001-01-01', '9999-12-31', '2026-11-20T23:59:59.999999'])(
  'knows %s',
  (text) => expect(isMoment(text)).toBe(true),
);

it.each([
  ...['2026-02-29', '1900-02-29', '2026-04-31', '2026-13-01', '2026-00-10', '2026-01-00', '0000-01-01'],
  ...['2026-11-20T24:00', '2026-11-20T10:60', '-7973-01-01', '+012025-01-01', '2026-1-1', ''],
])('does not know %s', (text) => expect(isMoment(text)).toBe(false));
